"""The payer rules as tables: read from the TOML files beside it at the first call, their patterns compiled when asked.

Imports `pattern`, `toml_file` and msgspec. Called by `checklist.criteria`, `check --rules` and the screens that show a
payer's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.toml_file import table_of

Confidence = Literal["read", "recalled"]
Tier = Literal["", "primary", "secondary"]

_HERE = Path(__file__).parent
_CODE = re.compile(r"([A-Z]?)(\d+)")


class Sourced(msgspec.Struct, frozen=True, kw_only=True):
    """Where a row comes from. `read` was seen in a text: the official one (`primary`) or one that quotes it. `recalled`
    is from memory: shown as such, and never a reason to stop a letter."""

    id: str
    source: str
    confidence: Confidence
    as_of: date
    url: str = ""
    tier: Tier = ""

    @property
    def cited(self) -> str:
        """The source as it is shown beside a finding."""
        return self.source if self.confidence == "read" else f"{self.source} (recalled, confirm)"


class PayerTypeNote(Sourced, frozen=True, kw_only=True):
    name: str
    note: str


class Definition(Sourced, frozen=True, kw_only=True):
    """What a payer means by medically necessary, in our words. Ages are in years on the day of the request."""

    text: str
    payers: tuple[str, ...]
    states: tuple[str, ...] = ()
    from_age: int | None = None
    under: int | None = None


class Threshold(Sourced, frozen=True, kw_only=True):
    """A number from which a rule changes, in force from and to these days; None is without end."""

    value: float
    unit: str
    applies: str
    effective_from: date | None = None
    effective_to: date | None = None


class Validity(Sourced, frozen=True, kw_only=True):
    """How long an approval or a paper stays good: `amount` of `unit` (calendar_day, month, plan_year_end)."""

    payer_type: str
    item: str
    amount: int
    unit: str
    states: tuple[str, ...] = ()
    effective_from: date | None = None


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a criterion means, by its codes or, where none is given yet, by its words."""

    id: str
    name: str
    codes: tuple[tuple[str, str], ...]
    words: Pattern

    def has_code(self, code: str) -> bool:
        return any(_between(code.strip().upper(), first, last) for first, last in self.codes)


class Criterion(Sourced, frozen=True, kw_only=True):
    """One thing that a kind of payer asks of a letter.

    Where it is asked: `payers` (types), `kinds`, `purposes`, `states`, ages, `service`, `off_label`, `diagnoses` (how
    their codes begin), `tried` (a pattern of a treatment that failed before), `over` (a threshold that the case's value
    is above), `when` (named states of the case, see `checklist.criteria`). What is empty does not matter.

    How it is answered, in one way: `check` (the check that answers it), `fields` (each is filled), `words` (a pattern
    that stands in one of the texts named by `where`, or in any), `attachment` (an enclosure of that kind), `never` (a
    pattern that stands in none of them), `number` (a pattern whose greatest number is at least the threshold `least`,
    or `words` stand), or `tick` (a person attests). `field` is where it is mended. `severity` is how bad it is where
    this does not find it: a program that only looks for words warns, though the payer would refuse.
    """

    pack: str
    text: str
    severity: Literal["block", "warn", "info"]
    payers: tuple[str, ...]
    message: str = ""
    fix: str = ""
    kinds: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    from_age: int | None = None
    under: int | None = None
    service: str = ""
    off_label: bool | None = None
    diagnoses: tuple[str, ...] = ()
    tried: Pattern | None = None
    over: str = ""
    when: tuple[str, ...] = ()
    check: str = ""
    fields: tuple[str, ...] = ()
    words: Pattern | None = None
    number: Pattern | None = None
    least: str = ""
    never: Pattern | None = None
    attachment: str = ""
    tick: bool = False
    where: tuple[str, ...] = ()
    field: str = ""

    @property
    def answered_by(self) -> str:
        """How it is answered, for a list of the rules."""
        if self.check:
            return self.check
        ways = ("fields", "number", "words", "never", "attachment", "tick")
        return next(way for way in ways if getattr(self, way))


@cache
def criteria() -> tuple[Criterion, ...]:
    """Every criterion, pack by pack, in the order of the files."""
    return tuple(
        Criterion(**row, pack=table["pack"])
        for file in sorted(_HERE.joinpath("criteria").glob("*.toml"))
        for table in (table_of(file),)
        for row in _rows(table, "criterion")
    )


@cache
def payer_types() -> tuple[PayerTypeNote, ...]:
    return tuple(PayerTypeNote(**row) for row in rows_of("payer_type"))


@cache
def definitions() -> tuple[Definition, ...]:
    return tuple(Definition(**row) for row in rows_of("definition"))


def definitions_for(payer_type: str, state: str | None = None, age: int | None = None) -> tuple[Definition, ...]:
    """The definitions that bind such a payer, those of its state first. An unknown age leaves both sides standing."""
    binding = [
        row
        for row in definitions()
        if payer_type in row.payers
        and (not row.states or state in row.states)
        and (age is None or row.from_age is None or age >= row.from_age)
        and (age is None or row.under is None or age < row.under)
    ]
    return tuple(sorted(binding, key=lambda row: not row.states))


@cache
def thresholds() -> tuple[Threshold, ...]:
    return tuple(Threshold(**row) for row in rows_of("threshold"))


def threshold(threshold_id: str, on: date) -> Threshold | None:
    """The threshold in force on a day, or None where its years are not known."""
    for row in thresholds():
        begun = row.effective_from is None or row.effective_from <= on
        if row.id == threshold_id and begun and (row.effective_to is None or on <= row.effective_to):
            return row
    return None


@cache
def validities() -> tuple[Validity, ...]:
    return tuple(Validity(**row) for row in rows_of("auth_validity", file="auth_validity"))


@cache
def services() -> dict[str, Service]:
    """Services by id."""
    rows = table_of(_HERE / "services.toml")["service"]
    return {
        row["id"]: Service(**row | {"codes": _ranges(row["codes"]), "words": _spaced(row["words"])}) for row in rows
    }


def rows_of(table: str, file: str = "") -> Iterator[dict[str, Any]]:
    """The rows of a table, for a type to be made of each; the file is named after the table where it is not given."""
    return _rows(table_of(_HERE / f"{file or table + 's'}.toml"), table)


def _rows(table: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, each with the file's day unless it has its own, lists as tuples, patterns ready."""
    for row in table[name]:
        ready = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        yield {"as_of": table["as_of"]} | ready | {key: _spaced(row[key]) for key in _PATTERNS if key in row}


_PATTERNS = ("words", "number", "never", "tried")


def _spaced(pattern: str) -> Pattern:
    """A space in a pattern stands for any white space, ` ?` for any or none: words go on in the next line."""
    spaced = pattern.replace("[- ]", r"[-\s]").replace(" ?", r"\s*").replace(" ", r"\s+")
    return Pattern(spaced, re.IGNORECASE)


def _ranges(codes: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code.partition("-")[0], code.partition("-")[2] or code.partition("-")[0]) for code in codes)


def _between(code: str, first: str, last: str) -> bool:
    """Codes of one letter are in order by their number: K0825 lies between K0813 and K0898."""
    parts = [_CODE.fullmatch(one) for one in (code, first, last)]
    if not all(parts):
        return False
    (letter, number), (of_first, low), (_, high) = (part.groups() for part in parts if part)
    return letter == of_first and len(number) == len(low) and int(low) <= int(number) <= int(high)
