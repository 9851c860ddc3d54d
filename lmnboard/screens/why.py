"""Why a case stands where it stands: its clocks, how each is counted, and what orders its column."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.choices import words
from lmnboard.screens.one_case import OfOneCase
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.clocks import GLYPHS, clocks, nearest_clock


class WhyScreen(OfOneCase):
    """The clocks of one case, in sentences."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,w", "back", "back", tooltip="Back")]

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    def show_again(self) -> None:
        shown = self.board.shown
        card = shown.card(self._case_id)
        day = shown.day(card.location)
        self.head_of_case()
        rows = [_row(f"Today is {echo_date(day.today)}.", "base"), _row("", "base")]
        nearest = nearest_clock(card, day)
        for clock in clocks(card, day):
            here = nearest is not None and (clock.name, clock.on) == (nearest.name, nearest.on)
            told = f"{GLYPHS[clock.band]} {clock.name}: {echo_date(clock.on)}, {clock.says}"
            rows.append(_row(told + ("  ← decides the card's place" if here else ""), "strong" if here else "base"))
            if clock.safe != clock.on:
                rows.append(
                    _row(f"  not a business day: counted to the one before it, {echo_date(clock.safe)}", "quiet")
                )
        if nearest is None:
            why = "It is resolved." if card.stage == "resolved" else "It has no date: e sets one."
            rows.append(_row(why, "base"))
        rows.append(_row("", "base"))
        rows.append(_row("A column is ordered by its marks (‼ ! ▲ △), in each expedited first,", "quiet"))
        rows.append(_row("then by date, by value and by number. Days are calendar days.", "quiet"))
        rows += [
            _row(self.covered(f"⚑ {override.what}, because: {override.because} ({override.by})"), "warn")
            for override in shown.case(self._case_id).overrides
        ]
        if card.waiting_on:
            rows.append(_row(f"Waiting on: {words(card.waiting_on)}", "base"))
        self.query_one(Lines).show(rows)


def _row(text: str, style: str) -> Row:
    return Row(((f" {text}", style),))
