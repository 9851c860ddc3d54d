"""What became of each case when something was done with several: a line each, with the reason of what did not go."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.model.errors import BoardError
from lmnboard.screens.keeping import veil_of
from lmnboard.screens.listing import Listing
from lmnboard.widgets.lines import Lines, Row


class Result(msgspec.Struct, frozen=True):
    """What became of one case; without an error it was done."""

    case_id: str
    error: BoardError | None = None


class ResultsScreen(Listing):
    """The results of one bulk action; `tell` gives them before it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo", tooltip="Undo it, on all cases that it was done with"),
        Binding("escape,q,enter", "back", "back", tooltip="Back; what was not done is still marked"),
    ]
    _results: Sequence[Result] = ()
    _done = ""

    def tell(self, results: Sequence[Result], done: str) -> None:
        self._results, self._done = results, done

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    def board_changed(self, touched: set[str]) -> None:
        went = sum(result.error is None for result in self._results)
        self.head((f" {went} {self._done}, {len(self._results) - went} not: these stay marked", "strong"))
        rows: list[Row] = []
        for result in self._results:
            if result.error is None:
                rows.append(Row(((f" ✓ {result.case_id} {self._done}", "good"),)))
                continue
            said = [str(result.error), *(f"- {reason}" for reason in getattr(result.error, "reasons", ()))]
            veil = veil_of(self, result.case_id)
            lines = [part for text in said for part in wrap(veil.over(text), max(self.size.width - 5, 20))]
            rows.append(Row(((f" ✗ {lines[0]}", "block"),)))
            rows += [Row(((f"   {line}", "quiet"),)) for line in lines[1:]]
        self.lines.show(rows)
