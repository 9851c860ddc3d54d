"""Rules for letters: the signature, the printed name and credentials under it, and its date.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import Said, absent, blank, by_person, stands
from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.people import named_in, writer
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge.pattern import AnyPattern, Pattern
from lmnboard.written.found import dates, month_and_year
from lmnboard.written.letter import Span

_SIGNED = Pattern(
    r"(?<!\w)/s/|(?<!\w)s/\s?[A-Z]|\b(?:electronically|digitally|e-?)[ -]?(?:signed|authenticated"
    r"|approved|verified)\b|\bsigned\s{1,24}(?:by|electronically|digitally)\b"
    r"|\be-?signature\s{1,24}(?:of|by)\b"
    r"|\bsignature\s{1,24}on\s{1,24}file\b|\[\s{0,24}(?:electronically|digitally"
    r"|e-?)[ -]?signed[^\]\n]*\]|\((?:electronically|digitally|e-?)[ -]?signed[^)\n]*\)",
    re.IGNORECASE,
)
_TO_SIGN = Pattern(
    r"^[ \t]*[xX]?[ \t]{0,24}_{8,}|\b(?:physician|provider|prescriber|clinician"
    r"|therapist)?['’]?s?[ \t]{0,24}signature\b[ \t]{0,24}:?[ \t]{0,24}(?:_{3,}|\.{5,}|-{5,}|$)",
    re.IGNORECASE | re.MULTILINE,
)
_TO_DATE = Pattern(r"^[ \t]*_{8,}[ \t]{0,24}\n[ \t]{0,24}date\b", re.IGNORECASE | re.MULTILINE)
_BLANK_SIGNATURE = Pattern(r"sign", re.IGNORECASE)
_BLANK_NAME = Pattern(r"name|physician|provider|doctor|clinician|therapist|prescriber", re.IGNORECASE)
_BLANK_LETTERS = Pattern(r"credential|degree|suffix", re.IGNORECASE)
_BLANK_DATE = Pattern(r"date|MM|DD/|YY", re.IGNORECASE)
_DATE_LABEL = Pattern(r"\bdate[d]?\b[^\n]{0,20}$|\bon\W*$", re.IGNORECASE)
_NO_SIGNATURE_DATE = Pattern(
    r"\b(?:valid|expires?|exp|board|since|licen[sc]e|printed|revis\w*|form|rev)\b", re.IGNORECASE
)
_ENCLOSED = Pattern(r"^[ \t]*(?:\d{1,2}[.)]|\(?[a-h][.)]|[-•*])[ \t]", re.MULTILINE)


@in_letter("CHK-135")
def signature(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    below = Span(max(at.text_end - 1, 0), len(at.text))
    signed = _SIGNED.search(at.text, *below)
    if signed:
        return stands(signed.span())
    gap = next((b for b in s.facts.blanks if b.start >= below.start and _BLANK_SIGNATURE.search(b.of(at.text))), None)
    if gap:
        return blank("the signature", gap)
    line = _TO_SIGN.search(at.text, *below)
    name = next(iter(named_in(at, at.foot)), None)
    if line or (at.close and name):
        return by_person(
            "Words cannot show a signature, and no payer reads an unsigned letter.",
            "See that the one who is named there signs, by hand or as '/s/' with name and date.",
            line.span() if line else name.span if name else at.close,
        )
    return absent(
        "The letter ends without a signature or a place for one, and no payer reads an unsigned letter.",
        "End it with a close and a signature, for example '/s/ Maria Castellanos, MD, 03/14/2026'.",
        _last_line(at),
    )


@letter_check(
    "CHK-136",
    "Printed name under the signature",
    part="L",
    field="letter.sections.request",
    source="guide A.072, A.211",
)
def printed_name(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    name = next(iter(named_in(at, at.foot)), None)
    if name:
        return stands(name.span)
    gap = _blank(at, _BLANK_NAME)
    if gap:
        return blank("the printed name", gap)
    return absent(
        "No name is printed under the signature, so nobody can read who signed.",
        "Print it there with the credentials, for example 'Maria Castellanos, MD'.",
        at.close or _last_line(at),
    )


@letter_check(
    "CHK-137",
    "Credentials under the signature",
    part="L",
    field="letter.sections.request",
    source="guide A.072, A.211",
)
def printed_credentials(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    with_letters = next((one for one in named_in(at, at.foot) if one.letters), None)
    if with_letters:
        return stands(with_letters.span)
    by = writer(s.facts)
    if by and by.signer.letters and at.foot.holds(by.signer.span.start):
        return stands(by.signer.span)
    gap = _blank(at, _BLANK_LETTERS)
    if gap:
        return blank("the credentials under the signature", gap)
    return absent(
        "No credentials stand under the signature, so the payer cannot tell whether the signer may sign.",
        "Write them behind the printed name, for example 'Maria Castellanos, MD'.",
        by.signer.span if by else at.close or _last_line(at),
    )


@in_letter("CHK-138")
def signature_date(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    for line in at.lines_in(at.below):
        words = at.text[line.start : line.end]
        if not _is_of_signature(at, line, words):
            continue
        for found in sorted(dates(at.text, line), key=lambda one: one.start):
            if found.value is None:
                return absent(
                    "The date at the signature is no possible day, and an undated signature is not valid.",
                    "Write the day of signing, for example 03/14/2026.",
                    found.span,
                )
            letter = s.facts.dated.value if s.facts.dated else None
            if letter and found.value < letter:
                return absent(
                    "The signature is dated before the letter, as if an older letter had been signed.",
                    "Sign the letter as it stands now, with the day of signing.",
                    found.span,
                )
            return stands(found.span)
    for gap in s.facts.blanks:
        near = at.text[max(0, gap.start - 24) : gap.start].rsplit("\n", 1)[-1]
        if at.below.holds(gap.start) and (_BLANK_DATE.search(gap.of(at.text)) or _DATE_LABEL.search(near)):
            return blank("the date of the signature", gap)
    by_hand = _TO_DATE.search(at.text, *at.below)
    if by_hand:
        return by_person(
            "A line is left to date by hand, and an undated signature is not valid.",
            "See that the one who signs dates it, for example 03/14/2026.",
            by_hand.span(),
        )
    return absent(
        "No date stands at the signature, and an undated signature is not valid.",
        "Add it under the printed name, for example 'Date: 03/14/2026'.",
        _signature_place(at),
    )


def _is_of_signature(at: Blocks, line: Span, words: str) -> bool:
    """A date there is that of signing: in the foot, or behind its label further down, and no enclosure's."""
    if _NO_SIGNATURE_DATE.search(words):
        return False
    if at.foot.holds(line.start):
        return not (
            _ENCLOSED.match(words) or (month_and_year(words, Span(0, len(words))) is None and len(words.split()) > 16)
        )
    return bool(
        re.match(r"(?i)\s{0,24}(?:date(?: signed| of signature)?|signed(?: on)?)\s{0,24}:", words)
        or _SIGNED.search(words)
    )


def _signature_place(at: Blocks) -> Span:
    name = next(iter(named_in(at, at.foot)), None)
    return name.span if name else at.close or _last_line(at)


def _last_line(at: Blocks) -> Span:
    """The last line that is not empty."""
    return max(at.lines_in(Span(0, len(at.text))), default=Span(0, 0))


def _blank(at: Blocks, about: AnyPattern) -> Span | None:
    """A placeholder under the close that speaks of something, and of no practice."""
    return next(
        (
            gap
            for gap in at.facts.blanks
            if at.foot.holds(gap.start)
            and about.search(gap.of(at.text))
            and not any_of("people", "practices").search(gap.of(at.text))
        ),
        None,
    )
