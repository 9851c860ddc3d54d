"""Reminders that were mailed, and what people have touched of late: both are read in the history.

`Board` builds on this as on the desk. That a list was mailed is an entry of its own without changes, so that a second
run, also of another account, mails nobody twice; the lock keeps two runs apart that start at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import takewhile

from lmnboard.desk import Desk
from lmnboard.model.change import PROGRAM, Entry
from lmnboard.model.errors import StoreError
from lmnboard.model.records import split
from lmnboard.store.lock import FolderLock

MAILED = "remind"
"""The action of an entry that says that somebody's list was handed to the mail program."""
_NO_WORK = frozenset({"begin", "take-in", "migrate", "restore", "repair", "archive due"})
"""Actions that change cases without anybody having worked on them."""
_BACK = timedelta(days=3)
"""How far the marks of a day are looked for behind it: the server's clock may have been set back meanwhile."""


class Reminding(Desk):
    """What `lmnboard remind` keeps and asks."""

    @contextmanager
    def mailing(self) -> Iterator[None]:
        """Nobody else mails meanwhile. Raises `NotAllowed` where this person may not, `StoreError` where one hangs."""
        self._held(MAILED, [])
        place = self._papers.place
        lock = FolderLock(place.board.with_name(f"{place.board.stem}.remind.lock"), place.file_mode)
        try:
            with lock.held():
                self.catch_up()
                yield
        finally:
            lock.close()

    def mailed(self, day: date) -> set[str]:
        """The staff ids whose list of a day was mailed."""
        since = (min(day, self.shown.today()) - _BACK).isoformat()
        entries = takewhile(lambda entry: entry.at >= since, self.history())
        marks = (entry.note.partition(" ") for entry in entries if entry.action == MAILED)
        return {who for said, _, who in marks if said == day.isoformat()}

    def note_mailed(self, who: str, day: date) -> Entry:
        """Record that somebody's list of a day was handed to the mail program."""
        entry = self._store.append(Entry(0, self._at(), self.me, MAILED, note=f"{day.isoformat()} {who}"))
        with suppress(StoreError):  # it is saved
            self.catch_up()
        return entry

    def last_touched(self, since: str) -> dict[int, str]:
        """When a person last changed each case since an instant, by its number; what rules did is left out."""
        found: dict[int, str] = {}
        for entry in takewhile(lambda entry: entry.at >= since, self.history()):
            if entry.by != PROGRAM and entry.action not in _NO_WORK:
                numbers = {split(change.record)[1] for change in entry.changes if change.record.startswith("cases/")}
                found |= dict.fromkeys(numbers - found.keys(), entry.at)
        return found
