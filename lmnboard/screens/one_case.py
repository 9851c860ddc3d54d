"""A screen that shows one case until another is asked for: the case, its checklist, its letter, its clocks."""

from __future__ import annotations

from lmnboard.model.choices import words
from lmnboard.screens.casework import CaseWork
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.field_list import FieldList
from lmnboard.workflow.clocks import GLYPHS, nearest_clock


class OfOneCase(CaseWork):
    """A screen that shows one case until another is asked for."""

    def show_case(self, case_id: str) -> None:
        """Which case to show, before the screen is pushed."""
        self._case_id = case_id

    def board_changed(self, touched: set[str]) -> None:
        if self.board.shown.has(self._case_id):
            self.show_again()
        else:
            self.leave_gone_case()

    def leave_gone_case(self) -> None:
        """Somebody has taken the case back: leave it, with no editor open that could write elsewhere."""
        case_id = self._case_id
        for fields in self.query(FieldList):
            fields.close()
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, CaseWork):
            below.say(f"{case_id} has been taken back by somebody.", "alarm")

    def show_again(self) -> None:
        """Draw the case as it stands."""

    def head_of_case(self, what: str = "") -> None:
        """The head line: case, patient, request, where it stands and how near its clock is."""
        card = self.board.shown.card(self._case_id)
        clock = nearest_clock(card, self.board.shown.day(card.location))
        due = f"{GLYPHS[clock.band]} {clock.name} {clock.on:%m/%d} {clock.says}" if clock else ""
        told = f" {card.id}  {card.patient.name or 'no name yet'} · {card.request.treatment or 'no request yet'}"
        right = "  ".join(filter(None, (what, words(card.stage), due))) + " "
        room = max(self.size.width - len(right) - 1, 10)
        self.head(
            (cut(told, room), "strong"),
            (" " + right, "quiet" if clock is None else "alarm" if clock.band in ("late", "today") else "base"),
        )
