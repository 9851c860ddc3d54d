"""The whole history of a board, read at once: whether its chain holds, and what the board was at any entry of it.

For what looks back (backup, restore, repair); a running board reads only the end. Reads nothing but what it is given.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from lmnboard.model.change import Entry
from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records
from lmnboard.store import history, migration, snapshot
from lmnboard.store.place import Place


class Past:
    """The good lines of a history, up to where something is wrong with it."""

    def __init__(self, data: bytes) -> None:
        self._found = history.scan(data, history.START, 0)
        self.data = data

    @classmethod
    def of(cls, place: Place) -> Past:
        """The history of a board; an empty one where there is none. Raises `StoreError` where it cannot be read."""
        return cls(read(place.history))

    @property
    def lines(self) -> list[history.Line]:
        return self._found.lines

    @property
    def at(self) -> history.Point:
        """Where the good lines end."""
        return self._found.at

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return len(self.lines)

    @property
    def damage(self) -> str:
        """What is wrong after the good lines, in words; an end that was never acknowledged is no damage."""
        return self._found.damage

    @property
    def was_whole(self) -> bool:
        """Whether a bad last line may have been acknowledged."""
        return self._found.was_whole

    def entry(self, seq: int) -> Entry | None:
        return self.lines[seq - 1].entry if 1 <= seq <= self.last else None

    def after(self, seq: int) -> history.Point | None:
        """The point after an entry; None where this history has no such entry."""
        return history.START if seq == 0 else self.lines[seq - 1].after if 1 <= seq <= self.last else None

    def has(self, seq: int, head: str) -> bool:
        """Whether it goes through an entry of that number and digest."""
        point = self.after(seq)
        return point is not None and point.head == head

    def begins(self, other: Past) -> bool:
        """Whether the other history goes on from this one, or is the same."""
        return other.has(self.last, self.at.head)

    def seq_at(self, when: datetime) -> int:
        """The last entry that was made by then; 0 where the board began later."""
        return max((line.entry.seq for line in self.lines if datetime.fromisoformat(line.entry.at) <= when), default=0)

    def records(self, seq: int | None = None) -> Records:
        """The records as they were after an entry, or after the last one."""
        records = Records()
        for line in self.lines[:seq]:
            records.apply(line.entry)
        return records


def in_present_form(records: Records) -> Records:
    """Records of an earlier time as the present form has them. Raises `StoreError` where they are of a newer one."""
    if records.schema > snapshot.SCHEMA:
        raise snapshot.newer(records.schema)
    for schema in range(records.schema, snapshot.SCHEMA):
        records.keep(records.judge(migration.STEPS[schema](records), records.seq).outcome, records.seq)
    records.schema = snapshot.SCHEMA
    return records


def read(path: Path) -> bytes:
    """The bytes of a file that may not be there. Raises `StoreError`."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from None


def plain_entry(entry: Entry, seq: int, previous: str) -> Entry:
    """A drafted entry numbered and chained, as everybody will read it."""
    return msgspec.structs.replace(history.plain(entry), seq=seq, previous=previous)
