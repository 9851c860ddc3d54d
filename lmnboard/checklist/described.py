"""Whether a diagnosis in words plainly disagrees with its code: another side or part of the body, another
type or stage, another disease.

Imports `coded` and the book's protocol. Called by the checks of a case's diagnoses and by the rules for a letter. A
false alarm costs more than one that is not raised: other words for a disease are usual, so that no word in common alone
says nothing, and it is said only where the book itself leads from the words to another code.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from lmnboard.checklist.coded import remembered
from lmnboard.knowledge.code_book import Code, CodeBook
from lmnboard.knowledge.pattern import Pattern

Disagreement = Literal["", "side", "site", "number", "disease"]

_CATEGORY = 3
_STEM = 6
"""Letters in which two words begin alike that are of one root: diabetes and diabetic, hypertension and hypertensive."""
_LOOKED_AT = 60
_LONGEST = 12
_SHORT = 6
"""Words of a diagnosis that is read from its begin too: "multiple sclerosis, relapsing-remitting"."""
_ALONE = 5
"""Letters of a word that names a disease by itself, at least."""
_WORD = Pattern(r"[a-z0-9]+(?:'s)?")
_SIDE = Pattern(
    r"(?:\b(?:(left|lt)|(right|rt)|(bilateral(?:ly)?|both))\b"
    r"|\b(?-i:(?:(OS|L)|(OD|R)|(OU)))\b(?=\.?[\s-]+(?:knee|hip|shoulder|ankle|foot|wrist|hand|elbow|arm|leg|eye|ear|breast"
    r"|CTS|ACL|RTC)\b|[),]|$)|\((?-i:(?:(L)|(R)))\))"
    r"(?![\s-]+(?:hand(?:ed|[\s-]+dominan)|ventric|heart|atri|main|bundle|dominan(?!t\s+side)|aortic|coronary|axis|after"
    r"|away|now|(?:sided\s+)?(?:mca|middle|cerebr|hemispher|brain|infarct|stroke|cva|parietal|frontal|basal|pontine"
    r"|thalam|internal|carotid)))",
    re.IGNORECASE,
)
_BOTH = Pattern(r"\b(?:bilateral|both|OU|each)\b", re.IGNORECASE)
_PROCEDURE = Pattern(
    r"\w(?:plasty|ectomy|oscop\w+|otomy)\b|\b(?:replac\w+|surgery|inject\w*|repair|release|fusion|implant\w*|MRI|CT|TKA|THA"
    r"|request\w*|worse|first|than)\b",
    re.IGNORECASE,
)
"""What may be done on one side of a disease of both."""
_NUMBERED = Pattern(
    r"\b(type|class|stage|grade)\s+(iv|v|i{1,3}|[0-9])\s?([ab])?(?![a-z0-9]|\s?[-–/]\s?[0-9iv])", re.IGNORECASE
)
_OTHER = Pattern(r"\bother\b", re.IGNORECASE)
_LOW_BACK = Pattern(r"\b(?:lower|low)[\s-]+back\b|\bL[1-5]\b", re.IGNORECASE)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_CAUSES = frozenset("VWXYZ")
"""Chapters that say where something happened or why somebody came: a word found there names no other disease."""


def disagrees(book: CodeBook, code: Code, words: str, on: date, beside: Iterable[str] = ()) -> Disagreement:
    """In what a diagnosis in words disagrees with the official description of its code; empty where it may be the same.

    `beside` are the other codes that stand for the same words: "both knees" may be coded as two.
    """
    if _other_side(code, words, book, on, beside):
        return "side"
    if _other_site(code.description, words):
        return "site"
    if _other_number(code.description, words):
        return "number"
    return "disease" if _other_kind(code.description, words) or _other_disease(book, code, words, on) else ""


def _sides(text: str) -> set[str]:
    found = set()
    for left, right, _both, os, od, _ou, short_left, short_right in _SIDE.findall(text):
        found |= (
            {"left"} if left or os or short_left else {"right"} if right or od or short_right else {"left", "right"}
        )
    return found


def _other_side(code: Code, words: str, book: CodeBook, on: date, beside: Iterable[str]) -> bool:
    said, coded = _sides(words), _sides(code.description)
    if not coded or not said or said == coded:
        return False
    if len(coded) > 1:  # a code for both: one alone is another, unless the words are of what is done there
        return _BOTH.search(code.description) is not None and not _PROCEDURE.search(words)
    if not said & coded:
        return True
    if not _BOTH.search(words):
        return False  # the other side is spoken of too, perhaps of something else
    others = (book.find("ICD-10-CM", other, on) for other in beside if other[:_CATEGORY] == code.code[:_CATEGORY])
    return not any(_sides(other.description) - coded for other in others if other)


def _other_site(description: str, words: str) -> bool:
    """Both name a part of the body that has codes of its own, and none in common."""
    said, coded = _sites(words), _sites(description)
    return bool(said) and bool(coded) and not said & coded


def _sites(text: str) -> set[int]:
    spoken = _words(_LOW_BACK.sub("lumbar", text))
    return {
        at
        for at, group in enumerate(_site_groups())
        if any(word.startswith(begin) for word in spoken for begin in group)
    }


def _other_number(description: str, words: str) -> bool:
    coded = _numbers(description)
    for noun, said in _numbers(words).items():
        there = coded.get(noun)
        if there and not any(_same_number(one, other) for one in said for other in there):
            return True
    return False


def _numbers(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for noun, number, letter in _NUMBERED.findall(text.lower()):
        found.setdefault(noun, set()).add(_ROMAN.get(number, number) + letter)
    return found


def _same_number(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and len(one) != len(other))


def _other_kind(description: str, words: str) -> bool:
    """Both name a disease of a family that is told apart by one word (Crohn's, ulcerative), and none in common."""
    spoken = _spelled_out(words)
    for family in _kinds():
        coded = {at for at, kind in enumerate(family) if kind.search(description)}
        said = {at for at, kind in enumerate(family) if kind.search(spoken)} if coded else set()
        if said and not said & coded:
            return True
    return False


@remembered
def _other_disease(book: CodeBook, code: Code, words: str, on: date) -> bool:
    said = _telling(_spelled_out(words))
    # A code of something "other" holds what has no name in the list, and one of a history or a contact any disease.
    if not said or code.code[0] in _CAUSES or _OTHER.search(code.description):
        return False
    category = code.code[:_CATEGORY]
    official = _telling(_spelled_out(code.description))
    if not official or any(_akin(mine, theirs) for mine in said for theirs in official):
        return False
    for asked in _to_search(words):
        found = book.search(asked, on, limit=_LOOKED_AT, system="ICD-10-CM")
        categories = {one.code[:_CATEGORY] for one in found if one.code[0] not in _CAUSES}
        if categories:
            return category not in categories
    return False


def _to_search(words: str) -> Iterator[str]:
    """The words as they end before their code, from all to the last two, few words from their begin too.

    One alone is searched where it is all there is.
    """
    spelled = [word for word in _words(_spelled_out(words)) if word not in _small()]
    telling = [word for word in spelled if word not in _generic()]
    for listed in (spelled[-_LONGEST:], telling[-_LONGEST:]):
        for start in range(len(listed) - 1):
            if any(word not in _generic() for word in listed[start:]):
                yield " ".join(listed[start:])
    if len(spelled) <= _SHORT:
        yield from (" ".join(spelled[:end]) for end in range(len(spelled) - 1, 1, -1))
    if len(telling) == 1 and len(telling[0]) >= _ALONE:
        yield telling[0]


def _telling(text: str) -> list[str]:
    return [word for word in dict.fromkeys(_words(text)) if word not in _generic() and len(word) > 1]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [word.removesuffix("'s") for word in _WORD.findall(folded) if not word[0].isdigit()]


def _spelled_out(text: str) -> str:
    """A text with what its abbreviations and lay words mean added."""
    low = f" {' '.join(_WORD.findall(text.lower()))} "
    return " ".join([text, *(official for words, official in _means() if f" {words} " in low)])


def _akin(one: str, other: str) -> bool:
    if one == other or _root(one) == _root(other):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= _STEM and short[:_STEM] == long[:_STEM]:
        return True
    return bool(_groups_of(one) & _groups_of(other))


def _root(word: str) -> str:
    return word[:-1] if len(word) > _CATEGORY and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=4096)
def _groups_of(word: str) -> frozenset[int]:
    return frozenset(at for at, group in enumerate(_akin_groups()) if any(word.startswith(begin) for begin in group))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("described.toml").read_text(encoding="utf-8"))


@cache
def _generic() -> frozenset[str]:
    return _small() | frozenset(_table()["generic"].split())


@cache
def _small() -> frozenset[str]:
    """Words that no description is searched by."""
    return frozenset(_table()["small"].split())


@cache
def _means() -> Sequence[tuple[str, str]]:
    return tuple(_table()["means"].items())


@cache
def _kinds() -> Sequence[tuple[re.Pattern[str], ...]]:
    return tuple(tuple(re.compile(kind, re.IGNORECASE) for kind in family) for family in _table()["kinds"]["families"])


@cache
def _site_groups() -> Sequence[tuple[str, ...]]:
    return tuple(tuple(group.split()) for group in _table()["sites"]["groups"])


@cache
def _akin_groups() -> Sequence[tuple[str, ...]]:
    return tuple(tuple(group.split()) for group in _table()["akin"]["groups"])
