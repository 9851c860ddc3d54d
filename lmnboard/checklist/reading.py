"""What a short answer says: nothing, 'none', a number, a length of time.

Imports only the standard library. Called by the checks.
"""

from __future__ import annotations

import re

_NONE = re.compile(r"\s*(?:none\b|no\s+(?:form|group|policy|lcd)\b|n/?a\b|not applicable\b)", re.IGNORECASE)
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|once|twice|an?)"
)
_NUMBER = re.compile(r"\d|" + _NUMBER_WORD.replace("|an?)", r")\b"), re.IGNORECASE)
_LENGTH = re.compile(
    r"(?:\d|" + _NUMBER_WORD + r")(?:\s|-|–)*(?:hour|day|week|wk|month|mo|year|yr|visit|session|dose|cycle)s?\b",
    re.IGNORECASE,
)
_EXACT_LENGTH = re.compile(
    r"\s*(?:about |approximately |~)?(\d+(?:\.\d+)?)[\s-]*(day|week|wk|month|year|yr)s?\b", re.IGNORECASE
)
_DAYS = {"day": 1.0, "week": 7.0, "wk": 7.0, "month": 30.44, "year": 365.25, "yr": 365.25}


def says_nothing(text: str | None) -> bool:
    """No value, or nothing but white space."""
    return text is None or not text.strip()


def says_none(text: str | None) -> bool:
    """The answer is that there is none: `none`, `N/A`, `no policy`."""
    return bool(text and _NONE.match(text))


def has_number(text: str | None) -> bool:
    return bool(text and _NUMBER.search(text))


def has_length(text: str | None) -> bool:
    """A number of days, weeks, visits or the like."""
    return bool(text and _LENGTH.search(text))


def length_in_days(text: str | None) -> float | None:
    """The days of one plain length (`12 weeks` is 84), or None where it is anything else, as `6 to 8 weeks`."""
    found = _EXACT_LENGTH.match(text) if text else None
    return float(found[1]) * _DAYS[found[2].lower()] if found else None
