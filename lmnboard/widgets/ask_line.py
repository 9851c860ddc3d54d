"""The message line, on which one line of text can be asked for: a filter, a reason, a word.

A sentence that it has no room for goes on in the line of keys below it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from textwrap import wrap
from typing import Any

from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen

from lmnboard.widgets.drawn import KeyLine, OneLine, Span
from lmnboard.widgets.inplace import Keep
from lmnboard.widgets.line_editor import LineEditor

READ = 4.0
"""Seconds in which somebody has read a sentence."""


class AskLine(OneLine):
    """One sentence for the user, or one question to them."""

    said_at = 0.0
    """When its sentence was said, on the clock that only runs forward."""
    _left = 0
    _folded = False

    def compose(self) -> ComposeResult:
        yield LineEditor()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._fold)

    def say(self, *spans: Span) -> None:
        self.said_at = time.monotonic()
        super().say(*spans)
        self._fold()

    @property
    def says(self) -> str:
        """The whole sentence."""
        return "".join(text for text, _style in self.spans).strip()

    @property
    def is_read(self) -> bool:
        """Whether what it says, if anything, has been there long enough to be taken away."""
        return bool(self.says) and time.monotonic() - self.said_at > READ

    @property
    def _lines(self) -> list[str]:
        """The sentence as lines of this width; one alone while an editor is open, whose keys stand below."""
        if not self.size.width or self.screen.focused is not None:
            return [self.says]
        return wrap(self.says, max(self.size.width - 2, 20)) or [""]

    @property
    def seen(self) -> tuple[Span, ...]:
        return ((f" {self._lines[0]}", self.spans[-1][1]),) if self._folded else self.spans

    def _fold(self, _screen: Screen[Any] | None = None) -> None:
        """Lay what has no room here over the keys, which are shown again when something else is said."""
        rest, before = " ".join(self._lines[1:]), self._folded
        self._folded = bool(rest)
        if before != self._folded:
            self.refresh()
        for keys in self.screen.query(KeyLine):
            keys.lay_over(f" {rest}" if rest else "", self.spans[-1][1] if rest else "base")

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

    def close(self) -> bool:
        """Take what is being typed as the answer, as nobody can go on with it; whether there was anything."""
        editor = self.query_one(LineEditor)
        if editor is not self.screen.focused:
            return False
        editor.action_keep(0)
        return bool(editor.value.strip())

    def on_resize(self) -> None:
        self._fold()
        editor = self.query_one(LineEditor)
        if editor is self.screen.focused:
            editor.styles.width = max(self.size.width - self._left, 10)
