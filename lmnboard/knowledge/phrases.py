"""Where a text still holds a placeholder, and where it uses words that payers reject.

Imports `measures` and `sources`; the words are in `placeholders.toml` and `weak_phrases.toml`. Called by the checklist
for each text of a case and for letters, and by the written letter for its sentences.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lmnboard.knowledge.measures import gives_a_reason, has_finding, has_measure, has_number
from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.sources import has_source


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
    check: str
    words: tuple[str, ...]
    pattern: Pattern
    unless: Pattern | None
    here: Pattern | None
    other: Pattern | None
    backed_by: str
    why: str
    suggest: str
    source: str
    confidence: str
    severity: str
    scope: str
    """Empty for every letter, else `hsa_fsa`, `therapy` or `request_section`: the caller picks."""
    letters: bool


class Hit(NamedTuple):
    """A phrase of the table found in a text. `backed` where something near it makes it good."""

    start: int
    end: int
    words: str
    row: WeakPhrase
    backed: bool = False


def find_placeholders(text: str) -> list[Span]:
    """Every placeholder in the order of the text; of two that overlap, the first or longer."""
    found = [
        Span(*match.span(), match.group(), name)
        for name, pattern in _placeholders()
        for match in pattern.finditer(text)
        if not _is_ornament(text, match)
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _is_ornament(text: str, found: re.Match[str]) -> bool:
    """Stars at both ends of a line's words: `*** FAX BACK ***`."""
    line = text[text.rfind("\n", 0, found.start()) + 1 :].split("\n", 1)[0].strip()
    return found.group() == "***" and line.startswith("***") and line.count("***") == 2 and line[3:4] == " "


def find_weak_phrases(text: str) -> list[Hit]:
    """Every weak phrase in the order of the text, those of all scopes; a placeholder is not one of them.

    A phrase that its sentence or the next one backs up (`unless`, `here` and `backed_by` of its row) is not reported,
    because a reader has the measure or the source before them.
    """
    return [hit for hit in find_phrases(text) if not hit.backed]


def find_phrases(text: str) -> list[Hit]:
    """Every phrase of the table in the order of the text, those too that are backed up. Of two of one check that
    overlap, the first or longer."""
    starts = sentence_starts(text)
    found = _candidates(text)
    kept: list[Hit] = []
    last: dict[str, int] = {}
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= last.get(hit.row.check, 0) and not _means_other(text, starts, hit):
            last[hit.row.check] = hit.end
            kept.append(hit._replace(backed=_backed(text, starts, hit)))
    return kept


def _candidates(text: str) -> list[Hit]:
    """Every match of a row's pattern near one of its words: a text is not read once for each pattern."""
    low = text.lower()
    found = []
    for row in weak_phrases():
        searched = 0
        for at in sorted(_places(low, row.words)):
            start, end = max(searched, at - _REACH), min(len(text), at + 2 * _REACH)
            if end <= searched:
                continue
            for match in row.pattern.finditer(text, start, end):
                if match.end() < end or end == len(text):
                    found.append(Hit(*match.span(), match.group(), row))
                    searched = match.end()
            searched = max(searched, at)
    return found


def _places(low: str, words: tuple[str, ...]) -> Iterator[int]:
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at
            at = low.find(word, at + len(word))


_REACH = 90


def _means_other(text: str, starts: list[int], hit: Hit) -> bool:
    """What stands before it in its sentence, or within it, makes it something else."""
    first = max(starts[bisect_right(starts, hit.start) - 1], hit.start - _FAR)
    return bool(hit.row.other and hit.row.other.search(text, first, hit.end))


def _backed(text: str, starts: list[int], hit: Hit) -> bool:
    row = hit.row
    sentences = _window(starts, hit.start, hit.end, text)
    first, end = sentences[0][0], sentences[-1][1]
    return bool(
        (row.here and row.here.search(text, *sentences[0]))
        or (row.unless and row.unless.search(text, first, end))
        or (row.backed_by and _BACKING[row.backed_by](text, *sentences[0]))
        or (row.backed_by and len(sentences) > 1 and _BACKING_AFTER[row.backed_by](text, *sentences[1]))
    )


_BACKING: dict[str, Callable[[str, int, int], bool]] = {
    "measure": has_measure,
    "finding": gives_a_reason,
    "source": has_source,
}
_BACKING_AFTER = _BACKING | {"measure": has_number, "finding": has_finding}
"""A grade, a frequency or a `because` in the next sentence is that of something else."""


@cache
def weak_phrases() -> tuple[WeakPhrase, ...]:
    """The rows of `weak_phrases.toml`, read at the first call."""
    return tuple(
        WeakPhrase(
            **row
            | {
                "words": tuple(row["words"]),
                "pattern": _spaced(row["pattern"]),
                "unless": _spaced(row["unless"]) if row["unless"] else None,
                "here": _spaced(row["here"]) if row["here"] else None,
                "other": _spaced(row["other"]) if row["other"] else None,
            }
        )
        for row in _rows("weak_phrases.toml", "weak_phrase")
    )


@cache
def _placeholders() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["name"], re.compile(row["pattern"], re.IGNORECASE | re.MULTILINE))
        for row in _rows("placeholders.toml", "placeholder")
    )


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[table]
    return rows


def _spaced(pattern: str) -> Pattern:
    """A phrase is the same phrase where a line ends within it; in `[- ]` the space may become any, too."""
    pattern = _LOOK_BEHIND.sub(lambda found: found.group().replace(" ", r"\s"), pattern)
    return Pattern(pattern.replace("[- ]", r"[-\s]").replace(" ", r"\s+"), re.IGNORECASE)


_LOOK_BEHIND = Pattern(r"\(\?<[!=][^()]*\)")


_SENTENCE_START = Pattern(
    r"""(?<=[.!?])["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9])  # after a full stop, before a capital or a number
    |\n[ \t]*\n\s*                                      # a paragraph
    |\n(?=[ \t]*(?:[-•*]|[0-9]{1,2}[.)])\s)             # a row of a list
    """,
    re.VERBOSE,
)
_ABBREVIATION = Pattern(r"\b(?:Dr|Mr|Mrs|Ms|St|vs|No|Nos|Fig|approx|dept|al|cf|ca|e\.g|i\.e|[A-Z])\.$", re.IGNORECASE)
_LONGEST_ABBREVIATION = 8


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of a text begins; a paragraph and a row of a list begin one.

    Where no full stop has a capital behind it, the writer uses none, and every full stop ends a sentence.
    """
    ends = _SENTENCE_START if _CAPITAL_START.search(text) else _SMALL_SENTENCE_START
    return [0] + [
        gap.end()
        for gap in ends.finditer(text)
        if not _ABBREVIATION.search(text, max(0, gap.start() - _LONGEST_ABBREVIATION), gap.start())
    ]


_CAPITAL_START = Pattern(r"[.!?]['’”)\]\"]*\s+['“‘(\[\"]?[A-Z]")
_SMALL_SENTENCE_START = Pattern(rf"(?<=[a-z\d)][.!?])[ \t]+(?=[a-z])|{_SENTENCE_START.pattern}", re.VERBOSE)


def _window(starts: list[int], start: int, end: int, text: str) -> list[tuple[int, int]]:
    """The sentence in which a phrase stands, and the one after it where that is of the same paragraph."""
    place = bisect_right(starts, start) - 1
    after = max(place, bisect_right(starts, end - 1) - 1) + 1
    own_end = starts[after] if after < len(starts) else len(text)
    sentences = [(max(starts[place], start - _FAR), min(own_end, end + _FAR))]
    if after < len(starts) and not _PARAGRAPH.search(text, end, own_end):
        next_end = starts[after + 1] if after + 1 < len(starts) else len(text)
        sentences.append((own_end, min(next_end, own_end + _FAR)))
    return sentences


_FAR = 600
"""Characters from a phrase beyond which nothing backs it up, however long the sentence is."""
_PARAGRAPH = Pattern(r"\n[ \t]*\n")
