"""All keys of a screen, made from the live bindings; enter does what the line under the cursor says."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Lines, Row


class HelpScreen(QuietScreen):
    """Keys and what they do on the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", "do it", tooltip="Do it"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Next key"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Key before"),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("g,home", "end(False)", "top", show=False, tooltip="First key"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="Last key"),
        Binding("escape,q,question_mark,m", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[str, str, str]] = []

    def compose_body(self) -> ComposeResult:
        yield Lines()

    def show_keys(self, keys: list[tuple[str, str, str]]) -> None:
        """The keys to show, before the screen is pushed."""
        self._keys = keys

    def board_changed(self, touched: set[str]) -> None:
        self.head((" Keys of the screen before this one", "strong"))
        width = min(max((len(keys) for keys, _d, _a in self._keys), default=8) + 2, 24)
        self.query_one(Lines).show(
            [
                Row(((cut(f" {keys}", width), "strong"), (f" {does}", "base")), f"{keys} {action}")
                for keys, does, action in self._keys
            ]
        )

    def action_go(self, by: int) -> None:
        self.query_one(Lines).go(by)

    def action_page(self, by: int) -> None:
        self.query_one(Lines).page(by)

    def action_end(self, last: bool) -> None:
        self.query_one(Lines).end(last)

    def on_lines_chosen(self) -> None:
        self.action_run()

    def action_run(self) -> None:
        key = self.query_one(Lines).key
        action = next((a for keys, _does, a in self._keys if f"{keys} {a}" == key), "")
        self.app.pop_screen()
        if action:
            self.app.call_later(self.app.screen.run_action, action)
