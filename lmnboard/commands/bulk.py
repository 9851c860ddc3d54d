"""What an import has in common, of cases and of the directory: its file, its options, and all of it or nothing."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence

import msgspec

from lmnboard import tabular
from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.commands.headings import fields_of, heading_for, means, takes, usual
from lmnboard.model.change import Entry
from lmnboard.model.errors import BoardError, Invalid
from lmnboard.store.outside import read_file
from lmnboard.tabular import Sheet

MOST_SHOWN = 200
"""Rows that a dry run shows one by one."""
_MANY = 200
_EVERY = 50
_USUAL = 3


class Act(msgspec.Struct, frozen=True):
    """What is done for one line of the file."""

    line: int
    do: Callable[[], Iterable[Entry]]


def options(line: Line) -> None:
    """The options that both imports take."""
    line.add_argument("--dry-run", action="store_true", help="show what would come; nothing is written")
    line.add_argument(
        "--map",
        metavar="HEADING=PATH",
        action="append",
        default=[],
        help="what a column is, where its heading is not known; an empty PATH leaves it out; may be repeated",
    )
    line.add_argument("--ignore-unknown", action="store_true", help="leave out columns whose heading is not known")
    line.add_argument("--columns", action="store_true", help="print the headings that a file may have")


def mapped(args: Namespace) -> dict[str, str]:
    """The headings and paths of `--map`."""
    found = {}
    for word in args.map:
        heading, equals, path = word.rpartition("=")
        if not (equals and heading.strip()):
            raise Invalid(f"--map {word!r} is not HEADING=PATH, as 'Pt DOB=patient.date_of_birth'.")
        found[heading] = path.strip()
    return found


def sheet(source: str) -> tuple[str, Sheet]:
    """The table in a file or on standard input, and what errors call it; what was assumed of it is said."""
    name = "Standard input" if source == "-" else os.path.basename(source)
    try:
        data = common.standard_input_as_it_is(common.LARGEST) if source == "-" else read_file(source, common.LARGEST)
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    found = tabular.read(data, name)
    for notice in found.notices:
        common.tell(notice)
    return name, found


def carry_out(board: Board, acts: Sequence[Act], name: str) -> list[Entry]:
    """Do all of it as one bulk action; where one is refused, what was done before it is taken back."""
    done: list[Entry] = []
    line = 0
    try:
        with board.as_one():
            for count, act in enumerate(acts):
                line = act.line
                for entry in act.do():
                    done += [entry]  # at once: what comes before a refusal is to be taken back
                _progress(count + 1, len(acts))
    except (BoardError, OSError, KeyboardInterrupt):
        if _is_counted(len(acts)):
            print(file=sys.stderr)  # below the line that counts
        if done:
            _take_back(board, done, f"{name}, line {line}")
        raise
    return done


def _take_back(board: Board, done: list[Entry], where: str) -> None:
    try:
        board.take_back(done)
    except (BoardError, OSError):
        common.tell(f"{where}: it stopped here, and what was written before it stays: 'lmnboard undo' takes it back.")
        raise
    common.tell(f"{where}: it stopped here; what was written before it has been taken back.")


def _progress(done: int, of: int) -> None:
    """A line on a terminal that counts; nothing for few rows."""
    if _is_counted(of) and (done % _EVERY == 0 or done == of):
        print(f"\r{done:,} of {of:,} rows", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _is_counted(rows: int) -> bool:
    return rows > _MANY and bool(sys.stderr and sys.stderr.isatty())


def print_columns(table: str) -> None:
    """The headings that a file for a table may have: each with its path, what to write, and other usual names."""
    print("A heading may be a title, a path (as --map takes) or another name; case does not matter.")
    print("Numbers count rows: diagnosis 2 is the second. An empty cell leaves a field alone.\n")
    if table != "cases":
        print("id  (id)\n    as other records name it; made of the name unless given")
    for field in fields_of(table):
        if field.editor in ("rows", "map") or not takes(field):
            continue
        print(f"{heading_for(field, table)}  ({field.path.replace('/*/', '.1.')})")
        also = usual(field, table)[:_USUAL]
        for said in (means(field), f"also: {', '.join(also)}" if also else ""):
            if said:
                print(f"    {said}")
