"""`init`, `history`, `undo`, `redo`, `verify`: the board itself, its past and whether its files are whole."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from lmnboard import begin
from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model import values
from lmnboard.model.card import number_of
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import NotFound


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    act = {"init": _init, "history": _history, "undo": _undo, "redo": _redo, "verify": _verify}[name]
    return act(line, words)


def _init(line: Line, given: list[str]) -> int:
    line.add_argument("path", metavar="PATH", nargs="?", help="the board's file or folder")
    line.add_argument("--from", dest="source", metavar="FILE", type=Path, help="begin with this TinyDB file")
    args = line.read(given)
    path = begin.expanded(args.path) if args.path else begin.board_path(args.board)
    if path.suffix != ".json":
        path = path / "board.json"
    begin.make(path, args.source)
    print(path)
    return 0


def _history(line: Line, given: list[str]) -> int:
    line.add_argument("id", metavar="ID", nargs="?", help="only one case")
    line.add_argument("--since", metavar="DATE", default="", help="only from this day on")
    line.add_argument("--json", action="store_true", help="the entries as they are kept")
    args = line.read(given)
    with common.opened(args) as board:
        record = f"cases/{number_of(args.id)}" if args.id else ""
        since = values.read_day(args.since, board.shown.today()) if args.since else ""
        about = [entry for entry in board.history() if not record or any(c.record == record for c in entry.changes)]
        if not about:
            raise NotFound(f"There is no case {args.id!r} in the history.")
        found = [entry for entry in reversed(about) if _day(entry, board) >= since]
        if args.json:
            common.print_json(found)
        else:
            for entry in found:
                _print_entry(entry, record, board)
    return 0 if found else 1


def _day(entry: Entry, board: Board) -> str:
    return datetime.fromisoformat(entry.at).astimezone(board.clinic.zone()).date().isoformat()


def _print_entry(entry: Entry, record: str, board: Board) -> None:
    when = values.show_instant(entry.at, board.clinic)
    of = f" of {entry.of}" if entry.of else ""
    note = f": {entry.note}" if entry.note else ""
    print(f"{entry.seq:>6}  {when}  {entry.by}  {entry.action}{of}{note}")
    if entry.action == "begin":
        print(f"          {len(entry.changes)} records to begin with")
        return
    for change in entry.changes:
        if not record or change.record == record:
            print(f"          {_told(change, board)}")


def _told(change: Change, board: Board) -> str:
    where = f"{board.name_of(change.record)} {change.path}".strip()
    return f"{where}: {_short(change.before)} -> {_short(change.after)}"


def _short(value: Any) -> str:
    if value is UNSET:
        return "(not there)"
    if value is None:
        return "(empty)"
    text = " ".join(values.clean(str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _undo(line: Line, given: list[str]) -> int:
    line.add_argument(
        "entry", metavar="ENTRY", nargs="?", type=_entry, default=0, help="a number of 'lmnboard history'"
    )
    args = line.read(given)
    with common.opened(args) as board:
        taken = board.undo(args.entry)
        print(f"Undone: entry {taken.original.seq}, {taken.original.action}")
        _print_changes(taken.entry, taken.kept, board)
    return 0


def _entry(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed[:18]) > 0):
        raise ArgumentTypeError(f"{typed!r} is not the number of an entry")
    return int(typed[:18])


def _redo(line: Line, given: list[str]) -> int:
    args = line.read(given)
    with common.opened(args) as board:
        taken = board.redo()
        print(f"Done again: entry {taken.original.of}")
        _print_changes(taken.entry, taken.kept, board)
    return 0


def _print_changes(entry: Entry, kept: tuple[Change, ...], board: Board) -> None:
    for change in entry.changes:
        print(f"  {_told(change, board)}")
    if entry.note:
        print(f"  {entry.note}")
    for change in kept:
        print(f"  stays, somebody has changed it since: {board.name_of(change.record)} {change.path}")


def _verify(line: Line, given: list[str]) -> int:
    line.add_argument("--head", action="store_true", help="print the digest of the last entry, to be noted elsewhere")
    args = line.read(given)
    path = begin.board_path(args.board)
    found = begin.verified(path)
    if args.head:
        print(found.head)
        return 1 if found.faults else 0
    for fault in found.faults:
        print(fault)
    if not found.faults:
        print(f"{path}: whole. {found.entries} entries, {found.records} records, {found.papers} files.")
    return 1 if found.faults else 0
