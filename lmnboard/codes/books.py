"""The one index of all code books that a board has: where it is kept, whether it is there, and making it.

Imports this room, and `served` for whose cache it is. Called by the board's screen (in a thread) and by commands. The
index lies in the user's own cache under a name made of its sources, so that another edition is another file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import sqlite3
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from lmnboard import served
from lmnboard.codes import index
from lmnboard.codes.book import Book
from lmnboard.codes.index import Progress
from lmnboard.codes.loaded import Loaded, listed, text_of
from lmnboard.codes.packaged import packaged
from lmnboard.codes.sets import needed
from lmnboard.model.errors import Invalid, StoreError

_PREFIX, _SUFFIX, _TEMPORARY = "codes-", ".sqlite", ".building-"
_UNUSED = 30 * 86400
"""Seconds after which an index that nobody opened is removed."""
_PATIENCE = 20.0
"""Seconds to wait for another process that makes the same index."""


class Books:
    """The code books of one board. `notice` says in one line what had to be done otherwise; else it is empty.

    `folder` is the board's (None: only what comes with the program), `more` files that are to be loaded and are not
    there yet. Raises `StoreError`.
    """

    def __init__(self, folder: Path | None, more: Sequence[Loaded] = ()) -> None:
        self.notice = ""
        self._folder = folder
        self._data = packaged()
        try:
            there = {file.stem: file for file in (listed(folder) if folder else [])}
        except OSError as error:
            raise StoreError(f"The codes beside the board cannot be read: {error.strerror} ({folder}).") from None
        there |= {file.stem: file for file in more}
        files = sorted(there.values(), key=lambda file: (str(file.first), file.kind))
        self.files = needed(files, self._data)
        """The loaded files that count, by first day."""
        self.not_needed = [file for file in files if file not in self.files]
        """Those that do not, because the program comes with a later list or another file has all of them."""

    def open(self) -> Book | None:
        """The book, where its index is there already. Takes a millisecond."""
        with suppress(OSError, sqlite3.DatabaseError):
            return self._open(_cache() / self._name)
        return None

    def build(self, progress: Progress = lambda done, of: None) -> Book:
        """Make the index, and open it: 2 s. For a thread of its own; where another process makes it, waits for that.

        `progress` is told how much of how much is done; what it raises ends the work and leaves nothing behind.
        Raises `StoreError` and, where a file of `more` does not fit, `Invalid`.
        """
        files = [file for file in self.files if self._is_whole(file)]
        if len(files) == len(self.files):
            try:
                folder = _cache()
                _make_private(folder)
                with _alone(folder):
                    return self.open() or self._built(folder, files, progress)
            except (OSError, sqlite3.OperationalError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                self.notice = f"The index of codes cannot be kept ({why}), and is made again at each start."
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        index.build(db, self._data, files, self._folder, progress)
        return Book(db)

    @property
    def _name(self) -> str:
        sources = [f"format {index.FORMAT}, sqlite {sqlite3.sqlite_version}"]
        sources += [f"{path.name} {path.stat().st_size}" for path in (self._data.tabular, self._data.listed)]
        sources += [file.name for file in self.files]
        return _PREFIX + hashlib.sha256("\n".join(sources).encode()).hexdigest()[:16] + _SUFFIX

    def _is_whole(self, file: Loaded) -> bool:
        try:
            text_of(self._folder, file)
        except (Invalid, OSError) as error:
            why = f"{file.label} cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
            self.notice = f"{why} It is left out."
            return False
        return True

    def _open(self, path: Path) -> Book:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise PermissionError(f"{path} is not this account's own")
        # It is never written again: no lock is needed, and no journal looked for.
        db = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            book = Book(db, path)
        except (StoreError, ValueError):
            db.close()
            path.unlink(missing_ok=True)
            raise FileNotFoundError(str(path)) from None
        with suppress(OSError):
            os.utime(path)
        return book

    def _built(self, folder: Path, files: Sequence[Loaded], progress: Progress) -> Book:
        for left in folder.glob(f"{_TEMPORARY}*"):  # nobody else is here: its process was killed
            left.unlink(missing_ok=True)
        temporary = folder / f"{_TEMPORARY}{os.getpid()}"
        fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            db = sqlite3.connect(temporary, isolation_level=None, check_same_thread=False)
            try:
                index.build(db, self._data, files, self._folder, progress)
            finally:
                db.close()
            os.fsync(fd)
            os.replace(temporary, folder / self._name)
        except BaseException:  # what `progress` raises as well: half an index must not stay
            temporary.unlink(missing_ok=True)
            raise
        finally:
            os.close(fd)
        _sweep(folder, self._name)
        return self._open(folder / self._name)


def _cache() -> Path:
    """The folder of the index. Whom sudo let in does not say where: it is the service account's, from its own home."""
    if served.is_served():
        return Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".cache" / "lmnboard"
    import platformdirs

    return platformdirs.user_cache_path("lmnboard")


def _make_private(folder: Path) -> None:
    """Have the folder, for this account alone. Raises `OSError` where it is another's."""
    above = next(path for path in (folder, *folder.parents) if path.exists())
    if os.geteuid() == 0 and above.stat().st_uid != 0:  # what root leaves there, its owner could not use
        raise PermissionError(0, f"{above} is another account's")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(0, f"{folder} is not this account's own")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process makes an index at a time. The kernel's lock ends with its process, so nobody waits for the dead."""
    fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        yield
    finally:
        os.close(fd)


def _sweep(folder: Path, name: str) -> None:
    """Remove indexes that nobody has opened for a month; another board's may be in use."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if path.name != name and time.time() - path.stat().st_mtime > _UNUSED:
                path.unlink()
