"""The fields of a record drawn line by line, with the cursor on one of them.

Stands on `field_items`. A row that folds takes a line or two until it is entered, and again once the cursor has left
it. `FieldList` builds on this and edits.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.strip import Strip

from lmnboard.widgets.drawn import Drawn, Span, cut
from lmnboard.widgets.field_items import Item, folded

MOST = 8
"""Lines of a long text that are shown while it is not edited."""
LONG_LEFT = 3
"""Cells before the lines of a long text, and of a row in brief."""
_SEVERITIES = {
    "block": ("✗", "block"),
    "warn": ("!", "warn"),
    "person": ("☐", "person"),
    "carried": ("?", "person"),
}
"""What stands before a field, by what is the matter with it; the worst first."""


class FieldLines(Drawn):
    """Fields one below the other: name, value; long text wrapped; rows of lists under their head."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "--cursor", "--label", "--row", "--quiet", "--block", "--warn", "--person",
    }  # fmt: skip

    def __init__(self, moved: Callable[[], None]) -> None:
        super().__init__()
        self._moved = moved
        self._all: Sequence[Item] = []
        self._opened = ""
        self._items: list[Item] = []
        self._lines: list[tuple[int, int]] = []
        self._wrapped: list[list[str]] = []
        self._marks: Mapping[str, str] = {}
        self._carried = False
        self.at = 0
        self._top = 0

    # ------------------------------------------------------------------ what is shown
    def lay(self, items: Sequence[Item], kept: Item | None) -> None:
        """Show these items, the cursor on its path. `kept` stays in its place, though no record has it any more."""
        here = self.item.path if self.item else ""
        self._all = items
        if all(item.path != self._opened for item in items):
            self._opened = ""
        self._items = folded(items, self._opened)
        if kept is not None:
            self._items.insert(min(self.at, len(self._items)), kept)
        self.stand_on(here)
        self._wrap()
        self.laid()
        self.refresh()

    def laid(self) -> None:
        """The lines have been laid out anew: what stands over one of them goes with it."""

    def on_resize(self) -> None:
        self._wrap()
        self.laid()

    _value_left = 18

    def _wrap(self) -> None:
        """Break every value into lines, and note which item and which of its lines each line of the list is."""
        self._value_left = self._room_for_labels()
        self._wrapped = [self._lines_of(item) for item in self._items]
        self._lines = [(at, line) for at, lines in enumerate(self._wrapped) for line in range(len(lines))]
        self._scroll()

    def _lines_of(self, item: Item) -> list[str]:
        width = max(self.size.width - self._left_of(item) - 1, 10)
        if item.folds:
            called, *more = (item.said or item.label).split("\n")
            in_one = " · ".join([called, *more])
            return [in_one] if len(in_one) <= width else [cut(line, width) for line in (called, *more)]
        lines = [part for line in item.said.split("\n") for part in textwrap.wrap(line, width) or [""]] or [""]
        if len(lines) > MOST:
            lines = [*lines[: MOST - 1], f"… {len(lines) - MOST + 1} more lines"]
        # The name of a long text has a line of its own, so that the text has the width.
        return ["", *lines] if item.is_long else lines

    def _room_for_labels(self) -> int:
        """Cells for the longest name, at most half of the width."""
        longest = max((len(item.label) for item in self._items if item.kind == "field" and not item.is_long), default=0)
        return max(16, min(longest + 3, self.size.width // 2))

    def _left_of(self, item: Item) -> int:
        return LONG_LEFT if item.is_long or item.folds else self._value_left

    def _rows_of(self, at: int) -> list[int]:
        return [row - self._top for row, (item, _line) in enumerate(self._lines) if item == at]

    def _scroll(self) -> bool:
        rows = [row for row, (item, _line) in enumerate(self._lines) if item == self.at]
        if not rows or not self.size.height:
            return False
        before = self._top
        top = max(self._top, rows[-1] + 1 - self.size.height)
        self._top = max(min(top, rows[0]), 0)
        return self._top != before

    # ------------------------------------------------------------------ the cursor
    @property
    def item(self) -> Item | None:
        return self._items[self.at] if self.at < len(self._items) else None

    def stand_on(self, path: str) -> bool:
        """Put the cursor on a path, or on the nearest thing around it; False where there is nothing of it.

        A row that is folded opens where the path lies in it.
        """
        while path:
            row = next((item.path for item in self._all if item.folds and path.startswith(f"{item.path}/")), "")
            if row and row != self._opened and any(item.path == path for item in self._all):
                self._open(row)
            at = next((i for i, item in enumerate(self._items) if item.path == path and item.kind != "add"), None)
            if at is None:
                at = next((i for i, item in enumerate(self._items) if item.path == path), None)
            if at is not None:
                self.at = at
                return True
            path = path.rpartition("/")[0]
        self.at = max(0, min(self.at, len(self._items) - 1))
        return False

    def go(self, by: int) -> bool:
        """Move the cursor by items; False at an end. A row that it leaves is folded."""
        at = self.at + by
        if not 0 <= at < len(self._items):
            return False
        to, before = self._items[at], self._rows_of(self.at)
        if self._opened and not f"{to.path}/".startswith(f"{self._opened}/"):
            self._open("")
            self.at = self._items.index(to)
            self._scroll()
        else:
            self.at = at
            if self._scroll():
                self.refresh()
            else:
                self.refresh_rows(*before, *self._rows_of(at))
        self._moved()
        return True

    def enter(self) -> None:
        """Go into the row under the cursor, which opens where it is folded."""
        self._unfold(1)
        self.go(1)

    def reveal(self, path: str) -> None:
        """Bring a path into view with the cursor on it."""
        self.stand_on(path)
        self._scroll()
        self.refresh()

    def end(self, last: bool) -> None:
        self.go((len(self._items) - 1 if last else 0) - self.at)

    def _unfold(self, by: int) -> None:
        """Open a folded row under the cursor, so that the next step by `by` leads to its nearest field."""
        item = self.item
        if item is None or not item.folds or item.path == self._opened:
            return
        self._open(item.path)
        if by < 0:
            self.at += sum(inner.path.startswith(f"{item.path}/") for inner in self._items) + 1

    def _open(self, row: str) -> None:
        """Open a row and fold the one that was open; the cursor is still to be placed."""
        self._opened = row
        self._items = folded(self._all, row)
        self._wrap()
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        row = event.y + self._top
        if self.screen.focused is None and row < len(self._lines):
            self.go(self._lines[row][0] - self.at)

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        row = y + self._top
        if row >= len(self._lines):
            return self.strip_of([])
        at, line = self._lines[row]
        item = self._items[at]
        left = self._left_of(item)
        mark = self._mark(item) if line == 0 else (" ", "base")
        if item.folds:
            sign = ("▾" if item.path == self._opened else "▸") if line == 0 else " "
            spans: list[Span] = [mark, (f"{sign} ", "row"), (self._wrapped[at][line], "base" if item.said else "row")]
        elif item.kind != "field":
            spans = [(f" {item.label}  {item.said}", "row" if item.kind == "row" else "quiet")]
        elif item.is_long and line == 0:
            spans = [mark, (item.label, "label")]
        else:
            label = cut(item.label, left - 2) if line == 0 else " " * (left - 2)
            value = self._wrapped[at][line]
            shown: Span = (value, "base") if item.text else (item.field.about.example and self._hint(item), "quiet")
            spans = [mark, (label + " ", "label"), shown]
        return self.strip_of(spans, over="cursor" if at == self.at else "")

    def _hint(self, item: Item) -> str:
        return f"e.g. {item.field.about.example}" if item.path == (self.item.path if self.item else "") else ""

    def _mark(self, item: Item) -> Span:
        """What the checklist says of a field; of a folded row, the worst of what it says of its fields."""
        severity = self._marks.get(item.path) or ("carried" if self._carried and item.text else "")
        if item.folds and item.path != self._opened:
            inside = {said for path, said in self._marks.items() if path.startswith(f"{item.path}/")}
            severity = next((worst for worst in _SEVERITIES if worst in inside), "")
        return _SEVERITIES.get(severity, (" ", "base"))
