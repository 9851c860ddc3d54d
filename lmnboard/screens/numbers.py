"""The clinic's numbers: what is open, how long things take, what payers decide, by payer, location, month or service.

Counted by `report` in a thread of its own, as the history may be long; what was counted stays until asked for again.
"""

from __future__ import annotations

import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.board import Board
from lmnboard.messages import ActionEnded
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import BoardError
from lmnboard.report import Report, as_csv, report, said
from lmnboard.screens.listing import Listing
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow import numbers
from lmnboard.workflow.clocks import BANDS
from lmnboard.workflow.facts import ALWAYS, Period
from lmnboard.workflow.numbers import GROUPED, By, measure

WAYS: tuple[By | None, ...] = (None, *GROUPED)
SPANS = ((0, "all time"), (365, "the last year"), (90, "the last 90 days"), (30, "the last 30 days"))
"""Days that are counted, today among them, and how that is said."""
_LABEL = 34
_BAR, _SHORTEST = 20, 5
_CELL = 9
Asked = tuple[By | None, int]


class NumbersScreen(Listing):
    """The measures one below the other, each with what it means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,l,right", "way(1)", "by", tooltip="By payer, location, month, service: the next"),
        Binding("shift+tab,h,left", "way(-1)", "by before", show=False, tooltip="The one before"),
        Binding("s", "span", "span", tooltip="Span: all time, the last year, 90 days, 30 days"),
        Binding("y", "copy", "copy as CSV", tooltip="Copy the table to the local clipboard, as CSV"),
        Binding("r", "again", "count again", tooltip="Count again, with what has happened since"),
        Binding("pagedown,space", "page(1)", "page", tooltip="Next page"),
        Binding("escape,q,K", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._way: By | None = None
        self._span = 0
        self._found: dict[Asked, Report] = {}
        self._counting: Asked | None = None
        self._seq = 0

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    @property
    def judging(self) -> bool:
        """Whether numbers are on their way."""
        return self._counting is not None

    @property
    def _asked(self) -> Asked:
        return self._way, self._span

    def on_screen_resume(self) -> None:
        if self._seq != self.board.shown.seq:
            self._found.clear()
        super().on_screen_resume()

    def board_changed(self, touched: set[str]) -> None:
        """What somebody changes meanwhile is counted when it is asked for: numbers that move cannot be read."""
        self._draw_head()
        found = self._found.get(self._asked)
        if found is None:
            self.lines.show([Row(((" counting …", "quiet"),))])
            self._count()
        else:
            self.lines.show(list(_rows(found, self.size.width)))

    def _draw_head(self) -> None:
        ways = "  ".join(f"[{way or 'all'}]" if way == self._way else way or "all" for way in WAYS)
        self.head((f" Numbers   {ways}   {SPANS[self._span][1]}", "strong"))

    # ------------------------------------------------------------------ counting
    def _count(self) -> None:
        """One count at a time; what is asked for meanwhile comes after it."""
        if self._counting is not None:
            return
        self._counting = self._asked
        self._seq = self.board.shown.seq
        days = SPANS[self._span][0]
        during = Period(since=self.board.shown.today() - timedelta(days=days - 1)) if days else ALWAYS
        to_do = (self._counting, during, self.board, self.app.post_message)
        threading.Thread(target=self._read, args=to_do, daemon=True, name="numbers").start()

    def _read(self, asked: Asked, during: Period, board: Board, tell: Callable[[ActionEnded], object]) -> None:
        found: Report | None = None
        trouble = ""
        try:
            found = report(board, during, asked[0])
        except BoardError as error:
            trouble = str(error)
        finally:
            tell(ActionEnded(lambda: self._take(asked, found, trouble)))

    def _take(self, asked: Asked, found: Report | None, trouble: str) -> None:
        self._counting = None
        if found is not None:
            self._found[asked] = found
        if not self.on_top:
            return
        if trouble:
            self.lines.show([])
            self.say(trouble, "alarm")
        elif found is not None:
            self.board_changed(set())

    # ------------------------------------------------------------------ keys
    def action_way(self, step: int) -> None:
        self._way = WAYS[(WAYS.index(self._way) + step) % len(WAYS)]
        self._show_from_the_top()

    def action_span(self) -> None:
        self._span = (self._span + 1) % len(SPANS)
        self._show_from_the_top()

    def _show_from_the_top(self) -> None:
        self.board_changed(set())
        self.lines.end(False)

    def action_again(self) -> None:
        self._found.clear()
        self.board_changed(set())

    def action_copy(self) -> None:
        found = self._found.get(self._asked)
        if found is None:
            self.say("The numbers are still being counted.")
            return
        self.app.copy_to_clipboard(as_csv(found))
        self.say(f"{len(found.rows)} lines of CSV are on the clipboard, where your terminal lets it.")


def _rows(found: Report, width: int) -> Iterator[Row]:
    yield Row(((f" {found.says}", "quiet"),))
    for name, group in groupby(found.rows, key=lambda row: row.measure):
        rows = list(group)
        about = measure(name)
        yield Row((("", "base"),))
        yield Row(((" ", "base"), (about.title, "strong")))
        for line in textwrap.wrap(f"{about.means[:1].upper()}{about.means[1:]}.", max(width - 2, 20)):
            yield Row(((f" {line}", "quiet"),))
        if name == "open" and found.by in (None, "month"):
            yield from _by_stage_and_band(rows)
        else:
            yield from _list(rows, width)


def _by_stage_and_band(rows: Sequence[numbers.Row]) -> Iterator[Row]:
    counts = {row.own: row.count for row in rows}
    heads = ["no date" if band == "none" else band for band in BANDS]
    yield Row(((" " * 13 + "".join(head.rjust(_CELL) for head in (*heads, "all")), "quiet"),))
    for stage in STAGES[:-1]:
        cells = [counts.get(f"{stage} {band}", 0) for band in BANDS]
        told = "".join(str(cell or "·").rjust(_CELL) for cell in (*cells, sum(cells)))
        yield Row(((f"  {words(stage)}".ljust(13) + told, "base"),))


def _list(rows: Sequence[numbers.Row], width: int) -> Iterator[Row]:
    """A line a row; what happened month by month has a bar beside it."""
    bars = _bars(rows, width)
    lead = max((len(label) for label, _bar in bars), default=0) if any(bar for _label, bar in bars) else _LABEL
    for row, (label, bar) in zip(rows, bars, strict=True):
        begin = f"  {cut(label, lead)} "
        drawn = bar.ljust(max(len(bar) for _label, bar in bars))
        first, *more = textwrap.wrap(said(row), max(width - len(begin + drawn) - 2, 20)) or [""]
        yield Row(((begin, "base"), (drawn, "good"), (f" {first}" if drawn else first, "base")))
        yield from (Row(((" " * len(begin) + line, "base"),)) for line in more)


def _bars(rows: Sequence[numbers.Row], width: int) -> list[tuple[str, str]]:
    """Each row's label, and its bar as far as there is room for one that says something."""
    labels = [row.label or "All" for row in rows]
    heights = [_height(row) for row in rows]
    room = min(_BAR, width - max(map(len, labels)) - max(len(said(row)) for row in rows) - 6)
    most = max(heights)
    if not most or room < _SHORTEST:
        return [(label, "") for label in labels]
    return [(label, "━" * round(room * height / most)) for label, height in zip(labels, heights, strict=True)]


def _height(row: numbers.Row) -> float:
    """How long the bar of a month is beside the others: how many, or the share or median of enough cases for one."""
    if row.by != "month":
        return 0.0
    if row.hits is not None:
        return row.percent or 0.0
    if row.median is None:
        return row.count
    return row.median if row.count >= numbers.FEW else 0.0
