"""Rules for letters: thanks, the offer to talk, the close, the clinician's word, and what is left to fill in.

Imports this room. Run by `runner`. The signature is in `signature`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.vocabulary import AnyCase
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_THANKS = AnyCase(
    r"\b(?:thanks?(?!\s{1,24}to\b)|thank(?:ing|ful)|(?<!is\s)(?<!was\s)(?<!were\s)(?<!no\s)appreciat\w+"
    r"|(?:is|are)\s{1,24}(?:much\s{1,24}|greatly\s{1,24}|very\s{1,24})?appreciated|grateful\w*|gratitude|promptly|prompt"
    r"|timely(?!\s{1,24}(?:treatment|surgery|therapy))|speedy|rush|time[- ]sensitive|time\s{1,24}is\s{1,24}of"
    r"|swift|quick(?:ly)?\s{1,24}(?:response|reply|review|decision|answer|attention)|expedit\w+"
    r"|urgent(?:ly)?(?!\s{1,24}care)|kind\s{1,24}(?:attention|consideration)|your\s{1,24}(?:time|attention|help|consideration)"
    r"|as\s{1,24}(?:soon|quickly)\s{1,24}as\s{1,24}pos\w+|asap|at\s{1,24}your\s{1,24}earliest"
    r"|earliest\s{1,24}convenience|without\s{1,24}(?:further\s{1,24})?delay|let\s{1,24}(?:me"
    r"|us)\s{1,24}know\s{1,24}(?:this|by|soon|as)|soon\s{1,24}as\s{1,24}you\s{1,24}can"
    r"|look(?:ing)?\s{1,24}forward\s{1,24}to\s{1,24}(?:your|hearing|a))",
)
_OFFER = AnyCase(
    r"\b(?:(?:call|phone|telephone|contact|reach|ring|fax|page|e-?mail)\s{1,24}(?:me|us|my|our|the|back"
    r"|at|dr\.?|him|her|directly)|(?:please|may|can|to|feel\s{1,24}free\s{1,24}to|by)\s{1,24}(?:call"
    r"|phone|telephone|contact|reach)\b|(?:be|am|are|is)\s{1,24}(?:reached|reachable|contacted"
    r"|available)"
    r"|any\s{1,24}(?:further\s{1,24}|other\s{1,24}|additional\s{1,24})?questions?"
    r"|have\s{1,24}(?:\w+\s{1,24})?questions?|with\s{1,24}(?:\w+\s{1,24})?questions?"
    r"|questions?\s{1,24}(?:about|regarding|may)|peer[- ]to[- ]peer|a\s{1,24}(?:phone\s{1,24}"
    r"|telephone\s{1,24})?call\b|to\s{1,24}(?:discuss|talk|speak|answer|confer)"
    r"|happy\s{1,24}to\s{1,24}(?:talk|discuss|speak|answer|provide|do)"
    r"|glad(?:ly)?\s{1,24}(?:to\s{1,24})?(?:talk|discuss|speak|answer)"
    r"|discuss\s{1,24}(?:this|the|his|her|with)|direct\s{1,24}line|(?:at|on)\s{1,24}(?:my"
    r"|our)\s{1,24}(?:office|direct|cell)|need\s{1,24}(?:anything\s{1,24}else|more|further|additional)"
    r"|at\s{1,24}your\s{1,24}disposal|speak\s{1,24}(?:to|with)\b|talk\s{1,24}(?:to|with)\b"
    r"|call\s{1,24}back|do\s{1,24}not\s{1,24}hesitate)",
)
_PHONE = Pattern(r"(?<![\d/.-])(?:\(?\d{3}\)?[-. ]{1,2})?\d{3}[-. ]\d{4}(?![\d/-])")
_NEGATED = Pattern(
    r"\b(?:unable|declin\w+|refus\w+|not\s{1,24}able|wants?|asked|came|went|used|had|likes?|learn\w*"
    r"|afraid|way)\s{1,24}(?:\w+\s{1,24})?(?:to\s{1,24})?$",
    re.IGNORECASE,
)
_OPINION = AnyCase(
    r"\b(?:(?:in|it\s{1,24}is|that\s{1,24}is|this\s{1,24}is)\s{1,24}(?:both\s{1,24})?(?:my"
    r"|our)\s{1,24}(?:own\s{1,24}|best\s{1,24}|considered\s{1,24}|expert\s{1,24}|firm\s{1,24}"
    r"|strong\s{1,24}|independent\s{1,24}|sincere\s{1,24}|informed\s{1,24})?(?:(?:professional|medical"
    r"|clinical|expert|surgical|therapeutic)(?:\s{1,24}and\s{1,24})?\s{0,24},?\s{0,24}){0,2}(?:opinion"
    r"|judge?ment|view|assessment|estimation|belief|conviction|determination)"
    r"|(?:professional|medical|clinical)\s{1,24}(?:opinion|judge?ment)\s{1,24}(?:is|of|as|that)"
    r"|my\s{1,24}(?:professional|medical|clinical|expert)(?:\s{1,24}\w+)?\s{1,24}(?:opinion|judge?ment)"
    r"|i\s{1,24}(?:hereby\s{1,24}|also\s{1,24}|therefore\s{1,24}|do\s{1,24}"
    r"|personally\s{1,24})?(?:certify|attest|affirm|declare|swear|confirm\s{1,24}that\s{1,24}(?:this"
    r"|the)\s{1,24}\w+\s{1,24}(?:is|are)\s{1,24}(?:medically\s{1,24})?necess\w+)"
    r"|i\s{1,24}am\s{1,24}of\s{1,24}the\s{1,24}opinion"
    r"|i\s{1,24}(?:firmly\s{1,24}|strongly\s{1,24}|truly\s{1,24}|sincerely\s{1,24}"
    r"|honestly\s{1,24})?(?:believe|feel\s{1,24}strongly)|i\s{1,24}am\s{1,24}(?:firmly\s{1,24}"
    r"|fully\s{1,24})?(?:convinced|confident)|i\s{1,24}(?:judge|consider|deem|hold"
    r"|have\s{1,24}(?:determined|concluded|judged))\s"
    r"|reasonable\s{1,24}(?:degree\s{1,24}of\s{1,24})?(?:medical|clinical)\s{1,24}(?:certainty"
    r"|probability)"
    r"|judge?ment\s{1,24}as\s{1,24}(?:his|her|their|the|a)|opinion\s{1,24}as\s{1,24}(?:his|her|their|the"
    r"|a)|as\s{1,24}(?:his|her|their|the)\s{1,24}(?:treating\s{1,24})?(?:\w+\s{1,24}){0,2}(?:physician"
    r"|surgeon|doctor|therapist|\w+ologist|provider|clinician|practitioner)[, ]+(?:I"
    r"|it\s{1,24}is\s{1,24}my))",
)
_TO_SIGN = Pattern(r"\bsignature\W*$|^\W*x\W*$|\bsigned(?:\s{1,24}by)?\W*$", re.IGNORECASE)
_LONGEST_SHOWN = 30


@letter_check(
    "CHK-132",
    "Thanks, or asks for a prompt review",
    part="L",
    field="letter.sections.request",
    severity="info",
    source="guide A.207",
)
def thanks(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    for found in _THANKS.finditer(at.text, _latter(at).start, at.foot.end):
        return stands(found.span())
    return absent(
        "The letter neither thanks nor asks for a prompt review, so nothing tells the reviewer that it presses.",
        "Add a line at the end, for example 'Thank you for your prompt review.'.",
        _end(at),
    )


@letter_check(
    "CHK-133",
    "Offers to talk, with a phone number",
    part="L",
    field="letter.sections.request",
    severity="warn",
    source="guide A.208",
)
def offer(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    latter = _latter(at)
    offers = [
        one
        for one in _OFFER.finditer(at.text, *latter)
        if not _NEGATED.search(at.text, max(0, one.start() - 30), one.start())
    ]
    without: Span | None = None
    for found in offers:
        # An abbreviation, as in "ext.", may end the sentence before the number.
        near = Span(max(latter.start, found.start() - 120), min(latter.end, found.end() + 160))
        number = _PHONE.search(at.text, *near)
        if number:
            return stands((min(found.start(), number.start()), max(found.end(), number.end())))
        gap = next((b for b in s.facts.blanks if near.start <= b.start < near.end and _is_number(at, b)), None)
        if gap:
            return blank("the number to call", gap)
        without = without or Span(*found.span())
    if without:
        return weak(
            "The letter offers to talk and gives no number there, so the reviewer has to look for one.",
            "Write it in the sentence, for example 'I can be reached at 512-555-0147.'.",
            without,
        )
    return absent(
        "The letter does not offer to talk, and many denials are turned by a call between physicians.",
        "Add a line, for example 'I am glad to discuss this case at 512-555-0147.'.",
        _end(at),
    )


def _is_number(at: Blocks, gap: Span) -> bool:
    """A placeholder that stands for a telephone number."""
    words = gap.of(at.text)
    near = at.text[max(0, gap.start - 20) : gap.start]
    return bool(
        re.search(r"(?i)phone|number|contact|tel", words) or re.search(r"(?i)(?:at|call|phone|tel)[\W_\d]*$", near)
    )


@letter_check(
    "CHK-134",
    "'Sincerely' or another close",
    part="L",
    field="letter.sections.request",
    severity="info",
    source="guide A.209",
)
def close(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    if at.close:
        return stands(at.close)
    return absent(
        "The letter has no close, so it reads as if a page were missing.",
        "End it with 'Sincerely,' above the signature.",
        _end(at),
    )


@letter_check(
    "CHK-178",
    "The clinician's own judgment is said",
    part="O",
    field="rationale",
    severity="warn",
    source="guide B.029",
)
def own_judgment(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    found = _OPINION.search(at.text, at.greeting.end if at.greeting else s.letter.body.start)
    if found:
        return stands(found.span())
    return absent(
        "The clinician's own judgment is not said, and a payer weighs that of the one who examined the patient.",
        "Add it with its reason, for example 'In my medical opinion … because …'.",
        _end(at),
    )


@in_letter("CHK-141")
def placeholders(s: LetterSubject) -> Iterable[Said]:
    return [_left(s, gap) for gap in s.facts.blanks if not _is_place_to_sign(s, gap)]


def _left(s: LetterSubject, gap: Span) -> Said:
    words = " ".join(gap.of(s.letter.text).split())
    shown = words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
    return absent(
        f"'{shown}' was left to fill in, and the payer would read it so.",
        "Write the fact in its place, or take it out.",
        gap,
    )


def _is_place_to_sign(s: LetterSubject, gap: Span) -> bool:
    """A line to sign on is no fact that is missing."""
    before = s.letter.text[: gap.start].rsplit("\n", 1)[-1]
    return set(gap.of(s.letter.text)) == {"_"} and bool(_TO_SIGN.search(before))


def _latter(at: Blocks) -> Span:
    """The latter half of the text, where closings stand."""
    start = at.greeting.end if at.greeting else at.letter.body.start
    end = max(start, at.close.start if at.close else at.text_end)
    return Span(start + (end - start) * 2 // 5, end)


def _end(at: Blocks) -> Span:
    """The last sentence of the text."""
    inside = [one for one in at.letter.sentences if one.end <= max(at.text_end, 1)]
    return inside[-1] if inside else (at.close or Span(0, 0))
