"""Every row of the checklist: the registered checks as they are, and from `rows.toml` those that are no check.

Imports `runner`, `registry`, `mistakes` and the payers' criteria. Called by `check --rules`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lmnboard.checklist.applies import Predicate
from lmnboard.checklist.criteria import check_id, severity
from lmnboard.checklist.mistakes import MISTAKES
from lmnboard.checklist.registry import PARTS, Check
from lmnboard.checklist.runner import CHECKS, LANGUAGE
from lmnboard.knowledge.payer_rules.tables import Criterion, criteria
from lmnboard.model.choices import words

How = Literal["field", "letter", "lookup", "tick"]


class Row(msgspec.Struct, frozen=True, kw_only=True, rename={"sort": "as"}):
    """One row of the checklist.

    `sort` (`as` in JSON) says what it is: a `check` that runs, a `gate` that holds, a `behaviour` of the board, or one
    that is `shared` where other checks answer it. `how` a check is judged: by a `field` of the record, the words of a
    `letter`, a `lookup` in a code set, or a person's `tick`. `shown_by` are the tests that show a gate or a behaviour.
    """

    id: str
    sort: Literal["check", "gate", "behaviour", "shared"]
    section: str
    title: str
    severity: Literal["block", "warn", "info", "n/a"]
    source: str
    applies: str = ""
    how: tuple[How, ...] = ()
    answered_by: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the checklist in its order: by section, then by number."""
    data = _data()
    every = [*_of_checks(data), *_repeated(data["also"]), *_others(data["row"])]
    return tuple(sorted(every, key=lambda row: (row.section, row.id)))


@cache
def payer_rows() -> tuple[Row, ...]:
    """What kinds of payers ask beyond the checklist, pack by pack."""
    return tuple(_of_criterion(row) for row in criteria())


def when(predicate: Predicate) -> str:
    """Which cases a predicate lets through, as its docstring begins."""
    return (predicate.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def _of_checks(data: dict[str, Any]) -> Iterator[Row]:
    for check in (*CHECKS, *LANGUAGE):
        yield Row(
            id=check.id,
            sort="check",
            section=_section(check),
            title=check.held.title,
            severity=check.held.severity,
            source=check.held.source,
            applies=when(check.applies),
            how=_how(check, data),
        )


def _how(check: Check, data: dict[str, Any]) -> tuple[How, ...]:
    tick = check.id in data["tick"]
    ways: dict[How, bool] = {
        "field": check.rule is not None and not tick,
        "letter": check.in_letter is not None,
        "lookup": check.id in data["lookup"],
        "tick": tick,
    }
    return tuple(way for way, holds in ways.items() if holds)


def _section(check: Check) -> str:
    return next(f"{letter}. {name}" for letter, name in PARTS.items() if name == check.held.part)


def _repeated(titles: dict[str, str]) -> Iterator[Row]:
    """The rows that repeat another, whose check names them."""
    for check in (*CHECKS, *LANGUAGE):
        for row_id in check.also:
            letter, _, title = titles[row_id].partition(". ")
            yield Row(
                id=row_id,
                sort="shared",
                section=f"{letter}. {PARTS[letter]}",
                title=title,
                severity=check.held.severity,
                source=check.held.source,
                answered_by=(check.id,),
            )


def _others(given: list[dict[str, Any]]) -> Iterator[Row]:
    for row in given:
        letter, mistake = row["section"], row.get("mistake")
        answered_by = MISTAKES[mistake] if mistake else tuple(row.get("answered_by", ()))
        told = {key: value for key, value in row.items() if key != "mistake"}
        told |= {"section": f"{letter}. {PARTS[letter]}", "answered_by": answered_by}
        yield msgspec.convert(told, Row)


def _of_criterion(row: Criterion) -> Row:
    """A criterion under its own id, also where a check of the checklist answers it."""
    how: dict[str, tuple[How, ...]] = {"fields": ("field",), "attachment": ("field",), "tick": ("tick",)}
    return Row(
        id=f"RULE-{row.id.upper()}",
        sort="shared" if row.check else "check",
        section=row.pack,
        title=row.text,
        severity=severity(row),
        source=row.cited,
        applies=_asked_of(row),
        how=() if row.check else how.get(row.answered_by, ("field", "letter")),
        answered_by=(check_id(row),) if row.check else (),
    )


def _asked_of(row: Criterion) -> str:
    """The sort of case that a criterion is asked of; what else it looks at stands in its text."""
    told = [", ".join(map(words, row.payers)), ", ".join(map(words, row.kinds)), ", ".join(map(words, row.purposes))]
    told.append(", ".join(row.states))
    if row.from_age is not None:
        told.append(f"from {row.from_age} years on")
    if row.under is not None:
        told.append(f"under {row.under}")
    return "; ".join(part for part in told if part)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rows.toml").read_text(encoding="utf-8"))
