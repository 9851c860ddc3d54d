"""Where a text still holds a placeholder, and where it uses words that payers reject.

Imports only the standard library; the words are in `placeholders.toml` and `weak_phrases.toml`. Called by the
checklist for each text of a case.
"""

import re
import tomllib
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A stretch of a text that is a placeholder."""

    start: int
    end: int
    words: str
    name: str
    """What a clerk would call it, `a blank to fill in`."""


class WeakPhrase(NamedTuple):
    """One row of `weak_phrases.toml`, whose head says what each part means."""

    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    why: str
    suggest: str
    source: str
    confidence: str
    severity: str
    scope: str
    """Empty for every letter, else `hsa_fsa`, `therapy` or `request_section`: the caller picks."""


class Hit(NamedTuple):
    """A weak phrase found in a text, with nothing near it that backs it up."""

    start: int
    end: int
    words: str
    row: WeakPhrase


def find_placeholders(text: str) -> list[Span]:
    """Every placeholder in the order of the text; of two that overlap, the first or longer."""
    found = [
        Span(*match.span(), match.group(), name)
        for name, pattern in _placeholders()
        for match in pattern.finditer(text)
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def find_weak_phrases(text: str) -> list[Hit]:
    """Every weak phrase in the order of the text, those of all scopes; a placeholder is not one of them.

    A phrase that its sentence or the next one backs up (`unless` of its row) is not reported, because a
    reader has the measure or the source before them.
    """
    starts = _sentence_starts(text)
    hits = [
        Hit(*match.span(), match.group(), row)
        for row in weak_phrases()
        for match in row.pattern.finditer(text)
        if not (row.unless and row.unless.search(text, *_window(starts, *match.span(), len(text))))
    ]
    return sorted(hits, key=lambda hit: (hit.start, hit.end))


@cache
def weak_phrases() -> tuple[WeakPhrase, ...]:
    """The rows of `weak_phrases.toml`, read and compiled at the first call."""
    return tuple(
        WeakPhrase(
            **row
            | {
                "pattern": _compiled(row["pattern"]),
                "unless": _compiled(row["unless"]) if row["unless"] else None,
            }
        )
        for row in _rows("weak_phrases.toml", "weak_phrase")
    )


@cache
def _placeholders() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["name"], re.compile(row["pattern"], re.IGNORECASE)) for row in _rows("placeholders.toml", "placeholder")
    )


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[table]
    return rows


def _compiled(pattern: str) -> re.Pattern[str]:
    """A phrase is the same phrase where a line ends within it; in `[- ]` the space may become any, too."""
    return re.compile(pattern.replace("[- ]", r"[-\s]").replace(" ", r"\s+"), re.IGNORECASE)


_SENTENCE_START = re.compile(
    r"""(?<=[.!?])["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9])  # after a full stop, before a capital or a number
    |\n[ \t]*\n\s*                                      # a paragraph
    |\n(?=[ \t]*(?:[-•*]|[0-9]{1,2}[.)])\s)             # a row of a list
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|St|vs|No|Nos|Fig|approx|dept|al|cf|ca|e\.g|i\.e|[A-Z])\.$", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 8


def _sentence_starts(text: str) -> list[int]:
    return [0] + [
        gap.end()
        for gap in _SENTENCE_START.finditer(text)
        if not _ABBREVIATION.search(text, max(0, gap.start() - _LONGEST_ABBREVIATION), gap.start())
    ]


def _window(starts: list[int], start: int, end: int, length: int) -> tuple[int, int]:
    """From the start of the sentence in which the phrase begins to the end of the one after it."""
    first = starts[bisect_right(starts, start) - 1]
    after = bisect_right(starts, end - 1) + 1
    return first, starts[after] if after < len(starts) else length
