"""The index of codes on its way: made in a thread of its own where it is missing, with a line that says how far it is.

The program starts it once the first picture stands. Where the index is there, it is opened and nothing is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from lmnboard.messages import ActionEnded
from lmnboard.model.errors import BoardError
from lmnboard.screens.face import Face
from lmnboard.screens.quiet import QuietScreen
from lmnboard.shelf import BUILDING
from lmnboard.widgets.ask_line import AskLine

_STEP = 20
"""Percent between two lines: on a slow line each is some bytes."""


class _Left(Exception):
    """The program is on its way out."""


class CodesComing:
    """Has the code books of a face's board made; `came` is called once they are there and were not before."""

    def __init__(self, face: Face, came: Callable[[], None]) -> None:
        self._face = face
        self._came = came
        self._left = threading.Event()
        self._said = -1

    def begin(self) -> None:
        threading.Thread(target=self._have, name="codes", daemon=True).start()

    def end(self) -> None:
        """Stop where it stands; nothing half made stays behind."""
        self._left.set()

    def _have(self) -> None:
        shelf = self._face.board.codes
        if shelf.book is not None:
            return
        try:
            notice = shelf.make(self._progress)
        except BoardError as error:
            why = f"{error} Codes are judged by their form alone."
            self._then(lambda: self._say(why, "alarm"))
        except _Left:
            return
        else:
            self._then(lambda: self._there(notice))

    def _progress(self, done: int, of: int) -> None:
        if self._left.is_set():
            raise _Left
        percent = 100 * done // max(of, 1) // _STEP * _STEP
        if percent != self._said:
            self._said = percent
            self._then(lambda: self._say(f"{BUILDING}: {percent} %"))

    def _then(self, act: Callable[[], None]) -> None:
        if not self._left.is_set():
            self._face.post_message(ActionEnded(act))

    def _there(self, notice: str) -> None:
        self._say(notice)
        self._came()

    def _say(self, text: str, tone: str = "base") -> None:
        """Say it where nothing else stands that somebody has to read, or answer."""
        screen = self._face.screen
        if not isinstance(screen, QuietScreen) or not screen.ready:
            return
        stands = screen.query_one(AskLine).says
        if screen.focused is None and (not stands or stands.startswith(BUILDING)):
            screen.say(text, tone)
