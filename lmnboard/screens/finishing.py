"""The tasks of a case in its screen: one key says that a task is done, and again that it is not.

`CaseScreen` builds on this. What follows from it, as a stage that goes on by itself, is the board's.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from lmnboard.model.change import Entry
from lmnboard.screens.confirming import Confirming
from lmnboard.widgets.field_list import FieldList


class Finishing(Confirming):
    """A case's tasks, ticked off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "finish", "done", show=False, tooltip="The task under the cursor is done, or is not after all")
    ]

    def action_finish(self) -> None:
        item = self.query_one(FieldList).item
        rows, _, rest = (item.path if item else "").partition("/")
        task_id = rest.partition("/")[0]
        case_id = self._case_id
        task = next((t for t in self.board.shown.case(case_id).tasks if t.id == task_id), None)
        if rows != "tasks" or task is None:
            self.say("space ticks a task off: they are in the last section, Tasks and notes.")
        elif self.may_write():
            done_at = None if task.done_at else self.board.shown.today(self.board.shown.card(case_id).location)
            values = {
                f"tasks/{task_id}/done_at": done_at.isoformat() if done_at else None,
                f"tasks/{task_id}/done_by": self.board.me if done_at else None,
            }

            def done(_entry: Entry) -> None:
                told = self.covered(task.title or "The task")
                self.say(f"Done: {told}" if done_at else f"Not done after all: {told}", "good")

            self.act(lambda: self.board.edit(case_id, values), done)
