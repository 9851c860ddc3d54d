"""Opening a board: the snapshot where it is whole, the history's tail after it, and what to say when neither fits.

Reads only, apart from `begin` (a new board), which wants the lock.
"""

from __future__ import annotations

import os
from contextlib import suppress

import msgspec

from lmnboard.model.change import Entry
from lmnboard.model.errors import Damaged, Invalid, StoreError
from lmnboard.model.records import Records
from lmnboard.store import archive, history, replacing, snapshot
from lmnboard.store.beside import keep_beside
from lmnboard.store.place import Place, write_whole

SEE_REPAIR = "'lmnboard repair' says what it would keep, and whether a backup has more."
"""What to do first about any damaged history; nothing is written before it is agreed to."""


class NotBegun(StoreError):
    """There is no history: no board at all, or a TinyDB file that this program has not taken in yet."""


class Opened(msgspec.Struct):
    """A board as its files have it.

    `foreign`: another program has written the snapshot. `cut_short`: the history ends in the middle of a line.
    """

    records: Records
    at: history.Point
    notices: list[str] = []
    unwritable: str = ""
    foreign: bool = False
    cut_short: bool = False


def read(place: Place) -> Opened:
    """The board at the end of its history. Raises `NotBegun`, or `StoreError` where nothing can be shown."""
    try:
        return _read(place)
    except Damaged:
        return _read(place)  # somebody may just have put other files in place, one after the other


def _read(place: Place) -> Opened:
    try:
        board = _bytes_of(place.board)
        if not place.history.exists():
            return _without_history(place, board)
        opened = _from_snapshot(place, board) if board is not None else None
        if opened is None:
            opened = _from_history(place)
            opened.foreign = board is not None
            if board is None:
                told = f"{place.board.name} was not there; the board is as the history has it"
                cut = "if the file was cut, bring back a backup before changing anything"
                opened.notices.append(
                    f"{told}, and its last line is cut short: {cut}." if opened.cut_short else f"{told}."
                )
        return opened
    except OSError as error:
        raise StoreError(f"The board cannot be read: {error.strerror} ({error.filename or place.board}).") from None


def begin(place: Place, draft: Entry) -> None:
    """Write the first entry of a history, which holds the whole board, and its snapshot. The caller has the lock.

    The history comes first: from there on there is a board, whatever happens to the rest. A file that is in the
    snapshot's place is what the board was made from; it stays beside it under another name.
    """
    records = Records()
    draft = history.plain(draft)
    judged = records.judge(draft.changes, 1)
    if judged.clashes:
        raise Invalid(f"{judged.clashes[0][0].record} is in the board twice.")
    entry = msgspec.structs.replace(
        draft, seq=1, previous=history.GENESIS, changes=judged.changes, schema=snapshot.SCHEMA
    )
    line, digest = history.encode_line(entry)
    try:
        write_whole(place.history, place.temporary(), [line], place.file_mode)
    except OSError:
        place.history.unlink(missing_ok=True)  # in place, but perhaps not on the disk: it is said that there is none
        raise
    records.keep(judged.outcome, 1, entry.at)
    with suppress(OSError, StoreError):  # there is a board now: what fails here is made up for when it is opened
        keep_beside(place.board, "before-lmnboard")
        archive.bring_up_to_date(place, records)
        parts = snapshot.encode(records, history.Point(len(line), digest))
        write_whole(place.board, place.temporary(), parts, place.file_mode)


def _from_snapshot(place: Place, board: bytes) -> Opened | None:
    try:
        records, note = snapshot.decode(board)
    except snapshot.Foreign:
        return None
    archive.put_in(records, note, place)
    at = history.Point(note.offset, note.head)
    with open(place.history, "rb") as file:
        if not history.ends_at(file.fileno(), at):
            if replacing.is_of_the_replaced(place, at):
                return _from_history(place)
            return Opened(
                records,
                at,
                unwritable=f"{place.history.name} has been cut or replaced: {place.board.name} is not made from it. "
                "The board is shown as it was saved last, and nothing is written. "
                f"Bring the history back: {SEE_REPAIR}",
            )
        file.seek(note.offset)
        found = history.scan(file.read(), at, records.seq)
    return _after(place, records, found)


def _from_history(place: Place) -> Opened:
    found = history.scan(place.history.read_bytes(), history.START, 0)
    if not found.lines:
        raise Damaged(
            f"{place.history} cannot be read, and there is no whole {place.board.name} beside it. {SEE_REPAIR}"
        )
    return _after(place, Records(), found)


def _after(place: Place, records: Records, found: history.Scan) -> Opened:
    for line in found.lines:
        records.apply(line.entry)
    if records.schema > snapshot.SCHEMA:
        raise snapshot.newer(records.schema)
    unwritable = f"{place.history.name}: {found.damage}. Nothing is written. {SEE_REPAIR}" if found.damage else ""
    notices = [history.LAST_IS_BAD] if found.was_whole else []
    cut_short = found.torn and not found.was_whole
    return Opened(records, found.at, notices, unwritable, cut_short=cut_short)


def _without_history(place: Place, board: bytes | None) -> Opened:
    if board is None:
        raise NotBegun(f"There is no board at {place.board}. Make one with 'lmnboard init {place.board}'.")
    try:
        records, note = snapshot.decode(board)
    except snapshot.Foreign:
        if snapshot.has_note(board):
            raise Damaged(
                f"{place.history} is gone and {place.board.name} is damaged. Bring both back: {SEE_REPAIR}"
            ) from None
        raise NotBegun(f"{place.board} has no history yet.") from None
    archive.put_in(records, note, place)
    return Opened(
        records,
        history.Point(note.offset, note.head),
        unwritable=f"{place.history.name} is gone. The board is shown as it was saved last, and nothing is written. "
        f"Bring the history back: {SEE_REPAIR}",
    )


def _bytes_of(path: os.PathLike[str]) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
