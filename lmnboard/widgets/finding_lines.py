"""The lines of a checklist: what stands under a finding's first line belongs to it and comes into view with it.

Used by the checklist's screen, where the cursor stands on a finding, and beside a case, where it follows the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.strip import Strip

from lmnboard.widgets.lines import Lines, Row


class FindingLines(Lines):
    """Findings of several lines each, the first of which has the key; a heading is a `strong` line without one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Lines.COMPONENT_CLASSES | {"--here", "--words"}

    def show(self, rows: Sequence[Row]) -> None:
        """Show other lines; what is in view stays there."""
        super().show(rows)
        if self._scroll():
            self.refresh()

    @property
    def neighbour(self) -> str:
        """The finding after the one under the cursor, or before the last one; an empty text where there is no other."""
        keys = [row.key for row in self._rows if row.key]
        at = keys.index(self.key) if self.key in keys else 0
        return next(iter(keys[at + 1 : at + 2] or keys[max(at - 1, 0) : at]), "")

    def reveal(self, key: str) -> None:
        """Bring a finding into view without a cursor."""
        at = next((i for i, row in enumerate(self._rows) if key and row.key == key), None)
        if at is None:
            return
        before = self._top
        self._top = self._top_for(at)
        if self._top != before:
            self.refresh()

    def _scroll(self) -> bool:
        before, height = self._top, self.size.height
        if height:
            lowest = max(len(self._rows) - height, 0)
            self._top = self._top_for(self._at) if self._cursor else min(self._top, lowest)
        return self._top != before

    def _top_for(self, at: int) -> int:
        """The first line in view that keeps a finding and its heading in view, with its beginning if not all of it."""
        first = at - 1 if at and _is_heading(self._rows[at - 1]) else at
        if not any(row.key for row in self._rows[:at]):
            first = 0  # what stands above everything
        last = at
        while last + 1 < len(self._rows) and not self._rows[last + 1].key and not _is_heading(self._rows[last + 1]):
            last += 1
        # The mark that there is more stands on the last line, where no cursor can.
        shown = self.size.height - (not self._cursor and last + 1 < len(self._rows))
        return max(0, min(max(min(self._top, first), last + 1 - shown), first if last - first < shown else at))

    def render_line(self, y: int) -> Strip:
        more = len(self._rows) - self._top - self.size.height
        if not self._cursor and more > 0 and y == self.size.height - 1:
            return self.strip_of([(f"   ↓ {more + 1} more lines: pgdn", "quiet")])
        return super().render_line(y)


def _is_heading(row: Row) -> bool:
    return not row.key and bool(row.spans) and row.spans[0][1] == "strong"
