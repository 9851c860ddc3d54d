"""Time zones as people in the US call them, and as the time zone database does.

Imports only the standard library. Called by the reader of what is typed into a field.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

_CALLED = {
    "America/New_York": ("eastern", "et", "est", "edt"),
    "America/Chicago": ("central", "ct", "cst", "cdt"),
    "America/Denver": ("mountain", "mt", "mst", "mdt"),
    "America/Phoenix": ("arizona",),
    "America/Los_Angeles": ("pacific", "pt", "pst", "pdt"),
    "America/Anchorage": ("alaska", "akst", "akdt"),
    "Pacific/Honolulu": ("hawaii", "hst"),
}
"""`MST` is Mountain time, with its summer time; who has none all year is in Arizona."""
_ZONES = {name: zone for zone, names in _CALLED.items() for name in names}


def time_zone(text: str) -> str:
    """The zone's name in the database, for `Central`, `CST` or `america/chicago`. Raises `ValueError`."""
    called = " ".join(text.casefold().removesuffix("time").split())
    if called in _ZONES:
        return _ZONES[called]
    typed = text.replace(" ", "_")
    try:
        return ZoneInfo(typed).key
    except (KeyError, OSError, ValueError):  # what is not found is a KeyError, a folder of zones an OSError
        found = next((zone for zone in available_timezones() if zone.casefold() == typed.casefold()), None)
        if found is None:
            raise ValueError(f"{text!r} is no time zone; write it as Central, or as America/Chicago.") from None
        return found
