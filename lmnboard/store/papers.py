"""The files beside a board: letters that were exported, letters as they were sent, copies of enclosures.

Names hold a case's id and a digest, never a patient. Files appear whole and are never written over, and nothing is
written or read through a link: a folder that leads elsewhere is refused. Called by `Board` and `verify`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store.outside import read_file
from lmnboard.store.place import Place

LARGEST = 50 * 1024 * 1024
"""Bytes of one enclosure: more pages than a payer's fax machine takes."""
_FOLDERS = ("attachments", "sent", "exports")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
"""What a file or a folder of a case may be called."""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Papers:
    """The folders `exports/`, `sent/` and `attachments/` of one board."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @property
    def place(self) -> Place:
        """Where the board's files lie."""
        return self._place

    def export(self, case_id: str, text: str) -> Path:
        """Write a letter under the next free name of its case, as `exports/LMN-0042-1.txt`."""
        _plain(case_id)
        with self._folder("exports") as folder:
            number = 1 + sum(name.startswith(f"{case_id}-") for name in os.listdir(folder))
            while True:
                name = f"{case_id}-{number}.txt"
                try:
                    self._write(text.encode(), self._place.file_mode, partial(os.link, dst=name, dst_dir_fd=folder))
                except FileExistsError:
                    number += 1
                    continue
                os.fsync(folder)
                return self._place.folder / "exports" / name

    def keep_sent(self, case_id: str, text: str) -> dict[str, str]:
        """Keep a letter as it left, read-only; its path from the board's folder and its digest."""
        return self._keep(("sent", _plain(case_id)), text.encode(), ".txt", self._place.file_mode & 0o440)

    def attach(self, case_id: str, source: Path | bytes) -> dict[str, str]:
        """Keep a file, named by its content; its path from the board's folder and its digest. Raises `Invalid`."""
        if isinstance(source, bytes):
            if not source:
                raise Invalid("There is nothing on standard input to be attached.")
            suffix = ".pdf" if source.startswith(b"%PDF-") else ""
            return self._keep(("attachments", _plain(case_id)), source, suffix, self._place.file_mode)
        try:
            data = read_file(source, LARGEST)
        except (FileNotFoundError, IsADirectoryError):
            raise Invalid(f"{source} is not a file.") from None
        except OSError as error:
            raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
        suffix = source.suffix.lower() if _SUFFIX.fullmatch(source.suffix) else ""
        return self._keep(("attachments", _plain(case_id)), data, suffix, self._place.file_mode)

    def discard(self, path: Path) -> None:
        """Take back a letter whose entry could not be written."""
        with suppress(OSError, StoreError), self._folder("exports") as folder:
            os.unlink(path.name, dir_fd=folder)

    def digest(self, relative: str) -> str:
        """The SHA-256 of a paper that a case names. Raises `OSError`, or `Invalid` where the name leads elsewhere."""
        top, *names = relative.split("/")
        if top not in _FOLDERS or not names or not all(map(_NAME.fullmatch, names)):
            raise Invalid("it does not lie in a folder of this board")
        folder = os.open(self._place.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for name in (top, *names[:-1]):
            outer = folder
            try:
                folder = os.open(name, _OPEN_FOLDER, dir_fd=outer)
            finally:
                os.close(outer)
        try:
            return hashlib.sha256(read_file(names[-1], LARGEST, folder=folder, follow=False)).hexdigest()
        finally:
            os.close(folder)

    def relative(self, path: Path) -> str:
        return str(path.relative_to(self._place.folder))

    def holds(self, path: Path) -> bool:
        """Whether a path leads to a file that is in the board's folder already, or in one of its folders."""
        found = Path(os.path.realpath(path))
        return os.path.lexists(found) and Path(os.path.realpath(self._place.folder)) in found.parents

    def _keep(self, folders: tuple[str, str], data: bytes, suffix: str, mode: int) -> dict[str, str]:
        """Have a file under the name of its content. One that is there and is not what its name says is replaced."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:16]}{suffix}"
        with self._folder(*folders) as folder:
            if not _holds(folder, name, data):
                self._write(data, mode, partial(os.rename, dst=name, dst_dir_fd=folder))
            os.fsync(folder)
        return {"path": "/".join((*folders, name)), "sha256": digest}

    @contextmanager
    def _folder(self, *names: str) -> Iterator[int]:
        """A folder below the board's own, made where it is not there; no part of the way to it may be a link.

        Raises `StoreError`, also for what goes wrong in it, apart from a `FileExistsError`.
        """
        where = self._place.folder.joinpath(*names)
        fds: list[int] = []
        try:
            fds.append(os.open(self._place.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            for name in names:
                self._make(name, fds[-1])
                fds.append(os.open(name, _OPEN_FOLDER, dir_fd=fds[-1]))
            yield fds[-1]
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise StoreError(
                    f"{where} is reached by a link or is a file, and papers lie in folders of the board's own: "
                    "move what is there away."
                ) from None
            raise StoreError(f"Nothing can be written to {where}: {error.strerror}.") from None
        finally:
            for fd in fds:
                with suppress(OSError):
                    os.close(fd)

    def _make(self, name: str, outer: int) -> None:
        try:
            os.mkdir(name, 0o700, dir_fd=outer)
        except FileExistsError:
            return
        fd = os.open(name, _OPEN_FOLDER, dir_fd=outer)
        try:
            os.fchmod(fd, self._place.folder_mode)
        finally:
            os.close(fd)
        os.fsync(outer)

    def _write(self, data: bytes, mode: int, put: Callable[[Path], object]) -> None:
        """Write a file beside the board and `put` it in its place, so that it appears there whole or not at all."""
        temporary = self._place.temporary()
        try:
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(fd, mode)
                os.fsync(fd)
            put(temporary)
        finally:
            with suppress(OSError):  # what a failing disk keeps is removed at the next start
                temporary.unlink()


def _holds(folder: int, name: str, data: bytes) -> bool:
    with suppress(OSError, Invalid):
        return read_file(name, LARGEST, folder=folder, follow=False) == data
    return False


def _plain(case_id: str) -> str:
    """A case's id as a part of file names. Raises `Invalid` where it could lead out of its folder."""
    if not _NAME.fullmatch(case_id):
        raise Invalid(f"{case_id!r} is no case's id: LMN-0042 is. No file is named by it.")
    return case_id
