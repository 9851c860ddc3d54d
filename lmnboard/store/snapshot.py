"""`board.json`: a TinyDB file of every table, with a note of the history it stands for and a checksum of itself.

Any TinyDB reads it. Written here in one piece from documents that stay encoded, because making ten thousand Python
objects on each save is what makes TinyDB's own storage slow.
"""

from __future__ import annotations

import hashlib
import re
from io import BufferedReader

import msgspec

from lmnboard.model.errors import StoreError
from lmnboard.model.records import Encoded, Records
from lmnboard.store.history import Point

SCHEMA = 1
NOTE = "_lmnboard"
_OPENING = b'{"_lmnboard":{"1":{"checksum":"'
_SCHEMA_AT = re.compile(re.escape(_OPENING) + rb'[0-9a-f]{64}","schema":([0-9]{1,9})[,}]')
"""Whatever else a later version changes, a snapshot begins like this, so that every version knows a newer one."""
_decode_tables = msgspec.json.Decoder(dict[str, dict[int, msgspec.Raw]]).decode


class Note(msgspec.Struct):
    """What a snapshot says of itself: the entry it stands at, where that entry ends in the history, its digest."""

    checksum: str
    schema: int
    seq: int
    offset: int
    head: str
    highest: dict[str, int] = {}


class Foreign(ValueError):
    """The file is not a snapshot as this program wrote it: plain TinyDB, edited, or damaged."""


def encode(records: Records, at: Point) -> list[bytes | memoryview]:
    """The bytes of `board.json` for records that stand at a point of the history, in pieces: whole, it is large."""
    note = msgspec.json.encode(
        {"schema": SCHEMA, "seq": records.seq, "offset": at.offset, "head": at.head, "highest": records.highest}
    )
    parts: list[bytes | memoryview] = [b'",', note[1:], b"}"]
    for table, rows in records.tables.items():
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
    """Records and note of a snapshot.

    Raises `Foreign` unless every byte is as this program wrote it, `StoreError` where a newer one did.
    """
    schema = _SCHEMA_AT.match(data)
    if schema and int(schema[1]) > SCHEMA:
        raise StoreError(
            f"The board was written by a newer lmnboard (schema {int(schema[1])}): install that version to open it."
        )
    start = len(_OPENING)
    checksum = hashlib.sha256(memoryview(data)[start + 64 :]).hexdigest().encode()
    if data[:start] != _OPENING or data[start : start + 64] != checksum:
        raise Foreign("it is not as lmnboard wrote it")
    tables: dict[str, dict[int, Encoded]] = {table: {**rows} for table, rows in _decode_tables(data).items()}
    note = msgspec.json.decode(tables.pop(NOTE)[1], type=Note)
    return Records(tables, note.highest, note.seq), note


def is_whole(file: BufferedReader) -> bool:
    """Whether a file is a snapshot, every byte of it as this program wrote it. Not held in memory: it is large."""
    if file.read(len(_OPENING)) != _OPENING:
        return False
    noted = file.read(64)
    return hashlib.file_digest(file, hashlib.sha256).hexdigest().encode() == noted


def has_note(data: bytes) -> bool:
    """Whether a file was once a snapshot of this program, however changed since."""
    return data[: len(_OPENING)] == _OPENING or b'"_lmnboard"' in data[:4096]
