"""The clinic's other patients, as their names and numbers would stand in a letter that is not theirs.

Imports `alike` and the written letter's dates. Kept by the board, one entry a case; asked by the wrong-patient check.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec

from lmnboard.checklist.alike import WORD, folded
from lmnboard.written.found import first_date
from lmnboard.written.letter import Span

_NUMBER = re.compile(r"(?<![\w-])(?:[A-Za-z]{1,4}[ ])?(?=[\w-]{0,24}\d)[A-Za-z0-9][A-Za-z0-9-]{3,24}(?![\w-])")
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\b\.?|date\s{1,24}of\s{1,24}birth|birth\s?date|born)(?=[^\d\n]{0,30}\d)", re.IGNORECASE
)
_BIRTH_REACH = 50
_SHORTEST_NUMBER = 5
_BETWEEN = 3
"""Middle names and initials that may stand between first and last."""
_NEAR = 24
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


class Person(msgspec.Struct, frozen=True):
    """What a letter tells a patient by."""

    name: str = ""
    date_of_birth: date | None = None
    policy_number: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return name_key(self.name)

    @property
    def number(self) -> str:
        return _bare(self.policy_number)


class Stranger(msgspec.Struct, frozen=True):
    """Somebody else's name, number or birth date in a text: which case's, what it is, and where it stands."""

    case_id: str
    what: str
    words: str
    start: int
    end: int


class Mention(NamedTuple):
    """Something in a text by which a person could be told, in the form it is looked up by."""

    what: str
    key: tuple[str, ...] | str | date
    start: int
    end: int


# Every text of a letter is held against the same few. Bounded, as they name patients.
@lru_cache(maxsize=256)
def name_key(name: str) -> tuple[str, ...]:
    """First and last word of a name as they are compared; `Okafor, Ada` is Ada Okafor. Empty for a single word."""
    last, comma, first = name.partition(",")
    if folded(first.strip(" .")) in _SUFFIXES:
        comma = ""
    words = [folded(word.group()) for word in WORD.finditer(f"{first} {last}" if comma else name.replace(",", " "))]
    while len(words) > 2 and words[-1] in _SUFFIXES:
        words.pop()
    return (words[0], words[-1]) if len(words) > 1 else ()


# One edit changes one text: the others of a case are not read again. Bounded, as they name patients.
@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every name, number and birth date that a text may hold, whoever's they are."""
    return (*_names(text), *_numbers(text), *_births(text))


class Others:
    """Every patient of the board by name, number and birth date. `put` and `drop` keep it in step with the cases.

    One thread shows and others judge: each method is whole for every other.
    """

    def __init__(self, people: Iterable[tuple[str, Person]] = ()) -> None:
        self._whole = threading.Lock()
        self._people: dict[str, Person] = {}
        self._cases: dict[tuple[str, tuple[str, ...] | str | date], set[str]] = {}
        for case_id, person in people:
            self.put(case_id, person)

    def put(self, case_id: str, person: Person | None) -> None:
        """This case's patient is now that person; None where there is no such case any more."""
        with self._whole:
            before = self._people.pop(case_id, None)
            for key in _keys(before):
                self._cases[key].discard(case_id)
            if person is not None:
                self._people[case_id] = person
            for key in _keys(person):
                self._cases.setdefault(key, set()).add(case_id)

    def named_in(self, text: str, own: Person, known: Collection[tuple[str, ...]] = ()) -> Iterator[Stranger]:
        """Each place where a text names a patient who is not the letter's own.

        Relatives share a policy number, so the own one is nobody else's. `known` are the names (`name_key`) of people
        who may stand in any letter: providers, staff, the subscriber.
        """
        allowed = {own.key, own.number, own.date_of_birth, *known}
        with self._whole:
            found = [
                Stranger(case_id, mention.what, text[mention.start : mention.end], mention.start, mention.end)
                for mention in mentions(text)
                if mention.key not in allowed
                for case_id in self._of_another(self._cases.get((mention.what, mention.key), ()), own)
            ]
        yield from found

    def _of_another(self, cases: Collection[str], own: Person) -> list[str]:
        """The first of these cases that is not one more of the same patient."""
        others = (n for n in sorted(cases) if not _same(self._people[n], own))
        return [first] if (first := next(others, "")) else []


def _same(one: Person, other: Person) -> bool:
    return one.key == other.key and one.date_of_birth == other.date_of_birth


def _keys(person: Person | None) -> Iterator[tuple[str, tuple[str, ...] | str | date]]:
    if person is None:
        return
    if person.key:
        yield "name", person.key
    if len(person.number) >= _SHORTEST_NUMBER:
        yield "policy number", person.number
    if person.date_of_birth:
        yield "date of birth", person.date_of_birth


def _names(text: str) -> Iterator[Mention]:
    words = [word for word in WORD.finditer(text) if word.group()[0].isupper()]
    for at, first in enumerate(words):
        end = first.end()
        for second in words[at + 1 : at + 2 + _BETWEEN]:
            if second.start() - end > _NEAR or "\n\n" in text[end : second.start()]:
                break
            key = folded(first.group()), folded(second.group())
            yield Mention("name", key, first.start(), second.end())
            if "," in text[first.end() : second.start()]:
                yield Mention("name", key[::-1], first.start(), second.end())
            end = second.end()


def _numbers(text: str) -> Iterator[Mention]:
    for match in _NUMBER.finditer(text):
        whole = match.group()
        for start in {0, whole.find(" ") + 1}:
            number = _bare(whole[start:])
            if len(number) >= _SHORTEST_NUMBER:
                yield Mention("policy number", number, match.start() + start, match.end())


def _births(text: str) -> Iterator[Mention]:
    for label in _BORN.finditer(text):
        found = first_date(text, Span(label.end(), min(len(text), label.end() + _BIRTH_REACH)))
        if found is not None and found.value is not None:
            yield Mention("date of birth", found.value, found.start, found.end)


def _bare(number: str) -> str:
    bare = re.sub(r"[^A-Z0-9]", "", number.upper())
    return bare if any(sign.isdigit() for sign in bare) else ""
