"""What a restore would do: which state is meant, what in it differs from the board, whose files stay.

Stands on the store and on `sound_records`, which checks those of elsewhere; `lmnboard restore` shows what comes of it,
and has the board write it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec

from lmnboard import begin, people, sound_records
from lmnboard.board import Board
from lmnboard.bringing_back import RESTORE
from lmnboard.model import difference
from lmnboard.model.card import number_of
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import Invalid, Moved, NotAllowed, NotFound, StoreError
from lmnboard.model.records import Records
from lmnboard.store import copies, history, opening, replacing, snapshot
from lmnboard.store.copies import Copy
from lmnboard.store.lock import FolderLock
from lmnboard.store.outside import read_file
from lmnboard.store.past import Past, in_present_form, plain_entry
from lmnboard.store.place import Place
from lmnboard.store.plain import LARGEST
from lmnboard.workflow import edits, roles

Kind = Literal["new", "earlier", "later", "other", "damaged"]


class Edited(msgspec.Struct):
    """What another program changed in a board's file. `clashes` stay as they are here, `refused` cannot be kept."""

    changes: list[Change]
    clashes: list[tuple[Change, Any]]
    refused: list[str]
    since: int = 0


# ---------------------------------------------------------------------- a copy of the board
def kind_of(place: Place, copy: Copy) -> Kind:
    """How a copy is related to the board that is there.

    `earlier`: the board went on from it. `later`: it went on from the board. `other`: both went on, or they have
    nothing in common. `new`: there is no board. `damaged`: what is there cannot go on.
    """
    if not (place.history.exists() or place.board.exists()):
        return "new"
    ours = Past.of(place)
    if not ours.lines or ours.damage or opening.read(place).unwritable:
        return "damaged"
    if copy.past.begins(ours):
        return "earlier"
    return "later" if ours.begins(copy.past) else "other"


def only_here(place: Place, copy: Copy) -> list[Entry]:
    """The entries that the board has and a copy has not, as far as they can be read."""
    ours = Past.of(place)
    common = 0
    while common < min(ours.last, copy.past.last) and ours.lines[common].after == copy.past.lines[common].after:
        common += 1
    return [line.entry for line in ours.lines[common:]]


def service_account(records: Records) -> str | None:
    """The account by which everybody reaches a board in hardened mode, as its settings name it."""
    return next((doc for _record, doc in records.docs("settings")), {}).get("service_account") or None


def present_service_account(place: Place) -> str | None:
    """The one that the board names which is there; None where it names none, or cannot be read any more."""
    try:
        return service_account(opening.read(place).records)
    except (StoreError, RecursionError, msgspec.MsgspecError):
        return None


def hold_way_in(copy: Copy, account: str) -> None:
    """Raise `NotAllowed` where who restores a copy into a board with a service account could not open it afterwards."""
    by = people.login(account)
    try:
        roles.admit(by, dict(copy.past.records().docs("staff")), account)
    except NotAllowed as why:
        raise NotAllowed(
            f"The staff list of {copy.path.name} does not have your account {by!r}: you would be locked out. "
            "Have the administrator of this machine restore it, as root."
        ) from why


def _keeps_its_account(records: Records, account: str | None) -> list[Change]:
    """What makes a copy's records name the service account that the board had: without it, nobody gets in."""
    had = service_account(records)
    if account is None or had == account:
        return []
    for record, doc in records.docs("settings"):
        return [Change(record, "service_account", doc.get("service_account", UNSET), account)]
    return [Change("settings/$1", "", UNSET, {"id": "clinic", "service_account": account})]


def put_in_place(place: Place, copy: Copy, kind: Kind, at: str, shown: bytes | None = None) -> tuple[list[str], int]:
    """Put a copy's files where the board's are; the names under which those are kept, and how many papers came back.

    Raises `Moved` where the board is no longer what it was `shown` as: its history when somebody agreed, else now.
    """
    records = copy.past.records()
    if records.schema > snapshot.SCHEMA:
        raise snapshot.newer(records.schema)
    at_end, data = copy.past.at, [copy.past.data[: copy.past.at.offset]]
    seen = None if kind == "new" else Past.of(place).data if shown is None else shown
    if kind != "new":
        account = present_service_account(place)
        note = f"the files of {copy.path.name}, entry {copy.past.last}, were put in place"
        changes = records.judge(_keeps_its_account(records, account), records.seq + 1).changes
        draft = Entry(0, at, people.login(account), RESTORE, changes, note)
        entry = plain_entry(draft, copy.past.last + 1, at_end.head)
        line, digest = history.encode_line(entry)
        data.append(line)
        at_end = history.Point(at_end.offset + len(line), digest)
        records.apply(entry)
    papers = copies.bring_papers(copy, place)
    lock = FolderLock(place.lock, place.file_mode)
    try:
        with lock.held():
            if (None if kind_of(place, copy) == "new" else Past.of(place).data) != seen:
                raise Moved("The board has changed meanwhile. Look at what would change again.")
            return replacing.replace(place, data, records, at_end, RESTORE, readable=kind != "damaged"), papers
    finally:
        lock.close()


def records_named(board: Board, targets: Iterable[str], then: Records) -> set[str] | None:
    """The records that people named, as they stand now or stood then; None where they named none."""
    found = set()
    for target in targets:
        table, slash, slug = target.partition("/")
        records = [board.shown.records, then]
        if slash:
            named = {r for rs in records for r, doc in rs.every(table) if str(doc.get("id")) == slug}
        else:
            named = {f"cases/{number_of(target)}"} & {r for rs in records for r, _doc in rs.every("cases")}
        if not named:
            raise NotFound(f"There is no {target!r}, neither now nor then.")
        found |= named
    return found or None


# ---------------------------------------------------------------------- what another program wrote
def edited(board: Board, place: Place, source: Path) -> Edited:
    """What another TinyDB program changed in the board's file, and can be taken in. Raises `Invalid`.

    Where the file says at which entry it was written, what it changed since then; else what is new or different in it,
    and nothing counts as removed.
    """
    tables = begin.plain_tables(source)
    theirs = Records(
        {table: {n: msgspec.json.encode(doc) for n, doc in rows.items()} for table, rows in tables.items()}
    )
    base, since = _written_at(place, source)
    board.catch_up()
    now = board.shown.records
    changes = []
    for table, rows in theirs.tables.items():
        before = base or now
        for number in sorted(rows.keys() | (base.tables.get(table, {}) if base else {}).keys()):
            record = f"{table}/{number}"
            changes += difference.of_record(record, before.doc(record), theirs.doc(record))
    if base is None:
        changes = [change for change in changes if change.after not in (UNSET, None, [])]
    changes = [_cleaned(change) for change in changes if change.path != "last_row"]
    clashing = board.clashes(changes)
    stay = {id(change) for change, _stands in clashing}
    return _checked([change for change in changes if id(change) not in stay], now, Edited([], clashing, [], since))


def _written_at(place: Place, source: Path) -> tuple[Records | None, int]:
    """The board as it was when the file was written by this program, by the note in it."""
    try:
        noted = msgspec.json.decode(read_file(source, LARGEST), type=dict[str, msgspec.Raw]).get(snapshot.NOTE)
        note = msgspec.json.decode(noted, type=dict[str, snapshot.Note])["1"] if noted else None
    except (msgspec.MsgspecError, KeyError):
        return None, 0
    except OSError as error:
        raise StoreError(f"{source} cannot be read: {error.strerror}.") from None
    past = Past.of(place)
    if note is None or not past.has(note.seq, note.head):
        return None, 0
    return in_present_form(past.records(note.seq)), note.seq


def _cleaned(change: Change) -> Change:
    return msgspec.structs.replace(change, after=sound_records.cleaned(change.after))


def _checked(changes: list[Change], now: Records, found: Edited) -> Edited:
    """Only what leaves each record as it may be; a record that would not be is refused as a whole, and named."""
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        by_record.setdefault(change.record, []).append(change)
    for record, of_it in by_record.items():
        table, number = record.rpartition("/")[::2]
        try:
            if any(change.path == "id" for change in of_it):
                raise Invalid(f"{table} {number}: its id never changes.")
            raw = now.judge(of_it, now.seq + 1).outcome.get(record)
            doc = None if raw is None else msgspec.json.decode(raw)
            if doc is not None:
                sound_records.check(table, int(number), doc, set())
        except Invalid as why:
            found.refused.append(str(why))
            continue
        changes = difference.of_record(record, now.doc(record), doc)
        found.changes += changes + _voided(record, now, changes)
    return found


def _voided(record: str, now: Records, changes: list[Change]) -> list[Change]:
    """A signature goes where the letter it was given for was changed, as by every edit."""
    doc = now.doc(record) if record.startswith("cases/") else None
    if doc is None or any(not change.path or change.path.startswith("signature") for change in changes):
        return []
    return edits.voids_signature(doc, changes, CASES)
