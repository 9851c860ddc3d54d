"""The next touch of a case: what to do next, on which day, and why then. Pure: case, clinic and day are arguments.

It is proposed, never set by itself. Proposals lie on business days and never past a deadline; `limits` are those
deadlines, which snoozing asks too. How many days after what is `follow_ups.toml`; a payer's own record goes before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from lmnboard.knowledge.calendar import add_business_days, is_business_day, last_business_day_on_or_before
from lmnboard.knowledge.payer_rules.clock_tables import follow_ups
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.case_parts import Contact, Submission, Task
from lmnboard.model.clinic import Clinic
from lmnboard.workflow import deadlines
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.stages import ADVERSE

CONFIRM, STATUS = "Confirm that the payer has the letter", "Ask for the status"
DUE = "Answer due: call, or look at the portal"
OVERDUE = "Answer overdue: call, ask for the decision in writing"
AGAIN = "Answer overdue: call again"
RENEW = "Start the renewal"
ESCALATE = "Answer overdue: ask for a supervisor, or file a complaint"

ANSWER_DUE, SERVICE = "answer due", "service"
"""Limits that are judged by their date, not by the business day before it."""
_SHORTEST_WINDOW = 5
"""Days that a payer's time must have for a status check at half of it."""
_UNKNOWN_WINDOW = 5
"""Business days until we ask for the status where nobody knows when the answer is due."""
_WARNINGS = ("file_warn_30", "file_warn_14", "file_warn_7", "file_warn_3", "file_warn_1")
"""Rows of when a case is touched before it has to be filed, whatever else is planned."""

_UNFILED = ("gathering", "drafting", "review")
_AHEAD = ("prior_authorization", "continuation", None)
"""Purposes whose service is still to come."""
_WORK = {
    "gathering": "Go on collecting what is missing",
    "drafting": "Ask how the draft goes",
    "review": "Read the letter, have it signed, send it",
}


_OURS = (
    *(CONFIRM, STATUS, RENEW, "Answer due: ", "Answer overdue: ", "File by ", "Close the case", *_WORK.values()),
    *("Send what the", "Ask by when they want it", "Appeal, or say why not", "Ask for a peer-to-peer discussion"),
    *("See that appeal ", "See whether anything is left"),
)
"""How the program's own next steps begin."""


class Touch(msgspec.Struct, frozen=True):
    """What to do next, on which day, and why it is that day."""

    on: date
    what: str
    why: str


class Limit(msgspec.Struct, frozen=True):
    """A deadline that is running: its name, its date, and the day by which it is best met."""

    name: str
    on: date
    safe: date


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
    if case.stage in _UNFILED:
        found = _of_work(case, day)
    elif _waits(case):
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


def limits(case: Case, clinic: Clinic, day: Day) -> list[Limit]:
    """The deadlines that run for a case, soonest first: nothing is put off past them."""
    if case.stage == "resolved":
        return []
    found: list[tuple[str, date | None]] = []
    if case.stage in _UNFILED:
        found += [("file by", case.submit_by), ("file by", case.appeal.file_by)]
        found.append(("ask to continue benefits by", case.appeal.continue_by))
    waits = _waits(case)
    if waits and case.stage == "follow_up":
        found.append((ANSWER_DUE, _answer_due(case, clinic)))
    answer = case.last_answer
    if answer is not None and (not waits or _window_runs_on(case)):
        found.append(("reply due", answer.due))
    if _is_to_be_appealed(case):
        window = deadlines.file_by(case, clinic)
        found.append(("appeal to be filed by", window.on if window else None))
    if case.purpose in _AHEAD:
        found.append((SERVICE, case.request.start_on))
    found += [("peer-to-peer", task.due) for task in _open_tasks(case) if task.origin == "peer_to_peer"]
    dated = [Limit(name, on, _safe(name, on, day)) for name, on in found if on]
    return sorted(dated, key=lambda limit: limit.safe)


def refuses_snooze(case: Case, clinic: Clinic, until: date, day: Day) -> str:
    """Why a case cannot be put off until a day; nothing where it can."""
    if case.stage == "resolved":
        return f"{case.id} is resolved: there is nothing to put off."
    if until <= day.today:
        return f"{us_date(until)} is not after today: say a day to come."
    first = next(iter(limits(case, clinic, day)), None)
    if first is None or until <= first.safe:
        return ""
    met = f", best met by {us_date(first.safe)}" if first.safe != first.on else ""
    if first.safe <= day.today:
        when = "is today" if first.safe == day.today else "has passed"
        return f"{case.id} cannot be put off: {first.name} {us_date(first.on)}{met} {when}."
    return f"{case.id} cannot be put off past {first.name} {us_date(first.on)}{met}: say that day or one before it."


# ---------------------------------------------------------------------- by stage
def _of_work(case: Case, day: Day) -> Touch:
    """While it is ours: the next open task, else the next business day; at the latest with the next filing warning."""
    tomorrow = _next_business(day)
    tasks = sorted(_open_tasks(case), key=lambda task: task.due or date.max)
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
    last = max(spoken, default=sent)
    due = _answer_due(case, clinic)
    steps = _steps(sent, due, last, clinic.payer_of(case).follow_up_days or _offset("overdue_repeat"), day)
    ahead = next(step for step in steps if (step.on > last if spoken else step.what == CONFIRM))
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
    if _is_to_be_appealed(case):
        window = deadlines.file_by(case, clinic)
        until = f": to be filed by {us_date(window.on)}" if window else ""
        return Touch(on, f"Appeal, or say why not{until}", why)
    if case.appeal.by:
        return Touch(on, f"See that appeal {case.appeal.by} goes out", why)
    return Touch(on, "Close the case", why)


def _renewal(case: Case, clinic: Clinic, day: Day) -> Touch | None:
    ends = case.authorization.to
    if case.outcome not in ("approved", "partly_approved") or ends is None or ends <= day.today or case.renewal.by:
        return None
    ahead = clinic.payer_of(case).renewal_days or -_offset("renew_30")
    on = _rolled(ends - timedelta(days=ahead), day)
    what = f"{RENEW}: authorization ends {us_date(ends)}"
    return Touch(max(on, _next_business(day)), what, f"{ahead} days before it ends")


# ---------------------------------------------------------------------- days
def _offset(row: str) -> int:
    """How many units a row of the table counts; before its day where negative."""
    return follow_ups()[row].offset


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


def _safe(name: str, on: date, day: Day) -> date:
    """The day by which a deadline is best met. The payer's own answer date is never rolled."""
    return on if name in (ANSWER_DUE, SERVICE) else date.fromisoformat(day.safe(on.isoformat()))


# ---------------------------------------------------------------------- the case
def _waits(case: Case) -> bool:
    """Whether the payer has yet to answer what was sent last, be it sent again on the day of the answer before."""
    return case.last_answer is None or deadlines.awaiting(case)


def _window_runs_on(case: Case) -> bool:
    """Whether a denial that was sent again can still be appealed: sending it again does not stop its window."""
    answer = case.last_answer
    open_ = answer is not None and not case.appeal.by and not answer.not_appealed_because
    return open_ and answer is not None and answer.outcome in ("denied", "partly_approved")


def _answer_due(case: Case, clinic: Clinic) -> date | None:
    if case.answer_due.on or case.answer_due.rule:
        return case.answer_due.on
    counted = deadlines.answer_due(case, clinic)
    return counted.on if counted else None


def _is_to_be_appealed(case: Case) -> bool:
    answer = case.last_answer
    adverse = case.stage == "follow_up" and answer is not None and answer.outcome in ADVERSE
    return adverse and answer is not None and not case.appeal.by and not answer.not_appealed_because


def _open_tasks(case: Case) -> list[Task]:
    return [task for task in case.tasks if not (task.done_at or task.waived_because)]


def _sent_at(case: Case) -> datetime | None:
    sent = max(reversed(case.submissions), key=lambda row: row.order or 0, default=None)
    return _instant(sent.sent_at) if sent and sent.sent_at else None


def _contacts(case: Case) -> list[datetime]:
    return [_instant(contact.at) for contact in case.contacts if contact.at]


def _instant(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
