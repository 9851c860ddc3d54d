"""The clinic's numbers of a board: read from its cases, archived ones too, and from its history, once; as text and CSV.

Stands on the board and the pure measures of the workflow. Called by `lmnboard stats` and by the numbers' screen.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from lmnboard.board import Board
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import values
from lmnboard.model.card import Card
from lmnboard.model.change import Entry
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.past import past_of
from lmnboard.workflow import numbers, paces
from lmnboard.workflow.clocks import BANDS, Day, nearest
from lmnboard.workflow.facts import ALWAYS, Fact, Keys, Period, facts
from lmnboard.workflow.numbers import By, Row, measure
from lmnboard.workflow.stays import stays

COLUMNS = (
    "measure", "title", "by", "group", "part", "count", "hits", "percent", "median", "p90", "mean", "unit", "since",
    "until",
)  # fmt: skip
_TABLES = {"payer": "payers", "location": "locations"}
_UNITS = {"days": "days", "each": "contacts"}


class Report(msgspec.Struct, frozen=True):
    """What was counted: on which day, over which cases and period, and the rows in order. `on` is the clinic's day."""

    clinic: str
    on: date
    during: Period
    by: By | None
    cases: int
    rows: list[Row]

    @property
    def says(self) -> str:
        """What it is about, in one line."""
        since, until = self.during.since, self.during.until
        span = f"from {us_date(since)}" if since else "from the beginning"
        end = f" to {us_date(until)}" if until else f" to today, {us_date(self.on)}"
        return f"{self.clinic or 'The clinic'}: {span}{end}; {self.cases:,} cases"


def report(board: Board, during: Period = ALWAYS, by: By | None = None) -> Report:
    """Count everything. Reads every case once, and the history at most once; a thread of its own may call it."""
    shown = board.shown
    records = shown.records.copy()
    cases = [past_of(raw) for raw in records.tables.get("cases", {}).values()]
    cases += [past_of(raw) for raw in records.archive.cases().values()]
    ended = stays(_since_it_began(board), _instant_before(during.since))
    found = [
        *facts(cases, ended, board.clinic, shown.today, during),
        *_open(list(shown.cards.values()), board.clinic, shown.today),
    ]
    named = _names(board.clinic)
    rows = list(numbers.rows(found, during, by, named))
    return Report(board.clinic.settings.clinic or "", shown.today(), during, by, len(cases), rows)


def pace(board: Board) -> paces.Paces:
    """How long this clinic takes, from the last year of its history. Some tenths of a second: for another thread."""
    records = board.shown.records
    since = (board.now().astimezone(UTC) - paces.BACK).isoformat(timespec="milliseconds")

    def provider_of(record: str) -> str | None:
        raw = records.raw(record)
        return past_of(raw).provider if raw is not None else None

    return paces.paces(_since_it_began(board), provider_of, since=since)


def _since_it_began(board: Board) -> Iterator[Entry]:
    """The history, newest first, without its first entry: that is the whole board as it began, and ends no stay."""
    if board.shown.seq < 2:
        return
    for entry in board.history():
        yield entry
        if entry.seq <= 2:
            return


def _instant_before(day: date | None) -> str:
    """An instant before which nothing happened on a day anywhere."""
    if day is None:
        return ""
    return datetime.combine(day - timedelta(days=1), time(), UTC).isoformat(timespec="milliseconds")


def _open(cards: Iterable[Card], clinic: Clinic, today: Callable[[str | None], date]) -> Iterator[Fact]:
    """A fact for each open case: its stage, and the band of its nearest date."""
    days: dict[str | None, Day] = {}
    for card in cards:
        if card.stage == "resolved":
            continue
        place = card.location
        if place not in days:
            days[place] = Day(today(place), clinic.settings, clinic.closed_days(place))
        keys = Keys(card.payer or "", place or "", card.kind or "")
        yield Fact("open", None, keys, f"{card.stage} {BANDS[nearest(card, days[place])[0]]}", hit=True)


def _names(clinic: Clinic) -> Callable[[str, str], str]:
    def name_of(by: str, key: str) -> str:
        if by == "month":
            return key or "undated"
        if not key:
            return f"no {by}"
        return clinic.name_of(_TABLES[by], key) if by in _TABLES else words(key)

    return name_of


# ---------------------------------------------------------------------- in words
def said(row: Row) -> str:
    """A number as people read it: `3 of 4`, `31 of 40, 78 %`, `median 4.0 days, 9 of 10 within 9.0 (12 cases)`."""
    about = measure(row.measure)
    if about.sort == "count":
        return f"{row.count:,}"
    if not row.count:
        return "none yet"
    if row.hits is not None:
        return f"{row.hits:,} of {row.count:,}{_percent(row)}"
    most = "the most" if row.count < numbers.FEW else "9 of 10 within"
    if about.sort == "each":
        return f"mean {row.mean:.1f}, {most} {row.p90:g} ({counted(row.count)})"
    return f"median {row.median:.1f} days, {most} {row.p90:.1f} ({counted(row.count)})"


def counted(cases: int) -> str:
    return f"{cases:,} case{'' if cases == 1 else 's'}"


def _percent(row: Row) -> str:
    if row.percent is None:
        return ""
    line = measure(row.measure).line
    if line is None:
        return f", {row.percent:.0f} %"
    return f", {row.percent:.0f} %: {'above' if row.percent > 100 * line[0] else 'within'} {line[1]}"


def cells(report: Report, row: Row) -> dict[str, object]:
    """A row for programs: numbers as exact as they are, and a percentage only where there are enough for one."""
    about = measure(row.measure)
    told: dict[str, object] = {
        "measure": row.measure, "title": about.title, "by": row.by, "group": row.group_name, "part": row.own_name,
        "count": row.count, "hits": row.hits, "percent": row.percent, "median": row.median, "p90": row.p90,
        "mean": row.mean, "unit": _UNITS.get(about.sort, "cases"),
        "since": report.during.since, "until": report.during.until,
    }  # fmt: skip
    return told


def as_csv(report: Report) -> str:
    """One line a row, with a line of column names; numbers to three places. No cell is worked out by a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in report.rows:
        writer.writerow({name: _cell(value) for name, value in cells(report, row).items()})
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else values.cell(value)
