"""All keys of a screen, made from the live bindings; enter does what the line under the cursor says.

`ctrl+p` opens it with a word asked for at once: any command by name. Called by `app.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.screens.listing import Listing
from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Lines, Row


class HelpScreen(Listing):
    """Keys and what they do on the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", "do it", tooltip="Do it"),
        Binding("slash,ctrl+p", "find", "find", tooltip="Find a command by its name"),
        Binding("escape,q,question_mark,m", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[str, str, str]] = []
        self._wanted: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Lines()

    def show_keys(self, keys: list[tuple[str, str, str]]) -> None:
        """The keys to show, before the screen is pushed."""
        self._keys = keys
        self._wanted = []

    def find_at_once(self) -> None:
        """Show the screen with a word asked for; leaving that leaves the screen."""
        release = self.face.hold()
        self.app.push_screen("help")

        def begin() -> None:
            if self.on_top:
                self.say("")
                self._find(leave=self.action_back)
            release()

        self.call_after_refresh(begin)

    def board_changed(self, touched: set[str]) -> None:
        self.head((" Keys of the screen before this one", "strong"))
        width = min(max((len(keys) for keys, _d, _a in self._keys), default=8) + 2, 24)
        rows = [
            Row(((cut(f" {keys}", width), "strong"), (f" {does}", "base")), f"{keys} {action}")
            for keys, does, action in self._found()
        ]
        self.lines.show(rows or [Row(((" Nothing here is called so.", "quiet"),))])

    def _found(self) -> list[tuple[str, str, str]]:
        """The lines that hold every word asked for, first those of which each begins a word."""

        def begins(line: tuple[str, str, str]) -> bool:
            return all(any(word.startswith(wanted) for word in line[1].casefold().split()) for wanted in self._wanted)

        found = [line for line in self._keys if all(w in f"{line[0]} {line[1]}".casefold() for w in self._wanted)]
        return sorted(found, key=lambda line: not begins(line))

    def _narrow(self, text: str) -> None:
        self._wanted = text.casefold().split()
        self.board_changed(set())
        self.lines.end(False)

    def action_find(self) -> None:
        """Ask for words of a command; leaving that shows all again."""

        def leave() -> None:
            self.say("")
            self._narrow("")

        self._find(leave)

    def _find(self, leave: Callable[[], None]) -> None:
        def keep(text: str, step: int) -> bool:
            self._narrow(text)
            if not self.lines.key:
                return False
            self.say("")
            if text.strip() and not step:
                self.action_run()
            elif step > 0 and text.strip():
                self.lines.go(1)
            return True

        self.query_one(AskLine).ask("command:", " ".join(self._wanted), keep, typed=self._narrow, leave=leave)

    def on_lines_chosen(self) -> None:
        self.action_run()

    def action_run(self) -> None:
        """Leave, and do it on the screen below before any key that was typed ahead acts there."""
        key = self.lines.key
        action = next((a for keys, _does, a in self._keys if f"{keys} {a}" == key), "")
        if not (self.on_top and action):
            return
        self.app.pop_screen()
        below, release = self.app.screen, self.face.hold()

        async def run() -> None:
            if isinstance(below, QuietScreen) and below.on_top:
                await below.run_action(action)
            release()

        self.app.call_later(run)
