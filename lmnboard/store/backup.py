"""A backup: one file with the board as it stood after one entry, its history up to there and the papers it names.

The history only grows, so nobody waits while it is copied. Written under a temporary name, read back and checked
before it gets its own. Called by `lmnboard backup`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from lmnboard.model.errors import Damaged, Invalid, StoreError
from lmnboard.model.records import Records
from lmnboard.store import copies, history, opening, snapshot
from lmnboard.store.copies import Manifest
from lmnboard.store.lock import FolderLock
from lmnboard.store.place import Place, make_folder, sync_folder
from lmnboard.store.verify import Verified

FOLDER = "backups"
_STAMP = r"-[0-9]{8}T[0-9]{6}Z-[0-9]+\.tar\.gz"
_HEAD_AT = slice(-67, -3)


class Standing(msgspec.Struct):
    """The board at one point: its records and the bytes of its history up to there; `first` says whose board it is."""

    records: Records
    at: history.Point
    data: bytes
    first: str
    when: datetime

    def manifest(self, files: int) -> Manifest:
        when = self.when.isoformat(timespec="seconds")
        return Manifest(snapshot.SCHEMA, self.records.seq, self.at.head, self.first, when, files)


class Made(msgspec.Struct):
    """A backup that was written and read back. `lacking` are papers that the board itself does not have any more."""

    path: Path
    size: int
    found: Verified
    lacking: list[str]


def standing(place: Place) -> Standing:
    """The board as it stands. Raises `StoreError`; a damaged board is not backed up, as it would push out good ones."""
    lock = FolderLock(place.lock, place.file_mode)
    try:
        while True:
            found = opening.read(place)
            if found.unwritable:
                raise Damaged(f"No backup was made. {found.unwritable}")
            with open(place.history, "rb") as file:
                if not _is_settled(lock, file.fileno(), found.at):
                    continue
                data = file.read(found.at.offset)
            wrong = history.damage(data, found.at)
            if wrong:
                raise Damaged(
                    f"No backup was made. {place.history.name}: {wrong}. 'lmnboard repair' says what can be kept."
                )
            first = data[: data.find(b"\n") + 1][_HEAD_AT].decode()
            return Standing(found.records, found.at, data, first, datetime.now(UTC))
    except OSError as error:
        raise StoreError(f"The board cannot be read: {error.strerror} ({place.history}).") from None
    finally:
        lock.close()


def _is_settled(lock: FolderLock, fd: int, at: history.Point) -> bool:
    """Whether a history has an entry for good: with the lock, no write is on its way that could be taken back."""
    with suppress(StoreError), lock.held():
        return history.ends_at(fd, at)
    return history.ends_at(fd, at)  # who may only read takes what there is


def to_stream(place: Place, out: IO[bytes]) -> Standing:
    """Write a backup that is not read back, as into a pipe."""
    stands = standing(place)
    _write(stands, place, out)
    return stands


def to_file(place: Place, named: Path | None, *, keep: int = 0) -> tuple[Made, list[str]]:
    """Write a backup into a folder, or a file of that name; `keep`: remove older ones of this board beyond so many.

    What was removed comes back by name. Raises `StoreError`, and leaves nothing behind.
    """
    stands = standing(place)
    path = _target(place, named, stands)
    target = Place(path.with_name(f"{place.board.stem}.backup"))  # one name for what a killed backup leaves
    target.sweep()
    temporary = target.temporary()
    try:
        try:
            fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(fd, "r+b") as file:
                _write(stands, place, file)
                file.flush()
                if target.file_mode != 0o600:
                    os.fchmod(fd, target.file_mode)
                os.fsync(fd)
                os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)  # what is read back is what the disk has
            stands.records, stands.data = Records(), b""  # at ten thousand cases, reading back needs the room
            made = _read_back(temporary, path, stands)
            if os.path.lexists(path):
                raise Invalid(f"{path} is there already: name another file.")
            os.rename(temporary, path)
            sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"No backup was made: {error.strerror or error} ({path}).") from None
    return made, _prune(path.parent, place, stands, keep) if keep else []


def _target(place: Place, named: Path | None, stands: Standing) -> Path:
    """The file to write. Only the folder beside the board is made where it is not there."""
    own = f"{place.board.stem}-{stands.when:%Y%m%dT%H%M%SZ}-{stands.records.seq}.tar.gz"
    try:
        if named is None:
            named = place.folder / FOLDER
            if not named.is_dir():
                make_folder(named, place.folder_mode)
        path = named / own if named.is_dir() else named
        if os.path.lexists(path):
            raise Invalid(f"{path} is there already: name another file.")
        if not path.name.endswith((".tar.gz", ".tgz")):
            raise Invalid(f"{path} is no folder that is there, and a backup's name ends in .tar.gz.")
    except OSError as error:
        raise StoreError(f"No backup was made: {error.strerror} ({named}).") from None
    return path


def _read_back(written: Path, path: Path, stands: Standing) -> Made:
    copy = copies.read(written)
    if copy.past.at != stands.at:
        copy.faults.insert(0, f"{path}: it does not stand where the board stood.")
    lacking = [fault for fault in copy.faults if str(written) not in fault and str(path) not in fault]
    wrong = [fault for fault in copy.faults if fault not in lacking]
    if wrong:
        raise StoreError(f"No backup was made: what was read back is not what was written ({path}). Try another disk.")
    return Made(path, written.stat().st_size, copy.checked, lacking)


def _prune(folder: Path, place: Place, stands: Standing, keep: int) -> list[str]:
    """Remove the oldest backups of this board in a folder; files of any other name or board stay."""
    name = re.compile(re.escape(place.board.stem) + _STAMP)
    found = []
    for path in sorted(folder.iterdir(), reverse=True):
        manifest = copies.manifest_of(path) if name.fullmatch(path.name) else None
        if manifest is not None and manifest.first == stands.first:
            found.append(path)
    for path in found[keep:]:
        try:
            path.unlink()
        except OSError as error:
            raise StoreError(f"An older backup cannot be removed: {error.strerror} ({path}).") from None
    return [path.name for path in found[keep:]]


# ---------------------------------------------------------------------- writing
def _write(stands: Standing, place: Place, out: IO[bytes]) -> None:
    """Write the whole archive: what it is first, digests as sha256sum reads them last."""
    papers = list(_papers(place, stands.records))
    records = stands.records
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        add = _Adding(tar, stands.when)
        add.parts(copies.MANIFEST, [msgspec.json.format(msgspec.json.encode(stands.manifest(len(papers)))), b"\n"])
        add.parts(copies.HISTORY, [stands.data])
        add.parts(copies.BOARD, snapshot.encode(records, stands.at))
        if records.archive.seq:
            add.parts(copies.ARCHIVE, snapshot.encode_archive(records))
        for name, path in papers:
            add.file(name, path)
        add.parts(copies.SUMS, [f"{digest}  {name}\n".encode() for name, digest in add.sums.items()])


def _papers(place: Place, records: Records) -> Iterable[tuple[str, Path]]:
    """The files beside the board that are to be kept: those that cases name, the clinic's own templates, its codes."""
    named = {paper.path for paper in copies.papers_of(records)}
    for own in ("templates", "codes"):
        # A name with a dot is one on its way, gone before it could be read.
        kept = (path for path in (place.folder / own).rglob("*") if not path.name.startswith("."))
        named |= {path.relative_to(place.folder).as_posix() for path in kept}
    for name in sorted(named):
        path = place.folder / name
        if (
            copies.is_paper(name)
            and path.is_file()
            and path.resolve().is_relative_to(place.folder.resolve() / name.partition("/")[0])
        ):
            yield name, path


class _Adding:
    """Adds files to an archive and keeps their digests."""

    def __init__(self, tar: tarfile.TarFile, when: datetime) -> None:
        self.sums: dict[str, str] = {}
        self._tar = tar
        self._when = when

    def parts(self, name: str, parts: Iterable[bytes | memoryview]) -> None:
        parts = list(parts)
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
        self.sums[name] = digest.hexdigest()
        self._tar.addfile(self._info(name, sum(len(part) for part in parts)), _Joined(parts))

    def file(self, name: str, path: Path) -> None:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            self.sums[name] = hashlib.file_digest(file, hashlib.sha256).hexdigest()
            file.seek(0)
            self._tar.addfile(self._info(name, size), file)

    def _info(self, name: str, size: int) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self._when.timestamp())
        return info


class _Joined(io.RawIOBase):
    """Pieces read one after the other as one file, without making one piece of them."""

    def __init__(self, parts: list[bytes | memoryview]) -> None:
        self._parts = iter(parts)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found, wanted = [], size
        while wanted:
            if not self._rest:
                part = next(self._parts, None)
                if part is None:
                    break
                self._rest = memoryview(part)
                continue
            piece = self._rest if wanted < 0 else self._rest[:wanted]
            self._rest = self._rest[len(piece) :]
            wanted -= len(piece) if wanted > 0 else 0
            found.append(piece)
        return b"".join(found)
