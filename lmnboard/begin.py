"""Beginning a board: empty, or with the tables of a TinyDB file; never over one that was lost, nor where it is risked.

Stands on the store. Called by the commands, and by `opening` where a plain file is to become a board.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lmnboard import people, sound_records
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store import plain
from lmnboard.store.file import create
from lmnboard.store.place import PRIVATE, Place

Tables = dict[str, dict[int, dict[str, Any]]]


def make(path: Path, source: Path | None) -> None:
    """Make a new board in a folder that may be new as well, empty or with the tables of a TinyDB file."""
    if os.path.islink(path) and not os.path.exists(path):
        raise Invalid(f"{path} is a link that leads nowhere: remove it, or name the board's own path.")
    if os.path.lexists(path):
        raise Invalid(f"There is a board at {path} already.")
    if path.parent.is_dir():
        refuse_over_a_lost_board(Place(path))
    tables: Tables = {} if source is None else plain_tables(source)
    make_folder(path)
    refuse_where_it_is_risked(path)
    try:
        begin(path, tables)
    except Invalid as why:
        raise Invalid(f"{source} cannot be taken in: {why}") from None


def make_folder(path: Path) -> None:
    """Make the folder of a board where it is not there yet. Raises `StoreError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror}.") from None


def take_in(path: Path, source: Path, change: Callable[[Tables], None] | None = None) -> None:
    """Begin a board at `path` with the tables of a TinyDB file. `change` may alter them first. Raises `Invalid`."""
    tables = plain_tables(source)
    try:
        if change is not None:
            change(tables)
        begin(path, tables)
    except Invalid as why:
        raise Invalid(f"{source} cannot be taken in: {why}") from None


def begin(path: Path, tables: Tables) -> None:
    """Begin a board with these tables; every record is checked first. Raises `Invalid` with the first that is wrong."""
    tables.setdefault("settings", {1: {"id": "clinic"}})
    changes = []
    for table, rows in tables.items():
        ids: set[str] = set()
        for number, doc in rows.items():
            doc = sound_records.cleaned(doc)
            sound_records.check(table, number, doc, ids)
            changes.append(Change(f"{table}/{number}", "", UNSET, doc))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    create(path, Entry(1, at, people.login(None), "begin", tuple(changes)))


def plain_tables(source: Path) -> Tables:
    """The tables of a TinyDB file. Raises `Invalid` where it is none, or has something twice."""
    try:
        return plain.tables(source)
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    except Invalid as why:
        raise Invalid(f"{source} {str(why).removeprefix(f'{source} ')}") from None


def refuse_over_a_lost_board(place: Place) -> None:
    """Raise `StoreError` where papers or backups say that there was a board: none begins over it."""
    from lmnboard.store import copies

    backups = copies.beside(place)
    left = (["backups"] if backups else []) + ([place.archive.name] if place.archive.exists() else [])
    if not any(place.folder.glob("*.history.jsonl")):  # else the papers may be another board's
        left += [name for name in ("sent", "attachments", "exports") if (place.folder / name).is_dir()]
    if not left:
        return
    how = f"'lmnboard --board {place.board} restore {backups[0][0]}'" if backups else "put the file back from a backup"
    raise StoreError(
        f"There was a board at {place.board} ({', '.join(left)} beside it), and {place.history.name} is gone. "
        f"To bring it back: {how}."
    )


def refuse_where_it_is_risked(path: Path) -> None:
    """Raise `StoreError` on another machine's disk, where no lock is sure to hold, or where root would shut others out.

    What root writes into somebody's own folder is root's, and its owner could not read the board any more.
    """
    from lmnboard.store import disk

    place = Place(path)
    why = disk.refused(place.folder)
    if why:
        raise StoreError(why)
    try:
        owner = place.folder.stat().st_uid
    except OSError as error:
        raise StoreError(f"The board cannot be read: {error.strerror} ({place.folder}).") from None
    if os.geteuid() == 0 and owner and place.file_mode == PRIVATE:
        name = people.name_of(owner)
        raise StoreError(f"{place.folder} is {name}'s, who could not read what root writes there: use sudo -u {name}.")
