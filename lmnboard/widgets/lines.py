"""A scrolling list of lines with a cursor: the checklist, the letter, the help, the directory's records.

Lines are spans of text and style names; a line may carry a key that says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual import events
from textual.message import Message
from textual.strip import Strip

from lmnboard.widgets.drawn import Drawn, Span


class Row(msgspec.Struct, frozen=True):
    """One line. With a `key` the cursor can stand on it."""

    spans: tuple[Span, ...]
    key: str = ""


class Lines(Drawn):
    """Lines with a cursor on those that have a key; without any, keys scroll."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "--cursor", "--strong", "--quiet", "--block", "--warn", "--info", "--person", "--good", "--gap",
    }  # fmt: skip

    class Chosen(Message):
        """The line under the cursor was clicked once more."""

    def __init__(self, *, cursor: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._cursor = cursor
        self._at = 0
        self._top = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Show other lines; the cursor stays on its key, or on what came after it where that is gone."""
        if tuple(rows) == tuple(self._rows):
            return
        near = [row.key for row in (*self._rows[self._at :], *reversed(self._rows[: self._at])) if row.key]
        self._rows = rows
        left = {row.key for row in rows}
        if not self.stand_on(next((key for key in near if key in left), "")):
            self._at = self._next(min(self._at, max(len(rows) - 1, 0)), 1)
        self._scroll()
        self.refresh()

    @property
    def key(self) -> str:
        return self._rows[self._at].key if self._at < len(self._rows) else ""

    def stand_on(self, key: str) -> bool:
        at = next((i for i, row in enumerate(self._rows) if key and row.key == key), None)
        if at is None:
            return False
        before, self._at = self._at, at
        if self._scroll():
            self.refresh()
        else:
            self.refresh_rows(before - self._top, at - self._top)
        return True

    def go(self, by: int) -> None:
        """Move the cursor to the next line with a key; without any, scroll."""
        if not self._cursor or not any(row.key for row in self._rows):
            self._scroll_by(by)
            return
        before = self._at
        at = self._at
        for _ in range(abs(by)):
            at = self._next(at + (1 if by > 0 else -1), 1 if by > 0 else -1, at)
        self._at = at
        if self._scroll():
            self.refresh()
        else:
            self.refresh_rows(before - self._top, at - self._top)

    def page(self, by: int) -> None:
        if self._cursor and any(row.key for row in self._rows):
            self.go(by * max(self.size.height - 1, 1))
        else:
            self._scroll_by(by * max(self.size.height - 1, 1))

    def end(self, last: bool) -> None:
        self.go(len(self._rows) if last else -len(self._rows))

    def _next(self, at: int, step: int, otherwise: int | None = None) -> int:
        """The nearest line with a key from `at` on; where there is none, `otherwise`."""
        while 0 <= at < len(self._rows):
            if self._rows[at].key:
                return at
            at += step
        return 0 if otherwise is None else otherwise

    def _scroll(self) -> bool:
        before, height = self._top, self.size.height
        if height and self._cursor:
            # One line more above, as the heading of the first line has no key.
            self._top = max(0, min(self._top, self._at - 1), self._at + 1 - height)
        elif height:
            self._top = max(0, min(self._top, len(self._rows) - height))
        return self._top != before

    def _scroll_by(self, by: int) -> None:
        top = max(0, min(self._top + by, len(self._rows) - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()

    def on_resize(self) -> None:
        if self._scroll():
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        row = event.y + self._top
        if self.screen.focused is None and row < len(self._rows) and self._rows[row].key:
            if row == self._at:
                self.post_message(self.Chosen())
            else:
                self.stand_on(self._rows[row].key)

    def on_mouse_scroll_down(self) -> None:
        self._scroll_by(3)

    def on_mouse_scroll_up(self) -> None:
        self._scroll_by(-3)

    def render_line(self, y: int) -> Strip:
        at = y + self._top
        if at >= len(self._rows):
            return self.strip_of([])
        row = self._rows[at]
        return self.strip_of(row.spans, over="cursor" if self._cursor and row.key and at == self._at else "")
