"""The files of codes that a clinic has loaded: plain text in `codes/` beside the board, named by what they are.

`icd10cm-order-2026-10-01-1f0a4b1c9d2e.txt`: the kind, the first day it is good for, the beginning of its SHA-256.
Imports `cms`. `Books` lists them, `lmnboard codes load` keeps them. No link is followed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple, get_args

from lmnboard.codes import cms
from lmnboard.model.errors import Invalid, StoreError

FOLDER = "codes"
_DIGITS = 12
_KINDS: tuple[cms.Kind, ...] = get_args(cms.Kind)
_NAME = re.compile(rf"({'|'.join(_KINDS)})(?:-(\d{{4}}-\d\d-\d\d))?-([0-9a-f]{{{_DIGITS}}})\.txt")
_TEMPORARY = ".loading."
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Loaded(NamedTuple):
    """One file. `first` is the first day that it is good for, None for the clinic's own list; `data` where it is not
    kept yet."""

    kind: cms.Kind
    first: date | None
    digest: str
    data: bytes | None = None
    given: str = ""
    """What whoever handed it over calls it."""

    @property
    def stem(self) -> str:
        """What a file for the same thing is named by as well."""
        return f"{self.kind}-{self.first}" if self.first else self.kind

    @property
    def name(self) -> str:
        return f"{self.stem}-{self.digest}.txt"

    @property
    def label(self) -> str:
        """The file as a sentence names it."""
        return self.given or f"{FOLDER}/{self.name}"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def listed(board_folder: Path) -> list[Loaded]:
    """What lies in the folder, by first day; of two files for the same thing the newer one. Raises `StoreError`."""
    found: dict[tuple[str, date | None], tuple[int, Loaded]] = {}
    with suppress(FileNotFoundError), _folder(board_folder) as folder:
        for name in os.listdir(folder):
            parts = _NAME.fullmatch(name)
            with suppress(OSError, ValueError):
                if parts:
                    first = date.fromisoformat(parts[2]) if parts[2] else None
                    when = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime_ns
                    this = when, Loaded(_kind(parts[1]), first, parts[3])
                    found[parts[1], first] = max(found.get((parts[1], first), this), this, key=lambda one: one[0])
    return sorted((file for _when, file in found.values()), key=lambda file: (file.first or date.min, file.kind))


def text_of(board_folder: Path | None, file: Loaded) -> str:
    """The text of a file. Raises `Invalid` where it is not what was loaded, and `OSError`."""
    data = file.data
    if data is None:
        assert board_folder is not None
        with _folder(board_folder) as folder:
            data = _read(file.name, folder)
    if digest_of(data) != file.digest:
        raise Invalid(f"{file.label} is not what was loaded: load CMS's file again.")
    return cms.decoded(data, file.label)


def keep(board_folder: Path, file: Loaded, *, file_mode: int, folder_mode: int) -> bool:
    """Put a file into the folder, in the place of another for the same thing; False where it lay there already.

    It appears whole or not at all. Called with the board's lock held. Raises `StoreError`.
    """
    assert file.data is not None
    where = board_folder / FOLDER
    try:
        with suppress(FileExistsError):
            where.mkdir()
            where.chmod(folder_mode)
        with _folder(board_folder) as folder:
            with suppress(OSError, Invalid):
                if _read(file.name, folder) == file.data:
                    return False
            _write(file, folder, file_mode)
            for name in os.listdir(folder):
                if name != file.name and (name.startswith(_TEMPORARY) or _stem(name) == file.stem):
                    os.unlink(name, dir_fd=folder)
            os.fsync(folder)
    except OSError as error:
        raise StoreError(f"{where} cannot be written: {error.strerror}.") from None
    return True


def _write(file: Loaded, folder: int, mode: int) -> None:
    assert file.data is not None
    temporary = f"{_TEMPORARY}{os.getpid()}"
    with suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=folder)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(temporary, flags, 0o600, dir_fd=folder), "wb") as out:
            out.write(file.data)
            out.flush()
            os.fchmod(out.fileno(), mode)
            os.fsync(out.fileno())
        os.rename(temporary, file.name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:  # a full disk or an interruption alike: half a file must not stay
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _read(name: str, folder: int) -> bytes:
    """All of a file. Raises `OSError`, or `Invalid` where it is none or too large."""
    fd = os.open(name, _OPEN_FILE, dir_fd=folder)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise Invalid(f"{FOLDER}/{name} is no plain file: remove it and load CMS's file again.")
        data = file.read(cms.LARGEST + 1)
    if len(data) > cms.LARGEST:
        raise Invalid(f"{FOLDER}/{name} is larger than {cms.LARGEST // 1024**2} MB: remove it.")
    return data


@contextmanager
def _folder(board_folder: Path) -> Iterator[int]:
    """The folder beside the board, opened. Raises `StoreError` where it is a link or a file."""
    try:
        fd = os.open(board_folder / FOLDER, _OPEN_FOLDER)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise StoreError(f"{board_folder / FOLDER} is a link or a file: put a folder there.") from None
        raise
    try:
        yield fd
    finally:
        os.close(fd)


def _stem(name: str) -> str:
    found = _NAME.fullmatch(name)
    return name[: found.start(3) - 1] if found else ""


def _kind(name: str) -> cms.Kind:
    return next(kind for kind in _KINDS if kind == name)
