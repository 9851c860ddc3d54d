"""Which rule a case's dates are counted by, and the date with its arithmetic. Pure."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A date counted from an event by a rule.

    `on` is the legal last day, `at` the instant where the rule counts hours. `rule` is its id (`ma_std_pa`), or
    `payer` where the clinic's own row of the payer says it. `said` is the arithmetic in sentences.
    """

    on: date
    at: datetime | None = None
    rule: str
    source: str
    confirmed: bool
    said: tuple[str, ...] = ()
    if_missed: str = ""


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One level of a payer's ladder of appeal. `auto_forward`: the payer sends the case on without being asked."""

    id: str
    name: str
    level: int
    decider: str
    source: str
    confirmed: bool
    form: str = ""
    who_may_file: str = ""
    auto_forward: bool | None = None
    amount: str = ""
    note: str = ""


def answer_due(case: Case, clinic: Clinic) -> Deadline | None:
    """When the payer must have answered the last submission; None where nothing was sent or nobody decides."""
    return None


def ladder(case: Case, clinic: Clinic) -> tuple[Rung, ...]:
    """The levels of appeal of a case's payer, first to last."""
    return ()


def next_rung(denied: Case, clinic: Clinic) -> Rung | None:
    """The level at which the last answer to a case is appealed; None where there is none left, or none at all."""
    return None


def file_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to file at the next rung; None where no window is known or the case goes on by itself."""
    return None


def continue_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to ask that care goes on during the appeal (42 CFR 438.420); None where that is not offered."""
    return None


def peer_to_peer_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to ask for a peer-to-peer discussion of a denial; None where there is none."""
    return None
