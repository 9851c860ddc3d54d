"""Whether the files of a board are whole: the chain of its history, the snapshot against it, the papers' digests.

Reads only, and reads everything: `board.json` by TinyDB itself, as another program would. Called by `lmnboard verify`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from lmnboard.model.errors import Invalid, StoreError
from lmnboard.model.records import Records
from lmnboard.store import history, snapshot
from lmnboard.store.opening import SEE_REPAIR
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place


class Verified(msgspec.Struct):
    """What was found. `faults` are sentences that say what, where and what to do; none when all is whole.

    `since` is the instant of the first entry: how far back it is known who changed what.
    """

    head: str = history.GENESIS
    entries: int = 0
    since: str = ""
    records: int = 0
    papers: int = 0
    faults: list[str] = []


def verify(path: Path) -> Verified:
    """Check every file of the board at `path`. Raises `StoreError` where there is no history to check."""
    place = Place(path)
    found = Verified()
    try:
        data = place.history.read_bytes()
    except OSError as error:
        raise StoreError(f"{place.history} cannot be read: {error.strerror}.") from None
    scan = history.scan(data, history.START, 0)
    records = Records()
    heads = {0: history.START}
    for line in scan.lines:
        records.apply(line.entry)
        heads[line.entry.seq] = line.after
    found.head, found.entries = scan.at.head, len(scan.lines)
    found.since = scan.lines[0].entry.at if scan.lines else ""
    if scan.damage:
        found.faults.append(f"{place.history}: {scan.damage}. {SEE_REPAIR}")
    if scan.was_whole:
        found.faults.append(f"{place.history}: the last line is not as it was written. {SEE_REPAIR}")
    elif scan.torn:
        found.faults.append(_cut_short(place, found.entries))
    found.records = sum(len(rows) for rows in records.tables.values())
    found.records += len(records.archive.cases())
    found.faults += _snapshot_faults(place, scan, heads)
    found.faults += _archive_faults(place, records)
    found.papers, missing = _papers(place, records)
    found.faults += missing
    return found


def _cut_short(place: Place, entries: int) -> str:
    """What a history is that ends in the middle of a line: a write that was cut short, or a file that was."""
    with suppress(OSError, snapshot.Foreign):
        if snapshot.decode(place.board.read_bytes())[1].seq > entries:
            return f"{place.history}: its end was cut off in line {entries + 1}; changes are refused. {SEE_REPAIR}"
    return f"{place.history}: the last write was cut short; the next change removes it."


def _snapshot_faults(place: Place, scan: history.Scan, heads: dict[int, history.Point]) -> list[str]:
    """What is wrong with `board.json`, held against the history up to the entry that it stands at."""
    try:
        shown, note = snapshot.decode(place.board.read_bytes())
    except OSError as error:
        return [f"{place.board} cannot be read: {error.strerror}. The next change writes it again."]
    except snapshot.Foreign as why:
        return [f"{place.board}: {why}. The next opening puts it aside."]
    if heads.get(note.seq) != history.Point(note.offset, note.head):
        return [f"{place.board} stands at entry {note.seq}, which {place.history.name} does not have. {SEE_REPAIR}"]
    told = Records()
    for line in scan.lines[: note.seq]:
        told.apply(line.entry)
    differing = [
        f"{table}/{number}"
        for table, rows in told.tables.items()
        for number in rows
        if _plain(told, table, number) != _plain(shown, table, number)
    ]
    faults = [f"{place.board}: {record} is not as the history has it." for record in differing]
    return faults or _tinydb_faults(place.board, told)


def _archive_faults(place: Place, told: Records) -> list[str]:
    """What is wrong with `archive.json`; one that a crash left behind the history is not: it is made again."""
    if not told.archive.seq:
        return []
    try:
        cases, stands_at = snapshot.decode_archive(place.archive.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        return [f"{place.archive} cannot be read: {error.strerror}."]
    except snapshot.Foreign as why:
        return [f"{place.archive}: {why}. It is put aside and made again when somebody asks for an archived case."]
    archive = told.archive
    if stands_at != (archive.seq, archive.at) or {n: bytes(raw) for n, raw in cases.items()} == archive.cases():
        return []
    return [f"{place.archive} is not as the history has it."]


def _tinydb_faults(board: Path, told: Records) -> list[str]:
    """Whether TinyDB, which others read the board with, finds every record."""
    from tinydb import TinyDB

    with TinyDB(board, access_mode="r") as database:
        return [
            f"{board}: TinyDB finds {len(database.table(table))} records in {table}, the history has {len(rows)}."
            for table, rows in told.tables.items()
            if len(database.table(table)) != len(rows)
        ]


def _papers(place: Place, records: Records) -> tuple[int, list[str]]:
    """The enclosures and sent letters that cases name, each held against its digest."""
    papers = Papers(place)
    checked, faults = 0, []
    for _record, doc in records.every("cases"):
        named: list[dict[str, Any]] = [*(doc.get("attachments") or [])]
        named += [row.get("letter") or {} for row in doc.get("submissions") or []]
        for paper in named:
            if not (paper.get("path") and paper.get("sha256")):
                continue
            checked += 1
            try:
                digest = papers.digest(str(paper["path"]))
            except Invalid as why:
                faults.append(f"{doc.get('id')}: {paper['path']!r} was not read: {why}.")
                continue
            except OSError as error:
                faults.append(f"{doc.get('id')}: {paper['path']} cannot be read: {error.strerror}.")
                continue
            if digest != paper["sha256"]:
                faults.append(f"{doc.get('id')}: {paper['path']} is not the file that was kept.")
    return checked, faults


def _plain(records: Records, table: str, number: int) -> Any:
    return records.doc(f"{table}/{number}")
