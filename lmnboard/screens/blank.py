"""The screen that nobody has looked at for a while: whose board it is, and nothing of a patient.

Lies over all other screens, which stay as they are below it. `idle.py` shows it; any key takes it away again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lmnboard.widgets.lines import Lines, Row


class BlankScreen(Screen[None]):
    """One sentence in the middle of an empty screen."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._says: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Lines(cursor=False)

    def say(self, clinic: str, now: datetime, leaves_in: float) -> None:
        """What it is to say, before it is shown: `now` as the clinic's clock has it, `leaves_in` minutes or 0."""
        on = f"{now:%H:%M}"
        leaves = f", and lmnboard leaves at {now + timedelta(minutes=leaves_in):%H:%M}" if leaves_in else ""
        self._says = (clinic, f"Blank since {on}{leaves}.", "Any key shows the board.")

    def on_screen_resume(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        above = [""] * max(self.size.height // 2 - 2, 0)
        said = [line.center(self.size.width) for line in self._says]
        for lines in self.query(Lines):  # none is left while the program ends
            lines.show([Row(((line, "base"),)) for line in (*above, *said)])
