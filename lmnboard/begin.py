"""Finding, opening and beginning a board: which file it is, and how a plain TinyDB file becomes one.

Called by the commands and by the program with a face; stands on the board and the store.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from lmnboard import people
from lmnboard.board import Board
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store.file import FileStore, create
from lmnboard.store.opening import NotBegun
from lmnboard.store.papers import Papers

CONFIGURED = (Path("~/.config/lmnboard.toml"), Path("/etc/lmnboard.toml"))
Tables = dict[str, dict[int, dict[str, Any]]]


def board_path(named: str | None) -> Path:
    """The board to work on: as named, else by environment, else configured, else here."""
    chosen = named or os.environ.get("LMNBOARD_BOARD") or _configured() or "board.json"
    path = Path(chosen).expanduser()
    return path / "board.json" if path.is_dir() else path


def _configured() -> str | None:
    for path in CONFIGURED:
        file = path.expanduser()
        if file.is_file():
            import tomllib

            try:
                return str(tomllib.loads(file.read_text("utf-8"))["board"])
            except (OSError, ValueError, KeyError):
                raise Invalid(f"{file} has no line 'board = \"/path/to/board.json\"' that can be read.") from None
    return None


def open_board(path: Path, *, in_background: bool = False) -> Board:
    """The board at a path; a plain TinyDB file that has no history yet is taken in first. Raises `StoreError`."""
    store = FileStore(path, in_background=in_background)
    papers = Papers(store.place)
    try:
        return Board(store, papers)
    except NotBegun:
        if not path.exists():
            raise
        take_in(path, path)
        return Board(store, papers)


def take_in(path: Path, source: Path, change: Callable[[Tables], None] | None = None) -> None:
    """Begin a board at `path` with the tables of a TinyDB file. `change` may alter them first. Raises `Invalid`."""
    tables = plain_tables(source)
    if change is not None:
        change(tables)
    begin(path, tables)


def begin(path: Path, tables: Tables) -> None:
    """Begin a board with these tables; every record is checked first."""
    changes = []
    for table, rows in tables.items():
        for number, doc in rows.items():
            _check_types(table, number, doc)
            changes.append(Change(f"{table}/{number}", "", UNSET, doc))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    create(path, Entry(1, at, people.login(None), "begin", tuple(changes)))


def plain_tables(source: Path) -> Tables:
    """The tables of a TinyDB file, as TinyDB reads them. Raises `Invalid`."""
    from tinydb import TinyDB

    try:
        with TinyDB(source, access_mode="r") as database:
            return {
                table: {document.doc_id: dict(document) for document in database.table(table)}
                for table in sorted(database.tables())
                if not table.startswith("_")
            }
    except OSError as error:
        raise StoreError(f"{source} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Invalid(f"{source} is not a TinyDB file: tables of numbered records.") from None


def _check_types(table: str, number: int, doc: dict[str, Any]) -> None:
    try:
        if table == "cases":
            typed_case(doc)
        elif table in DIRECTORY:
            typed_listed(table, doc)
    except msgspec.ValidationError as error:
        raise Invalid(f"{table} {number}: {error}.") from None
