"""The codes that payers give with a denial: what each means, in our words, and what is done next.

Reads `denial_codes.toml` at the first call; imports `toml_file` and msgspec. A code that is not in it is kept
as it was typed and said to be unknown: payers use more than these. Called by the recording of answers and its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.toml_file import table_of

CodeKind = Literal["CARC", "RARC", "group"]
_PREFIXED = Pattern(r"(?:CARC|RARC|REASON|REMARK|CODE)[\s:-]*")
_GROUPED = Pattern(r"(CO|PR|OA|PI|CR)[\s:-]*(\d{1,3}|[A-Z]\d{1,2})")
_PLAIN = Pattern(r"([A-Z]{0,2})[\s-]*(\d{1,4})")
_BETWEEN = Pattern(r"[,;\n]+|\s+(?!\d)|(?<=\d)\s+(?=\d)")


class DenialCode(msgspec.Struct, frozen=True, kw_only=True):
    """One code: why (CARC), what is added to it (RARC), or who bears it (group).

    `next` is what is done then, `gather` what is collected for the answer. `appealable` is None where the code beside
    it says. `confidence` is `recalled` where the row still has to be confirmed.
    """

    code: str
    kind: CodeKind
    category: str
    meaning: str
    next: str
    gather: str = ""
    appealable: bool | None = None
    source: str
    confidence: Literal["read", "recalled"]
    as_of: date


class Read(msgspec.Struct, frozen=True):
    """A code as somebody typed it, made plain: `co 50` is `CO-50`. What is not known has no `row`."""

    text: str
    row: DenialCode | None = None
    group: DenialCode | None = None

    @property
    def says(self) -> str:
        """What it means, on one line."""
        if self.row is None:
            return f"{self.text}: not in the list here; read what the notice says of it."
        return f"{self.text}: {self.row.meaning}."


class Step(msgspec.Struct, frozen=True):
    """What one code asks for next."""

    code: str
    text: str
    known: bool
    gather: str = ""
    appealable: bool | None = None


@cache
def denial_codes() -> dict[str, DenialCode]:
    """Every code by its letters and digits, in the order of the file."""
    table = table_of(Path(__file__).with_name("denial_codes.toml"))
    rows = ({"source": table["sources"][row["kind"]], "as_of": table["as_of"], **row} for row in table["denial_code"])
    return {row["code"]: msgspec.convert(row, DenialCode) for row in rows}


def read(typed: str) -> Read:
    """A code as people write it (`CO-50`, `50`, `n115`, `PR 204`, `CARC 16`); what is none is kept as it is."""
    text = " ".join(typed.split())
    plain = _PREFIXED.sub("", text.upper().strip(" .,;#()")).strip()
    known = denial_codes()
    if plain in known:
        return Read(plain, known[plain])
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        group, code = grouped[1], _without_zeros(grouped[2])
        return Read(f"{group}-{code}", known.get(code), known.get(group))
    alone = _PLAIN.fullmatch(plain)
    if alone:
        code = alone[1] + (alone[2] if alone[1] else _without_zeros(alone[2]))
        return Read(code, known.get(code))
    return Read(text)


def split(typed: str) -> list[str]:
    """The codes on one line, as they are kept: `CO-50, n115 PR 204` are three. Each once."""
    parts = [part for part in _BETWEEN.split(typed.strip()) if part.strip()]
    return list(dict.fromkeys(read(part).text for part in _with_their_groups(parts)))


def suggest(codes: Iterable[str]) -> list[Step]:
    """What each code asks for next, once for each that says something of its own; unknown ones say that they are."""
    found: dict[str, Step] = {}
    for code in codes:
        given = read(code)
        if given.row is None:
            found.setdefault(given.text, Step(given.text, given.says, False))
        elif given.row.kind != "group" or given.row.code == "PR":
            row = given.row
            found.setdefault(row.next, Step(given.text, row.next, True, row.gather, row.appealable))
        if given.group is not None and given.group.code == "PR":
            found.setdefault(given.group.next, Step(given.text, given.group.next, True))
    return list(found.values())


def search(typed: str) -> list[DenialCode]:
    """The codes that begin so, else those whose meaning has these words; reason and remark codes, not the groups."""
    plain = read(typed)
    want = (plain.row.code if plain.row else plain.text.rpartition("-")[2]).upper()
    codes = [row for row in denial_codes().values() if row.kind != "group"]
    begun = sorted((row for row in codes if row.code.startswith(want)), key=lambda row: len(row.code))
    words = typed.casefold().split()
    told = [row for row in codes if words and all(word in row.meaning.casefold() for word in words)]
    return begun or told


def _without_zeros(code: str) -> str:
    return str(int(code)) if code.isdigit() else code


def _with_their_groups(parts: list[str]) -> list[str]:
    """Parts of a line in which a group code that stands by itself belongs to the number behind it."""
    found: list[str] = []
    for part in parts:
        if found and re.fullmatch(r"(?i:CO|PR|OA|PI|CR|CARC|RARC)-?", found[-1]) and re.match(r"[A-Za-z]?\d", part):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found
