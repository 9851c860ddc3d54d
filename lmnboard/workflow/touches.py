"""The next touch of a case: what to do next, on which day, and why then. Pure: case, clinic and day are arguments.

Proposals lie on business days and never past a deadline (`limits`). How many days after what is `follow_ups.toml`; a
payer's own record goes before it. Called by the steps, by what a contact or a redated deadline changes, and by rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from lmnboard.knowledge.calendar import add_business_days, is_business_day, last_business_day_on_or_before
from lmnboard.knowledge.payer_rules.clock_tables import follow_ups
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.case_course import Contact, Submission
from lmnboard.model.choices import UNFILED
from lmnboard.model.clinic import Clinic
from lmnboard.workflow import deadlines
from lmnboard.workflow.clocks import FARTHEST, Day
from lmnboard.workflow.dated import instant, last
from lmnboard.workflow.limits import ANSWER_DUE, Limit, answer_due, appeal_due, is_to_be_appealed, limits, waits

CONFIRM, STATUS = "Confirm that the payer has the letter", "Ask for the status"
DUE = "Answer due: call, or look at the portal"
OVERDUE = "Answer overdue: call, ask for the decision in writing"
AGAIN = "Answer overdue: call again"
RENEW = "Start the renewal"
ESCALATE = "Answer overdue: ask for a supervisor, or file a complaint"

_SHORTEST_WINDOW = 5
"""Days that a payer's time must have for a status check at half of it."""
_UNKNOWN_WINDOW = 5
"""Business days until we ask for the status where nobody knows when the answer is due."""
_WARNINGS = ("file_warn_30", "file_warn_14", "file_warn_7", "file_warn_3", "file_warn_1")
"""Rows of when a case is touched before it has to be filed, whatever else is planned."""

_WORK = {
    "gathering": "Go on collecting what is missing",
    "drafting": "Ask how the draft goes",
    "review": "Read the letter, have it signed, send it",
}


_OURS = (
    *(CONFIRM, STATUS, RENEW, "Answer due: ", "Answer overdue: ", "File by ", "Close the case", *_WORK.values()),
    *("Send what the", "Ask by when they want it", "Appeal, or say why not", "Ask for a peer-to-peer discussion"),
    *("See that appeal ", "See whether anything is left", "Ask the plan when it sent the case on"),
)
"""How the program's own next steps begin."""


class Touch(msgspec.Struct, frozen=True):
    """What to do next, on which day, and why it is that day."""

    on: date
    what: str
    why: str


def is_ours(case: Case) -> bool:
    """Whether the next step of a case is one that the program proposes, whatever has become of what it was about.

    A task's title is: it was the next to be done. What a person has worded is to stay.
    """
    what = case.next_touch.what or ""
    return what.startswith(_OURS) or any(what == task.title for task in case.tasks)


def proposed_touch(case: Case, clinic: Clinic, day: Day) -> Touch | None:
    """The next thing to do with a case and when; None for a resolved case that has nothing to be renewed."""
    if case.stage == "resolved":
        return _renewal(case, clinic, day)
    if case.stage in UNFILED:
        found = _of_work(case, day)
    elif waits(case):
        found = _of_waiting(case, clinic, day)
    else:
        found = _of_answer(case, clinic, day)
    # The payer's own date bounds no call that asks why it has passed; what comes before it is counted from it.
    return _within(found, [limit for limit in limits(case, clinic, day) if limit.name != ANSWER_DUE], day)


def after_contact(case: Case, clinic: Clinic, day: Day, at: datetime) -> Touch:
    """What comes after a contact with the payer at this instant."""
    contact = Contact(at=at.astimezone(UTC).isoformat(timespec="seconds"))
    spoken = msgspec.structs.replace(case, contacts=[*case.contacts, contact])
    found = proposed_touch(spoken, clinic, day)
    return found or Touch(_next_business(day), "See whether anything is left to do", "the case is resolved")


def after_sending(case: Case, clinic: Clinic, day: Day) -> Touch:
    """What comes after the letter leaves today: on the next business day, unless the answer is due before that."""
    noon = datetime.combine(day.today, time(12), clinic.zone(case.location))
    after = 1 + max((row.order or 0 for row in case.submissions), default=0)
    sent = Submission(sent_at=noon.astimezone(UTC).isoformat(timespec="seconds"), order=after)
    gone = msgspec.structs.replace(case, stage="follow_up", submissions=[*case.submissions, sent])
    due = deadlines.answer_due(gone, clinic)
    on = add_business_days(day.today, _offset("confirm_receipt"), day.closed)
    touch = Touch(on, CONFIRM, f"{_business_days(_offset('confirm_receipt'))} after it is sent")
    return _within(touch, [Limit(ANSWER_DUE, due.on, due.on)] if due else [], day)


# ---------------------------------------------------------------------- by stage
def _of_work(case: Case, day: Day) -> Touch:
    """While it is ours: the next open task, else the next business day; at the latest with the next filing warning."""
    tomorrow = _next_business(day)
    tasks = sorted((task for task in case.tasks if task.is_open), key=lambda task: task.due or date.max)
    touch = Touch(tomorrow, _WORK[case.stage], "the next business day")
    if tasks:
        on = _rolled(tasks[0].due, day) if tasks[0].due else tomorrow
        why = "the next open task is due" if tasks[0].due and on > tomorrow else "the next business day, for a task"
        touch = Touch(max(on, tomorrow), tasks[0].title or _WORK[case.stage], why)
    file_by = min(filter(None, (case.submit_by, case.appeal.file_by)), default=None)
    return _with_warning(touch, file_by, day) if file_by else touch


def _with_warning(touch: Touch, file_by: date, day: Day) -> Touch:
    for left in (-_offset(row) for row in _WARNINGS):
        on = _rolled(file_by - timedelta(days=left), day)
        if day.today < on < touch.on:
            days = "the day before" if left == 1 else f"{left} days before"
            return Touch(on, f"File by {us_date(file_by)}: see how it stands", f"{days} it has to be filed")
    return touch


def _of_waiting(case: Case, clinic: Clinic, day: Day) -> Touch:
    """While the payer decides: receipt, half of its time, the day it is due, and from then on until it answers."""
    zone = clinic.zone(case.location)
    sent_at = _sent_at(case)
    if sent_at is None:
        return Touch(_next_business(day), STATUS, "it is not recorded when it was sent: the next business day")
    sent = sent_at.astimezone(zone).date()
    spoken = [at.astimezone(zone).date() for at in _contacts(case) if at >= sent_at]
    latest = max(spoken, default=sent)
    due = answer_due(case, clinic)
    every = _given(clinic.payer_of(case).follow_up_days, _offset("overdue_repeat"))
    steps = _steps(sent, due, latest, every, day)
    ahead = next(step for step in steps if (step.on > latest if spoken else step.what == CONFIRM))
    if ahead.on >= day.today:
        return ahead
    missed = [step for step in steps if step.on <= day.today][-1]
    today = day.today if is_business_day(day.today, day.closed) else _next_business(day)
    return Touch(today, missed.what, f"it was to be done on {us_date(missed.on)}: {missed.why}")


def _steps(sent: date, due: date | None, last: date, every: int, day: Day) -> list[Touch]:
    """What a submission is followed up by, in order, as far as it can be said after the contact of day `last`."""
    wait = _offset("confirm_receipt")
    confirm = add_business_days(sent, wait, day.closed)
    steps = [Touch(confirm, CONFIRM, f"{_business_days(wait)} after it was sent")]
    if due is None:
        on = add_business_days(max(last, confirm), _UNKNOWN_WINDOW, day.closed)
        return [*steps, Touch(on, STATUS, f"{_business_days(_UNKNOWN_WINDOW)} on, as no answer date is known")]
    told = us_date(due)
    if sent <= due < confirm:
        steps = [Touch(max(_rolled(due, day), sent), CONFIRM, f"the answer is due {told}")]
    if (due - sent).days >= _SHORTEST_WINDOW:
        half = _rolled(sent + (due - sent) * _offset("halfway") // 100, day)
        steps.append(Touch(half, STATUS, f"half of the time until the answer is due ({told})"))
    steps.append(Touch(_rolled(due, day), DUE, f"the answer is due {told}"))
    first = add_business_days(due, _offset("overdue_first"), day.closed)
    after = _offset("overdue_escalate")
    escalate = add_business_days(due, after, day.closed)
    escalated = Touch(escalate, ESCALATE, f"{_business_days(after)} after the answer was due ({told})")
    why = f"{_business_days(_offset('overdue_first'))} after the answer was due ({told})"
    steps.append(Touch(first, OVERDUE, why))
    again = add_business_days(last, every, day.closed)
    if last >= first and not last < escalate <= again:
        steps.append(Touch(again, AGAIN, f"{_business_days(every)} after the last contact, until they answer"))
    elif last >= first or day.today >= escalate:
        steps.append(escalated)
    return sorted(steps, key=lambda step: step.on)


def _of_answer(case: Case, clinic: Clinic, day: Day) -> Touch:
    """When the payer has answered: what its answer asks of us, on the next business day."""
    answer = case.last_answer
    assert answer is not None
    on, why = _next_business(day), "the next business day after their answer"
    if answer.outcome == "more_information":
        until = f": due {us_date(answer.due)}" if answer.due else ""
        return Touch(on, f"Send what they asked for{until}", why)
    if is_to_be_appealed(case):
        due = appeal_due(case, clinic)
        until = f": to be filed by {us_date(due)}" if due else ""
        return Touch(on, f"Appeal, or say why not{until}", why)
    if case.appeal.by:
        return Touch(on, f"See that appeal {case.appeal.by} goes out", why)
    return Touch(on, "Close the case", why)


def _renewal(case: Case, clinic: Clinic, day: Day) -> Touch | None:
    ends = case.authorization.to
    if case.outcome not in ("approved", "partly_approved") or ends is None or ends <= day.today or case.renewal.by:
        return None
    ahead = _given(clinic.payer_of(case).renewal_days, -_offset("renew_30"))
    on = _rolled(ends - timedelta(days=ahead), day)
    what = f"{RENEW}: authorization ends {us_date(ends)}"
    return Touch(max(on, _next_business(day)), what, f"{ahead} days before it ends")


# ---------------------------------------------------------------------- days
def _offset(row: str) -> int:
    """How many units a row of the table counts; before its day where negative."""
    return follow_ups()[row].offset


def _given(days: int | None, otherwise: int) -> int:
    """A payer's own number of days, of a year at most: whatever is more was mistyped."""
    return min(max(days or otherwise, 1), FARTHEST)


def _business_days(count: int) -> str:
    return f"{count} business day{'' if count == 1 else 's'}"


def _within(touch: Touch, running: Iterable[Limit], day: Day) -> Touch:
    """A touch that is not past the first deadline that can still be met."""
    first = next((limit for limit in running if limit.safe >= day.today), None)
    if first is None or touch.on <= first.safe:
        return touch
    on = max(last_business_day_on_or_before(first.safe, day.closed), day.today)
    return Touch(on, touch.what, f"{touch.why}, but not past {first.name} {us_date(first.on)}")


def _rolled(on: date, day: Day) -> date:
    """The last business day up to a date: what is done earlier is done."""
    return last_business_day_on_or_before(on, day.closed)


def _next_business(day: Day) -> date:
    return add_business_days(day.today, 1, day.closed)


# ---------------------------------------------------------------------- the case
def _sent_at(case: Case) -> datetime | None:
    sent = last(case.submissions)
    return instant(sent.sent_at) if sent else None


def _contacts(case: Case) -> list[datetime]:
    return [at for contact in case.contacts if (at := instant(contact.at)) is not None]
