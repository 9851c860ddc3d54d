"""Dates counted from events, as tables. What is expected was worked out by other means: an almanac of published federal
holidays, another date library, the clock of the operating system."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from lmnboard.knowledge.counting import (
    add,
    amount_of,
    came_on,
    count,
    elapsed,
    hour_of,
    later,
    received,
    roll,
    unit_of,
)

CALENDAR_DAYS = """
    2026-11-21+7=2026-11-28  2026-11-20+14=2026-12-04  2026-02-27+2=2026-03-01  2028-02-27+2=2028-02-29
    2028-02-28+1=2028-02-29  2028-02-29+365=2029-02-28  2028-02-29+366=2029-03-01  2026-12-31+1=2027-01-01
    2026-12-30+7=2027-01-06  2025-12-31+14=2026-01-14  2027-12-25+15=2028-01-09  2026-10-02+60=2026-12-01
    2026-11-07+60=2027-01-06  2026-11-07+120=2027-03-07  2026-11-20+90=2027-02-18  2028-01-15+180=2028-07-13
    2027-01-15+180=2027-07-14  2026-08-31+180=2027-02-27  2027-11-01+120=2028-02-29  2027-11-01+121=2028-03-01
    2026-03-07+1=2026-03-08  2026-10-31+2=2026-11-02  2026-07-15+90=2026-10-13  2028-05-18+60=2028-07-17
    2026-07-14+90=2026-10-12  2027-04-17+14=2027-05-01  2025-01-13+90=2025-04-13  2026-09-01+180=2027-02-28
    2027-06-11+7=2027-06-18  2024-07-11+60=2024-09-09  2025-09-13+7=2025-09-20  2024-07-04+90=2024-10-02
    2028-07-16+180=2029-01-12  2024-03-26+120=2024-07-24  2026-03-22+60=2026-05-21  2027-09-01+120=2027-12-30
    2027-08-24+7=2027-08-31  2027-06-30+3=2027-07-03  2026-12-18+5=2026-12-23  2024-05-01+3=2024-05-04
"""
BUSINESS_DAYS = """
    2026-11-23+5=2026-12-01  2026-11-25+1=2026-11-27  2026-11-20+5=2026-11-30  2026-11-21+1=2026-11-23
    2026-11-22+1=2026-11-23  2026-11-26+1=2026-11-27  2026-07-02+1=2026-07-06  2026-07-01+2=2026-07-06
    2026-07-04+1=2026-07-06  2027-07-02+1=2027-07-06  2027-07-04+2=2027-07-07  2027-06-17+1=2027-06-21
    2027-06-18+1=2027-06-21  2027-12-23+1=2027-12-27  2027-12-30+1=2028-01-03  2027-12-31+1=2028-01-03
    2028-01-01+1=2028-01-03  2027-12-22+8=2028-01-05  2026-12-31+1=2027-01-04  2026-12-24+5=2027-01-04
    2028-11-09+1=2028-11-13  2028-11-10+1=2028-11-13  2028-02-28+2=2028-03-01  2026-10-09+2=2026-10-14
    2026-01-16+3=2026-01-22  2026-02-13+1=2026-02-17  2025-12-31+3=2026-01-06  2024-02-28+2=2024-03-01
    2025-01-24+2=2025-01-28  2027-05-13+1=2027-05-14  2028-05-12+5=2028-05-19  2025-10-30+5=2025-11-06
    2027-04-25+15=2027-05-14  2025-02-04+8=2025-02-14  2025-04-23+10=2025-05-07  2025-08-25+5=2025-09-02
    2024-01-10+10=2024-01-25  2024-06-23+5=2024-06-28  2027-09-03+3=2027-09-09  2026-04-13+8=2026-04-23
    2024-06-19+10=2024-07-03  2025-06-04+3=2025-06-09  2028-04-01+2=2028-04-04  2026-11-16+3=2026-11-19
    2024-03-01+1=2024-03-04  2027-02-27+15=2027-03-19  2024-08-09+5=2024-08-16  2024-08-08+15=2024-08-29
"""
WITHOUT_HOLIDAYS = """
    2026-11-25+3=2026-11-29  2026-11-24+3=2026-11-28  2026-11-27+3=2026-11-30  2026-12-24+1=2026-12-26
    2026-12-24+5=2026-12-30  2027-12-23+2=2027-12-26  2027-12-30+2=2028-01-02  2026-07-02+3=2026-07-06
    2026-11-10+1=2026-11-12  2026-11-21+5=2026-11-27
"""
MONTHS = """
    2026-10-30+4=2027-03-01/2027-02-28  2026-10-31+4=2027-03-01/2027-02-28  2026-10-28+4=2027-02-28/2027-02-28
    2026-10-29+4=2027-03-01/2027-02-28  2027-10-29+4=2028-02-29/2028-02-29  2027-10-30+4=2028-03-01/2028-02-29
    2027-10-31+4=2028-03-01/2028-02-29  2026-08-15+4=2026-12-15/2026-12-15  2026-08-31+1=2026-10-01/2026-09-30
    2026-08-31+4=2026-12-31/2026-12-31  2026-12-31+2=2027-03-01/2027-02-28  2027-12-31+2=2028-03-01/2028-02-29
    2026-01-31+1=2026-03-01/2026-02-28  2028-01-31+1=2028-03-01/2028-02-29  2028-01-29+1=2028-02-29/2028-02-29
    2026-03-31+1=2026-05-01/2026-04-30  2026-05-31+6=2026-12-01/2026-11-30  2026-08-31+6=2027-03-01/2027-02-28
    2026-08-29+6=2027-03-01/2027-02-28  2027-08-31+6=2028-03-01/2028-02-29  2026-11-30+3=2027-03-01/2027-02-28
    2026-12-15+1=2027-01-15/2027-01-15  2026-12-31+12=2027-12-31/2027-12-31  2028-02-29+12=2029-03-01/2029-02-28
    2028-02-29+48=2032-02-29/2032-02-29  2026-07-31+4=2026-12-01/2026-11-30  2026-09-30+5=2027-03-01/2027-02-28
    2026-06-30+8=2027-03-01/2027-02-28
"""
"""The first of the next month where there is no such day, and the last of the month."""
FOUR_MONTHS_ROLLED = """
    2026-10-30=2027-03-01  2026-09-02=2027-01-04  2026-08-15=2026-12-15  2026-08-25=2026-12-28
    2026-07-26=2026-11-27  2026-09-01=2027-01-04  2026-10-15=2027-02-16  2026-10-31=2027-03-01
    2027-08-25=2027-12-27  2027-08-24=2027-12-27  2027-08-31=2028-01-03  2027-01-31=2027-06-01
    2026-11-11=2027-03-11  2027-03-04=2027-07-06  2027-02-19=2027-06-21  2027-03-05=2027-07-06
    2026-09-18=2027-01-19  2026-07-11=2026-11-12  2026-12-31=2027-05-03  2027-10-31=2028-03-01
"""
HOURS = [
    ("2026-11-21T15:30", "America/Chicago", 72, "2026-11-24T15:30-06:00"),
    ("2026-11-21T15:30", "America/Chicago", 24, "2026-11-22T15:30-06:00"),
    ("2026-10-31T12:00", "America/Chicago", 24, "2026-11-01T11:00-06:00"),
    ("2026-10-31T12:00", "America/Chicago", 72, "2026-11-03T11:00-06:00"),
    ("2026-11-01T00:30", "America/New_York", 24, "2026-11-01T23:30-05:00"),
    ("2026-10-30T16:45", "America/New_York", 72, "2026-11-02T15:45-05:00"),
    ("2027-03-13T12:00", "America/Chicago", 24, "2027-03-14T13:00-05:00"),
    ("2027-03-13T12:00", "America/Chicago", 72, "2027-03-16T13:00-05:00"),
    ("2027-03-12T02:30", "America/New_York", 48, "2027-03-14T03:30-04:00"),
    ("2027-03-13T22:15", "America/Los_Angeles", 24, "2027-03-14T23:15-07:00"),
    ("2026-10-31T12:00", "America/Phoenix", 72, "2026-11-03T12:00-07:00"),
    ("2027-03-13T12:00", "Pacific/Honolulu", 72, "2027-03-16T12:00-10:00"),
    ("2026-12-31T23:59", "America/Anchorage", 24, "2027-01-01T23:59-09:00"),
    ("2028-02-28T08:00", "America/Denver", 24, "2028-02-29T08:00-07:00"),
    ("2028-02-28T08:00", "America/Denver", 72, "2028-03-02T08:00-07:00"),
    ("2026-12-30T20:00", "America/Puerto_Rico", 72, "2027-01-02T20:00-04:00"),
    ("2026-11-01T03:00", "America/Indiana/Indianapolis", 24, "2026-11-02T03:00-05:00"),
    ("2027-03-11T09:00", "America/Boise", 72, "2027-03-14T10:00-06:00"),
]


def sums(table: str) -> list[tuple[date, int, str]]:
    """`2026-11-21+7=2026-11-28` as day, amount and what it makes."""
    found = re.findall(r"(\S+)\+(\d+)=(\S+)", table)
    return [(date.fromisoformat(day), int(amount), made) for day, amount, made in found]


@pytest.mark.parametrize(("day", "amount", "made"), sums(CALENDAR_DAYS))
def test_calendar_days_begin_on_the_day_after(day: date, amount: int, made: str) -> None:
    assert add(day, amount, "calendar_day").isoformat() == made


@pytest.mark.parametrize(("day", "amount", "made"), sums(BUSINESS_DAYS))
def test_business_days_pass_weekends_and_federal_holidays(day: date, amount: int, made: str) -> None:
    assert add(day, amount, "business_day").isoformat() == made
    assert add(day, amount, "working_day").isoformat() == made


@pytest.mark.parametrize(("day", "amount", "made"), sums(WITHOUT_HOLIDAYS))
def test_calendar_days_may_pass_holidays_and_not_weekends(day: date, amount: int, made: str) -> None:
    assert add(day, amount, "calendar_day", skips_holidays=True).isoformat() == made


@pytest.mark.parametrize(("day", "amount", "made"), sums(MONTHS))
def test_a_month_without_the_day_ends_by_its_rule(day: date, amount: int, made: str) -> None:
    first_of_next, last_of = made.split("/")
    assert add(day, amount, "month", month_rule="first_of_next").isoformat() == first_of_next
    assert add(day, amount, "month").isoformat() == last_of


@pytest.mark.parametrize("line", FOUR_MONTHS_ROLLED.split())
def test_a_last_day_on_a_weekend_or_holiday_goes_to_the_next_business_day(line: str) -> None:
    day, made = line.split("=")
    assert roll(add(date.fromisoformat(day), 4, "month", month_rule="first_of_next")).isoformat() == made


@pytest.mark.parametrize(("at", "zone", "hours", "made"), HOURS)
def test_hours_are_counted_as_they_pass_whatever_the_clock_is_set_to(at: str, zone: str, hours: int, made: str) -> None:
    start = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))

    assert elapsed(start, hours).isoformat(timespec="minutes") == made


@pytest.mark.parametrize(
    ("at", "amount", "unit", "made"),
    [
        ("2026-10-31T12:00", 1, "calendar_day", "2026-11-01T12:00-06:00"),  # the same hour, 25 hours on
        ("2027-03-13T12:00", 14, "calendar_day", "2027-03-27T12:00-05:00"),
        ("2026-10-31T12:00", 24, "hour", "2026-11-01T11:00-06:00"),
    ],
)
def test_an_extension_in_days_keeps_the_hour_of_the_clock(at: str, amount: int, unit: str, made: str) -> None:
    start = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("America/Chicago"))
    counted = unit_of(unit)

    assert counted is not None
    assert later(start, amount, counted).isoformat(timespec="minutes") == made


@pytest.mark.parametrize(
    ("at_utc", "zone", "cut_off", "came"),
    [
        ("2026-11-20T22:29", "America/Chicago", "16:30", "2026-11-20"),  # 4:29 pm
        ("2026-11-20T22:30", "America/Chicago", "16:30", "2026-11-20"),  # at the minute
        ("2026-11-20T22:31", "America/Chicago", "16:30", "2026-11-23"),  # Friday evening: Monday
        ("2026-11-20T22:31", "America/Los_Angeles", "16:30", "2026-11-20"),  # 2:31 pm there
        ("2026-11-21T01:29", "America/Los_Angeles", "17:30", "2026-11-20"),
        ("2026-11-21T01:31", "America/Los_Angeles", "17:30", "2026-11-23"),
        ("2026-11-25T23:00", "America/New_York", "17:00", "2026-11-27"),  # the eve of Thanksgiving
        ("2026-11-21T16:00", "America/New_York", "17:00", "2026-11-21"),  # a Saturday, before the hour
        ("2026-11-21T23:00", "America/New_York", "17:00", "2026-11-23"),
        ("2026-12-31T23:30", "America/New_York", "17:00", "2027-01-04"),  # New Year's Day is a Friday
        ("2027-07-02T22:00", "America/New_York", "17:00", "2027-07-06"),  # July 4 is a Sunday: Monday is off too
        ("2026-11-21T04:30", "America/Chicago", None, "2026-11-20"),  # half past ten in the evening
        ("2026-11-21T05:30", "America/New_York", None, "2026-11-21"),
        ("2026-11-21T05:30", "America/Los_Angeles", None, "2026-11-20"),
        ("2026-07-01T04:30", "America/New_York", None, "2026-07-01"),  # summer time
        ("2026-07-01T04:30", "America/Chicago", None, "2026-06-30"),
    ],
)
def test_what_comes_after_the_cut_off_hour_of_the_payers_zone_counts_as_the_next_business_day(
    at_utc: str, zone: str, cut_off: str | None, came: str
) -> None:
    at = datetime.fromisoformat(at_utc).replace(tzinfo=UTC)

    assert came_on(at, ZoneInfo(zone), hour_of(cut_off)).isoformat() == came


@pytest.mark.parametrize(
    ("notice", "receipt", "presumed", "counts_as"),
    [
        ("2026-11-02", None, 5, "2026-11-07"),
        ("2026-11-02", "2026-11-12", 5, "2026-11-12"),  # proved later
        ("2026-11-02", "2026-11-03", 5, "2026-11-03"),  # proved sooner: the earlier day
        ("2026-11-02", None, 0, "2026-11-02"),
        ("2026-02-26", None, 5, "2026-03-03"),
        ("2028-02-26", None, 5, "2028-03-02"),
        ("2026-12-29", None, 5, "2027-01-03"),
        (None, "2026-11-12", 5, "2026-11-12"),
        (None, None, 5, None),
    ],
)
def test_a_notice_is_presumed_received_unless_it_is_known_when(
    notice: str | None, receipt: str | None, presumed: int, counts_as: str | None
) -> None:
    found = received(
        date.fromisoformat(notice) if notice else None, date.fromisoformat(receipt) if receipt else None, presumed
    )

    assert (found.on.isoformat() if found else None) == counts_as


@pytest.mark.parametrize(
    ("receipt", "presumed", "told"),
    [
        ("2026-11-06", 5, "Received Fri 11/06/2026, not presumed 5 days after the notice"),
        ("2026-11-16", 0, "Received Mon 11/16/2026"),
        (
            "2027-01-04",
            5,
            "Received Mon 01/04/2027, not presumed 5 days after the notice. That is 63 days after the notice of "
            "11/02/2026: CHECK it, and keep what proves it: the payer may count from the notice",
        ),
        ("2027-01-04", 0, "Received Mon 01/04/2027. That is 63 days after the notice of 11/02/2026: CHECK it"),
        (
            "2026-10-30",
            0,
            "Received Fri 10/30/2026. That is before the date of the notice, 11/02/2026: CHECK both",
        ),
    ],
)
def test_a_receipt_that_is_odd_beside_its_notice_is_said(receipt: str, presumed: int, told: str) -> None:
    found = received(date(2026, 11, 2), date.fromisoformat(receipt), presumed)

    assert found is not None
    assert found.said == told


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("calendar_day", "calendar_day"),
        ("days", "calendar_day"),
        ("Calendar Days", "calendar_day"),
        ("business days", "business_day"),
        ("Business-day", "business_day"),
        ("working_day", "working_day"),
        ("months", "month"),
        ("hour", "hour"),
        ("weeks", None),
        ("", None),
        (None, None),
    ],
)
def test_the_units_that_people_type(typed: str | None, unit: str | None) -> None:
    assert unit_of(typed) == unit


def test_the_end_of_a_plan_year() -> None:
    assert add(date(2026, 3, 1), 0, "plan_year_end") == date(2026, 12, 31)
    assert amount_of(0, "plan_year_end") == "to the end of the plan year"


@pytest.mark.parametrize(("typed", "read"), [("17:30", time(17, 30)), ("8:00", time(8)), ("noon", None), (None, None)])
def test_the_hour_of_a_cut_off(typed: str | None, read: time | None) -> None:
    assert hour_of(typed) == read


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            count(date(2026, 11, 23), 5, "business_day").said,
            "Mon 11/23/2026 + 5 business days (without 11/26) = Tue 12/01/2026",
        ),
        (count(date(2026, 11, 21), 7, "calendar_day").said, "Sat 11/21/2026 + 7 calendar days = Sat 11/28/2026"),
        (
            count(date(2026, 10, 30), 4, "month", month_rule="first_of_next").said,
            "Fri 10/30/2026 + 4 months (no day 30 in that month: the first of the next month) = Mon 03/01/2027",
        ),
        (count(date(2026, 11, 27), 1, "business_day").said, "Fri 11/27/2026 + 1 business day = Mon 11/30/2026"),
    ],
)
def test_the_arithmetic_is_said(told: str, said: str) -> None:
    assert told == said


@pytest.mark.parametrize("amount", [1001, -1001, 999_999_999])
def test_a_time_that_was_mistyped_is_refused_before_it_is_counted(amount: int) -> None:
    with pytest.raises(ValueError, match="more than a time can have"):
        add(date(2026, 11, 20), amount, "business_day")


def test_hours_are_not_counted_from_a_day() -> None:
    with pytest.raises(ValueError, match="counted from an instant"):
        add(date(2026, 11, 20), 72, "hour")
