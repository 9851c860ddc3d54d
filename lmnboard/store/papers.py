"""The files beside a board: letters that were exported, letters as they were sent, copies of enclosures.

Names hold a case's id and a digest, never a patient. Files are created whole and never written over.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store.place import Place

LARGEST = 50 * 1024 * 1024
"""Bytes of one enclosure."""


class Papers:
    """The folders `exports/`, `sent/` and `attachments/` of one board."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def export(self, case_id: str, text: str) -> Path:
        """Write a letter under the next free name of its case, as `exports/LMN-0042-1.txt`."""
        folder = self._folder("exports")
        number = 1 + sum(1 for _ in folder.glob(f"{case_id}-*.txt"))
        while True:
            path = folder / f"{case_id}-{number}.txt"
            try:
                self._create(path, text.encode(), self._place.file_mode)
                return path
            except FileExistsError:
                number += 1

    def keep_sent(self, case_id: str, text: str) -> dict[str, str]:
        """Keep a letter as it left, read-only; its path from the board's folder and its digest."""
        data = text.encode()
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder("sent", case_id) / f"{digest[:16]}.txt"
        with suppress(FileExistsError):
            self._create(path, data, self._place.file_mode & 0o440)
        return {"path": self.relative(path), "sha256": digest}

    def attach(self, case_id: str, source: Path) -> dict[str, str]:
        """Copy a file in, named by its content; its path from the board's folder and its digest. Raises `Invalid`."""
        try:
            if not source.is_file():
                raise Invalid(f"{source} is not a file.")
            if source.stat().st_size > LARGEST:
                raise Invalid(f"{source} is larger than {LARGEST // 1024**2} MB: export fewer pages of it.")
            data = source.read_bytes()
        except OSError as error:
            raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
        digest = hashlib.sha256(data).hexdigest()
        suffix = source.suffix.lower() if source.suffix[1:].isalnum() and len(source.suffix) <= 6 else ""
        path = self._folder("attachments", case_id) / f"{digest[:16]}{suffix}"
        with suppress(FileExistsError):
            self._create(path, data, self._place.file_mode)
        return {"path": self.relative(path), "sha256": digest}

    def discard(self, path: Path) -> None:
        """Take back a file whose entry could not be written."""
        path.unlink(missing_ok=True)

    def relative(self, path: Path) -> str:
        return str(path.relative_to(self._place.folder))

    def _folder(self, *names: str) -> Path:
        folder = self._place.folder
        try:
            for name in names:
                folder /= name
                if not folder.is_dir():
                    folder.mkdir(exist_ok=True)
                    folder.chmod(self._place.folder_mode)
        except OSError as error:
            raise StoreError(f"The folder {folder} cannot be made: {error.strerror}.") from None
        return folder

    def _create(self, path: Path, data: bytes, mode: int) -> None:
        """Write a new file to the disk; raises `FileExistsError`, or `StoreError` and leaves nothing behind."""
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            raise
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}.") from None
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(fd, mode)
                os.fsync(fd)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise StoreError(f"{path} cannot be written: {error.strerror}.") from None
