"""What every command shares: how its line is read, which board it opens, standard input and JSON output.

Stands on `begin` and the model; every other file of this folder imports it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from lmnboard.begin import board_path, open_board
from lmnboard.board import Board
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid
from lmnboard.workflow.edits import VOIDED


class Line(argparse.ArgumentParser):
    """A command's line. What is wrong with it is said in one line; its options stand anywhere among its words."""

    def __init__(self, name: str, what: str, board: str | None) -> None:
        # A width of its own: asking the terminal for one costs every command an import of two milliseconds.
        super().__init__(
            prog=f"lmnboard {name}",
            description=what[:1].upper() + what[1:] + ".",
            formatter_class=lambda prog: argparse.HelpFormatter(prog, width=79),
            allow_abbrev=False,
        )
        self.add_argument("--board", metavar="PATH", default=board, help="the board to work on")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        return self.parse_intermixed_args(words)

    def case_id(self) -> None:
        self.add_argument("id", metavar="ID", help="the case: LMN-0042, or 42")

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}; see '{self.prog} --help'.", file=sys.stderr)
        raise SystemExit(2)


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Board]:
    """The board of a command line, closed at the end; what was found and mended goes to standard error."""
    board = open_board(board_path(args.board))
    try:
        for notice in board.notices:
            print(f"lmnboard: {notice}", file=sys.stderr)
        yield board
    finally:
        board.close()


def text(typed: str) -> str:
    """The type of an option that takes a person's words: one line without control characters."""
    return values.clean(typed, lines=False)


def standard_input() -> str:
    """All of standard input. Raises `Invalid` where there is none, or it is no text."""
    try:
        return sys.stdin.buffer.read().decode() if sys.stdin else ""
    except UnicodeDecodeError:
        raise Invalid("What came on standard input is not UTF-8 text.") from None
    except OSError as error:
        raise Invalid(f"Standard input cannot be read: {error.strerror}.") from None


def read_json(source: str) -> dict[str, Any]:
    """A JSON object from a file or from standard input (`-`). Raises `Invalid`."""
    where = "Standard input" if source == "-" else source
    try:
        found = msgspec.json.decode(standard_input() if source == "-" else Path(source).read_bytes())
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid(f"{where} is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise Invalid(f'{where} holds no object with fields, as {{"purpose": "appeal"}}.')
    return found


def print_json(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value)).decode())


def say_if_voided(case_id: str, entry: Entry) -> None:
    """An edit of what the letter says takes its signature back: nobody is to find that out later."""
    if VOIDED in entry.note:
        print(f"lmnboard: {case_id}: {VOIDED}.", file=sys.stderr)
