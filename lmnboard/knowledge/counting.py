"""How long a time is: dates counted from an event by amount and unit, each with its arithmetic as a sentence.

Imports `calendar` and `typed_dates` of this room. Called by `workflow.deadlines`; it knows no rule and no case.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from lmnboard.knowledge.calendar import add_business_days, federal_holidays, is_business_day
from lmnboard.knowledge.typed_dates import echo_date, us_date

Unit = Literal["hour", "calendar_day", "business_day", "working_day", "month", "plan_year_end"]
MonthRule = Literal["last_of", "first_of_next"]
"""What a month without the day means: its last day, or the first day of the next (45 CFR 147.136(d)(2)(i))."""
MOST = 1000
"""Units that a time may have at most: whatever is longer was mistyped."""
_DIGITS = 9
"""Digits of a number that are read: more are beyond `MOST` anyway."""

LONG_ON_ITS_WAY = 14
"""Days that a notice may take to come before its receipt is doubted, where no rule presumes any."""

_UNITS: dict[str, Unit] = {
    "hour": "hour", "h": "hour",
    "day": "calendar_day", "calendar day": "calendar_day", "d": "calendar_day",
    "business day": "business_day", "working day": "working_day",
    "month": "month", "calendar month": "month", "plan year end": "plan_year_end",
}  # fmt: skip
_NAMES: dict[Unit, str] = {
    "hour": "hour",
    "calendar_day": "calendar day",
    "business_day": "business day",
    "working_day": "working day",
    "month": "month",
}
_MONTHS = 12


class Sum(NamedTuple):
    """The day that a count ends on, and the count in words."""

    on: date
    said: str


def unit_of(text: str | None) -> Unit | None:
    """The unit that people mean by `calendar_day`, `days`, `business days` or `Months`; None for any other word."""
    plain = " ".join((text or "").casefold().replace("_", " ").replace("-", " ").split())
    return _UNITS.get(plain) or _UNITS.get(plain.removesuffix("s"))


def time_of(amount: int | None, unit: str | None) -> tuple[int, Unit] | None:
    """How long a time is that people typed as a number and a unit, or as both in the unit (`60 days`).

    None for what is no unit, for no number, for two that differ, and for none from 1 to `MOST`.
    """
    typed = (unit or "").strip()
    word = typed.lstrip("0123456789")
    digits = typed.removesuffix(word)[:_DIGITS]
    numbers = {number for number in (amount, int(digits) if digits else None) if number is not None}
    known = unit_of(word)
    if known is None or len(numbers) != 1 or not 0 < (number := numbers.pop()) <= MOST:
        return None
    return number, known


def to_file_in(text: str) -> str:
    """A unit of a time to file as it was typed, also with its number (`60 days`). Raises `ValueError`."""
    unit = unit_of(text)
    read = (1, unit) if unit else time_of(None, text)
    if read is None or read[1] in ("hour", "plan_year_end"):
        raise ValueError(f"{text!r} is no time to file; write it as calendar days, business days or months.")
    return text


def amount_of(amount: int, unit: Unit) -> str:
    """`7 calendar days`, `1 month`."""
    if unit == "plan_year_end":
        return "to the end of the plan year"
    return f"{amount} {_NAMES[unit]}{'' if amount == 1 else 's'}"


def add(day: date, amount: int, unit: Unit, *, month_rule: MonthRule = "last_of", skips_holidays: bool = False) -> date:
    """The last day of so many units from `day`, which itself is not counted; before it where `amount` is negative.

    Working days of a state are counted as business days: its own holidays are not known, so this is the earliest
    reading. A plan year is the calendar year. Raises `ValueError` for hours, which are counted from an instant, and
    for more than `MOST` units.
    """
    if abs(amount) > MOST:
        raise ValueError(f"{amount} is more than a time can have.")
    match unit:
        case "calendar_day":
            return _spared(day, amount) if skips_holidays else day + timedelta(days=amount)
        case "business_day" | "working_day":
            return add_business_days(day, amount)
        case "month":
            return _months(day, amount, month_rule)
        case "plan_year_end":
            return date(day.year, _MONTHS, 31)
        case _:
            raise ValueError("hours are counted from an instant, not from a day.")


def roll(day: date) -> date:
    """`day` where it is a business day, else the next one after it."""
    return day if is_business_day(day) else add_business_days(day, 1)


def elapsed(at: datetime, hours: int) -> datetime:
    """So many hours later as they pass, in the zone of `at`: a night without an hour does not shorten them."""
    return (at.astimezone(UTC) + timedelta(hours=hours)).astimezone(at.tzinfo)


def later(at: datetime, amount: int, unit: Unit) -> datetime:
    """So many days or months later at the same hour of the clock, or so many hours as they pass."""
    if unit == "hour":
        return elapsed(at, amount)
    return datetime.combine(add(at.date(), amount, unit), at.timetz())


def came_on(at: datetime, zone: tzinfo | None, cut_off: time | None = None) -> date:
    """The day that something came on in `zone` (None: the server's own): after the cut-off hour the next business day.

    What comes at the hour itself, to the minute, is in time.
    """
    there = at.astimezone(zone)
    if cut_off is not None and there.time().replace(second=0, microsecond=0) > cut_off:
        return add_business_days(there.date(), 1)
    return there.date()


def hour_of(text: str | None) -> time | None:
    """The hour of `17:30`; None for what is not one."""
    try:
        return time.fromisoformat((text or "").strip().zfill(len("17:30"))).replace(tzinfo=None)
    except ValueError:
        return None


def cut_off(text: str) -> str:
    """An hour as it was typed, as `17:30`. Raises `ValueError` for what is not one, which no count would heed."""
    hour = hour_of(text)
    if hour is None:
        raise ValueError(f"{text!r} is no hour of the clock; write it as 17:30.")
    return f"{hour:%H:%M}"


def received(notice: date | None, receipt: date | None, presumed_days: int = 0) -> Sum | None:
    """The day a notice counts as received: the proved one, else so many days after its date; None without either."""
    if receipt is not None:
        known = f"Received {echo_date(receipt)}"
        known += f", not presumed {presumed_days} days after the notice" if presumed_days else ""
        return Sum(receipt, known + _doubt(notice, receipt, presumed_days))
    if notice is None:
        return None
    if not presumed_days:
        return Sum(notice, f"Receipt not known: counted from the notice of {echo_date(notice)}, the earliest")
    on = notice + timedelta(days=presumed_days)
    return Sum(on, f"Notice of {us_date(notice)} + {presumed_days} days = presumed received {echo_date(on)}")


def _doubt(notice: date | None, receipt: date, presumed_days: int) -> str:
    """What is odd about a receipt: one that is too late makes every day that is counted from it too late."""
    if notice is None:
        return ""
    took = (receipt - notice).days
    if took < 0:
        return f". That is before the date of the notice, {us_date(notice)}: CHECK both"
    if took <= (presumed_days or LONG_ON_ITS_WAY):
        return ""
    keep = ", and keep what proves it: the payer may count from the notice" if presumed_days else ""
    return f". That is {took} days after the notice of {us_date(notice)}: CHECK it{keep}"


def count(
    day: date, amount: int, unit: Unit, *, month_rule: MonthRule = "last_of", skips_holidays: bool = False
) -> Sum:
    """`add` with its arithmetic: `Mon 11/23/2026 + 5 business days (without 11/26) = Tue 12/01/2026`."""
    on = add(day, amount, unit, month_rule=month_rule, skips_holidays=skips_holidays)
    if unit == "plan_year_end":
        return Sum(on, f"{echo_date(day)}, {amount_of(amount, unit)} = {echo_date(on)}")
    told = f"{echo_date(day)} + {amount_of(amount, unit)}"
    if unit == "month" and on.day != day.day:
        which = "last day of the month" if month_rule == "last_of" else "first of the next month"
        told += f" (no day {day.day} in that month: the {which})"
    if skips_holidays or unit in ("business_day", "working_day"):
        spared = [off for off in _holidays(day, on) if off.weekday() < 5 or skips_holidays]
        told += f" (without {', '.join(f'{off:%m/%d}' for off in spared)})" if spared else ""
    return Sum(on, f"{told} = {echo_date(on)}")


def _spared(day: date, amount: int) -> date:
    """Calendar days of which federal holidays are none (RCW 48.43.830)."""
    step = timedelta(days=1 if amount > 0 else -1)
    left = abs(amount)
    while left:
        day += step
        left -= day not in federal_holidays(day.year)
    return day


def _months(day: date, amount: int, month_rule: MonthRule) -> date:
    years, month0 = divmod(day.month - 1 + amount, _MONTHS)
    year, month = day.year + years, month0 + 1
    first_of_next = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    last = first_of_next - timedelta(days=1)
    if day.day <= last.day:
        return date(year, month, day.day)
    return last if month_rule == "last_of" else first_of_next


def _holidays(after: date, to: date) -> list[date]:
    return [off for year in range(after.year, to.year + 1) for off in federal_holidays(year) if after < off <= to]
