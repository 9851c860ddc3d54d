"""`restore`: the board, or some of its records, as they were; shows what would change, and writes it when told to."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime, time
from pathlib import Path

from lmnboard import begin, restoring
from lmnboard.board import Board
from lmnboard.commands import asking, common
from lmnboard.commands.asking import count
from lmnboard.commands.common import Line
from lmnboard.model import values
from lmnboard.model.change import Change
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Damaged, Invalid, NotAllowed, NotFound, StoreError
from lmnboard.opening import open_board, verified
from lmnboard.store import copies
from lmnboard.store.copies import Copy
from lmnboard.store.past import Past, in_present_form
from lmnboard.store.place import Place
from lmnboard.which_board import board_path, expanded
from lmnboard.workflow import roles

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SHOWN = 20
"""Entries that are listed before they are set aside."""


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument(
        "source", metavar="FROM", nargs="?", help="a backup, a copied folder, or a kept board.json.aside-1"
    )
    line.add_argument(
        "--to", metavar="POINT", default="", help='an entry, or a day and a time: 1234, "11/20/2026 14:30"'
    )
    line.add_argument("--only", metavar="ID", nargs="+", default=[], help="only these: LMN-0042, payers/aetna")
    line.add_argument("--yes", action="store_true", help="do it, without being asked")
    args = line.read(given)
    source = expanded(args.source) if args.source else None
    if source is None:
        if not args.to:
            raise Invalid("Say what to restore from, or --to which entry or day of the board's own history.")
        with common.opened(args) as opened:
            past = Past.of(Place(board_path(args.board)))
            return _to_a_point(opened, args, past, None)
    if not source.is_dir() and not copies.is_backup(source) and not source.with_name(_history(source)).exists():
        if args.to:
            raise Invalid(f"{source} is one state of a board, without a history: leave out --to.")
        return _what_another_wrote(args, source)
    return _from_a_copy(args, _whole(copies.read(source)))


def _history(board: Path) -> str:
    return f"{board.stem}.history.jsonl"


def _whole(copy: Copy) -> Copy:
    """A copy that can be restored from; files that are missing from it are said."""
    packed = copies.is_backup(copy.path)  # of a folder, the history alone counts: the rest was copied as it moved
    if copy.past.damage or not copy.past.lines or (packed and any(str(copy.path) in fault for fault in copy.faults)):
        raise Damaged(f"{copy.faults[0]} Restore from another copy.")
    for fault in copy.faults:
        print(f"lmnboard: not whole in this copy: {fault}", file=sys.stderr)
    return copy


# ---------------------------------------------------------------------- as one entry on top of the history
def _to_a_point(board: Board, args: argparse.Namespace, past: Past, copy: Copy | None) -> int:
    board.permit("restore")
    seq = _point(args.to, past, board.clinic, board) if args.to else past.last
    entry = past.entry(seq)
    if entry is None:
        raise NotFound(f"There is no entry {seq}: the history has 1 to {past.last}.")
    then = in_present_form(past.records(seq))
    changes = board.changes_to(then, restoring.records_named(board, args.only, then))
    when = values.show_instant(entry.at, board.clinic)
    print(f"As it stood after entry {seq}, {when}, {entry.by}:")
    if changes:
        asking.show(changes, board)
        account = board.clinic.settings.service_account
        if account and "service_account" in roles.needs("restore", changes):
            print(f"It no longer names {account} as the service account: who reaches the board by it is shut out.")
        if not asking.agreed(args.yes, "Restore this?"):
            return 1
    papers = copies.bring_papers(copy, Place(board_path(args.board))) if copy else 0
    if papers:
        print(f"Brought back: {count(papers, 'file')} beside the board.")
    if not changes:
        print("The board is as it was then: nothing to restore.")
        return 0
    return _written(board, changes, f"as after entry {seq}" + (f", from {copy.path.name}" if copy else ""))


def _written(board: Board, changes: list[Change], note: str) -> int:
    made = board.restore(changes, note)
    print(f"Restored, as entry {made.seq}. 'lmnboard undo {made.seq}' takes it back.")
    return 0


def _point(typed: str, past: Past, clinic: Clinic, board: Board) -> int:
    """The entry that a point in time or a number means; a day without a time is meant to its end."""
    if typed.isascii() and typed.isdigit():
        return int(typed[:18])
    words, clock = values.clean(typed, lines=False), time(23, 59, 59, 999999)
    day, _space, last = words.rpartition(" ")
    told = _CLOCK.fullmatch(last)
    if told and day:
        words, clock = day, time(int(told[1]), int(told[2]), 59, 999999)
    on = datetime.fromisoformat(values.read_day(words, board.shown.today())).date()
    when = (
        datetime.combine(on, clock, tzinfo=clinic.zone()) if clinic.zone() else datetime.combine(on, clock).astimezone()
    )
    seq = past.seq_at(when.astimezone(UTC))
    if not seq:
        raise NotFound(f"The board began later, {values.show_instant(past.lines[0].entry.at, clinic)}.")
    return seq


def _what_another_wrote(args: argparse.Namespace, source: Path) -> int:
    with common.opened(args) as board:
        board.permit("restore")
        found = restoring.edited(board, Place(board_path(args.board)), source)
        if args.only:
            only = restoring.records_named(board, args.only, board.shown.records) or set()
            found.changes = [change for change in found.changes if change.record in only]
        since = f"What it changed since entry {found.since}" if found.since else "What is new or different in it"
        print(f"{source.name}. {since}:")
        asking.show(found.changes, board)
        for change, stands in found.clashes:
            theirs = asking.line(Change(change.record, change.path, stands, change.after), board)
            print(f"Conflict, stays as it is here: {board.name_of(change.record)} {theirs}")
        for why in found.refused:
            print(f"Refused: {why}")
        if not found.changes:
            print("Nothing to take in.")
            return 1 if found.clashes or found.refused else 0
        if not asking.agreed(args.yes, "Take this in?"):
            return 1
        return _written(board, found.changes, f"what another program wrote, from {source.name}")


# ---------------------------------------------------------------------- the files themselves
def _from_a_copy(args: argparse.Namespace, copy: Copy) -> int:
    path = board_path(args.board)
    begin.make_folder(path)
    place = Place(path)
    kind = restoring.kind_of(place, copy)
    if kind == "earlier" or (kind == "later" and (args.to or args.only)):
        with common.opened(args) as opened:
            return _to_a_point(opened, args, copy.past, copy)
    if args.to or args.only:
        raise Invalid(
            "--to and --only bring back records of a whole board of the same history. Restore all of it, or run "
            "'lmnboard repair', first."
        )
    clinic = _permitted(path, kind)
    last = copy.past.lines[-1].entry
    print(f"{copy.path.name}: {count(copy.past.last, 'entry', 'entries')}, the last of", end=" ")
    print(f"{values.show_instant(last.at, clinic)}, {last.by}.")
    shown = None if kind == "new" else Past.of(place).data
    if kind != "new":
        _tell_what_goes(place, copy, kind, clinic)
        _tell_who_gets_in(place, copy)
        if not asking.agreed(args.yes, "Put these files in place?"):
            return 1
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    kept, papers = restoring.put_in_place(place, copy, kind, at, shown)
    if not place.board.exists():  # a board of an older form is brought to the present one as it is opened
        with common.opened(args):
            pass
    found = verified(path)
    print(f"{path}: {found.entries} entries, head {found.head[:16]}, {found.records} records, {papers} files brought.")
    if kept:
        print(f"As they were: {', '.join(kept)}.")
    for fault in found.faults:
        print(fault)
    return 1 if found.faults else 0


def _permitted(path: Path, kind: restoring.Kind) -> Clinic:
    """The clinic of the board that is there, whose roles count as long as they can be read."""
    if kind == "new":
        return Clinic()
    try:
        board = open_board(path)
    except NotAllowed:
        raise
    except StoreError:
        return Clinic()
    try:
        board.permit("restore")
        return board.clinic
    finally:
        board.close()


def _tell_who_gets_in(place: Place, copy: Copy) -> None:
    """In hardened mode, the account by which everybody gets in outlives the files. Raises `NotAllowed`."""
    account = restoring.present_service_account(place)
    if account is None:
        return
    restoring.hold_way_in(copy, account)
    named = restoring.service_account(copy.past.records())
    if named != account:
        print(f"It names {named or 'no account'} as the service account: {account}, as the board has it now, is kept.")


def _tell_what_goes(place: Place, copy: Copy, kind: restoring.Kind, clinic: Clinic) -> None:
    if kind == "damaged":
        print("The board that is there is damaged. 'lmnboard repair' tells what of it can be kept.")
    if kind == "later":
        print("The board that is there goes up to where this copy went on: nothing of it is lost.")
    here = restoring.only_here(place, copy)
    if here:
        print(f"Only here, and set aside with the board's files: {count(len(here), 'entry', 'entries')}.")
    for entry in here[-_SHOWN:]:
        print(f"  {entry.seq}  {values.show_instant(entry.at, clinic)}  {entry.by}  {entry.action}")
    if len(here) > _SHOWN:
        print(f"  and {len(here) - _SHOWN:,} before them")
