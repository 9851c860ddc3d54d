"""What a short answer says: nothing, a placeholder, 'none', a number, a length of time.

Imports `knowledge.phrases`. Called by the checks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.phrases import find_placeholders

_LONGEST_BLANK = 60
_NONE = Pattern(r"\s*(?:none\b|no\s+(?:form|group|policy|lcd)\b|n/?a\b|not applicable\b)", re.IGNORECASE)
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|once|twice|an?)"
)
_NUMBER = Pattern(r"\d|" + _NUMBER_WORD.replace("|an?)", r")\b"), re.IGNORECASE)
_LENGTH = Pattern(
    r"(?:\d|" + _NUMBER_WORD + r")(?:\s|-|–)*(?:hour|day|week|wk|month|mo|year|yr|visit|session|dose|cycle)s?\b",
    re.IGNORECASE,
)
_EXACT_LENGTH = Pattern(
    r"\s*(?:about |approximately |~)?(\d+(?:\.\d+)?)[\s-]*(day|week|wk|month|year|yr)s?\b", re.IGNORECASE
)
_LONGEST_BLANK = 120
_DAYS = {"day": 1.0, "week": 7.0, "wk": 7.0, "month": 30.44, "year": 365.25, "yr": 365.25}


def says_nothing(text: str | None) -> bool:
    """No value, nothing but white space, or only a placeholder where the fact should stand."""
    return text is None or not text.strip() or is_blank(text)


def is_blank(text: str | None) -> bool:
    """The text is a placeholder and nothing else: `TBD`, `[member number]`, `____`."""
    return bool(text) and len(text or "") <= _LONGEST_BLANK and _whole_blank((text or "").strip(" .:"))


@lru_cache(maxsize=4096)
def _whole_blank(text: str) -> bool:
    return any(span.start == 0 and span.end == len(text) for span in find_placeholders(text))


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
