"""Repair: a history that is cut, gone or damaged goes on from its good part, with one entry that has the rest.

What can be kept is worked out first and said in words; nothing is written before. Stands on the history, the snapshot
and `replacing`; called by `lmnboard repair`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lmnboard.model import difference, values
from lmnboard.model.change import UNSET, Change, Entry, standing
from lmnboard.model.errors import BoardError, Damaged, Moved
from lmnboard.model.records import Records
from lmnboard.store import archive, copies, history, replacing, snapshot
from lmnboard.store.lock import FolderLock
from lmnboard.store.past import Past, plain_entry, read
from lmnboard.store.place import Place

ACTION = "repair"
_BEGINS = re.compile(rb'"seq":(\d{1,12}),"at":"([^"]{1,40})","by":"([^"]{1,64})","action":"([^"]{1,40})"')


class Bad(msgspec.Struct, frozen=True):
    """An entry after the good part: whole by itself, or lost but for what its line still says at its beginning."""

    seq: int
    entry: Entry | None
    at: str = ""
    by: str = ""
    action: str = ""


class Plan(msgspec.Struct):
    """What a repair would do.

    Entries up to `good` stay as they are. `snapshot_at` is the entry that the board's file stood at where it is needed,
    else 0. `applied` are whole entries from behind the damage, `partly` those of them of which not everything fits any
    more, `lost` those that cannot be read and that no snapshot has. `merged` are all whose changes the one new entry
    takes in: the history says no more who made them and when.
    """

    good: int
    snapshot_at: int
    applied: list[Entry]
    partly: list[int]
    lost: list[Bad]
    merged: list[Bad]
    changes: list[Change]
    data: list[bytes]
    records: Records
    at: history.Point


def plan(place: Place, at: str, by: str) -> Plan | None:
    """What can be kept of a damaged board; None where nothing is damaged. Raises `Damaged` where nothing can."""
    past = Past.of(place)
    after = list(_after_the_good(past))
    shown = _snapshot(place, past)
    if not (past.damage or after or shown or not past.lines):
        return None
    if not (past.lines or shown or any(bad.entry for bad in after)):
        raise Damaged(f"Nothing of {place.history} or {place.board} can be read. {_restore_all(place, past)}")
    then, stands_at = shown or (past.records(), 0)
    seen = stands_at or past.last
    applied, partly = [], []
    for bad in sorted((bad for bad in after if bad.entry), key=lambda bad: bad.seq):
        if bad.entry and bad.seq > seen:
            partly += [] if _apply(then, bad.entry) else [bad.seq]
            applied.append(bad.entry)
            seen = bad.seq
    known = {bad.seq: bad for bad in after}
    beyond = [known.get(seq, Bad(seq, None)) for seq in range(past.last + 1, max([seen, *known]) + 1)]
    lost = [bad for bad in beyond if bad.entry is None and bad.seq > stands_at]
    merged = [bad for bad in beyond if bad.entry is not None or bad.seq <= stands_at]
    base = past.records()
    changes = difference.between(base, then) + _numbers_given(base, then)
    note = "; ".join(_note(merged, lost, past.last, stands_at))
    entry = Entry(0, at, by, ACTION, tuple(changes), note, schema=then.schema if then.schema > base.schema else 0)
    entry = plain_entry(entry, past.last + 1, past.at.head)
    if base.judge(entry.changes, entry.seq).clashes:
        raise Damaged(f"What {place.board} has cannot be joined to {place.history}. {_restore_all(place, past)}")
    base.apply(entry)
    line, digest = history.encode_line(entry)
    kept = past.data[: past.at.offset]
    end = history.Point(len(kept) + len(line), digest)
    return Plan(past.last, stands_at, applied, partly, lost, merged, changes, [kept, line], base, end)


def fuller_backup(place: Place, good: int) -> tuple[Path, int] | None:
    """The backup beside the board that has most entries, with their number, where it has more than the `good` ones.

    Told by its name and by what it says of itself, so it costs nothing: restoring reads it whole.
    """
    first = read(place.history).partition(b"\n")[0][-66:-2].decode(errors="replace")  # the digest may outlive its line
    for path, seq in copies.beside(place):
        said = copies.manifest_of(path) if seq > good else None
        if said is not None and said.seq == seq and (said.first == first or not good):
            return path, seq
    return None


def carry_out(place: Place, agreed: Plan) -> list[str]:
    """Do what was said; the names under which the damaged files are kept. Raises `Moved` where they have changed."""
    lock = FolderLock(place.lock, place.file_mode)
    try:
        with lock.held():
            repair = msgspec.json.decode(agreed.data[1], type=Entry)
            again = plan(place, repair.at, repair.by)
            if again is None or again.data != agreed.data:
                raise Moved("The board's files have changed meanwhile. Look at what can be kept again.")
            return replacing.replace(place, agreed.data, agreed.records, agreed.at, ACTION, readable=False)
    finally:
        lock.close()


def _after_the_good(past: Past) -> Iterator[Bad]:
    """The lines after the good part, but for a last one that was never written to its end."""
    seq = past.last
    for line in past.data[past.at.offset :].splitlines(keepends=True):
        whole = history.read_line(line)
        if whole is not None:
            entry = whole[0]
            seq = entry.seq
            yield Bad(seq, entry, entry.at, entry.by, entry.action)
        elif (past.damage or past.was_whole) and line.endswith((b"\n", b'"}')):
            begins = _BEGINS.search(line)
            told = (
                [values.clean(part.decode(errors="replace"), lines=False) for part in begins.groups()] if begins else []
            )
            # A number that is damaged as well could be any.
            near = bool(told) and seq < int(told[0]) <= seq + 1 + past.data.count(b"\n")
            seq = int(told[0]) if near else seq + 1
            yield Bad(seq, None, *told[1:])


def _snapshot(place: Place, past: Past) -> tuple[Records, int] | None:
    """The records of a whole snapshot that stands beyond the good part, and its entry; else nothing."""
    try:
        records, note = snapshot.decode(read(place.board))
    except snapshot.Foreign:
        return None
    if past.has(note.seq, note.head):
        return None
    if note.seq <= past.last:
        raise Damaged(
            f"{place.history} and {place.board} are whole, but not of one board: entry {note.seq} is another one in "
            f"each. {_restore_all(place, past)}"
        )
    archive.put_in(records, note, place)
    return records, note.seq


def _apply(records: Records, entry: Entry) -> bool:
    """Write what an entry changed wherever it can still be written; whether that was everything."""
    fits = True
    for change in entry.changes:
        now = standing(records.doc(change.record), change)
        try:
            judged = records.judge([Change(change.record, change.path, now, change.after)], entry.seq)
        except BoardError:
            fits = False
            continue
        fits = fits and not judged.clashes
        if not judged.clashes:
            records.keep(judged.outcome, entry.seq)
    records.schema = entry.schema or records.schema
    return fits


def _numbers_given(base: Records, then: Records) -> list[Change]:
    """Changes that change nothing, so that no number is given again which a record had that is gone."""
    return [
        Change(f"{table}/{highest}", "", UNSET, UNSET)
        for table, highest in then.highest.items()
        if highest > base.highest.get(table, 0) and then.raw(f"{table}/{highest}") is None
    ]


def _restore_all(place: Place, past: Past) -> str:
    found = fuller_backup(place, past.last)
    return f"Restore the board from a backup{f': {restore_from(found[0])}' if found else ''}."


def restore_from(backup: Path) -> str:
    """The command that brings a backup back, as it is typed in any folder."""
    return f"'lmnboard restore {shlex.quote(str(backup))}'"


def _note(merged: list[Bad], lost: list[Bad], good: int, stands_at: int) -> Iterator[str]:
    yield f"from entry {good} on"
    if stands_at:
        yield f"as the board was saved at entry {stands_at}"
    if merged:
        yield f"merged: {numbers(merged)}"
    if lost:
        yield f"lost: {numbers(lost)}"


def numbers(entries: list[Bad]) -> str:
    """`entry 57`, `entries 57 to 60, 63`."""
    found: list[list[int]] = []
    for seq in sorted(bad.seq for bad in entries):
        if found and found[-1][-1] == seq - 1:
            found[-1].append(seq)
        else:
            found.append([seq])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
    return f"entr{'ies' if len(entries) > 1 else 'y'} {said}"
