"""The dates that people type, read on Saturday 11/21/2026 unless a row says otherwise."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmnboard.knowledge.typed_dates import echo_date, read_date, us_date

TODAY = date(2026, 11, 21)

COMING = [
    ("2026-12-04", "2026-12-04"),
    ("2026/12/4", "2026-12-04"),
    ("12/4/2026", "2026-12-04"),
    ("12/04/26", "2026-12-04"),
    ("12-4-2026", "2026-12-04"),
    ("12–4–2026", "2026-12-04"),
    ("3/14/58", "2058-03-14"),
    ("12/4", "2026-12-04"),
    ("11/21", "2026-11-21"),
    ("8/22", "2027-08-22"),
    ("2/29/2028", "2028-02-29"),
    ("dec 4", "2026-12-04"),
    ("Dec. 4th", "2026-12-04"),
    ("4 dec", "2026-12-04"),
    ("04-Dec-2026", "2026-12-04"),
    ("december 4 2026", "2026-12-04"),
    ("  DEC  4,  2026 ", "2026-12-04"),
    ("4 December, 26", "2026-12-04"),
    ("sept 1, 2027", "2027-09-01"),
    ("may 5", "2027-05-05"),
    ("today", "2026-11-21"),
    ("T", "2026-11-21"),
    ("tomorrow", "2026-11-22"),
    ("tom", "2026-11-22"),
    ("yesterday", "2026-11-20"),
    ("fri", "2026-11-27"),
    ("Friday", "2026-11-27"),
    ("sat", "2026-11-28"),
    ("sun", "2026-11-22"),
    ("thurs", "2026-11-26"),
    ("+10d", "2026-12-01"),
    ("+ 10 D", "2026-12-01"),
    ("-3d", "2026-11-18"),
    ("+0d", "2026-11-21"),
    ("+2w", "2026-12-05"),
    ("+1m", "2026-12-21"),
    ("+2m", "2027-01-21"),
    ("-11m", "2025-12-21"),
    ("+5b", "2026-11-30"),
    ("-1b", "2026-11-20"),
    ("eom", "2026-11-30"),
    ("Fri 12/04/2026", "2026-12-04"),
    ("friday, dec 4", "2026-12-04"),
]


@pytest.mark.parametrize(("typed", "meant"), COMING)
def test_what_people_type_for_a_coming_day(typed: str, meant: str) -> None:
    assert read_date(typed, TODAY).isoformat() == meant


GONE = [
    ("3/14/58", "1958-03-14"),
    ("3/14/1958", "1958-03-14"),
    ("1/1/00", "2000-01-01"),
    ("2/29/00", "2000-02-29"),
    ("11/21/26", "2026-11-21"),
    ("11/22/26", "1926-11-22"),
    ("11/21", "2026-11-21"),
    ("11/22", "2025-11-22"),
    ("dec 4", "2025-12-04"),
    ("dec 4 25", "2025-12-04"),
    ("2/29", "2024-02-29"),
    ("fri", "2026-11-20"),
    ("sat", "2026-11-14"),
    ("sun", "2026-11-15"),
    ("yesterday", "2026-11-20"),
    ("-2w", "2026-11-07"),
    ("12/4/2027", "2027-12-04"),
]


@pytest.mark.parametrize(("typed", "meant"), GONE)
def test_what_people_type_for_a_day_gone_by(typed: str, meant: str) -> None:
    assert read_date(typed, TODAY, past=True).isoformat() == meant


@pytest.mark.parametrize(
    ("today", "typed", "past", "meant"),
    [
        ("2026-01-31", "+1m", False, "2026-02-28"),
        ("2028-01-31", "+1m", False, "2028-02-29"),
        ("2026-10-31", "+4m", False, "2027-02-28"),
        ("2026-03-31", "-1m", False, "2026-02-28"),
        ("2028-02-29", "+12m", False, "2029-02-28"),
        ("2028-02-10", "eom", False, "2028-02-29"),
        ("2026-12-31", "eom", False, "2026-12-31"),
        ("2026-12-31", "tom", False, "2027-01-01"),
        ("2026-12-31", "+1b", False, "2027-01-04"),
        ("2026-12-31", "1/1", False, "2027-01-01"),
        ("2027-01-01", "12/31", True, "2026-12-31"),
        ("2027-03-01", "2/29", False, "2028-02-29"),
        ("2103-03-01", "2/29", True, "2096-02-29"),
        ("2026-11-27", "fri", False, "2026-12-04"),
        ("2026-11-27", "fri", True, "2026-11-20"),
    ],
)
def test_ends_of_months_and_years_and_leap_days(today: str, typed: str, past: bool, meant: str) -> None:
    assert read_date(typed, date.fromisoformat(today), past=past).isoformat() == meant


REFUSED = [
    ("", "missing"),
    ("   ", "missing"),
    ("M54.5", "one way"),
    ("10", "one way"),
    ("2026", "one way"),
    ("dec", "one way"),
    ("dec 2026", "one way"),
    ("12/2026", "one way"),
    ("next", "one way"),
    ("next friday", "one way"),
    ("eow", "one way"),
    ("1/2/3", "one way"),
    ("1/2/203", "one way"),
    ("12-4", "one way"),
    ("12.4.2026", "one way"),
    ("12/4-2026", "one way"),
    ("20261204", "one way"),
    ("10d", "one way"),
    ("+10", "one way"),
    ("+d", "one way"),
    ("+1y", "one way"),
    ("+99999d", "one way"),
    ("foo 4", "one way"),
    ("fri +1d", "one way"),
    ("12/4/2026 10:00", "one way"),
    ("13/40", "no month 13"),
    ("0/4", "no month 0"),
    ("2026-13-01", "no month 13"),
    ("12/0", "no day 0"),
    ("2/30/2026", "February has no day 30"),
    ("apr 31", "April has no day 31"),
    ("2/29/2026", "2/29/2026 is not a day of the calendar"),
    ("2/29/26", "2/29/26 is not a day of the calendar"),
    ("thu 12/4/2026", "12/04/2026 is a Friday, not a Thursday"),
    ("1/1/1899", "between 1900 and 2199"),
    ("0000-01-01", "not a day of the calendar"),
    ("1/1/2200", "between 1900 and 2199"),
    ("+9999w", "between 1900 and 2199"),
    ("-9999m", "between 1900 and 2199"),
]


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_what_has_no_single_reading_is_refused_with_examples(typed: str, said: str, past: bool) -> None:
    with pytest.raises(ValueError, match=r"type it like 12/4/2026.*\.$") as refused:
        read_date(typed, TODAY, past=past)
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("today", "typed", "said"),
    [
        ("2026-11-22", "11/20", "11/20 was 2 days ago: type 11/20/2026 or 11/20/2027."),
        ("2026-11-22", "friday, nov 20", "11/20 was 2 days ago: type 11/20/2026 or 11/20/2027."),
        ("2026-11-20", "8/22", "8/22 was 90 days ago: type 8/22/2026 or 8/22/2027."),
        ("2027-01-01", "12/31", "12/31 was yesterday: type 12/31/2026 or 12/31/2027."),
        ("2028-03-10", "2/29", "2/29 was 10 days ago: type 2/29/2028."),
        ("2026-11-22", "2/29", "February 2027 has no day 29, its last is 2/28/2027: type it like"),
        ("2027-02-28", "29 feb", "February 2027 has no day 29, its last is 2/28/2027: type it like"),
    ],
)
def test_a_day_that_has_just_passed_or_does_not_come_is_no_day_of_a_later_year(
    today: str, typed: str, said: str
) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        read_date(typed, date.fromisoformat(today))
    assert str(refused.value).startswith(said)


LIKE_A_DATE = st.from_regex(
    r"((mon|fri,?|sat) )?([0-9]{1,4}|dec|february|[+-])[ /-]?[0-9]{1,4}[ /,-]?([0-9]{0,4}|[dwmb])",
    fullmatch=True,
)


@given(st.text() | LIKE_A_DATE, st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.booleans())
@example("+9999b", date(2199, 12, 31), False)
@example("yesterday", date(1900, 1, 1), True)
@example("2/29", date(1900, 3, 1), True)
def test_any_text_is_a_day_of_these_centuries_or_a_value_error(typed: str, today: date, past: bool) -> None:
    try:
        day = read_date(typed, today, past=past)
    except ValueError:
        return
    assert 1900 <= day.year <= 2199


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize("typed", ["+9999b", "-9999b", "+9999w", "-9999m", "yesterday", "tom", "eom", "fri", "2/29"])
def test_a_clock_that_is_set_wrong_gives_a_sentence_too(typed: str, today: date) -> None:
    with pytest.raises(ValueError, match="type it like"):
        read_date(typed, today)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.booleans())
def test_every_way_of_showing_a_date_reads_back_as_that_date(day: date, past: bool) -> None:
    for shown in (day.isoformat(), us_date(day), echo_date(day)):
        assert read_date(shown, TODAY, past=past) == day


@given(st.dates(date(1904, 3, 1), date(2190, 1, 1)), st.integers(1, 12), st.integers(1, 28))
def test_a_date_without_its_year_is_the_nearest_in_the_direction_asked(today: date, month: int, day: int) -> None:
    gone = read_date(f"{month}/{day}", today, past=True)
    if 0 < (today - gone).days <= 90:
        with pytest.raises(ValueError, match=f"type {month}/{day}/{gone.year} or {month}/{day}/{gone.year + 1}"):
            read_date(f"{month}/{day}", today)
        return
    coming = read_date(f"{month}/{day}", today)
    assert gone <= today <= coming
    assert coming.year - gone.year == (0 if coming == today else 1)


def test_a_date_is_echoed_with_its_weekday() -> None:
    assert echo_date(date(2026, 12, 4)) == "Fri 12/04/2026"
    assert us_date(date(1958, 3, 4)) == "03/04/1958"
