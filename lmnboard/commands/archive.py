"""`archive`: old resolved cases leave the board's file; they stay searchable, and come back by their number."""

from __future__ import annotations

from datetime import date

from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model import values


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument(
        "--before", metavar="DATE", default="", help="what was resolved before this day; else past the clinic's limit"
    )
    line.add_argument("--back", metavar="ID", nargs="+", default=[], help="bring these cases back to the board")
    args = line.read(given)
    with common.opened(args) as opened:
        if args.back:
            entry = opened.bring_back(args.back)
            print(f"On the board again: {', '.join(opened.name_of(change.record) for change in entry.changes)}")
            return 0
        before = date.fromisoformat(values.read_day(args.before, opened.shown.today())) if args.before else None
        entry = opened.archive(before)
        count = len(entry.changes)
        print(f"Archived: {count} case{'s' * (count != 1)}. 'lmnboard list archived' finds them.")
    return 0 if count else 1
