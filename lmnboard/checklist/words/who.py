"""Rules for letters: who writes, with which credentials, title, specialty and NPI.

Imports this room. Run by `runner`. The practice is in `practice`, the payer in `addressee`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.people import writer
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_BLANK_NAME = Pattern(r"name|physician|provider|doctor|clinician|signatory|therapist|prescriber", re.IGNORECASE)
_BLANK_LETTERS = Pattern(r"credential|degree|title|suffix", re.IGNORECASE)
_BLANK_TITLE = Pattern(r"title|role|position", re.IGNORECASE)
_BLANK_SPECIALTY = Pattern(r"special(?:i?ty)", re.IGNORECASE)
_SPELLED_OUT = Pattern(
    r"\b(?:doctor of (?:medicine|osteopath\w+|physical therapy|nursing practice|audiology|psychology|podiatric\w*)"
    r"|(?:licensed|registered|board[- ]certified|certified)\s{1,24}(?:clinical\s{1,24}"
    r"|professional\s{1,24}|physical\s{1,24}"
    r"|independent\s{1,24})?"
    r"(?:social worker|counselor|psychologist|therapist|nurse practitioner|physician|physician assistant"
    r"|dietitian|audiologist))",
    re.IGNORECASE,
)
_ROLE_OF_MINE = Pattern(
    r"\b(?:I\s{1,24}am|I['’]m|here|as)[\s,]+(?:also\s{1,24}|currently\s{1,24})?"
    r"(?:(?P<own>the|his|her|their|this\s{1,24}patient['’]s|(?:(?:Mr|Ms|Mrs|Dr"
    r"|Miss)\.?\s{1,24})?[A-Z][\w'’-]{0,30}(?:\s{1,24}[A-Z][\w-]{0,30})?['’]s?|a\s{1,24}treating|an\s{1,24}attending"
    r"|a\s{1,24}staff)|an?)\s{1,24}"
    r"(?P<role>(?:[\w'’-]+\s{1,24}){0,5}?)(?P<noun>\w+(?:ologist|iatrist|iatrician|atrician|therapist|surgeon"
    r"|ist)|surgeon|physician(?!\s{1,24}ass)|doctor|internist|practitioner"
    r"|physician\s{1,24}assistant|specialist|pediatrician|provider|nurse(?!\s{1,24}pra)|social\s{1,24}worker|counselor"
    r"|clinician|dentist|midwife|chiropractor|psychologist)\b",
    re.IGNORECASE,
)
_PROFESSION = Pattern(
    r"nurse\s{1,24}practitioner|physician\s{1,24}(?:assistant|associate)|(?:physical|occupational"
    r"|speech)\w*[\s-]+(?:language\s{1,24})?therapist|family\s{1,24}physician"
    r"|primary\s{1,24}care|social\s{1,24}worker|clinical\s{1,24}psychologist|counselor|psychotherapist|midwife"
    r"|chiropractor|director|chief|professor|attending|staff",
    re.IGNORECASE,
)
_TREATING = Pattern(
    r"\bI\s{1,24}am\s{1,24}(?:the|his|her|their)\s{1,24}(?:treating|attending|prescribing|ordering)\s{1,24}\w+",
    re.IGNORECASE,
)
_LABEL = Pattern(
    r"\b(?:provider|physician|doctor|clinician|therapist|prescriber)['’]?s?\s{1,24}(?:npi|name|signature|id\b|phone|fax"
    r"|number|no\b|#|services|relations)",
    re.IGNORECASE,
)
_OUR_FIELD = Pattern(
    r"\b(?:our|my|the|this|an?)\s{1,24}(?:[\w-]+\s{1,24}){0,4}(?:office|clinic|practice|department|group|service|division)"
    r"|(?:board[- ]certif\w+|certified|speciali[sz]\w+|special(?:i)?ty|practi[cs]\w+|fellowship[- ]trained|trained)\b"
    r"[^.\n]{0,60}",
    re.IGNORECASE,
)
_NPI = Pattern(
    r"\b(?:NPI|National\s{1,24}Provider\s{1,24}Identifier)\b[^\w\n]{0,6}(?:(?:number|no|num|individual|type\s{0,24}1"
    r"|group|organization)\b[^\w\n]{0,6}){0,2}(?P<value>\d[\d -]{4,16}\d)",
    re.IGNORECASE,
)
_NPI_WORD = Pattern(r"\b(?:NPI|National\s{1,24}Provider\s{1,24}Identifier)\b", re.IGNORECASE)


@in_letter("CHK-001")
def author(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    by = writer(s.facts)
    if by is None:
        gap = at.blank_about(_BLANK_NAME)
        if gap:
            return blank("the author's name", gap)
        return absent(
            "Nobody who treats patients signs the letter, so the payer has no clinician's word.",
            "End it with name and credentials, for example 'Maria Castellanos, MD'.",
            at.foot,
        )
    signer = by.signer
    if signer.may_sign:
        return stands(signer.span)
    if by.is_staff or (not signer.doctor and not _is_clinician(at)):
        return absent(
            "The letter is signed by somebody without a clinician's credential, and such letters are returned.",
            "Have the treating clinician sign it, for example 'Maria Castellanos, MD'.",
            signer.span,
        )
    return weak(
        "The author shows no credential, so the payer cannot tell whether the writer may sign.",
        "Write the credential behind the name, for example 'Maria Castellanos, MD'.",
        signer.span,
    )


def _is_clinician(at: Blocks) -> bool:
    return bool(any_of("people", "clinicians").search(at.text, *at.foot) or _ROLE_OF_MINE.search(at.text, *at.opening))


@in_letter("CHK-014")
def name(s: LetterSubject) -> Said:
    by = writer(s.facts)
    if by is None:
        gap = blocks(s.facts).blank_about(_BLANK_NAME)
        if gap:
            return blank("the author's name", gap)
        return absent(
            "No author's name stands in the letter, so the payer cannot ask who writes.",
            "Print first and last name under the signature, for example 'Maria Castellanos, MD'.",
            blocks(s.facts).foot,
        )
    if by.signer.is_whole:
        return stands(by.signer.span)
    return weak(
        "The author is named by one name alone, and the payer looks for first and last name.",
        "Write both names, for example 'Maria Castellanos, MD'.",
        by.signer.span,
    )


@in_letter("CHK-015")
def title(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    signer = writer(s.facts)
    for span in (at.foot, *at.of("sender")):
        for line in at.lines_in(span):
            found = any_of("people", "clinicians", "titles").search(
                _without_name(_own_words(at, line), signer.signer.name if signer else "")
            )
            if found:
                return stands(line)
    for role in _ROLE_OF_MINE.finditer(at.text, at.opening.start, min(len(at.text), at.opening.end + 200)):
        if role["own"] or _PROFESSION.search(role.group()):
            return stands(role.span())
    sworn = _TREATING.search(at.text, *s.letter.body)
    if sworn:
        return stands(sworn.span())
    gap = at.blank_about(_BLANK_TITLE)
    if gap:
        return blank("the author's title", gap)
    return absent(
        "No title or role is given, so the payer cannot tell in what capacity the author treats the patient.",
        "Write it under the name, for example 'Attending physician'.",
        signer.signer.span if signer else at.foot,
    )


def _own_words(at: Blocks, line: Span) -> str:
    """A line without its placeholders and the labels of numbers ("Provider NPI"), which name no role."""
    words = at.text[line.start : line.end]
    for gap in reversed(at.facts.blanks):
        if line.start <= gap.start < line.end:
            words = f"{words[: gap.start - line.start]} {words[max(gap.end - line.start, 0) :]}"
    return _LABEL.sub(" ", words)


def _without_name(line: str, signer: str) -> str:
    """A line without the signer's name, which may be a title's word (Partner, Fellow)."""
    return line.replace(signer, " ") if signer else line


@in_letter("CHK-016")
def credentials(s: LetterSubject) -> Said:
    at, by = blocks(s.facts), writer(s.facts)
    if by and by.signer.letters:
        return stands(by.signer.span)
    spelled = _SPELLED_OUT.search(at.text, *at.foot)
    if spelled:
        return stands(spelled.span())
    gap = at.blank_about(_BLANK_LETTERS)
    if gap:
        return blank("the author's credentials", gap)
    return absent(
        "No credentials stand behind the author's name, and the payer asks whether the writer is licensed.",
        "Write them behind the name, for example 'MD' or 'PT, DPT'.",
        by.signer.span if by else at.foot,
    )


@in_letter("CHK-017")
def specialty(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    field = any_of("people", "specialties")
    for span in (at.foot, *at.of("sender")):
        found = field.search(at.text, *span)
        if found:
            return stands(found.span())
    for own in (_ROLE_OF_MINE, _OUR_FIELD):
        for said in own.finditer(at.text, at.opening.start, min(len(at.text), at.opening.end + 200)):
            if found := field.search(said.group()):
                return stands((said.start() + found.start(), said.start() + found.end()))
    gap = at.blank_about(_BLANK_SPECIALTY)
    if gap:
        return blank("the author's specialty", gap)
    return absent(
        "No specialty is named, and a reviewer weighs the opinion by it.",
        "Write it with the name or in the opening, for example 'board-certified neurologist'.",
        at.foot,
    )


@in_letter("CHK-018")
def npi(s: LetterSubject) -> Said:
    given = _npis(s)
    if given:
        return stands(given[0])
    at = blocks(s.facts)
    for word in _NPI_WORD.finditer(at.text):
        gap = next((b for b in s.facts.blanks if word.start() - 2 <= b.start <= word.end() + 25), None)
        if gap:
            return blank("the NPI", gap)
    return absent(
        "No NPI is given, and the payer finds the provider by these 10 digits.",
        "Write it in the letterhead or under the name, for example 'NPI 1234567893'.",
        at.foot,
    )


@in_letter("CHK-019")
def npi_form(s: LetterSubject) -> Said:
    given = _npis(s)
    for place in given:
        try:
            identifiers.npi(place.of(s.letter.text))
        except ValueError:
            return absent(
                "NPI cannot be right: it has 10 digits, begins with 1 or 2, and its last is a check digit.",
                "Copy it from the NPI registry, for example 1234567893.",
                place,
            )
    return stands(given[0]) if given else NOT_ASKED


def _npis(s: LetterSubject) -> list[Span]:
    return [Span(*found.span("value")) for found in _NPI.finditer(s.letter.text)]
