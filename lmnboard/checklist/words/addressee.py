"""Rules for letters: the date, and the payer with its department and address.

Imports this room. Run by `runner`. Subject line and salutation are in `subject_line`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import first_date, month_and_year
from lmnboard.written.letter import Span

_OTHER_DATE = Pattern(
    r"d\.?o\.?b|birth|born|denial|denied|injur|service|since|onset|effective|diagnos|notice|claim"
    r"|accident|doi\b|seen|procedure|surgery|appointment|received|due",
    re.IGNORECASE,
)
_ADDRESS = Pattern(r"\b\d{5}(?:-\d{4})?\b|p\.?\s?o\.?\s{0,24}box", re.IGNORECASE)
_CHANNEL = Pattern(
    r"(?:fax|facsimile|fx|portal|e-?fax|upload|e-?mail)\b|@[\w-]+\.|https?://|\bwww\.|\b(?:covermymeds"
    r"|availity|navinet)\b",
    re.IGNORECASE,
)
_CHANNEL_SAID = Pattern(
    r"(?:fax|facsimile|fx)\b\W{0,6}(?:no\.?|number|#)?\W{0,4}\(?\d{3}|portal\b\W{0,3}\s{0,24}\w|(?:via"
    r"|by|through)\s{1,24}(?:the\s{1,24})?(?:[\w-]+\s{1,24}){0,3}(?:portal|fax|upload)|@[\w-]+\."
    r"|https?://|\bwww\.|covermymeds|availity|navinet",
    re.IGNORECASE,
)
_STREET = Pattern(r"\b\d{1,6}\s{1,24}[A-Z][\w.'’-]+(?:\s{1,24}[\w.'’-]+){0,4}")
_LABEL_TO = Pattern(r"^\s*(?:to|attn|attention|via)\b\s{0,24}[:.]?\s{0,24}", re.IGNORECASE)
_NO_NAME = Pattern(
    r"^(?:the\s{1,24})?(?:workers[’']?\s{0,24}comp(?:ensation)?|insurance(?:\s{1,24}(?:company|carrier"
    r"|plan|provider))?|(?:your\s{1,24})?health\s{1,24}plan|payer|payor|insurer|whom\b.*"
    r"|medical director|plan|company)\W*$",
    re.IGNORECASE,
)
_BLANK_PAYER = Pattern(r"payer|payor|insur|plan|company|carrier|recipient|addressee", re.IGNORECASE)
_TITLE = Pattern(r"\b(?:request|letter)\b", re.IGNORECASE)
_BLANK_PERSON = Pattern(r"attn|attention|contact|director|department|name", re.IGNORECASE)
_BLANK_ADDRESS = Pattern(r"address|street|city|zip|fax", re.IGNORECASE)
_PERSON = Pattern(
    r"\b(?:Mr|Ms|Mrs|Miss|Dr)\.?\s{1,24}[A-Z]"
    r"|\b[A-Z][a-z]+\s{1,24}(?:[A-Z]\.\s{1,24})?[A-Z][a-z]+,\s{0,24}(?:RN|BSN|CCM|LVN|LPN|MD|DO|NP|RPh|PharmD|MBA|(?:Sr|Senior"
    r"|Lead|Chief|Vice|Medical|Clinical|Case|Claims?|Care|Nurse|Director|Manager|Adjust\w+|Examiner|Appeals?|Review\w*"
    r"|Utilization|Pharmac\w+|Intake|Supervisor|Physician|Coordinator|Specialist|Benefits?)\b)"
)


@letter_check(
    "CHK-027",
    "Letter date",
    part="C",
    field="letter.sections.opening",
    source="guide A.180",
)
def letter_date(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    head = Span(0, at.greeting.start if at.greeting else s.letter.header.end)
    partial: Span | None = None
    gap: Span | None = None
    for line in at.lines_in(head):
        words = at.text[line.start : line.end]
        if _OTHER_DATE.search(words):
            continue
        found = first_date(at.text, line)
        if found and found.value:
            return stands(found.span)
        if found:
            return absent(
                "The letter's date is no possible day, so the payer cannot count its deadlines.",
                "Write the day of the letter, for example March 14, 2026.",
                found.span,
            )
        month = month_and_year(at.text, line)
        if month and partial is None:
            partial = Span(*month.span)
        if gap is None and re.search(r"(?i)date|MM/|DD/|__", words) and not re.search(r"(?i)\bre\b", words):
            gap = at.blank_in(line)
    if gap:
        return blank("the letter's date", gap)
    if partial:
        return weak(
            "The letter is dated by month and year, and the payer counts its deadlines from a day.",
            "Write the whole date, for example March 14, 2026.",
            partial,
        )
    return absent(
        "The letter has no date in its header, so the payer cannot count its deadlines.",
        "Write it under the letterhead, for example March 14, 2026.",
        next(at.lines_in(Span(0, len(at.text))), None),
    )


@in_letter("CHK-028")
def addressee(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    head_end = at.greeting.start if at.greeting else s.letter.header.end
    gap: Span | None = None
    for span in at.of("addressee"):
        for line in at.lines_in(span):
            words = _LABEL_TO.sub("", at.text[line.start : line.end]).strip(" *_")
            filled = at.blank_in(line)
            named = any_of("payers_named", "names").search(words)
            if filled and not named:
                gap = gap or (
                    filled
                    if _BLANK_PAYER.search(filled.of(at.text)) and not _BLANK_ADDRESS.search(filled.of(at.text))
                    else None
                )
                continue
            if named or _is_company(words):
                return stands(line)
    gap = gap or next((b for b in s.facts.blanks if b.start < head_end and _is_payer_gap(b.of(at.text))), None)
    if gap:
        return blank("the payer's name", gap)
    for place in (Span(at.greeting.start if at.greeting else 0, len(at.text)), *at.of("subject")):
        named = any_of("payers_named", "names").search(at.text, *place)
        if named and not re.match(r"(?i)medica(?:re|id)\b|medica\b", named.group()):
            return weak(
                "The payer is named only in the text, and mail is sorted by the addressee.",
                "Write the payer's name above the subject line, for example 'Aetna'.",
                named.span(),
            )
    return absent(
        "No payer is named as addressee, so the letter has nobody to go to.",
        "Write its name and address above the subject line, for example 'Aetna'.",
        next(iter(at.of("addressee")), at.greeting),
    )


def _is_payer_gap(words: str) -> bool:
    """A field of a template for the payer's name, wherever the header has it."""
    return bool(
        re.search(r"(?i)(?:payer|payor|insurer|insurance|carrier|health[ _]?plan)", words)
        and not re.search(r"(?i)\b(?:id|number|no|policy|member|group|type|address|fax|phone)\b|#|_id", words)
    )


def _is_company(words: str) -> bool:
    """A line that is the name of a payer nobody listed: capitals, and more than a department or an address."""
    if (
        not words
        or _NO_NAME.match(words)
        or _ADDRESS.search(words)
        or _CHANNEL_SAID.search(words)
        or words[0].isdigit()
    ):
        return False
    if any_of("payers_named", "sorts").search(words):
        # "Pharmacy Benefits" is a department: something of its own is left of a company's name.
        return bool(
            re.search(r"[A-Z][\w'’&-]{2,}", any_of("payers_named", "departments", "sorts", "common").without(words))
        )
    rest = any_of("payers_named", "departments").without(words)
    return len(re.findall(r"(?<!\w)[A-Z][\w'’&-]{2,}", rest)) >= 2 and not _PERSON.match(words)


@in_letter("CHK-029", coverage_asked)
def attention(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    gap: Span | None = None
    for span in at.of("addressee"):
        for line in at.lines_in(span):
            words = at.text[line.start : line.end]
            filled = at.blank_in(line)
            if filled and re.match(r"(?i)\s{0,24}(?:attn|attention|c/o)", words):
                gap = gap or filled
                continue
            if re.match(r"(?i)\s{0,24}(?:attn|attention|c/o)\b", words) or _PERSON.search(words):
                return stands(line)
            if (
                not filled
                and not _TITLE.search(words)
                and any_of("payers_named", "departments").search(any_of("payers_named", "names").without(words))
            ):
                return stands(line)
            if filled and _BLANK_PERSON.search(filled.of(at.text)) and not _BLANK_ADDRESS.search(filled.of(at.text)):
                gap = gap or filled
    if gap:
        return blank("the attention line", gap)
    return absent(
        "Nobody at the payer is addressed, and a letter to nobody waits longest.",
        "Add an attention line, for example 'Attn: Medical Director, Prior Authorization'.",
        next(iter(at.of("addressee")), at.greeting),
    )


@in_letter("CHK-030", coverage_asked)
def where_it_goes(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    gap: Span | None = None
    for span in at.of("addressee"):
        words = span.of(at.text)
        if _CHANNEL_SAID.search(words) or (
            _ADDRESS.search(words) and (_STREET.search(words) or re.search(r"(?i)box", words))
        ):
            return stands(span)
        gap = gap or next(
            (b for b in s.facts.blanks if span.start <= b.start < span.end and _is_address_gap(at, b)), None
        )
    head = Span(0, at.greeting.start if at.greeting else s.letter.header.end)
    by_way = re.compile(
        r"(?i)\b(?:sent |submitted )?(?:via|by)\s{1,24}(?:the\s{1,24})?(?:[\w-]+\s{1,24}){0,3}?(?:fax|portal"
        r"|upload|e-?mail)\b"
    ).search(at.text, *head)
    if by_way:
        return stands(by_way.span())
    if gap:
        return blank("the payer's address", gap)
    return absent(
        "Neither address nor fax nor portal of the payer is given, so the letter has nowhere to go.",
        "Write it under the payer's name, for example 'Fax 512-555-0190'.",
        next(iter(at.of("addressee")), at.greeting),
    )


def _is_address_gap(at: Blocks, gap: Span) -> bool:
    near = at.text[max(0, gap.start - 12) : gap.start]
    return bool(_BLANK_ADDRESS.search(gap.of(at.text)) or _CHANNEL.search(near))
