"""Where a letter uses everyday wording, and how many clinical terms it uses at all.

Imports only the standard library; the words are in `colloquialisms.toml` and `clinical_terms.toml`. Called by the
checklist for each letter.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Colloquialism(NamedTuple):
    """One row of `colloquialisms.toml`, whose head says what each part means."""

    id: str
    phrases: tuple[str, ...]
    why: str
    suggest: str


class Everyday(NamedTuple):
    """Everyday wording found in a text: `text[start:end] == words`."""

    start: int
    end: int
    words: str
    row: Colloquialism


def find_colloquialisms(text: str) -> list[Everyday]:
    """Everyday wording in the order of the text, the longer of two that begin together.

    What stands in quotation marks are the patient's own words and stay.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    words = list(_WORD.finditer(text))
    found: list[Everyday] = []
    for at, first in enumerate(words):
        for phrase, row in _by_first_word().get(_plain(first), ()):
            last = words[min(at + len(phrase), len(words)) - 1]
            start, end = first.start(), last.end()
            if tuple(map(_plain, words[at : at + len(phrase)])) != phrase or _APART.search(text, start, end):
                continue
            if not (found and start < found[-1].end) and not any(begin <= start < close for begin, close in quoted):
                found.append(Everyday(start, end, text[start:end], row))
    return found


def clinical_terms(text: str) -> int:
    """How many different clinical terms a text uses: words built as they are, and a few that every letter knows.

    Of the letters tried, sound ones had three or more; one that has none tells its story in everyday words.
    """
    endings, known, exceptions = _clinical()
    words = {word.lower() for word in _WORD.findall(text)} - exceptions
    return len({word for word in words if word in known or (len(word) > _SHORTEST_BUILT and word.endswith(endings))})


@cache
def colloquialisms() -> tuple[Colloquialism, ...]:
    """The rows of `colloquialisms.toml`, read at the first call."""
    rows = _read("colloquialisms.toml")["colloquialism"]
    return tuple(Colloquialism(**row | {"phrases": tuple(row["phrases"])}) for row in rows)


_SHORTEST_BUILT = 6
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]*)?")
_APART = re.compile(r"[^A-Za-z'’\s-]|\n[ \t]*\n")
"""What words of one phrase do not have between them."""
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,300}[\"”]")


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], Colloquialism]]]:
    """Phrases by their first word, the longest first: a text is gone through once, however many rows there are."""
    phrases: dict[str, list[tuple[tuple[str, ...], Colloquialism]]] = {}
    for row in colloquialisms():
        for phrase in row.phrases:
            words = tuple(map(_plain, _WORD.finditer(phrase)))
            phrases.setdefault(words[0], []).append((words, row))
    for listed in phrases.values():
        listed.sort(key=lambda entry: -len(entry[0]))
    return phrases


@cache
def _clinical() -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    lists = _read("clinical_terms.toml")
    return tuple(lists["endings"].split()), frozenset(lists["words"].split()), frozenset(lists["except"].split())


def _plain(match: re.Match[str]) -> str:
    return match.group().lower().replace("’", "'")


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
