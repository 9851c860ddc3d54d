"""The American English dictionary of the package `chunspell`, loaded in pieces so that nobody waits for it.

Imports the standard library, and chunspell when it is used. Called by `speller` alone.

chunspell (MIT; Hunspell inside is MPL 1.1, LGPL 2.1 or GPL 2.0) brings the word list with it: the en_US list of
OpenOffice, words by Kevin Atkinson (LGPL), affixes after Geoff Kuenning (BSD). It is read where it is installed and
never copied into this project.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")
LANGUAGE = "en_US"
ENCODING = "latin-1"
"""Of chunspell's dictionary; a word that does not fit into it cannot be asked for."""
_NOT_ENGLISH = frozenset(
    {"calender", "corespond", "opthalmic", "opthalmologic", "opthalmology", "payed", "recuring", "transfered"}
)
"""In the dictionary all the same, by mistake or in a sense that no letter has."""
_AT_ONCE = 400
"""Words added between two pauses: about a millisecond."""
_IN_MEMORY = "/dev/shm"
_PAUSE = 0.0002
"""Seconds. A real sleep: giving way without one hands the interpreter straight back."""


class NoDictionary(RuntimeError):
    """Spelling cannot be checked on this machine; says why in one line."""


class _Hunspell(Protocol):
    def add(self, word: str, example: str | None = None) -> int: ...
    def spell(self, word: str) -> bool: ...
    def suggest(self, word: str) -> tuple[str, ...]: ...


class Dictionary:
    """American English and `words` beside it, with their plurals and possessives.

    Takes about 0.2 s, in pieces: built on a second thread it never holds up the first for more than a few
    milliseconds. Hunspell itself would hold it up for all of its 40 to 60 ms. Raises NoDictionary.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        folder = _installed()
        self._hunspell = _in_pieces(folder)
        example = _noun(folder)
        for piece in _pieces(words):
            for word in filter(_fits, piece):
                self._hunspell.add(word, example)
                if word.endswith("h"):  # by the rule of endings `radiographes`
                    self._hunspell.add(word + "s")

    def knows(self, word: str) -> bool:
        """Whether the word stands in the dictionary, capitals as a sentence or a heading would have them."""
        return _fits(word) and word.lower() not in _NOT_ENGLISH and self._hunspell.spell(word)

    def near(self, word: str) -> list[str]:
        """Words that may have been meant, likeliest first. Slow: 50 to 150 ms, in which no other thread runs."""
        if not _fits(word):
            return []
        return [near for near in self._hunspell.suggest(word) if near.lower() not in _NOT_ENGLISH]


def _installed() -> Path:
    found = find_spec("hunspell")
    if found is None or found.origin is None:
        raise NoDictionary("Spelling is not checked: the package chunspell is not installed.")
    return Path(found.origin).parent / "dictionaries"


def _in_pieces(folder: Path) -> _Hunspell:
    """Hunspell begun with one word for each set of endings; every other word is added by the example of one of these.

    Words that are listed twice with different endings go in at the start, because an example has to be unambiguous.
    """
    examples: dict[str, str] = {}
    endings: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    for piece in _pieces(_entries(folder)):
        for word, flags in piece:
            if word in endings:
                twice.append((word, flags))
            endings.setdefault(word, flags)
    ambiguous = {word for word, _ in twice}
    for piece in _pieces(endings.items()):
        for word, flags in piece:
            if word not in ambiguous:
                examples.setdefault(flags, word)
    first = [(word, flags) for flags, word in examples.items()]
    first += [(word, endings[word]) for word in sorted(ambiguous)] + twice
    try:
        with tempfile.TemporaryDirectory(prefix="lmnboard-words-", dir=_IN_MEMORY) as begun:
            (Path(begun) / f"{LANGUAGE}.aff").write_bytes((folder / f"{LANGUAGE}.aff").read_bytes())
            lines = [str(len(endings)), *(f"{word}/{flags}" if flags else word for word, flags in first)]
            (Path(begun) / f"{LANGUAGE}.dic").write_text("\n".join(lines) + "\n", encoding=ENCODING)
            hunspell = _hunspell(Path(begun))
    except OSError:  # no room there: better one short wait than no spelling
        return _hunspell(folder)
    begun_with = {word for word, _ in first}
    for piece in _pieces(endings.items()):
        for word, flags in piece:
            if word in begun_with:
                continue
            example = examples.get(flags)
            hunspell.add(word, example) if flags else hunspell.add(word)
    return hunspell


def _hunspell(folder: Path) -> _Hunspell:
    try:
        from hunspell import Hunspell
    except ImportError as error:
        raise NoDictionary(f"Spelling is not checked: chunspell cannot be loaded here ({error}).") from None
    loaded: _Hunspell = Hunspell(LANGUAGE, hunspell_data_dir=str(folder), system_encoding=sys.getfilesystemencoding())
    return loaded


def _entries(folder: Path) -> Iterator[tuple[str, str]]:
    """Word and flags of each line; what may follow them tells a stem, which spelling does not need."""
    try:
        with (folder / f"{LANGUAGE}.dic").open(encoding=ENCODING) as lines:
            next(lines, None)
            for line in lines:
                if entry := line.split():
                    word, _, flags = entry[0].partition("/")
                    yield word, flags
    except OSError as error:
        raise NoDictionary(f"Spelling is not checked: {error.strerror}: {error.filename}.") from None


def _noun(folder: Path) -> str | None:
    """A word that takes a plural and a possessive and no other ending."""
    return next((word for word, flags in _entries(folder) if sorted(flags) == ["M", "S"]), None)


def _fits(word: str) -> bool:
    try:
        return bool(word.encode(ENCODING))
    except UnicodeEncodeError:
        return False


def _pieces(items: Iterable[T]) -> Iterator[list[T]]:
    """The items a few hundred at a time, with a pause between in which other threads run."""
    left = iter(items)
    while piece := list(islice(left, _AT_ONCE)):
        yield piece
        time.sleep(_PAUSE)
