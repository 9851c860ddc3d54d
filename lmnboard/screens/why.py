"""Why a case stands where it stands: its clocks with their arithmetic, and what orders its column."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.model.choices import words
from lmnboard.screens.listing import Listing
from lmnboard.screens.one_case import OfOneCase
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.standing import Line, why

_LEAST = 30
"""Cells that a line has at least, on however narrow a screen."""


class WhyScreen(Listing, OfOneCase):
    """The clocks of one case, in sentences."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,w", "back", "back", tooltip="Back")]

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    def show_again(self) -> None:
        shown = self.board.shown
        card, case = shown.card(self._case_id), shown.case(self._case_id)
        day = shown.day(card.location)
        self.head_of_case()
        of = case.appeal.of or ""
        lines = list(why(case, card, self.board.clinic, day, shown.case(of) if of and shown.has(of) else None))
        lines += [
            Line(f"⚑ {override.what}, because: {override.because} ({override.by})", "warn")
            for override in case.overrides
        ]
        if card.waiting_on and card.stage != "resolved":
            lines.append(Line(f"Waiting on: {words(card.waiting_on)}"))
        chain = self.board.chain(self._case_id)
        if len(chain) > 1:
            lines[2:2] = [Line(f"{'▸' if link.id == card.id else ' '} {link.says}") for link in chain]
        self.lines.show([row for line in lines for row in self._rows(line)])

    def _rows(self, line: Line) -> list[Row]:
        """A paragraph over as many rows as it takes, each as far in as the first."""
        margin = " " * (1 + 2 * line.step)
        told = wrap(self.covered(line.text), max(self.size.width - len(margin) - 1, _LEAST)) or [""]
        return [Row(((margin + part, line.weight),)) for part in told]
