"""Rules for letters: what the first sentences say - who writes, of which patient, for what, and why it is sent.

Imports this room and `asked`. Run by `runner`.
"""

from __future__ import annotations

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.amounts import NUMBER
from lmnboard.checklist.words.asked import asked
from lmnboard.checklist.words.once import compiled
from lmnboard.written.found import PARTIAL_DATE
from lmnboard.written.letter import Span

_ROLE = (
    r"(?:physicians?|doctors?|surgeons?|\w+ologists?|\w+iatrists?|\w+iatricians?|\w+icians?|therapists?"
    r"|\w*practitioners?|providers?|clinicians?|specialists?|nurses?|internists?|hospitalists?|allergists?"
    r"|counsell?ors?"
    r"|dentists?|\w+dontists?|optometrists?|physiatrists?|geneticists?|dietitians?|midwives|midwife"
    r"|physician['’]?s?\s+assistants?|PCP|NP|PA(?:-C)?|APRN|MD|DO|PT|OT|SLP|LCSW|social\s+worker"
    r"|chiropractors?|podiatrists?|audiologists?|psychologists?"
    r"|\w+ists?)"
)
_WHO = compiled(
    rf"\b(?:I\s+am|I['’]m|we\s+are|am|as|I\s+have\s+(?:long\s+)?(?:been|served\s+as))\s+(?:(?:also|currently"
    rf"|writing\s+as)\s+)?(?:[\w.'’,\[\]<>{{}}-]+\s+){{0,9}}?{_ROLE}\b"
    r"|\b(?:this\s+is|my\s+name\s+is|I,|I\s+am|I['’]m)\s+(?:Dr\.?\s|(?-i:[A-Z][a-zà-ÿ][\w.'’-]*\s+[A-Z]))"
    r"|\bdr\.?\s+[\w'’-]+\s+here\b|\bthis\s+is\s+(?:the\s+)?(?:dr|doctor|office)|\bthe\s+undersigned\b"
    rf"|\b(?:in\s+my\s+(?:role|capacity)\s+as|speaking\s+as|writing\s+as)\b|\b(?:my"
    rf"|our)\s+(?:\w+\s+)?(?:practice|clinic),\s"
    rf"|\bas\s+(?:his|her|their|the\s+patient['’]s)\s+(?:\w+\s+){{0,4}}?{_ROLE}\b|,\s+(?:(?:a|an|the"
    rf"|board[- ]certified)\s+)*(?:\w+\s+){{0,3}}?{_ROLE},?\s+(?:am|is)\s+writing|\bwe,\s+the\b"
)
_NOT_WHO = compiled(r"^as\s+(?:you\b|soon|a\s+(?:patient|result)|well)")
_BLANK_WHO = compiled(r"\b(?:I\s+am|my\s+name\s+is|as|I,)\s*(?:(?:a|an|the)\s+)?$")
_CARE = (
    r"(?:treat(?:s|ed|ing)?|see(?:n|s|ing)?|saw|follow(?:s|ed|ing)?|car(?:e|es|ed|ing)\s+(?:for|of)|look(?:s"
    r"|ed|ing)?\s+after|manag(?:e|es|ed|ing)|attend(?:s|ed|ing)?\s+to|work(?:ed|ing)?\s+with|know(?:n)?"
    r"|supervis(?:e|ed|ing)"
    r"|evaluat(?:ed|ing)|examin(?:ed|ing)|met)"
)
_RELATION = compiled(
    rf"\b(?:(?:my|our)\s+(?:[\w-]+\s+){{0,2}}?|(?:long[- ]?time|established|current|new)\s+)(?:patient"
    rf"|client)s?\b|\b(?:patient|client)\s+(?:of|at|in|under|here|whom|who\s+(?:has|is)|since)\b|\b(?:I|we|who"
    rf"|whom|and|have|has|been|am|is)\s+(?:\w+\s+){{0,5}}?{_CARE}\b"
    rf"|\bI,\s[^.;]{{0,60}},\s*{_CARE}\b|\b{_ROLE},?\s+(?:\w+\s+)?{_CARE}\b|\bunder\s+(?:my|our|the)\s+care\b"
    rf"|\bin\s+(?:my|our)\s+(?:care|practice|clinic)\b|\b(?:his|her|their|\w+['’]s|the\s+patient['’]s"
    rf"|patient['’]s|[\]>}}]['’]s)\s+(?:[\w-]+\s+){{0,4}}?{_ROLE}\b|\b{_ROLE}\s+(?:of|for|to"
    rf"|in\s+charge\s+of)\s+"
    rf"|\b(?:treating|attending|primary\s+care)\s+(?:\w+\s+){{0,3}}?(?:of\b|for\b|{_ROLE})"
    rf"|\bestablished\s+care\b|\breferred\s+to\s+(?:me|us|our)\b|\bhas\s+been\s+(?:coming|with\s+(?:us|me))\b"
)
_OURS = compiled(
    r"\b(?:my|our)\s+(?:[\w-]+\s+){0,2}?(?:patient|client)\b|\b(?:patient|client)\s+(?:of|at|in)\s+(?:dr\b|our"
    r"|my|this|the\s+(?:clinic|practice))|\bunder\s+(?:my|our)\s+care\b"
    r"|\b(?:I|we)\s+(?:\w+\s+){0,3}?(?:treat|see|follow|examined|saw|diagnosed|care\s+for)\b"
)
_TIME = compiled(
    rf"\bsince\s+(?:about\s+|early\s+|late\s+|mid-?\s?|the\s+|at\s+least\s+)?(?:birth|infancy|childhood"
    rf"|(?:spring|summer|fall|autumn|winter)\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    rf"|{PARTIAL_DATE.pattern}|(?:his|her|their|s?he)\s+(?:birth|was|surgery|injury|diagnosis|accident"
    rf"|discharge|\w+\s+\w*visit)|last\s+\w+)"
    rf"|\b(?:for|over|during|after)\s+(?:(?:the|about|almost|nearly|more\s+than|over|approximately|past|last"
    rf"|at\s+least|some|some\s+of)\s+){{0,4}}(?:{NUMBER}|several|a|an|many)[\s-]+(?:\w+\s+)?(?:days?|weeks?"
    rf"|months?|years?|decades?|visits)"
    rf"|\b(?:first\s+(?:saw|seen|met|evaluated|examined|treated|visit)|initial(?:ly)?\s+\w+|established|began"
    rf"|started|from|came\s+to|presented|referred|evaluated|examined|saw|seen"
    rf"|met)\b[^.;]{{0,50}}?(?:{PARTIAL_DATE.pattern})"
)
_CARED_FOR = compiled(
    rf"\b(?:I|we|my|our|me|us|dr\.?\s+\w+)\b[^.;]{{0,60}}?\b(?:{_CARE}|care|patient|treatment|practice"
    rf"|clinic)\b|\b(?:patient|client)\s+(?:of|at|in)\b|\bunder\s+\w+\s+care\b|\b(?:patient"
    rf"|client)\s+(?:here\s+)?since\b|\b{_ROLE}\s+(?:of|for)\b|\b{_ROLE},?\s+(?:who|and)\b"
)
_WHY = compiled(
    r"\b(?:pre-?)?authori[sz]\w*|\bpre-?\s?cert\w*|\bprior\s+auth\b|\bpre-?auth\b|\bapprov\w+|\bappeal\w*"
    r"|\breconsider\w*|\bredetermin\w+|\bdenied\b|\bdenial\b|\boverturn\w*|\bcover(?:age|ed|s|ing)?\b"
    r"|\bexceptions?\b|\bcontinu(?:ation|e|ed|ing)\b"
    r"|\b(?:more|further|additional|extra)\s+(?:\w+\s+){0,3}?(?:visits|sessions|therapy|treatment)"
    r"|\breimburs\w*|\bextension\b|\bgrievance|\bpay(?:ment)?\s+for\b|\breferral\s+(?:request|authorization)"
    r"|\bdetermination\b|\beligib\w+\s+for\s+(?:reimbursement|HSA|FSA)"
)
_TIME_IS_BLANK = compiled(r"\b(?:since|for|over)\s+(?:the\s+past\s+|the\s+last\s+)?$")
_MOST_BLANKS = 40
"""Placeholders that are looked at: a form has no more in its text."""
_FIELD = "letter.sections.opening"
_FIX_OPENING = "Write for example 'I am the neurologist who has treated Ms. Ortiz since May 2023, and I request ...'."


@letter_check("CHK-109", "Opening says who writes", part="I", field=_FIELD, source="guide A.089, A.092")
def who(s: LetterSubject) -> Said:
    place = asked(s).opening
    found = next((m for m in s.letter.find_all(_WHO, place) if not _NOT_WHO.match(m.group())), None)
    if found:
        return stands(found.span())
    for gap in s.facts.blanks:
        if place.holds(gap.start) and _BLANK_WHO.search(s.letter.text, max(place.start, gap.start - 30), gap.start):
            return blank("who writes", gap)
    return absent(
        "The first two sentences do not say who writes, and a payer weighs a letter by its author.", _FIX_OPENING, place
    )


@letter_check(
    "CHK-110", "Opening says the relation to the patient", part="I", field=_FIELD, source="guide A.089, A.092"
)
def relation(s: LetterSubject) -> Said:
    found = s.letter.find(_RELATION, asked(s).opening)
    if found:
        return stands(found.span())
    return absent(
        "The first two sentences do not say what the writer is to the patient, which shows the right to judge.",
        _FIX_OPENING,
        asked(s).opening,
    )


@letter_check("CHK-111", "Opening names what is requested", part="I", field=_FIELD, source="guide A.089, A.090, A.191")
def what(s: LetterSubject) -> Said:
    return _requested_in(
        s,
        asked(s).opening,
        "The first two sentences do not name what is requested, so the reviewer has to look for it.",
        "Name it there, for example 'I request prior authorization of an MRI of the left knee'.",
    )


@letter_check("CHK-114", "Purpose is not buried", part="I", field=_FIELD, source="guide A.090")
def in_time(s: LetterSubject) -> Said:
    return _requested_in(
        s,
        asked(s).first_paragraph,
        "The first paragraph does not name the request; a purpose that comes later is read too late.",
        "Move it up, for example 'I request prior authorization of an MRI of the left knee'.",
    )


def _requested_in(s: LetterSubject, place: Span, message: str, fix: str) -> Said:
    """Whether a place names what is requested."""
    found = asked(s).put_forward(place)
    if found:
        return stands(found)
    gap = asked(s).blank_for(place)
    return blank("what is requested", gap) if gap else absent(message, fix, place)


@in_letter("CHK-113")
def since_when(s: LetterSubject) -> Said:
    """How long the patient is treated: with the relation in the opening, else in any sentence of the writer's care."""
    text = s.letter.text
    opening = asked(s).opening
    related = s.letter.find(_RELATION, opening)
    if related:
        for sentence in [one for one in s.letter.sentences if one.start < opening.end]:
            when = _TIME.search(text, *sentence)
            if when and (_CARED_FOR.search(text, *sentence) or _RELATION.search(text, *sentence)):
                return stands(when.span())
    for cared in s.letter.find_all(_CARED_FOR, s.letter.body):
        end = min(s.letter.sentence_at(cared.start()).end, cared.end() + 60)
        when = _TIME.search(text, cared.start(), end)
        if when:
            return stands(when.span())
    cares = related or s.letter.find(_OURS, s.letter.body)
    for gap in s.facts.blanks[:_MOST_BLANKS]:
        before = text[max(0, gap.start - 60) : gap.start]
        awaits_time = s.letter.body.holds(gap.start) and _TIME_IS_BLANK.search(before)
        if awaits_time and (
            _RELATION.search(before) or _CARED_FOR.search(text, max(0, gap.start - 150), gap.start + 60)
        ):
            return blank("since when the patient is treated", gap)
    fix = "Add since when, for example 'whom I have treated since November 2025'."
    if cares:
        return weak(
            "It does not say since when the patient is treated, which is what gives the view weight.", fix, cares.span()
        )
    return absent(
        "It says neither that the writer treats the patient nor since when.",
        fix,
        opening if opening.end > opening.start else None,
    )


@in_letter("CHK-115")
def why_sent(s: LetterSubject) -> Said:
    for place in (*asked(s).subject, asked(s).opening):
        found = s.letter.find(_WHY, place)
        if found:
            return stands(found.span())
    return absent(
        "Neither subject line nor opening says why it is sent, so it cannot be sent to the right desk.",
        "Say it, for example 'prior authorization of', 'appeal of the denial of' or 'continuation of'.",
        asked(s).subject[0] if asked(s).subject else asked(s).opening,
    )
