"""By what a payer's answers and appeals are counted: the clinic's own times, and the shipped rules with their source.

A rule from memory is confirmed here with one key, once somebody has checked it.
"""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.screens.listing import Listing
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.calling import open_now
from lmnboard.workflow.payer_clocks import PayerClock, clocks_of, confirming

_MARKS = {"own": ("●", "good"), "sure": ("●", "base"), "recalled": ("?", "warn")}
_STANDS = {
    "own": "the clinic's own",
    "sure": "from the text",
    "recalled": "from memory: enter confirms it, once you have checked",
}


class PayerClocksScreen(Listing):
    """One payer's clocks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "confirm", tooltip="Confirm a rule from memory that you have checked; u undoes it"),
        Binding("u", "undo", "undo", show=False, tooltip="Undo my last change"),
        Binding("escape,q,w", "back", "back", tooltip="Back"),
    ]
    _slug = ""

    def compose_body(self) -> ComposeResult:
        yield Lines()

    def show_payer(self, slug: str) -> None:
        """Which payer to show, before the screen is pushed."""
        self._slug = slug

    def _clocks(self) -> list[PayerClock]:
        payer = self.board.clinic.payers[self._slug]
        return clocks_of(payer, self.board.clinic, self.board.shown.today())

    def board_changed(self, touched: set[str]) -> None:
        payer = self.board.clinic.payers.get(self._slug)
        if payer is None:
            self.app.pop_screen()
            return
        self.head((f" Clocks of {payer.name or payer.id}", "strong"))
        verified = f"verified {us_date(payer.verified_on)}" if payer.verified_on else "not verified yet"
        hours = open_now(payer, self.board.now())[0] or "no phone hours in the directory"
        source = f"{payer.source or 'no source'}, {verified}"
        rows = [*self._wrapped(" ", hours, "base"), *self._wrapped(" ", source, "quiet")]
        above = len(rows)
        for place, clock in enumerate(self._clocks()):
            mark, style = _MARKS[clock.standing]
            first, *more = wrap(f"{clock.time}: {clock.what}", max(self.size.width - 4, 20))
            rows.append(Row(((f" {mark} ", style), (first, "base")), f"{place} {clock.rule}"))
            rows += [Row(((f"   {line}", "base"),)) for line in more]
            told = f"{clock.source} · {_STANDS[clock.standing]}" + (f" · {clock.rule}" if clock.rule else "")
            rows += self._wrapped("   ", told, "quiet")
        if len(rows) == above:
            rows.append(Row(((" No rule is known for this kind of payer: enter its own times.", "warn"),)))
        rows.append(Row((("", "base"),), "end"))  # the cursor goes behind the last rule, whose source is seen then
        self.lines.show(rows)

    def _wrapped(self, margin: str, text: str, style: str) -> list[Row]:
        return [Row(((margin + line, style),)) for line in wrap(text, max(self.size.width - len(margin) - 1, 20))]

    def on_lines_chosen(self) -> None:
        self.action_confirm()

    def action_confirm(self) -> None:
        rule = self.lines.key.partition(" ")[2]
        clock = next((clock for clock in self._clocks() if clock.rule and clock.rule == rule), None)
        if clock is None or clock.confirmed:
            self.say("Only a rule from memory is to be confirmed; the clinic's own times are edited in the record.")
            return
        if not self.may_write("payers"):
            return
        payer = self.board.clinic.payers[self._slug]
        target, values = f"payers/{payer.id}", {"confirmed_rules": confirming(payer, rule)}
        self.act(lambda: self.board.edit(target, values), f"{rule} is confirmed for {payer.name or payer.id}.")
