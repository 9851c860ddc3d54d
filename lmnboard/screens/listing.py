"""A screen of lines, with the keys that walk them; where no cursor stands on them they scroll.

The agenda, the checklist, the letter, the history, the numbers and the like stand on it.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.lines import Lines


class Listing(QuietScreen):
    """A screen with one list of lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "go(1)", "down", show=False, tooltip="Down"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Up"),
        Binding("pagedown,space", "page(1)", "page", show=False, tooltip="Next page"),
        Binding("pageup", "page(-1)", "page back", show=False, tooltip="Page before"),
        Binding("g,home", "end(False)", "top", show=False, tooltip="Beginning"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="End"),
    ]

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def moved(self) -> None:
        """The cursor stands elsewhere."""

    def action_go(self, by: int) -> None:
        self.lines.go(by)
        self.moved()

    def action_page(self, by: int) -> None:
        self.lines.page(by)
        self.moved()

    def action_end(self, last: bool) -> None:
        self.lines.end(last)
        self.moved()
