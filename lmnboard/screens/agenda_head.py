"""The lines around the agenda: the day, who is here and what is open above; what is stuck, and the days around, below.

Pure: spans of as many words as the terminal has room for. The agenda's screen draws them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct
from rich.cells import cell_len

from lmnboard.screens.reading import counted
from lmnboard.totals import Total
from lmnboard.widgets.drawn import Span
from lmnboard.workflow.agenda import Agenda, Waits

WIDE = 100
"""Cells from which on each of the next days is named."""


class Head(Struct, frozen=True):
    """What the line above says beside the agenda's own counts: `total` is of the clinic, `others` are at the board."""

    total: Total
    now: datetime
    me: str
    others: int
    everybody: bool
    filter: str


def head(made: Agenda, told: Head, width: int) -> list[Span]:
    """The day and time, who is here, what is open; what nobody has or nothing will bring up, with a mark and in red."""
    total = told.total
    mine = "everybody's" if told.everybody else f"{made.mine} mine"
    counts = f"{total.open} open  {mine}"
    if told.filter:
        counts = f"filter: {told.filter}  {counts}"
    wrong = "".join(f"  ‼ {n} {what}" for n, what in ((total.unowned, "unowned"), (total.undated, "undated")) if n)
    snoozed = f"  {made.snoozed} snoozed" if made.snoozed else ""
    right = cell_len(counts + wrong + snoozed) + 1
    day = f" {told.now:%a %b} {told.now.day}  {told.now:%H:%M}   {told.me}"
    others = f"   {counted(told.others, 'other')} in" if told.others else ""
    ways = (f" lmnboard {day}{others}", f"{day}{others}", day, f" {told.now:%a %H:%M}")
    left = next((way for way in ways if cell_len(way) + 2 + right <= width), ways[-1])
    gap = " " * max(width - cell_len(left) - right, 2)
    return [(left, "base"), (gap + counts, "strong"), (wrong, "alarm"), (snoozed, "base")]


def stuck(made: Agenda, today: date) -> list[Span]:
    """Whom cases wait for and for how long, and how many nobody has."""
    said: list[str] = []
    for who in ("doctor", "patient", "payer"):
        waits = made.waits.get("provider" if who == "doctor" else who, Waits())
        if waits.count:
            days = (today - date.fromisoformat(waits.oldest[:10])).days if waits.oldest else 0
            oldest = f" ({'' if said else 'oldest '}{days}d)" if days > 0 else ""
            said.append(f"{who} {waits.count}{f' ({waits.late} late)' if waits.late else oldest}")
    spans: list[Span] = [(f" STUCK: {'with ' if said else 'nothing'}{'  '.join(said)}", "quiet")]
    return [*spans, (f"  unowned {made.unowned} (!)", "alarm")] if made.unowned else spans


def ahead(made: Agenda, today: date, width: int) -> str:
    """The last working day in three numbers, and how many cases have a date of ours on each of the next seven."""
    when = "YESTERDAY" if made.last_day == today - timedelta(days=1) else f"{made.last_day:%A}".upper()
    days = " ".join(str(count or ".") for count in made.due)
    if width >= WIDE:
        days = "  ".join(f"{today + timedelta(days=at):%a} {count or '.'}" for at, count in enumerate(made.due, 1))
    return f" {when}: in {made.came}  done {made.left_us}  left {made.left_over}      NEXT 7 DAYS DUE:  {days}"
