"""The tasks that a case begins with, as a table: which there are, of whom each is asked, and when it is done.

Reads `tasks.toml`, whose head says what each key means, at the first call; imports `toml_file` and msgspec.
Called by `workflow.tasks`, and by the checklist to know which stage a task belongs to.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from lmnboard.knowledge.toml_file import table_of

ORIGIN = "rule:"
"""What the origin of a task begins with that one of these rules made; its id follows."""


class TaskRule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `tasks.toml`."""

    id: str
    title: str
    stage: str
    days: int
    source: str
    only_payers: tuple[str, ...] = ()
    only_kinds: tuple[str, ...] = ()
    only_purposes: tuple[str, ...] = ()
    only_triggers: tuple[str, ...] = ()
    but_not_payers: tuple[str, ...] = ()
    but_not_kinds: tuple[str, ...] = ()
    but_not_purposes: tuple[str, ...] = ()
    off_label: bool | None = None
    filled: tuple[str, ...] = ()
    enclosed: tuple[str, ...] = ()


@cache
def task_rules() -> dict[str, TaskRule]:
    """Every rule by its id, in the order of the file."""
    table = table_of(Path(__file__).with_name("tasks.toml"))
    rules = msgspec.convert(table["task"], list[TaskRule])
    return {rule.id: rule for rule in rules}


def rule_of(origin: str | None) -> TaskRule | None:
    """The rule that made a task, from the task's origin; None where a person made it, or a rule that is gone."""
    if not origin or not origin.startswith(ORIGIN):
        return None
    return task_rules().get(origin.removeprefix(ORIGIN))
