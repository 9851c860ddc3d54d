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

from lmnboard import people, served
from lmnboard.board import Board
from lmnboard.knowledge import typed_dates
from lmnboard.model import paths, values
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Damaged, Invalid, NotAllowed, StoreError
from lmnboard.model.fields import Catalogue, catalogue
from lmnboard.store import plain
from lmnboard.store.file import FileStore, create
from lmnboard.store.opening import NotBegun
from lmnboard.store.papers import Papers
from lmnboard.store.place import PRIVATE, Place
from lmnboard.workflow import edits

if TYPE_CHECKING:
    from lmnboard.store.verify import Verified

CONFIGURED = ("~/.config/lmnboard.toml", served.CONFIGURED)
Tables = dict[str, dict[int, dict[str, Any]]]


def board_path(named: str | None) -> Path:
    """The board to work on: as named, else by environment, else configured, else here.

    Whom sudo let in as another account gets the board that root has configured, and no other.
    """
    if served.is_served():
        named = _configured(served.CONFIGURED)
        if named is None or not os.path.isabs(named):  # from the folder that somebody calls it in, it is any board
            raise Invalid(f'{served.CONFIGURED} does not say which board: an administrator writes board = "/PATH".')
    path = expanded(named or os.environ.get("LMNBOARD_BOARD") or _configured() or "board.json")
    # A folder in the place of a board's own file is not a folder to look for a board in.
    return path / "board.json" if os.path.isdir(path) and not _history_of(path).exists() else path


def expanded(path: str | Path) -> Path:
    """A path with `~` as the home folder. Raises `Invalid` where there is no such home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Invalid(f"{path}: there is no such home folder.") from None


def _configured(*paths: str) -> str | None:
    for path in paths or CONFIGURED:
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
    plain.refuse_what_is_no_board(path)
    _refuse_where_it_is_risked(path)
    store = FileStore(path, in_background=in_background)
    papers = Papers(store.place)
    try:
        return Board(store, papers)
    except NotAllowed:
        store.close()
        raise
    except NotBegun:
        if not os.path.exists(path):
            _refuse_over_a_lost_board(store.place)
            raise
        try:
            take_in(path, path, lambda tables: _refuse_what_has_no_table_of_a_board(tables, store.place))
        except Invalid as why:
            raise StoreError(f"{why} {plain.MEND}") from None
        store.notices.append(
            f"{path.name} was a plain TinyDB file and has been taken in; it is kept as {path.name}.before-lmnboard-1."
        )
        return Board(store, papers)
    except (RecursionError, msgspec.MsgspecError) as error:
        raise _cannot_be_shown(path, error) from None


def _refuse_over_a_lost_board(place: Place) -> None:
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


def _refuse_what_has_no_table_of_a_board(tables: Tables, place: Place) -> None:
    if not tables.keys() & {"cases", *DIRECTORY}:
        _refuse_over_a_lost_board(place)
        raise Invalid(f"it has none of a board's tables ({', '.join(('cases', *DIRECTORY))}).")


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
    if os.path.islink(path) and not os.path.exists(path):
        raise Invalid(f"{path} is a link that leads nowhere: remove it, or name the board's own path.")
    if os.path.lexists(path):
        raise Invalid(f"There is a board at {path} already.")
    if path.parent.is_dir():
        _refuse_over_a_lost_board(Place(path))
    tables: Tables = {} if source is None else plain_tables(source)
    make_folder(path)
    _refuse_where_it_is_risked(path)
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
            doc = cleaned(doc)
            check(table, number, doc, ids)
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


def verified(path: Path) -> Verified:
    """What is wrong with the files of a board, or with a backup. Raises `StoreError` where there is none to check."""
    from lmnboard.store import copies, verify

    if not is_there(path):
        raise StoreError(f"There is no board at {path}.")
    if path.is_file() and copies.is_backup(path):
        return copies.read(path).checked
    plain.refuse_what_is_no_board(path)
    try:
        return verify.verify(path)
    except (RecursionError, msgspec.MsgspecError) as error:
        raise _cannot_be_shown(path, error) from None


def _cannot_be_shown(path: Path, error: Exception) -> Damaged:
    """A record whose every byte is as it was written, and which is none that this version can have written."""
    odd = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).rstrip(".")
    return Damaged(f"{path} holds a record that this version cannot show: {odd}. {plain.MEND}")


def _refuse_where_it_is_risked(path: Path) -> None:
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


def _history_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.history.jsonl")


def cleaned(value: Any) -> Any:
    """Texts as every other way in leaves them: nothing in them can change the terminal that shows them."""
    if isinstance(value, str):
        return values.clean(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return {key: cleaned(item) for key, item in value.items()} if isinstance(value, dict) else value


def check(table: str, number: int, doc: dict[str, Any], ids: set[str]) -> None:
    """Name what a record leaves unnamed; raise `Invalid` unless it can be shown and found by its id."""
    if table != "cases" and table not in DIRECTORY:
        return
    last_row = doc.get("last_row", 0)
    if not isinstance(last_row, int) or not 0 <= last_row < 1_000_000_000:
        raise Invalid(f"{table} {number}: its last_row is not the number of a row.")
    if table == "cases" and doc.setdefault("id", f"LMN-{number:04d}") != f"LMN-{number:04d}":
        raise Invalid(f"cases {number}: its id is {doc['id']!r}, and should be LMN-{number:04d}.")
    known = catalogue(Case if table == "cases" else DIRECTORY[table])
    try:
        edits.name_rows(doc, known)
        if table == "cases":
            typed_case(doc)
        else:
            typed_listed(table, doc)
            for day in doc.get("holidays") or ():
                date.fromisoformat(day)
            if doc.get("time_zone"):
                ZoneInfo(doc["time_zone"])
        _check_days(doc, known)
    except (Invalid, msgspec.ValidationError, ValueError, KeyError, OSError) as error:
        raise Invalid(f"{table} {number}: {str(error).rstrip('.')}.") from None
    if not doc.get("id") or doc["id"] in ids:
        raise Invalid(f"{table} {number}: it has no id, or one that another record has: {doc.get('id')!r}.")
    ids.add(doc["id"])


def _check_days(doc: dict[str, Any], known: Catalogue) -> None:
    """Raise `Invalid` where a date or an instant of a typed record is none that can be shown and counted from."""
    for field in known:
        if field.editor not in ("date", "instant"):
            continue
        found: list[Any] = [doc]
        for part in field.path.split("/"):
            if part == "*":
                found = [row for rows in found for row in rows or ()]
            else:
                found = [paths.value_at(item, part) for item in found]
        for value in filter(None, found):
            try:
                soon = typed_dates.within_reach(datetime.fromisoformat(value))
            except ValueError:
                soon = False
            if not soon:
                raise Invalid(f"{field.path} is {value[:40]!r}, which is no day between 1900 and 2199")
