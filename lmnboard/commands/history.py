"""`history`: who changed what and when, of a case, of a person or of the whole board; as text, JSON and CSV.

Entries come one by one from the first on, so that a board of many years is listed in little memory.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from lmnboard import audit
from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model import values
from lmnboard.model.card import number_of
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import NotFound

LONGEST = 60
"""Characters of each side of a change on a line that people read."""
COLUMNS = ("seq", "at", "by", "action", "record", "path", "title", "before", "after", "note", "batch", "of")


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("id", metavar="ID", nargs="?", help="only one case")
    line.add_argument("--by", metavar="PERSON", default="", help="only what one person did: a staff id, name or login")
    line.add_argument("--since", metavar="DATE", default="", help="only from this day on")
    line.add_argument("--until", metavar="DATE", default="", help="only up to this day, and with it")
    line.add_argument("--action", metavar="ACTION", default="", help="only one kind: edit, move, export, print, reveal")
    form = line.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the entries as they are kept")
    form.add_argument("--csv", action="store_true", help="one line a change, values as people read them")
    args = line.read(given)
    with common.opened(args) as opened:
        wanted = Wanted(opened, args)
        found = wanted.entries()
        first = next(found, None)
        if first is None and args.id and not wanted.met:
            raise NotFound(f"There is no case {args.id!r} in the history.")
        write = _write_json if args.json else _write_csv if args.csv else _write_text
        write(opened, wanted, _with(first, found))
    if first is None:
        print("lmnboard: no entry fits.", file=sys.stderr)
    return 1 if first is None else 0


class Wanted:
    """What was asked for. `record` is empty where it is not one case."""

    def __init__(self, board: Board, args: argparse.Namespace) -> None:
        self._board = board
        self.record = f"cases/{number_of(args.id)}" if args.id else ""
        self._case_id = audit.name_of(self.record, board.name_of) if args.id else ""
        self._by = _person(board, args.by)
        self._action = values.clean(args.action, lines=False)
        today = board.shown.today()
        self._since = values.read_day(args.since, today) if args.since else ""
        self._until = values.read_day(args.until, today) if args.until else "9999"
        self.met = False
        """Whether there was any entry of the case."""

    def entries(self) -> Iterator[Entry]:
        zone = self._board.clinic.zone()
        for entry in self._board.history(oldest_first=True):
            if self.record and not audit.concerns(entry, self.record, self._case_id):
                continue
            self.met = True
            if (self._by and entry.by not in self._by) or (self._action and entry.action != self._action):
                continue
            day = datetime.fromisoformat(entry.at).astimezone(zone).date().isoformat()
            if self._since <= day <= self._until:
                yield entry

    def changes(self, entry: Entry) -> tuple[Change, ...]:
        """The changes of an entry that are about the case, where it is one case that was asked for."""
        return tuple(change for change in entry.changes if not self.record or change.record == self.record)


def _person(board: Board, named: str) -> set[str]:
    """The names under which the history has a person: the staff id, and the login from before there was one."""
    if not named:
        return set()
    staff = board.clinic.staff
    known = values.matching(named, {slug: person.name or slug for slug, person in staff.items()})
    login = {slug for slug, person in staff.items() if person.login == named}
    found = login or set(known[:1] if len(known) == 1 else ())
    return {named, *found, *(staff[slug].login or slug for slug in found)}


def _with(first: Entry | None, rest: Iterator[Entry]) -> Iterator[Entry]:
    if first is not None:
        yield first
        yield from rest


def _write_json(_board: Board, _wanted: Wanted, entries: Iterator[Entry]) -> None:
    between = "["
    for entry in entries:
        print(between, msgspec.json.format(msgspec.json.encode(entry)).decode(), sep="\n", end="")
        between = ","
    print("[]" if between == "[" else "\n]")


def _write_csv(board: Board, wanted: Wanted, entries: Iterator[Entry]) -> None:
    import csv

    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(COLUMNS)
    for entry in entries:
        about = entry.seq, entry.at, entry.by, entry.action
        ends = entry.note, entry.batch, entry.of or ""
        for change in wanted.changes(entry):
            told = audit.told(change, board.clinic)
            name = audit.name_of(change.record, board.name_of)
            rows.writerow(map(common.cell, (*about, name, told.path, told.title, told.before, told.after, *ends)))
        if not entry.changes:
            rows.writerow(map(common.cell, (*about, *[""] * 5, *ends)))


def _write_text(board: Board, wanted: Wanted, entries: Iterator[Entry]) -> None:
    for entry in entries:
        when = values.show_instant(entry.at, board.clinic)
        of = f" of {entry.of}" if entry.of else ""
        note = f": {entry.note}" if entry.note else ""
        print(f"{entry.seq:>6}  {when}  {entry.by}  {entry.action}{of}{note}")
        if entry.action == "begin":
            print(f"          {len(entry.changes)} records to begin with")
            continue
        for change in wanted.changes(entry):
            if not audit.is_mark(change):
                print(f"          {told(change, board)}")


def told(change: Change, board: Board) -> str:
    """A change on one line, by its path: a field as it is stored, a row or record as people read it."""
    where = f"{board.name_of(change.record)} {change.path}".strip()
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        words = audit.told(change, board.clinic)
        before, after = words.before, words.after
    else:
        before, after = _in_words(change.before), _in_words(change.after)
    return f"{where}: {' -> '.join(_where_they_differ(before, after))}"


def _in_words(value: Any) -> str:
    if value is UNSET:
        return audit.ABSENT
    return audit.NOTHING if value is None else " ".join(values.clean(str(value)).split())


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """Both sides cut to a line, from shortly before the first difference where that is far in."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(0, same - 20) if max(len(before), len(after)) > LONGEST else 0
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    text = f"…{text[start:]}" if start else text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
