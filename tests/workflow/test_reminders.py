"""Who hears of a case that nobody touches, and when: in time, also before a weekend, and by somebody who is there.

Today is Thursday, 19 November 2026, unless it is said; Thanksgiving is on the 26th.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from lmnboard.model.card import Card, card_of
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Settings, Staff
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.reminders import leads, untouched

TODAY = date(2026, 11, 19)
AWAY = {"away_from": date(2026, 11, 16), "away_to": date(2026, 11, 20)}


def _clinic(*staff: Staff) -> Clinic:
    return Clinic(
        staff={person.id: person for person in staff},
        locations={"main": Location(id="main", time_zone="America/Chicago")},
        settings=Settings(time_zone="America/Chicago"),
    )


def _card(**fields: Any) -> Card:
    doc = {"id": "LMN-0001", "stage": "gathering", "owner": "dana", "location": "main"}
    return card_of(msgspec.json.encode(doc | fields), 1)


def _heard(card: Card, today: date, closed: frozenset[date] = frozenset(), touched: str = "") -> bool:
    clinic = _clinic()
    day = Day(today, clinic.settings, closed)
    return bool(untouched([card], clinic, lambda _location: day, {1: touched} if touched else {}))


@pytest.mark.parametrize(
    ("submit_by", "days"),
    [
        ("2026-11-20", (19, 20)),  # a Friday
        ("2026-11-21", (19, 20)),  # a Saturday is best met on Friday
        ("2026-11-23", (20, 23)),  # a Monday: on Friday, and on itself
        ("2026-11-26", (24, 25)),  # Thanksgiving: best met on Wednesday
        ("2026-11-30", (27, 30)),
    ],
)
def test_a_case_is_heard_of_on_the_working_day_before_it_is_best_met(submit_by: str, days: tuple[int, ...]) -> None:
    working = [date(2026, 11, day) for day in (18, 19, 20, 23, 24, 25, 27, 30)]

    assert tuple(day.day for day in working if _heard(_card(submit_by=submit_by), day)) == days


def test_a_day_on_which_the_location_is_closed_is_no_day_to_file() -> None:
    """Friday the 27th is closed, as Thursday is: what is due then is best met on Wednesday, and heard of on Tuesday."""
    assert _heard(_card(submit_by="2026-11-27"), date(2026, 11, 24), frozenset({date(2026, 11, 27)}))


def test_what_somebody_touched_on_the_business_day_before_is_not_heard_of() -> None:
    card = _card(submit_by="2026-11-23")

    assert not _heard(card, date(2026, 11, 20), touched="2026-11-19T06:00:00.000+00:00")  # midnight in Chicago
    assert _heard(card, date(2026, 11, 20), touched="2026-11-19T05:59:59.000+00:00")


def test_the_lead_hears_or_who_has_their_place_or_everybody() -> None:
    dana, jo = Staff(id="dana"), Staff(id="jo")
    lead = Staff(id="lee", role="lead")
    away = msgspec.structs.replace(lead, **AWAY)

    assert leads(_clinic(dana, jo, lead), TODAY) == ["lee"]
    assert leads(_clinic(dana, jo, msgspec.structs.replace(away, covered_by="jo")), TODAY) == ["jo"]
    assert leads(_clinic(dana, jo, away), TODAY) == ["dana", "jo", "lee"]
    assert leads(_clinic(dana, jo), TODAY) == ["dana", "jo"]
