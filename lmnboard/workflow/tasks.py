"""The tasks of a case that the table of task rules asks for: which, until when, and which are done by now. Pure.

Called by `steps` for a new case and by the automatic rules afterwards. A case's `ran` has `task-<id>` for each task it
was given, so that one that somebody removed does not come again, and `done-<row>` for each that was closed by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from typing import Any

from lmnboard.knowledge.calendar import add_business_days, is_business_day
from lmnboard.knowledge.tasks import ORIGIN, TaskRule, rule_of, task_rules
from lmnboard.model.case import Case
from lmnboard.model.case_course import Task
from lmnboard.model.choices import STAGES
from lmnboard.model.clinic import Clinic

GIVEN = "task-"
"""What the keys in `ran` begin with of the tasks that a case was given."""


def missing(case: Case, clinic: Clinic) -> list[TaskRule]:
    """The rules that ask something of this case which it has neither been given nor done, of its stage or a later."""
    if case.stage == "resolved":
        return []
    ahead = STAGES[STAGES.index(case.stage) :]
    return [
        rule
        for rule in task_rules().values()
        if rule.stage in ahead
        and f"{GIVEN}{rule.id}" not in case.ran
        and _asked(rule, case, clinic)
        and not is_done(rule, case)
    ]


def row(rule: TaskRule, case: Case, clinic: Clinic, today: date) -> dict[str, Any]:
    """The task as it is kept, without an id."""
    closed = clinic.closed_days(case.location)
    due = add_business_days(today, rule.days, closed)
    last = last_day(case, clinic, today)
    if last is not None:
        due = min(due, last)
    return {"title": rule.title, "due": due.isoformat(), "origin": f"{ORIGIN}{rule.id}"}


def last_day(case: Case, clinic: Clinic, today: date) -> date | None:
    """The day by which tasks are to be done: a business day before the case is filed, and not before today."""
    filed = filed_by(case)
    return ahead_of(filed, 1, today, clinic.closed_days(case.location)) if filed else None


def ahead_of(filed: date, days: int, today: date, closed: Set[date]) -> date:
    """So many business days before a case is filed; where that is over, the next day on which anybody works.

    Never after the day of filing itself as long as that is to come, be it that nobody works until then.
    """
    before = add_business_days(filed, -days, closed)
    if before >= today:
        return before
    first = today if is_business_day(today, closed) else add_business_days(today, 1, closed)
    return first if first <= filed or filed < today else today


def filed_by(case: Case) -> date | None:
    """The day by which a case is to be filed: its own, or that of its appeal where it is sooner."""
    return min((day for day in (case.submit_by, case.appeal.file_by) if day), default=None)


def done_by_now(case: Case) -> list[Task]:
    """Open tasks of rules whose fields or enclosures are there, and which were not closed by itself before."""
    return [
        task
        for task in case.tasks
        if task.is_open
        and (rule := rule_of(task.origin)) is not None
        and is_done(rule, case)
        and f"done-{task.id}" not in case.ran
    ]


def too_late(case: Case, clinic: Clinic, today: date) -> list[Task]:
    """Open tasks of rules that are due after the day by which the case has to have them."""
    last = last_day(case, clinic, today)
    if last is None:
        return []
    return [task for task in case.tasks if task.is_open and rule_of(task.origin) and task.due and task.due > last]


def of_stage(case: Case) -> list[Task]:
    """The open tasks that keep a case in its stage; one that no rule made belongs to the stage the case is in."""
    return [
        task
        for task in case.tasks
        if task.is_open and ((rule := rule_of(task.origin)) is None or rule.stage == case.stage)
    ]


def is_done(rule: TaskRule, case: Case) -> bool:
    """Whether what a rule asks for is there. A rule that names nothing to look for is done by a person only."""
    if not rule.filled and not rule.enclosed:
        return False
    if rule.enclosed and not any(enclosure.kind in rule.enclosed for enclosure in case.attachments):
        return False
    return all(any(_is_filled(case, path) for path in either.split("|")) for either in rule.filled)


def _asked(rule: TaskRule, case: Case, clinic: Clinic) -> bool:
    payer = clinic.payer_of(case).type
    facts = (
        (payer, rule.only_payers, rule.but_not_payers),
        (case.kind, rule.only_kinds, rule.but_not_kinds),
        (case.purpose, rule.only_purposes, rule.but_not_purposes),
        (case.trigger, rule.only_triggers, ()),
    )
    if rule.off_label is not None and case.off_label is not rule.off_label:
        return False
    return all(
        (not only or fact in only) and (not never or (fact is not None and fact not in never))
        for fact, only, never in facts
    )


def _is_filled(case: Case, path: str) -> bool:
    """Whether something stands at a path; with a star in every row of a list, with `:field=value` in such a row."""
    rows_at, _, wanted = path.partition(":")
    if wanted:
        field, _, value = wanted.partition("=")
        return any(getattr(row, field) == value for row in next(_found(case, [rows_at])))
    found = list(_found(case, path.split("/")))
    return bool(found) and all(value not in (None, "", []) for value in found)


def _found(here: Any, parts: list[str]) -> Iterator[Any]:
    """The values at a path of a typed case; `*` stands for each row of the list before it."""
    if not parts:
        yield here
    elif parts[0] == "*":
        for item in here:
            yield from _found(item, parts[1:])
    else:
        for name in parts[0].split("."):
            here = getattr(here, name)
        yield from _found(here, parts[1:])
