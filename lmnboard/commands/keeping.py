"""`demo`, `init`, `history`, `undo`, `redo`, `verify`: the board itself, its past and whether its files are whole."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from lmnboard import begin
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model import values
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import StoreError


def run(name: str, what: str, board: str | None, words: list[str]) -> int | str:
    line = Line(name, what, board)
    act = {"demo": _demo, "init": _init, "history": _history, "undo": _undo, "redo": _redo, "verify": _verify}[name]
    return act(line, words)


def example() -> Path:
    """The example clinic: inside an installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_example" / "board.json.example"
    return installed if installed.exists() else package.parent / "board.json.example"


def _demo(line: Line, given: list[str]) -> int | str:
    """A path to open on the screen where there is a terminal."""
    line.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, help="where; else a folder of your own")
    line.add_argument("--fresh", action="store_true", help="start over, though there is one of today")
    args = line.parse_args(given)
    data = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    folder: Path = args.folder or data / "lmnboard" / "demo"
    path = folder / "board.json"
    if args.fresh or not _of_today(path):
        _clear_demo(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        begin.take_in(path, example(), _around_today)
        (folder / "DEMO").touch()
    if sys.stdin.isatty() and sys.stdout.isatty():
        return str(path)
    print(path)
    return 0


def _of_today(path: Path) -> bool:
    """Whether a demo board was made today: tomorrow its dates would no longer stand around today."""
    mark = path.with_name("DEMO")
    return mark.exists() and datetime.fromtimestamp(mark.stat().st_mtime, UTC).astimezone().date() == _today()


def _clear_demo(folder: Path) -> None:
    """Remove a demo that was made here. Nothing is removed from a folder that no demo made."""
    import shutil

    if (folder / "DEMO").exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise StoreError(f"{folder} is not empty and holds no demo: name another folder.")


def _around_today(tables: dict[str, dict[int, dict[str, Any]]]) -> None:
    """Shift every date of the example so that it stands to today as it was written, and let the account be Dana."""
    from lmnboard import people

    with open(example(), "rb") as file:
        import msgspec

        as_of = msgspec.json.decode(file.read())["_example"]["1"]["as_of"]
    shift = timedelta(days=(_today() - date.fromisoformat(as_of)).days)
    for doc in tables["cases"].values():
        born = {"date_of_birth", "subscriber_date_of_birth"}
        _shift(doc, shift, born)
    for person in tables["staff"].values():
        if person["id"] == "dana":
            person["login"] = people.login(None)


def _shift(value: Any, by: timedelta, but: set[str]) -> Any:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in but:
                value[key] = _shift(item, by, but)
    elif isinstance(value, list):
        value[:] = [_shift(item, by, but) for item in value]
    elif isinstance(value, str) and len(value) >= 10 and value[4:5] == value[7:8] == "-":
        try:
            return (datetime.fromisoformat(value) + by).isoformat() if "T" in value else _day(value, by)
        except ValueError:
            return value
    return value


def _day(value: str, by: timedelta) -> str:
    return (date.fromisoformat(value) + by).isoformat()


def _today() -> date:
    return datetime.now().astimezone().date()


def _init(line: Line, given: list[str]) -> int:
    line.add_argument("path", metavar="PATH", nargs="?", help="the board's file or folder")
    line.add_argument("--from", dest="source", metavar="FILE", type=Path, help="begin with this TinyDB file")
    args = line.parse_args(given)
    path = Path(args.path).expanduser() if args.path else begin.board_path(args.board)
    if path.suffix != ".json":
        path = path / "board.json"
    if path.exists():
        raise StoreError(f"There is a board at {path} already.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror}.") from None
    if args.source:
        begin.take_in(path, args.source)
    else:
        begin.begin(path, {"settings": {1: {"id": "clinic"}}})
    print(path)
    return 0


def _history(line: Line, given: list[str]) -> int:
    line.add_argument("id", metavar="ID", nargs="?", help="only one case")
    line.add_argument("--since", metavar="DATE", default="", help="only from this day on")
    line.add_argument("--json", action="store_true")
    args = line.parse_args(given)
    with common.opened(args) as board:
        record = f"cases/{board.shown.card(args.id).number}" if args.id else ""
        since = values.read_day(args.since, board.shown.today()) if args.since else ""
        found = [
            entry
            for entry in reversed(list(board.history()))
            if _local_day(entry.at) >= since and (not record or any(c.record == record for c in entry.changes))
        ]
        if args.json:
            common.print_json(found)
        else:
            for entry in found:
                _print_entry(entry, record)
    return 0 if found else 1


def _local_day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().date().isoformat()


def _print_entry(entry: Entry, record: str) -> None:
    when = datetime.fromisoformat(entry.at).astimezone().strftime("%m/%d/%Y %H:%M")
    of = f" of {entry.of}" if entry.of else ""
    note = f": {entry.note}" if entry.note else ""
    print(f"{entry.seq:>6}  {when}  {entry.by}  {entry.action}{of}{note}")
    if entry.action == "begin":
        print(f"          {len(entry.changes)} records to begin with")
        return
    for change in entry.changes:
        if not record or change.record == record:
            print(f"          {_told(change)}")


def _told(change: Change) -> str:
    where = f"{change.record} {change.path}".strip()
    return f"{where}: {_short(change.before)} -> {_short(change.after)}"


def _short(value: Any) -> str:
    if value is UNSET:
        return "(not there)"
    if value is None:
        return "(empty)"
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _undo(line: Line, given: list[str]) -> int:
    line.add_argument("entry", metavar="ENTRY", nargs="?", type=int, default=0, help="a number of 'lmnboard history'")
    args = line.parse_args(given)
    with common.opened(args) as board:
        _print_taken_back("Undone", board.undo(args.entry))
    return 0


def _redo(line: Line, given: list[str]) -> int:
    args = line.parse_args(given)
    with common.opened(args) as board:
        _print_taken_back("Done again", board.redo())
    return 0


def _print_taken_back(done: str, taken: Any) -> None:
    print(f"{done}: entry {taken.original.seq}, {taken.original.action}")
    for change in taken.entry.changes:
        print(f"  {_told(change)}")
    for change in taken.kept:
        print(f"  stays, somebody has changed it since: {change.record} {change.path}")


def _verify(line: Line, given: list[str]) -> int:
    line.add_argument("--head", action="store_true", help="print the digest of the last entry, to be noted elsewhere")
    args = line.parse_args(given)
    path = begin.board_path(args.board)
    from lmnboard.store import verify

    found = verify.verify(path)
    if args.head:
        print(found.head)
        return 0 if not found.faults else 1
    for fault in found.faults:
        print(fault)
    if not found.faults:
        print(f"{path}: whole. {found.entries} entries, {found.records} records, {found.papers} files.")
    return 1 if found.faults else 0
