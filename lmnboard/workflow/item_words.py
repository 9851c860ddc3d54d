"""How a line of the agenda speaks of people and of days: the doctor, the payer's phone, a weekday, how long ago. Pure.

Words for one item; `next_act.py`, which says what is next with it and why it stands there, builds on them.
"""

from __future__ import annotations

from datetime import date

from lmnboard.knowledge.identifiers import show_phone
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.agenda import Item
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.closing import day_of

_DOCTORS = ("MD", "DO", "DPM", "DDS", "DMD", "PHD", "PSYD", "DC", "OD", "PHARMD", "DNP")
_WITHIN = 6
"""Days ahead that are called by their weekday."""


class ItemWords:
    """The people and days of one item, on a day."""

    def __init__(self, item: Item, clinic: Clinic, day: Day) -> None:
        self._item = item
        self._card = item.card
        self._clinic = clinic
        self._day = day

    # ------------------------------------------------------------------ people
    def _doctor(self) -> str:
        """The signing provider as people speak of them: `Dr Shah`, or the name where no doctor's degree is known."""
        provider = self._clinic.providers.get(self._card.provider or "")
        if provider is None:
            return "a provider (none is named)"
        last = [provider.id, *(provider.name or "").split(",")[0].split()][-1]
        degrees = {part.replace(".", "").strip().upper() for part in (provider.credentials or "").split(",")}
        return f"Dr {last}" if degrees & set(_DOCTORS) else last

    def _phone(self) -> str:
        """The payer's phone and when they answer it."""
        payer = self._clinic.payers.get(self._card.payer or "")
        if payer is None or not payer.phone:
            return ""
        return ", ".join(filter(None, (show_phone(payer.phone), payer.hours)))

    # ------------------------------------------------------------------ when
    def _by_when(self) -> str:
        """`due TODAY`, `2d LATE`, or `due Sat: do it TODAY` where the day lies before the next working morning."""
        on = self._item.on
        days = (date.fromisoformat(on) - self._day.today).days
        if days < 0:
            return f"{-days}d LATE"
        return f"due {self._day_word(on)}: do it TODAY" if days else "due TODAY"

    def _day_word(self, on: str | None) -> str:
        """A day as people say it: today, its weekday in the week to come, else its date."""
        if not on:
            return ""
        days = (date.fromisoformat(on) - self._day.today).days
        if days == 0:
            return "today"
        return f"{date.fromisoformat(on):%a}" if 0 < days <= _WITHIN else self._short(on)

    def _weekday(self, on: str) -> str:
        return f"{date.fromisoformat(on):%a} {self._short(on)}"

    def _short(self, on: str) -> str:
        day = date.fromisoformat(on)
        year = "" if abs((day - self._day.today).days) < 180 else f"/{day:%y}"
        return f"{day.month}/{day.day}{year}"

    def _ago(self, on: str) -> int:
        return (self._day.today - date.fromisoformat(on)).days

    def _lateness(self, what: str) -> str:
        days = self._ago(self._item.on)
        return f"{what} {days}d ago" if days else f"{what} today"

    def _days_here(self) -> int:
        """Days that the case has been in its stage."""
        since = self._card.stage_since
        return (self._day.today - day_of(since, self._clinic, self._card.location)).days if since else 0

    def _since(self, what: str) -> str:
        days = self._days_here()
        return f"{what} {days}d" if days > 0 else f"{what} since today"
