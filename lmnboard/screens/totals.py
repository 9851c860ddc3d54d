"""Totals of the open cases by location, owner, payer or provider: a lead's first look. Enter shows a row's cases.

Asks `totals` for the counts. The groups stand in the order in which people look for them, never ranked.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.model.choices import STAGES, words
from lmnboard.screens.listing import Listing
from lmnboard.screens.narrowing import Narrowed
from lmnboard.totals import GROUPED, By, Total, added, totals_by
from lmnboard.widgets.drawn import Span, cut
from lmnboard.widgets.lines import Lines, Row

WIDE = 112
"""From this width on each stage has a count of its own."""
_COUNTS = (("open", ""), ("late", "block"), ("today", "block"), ("unowned", "block"), ("undated", "block"),
           ("snoozed", ""))  # fmt: skip
"""The counts, and how one that is not nothing is drawn."""
_MARKS = {"late": "‼", "today": "!", "unowned": "‼", "undated": "‼"}
_CELLS = 9
_SUM = "sum"


class TotalsScreen(Listing):
    """A line for each group, and one for all of them together."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show", "its cases", tooltip="Show its cases on the board"),
        Binding("tab,l,right,s", "by(1)", "by", tooltip="By location, owner, payer, provider: the next"),
        Binding("shift+tab,h,left", "by(-1)", "by before", show=False, tooltip="The one before"),
        Binding("escape,q,O", "back", "back", tooltip="Back"),
    ]
    _by: By = "location"

    def compose_body(self) -> ComposeResult:
        yield Lines()

    def board_changed(self, touched: set[str]) -> None:
        shown = self.board.shown
        self.head(
            (" Open cases by ", "quiet"), *((f" {by} ", "strong" if by == self._by else "quiet") for by in GROUPED)
        )
        open_ = [card for stage in STAGES[:-1] for card in shown.column(stage)]
        found = totals_by(self._by, open_, shown, self.board.me)
        name = max(self.size.width - 1 - _CELLS * len(self._columns()), 12)
        rows = [Row(self._heading(name))]
        rows += [
            Row(self._row(name, called, total, missing=not slug), f"{self._by}:{slug}") for slug, called, total in found
        ]
        rows.append(Row(((" " + "─" * (self.size.width - 2), "quiet"),)))
        rows.append(Row(self._row(name, "all", added(total for _slug, _name, total in found), missing=False), _SUM))
        self.lines.show(rows)

    def _columns(self) -> list[str]:
        stages = [words(stage) for stage in STAGES[:-1]] if self.size.width >= WIDE else []
        return [name for name, _style in _COUNTS] + stages

    def _heading(self, width: int) -> tuple[Span, ...]:
        return (
            (" " * (width + 1), "quiet"),
            *((name[: _CELLS - 1].rjust(_CELLS), "quiet") for name in self._columns()),
        )

    def _row(self, width: int, name: str, total: Total, *, missing: bool) -> tuple[Span, ...]:
        """A group's name and counts; what is wrong with a case is marked, and nothing of a kind is a point."""
        spans: list[Span] = [(f" {cut(name, width)}", "block" if missing else "base")]
        for count, style in _COUNTS:
            number = getattr(total, count)
            told = f"{_MARKS.get(count, '')}{number}" if number else "·"
            spans.append((told.rjust(_CELLS), (style or "base") if number else "quiet"))
        if self.size.width >= WIDE:
            spans += [(str(number or "·").rjust(_CELLS), "base" if number else "quiet") for number in total.stages[:-1]]
        return tuple(spans)

    # ------------------------------------------------------------------ keys
    def action_by(self, step: int) -> None:
        self._by = GROUPED[(GROUPED.index(self._by) + step) % len(GROUPED)]
        self.board_changed(set())
        self.lines.end(False)

    def on_lines_chosen(self) -> None:
        self.action_show()

    def action_show(self) -> None:
        """Show the cases of the line on the board; of all of them where it is the last."""
        by, _colon, slug = self.lines.key.partition(":")
        board = next(screen for screen in self.app.screen_stack if isinstance(screen, Narrowed))
        while self.app.screen is not board:
            self.app.pop_screen()
        if by == _SUM:
            board.show_all()
        else:
            board.narrow_to(self._by, slug)
