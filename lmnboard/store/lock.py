"""One writer at a time, over all processes: the kernel's lock on a side file that is never replaced or deleted.

The kernel frees it when its process dies, so there is no stale lock and no guessing. Waiting blocks in the kernel
instead of polling: pollers starve one another for seconds at twenty writers.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lmnboard.model.errors import StoreError

PATIENCE = 20.0
"""Seconds to wait for the other writer before saying who is in the way."""


class FolderLock:
    """The board's lock. Holds for one thread of one process at a time."""

    def __init__(self, path: Path, mode: int) -> None:
        self._path = path
        self._mode = mode
        self._fd = -1
        self._thread = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raises `StoreError` naming the holder when it does not come free in time."""
        if not self._thread.acquire(timeout=PATIENCE):
            raise StoreError("The board is busy: another action of this program has not finished. Try again.")
        try:
            fd = self._locked_fd()
            try:
                _sign(fd)
                yield
            finally:
                self._free(fd)
        finally:
            self._thread.release()

    @contextmanager
    def in_this_process(self) -> Iterator[None]:
        """Keep the other threads of this process out, without keeping anybody else waiting."""
        with self._thread:
            yield

    def close(self) -> None:
        with self._thread:
            self._drop()

    def _locked_fd(self) -> int:
        """A locked descriptor of the file that the path names now, reopened if somebody put another in its place."""
        try:
            while True:
                if self._fd < 0:
                    self._fd = open_existing_or_create(self._path, os.O_RDWR, self._mode)
                self._wait_for(self._fd)
                if is_named(self._fd, self._path):
                    return self._fd
                self._drop()
        except OSError as error:
            self._drop()
            why = "a link lies in the lock's place, remove it" if error.errno == errno.ELOOP else error.strerror
            raise StoreError(f"The board cannot be written: {why} ({self._path}).") from None
        except BaseException:  # interrupted, perhaps with the lock in hand: closing frees it
            self._drop()
            raise

    def _wait_for(self, fd: int) -> None:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        waiter = _Waiter(fd)
        waiter.start()
        try:
            waiter.got.wait(PATIENCE)
        finally:
            left = waiter.give_up()
            if left:
                self._fd = -1
        if left:
            raise StoreError(
                f"The board is busy: {holder(self._path)} has been writing for {PATIENCE:.0f} s. Try again."
            )
        if waiter.error:
            raise waiter.error

    def _free(self, fd: int) -> None:
        """Let the lock go. What was done under it is done, so a disk that fails now must not make it look undone."""
        try:
            fcntl.flock(fd, fcntl.LOCK_UN)
        except OSError:
            self._drop()  # closing frees it as well

    def _drop(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):
                os.close(fd)


class _Waiter(threading.Thread):
    """Blocks in the kernel for the lock, so that the caller can stop waiting; then it frees what it got too late."""

    def __init__(self, fd: int) -> None:
        super().__init__(daemon=True)
        self.got = threading.Event()
        self.error: OSError | None = None
        self._fd = fd
        self._given_up = False
        self._deciding = threading.Lock()

    def run(self) -> None:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
        except OSError as error:
            self.error = error
        with self._deciding:
            self.got.set()
            if self._given_up:
                os.close(self._fd)

    def give_up(self) -> bool:
        """Stop waiting; True where the lock has not come, and the descriptor is this thread's to close when it does."""
        with self._deciding:
            self._given_up = not self.got.is_set()
            return self._given_up


def is_named(fd: int, path: Path) -> bool:
    """Whether a descriptor is of the file that the path names now."""
    mine = os.fstat(fd)
    try:
        named = os.stat(path)
    except FileNotFoundError:
        return False
    return (mine.st_dev, mine.st_ino) == (named.st_dev, named.st_ino)


def _sign(fd: int) -> None:
    """Say who holds the lock. Written only where it says otherwise: it would cost each change a sixth of its time."""
    me = f"{os.getpid():>10} {os.getuid():>10}\n".encode()
    with suppress(OSError):  # a full disk has no room for the name; the lock holds without
        if os.pread(fd, len(me) + 1, 0) != me:
            os.pwrite(fd, me, 0)


def holder(path: Path) -> str:
    """Who holds, or last held, the lock, in words."""
    try:
        pid, uid = path.read_text("ascii", errors="replace").split()[:2]
        return f"{pwd.getpwuid(int(uid)).pw_name} (process {pid})"
    except (OSError, ValueError, KeyError):
        return "somebody"


def open_existing_or_create(path: Path, flags: int, mode: int) -> int:
    """Open a file of the board; where it is new, with exactly these permissions whatever the umask says.

    Never through a link: in a shared folder it would lead whoever comes next, root too, to write into another file.
    """
    flags |= os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    try:
        fd = os.open(path, flags | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return os.open(path, flags)
    os.fchmod(fd, mode)
    return fd
