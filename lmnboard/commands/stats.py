"""`stats`: the clinic's numbers for a report: days, approvals, denials, appeals, deadlines; text, JSON or CSV.

Nothing is counted by person. Asks `report` for the numbers; says them.
"""

from __future__ import annotations

import sys
import textwrap
from itertools import groupby

from lmnboard import report
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import values
from lmnboard.model.errors import Invalid
from lmnboard.report import Report
from lmnboard.workflow.facts import Period
from lmnboard.workflow.numbers import GROUPED, Row, measure

WIDTH = 79
_NOBODY = ("provider", "owner", "staff", "person")
_LABEL = 34
"""Characters that a row's name takes, at most, before what it says goes to a line of its own."""


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("--since", metavar="DATE", default="", help="only from this day on")
    line.add_argument("--until", metavar="DATE", default="", help="only up to this day, and with it")
    line.add_argument("--by", metavar="GROUP", default="", help=f"each number by {', '.join(GROUPED)}; never by person")
    form = line.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="exact numbers, with what they were counted of")
    form.add_argument("--csv", action="store_true", help="one line a number")
    args = line.read(given)
    by = next((way for way in GROUPED if way == args.by), None)
    if args.by and by is None:
        line.error(_no_such_group(args.by))
    with common.opened(args) as opened:
        today = opened.shown.today()
        since = common.day("--since", args.since, today, past=True)
        if since and since > today:
            raise Invalid(f"--since: {echo_date(since)} is still to come: there is nothing to count from then on.")
        during = Period(since, common.day("--until", args.until, today, past=True))
        if during.since and during.until and during.since > during.until:
            raise Invalid("--since is later than --until: nothing lies between them.")
        found = report.report(opened, during, by)
        if args.json:
            common.print_json(_as_json(found))
        elif args.csv:
            sys.stdout.write(report.as_csv(found))
        else:
            _print(found)
    return 0


def _no_such_group(by: str) -> str:
    if by in _NOBODY:
        return f"numbers are not counted by {by}: they would rank people. --by takes {', '.join(GROUPED)}"
    return f"argument --by: {by!r} is none of {', '.join(GROUPED)}"


def _as_json(found: Report) -> dict[str, object]:
    rows = [report.cells(found, row) | {"group_id": row.group, "part_id": row.own} for row in found.rows]
    about = {
        each.id: {"title": each.title, "means": each.means, **({"line": each.line[0]} if each.line else {})}
        for each in map(measure, dict.fromkeys(row.measure for row in found.rows))
    }
    return {
        "clinic": found.clinic,
        "on": found.on,
        "since": found.during.since,
        "until": found.during.until,
        "by": found.by,
        "cases": found.cases,
        "measures": about,
        "numbers": rows,
    }


def _print(found: Report) -> None:
    """Plain text, line by line as a screen reader reads it: a measure, what it means, its numbers."""
    print(textwrap.fill(values.plain(found.says), WIDTH))
    for name, rows in groupby(found.rows, key=lambda row: row.measure):
        about = measure(name)
        print(f"\n{about.title}")
        print(textwrap.fill(about.means[:1].upper() + about.means[1:] + ".", WIDTH))
        for row in rows:
            _print_row(row)


def _print_row(row: Row) -> None:
    name, told = values.plain(row.label) or "All", report.said(row)
    lead = f"  {name}: ".ljust(_LABEL) if len(name) + 4 <= _LABEL else f"  {name}: "
    print(textwrap.fill(told, WIDTH, initial_indent=lead, subsequent_indent=" " * 6, break_on_hyphens=False))
