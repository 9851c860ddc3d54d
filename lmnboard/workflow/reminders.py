"""Reminders: who gets a list of their own, and which cases nobody has touched on the day before a deadline. Pure.

Imports the agenda's dates. `lmnboard remind` asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time

import msgspec

from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.card import Card
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.agenda import stands_in
from lmnboard.workflow.clocks import Day, open_dates
from lmnboard.workflow.closing import windows
from lmnboard.workflow.covering import is_away

_DEADLINES = frozenset({"file by", "reply due", "continue by", "peer to peer", "service"})
"""Clocks that are lost when their day has passed."""


class Untouched(msgspec.Struct, frozen=True):
    """A case whose deadline is best met by the next business day, and on which nobody has done anything of late."""

    card: Card
    clock: str
    on: date


def listed(clinic: Clinic, today: date) -> list[str]:
    """The staff who get a list: all who work on cases, but for those who are away and have somebody in their place."""
    return [
        person.id
        for person in clinic.staff.values()
        if person.role != "read_only" and not (is_away(person, today) and person.covered_by in clinic.staff)
    ]


def leads(clinic: Clinic, today: date) -> list[str]:
    """The staff who hear of what nobody has touched: the leads, or whoever has the place of one who is away.

    Everybody who gets a list, where none of them is there to read it.
    """
    found = {stands_in(clinic, person.id, today) for person in clinic.staff.values() if person.role == "lead"}
    lists = listed(clinic, today)
    return [who for who in lists if who in found and not is_away(clinic.staff[who], today)] or lists


def touched_since(day: Day, clinic: Clinic, location: str | None) -> str:
    """The instant from which an act counts as of late: the beginning of the business day before."""
    before = add_business_days(day.today, -1, day.closed)
    return datetime.combine(before, time(), tzinfo=clinic.zone(location)).astimezone(UTC).isoformat()


def untouched(
    cards: Iterable[Card], clinic: Clinic, days: Callable[[str | None], Day], touched: Mapping[int, str]
) -> list[Untouched]:
    """The cases that a lead is to hear of, the nearest deadline first. `touched`: the last act of a person on a case,
    by its number, as an instant."""
    found = []
    limits: dict[str | None, tuple[Day, str, str, str]] = {}
    for card in cards:
        if card.stage == "resolved":
            continue
        if card.location not in limits:
            day = days(card.location)
            tomorrow = add_business_days(day.today, 1, day.closed).isoformat()
            limits[card.location] = day, day.today.isoformat(), tomorrow, touched_since(day, clinic, card.location)
        day, today, tomorrow, since = limits[card.location]
        if touched.get(card.number, "") >= since:
            continue
        dates = open_dates(card)
        near = [(on, clock) for clock, on in [*dates, *windows(card, dates)] if clock in _DEADLINES]
        # What is best met before a weekend is heard of the day before that, when it can still be done in peace.
        close = ((on, clock) for on, clock in near if today <= on and _met_by(on, clock, day) <= tomorrow)
        nearest = min(close, default=None)
        if nearest is not None:
            found.append(Untouched(card, nearest[1], date.fromisoformat(nearest[0])))
    return sorted(found, key=lambda one: (one.on, not one.card.expedited, one.card.number))


def _met_by(on: str, clock: str, day: Day) -> str:
    """The day by which a date is best met; a service is on its day."""
    return on if clock == "service" else day.safe(on)
