"""Federal holidays and business days, for deadlines that are counted in them.

Imports only the standard library. Called by the deadlines of the workflow and by `typed_dates`.
"""

from collections.abc import Callable, Mapping, Set
from datetime import MAXYEAR, date, timedelta
from functools import cache
from types import MappingProxyType

_DAY = timedelta(days=1)
_WEEK = 7
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


def _observed(day: date) -> date:
    """The day off for a holiday on a weekend (5 U.S.C. 6103(b) for Saturday, E.O. 11582 for Sunday)."""
    if day.weekday() == _SATURDAY:
        return day - _DAY
    return day + _DAY if day.weekday() == _SUNDAY else day


# Name, first year, and the day it falls on (5 U.S.C. 6103(a)), before `_observed` moves it off a weekend.
_HOLIDAYS: tuple[tuple[str, int, Callable[[int], date]], ...] = (
    ("New Year's Day", 1, lambda year: date(year, 1, 1)),
    ("Martin Luther King Jr. Day", 1986, lambda year: _nth_weekday(year, 1, _MONDAY, 3)),
    ("Washington's Birthday", 1, lambda year: _nth_weekday(year, 2, _MONDAY, 3)),
    ("Memorial Day", 1, _last_monday_of_may),
    ("Juneteenth", 2021, lambda year: date(year, 6, 19)),
    ("Independence Day", 1, lambda year: date(year, 7, 4)),
    ("Labor Day", 1, lambda year: _nth_weekday(year, 9, _MONDAY, 1)),
    ("Columbus Day", 1, lambda year: _nth_weekday(year, 10, _MONDAY, 2)),
    ("Veterans Day", 1, lambda year: date(year, 11, 11)),
    ("Thanksgiving Day", 1, lambda year: _nth_weekday(year, 11, _THURSDAY, 4)),
    ("Christmas Day", 1, lambda year: date(year, 12, 25)),
)


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """The federal days off that fall in this calendar year, in order, by the day they are observed.

    January 1 on a Saturday is observed on December 31, which belongs to the year before. Years before 1978
    are counted by today's rule. Inauguration Day (Washington, D.C. only) and single closings by executive
    order are not included: a clinic adds its own days as `closed`.
    """
    days = {_observed(falls(year)): name for name, since, falls in _HOLIDAYS if year >= since}
    if year < MAXYEAR:
        days[_observed(date(year + 1, 1, 1))] = "New Year's Day"
    return MappingProxyType({day: name for day, name in sorted(days.items()) if day.year == year})


def is_business_day(day: date, closed: Set[date] = frozenset()) -> bool:
    """Monday to Friday, not a federal holiday, and not one of the clinic's own `closed` days."""
    return day.weekday() < _SATURDAY and day not in closed and day not in federal_holidays(day.year)


def add_business_days(day: date, n: int, closed: Set[date] = frozenset()) -> date:
    """The nth business day after `day` (before it where n is negative); `day` itself, whatever it is, for 0.

    `day` is not counted. Raises `OverflowError` beyond the years a date can hold.
    """
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_business_day(day, closed):
            day += step
    return day


def business_days_between(a: date, b: date, closed: Set[date] = frozenset()) -> int:
    """How many business days come after `a` up to and including `b`.

    Where `b` is the earlier one: how many come after `b` up to and including `a`, as a negative number.
    """
    if b < a:
        return -business_days_between(b, a, closed)
    weeks, rest = divmod((b - a).days, _WEEK)
    weekdays = _SATURDAY * weeks + sum((a.weekday() + i) % _WEEK < _SATURDAY for i in range(1, rest + 1))
    off = {day for year in range(a.year, b.year + 1) for day in federal_holidays(year)} | closed
    return weekdays - sum(a < day <= b and day.weekday() < _SATURDAY for day in off)


def last_business_day_on_or_before(day: date, closed: Set[date] = frozenset()) -> date:
    """`day` where it is a business day, else the nearest one before it."""
    while not is_business_day(day, closed):
        day -= _DAY
    return day
