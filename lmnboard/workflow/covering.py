"""Who covers for somebody that is away until a date, and whose cases nobody has. Pure; a person's own record says it.

Called by the agenda, the totals and the filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.directory import Staff

FIELDS = ("away_from", "away_to", "covered_by")
"""What somebody may set in their own record, whatever their role."""


def is_away(person: Staff, today: date) -> bool:
    """Whether somebody is away on a day: from `away_from` (or at once) up to and including `away_to`."""
    begun = person.away_from is None or person.away_from <= today
    return person.away_to is not None and begun and today <= person.away_to


def is_unowned(owner: str | None, staff: Mapping[str, Staff]) -> bool:
    """Whether nobody who works here has a case: no owner is named, or one who has left the staff list.

    A clinic that has not entered its staff knows only the accounts of those who work.
    """
    return not owner or (bool(staff) and owner not in staff)


def covered_for(staff: Mapping[str, Staff], who: str, today: date) -> list[Staff]:
    """Those who are away today and whom this person covers."""
    return [person for person in staff.values() if person.covered_by == who and is_away(person, today)]


def said(staff: Mapping[str, Staff], me: str, today: date) -> str:
    """What the head of the board says of cover: who has my cases, or whose I have; nothing where nobody is away."""
    mine = staff.get(me)
    if mine is not None and mine.covered_by and mine.away_to and is_away(mine, today):
        return f"{mine.covered_by} covers you until {_day(mine.away_to)}"
    others = covered_for(staff, me, today)
    until = [f"{person.id} until {_day(person.away_to)}" for person in others if person.away_to]
    return f"you cover {', '.join(until)}" if until else ""


def _day(on: date) -> str:
    return us_date(on)[:5]
