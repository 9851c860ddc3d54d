"""The automatic rules while the program is open: once a minute, and soon after an entry of one's own.

Done in the acting thread a slice at a time, so that a key never waits for more than one. What was done is said where it
concerns the case at hand or a case of this person, and only where nothing else is being said or asked.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.timer import Timer

from lmnboard.model.card import number_of
from lmnboard.model.change import PROGRAM, Entry
from lmnboard.model.errors import BoardError

if TYPE_CHECKING:
    from lmnboard.screens.face import Face

EVERY = 60.0
"""Seconds between two looks at every case."""
SOON = 1.0
"""Seconds after an entry of one's own: somebody who goes on typing is not disturbed."""
SLICE = 0.04
"""Seconds that one slice takes at most, but for the case that it has begun."""
PAUSE = 0.02
"""Seconds between two slices, in which keys act."""
STILL = 1.5
"""Seconds after the last key until what was done is said: what that key brought is read first."""
STALE = 60.0
"""Seconds after which it is not said any more: the history has it."""


class ByItself:
    """One program's turn at what happens by itself."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._running = self._again = False
        self._soon: Timer | None = None
        self._sentences: list[str] = []
        self._since = 0.0

    def begin(self) -> None:
        """Run at once, and then once a minute."""
        self.run()
        self._face.set_interval(EVERY, self.run)

    def heard(self, entries: list[Entry]) -> None:
        """Entries have come: after one's own, what follows from it is done soon. Others' programs do theirs."""
        if any(entry.by == self._face.board.me for entry in entries):
            self.soon()

    def soon(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self._face.set_timer(SOON, self.run)

    def run(self) -> None:
        """Do what is due, unless that is being done already."""
        if self._running:
            self._again = True
            return
        self._running = True
        board = self._face.board
        # Who may not, or cannot write, leaves it to the next person's program.
        self._face.act(lambda: board.run_due(within=SLICE), self._done, self._failed)

    def _done(self, entries: list[Entry]) -> None:
        self._running = False
        self._tell(entries)
        if self._face.board.more_due or self._again:
            self._again = False
            self._face.set_timer(PAUSE, self.run)

    def _failed(self, _error: BoardError) -> None:
        self._running = self._again = False

    def _tell(self, entries: list[Entry]) -> None:
        said = [sentence for entry in entries if (sentence := self._said(entry))]
        if said and not self._sentences:
            self._since = time.monotonic()
            self._face.set_timer(STILL, self._say)
        self._sentences += said

    def _say(self) -> None:
        if self._face.is_leaving:
            return
        said = self._sentences
        more = f" And {len(said) - 1} more; the history has them." if len(said) > 1 else ""
        now = time.monotonic()
        is_still = now - self._face.last_key_at > STILL
        if now - self._since > STALE or (is_still and self._face.told_by_itself(f"{said[0]}.{more}")):
            self._sentences = []
        else:
            self._face.set_timer(STILL, self._say)

    def _said(self, entry: Entry) -> str:
        """What a rule did, where it concerns this person."""
        board = self._face.board
        numbers = [int(n) for table, _, n in (c.record.partition("/") for c in entry.changes) if table == "cases"]
        if entry.by != PROGRAM or not numbers:
            return ""
        owners = {side for c in entry.changes if c.path == "owner" for side in (c.before, c.after)}
        card = board.shown.cards.get(numbers[-1])
        owners.add(card.owner if card else None)
        at_hand = number_of(self._face.case_at_hand)
        if board.me not in owners and at_hand not in numbers:
            return ""
        told = f"{board.name_of(f'cases/{numbers[-1]}')}: {entry.note.rstrip('.')}"
        # A task that a person has worded may name the patient. The screen hides that, but not of a case that is gone.
        return "" if card is None and self._face.names_hidden else told
