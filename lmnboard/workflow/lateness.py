"""How late a payer is, and what its rule allows then. Pure.

Imports `answer_due`. Called through `deadlines` by the screens, the agenda and the call.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from lmnboard.knowledge.payer_rules.clock_tables import follow_ups
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.paths import row_number
from lmnboard.workflow.answer_due import answer_due
from lmnboard.workflow.dated import last_answer, last_submission

_AS_DENIAL = "To appeal it, record it (r): denied, in words 'no answer in time'; then P opens the appeal."
"""How a silence becomes a case's denial: it is a person who finds that none of their own time was left."""


class Lateness(msgspec.Struct, frozen=True):
    """The payer's lateness: since when in calendar days (0: since an hour of today), and what that allows."""

    days: int
    on: date
    rule: str
    said: str
    allows: str


def awaiting(case: Case) -> bool:
    """Whether the last submission is still without an answer. Rows are numbered as they were added.

    A case that the payer itself has sent on to the next decider awaits its answer without a submission of ours.
    """
    sent = last_submission(case)
    if sent is None:
        return case.stage == "follow_up" and last_answer(case) is None
    return all(row_number(row.id) < row_number(sent.id) for row in case.responses if row.outcome)


def payer_lateness(case: Case, clinic: Clinic, now: datetime | date, denied: Case | None = None) -> Lateness | None:
    """The payer's lateness at an instant or on a day; None where nothing was sent, it has answered, or is in time.

    The date kept in the case goes first: a person may have set it. What the rule allows is of the rule that counted.
    """
    if not awaiting(case):
        return None
    due = answer_due(case, clinic, denied)
    kept = case.answer_due
    on = kept.on or (due.on if due else None)
    if on is None:
        return None
    at = now if isinstance(now, datetime) else None
    today = at.astimezone(clinic.zone(case.location)).date() if at else now
    by_the_hour = bool(at and due and due.at and due.on == on == today and at > due.at)
    if today <= on and not by_the_hour:
        return None
    days = (today - on).days
    allows = due.if_missed if due and due.if_missed else ""
    told = f"The rule: it {allows}." if allows.startswith(("counts", "opens")) else f"The rule: {allows}."
    if allows.startswith("counts as a denial"):
        told += f" {_AS_DENIAL}"
    said = f"payer late {days}d: an answer was due {echo_date(on)}." if days else "payer late since an hour of today."
    return Lateness(days, on, kept.rule or (due.rule if due else ""), said, told if allows else _unsaid())


def _unsaid() -> str:
    return f"No rule says what follows. {follow_ups()['overdue_first'].text}."
