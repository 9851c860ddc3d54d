"""Opening the case that follows from another: the appeal of a denial, the renewal of an approval. Pure.

Imports what such a case begins with (`appeals`) and the steps; the board numbers its rows and appends it with the
change of the earlier case, as one entry.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.knowledge.calendar import add_business_days
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import ADVERSE, APPEALED, GRANTED, Stage
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import Invalid, Refused
from lmnboard.workflow import answers, appeals, deadlines, edits, next_touch, steps, tasks, touches
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.closing import PEER_TO_PEER
from lmnboard.workflow.dated import last_submission
from lmnboard.workflow.deadlines import Rung
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.writing import Writing

NEW, ITS_ID = "cases/$1", "LMN-$1"
APPEAL = "appeal"
"""The mark in `ran` of a denial whose appeal was opened by itself: taken back, it is not opened so again."""


class Opened(msgspec.Struct, frozen=True):
    """The new case with the change of the earlier one, and what was opened in sentences that name no patient."""

    changes: list[Change]
    says: tuple[str, ...]


def may_be_appealed(case: Case) -> bool:
    """Whether a denial stands that nobody has appealed and nobody has given a reason for leaving."""
    answer = case.last_answer
    if answer is None or case.appeal.by or answer.not_appealed_because:
        return False
    return answer.outcome in APPEALED


def opens_by_itself(case: Case, clinic: Clinic) -> bool:
    """Whether the clinic has a denial open its appeal without asking, this one can be appealed, and it has not been."""
    return (
        bool(clinic.settings.appeal_by_itself)
        and case.stage == "follow_up"
        and APPEAL not in case.ran
        and may_be_appealed(case)
        and not appeals.no_level_left(case, clinic)
    )


def appealed(
    record: str, doc: dict[str, Any], case: Case, clinic: Clinic, day: Day, now: Moment, load: Loads
) -> Opened:
    """The appeal of a denial. Raises `Refused` where there is nothing to appeal, or no level is left."""
    _hold_appeal(case, clinic)
    rung = deadlines.next_rung(case, clinic)
    forwarded = rung is not None and bool(rung.auto_forward)
    new = steps.new_case(appeals.appeal_of(doc, case, clinic), clinic, now, load)
    if (care := deadlines.continue_by(case, clinic)) is not None:
        paths.put(new, f"ran.{steps.date_mark(steps.CONTINUE_BY, care)}", now.at)
    if rung is not None and forwarded:
        new = _followed_up(new, case, clinic, day)
    else:
        own = [*appeals.tasks_of(case, clinic, rung), *appeals.to_confirm(new, case.id), *_talk(case)]
        _add_tasks(new, own, by=_last_day(new, day))
        _touch(new, clinic, day)
    writing = Writing(record, doc)
    writing.set(appeal__by=ITS_ID)
    for task in case.tasks:
        if task.origin == PEER_TO_PEER and task.is_open:
            writing.set(**{f"tasks/{task.id}/waived_because": "the appeal goes on with it"})
    says = [told(rung, _day(new["appeal"].get("file_by"))) if rung else "The appeal is open: the notice says the rest."]
    says += answers.resolved(writing, clinic, now) if case.stage == "follow_up" else []
    return Opened([Change(NEW, "", UNSET, new), *writing.changes], tuple(says))


def renewed(record: str, doc: dict[str, Any], case: Case, clinic: Clinic, day: Day, now: Moment, load: Loads) -> Opened:
    """The renewal of an approval. Raises `Refused` where it is renewed already, or nothing was approved."""
    if case.renewal.by:
        raise Refused(f"{case.id} is renewed already, by {case.renewal.by}.")
    answer = case.last_answer
    granted = case.outcome in GRANTED or (answer is not None and answer.outcome in GRANTED)
    if not granted:
        raise Refused(f"{case.id} has no approval to renew: record the payer's answer first.")
    new = steps.new_case(appeals.renewal_of(doc, case), clinic, now, load)
    origin, because = appeals.known_already(case)
    for task in new.get("tasks", []):
        if task.get("origin") == origin:
            task["waived_because"] = because
    _add_tasks(new, appeals.to_confirm(new, case.id), by=None)
    _touch(new, clinic, day)
    ends = case.authorization.to
    says = f"Renewal of {case.id}" + (f", whose authorization ends {us_date(ends)}." if ends else ".")
    changes = [Change(record, "renewal.by", None, ITS_ID)]
    if (case.next_touch.what or "").startswith(touches.RENEW):
        changes += next_touch.set_to(record, doc, None)
    return Opened([Change(NEW, "", UNSET, new), *changes], (says,))


def left_so(record: str, doc: dict[str, Any], because: str, clinic: Clinic, now: Moment) -> list[Change]:
    """Changes that keep why a denial is not appealed, and resolve the case where the clinic lets it."""
    case = typed_case(doc)
    answer = case.last_answer
    if not because.strip():
        raise Invalid("Say why it is not appealed: the reason stays with the answer.")
    if answer is None or answer.outcome not in ADVERSE:
        raise Refused(f"{case.id} has no denial: record the payer's answer first.")
    if case.appeal.by:
        raise Refused(f"{case.id} is appealed already, by {case.appeal.by}.")
    writing = Writing(record, doc)
    writing.set(**{f"responses/{answer.id}/not_appealed_because": because})
    if case.stage == "follow_up":
        answers.resolved(writing, clinic, now)
    return writing.changes


def let_go(
    case: Case, target: Stage, doc: dict[str, Any] | None, clinic: Clinic, now: Moment, load: Loads
) -> list[Change]:
    """What moving an appeal to a stage changes of the case that it appeals, whose document is `doc`.

    Closed before it was ever sent it has appealed nothing: the denial is back in follow-up, to be appealed again or
    left with a reason, and no rule opens another appeal of it by itself. Brought back it is the appeal again.
    """
    denied = typed_case(doc) if doc else None
    answered = any(row.outcome != "withdrawn" for row in case.responses)
    if doc is None or denied is None or denied.archived_at or answered or last_submission(case) is not None:
        return []
    record = f"cases/{number_of(denied.id)}"
    if target == "resolved" and denied.appeal.by == case.id:
        mark = [] if APPEAL in denied.ran else [steps.ran(record, APPEAL, now)]
        changes = [Change(record, "appeal.by", case.id, None), *mark]
        if denied.stage == "resolved":
            apart = edits.applied(doc, changes)
            changes += steps.enter(record, apart, "follow_up", clinic, now, load, by_hand=False).changes
        return changes
    if case.stage == "resolved" and target != "resolved" and may_be_appealed(denied):
        return [Change(record, "appeal.by", None, case.id)]
    return []


def told(rung: Rung, due: date | None) -> str:
    """A level of appeal in a sentence or two: its name, by when, and who decides."""
    if rung.auto_forward:
        return f"{rung.name}, decided by {rung.decider}. The payer sends it on by itself: nothing is filed."
    until = f"file by {us_date(due)}" if due else "the notice says by when"
    return f"{rung.name}, {until}; decided by {rung.decider}."


def _hold_appeal(case: Case, clinic: Clinic) -> None:
    if case.appeal.by:
        raise Refused(f"{case.id} is appealed already, by {case.appeal.by}.")
    answer = case.last_answer
    if answer is None or answer.outcome not in ADVERSE:
        raise Refused(f"{case.id} has no denial to appeal: record the payer's answer first.")
    why = appeals.no_level_left(case, clinic)
    if why:
        raise Refused(f"{case.id} cannot be appealed further. {why}")


def _followed_up(new: dict[str, Any], case: Case, clinic: Clinic, day: Day) -> dict[str, Any]:
    """A case that the payer itself has sent on: nothing is written, it waits for the next decider."""
    forwarded = {
        **new,
        "stage": "follow_up",
        "owner": case.owner or new.get("owner"),
        "waiting_on": "payer",
        "next_touch": {
            "on": add_business_days(day.today, 2, day.closed).isoformat(),
            "what": "Ask the plan when it sent the case on, and for its number there",
        },
        "tasks": [],
    }
    due = deadlines.answer_due(typed_case(forwarded), clinic, case)
    return {**forwarded, **({"answer_due": {"on": due.on.isoformat(), "rule": due.rule}} if due else {})}


def _talk(case: Case) -> list[dict[str, Any]]:
    """The peer-to-peer that is still to be asked for goes on with the appeal."""
    return [
        {"title": task.title, "due": task.due.isoformat() if task.due else None, "origin": task.origin}
        for task in case.tasks
        if task.origin == PEER_TO_PEER and task.is_open
    ]


def _add_tasks(new: dict[str, Any], rows: list[dict[str, Any]], by: str | None) -> None:
    owner = new.get("owner")
    tasks = new.setdefault("tasks", [])
    for row in rows:
        if any(task.get("title") == row["title"] for task in tasks):
            continue
        full = {"owner": owner, "due": by, **row}
        tasks.append({key: value for key, value in full.items() if value is not None})


def _last_day(new: dict[str, Any], day: Day) -> str | None:
    """Two business days before it is to be filed, as long as that is not over."""
    filed = paths.value_at(new, "appeal.file_by")
    if not isinstance(filed, str):
        return None
    return tasks.ahead_of(date.fromisoformat(filed), 2, day.today, day.closed).isoformat()


def _touch(new: dict[str, Any], clinic: Clinic, day: Day) -> None:
    """The next touch, with all its tasks in sight: no case is without."""
    touch = touches.proposed_touch(typed_case(new), clinic, day)
    if touch is not None:
        new["next_touch"] = {"on": touch.on.isoformat(), "what": touch.what}


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
