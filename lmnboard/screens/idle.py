"""How long nobody has pressed a key: after a while the screen is blanked, after another the program leaves.

One timer that is set again when it rings, so that a key costs nothing. `app.py` makes it and tells it of every key.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from textual.timer import Timer

from lmnboard.screens.face import Face

MINUTES = 15.0
"""Until blanking, and from then until leaving, where the clinic's settings say nothing."""


class Idle:
    """Watches over one person's absence. What others do on the board does not count."""

    def __init__(self, face: Face, limits: Callable[[], tuple[float, float]], leave: Callable[[float], None]) -> None:
        """`limits`: minutes until blanking, and from then until leaving; 0 never. `leave` takes the minutes idle."""
        self._face = face
        self._limits = limits
        self._leave = leave
        self._blank_since = 0.0
        self._returning = False
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Set the timer to what the limits say now."""
        if self._timer is not None:
            self._timer.stop()
        until_blank, until_left = self._limits()
        since = self._blank_since or self._face.last_key_at
        minutes = until_left if self._blank_since else until_blank
        left = since + minutes * 60 - time.monotonic()
        self._timer = self._face.set_timer(max(left, 0.0), self._ring) if minutes > 0 else None

    def stirred(self) -> bool:
        """Somebody has pressed a key or a button; True where it was before they saw the board: that brings it back."""
        if not self._blank_since:
            return self._returning
        self._blank_since = 0.0
        self._returning = True
        self._face.pop_screen()
        self._face.call_later(self._is_back)  # after the keys that wait already
        self.begin()
        return True

    def _is_back(self) -> None:
        """What was typed together with the key that brought the screen back has passed: what comes now is meant."""
        self._returning = False

    def _ring(self) -> None:
        if self._face.is_leaving:
            return
        now = time.monotonic()
        until_blank, until_left = self._limits()
        if self._blank_since and now - self._blank_since >= until_left * 60:
            self._leave((now - self._face.last_key_at) / 60)
            return
        if not self._blank_since and now - self._face.last_key_at >= until_blank * 60:
            self._blank(now, until_left)
        self.begin()

    def _blank(self, now: float, until_left: float) -> None:
        from lmnboard.screens.blank import BlankScreen

        self._blank_since = now
        clinic = self._face.board.clinic
        screen = self._face.get_screen("blank", BlankScreen)
        screen.say(clinic.settings.clinic or "lmnboard", datetime.now(clinic.zone()), until_left)
        self._face.push_screen(screen)
