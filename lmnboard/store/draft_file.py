"""One session's drafts as a file of its own, and the lock beside it that says whether the session is alive.

Written whole, `0600`, and read only where it is this account's. `drafts.py` calls it, and nothing else.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from lmnboard.store.lock import is_named
from lmnboard.store.place import PRIVATE, Place, write_whole


class Draft(msgspec.Struct, kw_only=True, omit_defaults=True, eq=False):
    """Text that somebody typed and that the board does not have.

    `target` is a case or directory record and `path` a field of it; or `form` names what was asked for, `filled` are
    its values so far and `path` the one that was being typed. `found` is what stood in the field, `at` a UTC instant.
    """

    target: str = ""
    path: str = ""
    typed: str = ""
    found: Any = None
    form: str = ""
    filled: dict[str, Any] = {}
    at: str = ""


class Session:
    """The drafts of one session, its file once there is one, and the lock that says that somebody has it."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.saved = b""
        self.path: Path | None = None
        self._fd = -1

    @classmethod
    def gone(cls, path: Path) -> Session | None:
        """A session that nobody has any more; None where somebody has it, or it is nothing of this account's."""
        session = cls()
        try:
            if not session._lock(path):
                return None
            session.saved = _read(path)
            if session.saved:
                session.drafts = msgspec.json.decode(session.saved, type=list[Draft])
                return session
        except FileNotFoundError:
            session.saved = b""  # it has just ended, with nothing left
            session.close()
            return None
        except (OSError, msgspec.MsgspecError):
            pass  # not ours to understand, and nothing to throw away
        session._free()
        return None

    def save(self, data: bytes, place: Place, new_path: Callable[[], Path]) -> None:
        """Write the file whole; without drafts there is none. Raises `OSError`."""
        if data:
            while self.path is None or self._fd < 0:
                self._lock(new_path())
            write_whole(self.path, place.temporary(), [data], PRIVATE)
        elif self.path is not None:
            self.path.unlink(missing_ok=True)
        self.saved = data

    def close(self) -> None:
        """Let go of it; what has no drafts leaves no file."""
        if self.path is not None and not self.saved and self._fd >= 0:
            with suppress(OSError):
                _lock_of(self.path).unlink(missing_ok=True)
        self._free()

    def _lock(self, path: Path) -> bool:
        """Take a session's lock; False where somebody has it. Raises `OSError` where it cannot be made."""
        lock = _lock_of(path)
        fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        if not is_named(fd, lock):  # its session has ended since, and taken the name away
            os.close(fd)
            return False
        self._fd, self.path = fd, path
        return True

    def _free(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def count_of(path: Path) -> int:
    """How many drafts the session holds whose file this is; none where it cannot be read."""
    try:
        return len(msgspec.json.decode(_read(path) or b"[]", type=list[Draft]))
    except (OSError, msgspec.MsgspecError):
        return 0


def _read(path: Path) -> bytes:
    """A session's file; empty where it is another account's. Raises `OSError`."""
    # Opened without waiting: a pipe in its place would keep the program at its start for ever.
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(fd, "rb") as file:
        # In a shared folder anybody of the group could have put a file there.
        return file.read() if os.fstat(fd).st_uid == os.geteuid() else b""


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")
