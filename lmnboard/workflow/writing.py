"""Changes of one record as they add up within one action: what is drafted later finds what was drafted before. Pure.

Imports the model and `edits`. Called by what records an answer and by what opens the case that follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec

from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import Stage
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.workflow import edits, steps
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.steps import Moment


class Writing:
    """Changes of one record as they add up: what is drafted later finds what was drafted before."""

    def __init__(self, record: str, doc: dict[str, Any]) -> None:
        self.record = record
        self.doc = deepcopy(doc)
        self.changes: list[Change] = []

    @property
    def case(self) -> Case:
        return typed_case(self.doc)

    def take(self, *changes: Change) -> None:
        for change in changes:
            if change.before != change.after:
                paths.put(self.doc, change.path, deepcopy(change.after))
                self.changes.append(change)

    def set(self, **fields: Any) -> None:
        """Set fields; `next_touch__on` is `next_touch.on`."""
        self.take(*edits.set_fields(self.record, self.doc, {k.replace("__", "."): v for k, v in fields.items()}))

    def enter(self, target: Stage, clinic: Clinic, now: Moment, load: Loads) -> None:
        """Move to a stage as a rule does: with its owner, and from there on by the same rules as ever."""
        self.take(*steps.enter(self.record, self.doc, target, clinic, now, load, by_hand=False).changes)

    def add_task(self, title: str, *, owner: str | None, due: date | None, origin: str) -> None:
        row = {"title": title, "owner": owner, "due": due.isoformat() if due else None, "origin": origin}
        said = {key: value for key, value in row.items() if value is not None}
        self.take(edits.add_row(self.record, self.doc, "tasks", "w", said))


def folded(changes: Iterable[Change]) -> list[Change]:
    """The same changes, those inside a row that one of them adds as a part of that row: so they go back together."""
    found: list[Change] = []
    for change in changes:
        row = paths.row_around(change.path)
        at = next((i for i, c in enumerate(found) if (c.record, c.path, c.before) == (change.record, row, UNSET)), None)
        added = None if at is None or row == change.path else found[at].after
        if at is None or not isinstance(added, dict):
            found.append(change)
            continue
        after = deepcopy(added)
        paths.put(after, change.path.removeprefix(f"{row}/"), deepcopy(change.after))
        found[at] = msgspec.structs.replace(found[at], after=after)
    return found
