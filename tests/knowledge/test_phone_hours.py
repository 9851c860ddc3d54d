"""Phone hours as people write them, and whether a payer answers now by its own clock."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from lmnboard.knowledge.phone_hours import read_hours, zone_of
from lmnboard.knowledge.phonetic import spelled

WEEK, EVERY = tuple(range(5)), tuple(range(7))
EAST = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "days", "opens", "closes", "zone"),
    [
        ("Mon-Fri 8-18 ET", WEEK, 8, 18, "America/New_York"),
        ("8am-6pm CT", WEEK, 8, 18, "America/Chicago"),
        ("Mon-Fri 7:00-18:00 CT", WEEK, 7, 18, "America/Chicago"),
        ("every day 8:00-20:00 CT", EVERY, 8, 20, "America/Chicago"),
        ("M-F 8-5 PT", WEEK, 8, 17, "America/Los_Angeles"),
        ("Monday through Friday, 8:00 am - 5:00 pm (CST)", WEEK, 8, 17, "America/Chicago"),
        ("Mon\N{EN DASH}Fri 8 a.m. to 6 p.m. Eastern Time", WEEK, 8, 18, "America/New_York"),
        ("8-17 Mon-Fri", WEEK, 8, 17, ""),
        ("0800-1700 ET", WEEK, 8, 17, "America/New_York"),
        ("Sun-Thu 9-12", (0, 1, 2, 3, 6), 9, 12, ""),
        ("Mon, Wed, Fri 9-noon", (0, 2, 4), 9, 12, ""),
    ],
)
def test_hours_are_read_as_they_are_written(
    text: str, days: tuple[int, ...], opens: int, closes: int, zone: str
) -> None:
    hours = read_hours(text)

    assert hours is not None
    assert hours.days == dict.fromkeys(days, (time(opens), time(closes)))
    assert hours.zone == zone


@pytest.mark.parametrize("text", ["", "call them", "Mon-Fri 8-18 ET, 9-17 PT", "Mon-Fri 22-6", "Mon-Fri 25-26", "8"])
def test_what_has_no_single_reading_is_not_read(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        ("Mon-Fri 8-18 ET", "2026-11-20T17:59", True),
        ("Mon-Fri 8-18 ET", "2026-11-20T18:00", False),
        ("Mon-Fri 8-18 ET", "2026-11-21T10:00", False),
        ("8am-6pm ET", "2026-11-21T10:00", None),  # nothing is said of Saturdays
        ("Mon-Fri 8-18 ET", "2026-11-26T10:00", None),  # nor of Thanksgiving
        ("Mon-Thu 8-18, Fri 8-12", "2026-11-20T13:00", False),
        ("24/7", "2026-11-26T03:00", True),
    ],
)
def test_whether_they_answer_now(text: str, at: str, is_open: bool | None) -> None:
    hours = read_hours(text)

    assert hours is not None
    assert hours.is_open(datetime.fromisoformat(at).replace(tzinfo=EAST)) is is_open


def test_when_they_open_next_skips_the_weekend_and_the_holiday() -> None:
    hours = read_hours("Mon-Fri 8-18 ET")
    assert hours is not None

    evening = datetime(2026, 11, 25, 18, 30, tzinfo=EAST)

    assert hours.opens_next(evening) == datetime(2026, 11, 27, 8, tzinfo=EAST)


def test_the_zone_in_the_text_goes_before_the_payers() -> None:
    named, unnamed = read_hours("8-17 PT"), read_hours("8-17")
    assert named is not None
    assert unnamed is not None

    assert zone_of(named, "America/Chicago") == ZoneInfo("America/Los_Angeles")
    assert zone_of(unnamed, "America/Chicago") == ZoneInfo("America/Chicago")
    assert zone_of(unnamed, None) is None


def test_an_identifier_is_spelled_letter_by_letter() -> None:
    assert spelled("W12-3a") == "Whiskey 1 2 dash 3 Alfa"
    assert spelled("Ada O'Brien") == "Alfa Delta Alfa, Oscar apostrophe Bravo Romeo India Echo November"
    assert spelled("Nuñez") == "November Uniform ñ Echo Zulu"
