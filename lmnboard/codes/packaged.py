"""The ICD-10-CM tabular list that comes with the program: found inside `simple-icd-10-cm`, whose code is never run.

Importing that package costs 2.5 s and 177 MB, its two data files are read here in half a second. Called by `index`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, cast
from xml.etree.ElementTree import Element, XMLPullParser

from lmnboard.codes.years import first_day, last_day
from lmnboard.model.errors import StoreError

_PACKAGE = "simple_icd_10_cm"
_CHUNK = 8 * 1024
"""Bytes that are parsed at once: while they are, no other thread runs, for half a millisecond."""
_VERSION = re.compile(rb"<version>(\d{4})</version>")
_RELEASE = re.compile(r"tabular-(.+)\.xml")
_LONGEST = 7

_CODE = r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{0,4})?(?:\.?-)?"
_SPAN = rf"{_CODE}(?:\s*[-–]\s*{_CODE})?"
_NAMED = re.compile(rf"\(({_SPAN}(?:(?:\s*(?:,|;|and|or)\s*)+{_SPAN})*)\s*,?\s*\)+\s*$")
"""The codes that an Excludes1 note ends in, as `(F10.-, T40.0X-T40.9)`: 97 of 100 notes. The rest name no codes, or
add a condition (`with 7th character B`), and judge nothing."""
_TWO_ENDS = re.compile(rf"({_CODE}?)\s*[-–]\s*({_CODE})|({_CODE})")


class Row(NamedTuple):
    """A code of the list, without its dot. `also` are the list's own other terms for it."""

    code: str
    billable: bool
    text: str
    also: str


class Excludes(NamedTuple):
    """One span of codes that an Excludes1 note names. The note holds for codes from `low` to `high`.

    Where `first` is empty the note names no codes that can be read.
    """

    at: str
    low: str
    high: str
    first: str
    last: str
    note: str


class Packaged(NamedTuple):
    """The two files, and what they say of themselves."""

    tabular: Path
    listed: Path
    release: str
    year: int

    @property
    def first_day(self) -> date:
        return first_day(self.year)

    @property
    def last_day(self) -> date:
        return last_day(self.year)

    @property
    def name(self) -> str:
        return f"FY{self.year} ({self.release})"


def packaged() -> Packaged:
    """Where the data are. Raises `StoreError` where they are not installed, or not as they were."""
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else None
    tabular = sorted(folder.glob("*tabular*.xml")) if folder else []
    listed = sorted(folder.glob("code-list*.txt")) if folder else []
    if tabular and listed:
        with open(tabular[-1], "rb") as file:
            version = _VERSION.search(file.read(1024))
        release = _RELEASE.search(tabular[-1].name)
        if version and release:
            return Packaged(tabular[-1], listed[-1], release[1].replace("-", " "), int(version[1]))
    raise StoreError("The ICD-10-CM data are not installed: install lmnboard again, with simple-icd-10-cm 1.5.")


def read(
    data: Packaged, row: Callable[[Row], object], excludes: Callable[[Excludes], object]
) -> Iterator[tuple[int, int]]:
    """Hand over every code and note of the list; yields how far it is, in bytes, after each part.

    The codes with a 7th character are not in the tabular list but made from it; which of them there are says the other
    file (a coma that nobody survives has no later encounter).
    """
    with open(data.listed, encoding="utf-8") as lines:
        there = frozenset(line.strip() for line in lines)
    size, done = data.tabular.stat().st_size, 0
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    with open(data.tabular, "rb") as file:
        while part := file.read(_CHUNK):
            parser.feed(part)
            for _event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if element.tag == "section":
                    _notes(element, element.get("id", ""), excludes)
                    for diag in element.iterfind("diag"):
                        _diag(diag, {}, there, row, excludes)
                        diag.clear()  # one by one: while a whole section is freed, no other thread runs
                    element.clear()
                elif element.tag == "chapter":
                    spans = element.findall("sectionIndex/sectionRef")
                    _notes(element, f"{spans[0].get('first')}-{spans[-1].get('last')}", excludes)
                    element.clear()
            done += len(part)
            yield done, size


def _diag(
    diag: Element,
    sevenths: dict[str, str],
    there: frozenset[str],
    row: Callable[[Row], object],
    excludes: Callable[[Excludes], object],
) -> None:
    """One code and all below it. `sevenths` are the 7th characters that the codes above it ask for."""
    shown = _text(diag, "name")
    code, words = shown.replace(".", ""), _text(diag, "desc")
    own = diag.find("sevenChrDef")
    if own is not None:
        sevenths = {found.get("char", ""): _plain(found) for found in own.iterfind("extension")}
    below = diag.findall("diag")
    ends = sevenths if not below and len(code) < _LONGEST else {}
    also = "; ".join(_plain(note) for note in diag.iterfind("inclusionTerm/note"))
    row(Row(code, not below and not ends, words, also))
    _notes(diag, shown, excludes)
    for character, meaning in ends.items():
        whole = code.ljust(_LONGEST - 1, "X") + character
        if whole in there:
            row(Row(whole, True, f"{words}, {meaning}", ""))
    for inner in below:
        _diag(inner, sevenths, there, row, excludes)


def _notes(element: Element, at: str, excludes: Callable[[Excludes], object]) -> None:
    low, _dash, high = at.replace(".", "").partition("-")
    for note in element.iterfind("excludes1/note"):
        words = _plain(note)
        for first, last in named(words) or [("", "")]:
            excludes(Excludes(at, low, high or low, first, last, words))


def named(note: str) -> list[tuple[str, str]]:
    """The spans of codes that a note names at its end, without dots; none where they cannot be read."""
    found = _NAMED.search(note)
    spans = []
    for span in _TWO_ENDS.finditer(found[1] if found else ""):
        low, high = (span[1], span[2]) if span[2] else (span[3], span[3])
        spans.append((_bare(low), _bare(high)))
    return spans


def _bare(code: str) -> str:
    return code.replace(".", "").replace("-", "")


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else _plain(found)


def _plain(element: Element) -> str:
    return " ".join((element.text or "").split())
