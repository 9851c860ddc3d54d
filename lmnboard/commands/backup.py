"""`backup`: the board in one file, verified, while others work on it; for people with the right, and for cron."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError

from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model.change import Change
from lmnboard.model.errors import Invalid
from lmnboard.store import backup, verify
from lmnboard.store.place import Place
from lmnboard.which_board import board_path, expanded


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument(
        "to", metavar="TO", nargs="?", default="", help="a folder, a file, or - for standard output; else backups/"
    )
    line.add_argument("--keep", metavar="N", type=_count, default=0, help="remove older ones of this board beyond N")
    args = line.read(given)
    if args.keep and args.to == "-":
        raise Invalid("--keep is for a folder: what goes to standard output is kept by whoever takes it.")
    with common.opened(args) as opened:
        opened.permit("backup", [Change("cases/1")])
    place = Place(board_path(args.board))
    if args.to == "-":
        return _to_output(place)
    made, gone = backup.to_file(place, expanded(args.to) if args.to else None, keep=args.keep)
    for fault in made.lacking:
        print(f"lmnboard: the board lacks a file: {fault}", file=sys.stderr)
    print(f"{made.path}: {said(made.found)}, {made.size / 1e6:,.1f} MB, read back.")
    for removed in gone:
        print(f"Removed: {removed}")
    return 1 if made.lacking else 0


def said(found: verify.Verified) -> str:
    """What a whole copy holds."""
    return f"{found.entries} entries, head {found.head[:16]}, {found.records} records, {found.papers} files"


def _to_output(place: Place) -> int:
    if sys.stdout.isatty():
        raise Invalid("A backup is no text: send it to a file or a program, as 'lmnboard backup - | age -r … > FILE'.")
    stands = backup.to_stream(place, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    print(
        f"lmnboard: entry {stands.records.seq}, head {stands.at.head[:16]}. What arrived is not read back from here: "
        "'lmnboard verify FILE' does.",
        file=sys.stderr,
    )
    return 0


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed[:9]) > 0):
        raise ArgumentTypeError(f"{typed!r} is not how many backups to keep")
    return int(typed[:9])
