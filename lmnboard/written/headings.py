"""Headings of a letter: which lines name what follows, and what they are about.

Imports only the standard library; the words are in `headings.toml`. Called by `letter`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lmnboard.knowledge.pattern import Pattern

_LINE = Pattern(
    r"[ \t]*(?:#{1,4}[ \t]*|[-=]{2,}[ \t]*)?(?:\(?(?:\d{1,2}|[A-Ha-h]|[IVX]{1,4})[.)][ \t]+)?[*_]{0,3}"
    r"(?P<words>[A-Za-z][^\n]{1,70}?)[*_]{0,3}[ \t]*(?P<colon>:?)[*_]{0,3}[ \t]*(?:[-=]{2,})?[ \t]*$"
)
_RUN_ON = Pattern(
    r"[ \t]*(?:\(?(?:\d{1,2}|[A-Ha-h]|[IVX]{1,4})[.)][ \t]+)?[*_]{0,3}(?P<words>[A-Z][A-Za-z'/&, -]{2,48})"
    r"(?:[*_]{0,3}[:.][*_]{0,3}|[ \t]+[-–—])[ \t]+(?=\S)"
)
_LONGEST = 8
_WIDEST = 120
"""Words, and characters, of a heading at the most."""


class Heading(NamedTuple):
    """A heading's place and topic. `runs_on` where its text follows on the same line."""

    start: int
    end: int
    topic: str
    runs_on: bool


def heading_at(text: str, start: int, end: int) -> Heading | None:
    """The heading that a line is or begins with, or None."""
    indent = len(text[start:end]) - len(text[start:end].lstrip())
    line = text[start + indent : min(end, start + indent + _WIDEST)].rstrip()
    whole = _LINE.match(line) if end - start - indent < _WIDEST else None
    if whole and not whole["words"].rstrip("*_ ").endswith((".", ",", ";", "?")):
        words = whole["words"].strip(" *_:")
        topic = _topic(words)
        marked = bool(whole["colon"]) or words.isupper() or line.strip()[:1] in "#*_=-"
        if topic and len(words.split()) <= _LONGEST and (marked or words.istitle() or _alone(text, start, end)):
            return Heading(start, end, topic, False)
        if marked and words.isupper() and len(words.split()) <= _LONGEST and not any(c.isdigit() for c in words):
            return Heading(start, end, topic, False)
    leading = _RUN_ON.match(line)
    if leading and len(leading["words"].split()) <= 5:
        topic = _topic(leading["words"].strip(" *_"))
        if topic:
            return Heading(start, start + indent + leading.end(), topic, True)
    return None


@cache
def _topics() -> tuple[tuple[str, re.Pattern[str]], ...]:
    read = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
    return tuple(
        (topic, re.compile("|".join(words).replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE))
        for topic, words in read["topics"].items()
    )


def _topic(words: str) -> str:
    return next((topic for topic, pattern in _topics() if pattern.fullmatch(words)), "")


def _alone(text: str, start: int, end: int) -> bool:
    """An empty line stands before it, and the next line does not go on with it."""
    before = text[max(0, start - 2) : start]
    return before in ("", "\n", "\n\n") and not text[end + 1 : end + 2].islower() and len(text[start:end].split()) <= 5
