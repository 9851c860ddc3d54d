"""An empty Textual app: the peer of the board's start and memory. Run as a file of its own on a terminal."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

TEXT = "nothing here"


class EmptyApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static(TEXT)


if __name__ == "__main__":
    EmptyApp().run()
