"""One folder, no server: `board.json` (the snapshot) beside `board.history.jsonl` (every entry, one a line).

An entry is appended to the history under the lock and is on disk before anyone is told. The snapshot is brought up to
date afterwards, in the background; opening reads it and the history's tail. `Board` calls this through the port.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from lmnboard.model.change import Entry
from lmnboard.model.errors import Conflict, Damaged, Moved, StoreError
from lmnboard.model.records import Records
from lmnboard.store import history, opening, snapshot
from lmnboard.store.beside import set_aside
from lmnboard.store.lock import FolderLock, is_named
from lmnboard.store.place import Place
from lmnboard.store.port import Rewound
from lmnboard.store.publisher import Publisher

REMEMBERED = 1000
"""Entries kept for `since`; who is further behind than that takes all records afresh."""


class FileStore:
    """The default keeper. `append` and `since` may be called from any thread; entries come in one order."""

    def __init__(self, path: Path, *, in_background: bool = False) -> None:
        """`in_background`: write snapshots while the program runs, not only when it ends."""
        self.place = Place(path)
        self._in_background = in_background
        self.notices: list[str] = []
        self._lock = FolderLock(self.place.lock, self.place.file_mode)
        self._fd = -1
        self._records = Records()
        self._at = history.START
        self._end = 0  # where the next line goes: `_at.offset`, or after a bad line that was left
        self._first = 0
        self._recent: list[Entry] = []
        self._looked: tuple[int, int, int] | None = None
        self._rewound = False
        self._unwritable: StoreError | None = None
        self._damaged: int | None = None  # the history that was not to be trusted: another may be put in its place
        self._checked = False
        self._publisher = Publisher(
            self.place, self._lock, self._settled, lambda: self._catch_up(locked=True), self.notices.append
        )

    def load(self) -> Records:
        self.place.sweep()
        with self._lock.in_this_process():
            self._looked = self._look()
            found = opening.read(self.place)
            self._adopt(found)
        if found.foreign or found.unwritable:
            self._look_again(found)
        exposed = self.place.open_to_others()
        self.notices += [exposed] if exposed else []
        if self._unwritable:
            self.notices.append(str(self._unwritable))
        return self._records.copy()

    def append(self, draft: Entry) -> Entry:
        draft = history.plain(draft)
        self.check()
        with self._lock.held():
            self._catch_up(locked=True)
            if self._unwritable:
                raise self._unwritable
            entry, outcome = self._judged(draft)
            line, digest = history.encode_line(entry)
            self._write(line)
            self._end += len(line)
            self._records.keep(outcome, entry.seq, entry.at)
            self._records.schema = entry.schema or self._records.schema
            self._remember(entry, history.Point(self._end, digest))
        archived = self._records.archive.seq == entry.seq
        self._publisher.soon(in_background=self._in_background, for_sure=archived)
        return entry

    def check(self) -> str:
        with self._lock.in_this_process():
            if not self._checked and self._fd >= 0:
                try:
                    wrong = history.damage(os.pread(self._fd, self._at.offset, 0), self._at)
                except OSError as error:
                    raise StoreError(f"The history cannot be read: {error.strerror} ({self.place.history}).") from None
                self._checked = True
                if wrong:
                    self._unwritable = Damaged(
                        f"{self.place.history.name}: {wrong}. Nothing is written. {opening.SEE_REPAIR}"
                    )
                    self.notices.append(str(self._unwritable))
            return str(self._unwritable or "")

    def since(self, seq: int) -> list[Entry]:
        with self._lock.in_this_process():
            looked = self._look()
            with suppress(Rewound):
                self._catch_up(locked=False)
            # Only what is handed out counts as seen: appending and writing snapshots catch up as well.
            self._looked = looked
            if self._rewound or not self._first <= seq <= self._records.seq:
                self._rewound = False
                raise Rewound("The board has been read again: its history was replaced, or an entry taken back.")
            return self._recent[seq - self._first :]

    def changed(self) -> bool:
        return self._rewound or self._look() != self._looked

    @property
    def records(self) -> Records:
        return self._records

    def newest_first(self) -> Iterator[Entry]:
        try:
            with open(self.place.history, "rb") as file:
                yield from history.backwards(file.fileno(), self._at.offset)
        except OSError as error:
            raise StoreError(f"The history cannot be read: {error.strerror} ({self.place.history}).") from None

    def close(self) -> None:
        self._publisher.close()
        with self._lock.in_this_process():
            self._unfollow()
        self._lock.close()

    # ------------------------------------------------------------------ reading
    def _look_again(self, found: opening.Opened) -> None:
        """With the lock, so that nobody is in the middle of a write: is it really so, and whose is the snapshot?"""
        aside = ""
        # Who may not write reads what there is; where there is no room to keep the snapshot, it stays where it is.
        with suppress(StoreError, OSError), self._lock.held():
            found = opening.read(self.place)
            self._adopt(found)
            if found.foreign and not found.unwritable:
                aside = set_aside(self.place.board)
        if found.foreign:
            self.notices.append(
                f"{self.place.board.name} was changed by another program; the board is as the history has it."
                + (f" What was found is kept as {aside}." if aside else "")
            )
        if aside:
            self._publisher.soon(in_background=self._in_background)

    def _adopt(self, found: opening.Opened) -> None:
        """Stand where the files stand, and follow the history from there unless it is not to be trusted."""
        self.notices += found.notices
        self._records, self._at, self._end = found.records, found.at, found.at.offset
        self._first, self._recent = found.records.seq, []
        self._unfollow()
        self._unwritable = Damaged(found.unwritable) if found.unwritable else None
        if found.unwritable:
            self._damaged = self._inode()
            return
        self._checked = False
        try:
            # Append only, so that an administrator may mark the file append-only (chattr +a). Never made here.
            self._fd = os.open(self.place.history, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except OSError as error:
            why = f"{error.strerror} ({self.place.history})."
            try:
                self._fd = os.open(self.place.history, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                raise StoreError(f"The board cannot be read: {why}") from None
            self._unwritable = StoreError(f"You may read this board but not write it: {why}")

    def _unfollow(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):  # every line was on disk before anybody was told of it
                os.close(fd)

    def _look(self) -> tuple[int, int, int] | None:
        try:
            seen = os.stat(self.place.history)
        except OSError:
            return None
        return (seen.st_size, seen.st_ino, seen.st_mtime_ns)

    def _inode(self) -> int | None:
        looked = self._look()
        return looked and looked[1]

    def _catch_up(self, *, locked: bool) -> None:
        """Take in what others have appended. Raises `Rewound`, standing at the truth, where they have taken back."""
        if self._fd < 0:
            replaced = self._unwritable is not None
            if replaced and self._inode() == self._damaged:
                return
            self._adopt(opening.read(self.place))
            if replaced:
                self._rewound = True
                raise Rewound("The board has been repaired or restored. Look at it again, then repeat.")
        try:
            self._read_on(locked=locked)
        except OSError as error:
            raise StoreError(f"The history cannot be read: {error.strerror} ({self.place.history}).") from None

    def _read_on(self, *, locked: bool) -> None:
        """The lock's holder alone may judge a bad end: without the lock it may be a write that is still on its way."""
        size = os.fstat(self._fd).st_size
        if size < self._end or not is_named(self._fd, self.place.history) or not history.ends_at(self._fd, self._at):
            self._adopt(opening.read(self.place))
            self._rewound = True
            raise Rewound("The history was replaced, or an entry taken back. Look at the board again, then repeat.")
        if size == self._end:
            return
        found = history.scan(os.pread(self._fd, size - self._at.offset, self._at.offset), self._at, self._records.seq)
        for line in found.lines:
            self._records.apply(line.entry)
            self._remember(line.entry, line.after)
        self._end = self._at.offset
        if self._records.schema > snapshot.SCHEMA:
            self._unwritable = snapshot.newer(self._records.schema)
        if found.damage and locked:
            self._unwritable = Damaged(
                f"{self.place.history.name}: {found.damage}. Nothing is written. {opening.SEE_REPAIR}"
            )
        elif found.torn and locked and not self._unwritable:
            self._end_torn_line(size, was_whole=found.was_whole)

    def _remember(self, entry: Entry, after: history.Point) -> None:
        self._recent.append(entry)
        self._at = after
        if len(self._recent) > 2 * REMEMBERED:
            del self._recent[:REMEMBERED]
            self._first += REMEMBERED

    # ------------------------------------------------------------------ writing
    def migrate(self, at: str, by: str) -> None:
        if self._records.schema == snapshot.SCHEMA:
            return
        from lmnboard.store import migration  # once in a board's life

        while self._records.schema < snapshot.SCHEMA and not self._unwritable:
            schema = self._records.schema
            changes = migration.STEPS[schema](self._records)
            try:
                migration.keep_as_it_was(self.place, schema)
                self.append(Entry(0, at, by, "migrate", changes, f"form {schema} to {schema + 1}", schema=schema + 1))
            except (Moved, Rewound):  # somebody else was quicker
                continue
            except StoreError as error:
                # Nothing of the present form goes into a board of the older one.
                why = f"{error} Start the program again to bring this board to the present form."
                self._unwritable = self._unwritable or StoreError(why)
                self.notices.append(str(self._unwritable))

    def _judged(self, draft: Entry) -> tuple[Entry, dict[str, bytes | None]]:
        """The draft, numbered and chained, and its records as it leaves them; raises `Moved` or `Conflict`."""
        if draft.schema and draft.schema <= self._records.schema:
            raise Moved("Somebody has just brought this board to the present form.")
        for record, revision in draft.expect.items():
            if self._records.revision(record) != revision:
                raise Moved("Somebody has just changed this case. Look at it again, then repeat.")
        seq = self._records.seq + 1
        judged = self._records.judge(draft.changes, seq)
        if judged.clashes:
            mine, theirs = zip(*judged.clashes, strict=True)
            raise Conflict("Somebody has changed the same field meanwhile.", mine, theirs)
        entry = msgspec.structs.replace(draft, seq=seq, changes=judged.changes, previous=self._at.head)
        return entry, judged.outcome

    def _end_torn_line(self, size: int, *, was_whole: bool) -> None:
        """Cut off what a writer left that died in the middle of a line: nobody was told that it was saved.

        A bad line that has its end may have been whole once; it stays where it is, and the chain goes on after it.
        """
        if was_whole:
            ended = os.pread(self._fd, 1, size - 1) == b"\n"
            self._end = size if ended else size + os.write(self._fd, b"\n")
            if history.LAST_IS_BAD not in self.notices:
                self.notices.append(history.LAST_IS_BAD)
            return
        try:
            os.ftruncate(self._fd, self._end)
        except PermissionError:  # the file may only grow (chattr +a)
            self._end = size + os.write(self._fd, b"\n")
        os.fdatasync(self._fd)
        self.notices.append("A write that was cut short, and never confirmed, has been taken out of the history.")

    def _write(self, line: bytes) -> None:
        """Append a line and have it on disk, or leave the history as it was and say why."""
        try:
            if os.write(self._fd, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(self._fd)
        except OSError as error:
            taken_back = self._take_back()
            if error.errno == errno.EIO or not taken_back:
                # After a failed flush the kernel may call lost pages written: this process cannot know any more.
                self._unwritable = StoreError("The disk has failed: nothing is written until the program starts again.")
            what = "Nothing was changed." if taken_back else "Whether it was kept shows when the board is opened again."
            raise StoreError(f"Not saved: {error.strerror} ({self.place.history}). {what}") from None

    def _take_back(self) -> bool:
        """Cut the history back to where it was before a write that failed."""
        try:
            os.ftruncate(self._fd, self._end)
        except OSError:
            return False
        with suppress(OSError):
            os.fdatasync(self._fd)
        return True

    def _settled(self) -> tuple[Records, history.Point]:
        """What a snapshot may hold: everything up to now, with the history flushed. The caller has the lock."""
        self._catch_up(locked=True)
        if self._unwritable:
            raise self._unwritable
        os.fdatasync(self._fd)
        return self._records.copy(), self._at


def create(path: Path, entry: Entry) -> None:
    """Make a new board whose history begins with `entry`, which holds all of it. Raises `StoreError`.

    A TinyDB file that is there already is what `entry` was made from; it stays beside the board as it was.
    """
    place = Place(path)
    lock = FolderLock(place.lock, place.file_mode)
    try:
        with lock.held():
            if place.history.exists():
                raise StoreError(f"There is a board at {path} already.")
            opening.begin(place, entry)
    except OSError as error:
        raise StoreError(f"No board can be made at {path}: {error.strerror}.") from None
    finally:
        lock.close()
