"""What happens to a case by itself, rule by rule: whether one has something to do, and what it changes. Pure.

Each rule acts once: it leaves a key in the case's `ran`, which undo does not take away. `lmnboard.automatic` asks all
of them of every case, and appends what they change under the program's own name. Two of them need more than this and
are done there: a stage that is left (`advance`), and an appeal that opens by itself (`following`).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.change import Change
from lmnboard.workflow import advance, assignment, counted_again, edits, next_touch, steps, tasks, touches
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.rule import Act, Facts, Rule
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.touches import Touch


def owner(record: str, doc: dict[str, Any], facts: Facts, now: Moment, load: Loads) -> Act:
    case = facts.case
    found = assignment.owner_where_none(case, facts.clinic, now.today, load)
    changes = edits.set_fields(record, doc, {"owner": found.to})
    note = assignment.note_of(case, found, facts.clinic)
    return Act([*changes, steps.ran(record, f"owner-{case.stage}", now)], note)


def wants_owner(facts: Facts) -> bool:
    """An open case that nobody owns, where there is somebody."""
    case = facts.case
    return not case.owner and bool(facts.clinic.staff) and f"owner-{case.stage}" not in case.ran


def give_tasks(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    changes: list[Change] = []
    grown = deepcopy(doc)
    for rule in tasks.missing(facts.case, facts.clinic):
        row = tasks.row(rule, facts.case, facts.clinic, now.today)
        changes.append(edits.add_row(record, grown, "tasks", "w", row))
        paths.put(grown, changes[-1].path, changes[-1].after)
        changes.append(steps.ran(record, f"{tasks.GIVEN}{rule.id}", now))
    count = len(changes) // 2
    return Act(changes, f"{count} {'task' if count == 1 else 'tasks'} of its payer, kind, purpose or trigger added")


def wants_tasks(facts: Facts) -> bool:
    """A case that began with tasks and whose payer, kind, purpose or trigger, known since, asks for more.

    Not one of a board from before there were such tasks: those do not suddenly get any.
    """
    began = any(key.startswith(tasks.GIVEN) for key in facts.case.ran)
    return began and bool(tasks.missing(facts.case, facts.clinic))


def close_tasks(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    done = tasks.done_by_now(facts.case)
    changes: list[Change] = []
    for task in done:
        changes += edits.set_fields(record, doc, {f"tasks/{task.id}/done_at": now.today.isoformat()})
        changes.append(steps.ran(record, f"done-{task.id}", now))
    named = [task.title for task in done if task.title]
    changes += next_touch.following(record, doc, changes, facts.clinic, facts.day, named)
    titles = "; ".join(task.title or task.id for task in done)
    return Act(changes, f"Done, as what is asked for is there: {titles}")


def wants_closing(facts: Facts) -> bool:
    """Open tasks whose fields or enclosures are there."""
    return bool(tasks.done_by_now(facts.case))


def pull_tasks(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    last = tasks.last_day(facts.case, facts.clinic, now.today)
    assert last is not None
    late = tasks.too_late(facts.case, facts.clinic, now.today)
    changes = edits.set_fields(record, doc, {f"tasks/{task.id}/due": last.isoformat() for task in late})
    changes += next_touch.following(record, doc, changes, facts.clinic, facts.day)
    key = _pull_key(facts.case)
    return Act([*changes, steps.ran(record, key, now)], f"Tasks are due by {us_date(last)}, before it is filed")


def wants_pulling(facts: Facts) -> bool:
    """Tasks that are due after the day by which the case has to have them; once for each day of filing."""
    case = facts.case
    return _pull_key(case) not in case.ran and bool(tasks.too_late(case, facts.clinic, facts.day.today))


def set_touch(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    touch = touches.proposed_touch(facts.case, facts.clinic, facts.day)
    assert touch is not None
    changes = next_touch.set_to(record, doc, touch)
    return Act([*changes, steps.ran(record, _touch_key(facts.case), now)], _told("Next touch", touch))


def wants_touch(facts: Facts) -> bool:
    """An open case without a next date; once a stay, as somebody may have taken it away."""
    case = facts.case
    if case.next_touch.on is not None or case.stage == "resolved" or _touch_key(case) in case.ran:
        return False
    return touches.proposed_touch(case, facts.clinic, facts.day) is not None


def set_renewal(record: str, doc: dict[str, Any], facts: Facts, now: Moment, _load: Loads) -> Act:
    touch = touches.proposed_touch(facts.case, facts.clinic, facts.day)
    ends = facts.case.authorization.to
    assert touch is not None
    assert ends is not None
    changes = next_touch.set_to(record, doc, touch)
    return Act([*changes, steps.ran(record, steps.renewal_key(ends), now)], _told("Renewal", touch))


def wants_renewal(facts: Facts) -> bool:
    """A case that ended approved, whose last day was recorded or changed after that."""
    case = facts.case
    ends = case.authorization.to
    if case.stage != "resolved" or ends is None or case.renewal.by or steps.renewal_key(ends) in case.ran:
        return False
    touch = touches.proposed_touch(case, facts.clinic, facts.day)
    if touch is None or touch.what == case.next_touch.what:
        return False
    return case.next_touch.on is None or (case.next_touch.what or "").startswith(touch.what.partition(":")[0])


RULES: dict[str, Rule] = {
    "owner": Rule(wants_owner, owner),
    "tasks": Rule(wants_tasks, give_tasks),
    "done": Rule(wants_closing, close_tasks),
    "file by": Rule(counted_again.wants_file_by, counted_again.set_file_by),
    "continue by": Rule(counted_again.wants_continue_by, counted_again.set_continue_by),
    "tasks due": Rule(wants_pulling, pull_tasks),
    "reply due": Rule(counted_again.wants_reply_due, counted_again.set_reply_due),
    "peer to peer": Rule(counted_again.wants_peer_to_peer, counted_again.set_peer_to_peer),
    "answer due": Rule(counted_again.wants_answer_due, counted_again.set_answer_due),
    "touch": Rule(wants_touch, set_touch),
}
"""The rules of an open case in the order in which they act: what one changes, the next finds."""
OF_RESOLVED: dict[str, Rule] = {"renewal": Rule(wants_renewal, set_renewal)}


def first(facts: Facts) -> Rule | None:
    """The first rule that has something to do with a case."""
    rules = OF_RESOLVED if facts.case.stage == "resolved" else RULES
    return next((rule for rule in rules.values() if rule.wants(facts)), None)


def _pull_key(case: Case) -> str:
    """By the day of filing: the day before it, once that has passed, is another every day."""
    filed = tasks.filed_by(case)
    return f"tasks_due-{filed.isoformat() if filed else 'never'}"


def _touch_key(case: Case) -> str:
    return f"touch-{case.stage}-{advance.compact(case.stage_since)}"


def _told(name: str, touch: Touch) -> str:
    return f"{name} {us_date(touch.on)}, {touch.why}: {touch.what}"
