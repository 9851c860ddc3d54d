"""Finding, opening and beginning a board: which file it is, and how a plain TinyDB file becomes one.

Called by the commands and by the program with a face; stands on the board and the store.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from lmnboard import people
from lmnboard.board import Board
from lmnboard.model import values
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.model.fields import catalogue
from lmnboard.store.file import FileStore, create
from lmnboard.store.opening import NotBegun
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place
from lmnboard.workflow import edits

if TYPE_CHECKING:
    from lmnboard.store.verify import Verified

CONFIGURED = ("~/.config/lmnboard.toml", "/etc/lmnboard.toml")
Tables = dict[str, dict[int, dict[str, Any]]]


def board_path(named: str | None) -> Path:
    """The board to work on: as named, else by environment, else configured, else here."""
    path = expanded(named or os.environ.get("LMNBOARD_BOARD") or _configured() or "board.json")
    return path / "board.json" if os.path.isdir(path) else path


def expanded(path: str | Path) -> Path:
    """A path with `~` as the home folder. Raises `Invalid` where there is no such home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Invalid(f"{path}: there is no such home folder.") from None


def _configured() -> str | None:
    for path in CONFIGURED:
        file = os.path.expanduser(path)
        if os.path.isfile(file):
            import tomllib

            try:
                with open(file, "rb") as found:
                    return str(tomllib.load(found)["board"])
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
        try:
            take_in(path, path)
        except Invalid as why:
            raise StoreError(f"{path} cannot be opened: {why}") from None
        return Board(store, papers)


class Opening(threading.Thread):
    """A board that is being opened for the screen while the caller does something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="opening", daemon=True)
        self._path = path
        self._board: Board | None = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._board = open_board(self._path, in_background=True)
            # Made here as well: the first picture wants every card.
            self._board.shown.most_pressing()
        except BaseException as error:
            self._error = error

    def board(self) -> Board:
        """The board, once it is open. Raises what opening it raised."""
        self.join()
        if self._board is None:
            assert self._error is not None
            raise self._error
        return self._board


def is_there(path: Path) -> bool:
    """Whether there is anything of a board at a path."""
    return os.path.lexists(path) or Place(path).history.exists()


def make(path: Path, source: Path | None) -> None:
    """Make a new board in a folder that may be new as well, empty or with the tables of a TinyDB file."""
    if os.path.lexists(path):
        raise Invalid(f"There is a board at {path} already.")
    tables: Tables = {} if source is None else plain_tables(source)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror}.") from None
    begin(path, tables)


def take_in(path: Path, source: Path, change: Callable[[Tables], None] | None = None) -> None:
    """Begin a board at `path` with the tables of a TinyDB file. `change` may alter them first. Raises `Invalid`."""
    tables = plain_tables(source)
    if change is not None:
        change(tables)
    begin(path, tables)


def begin(path: Path, tables: Tables) -> None:
    """Begin a board with these tables; every record is checked first. Raises `Invalid` with the first that is wrong."""
    tables.setdefault("settings", {1: {"id": "clinic"}})
    changes = []
    for table, rows in tables.items():
        ids: set[str] = set()
        for number, doc in rows.items():
            doc = _cleaned(doc)
            _check(table, number, doc, ids)
            changes.append(Change(f"{table}/{number}", "", UNSET, doc))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    create(path, Entry(1, at, people.login(None), "begin", tuple(changes)))


def plain_tables(source: Path) -> Tables:
    """The tables of a TinyDB file, as TinyDB reads them. Raises `Invalid`."""
    from tinydb import TinyDB

    try:
        with TinyDB(source, access_mode="r", encoding="utf-8") as database:
            return {
                table: {document.doc_id: dict(document) for document in database.table(table)}
                for table in sorted(database.tables())
                if not table.startswith("_")
            }
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Invalid(f"{source} is not a TinyDB file: tables of numbered records.") from None


def verified(path: Path) -> Verified:
    """What is wrong with the files of a board. Raises `StoreError` where there is no board to check."""
    from lmnboard.store import verify

    if not is_there(path):
        raise StoreError(f"There is no board at {path}.")
    return verify.verify(path)


def _cleaned(value: Any) -> Any:
    """Texts as every other way in leaves them: nothing in them can change the terminal that shows them."""
    if isinstance(value, str):
        return values.clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return {key: _cleaned(item) for key, item in value.items()} if isinstance(value, dict) else value


def _check(table: str, number: int, doc: dict[str, Any], ids: set[str]) -> None:
    """Name what a record leaves unnamed; raise `Invalid` unless it can be shown and found by its id."""
    if table != "cases" and table not in DIRECTORY:
        return
    if table == "cases" and doc.setdefault("id", f"LMN-{number:04d}") != f"LMN-{number:04d}":
        raise Invalid(f"cases {number}: its id is {doc['id']!r}, and should be LMN-{number:04d}.")
    try:
        edits.name_rows(doc, catalogue(Case if table == "cases" else DIRECTORY[table]))
        if table == "cases":
            typed_case(doc)
        else:
            typed_listed(table, doc)
            for day in doc.get("holidays") or ():
                date.fromisoformat(day)
            if doc.get("time_zone"):
                ZoneInfo(doc["time_zone"])
    except (Invalid, msgspec.ValidationError, ValueError, KeyError, OSError) as error:
        raise Invalid(f"{table} {number}: {str(error).rstrip('.')}.") from None
    if not doc.get("id") or doc["id"] in ids:
        raise Invalid(f"{table} {number}: it has no id, or one that another record has: {doc.get('id')!r}.")
    ids.add(doc["id"])
