"""The clocks of a card: file by, reply due, service date, next touch, tasks. Which is nearest, and how near.

Days are those of the case's location: `today` is an argument. A file-by date that falls on a weekend or holiday is
judged by the last business day before it, the *safe* date; both are shown. Called by the board for every card, so the
nearest clock is found with text comparisons only.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from lmnboard.knowledge.calendar import add_business_days, last_business_day_on_or_before
from lmnboard.model.card import Card
from lmnboard.model.directory import Settings

Band = Literal["late", "today", "urgent", "soon", "later", "none"]
BANDS: tuple[Band, ...] = ("late", "today", "urgent", "soon", "later", "none")
GLYPHS: dict[Band, str] = {"late": "‼", "today": "!", "urgent": "▲", "soon": "△", "later": " ", "none": " "}
FARTHEST = 366
"""Days that a band may reach at most, whatever the settings say."""
PRESSING = 2
"""Bands before this place in `BANDS` are late or due today."""

_UNFILED = ("gathering", "drafting", "review")
_AHEAD = ("prior_authorization", "continuation", None)
"""Purposes whose service is still to come; a denied or reimbursed service may well lie in the past."""


class Clock(msgspec.Struct, frozen=True):
    """One date of a case. `on` is the date as given, `safe` the day it is judged by."""

    name: str
    on: date
    safe: date
    band: Band
    days: int

    @property
    def says(self) -> str:
        """`3d late`, `today`, `2d`: calendar days from today to the safe date."""
        if self.days < 0:
            return f"{-self.days}d late"
        return "today" if self.days == 0 else f"{self.days}d"


class Day:
    """Today at one place, with the limits of its bands."""

    def __init__(self, today: date, settings: Settings, closed: frozenset[date] = frozenset()) -> None:
        self.today = today
        self.closed = closed
        self._iso = today.isoformat()
        self._urgent = add_business_days(today, min(settings.urgent_business_days or 3, FARTHEST), closed).isoformat()
        self._soon = (today + timedelta(days=min(settings.soon_days or 7, FARTHEST))).isoformat()
        self._safe: dict[str, str] = {}

    def band(self, on: str) -> int:
        """The place in `BANDS` of an ISO date."""
        if on < self._iso:
            return 0
        if on == self._iso:
            return 1
        if on <= self._urgent:
            return 2
        return 3 if on <= self._soon else 4

    def safe(self, on: str) -> str:
        """The day by which a date that lies on a weekend or holiday is best met: the last business day before it.

        Where that day has passed and the date itself has not, the date: nothing is late that can still be met.
        """
        found = self._safe.get(on)
        if found is None:
            before = last_business_day_on_or_before(date.fromisoformat(on), self.closed).isoformat()
            found = self._safe[on] = on if before < self._iso <= on else before
        return found

    def clock(self, name: str, on: str) -> Clock:
        safe = self.safe(on) if name == "file by" else on
        day = date.fromisoformat(safe)
        return Clock(name, date.fromisoformat(on), day, BANDS[self.band(safe)], (day - self.today).days)


def open_dates(card: Card) -> list[tuple[str, str]]:
    """The dates that are running for a case, as (clock, ISO date), the weightiest clock first."""
    if card.stage == "resolved":
        return []
    dates: list[tuple[str, str | None]] = []
    if card.stage in _UNFILED:
        dates += [("file by", card.submit_by), ("file by", card.appeal.file_by)]
    elif card.responses:
        dates.append(("reply due", card.last_answer.due))
    if card.purpose in _AHEAD:
        dates.append(("service", card.request.start_on))
    dates.append(("next touch", card.next_touch.on))
    dates += [("task", task.due) for task in card.tasks if not (task.done_at or task.waived_because)]
    return [(name, on) for name, on in dates if on]


def nearest(card: Card, day: Day) -> tuple[int, str, str]:
    """The clock that decides a card's place: its place in `BANDS`, its ISO date, its name. No date: the last band."""
    best: tuple[int, int, str, str] | None = None
    for weight, (name, on) in enumerate(open_dates(card)):
        safe = day.safe(on) if name == "file by" else on
        found = (day.band(safe), weight, on, name)
        if best is None or found < best:
            best = found
    return (best[0], best[2], best[3]) if best else (len(BANDS) - 1, "9999-12-31", "")


def nearest_clock(card: Card, day: Day) -> Clock | None:
    band, on, name = nearest(card, day)
    return day.clock(name, on) if BANDS[band] != "none" else None


def clocks(card: Card, day: Day) -> list[Clock]:
    """Every running clock of a case, soonest first."""
    return sorted((day.clock(name, on) for name, on in open_dates(card)), key=lambda clock: clock.safe)


def place(card: Card, day: Day) -> tuple[int, bool, str, float, int]:
    """Where a card stands in its column: by band, expedited first, then date, then value, then number.

    Resolved cases have no clock: the one that came last stands first.
    """
    if card.stage == "resolved":
        return (0, False, "", -card.revision, card.number)
    band, on, _name = nearest(card, day)
    return (band, not card.expedited, on, -card.value if card.value else 0, card.number)
