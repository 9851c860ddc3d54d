"""How hard a letter is to read for a reviewer of another specialty. Advice only: nothing here is a fault by itself.

Imports only the standard library and the list `known_abbreviations.toml`. Called by the checklist for each letter.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lmnboard.knowledge.pattern import Pattern


class Stretch(NamedTuple):
    """A sentence or an abbreviation as it stands in the text."""

    start: int
    end: int
    words: str


class ReadingLevel(NamedTuple):
    """What was counted. Headers, addresses, lists of codes and signatures are not sentences and do not count."""

    words: int
    sentences: int
    words_per_sentence: float
    """0.0 where there is no sentence."""
    longest: Stretch | None
    """The sentence with the most words; None where there is none."""
    grade: float
    """US school grade by Flesch and Kincaid, one decimal, not below 0; 0.0 where there is no sentence."""
    unexplained: tuple[Stretch, ...]
    """Abbreviations that the letter never writes out, each where it first stands."""


def reading_level(text: str) -> ReadingLevel:
    """The figures of a letter.

    Grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59: Kincaid, Fishburne, Rogers and Chissom,
    Derivation of New Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75, Naval Technical
    Training Command, 1975. Syllables are counted by groups of vowels, which is right for nine words in ten; clinical
    terms raise the grade, so a letter at 12 to 14 reads easily to a physician.
    """
    longest: Stretch | None = None
    most = counted = syllables = sentences = 0
    for sentence in _sentences(text):
        found = _WORD.findall(sentence.words)
        if len(found) < _FEWEST_WORDS:
            continue
        sentences += 1
        counted += len(found)
        syllables += sum(map(_syllables, found))
        if len(found) > most:
            most, longest = len(found), sentence
    if not sentences:
        return ReadingLevel(0, 0, 0.0, None, 0.0, unexplained(text))
    grade = 0.39 * counted / sentences + 11.8 * syllables / counted - 15.59
    average = round(counted / sentences, 1)
    return ReadingLevel(counted, sentences, average, longest, max(0.0, round(grade, 1)), unexplained(text))


def unexplained(text: str) -> tuple[Stretch, ...]:
    """Abbreviations that stand in sentences of the text and are neither written out in it nor commonly known.

    Written out is `range of motion (ROM)`, `ROM (range of motion)`, or, from three letters on, words beginning with
    its letters anywhere in the text. What `known_abbreviations.toml` lists is known to any reviewer.
    """
    first: dict[str, Stretch] = {}
    for sentence in _sentences(text):
        if len(_WORD.findall(sentence.words)) < _FEWEST_WORDS:
            continue
        for match in _ABBREVIATION.finditer(text, sentence.start, sentence.end):
            short = match["short"]
            if short not in _known() and short not in first and not _of_a_name_or_heading(text, match):
                first[short] = Stretch(*match.span("short"), short)
    if not first:
        return ()
    initials = "".join(word[0] for word in _INITIALS.findall(text)).lower()
    without = "".join(word[0] for word in _INITIALS.findall(text) if word.lower() not in _SMALL_WORDS).lower()
    return tuple(
        where
        for short, where in first.items()
        if not (
            _beside(short, text) or (len(short) >= _TELLING and (short.lower() in initials or short.lower() in without))
        )
    )


_TELLING = 3
"""Letters. Any text has two words somewhere that begin with two given letters."""
_FEWEST_WORDS = 4
"""Fewer are a heading or a line of a list."""
_WORD = Pattern(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS = Pattern(r"(?<![^\W_])(?:[a-z][a-z]+|[A-Z][a-z]+)")
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_ABBREVIATION = Pattern(r"(?<![\w.-])(?P<short>[A-Z]{2,6})s?(?![\w:]|-\d|\.\w)")
_SURNAME_BEFORE = Pattern(r"\b[A-Z][a-z]+ \Z")
_CAPITALS_BESIDE = Pattern(r"\b[A-Z]{4,}[ \t]+\Z"), Pattern(r"[ \t]+[A-Z]{4,}\b")
_ROMAN = Pattern(r"(?:I{2,3}|IV|VI{0,3}|I?X)\Z")
_BREAK = Pattern(
    r"""\n[ \t]*\n\s*                                          # a paragraph
    |\n(?=[ \t]*(?:[-•*]|[0-9]{1,2}[.)]|[a-z][.)])\s)          # a row of a list
    |\n(?=[ \t]*[A-Z][\w /.()\#-]{0,28}:)                       # a label
    |(?<=:)[ \t]*\n                                            # after a heading
    """,
    re.VERBOSE,
)
_IN_CAPITALS = Pattern(r"^(?=[^\n]*[A-Z]{2})[^a-z\n]++\n", re.MULTILINE)
_ENDS = Pattern(r"""[.!?]["'”’)\]]*(?=\s+["'“‘(\[]?[A-Z0-9]|\s*\Z)""")
_NO_END = Pattern(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|No|Nos|Fig|approx|al|cf|ca|e\.g|i\.e|[A-Z])\.\Z", re.IGNORECASE)
_LONGEST_NO_END = 8
_VOWELS = Pattern(r"[aeiouyàâäéèêëïîôöùûü]+")
_SILENT = Pattern(r"(?:[^laeiouy]e|[aeiouy]le|[^aeiouytd]ed|[^aeiouysxzcgh]es)\Z")


def _sentences(text: str) -> Iterator[Stretch]:
    """Stretches that end as sentences do; blocks of lines without an end, as in a header, are none."""
    breaks = {gap.end() for gap in _BREAK.finditer(text)}
    for heading in _IN_CAPITALS.finditer(text):
        breaks.update(heading.span())
    starts = sorted(breaks | {0})
    for begin, block_end in zip(starts, [*starts[1:], len(text)], strict=True):
        start = begin
        for end in _ENDS.finditer(text, begin, block_end):
            if _NO_END.search(text, max(begin, end.end() - _LONGEST_NO_END), end.end()):
                continue
            yield from _stripped(text, start, end.end())
            start = end.end()


def _stripped(text: str, start: int, end: int) -> Iterator[Stretch]:
    words = text[start:end]
    kept = words.strip()
    if kept:
        start += len(words) - len(words.lstrip())
        yield Stretch(start, start + len(kept), kept)


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent ending; capitals are spelled letter by letter."""
    if word.isupper() and len(word) > 1:
        return len(word)
    lower = word.lower()
    groups = len(_VOWELS.findall(lower))
    if groups > 1 and _SILENT.search(lower):
        groups -= 1
    return max(1, groups)


def _beside(short: str, text: str) -> bool:
    """Whether two words or more stand in brackets after it, or it in brackets after a word with its first letter."""
    letter = re.escape(short[0])
    after = rf"\b{re.escape(short)}s?\s*\(\s*{letter}\w*(?:[\s-]+\w+){{1,7}}\s*\)"
    before = rf"\b{letter}[\w’']*(?:[\s-]+[\w’']+){{1,7}}\s*\(\s*{re.escape(short)}s?\s*[),;]"
    return bool(re.search(f"{after}|{before}", text, re.IGNORECASE))


def _of_a_name_or_heading(text: str, match: re.Match[str]) -> bool:
    """A numeral, the initials of an author (`Weinstein JN`), or part of a line in capitals."""
    short, look = match["short"], max(0, match.start() - 30)
    before, after = _CAPITALS_BESIDE
    return bool(
        _ROMAN.match(short)
        or (len(short) == 2 and _SURNAME_BEFORE.search(text, look, match.start()))
        or before.search(text, look, match.start())
        or after.match(text, match.end())
    )


@cache
def _known() -> frozenset[str]:
    lists = tomllib.loads(Path(__file__).with_name("known_abbreviations.toml").read_text(encoding="utf-8"))
    return frozenset(short for listed in lists.values() for short in listed.split())
