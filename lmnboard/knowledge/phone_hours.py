"""A payer's phone hours as people write them (`Mon-Fri 8-18 ET`, `24/7`, `8am-6pm CT`), and whether they are open.

Imports the calendar of this room. Called by what is shown for a call. Hours that have no single reading are not read:
they are shown as they stand.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from lmnboard.knowledge.calendar import federal_holidays
from lmnboard.knowledge.pattern import Pattern

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_WORDS = {
    **{name: at for at, name in enumerate(_DAYS)},
    **{f"{name}day": at for at, name in enumerate(_DAYS)},
    "m": 0, "tu": 1, "tues": 1, "tuesday": 1, "w": 2, "weds": 2, "wednesday": 2, "th": 3, "thur": 3, "thurs": 3,
    "thursday": 3, "f": 4, "saturday": 5,
}  # fmt: skip
_WEEKDAYS, _EVERY_DAY, _WEEKEND = frozenset(range(5)), frozenset(range(7)), frozenset((5, 6))
_ZONES = {
    "e": "America/New_York", "c": "America/Chicago", "m": "America/Denver", "p": "America/Los_Angeles",
    "ak": "America/Anchorage", "h": "Pacific/Honolulu",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
}  # fmt: skip
_ZONE = Pattern(
    r"\(?\b(?:(?P<short>e|c|m|p|ak|h)[sd]?t|(?P<long>eastern|central|mountain|pacific|alaska|hawaii)(?: time)?)\b\)?"
)
_ALWAYS = Pattern(r"24 ?/ ?7|24 hours(?: a day)?(?:,? 7 days(?: a week)?)?")
_TIME = r"(?P<{0}>[0-9]{{1,2}})(?::?(?P<{0}_minute>[0-5][0-9]))? ?(?P<{0}_half>am|pm|a|p|noon)?"
_SPAN = Pattern(rf"{_TIME.format('opens')} ?(?:-|to|until|till) ?{_TIME.format('closes')}(?![0-9])")
_DAY = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
_DAY_RANGE = Pattern(rf"(?P<first>{_DAY})(?: ?(?:-|to|through|thru) ?(?P<last>{_DAY}))?")
_NAMED_DAYS = {
    "every day": _EVERY_DAY, "daily": _EVERY_DAY, "7 days a week": _EVERY_DAY, "7 days": _EVERY_DAY,
    "weekdays": _WEEKDAYS, "business days": _WEEKDAYS, "weekends": _WEEKEND,
}  # fmt: skip
_NOON, _MIDNIGHT = 12, 24
_ALL_DAY = (time(0), time(23, 59, 59))


class Hours(msgspec.Struct, frozen=True):
    """Phone hours that were read: for each weekday (0 is Monday) from when to when; a weekday without any is closed.

    `zone` is the time zone that the text itself names, empty where it names none. `stated` is whether it names days:
    where it does not, nothing is known of weekends. `always` is around the clock.
    """

    days: dict[int, tuple[time, time]]
    zone: str = ""
    stated: bool = True
    always: bool = False

    def is_open(self, there: datetime) -> bool | None:
        """Whether they answer at this hour of their own clock; None where the text does not say (holidays)."""
        if self.always:
            return True
        if not self._is_known(there.date()):
            return None
        span = self.days.get(there.weekday())
        return span is not None and span[0] <= there.time() < span[1]

    def opens_next(self, there: datetime) -> datetime | None:
        """When they open next by their own clock, within two weeks."""
        for ahead in range(14):
            on = there.date() + timedelta(days=ahead)
            span = self.days.get(on.weekday())
            if span is None or not self._is_known(on):
                continue
            opens = datetime.combine(on, span[0], there.tzinfo)
            if opens > there:
                return opens
        return None

    def closes(self, there: datetime) -> time | None:
        """Until when they answer on this day of theirs; None around the clock."""
        span = self.days.get(there.weekday())
        return span[1] if span and not self.always else None

    def _is_known(self, on: date) -> bool:
        if on in federal_holidays(on.year):
            return False
        return self.stated or on.weekday() in _WEEKDAYS


def read_hours(text: str) -> Hours | None:
    """The hours that a text names; None where it cannot be read in one way."""
    typed = re.sub(r"[\u2013\u2014\u2212]", "-", text.casefold()).replace("a.m.", "am").replace("p.m.", "pm")
    typed = " ".join(typed.replace("midnight", "24").split())
    typed = re.sub(r"(?<![0-9])noon", "12 noon", typed)
    zone, typed = _zone_in(typed)
    if zone is None:
        return None
    if _ALWAYS.fullmatch(typed):
        return Hours(dict.fromkeys(range(7), _ALL_DAY), zone, always=True)
    days: dict[int, tuple[time, time]] = {}
    stated = True
    spans = list(_SPAN.finditer(typed))
    at = 0
    for span in spans:
        named = _days_in(typed[at : span.start()])
        at = span.end()
        times = _times(span)
        if named is None or times is None or (not named and len(spans) > 1):
            return None
        stated = bool(named)
        for day in named or _WEEKDAYS:
            if day in days:
                return None
            days[day] = times
    after = typed[at:].strip(" ,;.")
    if not days or (after and after not in ("closed weekends", "closed on weekends")):
        # Days may stand behind the times: `8-17 Mon-Fri`.
        named = _days_in(after) if len(spans) == 1 and not stated else None
        return Hours(dict.fromkeys(named, days[0]), zone) if named else None
    return Hours(days, zone, stated)


def zone_of(hours: Hours, time_zone: str | None) -> ZoneInfo | None:
    """The zone that hours are meant in: the one they name, else the payer's; None where neither is known."""
    name = hours.zone or time_zone
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):  # a zone that this server does not know
        return None


def _zone_in(typed: str) -> tuple[str | None, str]:
    """The zone that a text names and the text without it; None where it names two."""
    found = {_ZONES[match["short"] or match["long"]] for match in _ZONE.finditer(typed)}
    if len(found) > 1:
        return None, typed
    return next(iter(found), ""), _ZONE.sub(" ", typed).strip(" ,;.")


def _days_in(text: str) -> frozenset[int] | None:
    """The weekdays that stand before a span of hours; none where no word does, None where it cannot be read."""
    words = text.strip(" ,;:.&").removesuffix(" from").removeprefix("and ").strip(" ,;:.&")
    if not words:
        return frozenset()
    if words in _NAMED_DAYS:
        return _NAMED_DAYS[words]
    found: set[int] = set()
    for part in re.split(r" ?(?:,|&|/| and ) ?", words):
        match = _DAY_RANGE.fullmatch(part.strip(" ."))
        if match is None:
            return None
        first = _DAY_WORDS[match["first"]]
        last = _DAY_WORDS[match["last"]] if match["last"] else first
        found |= {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}
    return frozenset(found)


def _times(span: re.Match[str]) -> tuple[time, time] | None:
    """From when to when. `8-5` without am or pm ends in the afternoon, as no office answers only at night."""
    opens = _clock(span, "opens", span["opens_half"])
    closes = _clock(span, "closes", span["closes_half"])
    if opens is None or closes is None:
        return None
    plain = not (span["opens_half"] or span["closes_half"])
    if plain and closes <= opens and closes[0] < _NOON:
        closes = (closes[0] + _NOON, closes[1])
    if not span["opens_half"] and span["closes_half"] in ("pm", "p") and opens[0] > closes[0]:
        return None
    if closes <= opens:
        return None
    end = _ALL_DAY[1] if closes[0] == _MIDNIGHT else time(*closes)
    return time(*opens), end


def _clock(span: re.Match[str], which: str, half: str | None) -> tuple[int, int] | None:
    hour, minute = int(span[which]), int(span[f"{which}_minute"] or 0)
    if half in ("am", "pm", "a", "p"):
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half in ("pm", "p") else 0)
    if hour > _MIDNIGHT or (hour == _MIDNIGHT and (minute or which == "opens")):
        return None
    return hour, minute
