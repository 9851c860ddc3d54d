"""Facts that came from an earlier case, in the screen of a case: which sections wait, and the key that confirms one.

`CaseScreen` builds on this; it draws the mark, this says what waits and acts.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from lmnboard.model.case_course import Task
from lmnboard.model.change import Entry
from lmnboard.model.sections import SECTIONS
from lmnboard.screens.judged import Judged
from lmnboard.workflow.appeals import unconfirmed

CARRIED = "?"
"""Stands before a section whose facts came from an earlier case and wait to be confirmed, and before its fields."""


class Confirming(Judged):
    """A case's sections with the facts that somebody still has to confirm."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "confirm", "confirm", show=False, tooltip="Confirm what this section brought from an earlier case")
    ]

    section = "case"
    """The section that is shown."""
    carried: dict[str, Task]
    """The sections that wait, with the task of each."""

    def look_for_carried(self) -> None:
        """Which sections wait, as the case is shown now."""
        self.carried = unconfirmed(self.board.shown.case(self._case_id).tasks)

    def show_section(self, section: str) -> None:
        """Show another section of the case."""

    @property
    def carried_here(self) -> str:
        """What to do about the section that is shown, where its facts wait; else nothing."""
        task = self.carried.get(self.section)
        return f"{CARRIED} {task.title}: o, once you have looked at it." if task else ""

    def action_confirm(self) -> None:
        """Confirm what the section brought from an earlier case, and go on to the next that waits for it."""
        case_id, section = self._case_id, self.section
        if not self.carried:
            self.say("Nothing here comes from an earlier case and waits to be confirmed.")
        elif section not in self.carried:
            self.show_section(next(name for name in SECTIONS if name in self.carried))
            self.say(self.carried_here)
        elif self.may_write():

            def done(_entry: Entry) -> None:
                self.look_for_carried()
                order = list(SECTIONS)
                behind = [*order[order.index(section) :], *order]
                following = next((name for name in behind if name in self.carried), "")
                self.show_section(following or section)
                left = f"{len(self.carried)} to go." if following else "That was the last."
                self.say(f"Confirmed: {SECTIONS[section]}; {left}", "good")

            self.act(lambda: self.board.confirm(case_id, section), done)
