"""`init`, `undo`, `redo`, `verify`: the board itself, its past and whether its files are whole."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from lmnboard import begin
from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.commands.history import told
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.change import Change, Entry
from lmnboard.opening import verified
from lmnboard.taking_back import TakenBack
from lmnboard.which_board import board_path, expanded


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    act = {"init": _init, "undo": _undo, "redo": _redo, "verify": _verify}[name]
    return act(line, words)


def _init(line: Line, given: list[str]) -> int:
    line.add_argument("path", metavar="PATH", nargs="?", help="the board's file or folder")
    line.add_argument("--from", dest="source", metavar="FILE", type=Path, help="begin with this TinyDB file")
    args = line.read(given)
    path = expanded(args.path) if args.path else board_path(args.board)
    if path.suffix != ".json":
        path = path / "board.json"
    begin.make(path, args.source)
    print(path)
    return 0


def _undo(line: Line, given: list[str]) -> int:
    line.add_argument(
        "entry", metavar="ENTRY", nargs="?", type=_entry, default=0, help="a number of 'lmnboard history'"
    )
    args = line.read(given)
    with common.opened(args) as board:
        taken = board.undo(args.entry)
        _print_taken("Undone", taken, board)
    return 0


def _entry(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed[:18]) > 0):
        raise ArgumentTypeError(f"{typed!r} is not the number of an entry")
    return int(typed[:18])


def _redo(line: Line, given: list[str]) -> int:
    args = line.read(given)
    with common.opened(args) as board:
        taken = board.redo()
        _print_taken("Done again", taken, board)
    return 0


def _print_taken(done: str, taken: TakenBack, board: Board) -> None:
    for one in (taken, *taken.others):
        again = one.entry.action == "redo"
        print(f"{done}: entry {one.original.of if again else f'{one.original.seq}, {one.original.action}'}")
        _print_changes(one.entry, one.kept, board)
    for why in taken.stay:
        print(f"  stays: {why}")


def _print_changes(entry: Entry, kept: tuple[Change, ...], board: Board) -> None:
    for change in entry.changes:
        print(f"  {told(change, board)}")
    if entry.note:
        print(f"  {entry.note}")
    for change in kept:
        print(f"  stays, somebody has changed it since: {board.name_of(change.record)} {change.path}")


def _verify(line: Line, given: list[str]) -> int:
    line.add_argument("file", metavar="FILE", nargs="?", help="a backup to check instead of the board")
    line.add_argument("--head", action="store_true", help="print the digest of the last entry, to be noted elsewhere")
    args = line.read(given)
    path = expanded(args.file) if args.file else board_path(args.board)
    found = verified(path)
    if args.head:
        print(found.head)
        return 1 if found.faults else 0
    for fault in found.faults:
        print(fault)
    reaches = f" since {us_date(date.fromisoformat(found.since[:10]))}" if found.since else ""
    if found.faults:
        print(f"The history has {found.entries} whole entries{reaches}.")
    else:
        print(f"{path}: whole. {found.entries} entries{reaches}, {found.records} records, {found.papers} files.")
    return 1 if found.faults else 0
