"""The message line, on which one line of text can be asked for: a filter, a reason, a word."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.geometry import Region

from lmnboard.widgets.drawn import OneLine
from lmnboard.widgets.inplace import Keep, LineEditor


class AskLine(OneLine):
    """One sentence for the user, or one question to them."""

    _left = 0

    def compose(self) -> ComposeResult:
        yield LineEditor()

    def ask(
        self,
        question: str,
        text: str,
        keep: Keep,
        *,
        typed: Callable[[str], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        """Ask, with the answer typed behind the question. `typed` hears every change, `leave` that there is none."""
        self.say((f" {question}", "strong"))
        self._left = len(question) + 2
        region = Region(self._left, 0, max(self.size.width - self._left, 10), 1)
        self.query_one(LineEditor).open_over(region, text, keep, typed=typed, leave=leave)

    def on_resize(self) -> None:
        editor = self.query_one(LineEditor)
        if editor is self.screen.focused:
            editor.styles.width = max(self.size.width - self._left, 10)
