"""A deadline that stands is changed with a reason, which stays on the case: filing, answer, reply, care to go on. Pure.

The board asks here before any edit is written, whichever way it came; the first setting of an empty date is free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import ReasonAsked
from lmnboard.workflow import edits, steps
from lmnboard.workflow.dated import BY_HAND
from lmnboard.workflow.steps import Moment

_NAMES = {
    "submit_by": "file by",
    "appeal.file_by": "appeal to be filed by",
    "appeal.continue_by": "benefits to be asked for by",
    "answer_due.on": "answer due",
    "responses/*/due": "our answer due",
}
_COUNTED = {"appeal.file_by": "appeal", "answer_due.on": "answer_due"}
"""Dates that a rule counts, and the part of the case that says by which."""


def asks_why(doc: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What to ask before these values (by path) are written over a case; nothing where no reason is needed."""
    stands = {path: paths.value_at(dict(doc), path) for path in values}
    return _question(
        str(doc.get("id") or "the case"),
        [Change("", path, None if stands[path] is UNSET else stands[path], after) for path, after in values.items()],
    )


def explained(record: str, doc: dict[str, Any], changes: list[Change], because: str, now: Moment) -> list[Change]:
    """What goes with changes of a case: the reason for each deadline that they move, and that it was set by hand.

    Raises `ReasonAsked` where a deadline that stands is to be changed without a reason.
    """
    question = _question(str(doc.get("id") or "the case"), changes)
    if question and not because.strip():
        raise ReasonAsked(question)
    found = []
    for change in changes:
        part = _COUNTED.get(change.path)
        given = because.strip() if part and _moves(change) else None
        for name, value in (("rule", BY_HAND), ("because", given)) if part else ():
            path = f"{part}.{name}"
            before = paths.value_at(doc, path)
            if before != value:
                found.append(Change(record, path, before, value))
    if question:
        after = edits.applied(doc, [*changes, *found])
        what = "; ".join(_told(change) for change in changes if _moves(change))
        found.append(steps.override(record, after, what, because.strip(), now))
    return found


def _question(case_id: str, changes: Iterable[Change]) -> str:
    moved = [change for change in changes if _moves(change)]
    if not moved:
        return ""
    return f"{case_id}: {'; '.join(map(_told, moved))}. A deadline that stands is changed with a reason."


def _moves(change: Change) -> bool:
    """Whether a change gives a deadline that stands another date, or none."""
    stood = bool(change.before) and change.before is not UNSET
    return stood and change.before != change.after and _pattern(change) in _NAMES


def _told(change: Change) -> str:
    """`file by 12/04/2026 → 12/11/2026`."""
    return f"{_NAMES[_pattern(change)]} {_shown(change.before)} → {_shown(change.after)}"


def _pattern(change: Change) -> str:
    return paths.pattern(change.path) if change.path else ""


def _shown(day: Any) -> str:
    try:
        return us_date(date.fromisoformat(day)) if day else "no date"
    except (TypeError, ValueError):  # what stood there before the program knew the field
        return str(day)
