"""Brings `board.json` up to date in the background, so that writing it never makes anybody wait.

A snapshot is only a shortcut for opening: what is saved stands in the history. So it comes a second after the last
change, by whichever process is first, and takes at most a twentieth of the time however large the board is.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records
from lmnboard.store import archive, history, snapshot
from lmnboard.store.beside import set_aside
from lmnboard.store.lock import FolderLock
from lmnboard.store.place import Place, write_whole
from lmnboard.store.port import Rewound

DELAY = 1.0
"""Seconds from a change to the snapshot that holds it, on a board that is written quickly."""
SHARE = 20
"""A snapshot that takes one second is not written again for this many."""
MANY = 100
"""Changes after which a command leaves no snapshot to others: everybody's next start would read them one by one."""
BYTES_A_SECOND = 100e6
"""A cautious guess of how fast a snapshot is written, for the share of the time that other processes take."""


class Publisher:
    """Writes snapshots of what `settled` returns; `say` takes sentences for the user.

    `settled` and `catch_up` are called with the lock held; the latter raises `Rewound` where the history is another.
    """

    def __init__(
        self,
        place: Place,
        lock: FolderLock,
        settled: Callable[[], tuple[Records, history.Point]],
        catch_up: Callable[[], object],
        say: Callable[[str], None],
    ) -> None:
        self._place = place
        self._lock = lock
        self._settled = settled
        self._catch_up = catch_up
        self._say = say
        self._mine: tuple[int, int, int] | None = None
        self._due = 0.0
        self._stale = False
        self._closing = False
        self._for_sure = False
        self._changes = 0
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def soon(self, *, in_background: bool, for_sure: bool = False) -> None:
        """There is something new; `for_sure`: it is not left to others, as it is what makes the files smaller."""
        with self._wake:
            self._changes += 1
            self._for_sure |= for_sure or self._changes >= MANY
            if not self._stale:  # else changes that keep coming would put the snapshot off for ever
                self._stale = True
                self._due = time.monotonic() + DELAY
            if in_background and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="snapshot", daemon=True)
                self._thread.start()
            self._wake.notify()

    def close(self) -> None:
        """Stop, and leave a fresh snapshot; a command that made one change on a large board leaves that to others."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
        at_once = self._thread is not None or self._for_sure or self._cost() < 0.1
        if self._stale and (at_once or self._wait_for_others() <= 0):
            self._publish()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._closing and not self._stale:
                    self._wake.wait()
                if self._closing:
                    return
                pause = max(self._due - time.monotonic(), self._wait_for_others())
                if pause > 0:
                    self._wake.wait(pause)
                    continue
            self._publish()

    def _publish(self) -> None:
        """Write a snapshot; where the disk refuses, the history still has everything and the next one will do."""
        self._stale, self._changes = False, 0
        try:
            with self._lock.held():
                records, at = self._settled()
            self._spare_foreign()
            archive.bring_up_to_date(self._place, records)
            parts = snapshot.encode(records, at)
            write_whole(self._place.board, self._place.temporary(), parts, self._place.file_mode)
            self._mine = self._seen()
            with self._lock.held():
                self._catch_up()
        except Rewound:
            self._publish()  # another history was put in place while this was written over its snapshot
        except (OSError, StoreError):
            self._stale = True
            self._due = time.monotonic() + 30

    def _spare_foreign(self) -> None:
        """Do not write over what another program has written into `board.json` since this one looked."""
        if self._seen() != self._mine:
            aside = set_aside(self._place.board)
            if aside:
                self._say(f"{self._place.board.name} was changed by another program. It is kept as {aside}.")

    def _seen(self) -> tuple[int, int, int] | None:
        try:
            seen = os.stat(self._place.board)
        except OSError:
            return None
        return (seen.st_ino, seen.st_size, seen.st_mtime_ns)

    def _cost(self) -> float:
        """Seconds that writing a snapshot of this board takes, about."""
        try:
            return os.stat(self._place.board).st_size / BYTES_A_SECOND
        except OSError:
            return 0.0

    def _wait_for_others(self) -> float:
        """Seconds to leave after the last snapshot that anybody wrote."""
        try:
            age = time.time() - os.stat(self._place.board).st_mtime
        except OSError:
            return 0.0
        return self._cost() * SHARE - max(age, 0.0)
