"""The clinic: its whole directory, typed, as checks, clocks and letters need it beside a case."""

from __future__ import annotations

import threading
from datetime import date, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from lmnboard.knowledge.as_typed import quoted
from lmnboard.model.case import Case
from lmnboard.model.directory import DIRECTORY, Listed, Location, Payer, Provider, Settings, Staff

_one_at_a_time = threading.Lock()
"""Because msgspec learns a type at its first conversion, and two threads that meet one together end the process."""


class Clinic(msgspec.Struct):
    """The directory by id. A case's reference that names nothing simply finds nothing."""

    providers: dict[str, Provider] = {}
    payers: dict[str, Payer] = {}
    staff: dict[str, Staff] = {}
    locations: dict[str, Location] = {}
    settings: Settings = msgspec.field(default_factory=Settings)

    def provider_of(self, case: Case) -> Provider:
        return self.providers.get(case.provider or "", Provider())

    def payer_of(self, case: Case) -> Payer:
        return self.payers.get(case.payer or "", Payer())

    def unverified(self, case: Case) -> str:
        """Why the payer's address, fax and portal are not used for a case: its plan is another; else nothing.

        A payer that names no plans was verified for all. Plans are compared by their letters and digits.
        """
        payer, plan = self.payer_of(case), case.coverage.plan_name
        if not payer.plans or _bare(plan) in map(_bare, payer.plans):
            return ""
        verified = f"Address, fax and portal of {payer.name or payer.id} were verified for {', '.join(payer.plans)}"
        return f"{verified}, not for {quoted(plan) if plan else 'a case without a plan'}."

    def name_of(self, table: str, record_id: str | None) -> str:
        """The name of a directory record, or its id where the directory does not have it, or nothing."""
        if not record_id:
            return ""
        listed = getattr(self, table).get(record_id)
        return (listed.name if listed else None) or record_id

    def zone(self, location: str | None = None) -> tzinfo | None:
        """The time zone of a location, else of the clinic; None, the server's own, where neither has one."""
        place = self.locations.get(location or "")
        name = (place.time_zone if place else None) or self.settings.time_zone
        try:
            return ZoneInfo(name) if name else None
        except (KeyError, OSError, ValueError):  # a zone that this server does not know stops nobody
            return None

    def closed_days(self, location: str | None) -> frozenset[date]:
        """The days on which a location is closed beside weekends and federal holidays."""
        place = self.locations.get(location or "")
        return frozenset(date.fromisoformat(day) for day in place.holidays) if place else frozenset()


def _bare(name: str | None) -> str:
    return "".join(filter(str.isalnum, (name or "").casefold()))


def typed_case(doc: dict[str, Any]) -> Case:
    """The typed view of a case's document; raises `msgspec.ValidationError` where a value has a wrong type."""
    with _one_at_a_time:
        return msgspec.convert(doc, Case)


def case_of(raw: bytes | msgspec.Raw) -> Case:
    """The typed view of a case as it is stored, without its document; raises `msgspec.ValidationError` as above."""
    with _one_at_a_time:
        return _case_decoder().decode(raw)


@cache
def _case_decoder() -> msgspec.json.Decoder[Case]:
    return msgspec.json.Decoder(Case)


def typed_listed(table: str, doc: dict[str, Any]) -> Listed:
    with _one_at_a_time:
        return msgspec.convert(doc, DIRECTORY[table])
