"""What every command shares: how its line is read, which board it opens, standard input and JSON output.

Stands on `opening` and the model; every other file of this folder imports it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

import msgspec

from lmnboard.board import Board
from lmnboard.knowledge.typed_dates import read_date
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.errors import BoardError, Invalid, StoreError
from lmnboard.opening import open_board
from lmnboard.store.outside import read_file
from lmnboard.which_board import board_path
from lmnboard.workflow.edits import VOIDED

LARGEST = 16 * 1024 * 1024
"""Bytes of JSON or text that a command takes: a case with two hundred long texts, each as long as a field may be."""

cell = values.cell


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

    def case_ids(self) -> None:
        self.add_argument("ids", metavar="ID", nargs="+", help="the case: LMN-0042, or 42; several are undone together")

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {values.printable(message)}; see '{self.prog} --help'.", file=sys.stderr)
        raise SystemExit(2)


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Board]:
    """The board of a command line, closed at the end; what was found and mended goes to standard error."""
    board = open_board(board_path(args.board))
    try:
        for notice in board.notices:
            tell(notice)
        board.codes.tell = tell
        yield board
    finally:
        board.close()


def tell(line: str) -> None:
    """Say something that is no answer, on standard error."""
    print(f"lmnboard: {values.printable(line)}", file=sys.stderr)


def each(board: Board, case_ids: Sequence[str], act: Callable[[str], Entry]) -> int:
    """Do the same with one case or several; what one refuses is said and stops no other. The exit status."""
    if len(case_ids) == 1:
        act(case_ids[0])
        return 0
    status = 0
    with board.as_one():
        for case_id in case_ids:
            try:
                act(case_id)
            except StoreError:
                raise
            except BoardError as error:
                status = max(status, say_error(error))
    return status


def say_error(error: BoardError) -> int:
    """What went wrong, on standard error; its exit status."""
    print(f"lmnboard: {values.printable(str(error))}", file=sys.stderr)
    for reason in getattr(error, "reasons", ()):
        print(f"  - {values.printable(reason)}", file=sys.stderr)
    return error.exit_status


def text(typed: str) -> str:
    """The type of an option that takes a person's words: one line without control characters, as long as a field."""
    words = values.clean(typed, lines=False)
    if len(words) > values.LONGEST:
        raise argparse.ArgumentTypeError(f"{len(words):,} characters; a field takes {values.LONGEST:,}")
    return words


def day(what: str, typed: str, today: date, *, past: bool = False) -> date | None:
    """The day that was typed for an option (`what`), as `typed_dates.read_date` reads it; None where none was.

    Raises `Invalid`, which names the option.
    """
    if not typed:
        return None
    try:
        return read_date(values.clean(typed, lines=False), today, past=past)
    except ValueError as error:
        raise Invalid(f"{what}: {error}") from None


def typed_words(what: str) -> str:
    """What somebody says on standard input, where nobody else can read it; at a terminal it is asked for."""
    if sys.stdin and sys.stdin.isatty():
        print(f"{what}, then Ctrl-D on a line of its own:", file=sys.stderr)
    return standard_input()


def standard_input() -> str:
    """All of standard input. Raises `Invalid` where it is no text."""
    try:
        return standard_input_as_it_is(LARGEST).decode()
    except UnicodeDecodeError:
        raise Invalid("What came on standard input is not UTF-8 text.") from None


def standard_input_as_it_is(largest: int) -> bytes:
    """All of standard input, at most so many bytes; nothing where there is none. Raises `Invalid`."""
    try:
        given = sys.stdin.buffer.read(largest + 1) if sys.stdin else b""
    except OSError as error:
        raise Invalid(f"Standard input cannot be read: {error.strerror}.") from None
    if len(given) > largest:
        raise Invalid(f"What came on standard input is larger than {largest // 1024**2} MB.")
    return given


def read_json(source: str) -> dict[str, Any]:
    """A JSON object from a file or from standard input (`-`). Raises `Invalid`."""
    where = "Standard input" if source == "-" else source
    try:
        found = msgspec.json.decode(standard_input() if source == "-" else read_file(source, LARGEST))
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{where} is not UTF-8 text.") from None
    except RecursionError:
        raise Invalid(f"{where} is nested too deeply.") from None
    except msgspec.DecodeError as error:
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
