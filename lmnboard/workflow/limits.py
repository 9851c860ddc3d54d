"""The deadlines that run for a case: what it cannot be put off past, and what no next touch is proposed past. Pure.

Case, clinic and day are arguments. Imports the deadlines that rules count; `touches` and snoozing ask it.
"""

from __future__ import annotations

from datetime import date

import msgspec

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.choices import ADVERSE, AHEAD, APPEALED, UNFILED
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Invalid
from lmnboard.workflow import deadlines
from lmnboard.workflow.clocks import FARTHEST, Day
from lmnboard.workflow.closing import PEER_TO_PEER

ANSWER_DUE, SERVICE = "answer due", "service"
"""Limits that are judged by their date, not by the business day before it."""


class Limit(msgspec.Struct, frozen=True):
    """A deadline that is running: its name, its date, and the day by which it is best met."""

    name: str
    on: date
    safe: date


def limits(case: Case, clinic: Clinic, day: Day) -> list[Limit]:
    """The deadlines that run for a case, soonest first: nothing is put off past them."""
    if case.stage == "resolved":
        return []
    found: list[tuple[str, date | None]] = []
    if case.stage in UNFILED:
        found += [("file by", case.submit_by), ("file by", case.appeal.file_by)]
        found.append(("ask to continue benefits by", case.appeal.continue_by))
    waiting = waits(case)
    due = answer_due(case, clinic) if waiting and case.stage == "follow_up" else None
    if due is not None and due >= day.today:  # once it has passed it is the payer who is late: that holds nobody back
        found.append((ANSWER_DUE, due))
    reply = _reply_due(case, waiting=waiting)
    found.append(("reply due", reply))
    if reply is None and is_to_be_appealed(case):
        found.append(("appeal to be filed by", appeal_due(case, clinic)))
    if case.purpose in AHEAD:
        found.append((SERVICE, case.request.start_on))
    found += [("peer-to-peer", task.due) for task in case.tasks if task.is_open and task.origin == PEER_TO_PEER]
    dated = [Limit(name, on, _safe(name, on, day)) for name, on in found if on]
    return sorted(dated, key=lambda limit: limit.safe)


def too_far(on: date, today: date) -> str:
    """Why no next touch is set, and nothing put off, until a day: a year that was mistyped. Nothing where it can be."""
    far = (on - today).days > FARTHEST
    return f"{us_date(on)} is more than a year away: say a day within a year." if far else ""


def hold_near(on: date | None, stage: str | None, today: date) -> None:
    """Raise `Invalid` where a next touch lies further ahead than anybody means. A renewal may begin years ahead."""
    if on is not None and stage != "resolved" and (why := too_far(on, today)):
        raise Invalid(f"The next touch: {why}")


def refuses_snooze(case: Case, clinic: Clinic, until: date, day: Day) -> str:
    """Why a case cannot be put off until a day; nothing where it can."""
    if case.stage == "resolved":
        return f"{case.id} is resolved: there is nothing to put off."
    if until <= day.today:
        return f"{us_date(until)} is not after today: say a day to come."
    if far := too_far(until, day.today):
        return far
    first = next(iter(limits(case, clinic, day)), None)
    if first is None or until <= first.safe:
        return ""
    met = f", best met by {us_date(first.safe)}" if first.safe != first.on else ""
    if first.safe <= day.today:
        when = "is today" if first.safe == day.today else "has passed"
        return f"{case.id} cannot be put off: {first.name} {us_date(first.on)}{met} {when}."
    return f"{case.id} cannot be put off past {first.name} {us_date(first.on)}{met}: say that day or one before it."


def _safe(name: str, on: date, day: Day) -> date:
    """The day by which a deadline is best met. The payer's own answer date is never rolled."""
    return on if name in (ANSWER_DUE, SERVICE) else date.fromisoformat(day.safe(on.isoformat()))


# ---------------------------------------------------------------------- the case
def waits(case: Case) -> bool:
    """Whether the payer has yet to answer what was sent last, be it sent again on the day of the answer before."""
    return case.last_answer is None or deadlines.awaiting(case)


def _reply_due(case: Case, *, waiting: bool) -> date | None:
    """When our answer to the payer's last one is due, as the card has it (`clocks`).

    Sending a denial again, or working on it again, does not stop its window; what was asked for is owed until sent.
    """
    answer = case.last_answer
    if answer is None or not _stands(case):
        return None
    owed = case.stage == "follow_up" or answer.outcome in ("more_information", "non_affirmed")
    return answer.due if answer.outcome in APPEALED or (owed and not waiting) else None


def appeal_due(case: Case, clinic: Clinic) -> date | None:
    """By when the last answer is to be appealed: as its notice says, else as the rule counts it."""
    if case.last_answer is not None and case.last_answer.due:
        return case.last_answer.due
    window = deadlines.file_by(case, clinic)
    return window.on if window else None


def answer_due(case: Case, clinic: Clinic) -> date | None:
    """The day that is kept, else the one that a rule counts; one that a person took away stays away."""
    if case.answer_due.on or case.answer_due.rule:
        return case.answer_due.on
    counted = deadlines.answer_due(case, clinic)
    return counted.on if counted else None


def is_to_be_appealed(case: Case) -> bool:
    """Whether an answer stands against us that is neither appealed nor left with a reason."""
    answer = case.last_answer
    return case.stage == "follow_up" and _stands(case) and answer is not None and answer.outcome in ADVERSE


def _stands(case: Case) -> bool:
    """Whether the last answer is neither appealed nor left with a reason."""
    answer = case.last_answer
    return answer is not None and not case.appeal.by and not answer.not_appealed_because
