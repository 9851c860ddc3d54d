"""A screen that shows what the checklist says of its case, judged in a thread of its own on every change.

What was said before stays until the new judgement is there, so nothing flickers and no key waits. Built on by the case
and its checklist.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from lmnboard.board import Board
from lmnboard.checklist.finding import Finding
from lmnboard.messages import ActionEnded
from lmnboard.model.errors import NotFound
from lmnboard.screens.one_case import OfOneCase


class Judged(OfOneCase):
    """`judged` is what the checklist says; `draw_judged` is called where that has changed."""

    judging = False
    """Whether a judgement is on its way."""
    _again = False
    _judged_case = ""

    def __init__(self) -> None:
        super().__init__()
        self.judged: list[Finding] = []
        """As the curtain lets it be read; `words` are the field's own, and not to be shown under it."""
        self._found: list[Finding] = []
        self._language: list[Finding] = []

    def board_changed(self, touched: set[str]) -> None:
        """Shown anew, the case is judged before it is drawn; changed while it is seen, behind what is drawn."""
        shows = self.board.shown.has(self._case_id)
        if shows and (not touched or self._case_id != self._judged_case):
            if self._case_id != self._judged_case:
                self._language = []
            self._judged_case = self._case_id
            self._found = self.board.findings(self._case_id)
        if shows:
            self._judge_behind()
            self.judged = self.as_veiled([*self._found, *self._language])
        super().board_changed(touched)

    def draw_judged(self) -> None:
        """Draw what depends on the checklist."""

    def _judge_behind(self) -> None:
        if self.judging:
            self._again = True
            return
        self.judging, self._again = True, False
        to_do = (self._case_id, self.board, self.app.post_message)
        threading.Thread(target=self._judge, args=to_do, daemon=True, name="judge").start()

    def _judge(self, case_id: str, board: Board, tell: Callable[[ActionEnded], object]) -> None:
        found: list[Finding] | None = None
        language: list[Finding] | None = None
        try:
            with suppress(NotFound):
                found = board.findings(case_id)
                # Spelling takes longer, at first a second for its dictionaries: what is known is shown meanwhile.
                tell(ActionEnded(lambda: self._take(case_id, found, self._language)))
                language = board.language(case_id)
        finally:
            tell(ActionEnded(lambda: self._judged_all(case_id, found, language)))

    def _judged_all(self, case_id: str, found: list[Finding] | None, language: list[Finding] | None) -> None:
        self.judging = False
        self._take(case_id, found, language)
        if self._again and self.on_top and self.board.shown.has(self._case_id):
            self._judge_behind()

    def _take(self, case_id: str, found: list[Finding] | None, language: list[Finding] | None) -> None:
        """Show a judgement, unless the case was left or has gone meanwhile."""
        if not (self.on_top and self.board.shown.has(self._case_id)):
            return
        if found is None or case_id != self._case_id:
            return
        language = language or []
        if (found, language) != (self._found, self._language):
            self._found, self._language = found, language
            self.judged = self.as_veiled([*found, *language])
            self.draw_judged()
