"""How far in the history a person had come when they left: `seen/<account>.<board>.json`, theirs alone.

Soft: nothing waits for it, and where it cannot be written or read nobody is told what happened meanwhile. The program
with a face reads it when it starts and writes it when it ends, from the last key on.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import msgspec

from lmnboard.store.place import PRIVATE, Place, make_folder, write_whole

_LONGEST = 40
_SIZE = 4096
"""Bytes that are read: it is far shorter."""


class Seen(msgspec.Struct, frozen=True):
    """The number of the last entry that somebody had before them, and the UTC instant of their last key."""

    seq: int
    at: str


class LastSeen:
    """One person's file."""

    def __init__(self, place: Place, account: str) -> None:
        self._place = place
        name = re.sub(r"[^A-Za-z0-9_-]", "_", account)[:_LONGEST]
        self._folder = place.folder / "seen"
        self._path: Path = self._folder / f"{name}.{place.board.stem}.json"

    def read(self) -> Seen | None:
        """What was kept; None where there is nothing, or nothing of this account's."""
        with suppress(OSError, msgspec.MsgspecError):
            fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(fd, "rb") as file:
                # In a shared folder anybody of the group could have put a file there.
                if os.fstat(fd).st_uid == os.geteuid():
                    return msgspec.json.decode(file.read(_SIZE), type=Seen)
        return None

    def keep(self, seen: Seen, upto: int) -> None:
        """Keep how far they had come; not less than another session of theirs has kept, of a history of `upto`."""
        before = self.read()
        if before is not None and seen.seq < before.seq <= upto:
            return
        with suppress(OSError):
            with suppress(FileExistsError):
                make_folder(self._folder, self._place.folder_mode)
            if not self._folder.is_symlink():
                write_whole(self._path, self._place.temporary(), [msgspec.json.encode(seen)], PRIVATE)
