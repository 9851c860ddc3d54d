"""The clocks of a card: file by, reply due, service date, next touch, answer due, tasks. Which is nearest, how near.

Days are those of the case's location: `today` is an argument. A date by which we file falls on a weekend or holiday
and is judged by the last business day before it, the *safe* date; both are shown. The payer's own date is never moved,
and once it has passed the payer is late, not we. Called by the board for every card, so the nearest clock is found with
text comparisons only.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from lmnboard.knowledge.calendar import add_business_days, last_business_day_on_or_before
from lmnboard.model.card import Card
from lmnboard.model.choices import AHEAD, APPEALED, UNFILED
from lmnboard.model.directory import Settings

Band = Literal["late", "today", "urgent", "soon", "later", "none"]
BANDS: tuple[Band, ...] = ("late", "today", "urgent", "soon", "later", "none")
GLYPHS: dict[Band, str] = {"late": "‼", "today": "!", "urgent": "▲", "soon": "△", "later": " ", "none": " "}
FARTHEST = 366
"""Days that a band may reach at most, whatever the settings say."""
PRESSING = 2
"""Bands before this place in `BANDS` are late or due today."""

FILED = ("file by", "reply due", "continue by")
"""Clocks of what has to leave us: judged by their safe date."""
ANSWER = "answer due"


class Clock(msgspec.Struct, frozen=True):
    """One date of a case. `on` is the date as given, `safe` the day it is judged by."""

    name: str
    on: date
    safe: date
    band: Band
    days: int

    @property
    def says(self) -> str:
        """`3d late`, `today`, `2d`: calendar days from today to the safe date; `payer late 2d` for the payer's own."""
        if self.days < 0 and self.name == ANSWER:
            return f"payer late {-self.days}d"
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
        self._places: dict[tuple[str, str], int] = {}

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

        Where that day has passed, the date: nothing is late that can still be met, nor by more days than it is.
        """
        found = self._safe.get(on)
        if found is None:
            given = date.fromisoformat(on)
            # The first days there are have none before them; whoever typed such a year meant another.
            best = last_business_day_on_or_before(given, self.closed) if given.year > 1 else given
            before = best.isoformat()
            found = self._safe[on] = on if before < self._iso else before
        return found

    def place(self, name: str, on: str) -> int:
        """The place in `BANDS` of a clock's ISO date. A payer that is late is called today: it is not we who are."""
        found = self._places.get((name, on))
        if found is None:
            found = self.band(self.safe(on) if name in FILED else on)
            found = self._places[name, on] = max(found, 1) if name == ANSWER else found
        return found

    def clock(self, name: str, on: str) -> Clock:
        day = date.fromisoformat(self.safe(on) if name in FILED else on)
        return Clock(name, date.fromisoformat(on), day, BANDS[self.place(name, on)], (day - self.today).days)


def open_dates(card: Card) -> list[tuple[str, str]]:
    """The dates that are running for a case, as (clock, ISO date), the weightiest clock first."""
    if card.stage == "resolved":
        return []
    dates: list[tuple[str, str]] = []
    awaits = card.stage == "follow_up" and card.awaits_answer
    answer = card.answer_due.on
    if answer and not awaits and not card.owes_answer:
        answer = None
    if card.responses and (due := _reply_due(card, awaits=awaits)):
        dates.append(("reply due", due))
    if card.stage in UNFILED:
        appeal = card.appeal
        filing = (("file by", card.submit_by), ("file by", appeal.file_by), ("continue by", appeal.continue_by))
        dates[:0] = [(name, on) for name, on in filing if on]
    if card.purpose in AHEAD and (start := card.request.start_on):
        dates.append(("service", start))
    if touch := card.next_touch.on:
        dates.append(("next touch", touch))
    if answer:
        dates.append((ANSWER, answer))
    if card.tasks:
        dates += [("task", task.due) for task in card.tasks if task.due and task.is_open]
    return dates


def _reply_due(card: Card, *, awaits: bool) -> str | None:
    """When our answer to the payer's last one is due: until it is appealed, or a reason stands why not.

    The window to appeal a denial runs on while the case is worked on again, and after it was sent again: neither stops
    it. What the payer asked for is owed until it is sent.
    """
    last = card.last_answer
    if card.appeal.by or last.not_appealed_because:
        return None
    if last.outcome in APPEALED:
        return last.due
    owed = card.stage == "follow_up" or last.outcome in ("more_information", "non_affirmed")
    return last.due if owed and not awaits else None


def nearest(card: Card, day: Day) -> tuple[int, str, str]:
    """The clock that decides a card's place: its place in `BANDS`, its ISO date, its name. No date: the last band."""
    best: tuple[int, int, str, str] | None = None
    for weight, (name, on) in enumerate(open_dates(card)):
        found = (day.place(name, on), weight, on, name)
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
