"""Things found in a letter's words: labelled values, dates, numbers and codes, each with its place.

Imports `letter` and `knowledge`. Called by `facts` and the checklist's rules for letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.phrases import find_placeholders
from lmnboard.written.letter import Letter, Span

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A value and the words that state it. `blank` where a placeholder stands in its place: `value` is those words."""

    value: T
    start: int
    end: int
    blank: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = Pattern(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_ISO = Pattern(r"(?<!\d)((?:19|20)\d\d)-(\d{2})-(\d{2})(?!\d)")
_NAMED = Pattern(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_DAY_NAMED = Pattern(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH}),?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_YEAR = Pattern(
    rf"\b({_MONTH}),?(?:\s+of)?\s+((?:19|20)\d\d)\b|(?<![\d/])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/])", re.IGNORECASE
)
_YEAR = Pattern(r"(?<![\d/.$#-])(?:19|20)\d\d(?![\d/]|-\d)")
PARTIAL_DATE = Pattern(
    rf"{_MONTH_YEAR.pattern}|{_YEAR.pattern}|{_NUMERIC.pattern.replace(chr(92) + '2', '[/-]')}|{_ISO.pattern}",
    re.IGNORECASE,
)
"""Anything that dates: a day, a month with its year, a year."""

_PHONE = Pattern(r"(?<![\d-])(?:\+?1[-. ]?)?(?:\(\d{3}\)[ ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)")
_EMAIL = Pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VALUE_END = Pattern(r"\s{3,}|\t|\s*[|;]\s*|\n")


def dates(text: str, within: Span) -> Iterator[Found[date | None]]:
    """Each full date; its value is None where there is no such day. A year of two digits is read as past."""
    for pattern, order in ((_NUMERIC, "m-dy"), (_ISO, "ymd"), (_NAMED, "mdy"), (_DAY_NAMED, "dmy")):
        for match in pattern.finditer(text, *within):
            given = {part: match[i] for i, part in enumerate(order, 1) if part != "-"}
            yield Found(_day(given["y"], given["m"], given["d"]), *match.span())


def first_date(text: str, within: Span) -> Found[date | None] | None:
    return min(dates(text, within), key=lambda found: found.start, default=None)


def _day(year: str, month: str, day: str) -> date | None:
    in_century = int(year)
    whole = in_century if len(year) == 4 else in_century + (2000 if in_century < 30 else 1900)
    at = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(whole, at, int(day))
    except ValueError:
        return None


def month_and_year(text: str, within: Span) -> Found[str] | None:
    found = _MONTH_YEAR.search(text, *within)
    return Found(found.group(), *found.span()) if found else None


def phones(text: str, within: Span) -> list[Found[str]]:
    """Each run of ten digits written like a telephone number; whether there is such a number is not asked."""
    return [Found(match.group(), *match.span()) for match in _PHONE.finditer(text, *within)]


def emails(text: str, within: Span) -> list[Found[str]]:
    return [Found(match.group(), *match.span()) for match in _EMAIL.finditer(text, *within)]


def blanks(letter: Letter) -> list[Span]:
    """Every placeholder of the letter."""
    return [Span(found.start, found.end) for found in find_placeholders(letter.text)]


def labelled(letter: Letter, label: str, within: Span | None = None) -> Found[str] | None:
    """The value behind a label such as `Policy #:`, up to the next separator; of several, the first with a value.

    `label` is a regular expression for the words alone. A value that goes on in deeper lines is taken whole.
    """
    pattern = re.compile(
        rf"(?<![\w/])(?:{label})[ \t]*(?:\((?!\d)[^)\n]{{1,30}}\))?[ \t]*[*_]{{0,2}}[ \t]*[:#=][ \t:#*_]*",
        re.IGNORECASE,
    )
    for match in pattern.finditer(letter.text, *(within or Span(0, len(letter.text)))):
        value = _value_from(letter.text, match.end())
        if value is not None:
            return value
    return None


def _value_from(text: str, start: int) -> Found[str] | None:
    """The words from a place to the next separator; None where there are none."""
    stop = _VALUE_END.search(text, start)
    end = stop.start() if stop else len(text)
    goes_on = re.compile(r"\n[ \t]{8,}(?=\S)(?![^\n]{0,40}:)[^\n]*")
    while stop and text[stop.start() : stop.end()].startswith("\n") and (more := goes_on.match(text, end)):
        end = more.end()
        stop = re.compile("\n").search(text, end)
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip().rstrip("*_,")
    if not words:
        return None
    blank = any(
        span.start == 0 and span.end >= len(words.rstrip(".")) - 1 for span in find_placeholders(words)
    ) or bool(find_placeholders(words) and len(words) < 40)
    return Found(words, start, start + len(words), blank)
