"""The days that a set of codes is good for: fiscal years (October to September) and quarters.

Imports only the standard library; the other files of this room ask it.
"""

from __future__ import annotations

from datetime import date, timedelta

_OCTOBER = 10


def fiscal_year(on: date) -> int:
    """The federal fiscal year of a day: 2027 begins on 10/01/2026. ICD-10-CM is renewed with it."""
    return on.year + (on.month >= _OCTOBER)


def first_day(year: int) -> date:
    return date(year - 1, _OCTOBER, 1)


def last_day(year: int) -> date:
    return date(year, _OCTOBER, 1) - timedelta(days=1)


def quarter_end(on: date) -> date:
    """The last day of a day's quarter: HCPCS is renewed with it."""
    after = (on.month - 1) // 3 * 3 + 4
    return date(on.year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)
