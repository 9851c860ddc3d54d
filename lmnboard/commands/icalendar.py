"""All-day events as an iCalendar object (RFC 5545): CRLF, lines folded at 75 octets, texts escaped. Pure text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import msgspec

from lmnboard.model import values

_FOLD = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


class Event(msgspec.Struct, frozen=True):
    """One day in a calendar. `uid` stays the same for as long as it is the same thing."""

    uid: str
    on: date
    summary: str
    description: str = ""
    category: str = ""


def calendar(events: Iterable[Event], stamp: datetime, product: str) -> str:
    """A whole calendar. `stamp` is the instant, in UTC, at which it is written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{product}//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event(event, f"{stamp:%Y%m%dT%H%M%SZ}")
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.category:
        yield f"CATEGORIES:{_text(event.category)}"
    yield "TRANSP:TRANSPARENT"  # it takes nobody's time away
    yield "END:VEVENT"


def _text(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): control characters are not allowed in it, line breaks are `\\n`."""
    text = values.clean(text)
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, each but the first begun with a space; no character is cut in two."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD:
            yield part
            part, size = " ", 1
        part += sign
        size += octets
    yield part
