"""What every command shares: which board, how its line is read, how `PATH=VALUE` becomes a value."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from lmnboard.begin import board_path, open_board
from lmnboard.board import Board
from lmnboard.model import paths, values
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Catalogue, Field


class Line(argparse.ArgumentParser):
    """A command's line. What is wrong with it is said in one line."""

    def __init__(self, name: str, what: str, board: str | None) -> None:
        super().__init__(prog=f"lmnboard {name}", description=what[:1].upper() + what[1:] + ".")
        self.add_argument("--board", metavar="PATH", default=board, help="the board to work on")

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


# ---------------------------------------------------------------------- values
def assignments(
    board: Board, catalogue: Catalogue, doc: dict[str, Any], typed: Iterable[str], *, location: str | None
) -> dict[str, Any]:
    """`PATH=VALUE` words as values by path. What names a patient must come from standard input: `PATH=-`."""
    found: dict[str, Any] = {}
    for word in typed:
        path, equals, text = word.partition("=")
        if not equals:
            raise Invalid(f'{word!r} is not PATH=VALUE, as request.duration="12 weeks".')
        path = resolved(doc, path)
        field = catalogue.of(path)
        if text == "-":
            text = sys.stdin.read()
        elif is_private(field):
            raise Invalid(
                f"{path} may name the patient, and arguments can be seen by others: write {path}=- and give the "
                "value on standard input."
            )
        found[path] = read_value(board, field, text, location)
    return found


def read_value(board: Board, field: Field, text: str, location: str | None) -> Any:
    """What was typed for a field, as it is stored. Raises `Invalid`."""
    if field.about.kept:
        raise Invalid(f"{values.sentence_case(field.title)} is kept by the board: there is a command for it.")
    return values.read(field, text, board.shown.today(location), board.clinic)


def is_private(field: Field) -> bool:
    return field.about.private or field.editor == "long"


def resolved(doc: dict[str, Any], path: str) -> str:
    """A path with each row that was named by its place (`diagnoses/1/code`) named by its id."""
    parts = path.split("/")
    for at in range(1, len(parts), 2):
        rows = paths.in_order(paths.value_at(doc, "/".join(parts[:at])))
        place = int(parts[at]) if parts[at].isascii() and parts[at].isdigit() else 0
        if 1 <= place <= len(rows) and not any(row.get("id") == parts[at] for row in rows):
            parts[at] = str(rows[place - 1].get("id"))
    return "/".join(parts)


def from_json(board: Board, catalogue: Catalogue, doc: dict[str, Any], *, location: str | None) -> dict[str, Any]:
    """A JSON document as values by path, each read as if it had been typed; unknown keys are kept as they are."""
    found: dict[str, Any] = {}
    _flatten(board, catalogue, doc, "", found, location)
    return found


def _flatten(
    board: Board, catalogue: Catalogue, part: dict[str, Any], prefix: str, found: dict[str, Any], location: str | None
) -> None:
    for key, value in part.items():
        path = f"{prefix}{key}"
        field = catalogue.fields.get(paths.pattern(path))
        if isinstance(value, dict) and field is None:
            _flatten(board, catalogue, value, f"{path}.", found, location)
        elif field is not None and field.editor == "rows":
            found[path] = [_row(board, catalogue, path, row, location) for row in _rows(field, value)]
        elif field is None or value is None:
            found[path] = value
        else:
            found[path] = read_value(board, field, _as_typed(value), location)


def _rows(field: Field, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Invalid(f"{values.sentence_case(field.title)} is a list of rows with fields.")
    return value


def _row(board: Board, catalogue: Catalogue, rows: str, row: dict[str, Any], location: str | None) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    _flatten(board, catalogue, row, f"{rows}/*/", flat, location)
    typed: dict[str, Any] = {}
    for path, value in flat.items():
        paths.put(typed, path.removeprefix(f"{rows}/*/"), value)
    return typed


def _as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return str(value)


def read_json(source: str) -> dict[str, Any]:
    """A JSON object from a file or from standard input (`-`). Raises `Invalid`."""
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        found = msgspec.json.decode(data)
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid(f"{source} is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise Invalid(f'{source} holds no object with fields, as {{"purpose": "appeal"}}.')
    return found


def print_json(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value)).decode())


def case_argument(line: argparse.ArgumentParser) -> None:
    line.add_argument("id", metavar="ID", help="the case: LMN-0042, or 42")
