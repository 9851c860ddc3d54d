"""Federal holidays and business days, against the published lists of days off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.knowledge.calendar import (
    add_business_days,
    business_days_between,
    federal_holidays,
    is_business_day,
    last_business_day_on_or_before,
)

# The Office of Personnel Management's lists.
PUBLISHED = {
    2020: ["01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"],
    2021: ["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"],
    2022: ["01-17", "02-21", "05-30", "06-20", "07-04", "09-05", "10-10", "11-11", "11-24", "12-26"],
    2023: ["01-02", "01-16", "02-20", "05-29", "06-19", "07-04", "09-04", "10-09", "11-10", "11-23", "12-25"],
    2026: ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"],
    2027: ["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"],
}  # fmt: skip


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_days_off_are_those_that_were_published(year: int) -> None:
    assert [day.strftime("%m-%d") for day in federal_holidays(year)] == PUBLISHED[year]
    assert {day.year for day in federal_holidays(year)} == {year}


def test_new_years_day_on_a_saturday_is_observed_in_the_year_before() -> None:
    assert federal_holidays(2021)[date(2021, 12, 31)] == "New Year's Day"
    assert date(2022, 1, 1) not in federal_holidays(2022)
    assert not is_business_day(date(2021, 12, 31))


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert "Juneteenth" in federal_holidays(2021).values()
    assert is_business_day(date(2020, 6, 19))


def test_the_first_and_last_years_of_a_date_have_holidays_too() -> None:
    assert date(9999, 12, 24) in federal_holidays(9999)
    assert date(1, 1, 1) in federal_holidays(1)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-24", 2, "2026-11-27"),
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-11-27", -1, "2026-11-25"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2021-12-30", 1, "2022-01-03"),
        ("2028-02-28", 2, "2028-03-01"),
    ],
)
def test_business_days_are_counted_from_the_day_after(start: str, n: int, end: str) -> None:
    assert add_business_days(date.fromisoformat(start), n) == date.fromisoformat(end)


def test_a_clinics_own_closed_days_are_not_business_days() -> None:
    closed = frozenset({date(2026, 11, 27), date(2026, 11, 28)})
    assert not is_business_day(date(2026, 11, 27), closed)
    assert add_business_days(date(2026, 11, 24), 2, closed) == date(2026, 11, 30)
    assert business_days_between(date(2026, 11, 24), date(2026, 11, 30), closed) == 2
    assert last_business_day_on_or_before(date(2026, 11, 29), closed) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "safe"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-22", "2026-11-20"),
        ("2026-11-26", "2026-11-25"),
        ("2022-01-02", "2021-12-30"),
    ],
)
def test_the_safe_day_is_the_last_business_day_on_or_before(day: str, safe: str) -> None:
    assert last_business_day_on_or_before(date.fromisoformat(day)) == date.fromisoformat(safe)


@given(
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.integers(-400, 400),
    st.frozensets(st.integers(-400, 400), max_size=5),
)
def test_the_count_between_two_days_is_that_of_walking_from_one_to_the_other(
    a: date, length: int, offsets: frozenset[int]
) -> None:
    b = a + timedelta(days=length)
    closed = frozenset(a + timedelta(days=offset) for offset in offsets)
    first, last = min(a, b), max(a, b)
    walked = sum(is_business_day(first + timedelta(days=i), closed) for i in range(1, (last - first).days + 1))
    assert business_days_between(a, b, closed) == (walked if a <= b else -walked)


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(1, 60))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    assert business_days_between(day, add_business_days(day, n)) == n
    start = last_business_day_on_or_before(day)
    assert add_business_days(add_business_days(start, n), -n) == start
