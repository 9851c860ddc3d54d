"""Rows of a case's lists by keys: one is added, removed, moved among its neighbours.

`CaseScreen` builds on this and draws them.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from lmnboard.model import paths
from lmnboard.model.case import CASES
from lmnboard.model.change import Entry
from lmnboard.screens.finishing import Finishing
from lmnboard.screens.keeping import remove_row
from lmnboard.widgets.field_list import FieldList


class CaseRows(Finishing):
    """A case whose lists grow and shrink."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add_row", "add row", show=False, tooltip="Add a row to this list"),
        Binding("delete,minus", "remove_row", "remove", show=False, tooltip="Remove this row; u brings it back"),
        Binding("K", "move_row(-1)", "row up", show=False, tooltip="Move this row up"),
        Binding("J", "move_row(1)", "row down", show=False, tooltip="Move this row down"),
    ]

    @property
    def fields(self) -> FieldList:
        return self.query_one(FieldList)

    def action_add_row(self) -> None:
        item = self.fields.item
        if item is None:
            return
        case_id, rows = self._case_id, item.path if item.kind == "add" else paths.list_around(item.path)
        if not rows:
            self.say("A row is added to a list: go to one that shows +.")
            return

        def done(entry: Entry) -> None:
            row = next(change.path for change in entry.changes if change.path.startswith(f"{rows}/"))
            first = next(f for f in CASES.row_fields(rows) if f.editor != "rows")
            self.show_again()
            self.fields.reveal(f"{row}/{first.path.rpartition('/*/')[2]}")
            self.fields.edit()

        self.act(lambda: self.board.add_row(case_id, rows, {}), done)

    def action_remove_row(self) -> None:
        row, title = self._row_here()
        if row:
            remove_row(self, self._case_id, row, f"Removed from {title}; u brings it back.")

    def action_move_row(self, by: int) -> None:
        row, _title = self._row_here()
        if row:
            case_id = self._case_id
            self.act(lambda: self.board.move_row(case_id, row, by), "Moved.")

    def _row_here(self) -> tuple[str, str]:
        """The row that the cursor stands in, and its list's title; empty texts where it stands in none."""
        item = self.fields.item
        row = paths.row_around(item.path) if item is not None and not item.field.about.kept else ""
        if not row or CASES.of(paths.list_around(row)).about.kept:
            self.say("The cursor stands in no row that can be changed here.")
            return "", ""
        return row, CASES.of(paths.list_around(row)).title
