"""Word lists of this room as patterns, read from the TOML files beside it.

Imports `knowledge.pattern`. Called by `blocks` and the rules for who writes and to whom.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from lmnboard.knowledge.pattern import AnyPattern, Pattern

# A letter is lowered once for all patterns; few are kept, as they name patients.
_lowered = lru_cache(maxsize=8)(str.lower)


class AnyCase:
    """A pattern written in lower case that finds words in any: three times as quick as to ignore case sign by sign."""

    def __init__(self, source: str) -> None:
        self._pattern = Pattern(source)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first place; the match's own words are in lower case."""
        pattern, low = self._ready(text)
        return pattern.search(low, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        pattern, low = self._ready(text)
        return pattern.finditer(low, start, len(text) if end is None else end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        pattern, low = self._ready(text)
        return pattern.fullmatch(low)

    def without(self, text: str) -> str:
        """The text with a space in place of each such word."""
        kept, at = [], 0
        for found in self.finditer(text):
            kept.append(text[at : found.start()])
            at = found.end()
        return " ".join([*kept, text[at:]])

    def _ready(self, text: str) -> tuple[AnyPattern, str]:
        low = _lowered(text)
        # Some capitals of other languages are two signs in lower case: places would shift.
        return (
            (self._pattern, low) if len(low) == len(text) else (re.compile(self._pattern.pattern, re.IGNORECASE), text)
        )


@cache
def any_of(file: str, *lists: str) -> AnyCase:
    """One pattern for every word of these lists, whole words; a space stands for any white space within a line."""
    words = "|".join(word for name in lists for word in _lists(file)[name])
    spaced = words.replace(" ?", r"[^\S\n]*").replace(" ", r"[^\S\n]+")
    return AnyCase(rf"(?<!\w)(?:{_low(spaced)})(?!\w)")


def _low(source: str) -> str:
    """The source of a pattern in lower case, its escapes as they are."""
    return re.sub(
        r"\\.|[A-Z]", lambda found: found.group() if len(found.group()) > 1 else found.group().lower(), source
    )


@cache
def credential() -> str:
    """One credential behind a name, as source of a pattern that heeds case."""
    return "(?:" + "|".join(sorted(_lists("people")["credentials"], key=len, reverse=True)) + r")(?![\w])"


@cache
def _lists(file: str) -> dict[str, list[str]]:
    read: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name(f"{file}.toml").read_text(encoding="utf-8"))
    return read
