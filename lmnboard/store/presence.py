"""Who else is at this board: in `present/` one small file a session, with a staff id and the case that is open there.

Soft: nothing waits for it and nothing is lost with it. A session holds a lock on its file, which the kernel frees when
it dies, and a file that was not touched for a while counts as gone. The watching thread of the face calls it, alone.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import suppress
from itertools import islice

import msgspec

from lmnboard.model import values
from lmnboard.model.card import number_of
from lmnboard.store.place import Place, make_folder

TOUCHED = 30.0
"""Seconds between touches of one's own file."""
GONE = 90.0
"""Seconds after which an untouched file counts as gone."""
_SIZE = 512
"""Bytes of a file: always as many, so that one write replaces it as a whole."""
_LONGEST = 40
_OURS = re.compile(r"\.?[A-Za-z0-9_-]*\.[0-9a-f]{12}")
_MOST = 200
"""Files that are looked at; a clinic has fewer people."""


class Present(msgspec.Struct, frozen=True, order=True):
    """Somebody at the board, by staff id, with the case that they have open, or nothing."""

    who: str
    case: str = ""


_decode = msgspec.json.Decoder(Present).decode


class Presence:
    """One session's file and its sight of the others. What cannot be written or read is passed over in silence."""

    def __init__(self, place: Place, account: str) -> None:
        self._folder = place.folder / "present"
        self._modes = place.folder_mode, place.file_mode
        self._name = f"{re.sub(r'[^A-Za-z0-9_-]', '_', account)[:_LONGEST]}.{os.urandom(6).hex()}"
        self._fd = -1
        self._told = b""
        self._touched = 0.0

    def be(self, who: str, case_id: str, *, awake: bool = True) -> None:
        """Say who is here and with which case open. Who is not `awake` is no longer touched, and so fades away."""
        told = msgspec.json.encode(Present(who[:_LONGEST], case_id)).ljust(_SIZE)
        now = time.monotonic()
        if told == self._told and not (awake and now - self._touched >= TOUCHED):
            return
        self._told, self._touched = told, now
        with suppress(OSError):
            if self._fd >= 0 and os.fstat(self._fd).st_nlink == 0:  # somebody took this session for gone
                self._close()
            if self._fd < 0:
                self._begin()
            os.pwrite(self._fd, told, 0)

    def others(self) -> tuple[Present, ...]:
        """Everybody else who is here, each session once."""
        here = []
        with suppress(OSError), os.scandir(self._folder) as found:
            here = [_read(file.path) for file in islice(found, _MOST) if file.name != self._name]
        return tuple(sorted(present for present in here if present))

    def leave(self) -> None:
        """Take one's own file away."""
        if self._fd >= 0:
            self._close()
            with suppress(OSError):
                (self._folder / self._name).unlink()

    def _begin(self) -> None:
        folder_mode, file_mode = self._modes
        with suppress(FileExistsError):
            make_folder(self._folder, folder_mode)
        self._sweep()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        hidden = self._folder / f".{self._name}"
        self._fd = os.open(hidden, flags, file_mode)
        os.fchmod(self._fd, file_mode)
        try:
            # Under its name only once it is locked: unlocked, it would be that of a dead session.
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.rename(hidden, self._folder / self._name)
        except OSError:  # somebody looked at it at that moment: it is made again at the next look
            self._close()
            self._told = b""
            raise

    def _sweep(self) -> None:
        """Remove what dead sessions left, as far as this user may."""
        with os.scandir(self._folder) as found:
            for file in islice(found, _MOST):
                with suppress(OSError):
                    fd = _opened(file.path)
                    try:
                        if _OURS.fullmatch(file.name) and not _is_locked(fd):
                            os.unlink(file.path)
                    finally:
                        os.close(fd)

    def _close(self) -> None:
        os.close(self._fd)
        self._fd = -1


def _opened(path: str) -> int:
    """A file to be read; whatever lies there, opening it waits for nobody."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)


def _is_locked(fd: int) -> bool:
    """Whether the session that made an open file lives."""
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _read(path: str) -> Present | None:
    """What a file says; None where its session is gone, or it is not one of ours."""
    try:
        fd = _opened(path)
        try:
            if not _is_locked(fd) or time.time() - os.fstat(fd).st_mtime > GONE:
                return None
            said = _decode(os.read(fd, _SIZE))
        finally:
            os.close(fd)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    who, number = values.clean(said.who, lines=False)[:_LONGEST], number_of(said.case)
    return Present(who, f"LMN-{number:04d}" if number else "") if who else None
