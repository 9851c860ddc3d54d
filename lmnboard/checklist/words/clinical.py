"""The words of a history by their sorts: drugs, treatments, tests, symptoms, and how all of it is told.

One pass over a letter finds them all, since a rule asks several sorts of every sentence. The words are in
`clinical.toml`, the drugs in the list of `spelling`; `named_by_shape` finds drugs and treatments that stand in neither.
Called by `reading_history`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lmnboard.checklist.words.named_by_shape import drugs_by_shape, treatments_by_shape
from lmnboard.knowledge.pattern import Pattern
from lmnboard.spelling.lists import HERE as SPELLING
from lmnboard.spelling.lists import listed

_TOKEN = Pattern(r"[A-Za-zÀ-ÿ0-9]+(?:['’][a-z]+)?")
_PREFIX = 3
_SHORTEST_DRUG = 5
_NO_DRUGS = frozenset({"calcium", "vitamin", "oxide", "fumarate", "sodium", "potassium", "insulin", "testosterone"})
"""In the list of drugs, and the name of a laboratory value or of half a drug as often."""

_BETWEEN = Pattern(r"[\s/-]{1,12}|\.(?=[a-z])")


_MEASURED = frozenset({"test", "scale", "functional"})


class Cue(NamedTuple):
    """Words of one sort; `name` is the entry that they answer to, in small letters."""

    sort: str
    start: int
    end: int
    name: str


class _Phrase(NamedTuple):
    """An entry; each of its words with how it is compared: whole, by its beginning, or in its capitals."""

    sort: str
    words: tuple[tuple[str, str], ...]
    name: str


class _Token(NamedTuple):
    written: str
    plain: str
    start: int
    end: int


def _fits(phrase: _Phrase, tokens: list[_Token], at: int, text: str) -> bool:
    if at + len(phrase.words) > len(tokens):
        return False
    for step, (word, how) in enumerate(phrase.words, at):
        token = tokens[step]
        if how == "begins":
            if not token.plain.startswith(word):
                return False
        elif (token.written if how == "capitals" else token.plain) != word:
            return False
        if step > at and not _BETWEEN.fullmatch(text, tokens[step - 1].end, token.start):
            return False
    return True


def cues(text: str, start: int, end: int) -> Iterator[Cue]:
    """Every word and phrase of our tables between two places of a text, and behind them what only its shape tells."""
    taken: set[int] = set()
    tests: set[int] = set()
    for cue in _listed(text, start, end):
        if cue.sort in ("drug", "treatment") and cue.name != "therapy":
            taken.update(range(cue.start, cue.end))
        elif cue.sort in _MEASURED:
            tests.add(cue.start)
        yield cue
    for at, to, name in drugs_by_shape(text, start, end):
        if at not in taken and at not in tests:
            taken.update(range(at, to))
            yield Cue("drug", at, to, name)
    for at, to, name, of_one_day in treatments_by_shape(text, start, end):
        if taken.isdisjoint(range(at, to)):
            yield Cue("treatment", at, to, name)
            if of_one_day:
                yield Cue("single", at, to, name)


def _listed(text: str, start: int, end: int) -> Iterator[Cue]:
    """What our tables know, in its order; of one sort the longest."""
    exact, prefixes, drugs = _tables()
    tokens = [_Token(m[0], m[0].lower().replace("’", "'"), *m.span()) for m in _TOKEN.finditer(text, start, end)]
    for at, token in enumerate(tokens):
        own = token.plain.removesuffix("'s")
        if own in drugs:
            yield Cue("drug", token.start, token.end, own)
        whole, begun = exact.get(token.plain, ()), prefixes.get(token.plain[:_PREFIX], ())
        if not whole and not begun:
            continue
        longest: dict[str, _Phrase] = {}
        for phrase in (*whole, *begun):
            known = longest.get(phrase.sort)
            if (known is None or len(phrase.words) > len(known.words)) and _fits(phrase, tokens, at, text):
                longest[phrase.sort] = phrase
        for sort, phrase in longest.items():
            yield Cue(sort, token.start, tokens[at + len(phrase.words) - 1].end, phrase.name)


def _compared(word: str) -> tuple[str, str]:
    if word.endswith("*"):
        return word[:-1].lower(), "begins"
    return (word, "capitals") if word.isupper() and any(sign.isalpha() for sign in word) else (word.lower(), "whole")


@cache
def same(sort: str) -> dict[str, str]:
    """For each other name of a treatment or a test the one by which it is counted."""
    return {other: name for name, others in _read()["same"][sort].items() for other in others.split(", ")}


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("clinical.toml").read_text(encoding="utf-8"))


@cache
def _tables() -> tuple[dict[str, tuple[_Phrase, ...]], dict[str, tuple[_Phrase, ...]], frozenset[str]]:
    """The phrases by their first word, those by its first letters, and the drugs."""
    read = _read()["words"]
    exact: dict[str, list[_Phrase]] = {}
    prefixes: dict[str, list[_Phrase]] = {}
    for sort, lines in read.items():
        for written in (entry.strip() for line in lines.splitlines() for entry in line.split(",")):
            if written:
                words = tuple(_compared(word) for word in written.replace("-", " ").split())
                phrase = _Phrase(sort, words, written.rstrip("*").lower())
                first, how = words[0]
                table, key = (prefixes, first[:_PREFIX]) if how == "begins" else (exact, first.lower())
                table.setdefault(key, []).append(phrase)
    drugs = {word.lower() for word in listed(SPELLING / "drugs.txt") if len(word) >= _SHORTEST_DRUG}
    return (
        {key: tuple(phrases) for key, phrases in exact.items()},
        {key: tuple(phrases) for key, phrases in prefixes.items()},
        frozenset(drugs - _NO_DRUGS),
    )
