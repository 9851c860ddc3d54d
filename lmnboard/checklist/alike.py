"""Where a text names the patient otherwise than the record: a name, a number or a birth date that is nearly theirs.

Imports only the standard library. Called by `identity` and the rules for letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from lmnboard.knowledge.pattern import Pattern

WORD = Pattern(r"[^\W\d_](?:[\w]|[’'-](?=\w))*")
_TITLED = Pattern(r"\b(?:Mr|Mrs|Ms|Miss|Mx|MR|MRS|MS)\b\.?\s+(?P<name>[A-ZÀ-Þ][\w'’-]{1,30})")
_NUMBER = Pattern(r"(?<![\w-])(?=[A-Z0-9-]{0,14}\d)[A-Z0-9][A-Z0-9-]{4,24}(?![\w-])", re.IGNORECASE)
BORN = Pattern(
    r"\b(?:d\.?o\.?b\b\.?|date\s{1,24}of\s{1,24}birth|birth\s?date"
    r"|born(?:\s{1,24}on)?)[^\d\n]{0,12}(?P<day>(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4}))",
    re.IGNORECASE,
)
_POSSESSION = Pattern(r"['’]s\b")
_TITLES = ("mr", "mrs", "ms", "miss", "mx", "master")
_SHORTEST_NAME = 4
_LONG_NAME = 6
_SHORTEST_NUMBER = 6
_LONGEST_COMPARED = 40
_RELATIVE = Pattern(
    r"\b(?:husband|wife|spouse|partner|mother|father|parent|son|daughter|brother|sister|guardian"
    r"|caregiver|aide|friend|neighbor|child|grand\w+|adjuster|manager|attorney|representative"
    r"|coordinator|nurse|RN)\b",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """Where something amiss stands in a text."""

    start: int
    end: int


def folded(word: str) -> str:
    """A word as it is compared: lower case, without accents and without the sign of possession."""
    plain = word.lower()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return plain.removesuffix("'s").removesuffix("’s").rstrip("'’")


def apart(one: str, other: str, most: int = 2) -> int:
    """Letters that differ, missing, added or two swapped counted as one each; `most` + 1 where there are more."""
    if abs(len(one) - len(other)) > most or max(len(one), len(other)) > _LONGEST_COMPARED:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        here = [row]
        for column, theirs in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (sign != theirs))
            if row > 1 and column > 1 and sign == other[column - 2] and one[row - 2] == theirs:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        if min(here) > most:
            return most + 1
        before, above = above, here
    return above[-1]


def misspelled(text: str, name: str, known: Collection[str] = ()) -> list[Place]:
    """Words that stand where the patient's name should and are off by a letter or two.

    After a title or the first name, and before the last name; a long last name anywhere. `known` are last names of
    others who may be named, folded.
    """
    words = [folded(word) for word in WORD.findall(name)]
    if len(words) < 2:
        return []
    first, lasts = words[0], [word for word in words[1:] if len(word) > 1]
    parts = {part for last in lasts for part in (last, *last.split("-"))}
    names = {*words, *parts, *known, *(piece for one in words for piece in one.split("-"))}
    found = [(place, folded(place.group())) for place in WORD.finditer(text)]
    amiss = []
    for at, (place, word) in enumerate(found):
        if word in names or len(word) < 3:
            continue
        before = found[at - 1][1] if at else ""
        after = found[at + 1][1] if at + 1 < len(found) else ""
        # Initials stand between a first and a last name.
        if len(before) == 1 and at > 1:
            before = found[at - 2][1]
        led = before == first or before in _TITLES
        capital = place.group()[0].isupper()
        if (
            (led and any(apart(word, last, _tolerated(last)) <= _tolerated(last) for last in lasts))
            or (capital and any(len(last) >= _LONG_NAME and apart(word, last, 1) == 1 for last in lasts))
            or (
                after in parts
                and capital
                and len(first) >= _SHORTEST_NAME
                and before not in _TITLES
                and apart(word, first, _tolerated(first)) <= _tolerated(first)
            )
        ):
            amiss.append(Place(*place.span()))
    return amiss


def _tolerated(name: str) -> int:
    """How many letters off a word of this length still is that name misspelled."""
    return 2 if len(name) >= _LONG_NAME else 1 if len(name) >= _SHORTEST_NAME else 0


def numbers_off(text: str, number: str) -> list[Place]:
    """Numbers that are this policy number but for a sign or two."""
    own = _bare(number)
    if len(own) < _SHORTEST_NUMBER:
        return []
    return [
        Place(*found.span())
        for found in _NUMBER.finditer(text)
        if abs(len(_bare(found.group())) - len(own)) <= 1 and 0 < apart(_bare(found.group()), own) <= 2
    ]


def births_off(text: str, born: date) -> list[Place]:
    """Dates that are called the date of birth and are another day."""
    other = (str(born.month), str(born.day), str(born.year))
    return [
        Place(*found.span("day"))
        for found in BORN.finditer(text)
        if (found["m"].lstrip("0"), found["d"].lstrip("0"), found["y"]) != other
    ]


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def titled_strangers(text: str, name: str, known: Collection[str]) -> list[Place]:
    """`Mr. Rosenbaum` in a letter about somebody else, who is neither known nor said to be a relative."""
    own = {piece for word in WORD.findall(name) for piece in (folded(word), *folded(word).split("-"))}
    strange = []
    for found in _TITLED.finditer(text):
        words = [folded(word) for word in WORD.findall(found["name"])]
        pieces = {piece for word in words for piece in (word, *word.split("-"))}
        near = text[max(0, found.start() - 40) : found.end() + 40]
        close = any(apart(piece, mine) <= 2 for piece in pieces for mine in own)
        if not pieces & own and not pieces & set(known) and not close and not _RELATIVE.search(near):
            strange.append(Place(*found.span()))
    return strange


def without_possession(text: str) -> str:
    """`Castillo's` as `Castillo`, every place where it was: a name is looked up as it is written alone."""
    return _POSSESSION.sub("  ", text)
