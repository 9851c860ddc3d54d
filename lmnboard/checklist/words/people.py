"""Who signs a letter: names with and without credentials under the close and in the sender's block.

Imports `blocks` and `vocabulary`. Called by the rules for who writes and how it is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.vocabulary import any_of, credential
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.facts import Facts
from lmnboard.written.letter import Span

_WORD = r"[A-ZÀ-Þ][\w'’.-]{0,30}"
_NAME = (
    rf"{_WORD}(?:[ \t]{{1,24}}(?:(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|al|y"
    rf"|st\.)[ \t]{{1,24}}){{0,2}}{_WORD}){{1,4}}"
)
_MARK = Pattern(
    r"^[ \t]*(?:/s/|s/|\(?(?:electronically|digitally|e-?)[ -]?signed\)?(?:[ \t]{0,24}by)?"
    r"|signed(?:[ \t]{1,24}by)?|by|name|printed name|print name)[ \t]{0,24}[:;]?[ \t]{0,24}",
    re.IGNORECASE,
)
_DOCTOR = Pattern(
    r"^[ \t]*dr\.?[ \t]{1,24}(?P<name>[^\W\d][\w'’-]{0,30}(?:[ \t]{1,24}[^\W\d][\w'’.-]{0,30}){0,3})"
    r"[ \t]{0,24}(?:[,|(-].*)?$",
    re.IGNORECASE,
)
_PLAIN = Pattern(
    rf"^[ \t]*(?:(?:Mr|Mrs|Ms|Miss)\.?[ \t]{{1,24}})?(?P<name>{_NAME}|{_WORD})[ \t]{{0,24}}(?:$|,"
    rf"|\s{{3,}}|[|–-]\s|on\b|\d)"
)
_TITLED = Pattern(r"^[ \t]*(?:Dr|Doctor)\b\.?", re.IGNORECASE)


class Signer(NamedTuple):
    """Somebody's name with the credentials behind it. `doctor` where nothing but that title stands there."""

    name: str
    letters: str
    span: Span
    doctor: bool = False

    @property
    def words(self) -> list[str]:
        return [word for word in re.sub(r"(?i)^dr\.?\s{1,24}", "", self.name).replace(",", " ").split() if word]

    @property
    def last(self) -> str:
        return self.words[-1].lower() if self.words else ""

    @property
    def is_whole(self) -> bool:
        """A first and a last name, not an initial."""
        return len(self.words) > 1 and any(len(word.rstrip(".")) > 1 for word in self.words[:-1])

    @property
    def may_sign(self) -> bool:
        return bool(any_of("people", "may_sign").search(self.letters))


@cache
def _credentialed() -> re.Pattern[str]:
    one = credential()
    return re.compile(
        rf"(?<![\w.])(?P<name>(?:Dr\.?[ \t]{{1,24}})?{_NAME})(?:,[ \t]{{0,24}}"
        rf"|[ \t]{{1,24}})\(?(?P<letters>{one}(?:[,/ \t]{{1,3}}{one}){{0,7}})"
    )


@cache
def _letters_alone() -> re.Pattern[str]:
    one = credential()
    return re.compile(rf"^[ \t]*(?P<letters>{one}(?:[,/ \t]{{1,3}}{one}){{0,7}})[ \t]{{0,24}}(?:$|[,|])")


@lru_cache(maxsize=64)
def named_in(at: Blocks, span: Span) -> tuple[Signer, ...]:
    """Everybody who is named on a line of a stretch, in order."""
    return tuple(_named_in(at, span))


def _named_in(at: Blocks, span: Span) -> Iterator[Signer]:
    for line in at.lines_in(span):
        words = at.text[line.start : line.end]
        mark = _MARK.match(words)
        skip = mark.end() if mark else 0
        rest = words[skip:]
        found = _credentialed().search(rest)
        if found and not any_of("people", "practices").search(found["name"]):
            start = line.start + skip + found.start()
            yield Signer(found["name"], found["letters"], Span(start, line.start + skip + found.end()))
            continue
        doctor = _DOCTOR.match(rest)
        if doctor:
            place = Span(line.start + skip + doctor.start("name"), line.start + skip + doctor.end("name"))
            yield Signer(doctor["name"], "", place, doctor=True)
            continue
        plain = _PLAIN.match(rest)
        if plain and not _is_no_name(plain["name"], rest):
            place = Span(line.start + skip + plain.start("name"), line.start + skip + plain.end("name"))
            yield Signer(plain["name"], "", place, doctor=bool(_TITLED.match(rest)))


def _is_no_name(name: str, line: str) -> bool:
    """A practice, a title, a department or a label."""
    lists = ("practices", "titles", "clinicians", "specialties", "staff")
    if any_of("people", *lists).search(name) or any_of("payers_named", "departments").search(name):
        return True
    return bool(
        re.match(
            r"(?i)\s{0,24}(?:enc|attach|phone|fax|tel|npi|date|sent|signature|cell|office|e-?mail|p\.?o\.? box"
            r"|suite|www|confidential)",
            line,
        )
    )


class Writer(NamedTuple):
    """Who a letter is signed by. `is_staff` where it is somebody who writes for a clinician."""

    signer: Signer
    is_staff: bool


@lru_cache(maxsize=4)
def writer(facts: Facts) -> Writer | None:
    """Whoever signs, with the credentials that stand with that name anywhere in foot or sender's block."""
    at = blocks(facts)
    below = list(named_in(at, at.foot))
    above = [one for span in at.of("sender") for one in named_in(at, span)]
    credentialed = [one for one in above if one.letters]
    if not below:
        return Writer(credentialed[0], False) if credentialed else (Writer(above[0], False) if above else None)
    first = below[0]
    same = [one for one in (*below, *above) if one.letters and _same(first, one)]
    whole = same[0] if same else _with_letters_below(at, first)
    wide = next((one for one in (*below, *above) if one.is_whole and _same(first, one)), whole)
    signer = Signer(wide.name, whole.letters, whole.span, whole.doctor and not whole.letters)
    staff = not signer.may_sign and bool(any_of("people", "staff").search(_near(at)))
    return Writer(signer, staff)


def _near(at: Blocks) -> str:
    """The words that say what the signer is: the foot, and who the letter is from."""
    senders = " ".join(
        span.of(at.text) for span in at.of("sender") if span.of(at.text).lstrip().lower().startswith("from")
    )
    return f"{at.foot.of(at.text)}\n{senders}"


def _with_letters_below(at: Blocks, one: Signer) -> Signer:
    """Credentials on the line under the name."""
    under = next((line for line in at.lines_in(at.foot) if line.start > one.span.end), None)
    alone = _letters_alone().match(at.text[under.start : under.end]) if under else None
    return one._replace(letters=alone["letters"]) if alone else one


def _same(one: Signer, other: Signer) -> bool:
    """The same person: the last name agrees, or where one stands alone, the first."""
    if one.last == other.last:
        return True
    if len(one.words) == 1 and other.words:
        return one.words[0].lower().strip(".") == other.words[0].lower().strip(".")
    return False
