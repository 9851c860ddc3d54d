"""What a payer's answer changes: the row that keeps it, and what follows from it by itself. Pure.

Imports the model, the deadlines and the other steps. `Board.respond` records an answer with everything that follows as
one entry; the form shows the same sentences before it is done.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import msgspec

from lmnboard.knowledge import denial_codes
from lmnboard.knowledge.calendar import add_business_days
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import APPEALED, GRANTED, STAGES, Response, Stage, words
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.workflow import advance, answer_held, appeals, deadlines, edits, steps, touches
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.closing import PEER_TO_PEER
from lmnboard.workflow.dated import PAYER
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.writing import Writing

ASKED = "response:"
"""What the origin of a task begins with that an answer asked for; the answer's row id follows."""
_FACTS_MISSING = ("information", "order", "authorization")
"""Categories of codes that are answered by collecting something, not by another wording."""


class Reason(msgspec.Struct, frozen=True):
    """A stated reason: a code as people type it, the payer's own words, or both."""

    code: str = ""
    words: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a payer answered, as a person records it. `received_on` is today unless given.

    `due` is the day by which we have to answer where the notice says one, `items` what the payer asked for,
    `number` to `units_granted` what was authorized. `next_on` and `next_what` stand in place of what is proposed.
    `elsewhere`: it was recorded elsewhere before, so a day of receipt that is not given is not known.
    """

    outcome: Response
    received_on: date | None = None
    notice_on: date | None = None
    effective_on: date | None = None
    due: date | None = None
    reference: str = ""
    reasons: tuple[Reason, ...] = ()
    items: tuple[str, ...] = ()
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    units_asked: int | None = None
    units_granted: int | None = None
    not_appealed_because: str = ""
    next_on: date | None = None
    next_what: str = ""
    elsewhere: bool = False


class Followed(msgspec.Struct, frozen=True):
    """What an answer changes, the case as it is then, and the same in sentences that name no patient."""

    changes: list[Change]
    doc: dict[str, Any]
    says: tuple[str, ...]


def follow(
    record: str,
    doc: dict[str, Any],
    answer: Answer,
    clinic: Clinic,
    day: Day,
    now: Moment,
    load: Loads,
    denied: Case | None = None,
) -> Followed:
    """Record an answer and what follows from it; `load` is who has how many cases, `denied` the case it appeals.

    Raises `Refused` or `Invalid` where it cannot be recorded so.
    """
    before = typed_case(doc)
    answer_held.hold(answer, before, clinic, now)
    writing = Writing(record, doc)
    row = _row(answer, doc, now)
    # Its own clocks are counted from the answer, so it stands in a trial first.
    trial = typed_case({**writing.doc, "responses": [*edits.rows_at(doc, "responses"), row]})
    says: list[str] = []
    window = deadlines.file_by(trial, clinic) if answer.outcome in APPEALED and not answer.due else None
    row |= {"due": window.on.isoformat()} if window else {}
    writing.take(Change(record, f"responses/{row['id']}", UNSET, row))
    if window:
        writing.take(*steps.marked(record, doc, steps.date_mark(steps.REPLY_DUE, window), now))
    if answer.outcome in GRANTED:
        says += _granted(writing, answer)
    if answer.outcome in APPEALED:
        says += _denied(writing, answer, clinic, now)
    elif answer.outcome in ("more_information", "non_affirmed"):
        says += _back(writing, row["id"], answer, clinic, now, load)
    else:
        says += _ended(writing, answer, clinic, now)
    says += _lateness(before, answer, clinic, now, denied)
    says += [step.text for step in denial_codes.suggest(reason.code for reason in answer.reasons if reason.code)]
    says += _next_touch(writing, answer, clinic, day)
    writing.set(snoozed_until=None)  # it was put off until they answer, or something is due: they have answered
    return Followed(writing.changes, writing.doc, tuple(dict.fromkeys(says)))


def _row(answer: Answer, doc: dict[str, Any], now: Moment) -> dict[str, Any]:
    """The row of `responses`, without what is counted from it."""
    added = edits.add_row("", doc, "responses", "r", {"outcome": answer.outcome}).after
    assert isinstance(added, dict)
    row: dict[str, Any] = added
    last = edits.highest_row(doc) + 1
    reasons = [reason for reason in answer.reasons if reason.code or reason.words]
    given = {
        "notice_on": answer.notice_on,
        "received_on": answer.received_on or (None if answer.elsewhere else now.today),
        "effective_on": answer.effective_on,
        "due": answer.due,
    }
    row |= {key: on.isoformat() for key, on in given.items() if on}
    row |= {"reference": answer.reference} if answer.reference else {}
    if reasons:
        row["reasons"] = [
            {"id": f"x{last + place}", "order": place, **_said_reason(reason)}
            for place, reason in enumerate(reasons, 1)
        ]
    row |= {"not_appealed_because": answer.not_appealed_because} if answer.not_appealed_because else {}
    return {**row, "recorded_by": now.by}


def _said_reason(reason: Reason) -> dict[str, str]:
    said = {"code": denial_codes.read(reason.code).text if reason.code else "", "words": reason.words}
    return {key: value for key, value in said.items() if value}


# ---------------------------------------------------------------------- what follows
def _granted(writing: Writing, answer: Answer) -> list[str]:
    """Keep what was authorized; what the answer does not say stays."""
    given = {
        "number": answer.number or None,
        "from": answer.valid_from.isoformat() if answer.valid_from else None,
        "to": answer.valid_to.isoformat() if answer.valid_to else None,
        "units_asked": answer.units_asked,
        "units_granted": answer.units_granted,
    }
    writing.set(**{f"authorization__{key}": value for key, value in given.items() if value is not None})
    kept = writing.case.authorization
    if kept.units_asked and kept.units_granted is not None and kept.units_granted < kept.units_asked:
        return [f"Granted {kept.units_granted} of {kept.units_asked} units."]
    return []


def _denied(writing: Writing, answer: Answer, clinic: Clinic, now: Moment) -> list[str]:
    """A denial stays owned, on its clock, until it is appealed or a reason stands."""
    case = writing.case
    writing.set(owner=case.owner or now.by, waiting_on="us")
    told = words(answer.outcome)
    if answer.not_appealed_because:
        return [f"{told}, and not appealed.", *resolved(writing, clinic, now)]
    rung = deadlines.next_rung(case, clinic)
    says = [f"{told}: it stays in {words(case.stage)} with {clinic.name_of('staff', writing.doc['owner'])}."]
    if rung is not None and rung.auto_forward:
        says.append(f"The plan sends it on by itself: {rung.name}. P opens the case that follows it.")
    elif over := appeals.no_level_left(case, clinic):
        says.append(f"{over} Say why it ends there; then it may be resolved.")
    else:
        due = case.last_answer.due if case.last_answer else None
        level = f"{rung.name}, " if rung else ""
        says.append(f"Next: {level}to be filed by {us_date(due)}." if due else f"Next: {level}no time is known for it.")
    talk = deadlines.peer_to_peer_by(case, clinic)
    if talk is not None and talk.on >= now.today:
        owner = writing.doc["owner"]
        writing.add_task("Ask for a peer-to-peer discussion", owner=owner, due=talk.on, origin=PEER_TO_PEER)
        writing.take(*steps.marked(writing.record, writing.doc, steps.date_mark(PEER_TO_PEER, talk), now))
        if talk.rule == PAYER:
            says.append(f"A peer-to-peer may be asked for until {us_date(talk.on)}, as the payer's record says.")
        else:
            says.append(
                f"Ask for a peer-to-peer by {us_date(talk.on)}: many payers give one business day. This one's time is "
                "not in its record: ask for it."
            )
    return says


def _back(writing: Writing, row: str, answer: Answer, clinic: Clinic, now: Moment, load: Loads) -> list[str]:
    """More information, or not affirmed: back to where it is mended, with a task for each item."""
    codes = [denial_codes.read(reason.code) for reason in answer.reasons if reason.code]
    asked = [*answer.items, *(f"For {code.text}: {code.row.gather}" for code in codes if code.row and code.row.gather)]
    if answer.outcome == "more_information":
        asked = list(dict.fromkeys(asked)) or ["Send what the payer asks for"]
        target: Stage = "gathering"
    else:
        facts = bool(answer.items) or any(c.row and c.row.category in _FACTS_MISSING for c in codes)
        target = "gathering" if facts else "drafting"
        asked = list(dict.fromkeys([*asked, *_mended(answer)]))
    moved = STAGES.index(writing.case.stage) > STAGES.index(target)
    if moved:
        writing.enter(target, clinic, now, load)
    writing.set(waiting_on="us", owner=writing.case.owner or now.by)
    owner = writing.case.owner
    for title in asked:
        writing.add_task(title, owner=owner, due=answer.due, origin=f"{ASKED}{row}")
    where = f"back to {words(target)}" if moved else f"it stays in {words(writing.case.stage)}"
    until = f", due {us_date(answer.due)}" if answer.due else ", no day is said: ask by when they want it"
    count = f"{len(asked)} {'task' if len(asked) == 1 else 'tasks'}"
    if answer.outcome == "more_information":
        return [f"More information: {where} with {clinic.name_of('staff', owner)}, {count}{until}."]
    says = f"Not affirmed: {where} with {clinic.name_of('staff', owner)}, {count}."
    return [says, "It is mended and sent again, as often as it takes: this is no appeal (42 CFR 414.234)."]


def _mended(answer: Answer) -> list[str]:
    """A task for each reason of a prior authorization that was not affirmed."""
    tasks = []
    for reason in answer.reasons:
        code = denial_codes.read(reason.code) if reason.code else None
        if code is None or code.row is None or not code.row.gather:
            tasks.append(f"Mend for {code.text}" if code else "Mend what the payer's notice says")
    return tasks or ([] if answer.items or answer.reasons else ["Mend what the payer's notice says"])


def _ended(writing: Writing, answer: Answer, clinic: Clinic, now: Moment) -> list[str]:
    """Approved or withdrawn: the case ends where its gate and the clinic let it."""
    case = writing.case
    if answer.outcome == "withdrawn":
        writing.enter("resolved", clinic, now, {})
        writing.set(waiting_on=None)
        return [f"Withdrawn: {case.id} is resolved."]
    writing.set(waiting_on=None)
    level = f" at {case.appeal.level}" if case.appeal.level else ""
    return [f"Approved{level}.", *resolved(writing, clinic, now)]


def resolved(writing: Writing, clinic: Clinic, now: Moment) -> list[str]:
    """Resolve a case whose follow-up is done, where the clinic has set that stage to advance by itself."""
    case = writing.case
    if case.stage != "follow_up":
        return [f"It stays in {words(case.stage)}, where it is."]
    if not advance.advances(clinic.settings, "follow_up"):
        return [f"{case.id} may be moved to Resolved."]
    # What was next was to wait for, or to answer, what is answered now.
    writing.set(next_touch__on=None, next_touch__what=None)
    writing.enter("resolved", clinic, now, {})
    return [f"{case.id} is resolved."]


def _next_touch(writing: Writing, answer: Answer, clinic: Clinic, day: Day) -> list[str]:
    """When this case is looked at next, and what for: as a person says, else as it is proposed."""
    case = writing.case
    touch = touches.proposed_touch(case, clinic, day)
    if touch is None and case.next_touch.on and case.stage != "resolved":
        return []
    on, what = answer.next_on or (touch.on if touch else None), answer.next_what or (touch.what if touch else "")
    if answer.outcome == "more_information" and not answer.next_what:
        tomorrow = add_business_days(day.today, 1, day.closed)
        owed = date.fromisoformat(day.safe(answer.due.isoformat())) if answer.due else tomorrow
        on = answer.next_on or max(min(tomorrow, owed), day.today)
        what = f"Send what the payer asks for, due {us_date(answer.due)}" if answer.due else "Ask by when they want it"
    talk = any(task.origin == PEER_TO_PEER and task.is_open for task in case.tasks)
    if talk and answer.outcome in APPEALED and not (answer.next_what or answer.not_appealed_because):
        what = "Ask for a peer-to-peer discussion, then appeal"
    writing.set(next_touch__on=on.isoformat() if on else None, next_touch__what=what or None)
    if on is None:
        return []
    return [f"Next touch {us_date(on)}: {what}." if what else f"Next touch {us_date(on)}."]


def _lateness(before: Case, answer: Answer, clinic: Clinic, now: Moment, denied: Case | None) -> list[str]:
    """That the payer answered late, as the payer's, and what the rule allows then."""
    received = answer.received_on or now.today
    at = datetime.fromisoformat(now.at)
    if received != now.today:
        at = datetime.combine(received, time(12), clinic.zone(before.location))
    late = deadlines.payer_lateness(before, clinic, at, denied)
    if late is None:
        return []
    days = f"{late.days} {'day' if late.days == 1 else 'days'}" if late.days else "some hours"
    said = f"The payer was {days} late: its answer was due {us_date(late.on)}."
    return [said, late.allows] if late.allows.startswith("The rule") else [said]
