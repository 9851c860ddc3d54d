"""All records of a board at one point of its history, kept as encoded JSON until somebody asks for one.

Making Python objects is what costs at ten thousand cases, so a record stays bytes; reading one decodes it afresh and
nothing decoded is shared. The store keeps one such copy to judge changes, the board another to show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change, Entry, standing, still_fits
from lmnboard.model.errors import Invalid, NotFound

Encoded = bytes | msgspec.Raw
Working = dict[str, dict[str, Any] | None]
"""Records that are being changed, by name; None for one that is not there."""
_UNNUMBERED = re.compile(r"^([A-Z]+-)\$(\d+)$")
_encode = msgspec.json.Encoder().encode
_decode: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])
_decode_any = msgspec.json.Decoder().decode


class _Named(msgspec.Struct):
    """Just a record's id and revision, for looking at it without making its document."""

    id: Any = None
    revision: Any = None
    archived_at: Any = None


_decode_named = msgspec.json.Decoder(_Named).decode


class Judged(msgspec.Struct):
    """A draft's changes, numbered, with `before` as it stands; those that no longer fit, with what stands instead."""

    changes: tuple[Change, ...]
    clashes: list[tuple[Change, Any]]
    outcome: dict[str, bytes | None]
    """The records as the changes leave them; None for one that they remove."""


class Archive(msgspec.Struct):
    """Cases that have left the board's file: as they were when it was written, and what has happened to them since.

    `read` brings the former, when somebody first asks for one. `since` has the cases that were archived or changed
    after that, and None for one that came back. `seq` is the last entry that changed any of it, 0 where there is none;
    `at` is that entry's instant, as a board that was restored has another entry of the same number.
    """

    read: Callable[[], dict[int, Encoded]] = dict
    since: dict[int, Encoded | None] = {}
    seq: int = 0
    at: str = ""

    def case(self, number: int) -> Encoded | None:
        if not self.seq:
            return None
        return self.since[number] if number in self.since else self.read().get(number)

    def cases(self) -> dict[int, Encoded]:
        """Every archived case, in the order of their numbers."""
        merged = {**self.read(), **self.since}
        return {number: raw for number in sorted(merged) if (raw := merged[number]) is not None}


class Records:
    """Tables of number → encoded document, the highest number ever given in each, and the entry they stand at.

    Archived cases are not in the tables: they are found by name, and by `every`. `schema` is the form of the documents.
    """

    def __init__(
        self,
        tables: dict[str, dict[int, Encoded]] | None = None,
        highest: dict[str, int] | None = None,
        seq: int = 0,
        archive: Archive | None = None,
        schema: int = 1,
    ) -> None:
        self.tables: dict[str, dict[int, Encoded]] = tables or {}
        self.highest: dict[str, int] = {table: max(rows, default=0) for table, rows in self.tables.items()}
        self.highest.update(highest or {})
        self.seq = seq
        self.archive = archive or Archive()
        self.schema = schema

    def copy(self) -> Records:
        # The number first: an entry that another thread takes in meanwhile is then taken in again, and not left out.
        seq = self.seq
        tables = {table: dict(rows) for table, rows in self.tables.items()}
        archive = msgspec.structs.replace(self.archive, since=dict(self.archive.since))
        return Records(tables, dict(self.highest), seq, archive, self.schema)

    def raw(self, record: str) -> Encoded | None:
        table, number = split(record)
        found = self.tables.get(table, {}).get(number)
        if found is None and table == "cases" and number <= self.highest.get(table, 0):
            return self.archive.case(number)
        return found

    def doc(self, record: str) -> dict[str, Any] | None:
        """A fresh copy of one record's document, or None."""
        raw = self.raw(record)
        return None if raw is None else _decode.decode(raw)

    def docs(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The records of a table, without archived cases."""
        # A list of its own: another thread may take an entry in meanwhile.
        for number, raw in list(self.tables.get(table, {}).items()):
            yield f"{table}/{number}", _decode.decode(raw)

    def every(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The records of a table, archived cases among them."""
        yield from self.docs(table)
        if table == "cases":
            for number, raw in self.archive.cases().items():
                yield f"{table}/{number}", _decode.decode(raw)

    def apply(self, entry: Entry) -> set[str]:
        """Take in one committed entry; the names of the records it touched."""
        work: Working = {}
        for change in entry.changes:
            if self._in_work(work, change.record) is not None or change.path == "":
                _write(work, change)
        self.schema = entry.schema or self.schema
        return self.keep(_settled(work, entry.seq), entry.seq, entry.at)

    def keep(self, outcome: dict[str, bytes | None], seq: int, at: str = "") -> set[str]:
        """Take in the outcome of an entry that was judged here and is committed now, with its number and instant."""
        for record, raw in outcome.items():
            table, number = split(record)
            rows = self.tables.setdefault(table, {})
            before = self.highest.get(table, 0)
            self.highest[table] = max(before, number)
            if table == "cases" and number not in rows and number <= before and self.archive.case(number) is not None:
                self.archive.since[number] = None
                self.archive.seq, self.archive.at = seq, at
            if raw is None:
                rows.pop(number, None)
            elif table == "cases" and _is_archived(raw):
                rows.pop(number, None)
                self.archive.since[number] = raw
                self.archive.seq, self.archive.at = seq, at
            else:
                rows[number] = raw
        self.seq = seq
        return set(outcome)

    def judge(self, drafted: Iterable[Change], seq: int) -> Judged:
        """Hold each change against what stands once the changes before it are written; nothing here is changed.

        Raises `Invalid` where a change could never be written.
        """
        drafted = tuple(drafted)
        numbers = self._numbers(drafted)
        work: Working = {}
        judged = Judged((), [], {})
        settled = []
        for draft in drafted:
            change = _numbered(draft, numbers)
            doc = self._in_work(work, change.record)
            now = standing(doc, change)
            if (doc is None and change.path) or not still_fits(change, now):
                judged.clashes.append((change, now))
            elif doc is None and self._taken(draft, change, work):
                judged.clashes.append((change, change.after))
            else:
                try:
                    _write(work, change)
                except NotFound:
                    judged.clashes.append((change, now))  # a row inside a row that somebody has removed
                settled.append(Change(change.record, change.path, now, change.after))
        judged.changes = tuple(settled)
        judged.outcome = _settled(work, seq)
        return judged

    def clashes(self, changes: Iterable[Change]) -> list[tuple[Change, Any]]:
        """Each change that no longer fits, with what stands in its place."""
        return self.judge(changes, self.seq + 1).clashes

    def revision(self, record: str) -> int:
        """The entry that last changed a record; 0 where there is no such record."""
        raw = self.raw(record)
        found = None if raw is None else _decode_named(raw).revision
        return found if isinstance(found, int) else 0

    def _in_work(self, work: Working, record: str) -> dict[str, Any] | None:
        if record not in work:
            work[record] = self.doc(record)
        return work[record]

    def _numbers(self, drafted: tuple[Change, ...]) -> dict[str, str]:
        """The record that each `table/$1` of a draft becomes, by its mark (`1`)."""
        given: dict[str, str] = {}
        names: dict[str, str] = {}
        used: dict[str, int] = {}
        for change in drafted:
            table, _, mark = change.record.rpartition("/")
            if not mark.startswith("$"):
                continue
            if names.setdefault(mark[1:], change.record) != change.record:
                raise Invalid(f"{names[mark[1:]]} and {change.record} are two new records with one mark.")
            if mark[1:] not in given:
                used[table] = used.get(table, self.highest.get(table, 0)) + 1
                given[mark[1:]] = f"{table}/{used[table]}"
        return given

    def _taken(self, draft: Change, change: Change, work: Working) -> bool:
        """Whether a new record brings an id that another record of its table has, and keeps."""
        new_id, drafted_id = (c.after.get("id") if isinstance(c.after, dict) else None for c in (change, draft))
        if new_id is None or new_id != drafted_id:
            return False  # none, or made from the record's number, which is new: no need to look through the table
        table = split(change.record)[0]
        gone = {split(record)[1] for record, doc in work.items() if doc is None and record.startswith(f"{table}/")}
        rows = self.tables.get(table, {})
        return any(_decode_named(raw).id == new_id for number, raw in rows.items() if number not in gone)


def split(record: str) -> tuple[str, int]:
    table, _, number = record.rpartition("/")
    if not (table and number.isascii() and number.isdigit()):
        raise Invalid(f"{record!r} is not the name of a record, as cases/42 is.")
    return table, int(number)


def _write(work: Working, change: Change) -> None:
    """Write one change into the working documents. The change's own value stays untouched by those after it."""
    after, doc, added = change.after, work[change.record], 0
    if isinstance(after, dict | list):
        after = _decode_any(_encode(after))
        added = paths.highest_row([after] if paths.names_row(change.path) else after)
    if change.path:
        assert doc is not None
        paths.put(doc, change.path, after)
        if added:
            doc["last_row"] = max(_last_row(doc), added)
    elif after is UNSET:
        work[change.record] = None
    elif isinstance(after, dict):
        after["last_row"] = max(_last_row(doc or {}), _last_row(after), added)
        work[change.record] = after
    else:
        raise Invalid(f"{change.record} is to become something that has no fields.")


def _settled(work: Working, seq: int) -> dict[str, bytes | None]:
    """The working documents as they are kept, with the entry that changed them."""
    return {record: None if doc is None else _encode({**doc, "revision": seq}) for record, doc in work.items()}


def _is_archived(raw: Encoded) -> bool:
    # The key is looked for in the bytes first, as nearly no case has it: in a text its quotes would be escaped.
    return b'"archived_at":"' in bytes(raw) and bool(_decode_named(raw).archived_at)


def _last_row(doc: dict[str, Any]) -> int:
    found = doc.get("last_row")
    return found if isinstance(found, int) else 0


def _numbered(change: Change, numbers: dict[str, str]) -> Change:
    """The change with its record's number, also where its value names a new record (`LMN-$1`)."""
    if not numbers:
        return change
    mark = change.record.rpartition("/")[2]
    record = numbers[mark[1:]] if mark.startswith("$") else change.record
    return Change(record, change.path, change.before, _substitute(change.after, numbers))


def _substitute(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, str):
        match = _UNNUMBERED.match(value)
        return f"{match[1]}{split(numbers[match[2]])[1]:04d}" if match and match[2] in numbers else value
    if isinstance(value, dict):
        return {key: _substitute(item, numbers) for key, item in value.items()}
    if isinstance(value, list):
        return [_substitute(item, numbers) for item in value]
    return value
