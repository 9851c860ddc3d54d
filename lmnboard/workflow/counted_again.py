"""The dates that rules count, counted again when what they are counted from has changed: five rules of `by_rule`. Pure.

Imports the deadlines. A date that a person set, or took back, is left alone: it has no mark in `ran`, or one already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case_course import Task
from lmnboard.model.choices import APPEALED, UNFILED
from lmnboard.workflow import deadlines, edits, next_touch, redating, steps
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.closing import PEER_TO_PEER
from lmnboard.workflow.dated import BY_HAND
from lmnboard.workflow.deadlines import Deadline
from lmnboard.workflow.rule import Act, Facts
from lmnboard.workflow.steps import Moment


def set_file_by(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    due = _file_by(facts)
    assert due is not None
    changes = steps.dated(record, doc, "appeal", "file_by", due, now)
    return Act(
        [*changes, *redating.followed(record, doc, changes, facts.clinic, facts.day)],
        f"To be filed by {us_date(due.on)}, counted by the rule {due.rule} ({due.source})",
    )


def wants_file_by(facts: Facts) -> bool:
    """An appeal that has not been filed, whose last day is not the one that the rule counts from the denial."""
    due, appeal = _file_by(facts), facts.case.appeal
    if due is None or steps.date_mark("file_by", due) in facts.case.ran or _typed(appeal.file_by, appeal.rule, due):
        return False
    return (due.on, due.rule) != (appeal.file_by, appeal.rule)


def set_reply_due(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    due, answer = _reply_due(facts), facts.case.last_answer
    assert due is not None
    assert answer is not None
    changes = edits.set_fields(record, doc, {f"responses/{answer.id}/due": due.on.isoformat()})
    changes += steps.marked(record, doc, steps.date_mark(steps.REPLY_DUE, due), now)
    return Act(
        [*changes, *redating.followed(record, doc, changes, facts.clinic, facts.day)],
        f"To be appealed by {us_date(due.on)}, counted by the rule {due.rule} ({due.source})",
    )


def wants_reply_due(facts: Facts) -> bool:
    """A denial whose day to appeal was counted by a rule, and is another from what is known by now."""
    answer = facts.case.last_answer
    return _counted_anew(steps.REPLY_DUE, answer.due if answer else None, _reply_due, facts)


def set_peer_to_peer(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    due, task = deadlines.peer_to_peer_by(facts.case, facts.clinic), _talk(facts)
    assert due is not None
    assert task is not None
    changes = edits.set_fields(record, doc, {f"tasks/{task.id}/due": due.on.isoformat()})
    changes += next_touch.following(record, doc, changes, facts.clinic, facts.day)
    changes += steps.marked(record, doc, steps.date_mark(PEER_TO_PEER, due), now)
    return Act(changes, f"A peer-to-peer is to be asked for by {us_date(due.on)} ({due.source})")


def wants_peer_to_peer(facts: Facts) -> bool:
    """A denial whose day to ask for a peer-to-peer was counted from its notice, and is another by now."""
    task = _talk(facts)
    kept = task.due if task else None
    return _counted_anew(PEER_TO_PEER, kept, lambda of: deadlines.peer_to_peer_by(of.case, of.clinic), facts)


def _talk(facts: Facts) -> Task | None:
    """The open task to ask for a peer-to-peer."""
    return next((task for task in facts.case.tasks if task.is_open and task.origin == PEER_TO_PEER), None)


def set_continue_by(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    due = _continue_by(facts)
    assert due is not None
    changes = edits.set_fields(record, doc, {"appeal.continue_by": due.on.isoformat()})
    changes += steps.marked(record, doc, steps.date_mark(steps.CONTINUE_BY, due), now)
    return Act(
        [*changes, *redating.followed(record, doc, changes, facts.clinic, facts.day)],
        f"Care to go on is to be asked for by {us_date(due.on)}, counted by the rule {due.rule} ({due.source})",
    )


def wants_continue_by(facts: Facts) -> bool:
    """An appeal that has not been filed, whose last day to ask that care goes on was counted, and is another by now."""
    return _counted_anew(steps.CONTINUE_BY, facts.case.appeal.continue_by, _continue_by, facts)


def set_answer_due(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    due = _answer_due(facts)
    assert due is not None
    changes = steps.dated(record, doc, "answer_due", "on", due, now)
    return Act(
        [*changes, *redating.followed(record, doc, changes, facts.clinic, facts.day)],
        f"Answer due {us_date(due.on)}, counted by the rule {due.rule} ({due.source})",
    )


def wants_answer_due(facts: Facts) -> bool:
    """A case that waits for its payer, whose date is not the one that the rule counts from what is known by now."""
    due, kept = _answer_due(facts), facts.case.answer_due
    if due is None or steps.date_mark("answer_due", due) in facts.case.ran or _typed(kept.on, kept.rule, due):
        return False
    return (due.on, due.rule) != (kept.on, kept.rule)


def _file_by(facts: Facts) -> Deadline | None:
    case = facts.case
    if facts.denied is None or case.appeal.rule == BY_HAND or case.stage in ("follow_up", "resolved"):
        return None
    return deadlines.file_by(facts.denied, facts.clinic)


def _continue_by(facts: Facts) -> Deadline | None:
    if facts.denied is None or facts.case.stage not in UNFILED:
        return None
    return deadlines.continue_by(facts.denied, facts.clinic)


def _reply_due(facts: Facts) -> Deadline | None:
    """The day by which the last answer is to be appealed; none once it is, or a reason stands why not."""
    case, answer = facts.case, facts.case.last_answer
    if answer is None or answer.outcome not in APPEALED or case.appeal.by or answer.not_appealed_because:
        return None
    return deadlines.file_by(case, facts.clinic)


def _answer_due(facts: Facts) -> Deadline | None:
    """The payer's limit while its answer is waited for; one that has answered has no limit any more."""
    case = facts.case
    if case.stage != "follow_up" or case.answer_due.rule == BY_HAND:
        return None
    if case.last_answer is not None and not deadlines.awaiting(case):
        return None
    return deadlines.answer_due(case, facts.clinic, facts.denied)


def _counted_anew(name: str, kept: date | None, count: Callable[[Facts], Deadline | None], facts: Facts) -> bool:
    """Whether a date stands that a rule counted, as its mark says, and that is another from what is known by now."""
    ran = facts.case.ran
    if kept is None or not any(key.startswith(f"{name}-{kept.isoformat()}-") for key in ran):
        return False
    due = count(facts)
    return due is not None and due.on != kept and steps.date_mark(name, due) not in ran


def _typed(on: date | None, rule: str | None, due: Deadline) -> bool:
    """Whether a date stands of which no rule is named, and it is another: somebody typed it, on an older board."""
    return on is not None and not rule and on != due.on
