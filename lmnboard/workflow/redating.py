"""A deadline that stands is changed with a reason, which stays on the case: filing, answer, reply, care to go on. Pure.

The board asks here before any edit is written, whichever way it came; the first setting of an empty date is free, and
an answer that is taken away takes its date with it. What the program proposed from a date follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import ReasonAsked
from lmnboard.workflow import edits, next_touch, steps
from lmnboard.workflow.answers import ASKED
from lmnboard.workflow.clocks import Day
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


class _Date(NamedTuple):
    """A deadline that a change gives another date: its path and name, and both dates as ISO text or None."""

    path: str
    name: str
    before: Any
    after: Any


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
        given = because.strip() if part and _moved([change]) else None
        for name, value in (("rule", BY_HAND), ("because", given)) if part else ():
            path = f"{part}.{name}"
            before = paths.value_at(doc, path)
            if before != value:
                found.append(Change(record, path, before, value))
    if question:
        after = edits.applied(doc, [*changes, *found])
        what = "; ".join(map(_told, _moved(changes)))
        found.append(steps.override(record, after, what, because.strip(), now))
    return found


def followed(record: str, doc: dict[str, Any], changes: list[Change], clinic: Clinic, day: Day) -> list[Change]:
    """What goes with changes of a deadline: the tasks that an answer asked for by its day, and the next touch.

    A touch that the program proposed follows the new date (`next_touch`); a person's own stays.
    """
    own = [change for change in changes if change.record == record]
    dated = [one for change in own for one in _dates(change)]
    if not dated:
        return []
    found = [change for one in dated for change in _tasks_of(record, doc, one)]
    old = [_shown(one.before) for one in dated if one.before]
    return [*found, *next_touch.following(record, doc, [*own, *found], clinic, day, old)]


def _tasks_of(record: str, doc: dict[str, Any], moved: _Date) -> list[Change]:
    """The open tasks that an answer asked for by its day, by its new one."""
    answer = paths.row_around(moved.path).removeprefix("responses/")
    if not (moved.path.startswith("responses/") and moved.before and moved.after):
        return []
    return [
        Change(record, f"tasks/{task.id}/due", moved.before, moved.after)
        for task in typed_case(doc).tasks
        if task.is_open and task.origin == f"{ASKED}{answer}" and task.due and task.due.isoformat() == moved.before
    ]


def _dates(change: Change) -> list[_Date]:
    """The deadlines that a change of a field, or of the whole row of an answer, gives another date."""
    pattern, row_due = paths.pattern(change.path), f"{paths.pattern(change.path)}/due"
    found = []
    if pattern in _NAMES:
        found.append(_Date(change.path, _NAMES[pattern], _known(change.before), _known(change.after)))
    if row_due in _NAMES:
        before, after = (side.get("due") if isinstance(side, dict) else None for side in (change.before, change.after))
        found.append(_Date(f"{change.path}/due", _NAMES[row_due], before, after))
    return [one for one in found if one.before != one.after]


def _known(value: Any) -> Any:
    return None if value is UNSET or not value else value


def _moved(changes: Iterable[Change]) -> list[_Date]:
    """The deadlines that stand and are given another date, or none."""
    return [one for change in changes for one in _dates(change) if one.before]


def _question(case_id: str, changes: Iterable[Change]) -> str:
    moved = _moved(changes)
    if not moved:
        return ""
    return f"{case_id}: {'; '.join(map(_told, moved))}. A deadline that stands is changed with a reason."


def _told(moved: _Date) -> str:
    """`file by 12/04/2026 → 12/11/2026`."""
    return f"{moved.name} {_shown(moved.before)} → {_shown(moved.after)}"


def _shown(day: Any) -> str:
    try:
        return us_date(date.fromisoformat(day)) if day else "no date"
    except (TypeError, ValueError):  # what stood there before the program knew the field
        return str(day)
