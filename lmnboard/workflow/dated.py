"""A date that a rule gives, and what every count of one asks of a case: its last rows, instants and the payer's zone.

Imports model and the rules' tables. Called by the modules that count and, through `deadlines`, by everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from lmnboard.knowledge.payer_rules.tables import Sourced
from lmnboard.knowledge.typed_dates import within_reach
from lmnboard.model.case import Case
from lmnboard.model.case_course import PayerResponse, Submission
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer
from lmnboard.model.parts import Row

BY_HAND = "by hand"
"""The rule of a date that a person set with a reason: rules leave it alone."""
PAYER = "payer"
"""The rule of a date that the clinic's own row of the payer gives."""
_R = TypeVar("_R", bound=Row)


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A date counted from an event by a rule.

    `on` is the legal last day, `at` the instant where the rule counts hours. `rule` is its id (`ma_std_pa`), or
    `payer` where the clinic's own row of the payer says it. `said` is the arithmetic in sentences, `if_missed` what
    follows where it passes, as the end of a sentence. A date that is not `confirmed` is shown as such.
    """

    on: date
    at: datetime | None = None
    rule: str
    source: str
    confirmed: bool
    said: tuple[str, ...] = ()
    if_missed: str = ""


def cited(row: Sourced, payer: Payer, *also: str) -> tuple[str, bool]:
    """The source as it is shown, and whether it is sure: seen in a text, or confirmed by the clinic by its id.

    `also` are other ids under which the clinic may have confirmed it.
    """
    if row.confidence == "read" or {row.id, *also} & set(payer.confirmed_rules):
        return row.source, True
    return row.cited, False


def last(rows: Sequence[_R]) -> _R | None:
    """The last row, as people have them in order."""
    return max(reversed(rows), key=lambda row: row.order or 0, default=None)


def last_submission(case: Case) -> Submission | None:
    return last([row for row in case.submissions if row.sent_at or row.received_at])


def last_answer(case: Case) -> PayerResponse | None:
    return last([row for row in case.responses if row.outcome])


def instant(text: str | None) -> datetime | None:
    """A stored instant; None for what is not one, or is of a year that no clinic can mean."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) if within_reach(at) else None


def day(on: date | None) -> date | None:
    """A stored day, where its year is one that a clinic can mean."""
    return on if on and within_reach(on) else None


def zone_of_payer(payer: Payer, clinic: Clinic, case: Case) -> tzinfo | None:
    """The zone in which the payer's days begin: its own, else that of the case's location."""
    try:
        return ZoneInfo(payer.time_zone) if payer.time_zone else clinic.zone(case.location)
    except (KeyError, OSError, ValueError):  # a zone that this server does not know stops nobody
        return clinic.zone(case.location)


def state_of(payer: Payer, clinic: Clinic, case: Case) -> str | None:
    """The state whose rules may apply: the payer's, else that of the location's address."""
    place = clinic.locations.get(case.location or "")
    return payer.state or (place.address.state if place else None)


def type_of(payer: Payer) -> str:
    """The type that a payer's rules are looked up by: a program goes before the type, an unknown payer is `other`."""
    if payer.program in ("fehb", "tricare"):
        return "other"
    if payer.program == "chip":
        return payer.type if payer.type in ("medicaid_ffs", "medicaid_mc") else "medicaid_mc"
    return payer.type or ("commercial" if payer.program == "marketplace" else "other")
