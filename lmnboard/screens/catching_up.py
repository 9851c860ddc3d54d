"""A screen that reads the history behind what it shows: what happened since somebody left, and the clinic's own pace.

In a thread of its own, once the screen is drawn. The agenda stands on it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from lmnboard.board import Board
from lmnboard.messages import ActionEnded
from lmnboard.model.errors import BoardError
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.walking import Left, Walk


class CatchesUp(CaseWork):
    """`caught_up` is called in the thread that draws, once more is known."""

    _reading = _again = False

    def catch_up(self) -> None:
        """Read on where the last reading ended; one at a time."""
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        given = (self.board, self.face.left, self.face.walk, self.app.post_message)
        threading.Thread(target=self._read, args=given, name="since", daemon=True).start()

    def _read(self, board: Board, left: Left, walk: Walk, tell: Callable[[ActionEnded], object]) -> None:
        try:
            with suppress(BoardError):
                left.read()
                if walk.paces is None:
                    from lmnboard.report import pace

                    walk.paces = pace(board)
        finally:
            tell(ActionEnded(self._have_read))

    def _have_read(self) -> None:
        self._reading = False
        if self._again:
            self.catch_up()
        self.caught_up()

    def caught_up(self) -> None:
        """Show what is known by now."""
