"""Where the files of one board lie, and who may read what is created there.

The folder's own mode says which: a setgid folder that its group may write is shared by that group, every other is
its owner's alone. Permissions are forced on what is created, because a umask is whatever somebody's shell left.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lmnboard.model.errors import StoreError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

SHARED = 0o660
PRIVATE = 0o600


class Place:
    """The paths of a board, from the path of its `board.json`."""

    def __init__(self, path: Path) -> None:
        # The history and the lock lie beside the file, not beside a link to it.
        path = Path(os.path.realpath(path)) if os.path.islink(path) else path
        self.board = path
        self.folder = path.parent
        self.history = path.with_name(f"{path.stem}.history.jsonl")
        self.archive = path.with_name("archive.json" if path.name == "board.json" else f"{path.stem}.archive.json")
        self.lock = path.with_name(f"{path.stem}.lock")
        try:
            mode = self.folder.stat().st_mode
        except OSError as error:
            raise StoreError(f"No board can be at {path}: {error.strerror} ({self.folder}).") from None
        shared = bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)
        self.file_mode = SHARED if shared else PRIVATE
        self.folder_mode = 0o2770 if shared else 0o700

    def open_to_others(self) -> str:
        """A sentence where accounts outside the board's group can read it, else nothing."""
        with suppress(OSError):  # what cannot be asked here is said by whatever opens the file
            if not self.folder.stat().st_mode & stat.S_IXOTH:
                return ""
            for path in (self.board, self.history):
                if path.exists() and path.stat().st_mode & stat.S_IROTH:
                    return f"Every account of this machine can read {path}: run 'chmod o-rwx {path}'."
        return ""

    def temporary(self) -> Path:
        """A new name for a file that will be renamed; in the board's folder, as patient data is in it."""
        return self.board.with_name(f".{self.board.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")

    def sweep(self) -> None:
        """Remove temporary files of processes that are gone, as far as this user may."""
        with suppress(OSError):
            for left in list(self.folder.glob(f".{self.board.name}.*.tmp")):
                pid = left.name.split(".")[-3]
                if pid.isdigit() and not _alive(int(pid)):
                    with suppress(OSError):
                        left.unlink()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def write_whole(path: Path, temporary: Path, parts: Iterable[Buffer], mode: int) -> None:
    """Put a file in place at once: readers see the old bytes or the new ones, also after a power cut."""
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        os.fchmod(fd, mode)
        with os.fdopen(fd, "wb", buffering=1 << 20) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(fd)
        os.replace(temporary, path)
    except BaseException:  # a full disk or an interruption alike: half a file must not stay
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder with these permissions. What somebody puts in its place at that moment is left as it is."""
    folder.mkdir()
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.fchmod(fd, mode)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        with suppress(OSError):  # the folder is on the disk, or the caller is told already that it is not
            os.close(fd)
