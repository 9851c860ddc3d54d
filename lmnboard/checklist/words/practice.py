"""Rules for letters: the practice's block, its name, address and numbers, and that it comes first.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import Blocks, blocks, is_mail_header
from lmnboard.checklist.words.people import writer
from lmnboard.checklist.words.practice_name import name_places
from lmnboard.checklist.words.vocabulary import credential
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.us_states import us_state
from lmnboard.written.letter import Span

_STREET = Pattern(
    r"(?<![\w#-])(?:\d{1,6}(?:-\d{1,4})?[A-Za-z]?[ \t]{1,24}(?:[NSEW]\.?[ \t]{1,24})?"
    r"(?:[A-Z0-9][\w.'’-]{0,25}[ \t,]{1,2}){1,6}?"
    r"(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|ct|court|pl|place|way|pkwy|parkway"
    r"|hwy|highway|ter|terrace|loop|row|sq|square|cir|circle"
    r"|plaza|trail|trl|pike|landing|suite|ste|broadway|center|alley|run|park|point|walk|crossing|commons"
    r"|mall|main)\b|p\.?[ \t]?o\.?[ \t]{0,24}box[ \t]{1,24}\d+|one[ \t]{1,24}[A-Z]\w+[ \t]{1,24}(?:place"
    r"|plaza|way|center|drive))"
    r"|(?<![\w#-])\d{1,6}[ \t]{1,24}(?:[NSEW]\.?[ \t]{1,24})?[A-Z][a-z]+(?:[ \t]{1,24}[A-Z][a-z]+)?(?=,"
    r"|[ \t]{0,24}$|\n)",
    re.IGNORECASE | re.MULTILINE,
)
_PLACE = Pattern(
    r"(?P<city>[A-Z][A-Za-z.'’-]{1,25}(?:[ \t]{1,24}[A-Z][A-Za-z.'’-]{1,25}){0,3})(?:,[ \t]{0,24}"
    r"|[ \t]{1,24})(?P<state>[A-Z]{2}|[A-Z][a-z]{3,12}(?:[ \t][A-Z][a-z]{3,8})?)\b\.?,?"
    r"(?:\s{1,4}(?P<zip>\d{5}(?:-\d{4})?))?(?!\w)"
)
_NUMBER = Pattern(
    r"(?<![\d/.-])(?:\+?1[-. ]{1,2})?(?:(?:\(\d{3}\)|\d{3})[-. ]{1,3}\d{3}[-. ]\d{1,4}|\d{3}[-.]\d{4})(?![\d/-])"
)
_BEFORE = Pattern(
    r"(?<!\w)(?:(?:tele)?fax|facsimile|fx|f|tel(?:ephone)?|ph(?:one)?|p|t|office|call|voice|mobile|cell|direct|line)\b"
    r"[^\w\n]{0,6}(?:(?:no|number)\b[^\w\n]{0,4})?$",
    re.IGNORECASE,
)
_BEHIND = Pattern(r"[ \t]{0,24}\(?(?:fax|facsimile|phone|tel|office|direct|f|p)\b", re.IGNORECASE)
_IS_FAX = Pattern(r"(?:fax|facsimile|\bfx|\bf\b)", re.IGNORECASE)
_EMAIL = Pattern(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}")
_BLANK_PRACTICE = Pattern(r"practice|clinic|letterhead|organi[sz]ation|facility|hospital|company", re.IGNORECASE)
_BLANK_ADDRESS = Pattern(r"address|street|city|zip|location", re.IGNORECASE)


@in_letter("CHK-021")
def practice(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    for span in name_places(at):
        return stands(span)
    gap = at.blank_about(_BLANK_PRACTICE)
    if gap:
        return blank("the practice's name", gap)
    return absent(
        "No practice is named, so the payer cannot tell where the patient is treated.",
        "Set the letterhead on top, for example 'Cedar Bluff Orthopedics'.",
        _start(at),
    )


@in_letter("CHK-022")
def address(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    best: tuple[int, Span] | None = None
    for span in at.own:
        street = _STREET.search(at.text, *span)
        for place in _places(at.text, span):
            parts = 1 + bool(street) + bool(place["zip"])
            start = min(place.start(), street.start()) if street else place.start()
            if best is None or parts > best[0]:
                best = parts, Span(start, place.end())
        if street and best is None:
            best = 1, Span(*street.span())
    if best and best[0] == 3:
        return stands(best[1])
    gap = at.blank_about(_BLANK_ADDRESS)
    if gap:
        return blank("the practice's address", gap)
    if best:
        return weak(
            "The practice's address is not whole, and the payer's answer needs street, city, state and ZIP.",
            "Write all of it, for example '1200 Alder St, Austin, TX 78701'.",
            best[1],
        )
    return absent(
        "The practice's address is missing, and the payer's answer goes there.",
        "Write it in the letterhead, for example '1200 Alder St, Austin, TX 78701'.",
        _start(at),
    )


def _places(text: str, span: Span) -> Iterator[re.Match[str]]:
    """Each city with its state; what looks like one and is a street with its city is passed over."""
    start = span.start
    while found := _PLACE.search(text, start, span.end):
        # `Castellanos, MD` is no town of Maryland.
        if _is_state(found["state"]) and (found["zip"] or not re.fullmatch(credential(), found["state"])):
            yield found
            start = found.end()
        else:
            start = found.start("state")


def _is_state(name: str) -> bool:
    try:
        us_state(name)
    except ValueError:
        return False
    return True


@in_letter("CHK-023")
def phone(s: LetterSubject) -> Said:
    return _number(s, "phone", "the reviewer calls it to discuss the case", fax=False)


@in_letter("CHK-024")
def fax(s: LetterSubject) -> Said:
    return _number(s, "fax", "many payers answer by fax", fax=True)


def _number(s: LetterSubject, kind: str, why: str, *, fax: bool) -> Said:
    at = blocks(s.facts)
    given = [place for span in (*at.own, s.letter.body) for place in _numbers(at, span, fax=fax)]
    for place in given:
        try:
            identifiers.phone(place.of(at.text))
        except ValueError:
            continue
        return stands(place)
    if given:
        return absent(
            f"The {kind} number is not a US number, so nobody reaches the practice by it.",
            "Write 10 digits, for example 512-555-0147.",
            given[0],
        )
    gap = _blank_number(at, fax=fax)
    if gap:
        return blank(f"the practice's {kind} number", gap)
    return absent(
        f"No {kind} number of the practice is given: {why}.",
        "Write it in the letterhead, for example 512-555-0147.",
        _start(at),
    )


def _numbers(at: Blocks, span: Span, *, fax: bool) -> Iterator[Span]:
    """The faxes of a stretch, or its other numbers; a label behind a number counts where none is before."""
    taken = 0
    for found in _NUMBER.finditer(at.text, *span):
        before = _BEFORE.search(at.text, max(taken, found.start() - 24, span.start), found.start())
        after = None if before else _BEHIND.match(at.text, found.end())
        taken = after.end() if after else found.end()
        label = before or after
        if bool(label and _IS_FAX.search(label.group())) == fax:
            yield Span(*found.span())


def _blank_number(at: Blocks, *, fax: bool) -> Span | None:
    """A placeholder for a number: it says so itself, or a label stands before it."""
    for gap in at.facts.blanks:
        if any(part.start <= gap.start < part.end for part in at.of("addressee", "subject")):
            continue
        words, near = gap.of(at.text), at.text[max(0, gap.start - 24) : gap.start]
        said = _IS_FAX.search(words) or re.search(r"(?i)(?:fax|facsimile)[\W_]*$", near)
        if (
            said
            if fax
            else (
                re.search(r"(?i)phone|telephone", words)
                or (not said and re.search(r"(?i)(?:phone|tel|reached at|call(?: me)? at|\bph)[\W_]*$", near))
            )
        ):
            return gap
    return None


@in_letter("CHK-025")
def email(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    for span in (*at.own, s.letter.body):
        for found in _EMAIL.finditer(at.text, *span):
            try:
                identifiers.email(found.group().rstrip("."))
            except ValueError:
                return absent(
                    "The e-mail is not an address that mail can reach.",
                    "Write it like letters@example.org.",
                    found.span(),
                )
            return stands(found.span())
    gap = at.blank_about(re.compile("e-?mail", re.IGNORECASE))
    if gap:
        return blank("the practice's e-mail", gap)
    return absent(
        "No e-mail of the practice is given, and it belongs to the contact information.",
        "Write it in the letterhead, for example letters@example.org.",
        _start(at),
    )


@letter_check(
    "CHK-026",
    "Provider block comes first",
    part="B",
    field="letter.sections.opening",
    severity="warn",
    source="guide A.034-035",
)
def provider_first(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    top = [span for span in at.of("sender") if not is_mail_header(at.text, span)]
    filled = next((span for span in top if not (at.blank_in(span) and _is_all_blank(at, span))), None)
    if filled:
        return stands(filled)
    if not top and not at.foot.of(at.text).strip() and writer(s.facts) is None:
        return NOT_ASKED
    return absent(
        "The practice's block does not come first, and a reviewer looks on top for who writes.",
        "Set the letterhead above the date: name, credentials, practice, address, phone and NPI.",
        top[0] if top else _start(at),
    )


_FIELD = Pattern(r"\b(?:phone|tel(?:ephone)?|fax|npi|e-?mail|address|name|practice|clinic|date)\b(?=[ \t]*[:#])", re.I)


def _is_all_blank(at: Blocks, span: Span) -> bool:
    """Nothing but placeholders stands in a block."""
    kept = [
        not any(gap.start <= place < gap.end for gap in at.facts.blanks) and at.text[place].isalnum()
        for place in range(*span)
    ]
    labels = sum(len(found.group()) for found in _FIELD.finditer(at.text, *span))
    return sum(kept) - labels < 3


def _start(at: Blocks) -> Span:
    """The first line, where a letterhead should stand."""
    return next(at.lines_in(Span(0, len(at.text))), Span(0, 0))
