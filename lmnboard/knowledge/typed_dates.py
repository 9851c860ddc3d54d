"""A strict reader of the dates that people type, and the two ways a date is shown.

Imports `as_typed` and `calendar` of this room. Called by the editors, the import and the command line. It
never guesses: what has no single reading is refused with examples, and what was read is echoed with its
weekday.
"""

import re
from datetime import date, timedelta

from lmnboard.knowledge.as_typed import plain, quoted
from lmnboard.knowledge.calendar import add_business_days

_EXAMPLES = "type it like 12/4/2026, dec 4, fri, +10d, +5b or eom"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS_A_YEAR = 12
_LEAP_GAP = 8
"""Years between two 29ths of February across a century such as 2100 that is not a leap year."""
_JUST_GONE = 90
"""Days for which a day of the year that has passed may still be meant by whoever types it without its year."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT = 3
_WEEKDAY_WORDS = {word: i for i, name in enumerate(_WEEKDAYS) for word in (name, name[:_SHORT])} | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
_MONTH_WORDS = {word: i for i, name in enumerate(_MONTHS, 1) for word in (name, name[:_SHORT])} | {"sept": 9}
_DAY_WORDS = {"today": 0, "t": 0, "tomorrow": 1, "tom": 1, "yesterday": -1}

_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ISO = r"(?P<year>[0-9]{4})(?P<sep>[-/])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
_US = rf"(?P<month>[0-9]{{1,2}})(?P<sep>[-/]){_DAY}(?P=sep){_YEAR}"
_US_WITHOUT_YEAR = rf"(?P<month>[0-9]{{1,2}})/{_DAY}"
_NAME_FIRST = rf"{_NAME}[ -]?{_DAY}(?:st|nd|rd|th)?(?:(?:, ?|[ -]){_YEAR})?"
_DAY_FIRST = rf"{_DAY}(?:st|nd|rd|th)?[ -]?{_NAME}(?:(?:, ?|[ -]){_YEAR})?"
_FORMS = (_ISO, _US, _US_WITHOUT_YEAR, _NAME_FIRST, _DAY_FIRST)
_STEP = r"(?P<sign>[+-]) ?(?P<count>[0-9]{1,4}) ?(?P<unit>[dwmb])"


def read_date(text: str, today: date, *, past: bool = False) -> date:
    """The date that was typed, counted from `today` where it is relative.

    A date without its year is the coming one; where that day of the year has passed within 90 days, either may be
    meant, and it is refused with both. `past` is for what has already happened (a birth, a denial): a date without
    its year, a weekday and a two-digit year then mean the latest one not after today instead. That chooses a reading
    and refuses nothing: a later date that was typed in full is returned. Raises `ValueError` with a sentence.
    """
    typed = plain(text).lower()
    if not typed:
        raise ValueError(f"A date is missing: {_EXAMPLES}.")
    try:
        day = _relative(typed, today, past) or _on_the_calendar(typed, today, past)
    except OverflowError:
        day = date.max
    if day is None:
        raise ValueError(f"{quoted(text)} is not a date that can be read in one way: {_EXAMPLES}.")
    if not within_reach(day):
        raise ValueError(f"The year of {quoted(text)} is not between 1900 and 2199: {_EXAMPLES}.")
    return day


def within_reach(day: date) -> bool:
    """Whether a date is one that a clinic can mean: in the years from 1900 to 2199."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def echo_date(day: date) -> str:
    """The date with its weekday, `Fri 12/04/2026`, so that a misreading is seen at once."""
    return f"{_WEEKDAYS[day.weekday()][:_SHORT].title()} {us_date(day)}"


def us_date(day: date) -> str:
    """The date as letters write it, `12/04/2026`."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def _relative(typed: str, today: date, past: bool) -> date | None:
    """`today`, `fri`, `+10d`, `eom`: a date that is counted from today; None where it is none of these."""
    if typed in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[typed])
    if typed in _WEEKDAY_WORDS:
        ahead = (_WEEKDAY_WORDS[typed] - today.weekday() - 1) % 7 + 1
        behind = (today.weekday() - _WEEKDAY_WORDS[typed] - 1) % 7 + 1
        return today + timedelta(days=-behind if past else ahead)
    if typed == "eom":
        return _month_end(today.year, today.month)
    step = re.fullmatch(_STEP, typed)
    return _stepped(step, today) if step else None


def _stepped(step: re.Match[str], today: date) -> date:
    count = int(step["sign"] + step["count"])
    if step["unit"] == "b":
        return add_business_days(today, count)
    if step["unit"] == "m":
        return _add_months(today, count)
    return today + timedelta(days=count * (7 if step["unit"] == "w" else 1))


def _month_end(year: int, month: int) -> date:
    following = date(year, month, 28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def _add_months(day: date, count: int) -> date:
    """The same day so many months on, or the last of a shorter month (1/31 + 1 month is 2/28)."""
    years, month0 = divmod(day.month - 1 + count, _MONTHS_A_YEAR)
    if not _FIRST_YEAR <= day.year + years <= _LAST_YEAR:
        raise OverflowError
    return min(
        _month_end(day.year + years, month0 + 1),
        date(day.year + years, month0 + 1, 1) + timedelta(days=day.day - 1),
    )


def _on_the_calendar(typed: str, today: date, past: bool) -> date | None:
    """A month and a day, with or without a year and a weekday; None where the form is not one of ours."""
    weekday, _, rest = typed.partition(" ")
    named = _WEEKDAY_WORDS.get(weekday.rstrip(".,"))
    found = _match(typed if named is None else rest)
    if found is None:
        return None
    month, day_of_month, year = found
    _refuse_impossible(month, day_of_month)
    day = _with_year(month, day_of_month, year, today, past)
    if named is not None and day.weekday() != named:
        actual = _WEEKDAYS[day.weekday()].title()
        raise ValueError(f"{us_date(day)} is a {actual}, not a {_WEEKDAYS[named].title()}: {_EXAMPLES}.")
    return day


def _match(typed: str) -> tuple[int, int, str] | None:
    """Month, day and the year's digits (empty where it was left out), not yet checked against a calendar."""
    for form in _FORMS:
        found = re.fullmatch(form, typed)
        parts = found.groupdict() if found else {}
        month = _MONTH_WORDS.get(parts["name"]) if "name" in parts else int(parts.get("month", 0))
        if found and month is not None:
            return month, int(parts["day"]), parts.get("year") or ""
    return None


def _refuse_impossible(month: int, day_of_month: int) -> None:
    if not 1 <= month <= _MONTHS_A_YEAR:
        raise ValueError(f"There is no month {month}, a date is month/day/year: {_EXAMPLES}.")
    # A leap year, so that the 29th of February stands until the year is known.
    longest = _month_end(2024, month).day
    if not 1 <= day_of_month <= longest:
        name = _MONTHS[month - 1].title()
        raise ValueError(f"{name} has no day {day_of_month}, its last is {longest}: {_EXAMPLES}.")


def _with_year(month: int, day_of_month: int, year: str, today: date, past: bool) -> date:
    """The date in the year that was typed, or in the one that a missing or two-digit year means."""
    if not year and not past:
        return _coming(month, day_of_month, today)
    if not year:
        years = list(range(today.year, max(today.year - _LEAP_GAP, 1) - 1, -1))
    elif len(year) == len("2026"):
        years = [int(year)]
    elif past:
        years = [century + int(year) for century in (2100, 2000, 1900)]
    else:
        years = [2000 + int(year)]
    days = [day for a_year in years if (day := _exact(a_year, month, day_of_month))]
    if past and len(year) < len("2026"):
        days = [day for day in days if day <= today]
    if not days:
        when = f"{month}/{day_of_month}" + (f"/{year}" if year else "")
        raise ValueError(f"{when} is not a day of the calendar: {_EXAMPLES}.")
    return days[0]


def _coming(month: int, day_of_month: int, today: date) -> date:
    """The next such day from today. Raises `ValueError` where the one just gone may be meant, or there is none."""
    year = today.year + ((month, day_of_month) < (today.month, today.day))
    if year > _LAST_YEAR:
        raise OverflowError
    last, coming = (_exact(a_year, month, day_of_month) for a_year in (year - 1, year))
    if last and (today - last).days <= _JUST_GONE:
        ago = "yesterday" if (today - last).days == 1 else f"{(today - last).days} days ago"
        both = " or ".join(_unpadded(day) for day in (last, coming) if day)
        raise ValueError(f"{month}/{day_of_month} was {ago}: type {both}.")
    if coming is None:
        name, ends = _MONTHS[month - 1].title(), _month_end(year, month)
        raise ValueError(f"{name} {year} has no day {day_of_month}, its last is {_unpadded(ends)}: {_EXAMPLES}.")
    return coming


def _unpadded(day: date) -> str:
    """The date as people type it, `2/9/2026`."""
    return f"{day.month}/{day.day}/{day.year:04}"


def _exact(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
