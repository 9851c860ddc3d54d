"""A TinyDB file that somebody else wrote, read as what it has to be: tables of numbered records, and nothing twice.

TinyDB itself would take the second of two records of one number and say nothing. Called by `begin`, which has what
the records say looked at, and by `opening`, which asks first whether a board can lie there at all.
"""

from __future__ import annotations

from collections import Counter
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store import outside, snapshot
from lmnboard.store.place import Place

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is taken in: ten thousand cases. Every object of it is made, so more would take all memory."""
HIGHEST = 999_999_999
"""The highest number of a record: an id of a case is read with nine digits at most."""
DEEPEST = 50
"""Lists and objects in one another; a case of our own needs six."""
_LARGEST_NUMBER = 1 << 53
"""Whole numbers beyond are not the same for every program that reads JSON."""

MEND = "Bring the board back from a backup, or name another with --board."

Tables = dict[str, dict[int, dict[str, Any]]]


def tables(source: Path) -> Tables:
    """The tables of a file, but for those whose name begins with `_`, which belong to a program.

    Raises `OSError`, or `Invalid` with what is wrong, in words that follow the file's name.
    """
    import json  # only here: no start of the program waits for it

    data = outside.read_file(source, LARGEST)
    try:
        # An empty file is what TinyDB makes before its first record.
        found = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number) if data else {}
    except UnicodeDecodeError:
        _refuse("it is not UTF-8 text")
    except RecursionError:
        _refuse("it is nested too deeply")
    except json.JSONDecodeError as error:
        mark = " and begins with a byte-order mark" if data.startswith(b"\xef\xbb\xbf") else ""
        _refuse(f"it is not JSON (line {error.lineno}){mark}")
    except ValueError:  # digits without end
        _refuse("a number in it is too large")
    if not isinstance(found, dict):
        _refuse("it holds no tables of numbered records")
    return {_plain_name(name): _records(name, rows) for name, rows in sorted(found.items()) if not name.startswith("_")}


def refuse_what_is_no_board(path: Path) -> None:
    """Say what lies at a board's path where reading it would wait for ever, or take all memory. Raises `StoreError`."""
    try:
        place = Place(path)
    except RuntimeError:
        raise StoreError(f"{path} is a link that leads back to itself. {MEND}") from None
    for file in (place.board, place.history, place.archive, place.lock):
        what = outside.kind(file)
        if what:
            raise StoreError(f"{file} is {what}, not a file of a board. {MEND}")
    try:
        if not place.history.exists() and place.board.stat().st_size > LARGEST:
            with open(place.board, "rb") as board:
                if not snapshot.has_note(board.read(4096)):
                    raise StoreError(f"{path} is larger than {LARGEST // 1024**2} MB and no board. {MEND}")
    except OSError:
        return  # opening it says why


def _records(table: str, rows: Any) -> dict[int, dict[str, Any]]:
    if not isinstance(rows, dict):
        _refuse(f"{table} is no table of numbered records")
    found = {}
    for key, doc in rows.items():
        if not (key.isascii() and key.isdigit() and len(key) <= len(str(HIGHEST)) and str(int(key)) == key != "0"):
            _refuse(f"{table} has a record {key[:40]!r}, and records are numbered from 1 to {HIGHEST:,}")
        if not isinstance(doc, dict):
            _refuse(f"{table} {key} is no record with fields")
        _look_through(doc, f"{table} {key}", 1)
        found[int(key)] = doc
    return found


def _look_through(value: Any, where: str, depth: int) -> None:
    """Refuse what could not be kept as it stands, or be named in a sentence."""
    if depth > DEEPEST:
        _refuse(f"{where} is nested too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            _plain_name(key)
            _look_through(item, where, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _look_through(item, where, depth + 1)
    elif isinstance(value, int | float) and not (isfinite(value) and -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER):
        _refuse(f"{where} has a number that is too large")


def _plain_name(name: str) -> str:
    if not name.isprintable():
        _refuse(f"the name {name[:40]!r} has a character that cannot be printed")
    return name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, of whose names each stands there once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        (name, _count), *_rest = Counter(name for name, _ in pairs).most_common(1)
        _refuse(f"{name[:40]!r} is in it twice")
    return found


def _no_number(name: str) -> NoReturn:
    _refuse(f"{name} is no number")


def _refuse(why: str) -> NoReturn:
    raise Invalid(f"is not a TinyDB file that can be taken in: {why}.")
