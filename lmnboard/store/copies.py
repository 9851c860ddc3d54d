"""A copy of a board that lies elsewhere: a backup of this program, or a folder that somebody copied by hand.

Reads it file by file, once through, takes only what belongs to a board, and says what in it is not whole. Stands on
the history and the snapshot; backing up checks what it wrote with it, restoring takes from it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec

from lmnboard.model import difference
from lmnboard.model.errors import Damaged, StoreError
from lmnboard.model.records import Archive, Encoded, Records
from lmnboard.store import history, snapshot
from lmnboard.store.past import Past
from lmnboard.store.place import Place, make_folder, write_whole
from lmnboard.store.verify import Verified

BOARD, HISTORY, ARCHIVE = "board.json", "board.history.jsonl", "archive.json"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
PAPERS = ("attachments", "codes", "exports", "sent", "templates")
CHUNK = 1 << 20
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


class Manifest(msgspec.Struct):
    """What a backup says of itself, first of all: the entry it stands at, and by the first entry whose board it is."""

    schema: int
    seq: int
    head: str
    first: str
    at: str
    files: int


class Paper(msgspec.Struct, frozen=True):
    """A file that a case names, by its path from the board's folder; exports have no digest."""

    case: str
    path: str
    sha256: str = ""


class Copy(msgspec.Struct):
    """A copy that was read: its history, what else is in it by its digest, and what is wrong with it in sentences."""

    path: Path
    past: Past
    files: dict[str, str]
    faults: list[str]
    checked: Verified


def is_backup(path: Path) -> bool:
    """Whether a file is a backup and not a board's own: packed, whatever its name. Raises `StoreError`."""
    if path.is_dir():
        return False
    try:
        with open(path, "rb") as file:
            return file.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from None


def read(path: Path) -> Copy:
    """Read a copy from end to end. Raises `StoreError` where it cannot be opened, `Damaged` where it has no history."""
    digests: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    broken = ""
    try:
        for name, file in _files(path):
            if is_paper(name):
                digests[name] = _digest(file)
            else:
                kept[name] = file.read()
                digests[name] = hashlib.sha256(kept[name]).hexdigest()
    except (tarfile.TarError, EOFError, zlib.error) as error:
        broken = f"{path} is cut short or damaged: {str(error).rstrip('.')}."
    except OSError as error:
        if error.errno is not None:
            raise StoreError(f"{path} cannot be read: {error.strerror}.") from None
        broken = f"{path} is cut short or damaged: {str(error).rstrip('.')}."  # gzip's own
    if HISTORY not in kept:
        raise Damaged(broken or f"{path} holds no history of a board.")
    past = Past(kept[HISTORY])
    records = past.records()
    count = sum(len(difference.all_of(records, table)) for table in records.tables)
    checked = Verified(head=past.at.head, entries=past.last, records=count)
    faults = [broken] if broken else _sum_faults(path, kept, digests)
    if past.damage or not past.lines:
        faults.append(f"{path}: the history in it is damaged: {past.damage or 'it has no entry'}.")
    if not broken:
        faults += _snapshot_faults(path, kept, past, records)
        missing = _paper_faults(path, records, digests)
        faults += missing
        checked.papers = sum(1 for paper in papers_of(records) if paper.sha256) - len(missing)
    checked.faults = faults
    return Copy(path, past, digests, faults, checked)


def papers_of(records: Records) -> Iterator[Paper]:
    """The files that cases name: enclosures and letters as they were sent, with digests, and exports."""
    for _record, doc in records.every("cases"):
        named: list[dict[str, Any]] = [row for row in doc.get("attachments") or [] if isinstance(row, dict)]
        named += [row.get("letter") or {} for row in doc.get("submissions") or []]
        named += [{"path": row.get("path")} for row in doc.get("exports") or []]
        for paper in named:
            if paper.get("path") and is_paper(str(paper["path"])):
                yield Paper(str(doc.get("id")), str(paper["path"]), str(paper.get("sha256") or ""))


def is_paper(path: str) -> bool:
    """Whether a path is one of the files beside a board, and leads nowhere else."""
    parts = PurePosixPath(path).parts
    return len(parts) > 1 and parts[0] in PAPERS and ".." not in parts and path.isprintable()


def bring_papers(copy: Copy, place: Place) -> int:
    """Copy the files that are missing beside a board; how many. What is there is never written over."""
    wanted = {name for name in copy.files if is_paper(name) and not os.path.lexists(place.folder / name)}
    if not wanted:
        return 0
    try:
        for name, file in _files(copy.path):
            if name in wanted:
                target = _folder_for(place, name) / PurePosixPath(name).name
                mode = place.file_mode & 0o440 if name.startswith("sent/") else place.file_mode
                write_whole(target, place.temporary(), _chunks(file), mode)
    except (tarfile.TarError, EOFError, zlib.error):
        raise Damaged(f"{copy.path} is cut short or damaged.") from None
    except OSError as error:
        raise StoreError(
            f"The files beside the board cannot be brought back: {error.strerror or error} ({place.folder})."
        ) from None
    return len(wanted)


def beside(place: Place) -> list[tuple[Path, int]]:
    """The backups in the folder beside a board that bear its name, most entries first, as their names tell them."""
    name = re.compile(re.escape(place.board.stem) + r"-[0-9]{8}T[0-9]{6}Z-([0-9]{1,12})\.tar\.gz")
    found = [(path, name.fullmatch(path.name)) for path in sorted((place.folder / "backups").glob("*.tar.gz"))]
    return sorted(
        ((path, int(told[1])) for path, told in found if told and path.is_file()), key=lambda one: one[1], reverse=True
    )


def manifest_of(path: Path) -> Manifest | None:
    """What a backup says of itself, from its beginning alone; None where it says nothing."""
    try:
        for name, file in _files(path):
            # No more than one takes: what somebody put into a shared folder may unpack to any size.
            return msgspec.json.decode(file.read(CHUNK), type=Manifest) if name == MANIFEST else None
    except (tarfile.TarError, EOFError, zlib.error, OSError, StoreError, msgspec.MsgspecError):
        pass
    return None


# ---------------------------------------------------------------------- its files, one after the other
def _files(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a copy that belong to a board, under the names they have in a backup."""
    if is_backup(path):
        yield from _members(path)
        return
    folder = path if path.is_dir() else path.parent
    board = _board_in(path)
    place = Place(board)
    named = [(HISTORY, place.history), (BOARD, place.board), (ARCHIVE, place.archive)]
    for kind in PAPERS:
        found = sorted(p for p in (folder / kind).rglob("*") if p.is_file() and not p.is_symlink())
        named += [(p.relative_to(folder).as_posix(), p) for p in found]
    for name, file_path in named:
        if file_path.is_file():
            with open(file_path, "rb") as file:
                yield name, file


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Read to the very end: the last bytes are a checksum of all the others."""
    with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            name = member.name
            known = name in (BOARD, HISTORY, ARCHIVE, MANIFEST, SUMS) or is_paper(name)
            file = tar.extractfile(member) if member.isreg() and known else None
            if file is not None:
                yield name, file
        for _chunk in _chunks(packed):
            pass


def _chunks(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _board_in(path: Path) -> Path:
    """The board's file in a folder that was copied by hand. Raises `StoreError` unless there is one."""
    if not path.is_dir():
        return path
    histories = sorted(path.glob("*.history.jsonl"))
    if len(histories) != 1:
        raise StoreError(f"{path} holds {'no' if not histories else 'more than one'} board: name its file.")
    return path / f"{histories[0].name.removesuffix('.history.jsonl')}.json"


def _folder_for(place: Place, name: str) -> Path:
    folder = place.folder
    for part in PurePosixPath(name).parts[:-1]:
        folder /= part
        if folder.is_symlink():
            raise StoreError(f"{folder} is a link: papers of a board lie in folders of its own.")
        with suppress(FileExistsError):
            make_folder(folder, place.folder_mode)
    return folder


# ---------------------------------------------------------------------- what is wrong with it
def _sum_faults(path: Path, kept: dict[str, bytes], digests: dict[str, str]) -> list[str]:
    """What a backup's list of digests says; a folder that was copied by hand has none."""
    if not is_backup(path):
        return []
    if SUMS not in kept:
        return [f"{path} is not complete: its list of digests is missing."]
    lines = map(_SUM.fullmatch, kept[SUMS].decode(errors="replace").split("\n"))
    noted = {line[2]: line[1] for line in lines if line}
    faults = [f"{path}: {name} in it is not as it was written." for name in noted if noted[name] != digests.get(name)]
    unknown = digests.keys() - noted.keys() - {SUMS}
    return faults + [f"{path}: {name} in it was not part of the backup." for name in sorted(unknown)]


def _snapshot_faults(path: Path, kept: dict[str, bytes], past: Past, last: Records) -> list[str]:
    """Whether the snapshot in it says what its history says; by hand it is copied from a file that moves."""
    if BOARD not in kept:
        return []
    try:
        shown, note = snapshot.decode(kept[BOARD])
        archived = snapshot.decode_archive(kept[ARCHIVE])[0] if ARCHIVE in kept else {}
    except snapshot.Foreign:
        return [f"{path}: the board's file in it is not as lmnboard wrote it."]
    if past.after(note.seq) != history.Point(note.offset, note.head):
        return [f"{path}: the board's file in it stands at entry {note.seq}, which its history does not have."]
    told = last if note.seq == last.seq else past.records(note.seq)
    if is_backup(path):  # by hand, the archive may have been copied at another moment
        shown.archive = Archive(since={**archived}, seq=note.archive_seq)
        if _differ(told.archive.cases(), shown.archive.cases()):
            return [f"{path}: the board's file in it is not as its history has it."]
    if any(_differ(told.tables.get(t, {}), shown.tables.get(t, {})) for t in told.tables.keys() | shown.tables.keys()):
        return [f"{path}: the board's file in it is not as its history has it."]
    return []


def _differ(told: dict[int, Encoded], shown: dict[int, Encoded]) -> bool:
    return told.keys() != shown.keys() or any(
        bytes(raw) != bytes(shown[number]) and msgspec.json.decode(raw) != msgspec.json.decode(shown[number])
        for number, raw in told.items()
    )


def _paper_faults(path: Path, records: Records, digests: dict[str, str]) -> list[str]:
    faults = []
    for paper in papers_of(records):
        if paper.sha256 and digests.get(paper.path) != paper.sha256:
            what = "is not the file that was kept" if paper.path in digests else "is not there"
            faults.append(f"{paper.case}: {paper.path} {what}.")
    return faults
