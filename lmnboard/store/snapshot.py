"""`board.json` and `archive.json`: TinyDB files with a note of the history they stand for and a checksum of themselves.

Any TinyDB reads them. Written here in one piece from documents that stay encoded, because making ten thousand Python
objects on each save is what makes TinyDB's own storage slow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from io import BufferedReader

import msgspec

from lmnboard.model.errors import StoreError
from lmnboard.model.records import Archive, Encoded, Records
from lmnboard.store.history import Point

SCHEMA = 2
"""1 was every case in `board.json`; 2 has archived cases in `archive.json`."""
NOTE = "_lmnboard"
_OPENING = b'{"_lmnboard":{"1":{"checksum":"'
_SCHEMA_AT = re.compile(re.escape(_OPENING) + rb'[0-9a-f]{64}","schema":([0-9]{1,9})[,}]')
"""Whatever else a later version changes, a snapshot begins like this, so that every version knows a newer one."""
_ARCHIVE_AT = re.compile(
    re.escape(_OPENING) + rb'[0-9a-f]{64}","schema":[0-9]{1,9},"seq":([0-9]{1,18}),"at":"([^"]{0,64})"}'
)
_decode_tables = msgspec.json.Decoder(dict[str, dict[int, msgspec.Raw]]).decode


class Note(msgspec.Struct, omit_defaults=True):
    """What a snapshot says of itself: the entry it stands at, where that entry ends in the history, its digest.

    `archive_seq` is the last entry that changed the archive, 0 where no case was ever archived; `archive_at` its
    instant. `inside` names archived cases that lie in this file too, as long as there is no archive that fits it.
    """

    schema: int
    seq: int
    offset: int
    head: str
    highest: dict[str, int] = {}
    archive_seq: int = 0
    archive_at: str = ""
    inside: list[int] | None = None


class ArchiveNote(msgspec.Struct):
    """What `archive.json` says of itself: the entry that changed it last, and its instant."""

    schema: int
    seq: int
    at: str = ""


class Foreign(ValueError):
    """The file is not a snapshot as this program wrote it: plain TinyDB, edited, or damaged."""


def encode(records: Records, at: Point) -> list[bytes | memoryview]:
    """The bytes of `board.json` for records that stand at a point of the history, in pieces: whole, it is large."""
    archive = records.archive
    note = Note(SCHEMA, records.seq, at.offset, at.head, records.highest, archive.seq, archive.at)
    return _encode(note, records.tables)


def encode_with_archive(records: Records, at: Point) -> list[bytes | memoryview]:
    """The bytes of a `board.json` that holds the archived cases as well."""
    archive = records.archive
    archived = archive.cases()
    note = Note(SCHEMA, records.seq, at.offset, at.head, records.highest, archive.seq, archive.at, list(archived))
    return _encode(note, {**records.tables, "cases": {**records.tables.get("cases", {}), **archived}})


def encode_archive(records: Records) -> list[bytes | memoryview]:
    """The bytes of `archive.json`."""
    archive = records.archive
    return _encode(ArchiveNote(SCHEMA, archive.seq, archive.at), {"cases": archive.cases()})


def _encode(note: Note | ArchiveNote, tables: Mapping[str, Mapping[int, Encoded]]) -> list[bytes | memoryview]:
    parts: list[bytes | memoryview] = [b'",', msgspec.json.encode(note)[1:], b"}"]
    for table, rows in tables.items():
        parts += [b",", msgspec.json.encode(table), b":{"]
        comma = b""
        for number, raw in rows.items():
            parts += [b'%b"%d":' % (comma, number), memoryview(raw)]
            comma = b","
        parts.append(b"}")
    parts.append(b"}\n")
    checksum = hashlib.sha256()
    for part in parts:
        checksum.update(part)
    return [_OPENING, checksum.hexdigest().encode(), *parts]


def decode(data: bytes) -> tuple[Records, Note]:
    """Records, without their archive unless it lies inside, and note of a snapshot.

    Raises `Foreign` unless every byte is as this program wrote it, `StoreError` where a newer one did.
    """
    schema = _SCHEMA_AT.match(data)
    if schema and int(schema[1]) > SCHEMA:
        raise newer(int(schema[1]))
    tables = _decode(data)
    note = msgspec.json.decode(tables.pop(NOTE)[1], type=Note)
    archived: dict[int, Encoded | None] = {number: tables["cases"].pop(number) for number in note.inside or ()}
    archive = Archive(since=archived, seq=note.archive_seq, at=note.archive_at)
    return Records(tables, note.highest, note.seq, archive, note.schema), note


def newer(schema: int) -> StoreError:
    return StoreError(f"The board was written by a newer lmnboard (schema {schema}): install that version to open it.")


def decode_archive(data: bytes) -> tuple[dict[int, Encoded], tuple[int, str]]:
    """The archived cases, and the number and instant of the entry that changed them last.

    Raises `Foreign` unless every byte is as this program wrote it.
    """
    tables = _decode(data)
    note = msgspec.json.decode(tables[NOTE][1], type=ArchiveNote)
    return tables.get("cases", {}), (note.seq, note.at)


def _decode(data: bytes) -> dict[str, dict[int, Encoded]]:
    start = len(_OPENING)
    checksum = hashlib.sha256(memoryview(data)[start + 64 :]).hexdigest().encode()
    if data[:start] != _OPENING or data[start : start + 64] != checksum:
        raise Foreign("it is not as lmnboard wrote it")
    return {table: {**rows} for table, rows in _decode_tables(data).items()}


def archive_at(beginning: bytes) -> tuple[int, str]:
    """The entry that `archive.json` names at its beginning, by number and instant; number 0 where it names none."""
    found = _ARCHIVE_AT.match(beginning)
    return (int(found[1]), found[2].decode(errors="replace")) if found else (0, "")


def is_whole(file: BufferedReader) -> bool:
    """Whether a file is a snapshot, every byte of it as this program wrote it. Not held in memory: it is large."""
    if file.read(len(_OPENING)) != _OPENING:
        return False
    noted = file.read(64)
    return hashlib.file_digest(file, hashlib.sha256).hexdigest().encode() == noted


def has_note(data: bytes) -> bool:
    """Whether a file was once a snapshot of this program, however changed since."""
    return data[: len(_OPENING)] == _OPENING or b'"_lmnboard"' in data[:4096]
