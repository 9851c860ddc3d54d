"""What the steps of a case change: opening, moving, submitting. Pure: the board asks the gates first.

What goes with a step is in the same changes: who owns the case then, its tasks, its next date, the payer's limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec

from lmnboard.knowledge.identifiers import show_phone
from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import Stage, words
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import Payer
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import catalogue
from lmnboard.workflow import advance, assignment, deadlines, edits, limits, next_touch, tasks, touches
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.stages import is_forward, outcome_of

REPLY_DUE, CONTINUE_BY = "reply_due", "continue_by"
"""What the marks of these days begin with where a rule counted them: one that a person set has no such mark."""
NOBODY: Loads = MappingProxyType({})
"""Loads where nobody's are known: the least loaded is then the first by name."""


class Moment(msgspec.Struct, frozen=True):
    """Who acts, and when: the instant in UTC and the day at the case's location."""

    by: str
    at: str
    today: date


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """How a letter left, and what we do next."""

    method: str
    to: str
    confirmation: str = ""
    next_on: date
    next_what: str

    def given(self, *, to: str = "", confirmation: str = "", next_on: str | None = None) -> Sending:
        """The same with what a person said instead."""
        return msgspec.structs.replace(
            self,
            to=to or self.to,
            confirmation=confirmation,
            next_on=date.fromisoformat(next_on) if next_on else self.next_on,
        )


class Passed(msgspec.Struct, frozen=True):
    """What entering a stage changes, and what the history says of it beside."""

    changes: list[Change]
    note: str


def new_case(values: dict[str, Any], clinic: Clinic, now: Moment, load: Loads = NOBODY) -> dict[str, Any]:
    """The document of a new case, to be numbered by the store: in gathering, owned, with its tasks and its next date.

    An owner, a next touch and tasks that are given stay; what is asked for beyond them is added.
    """
    doc = edits.new_document(values)
    me = clinic.staff.get(now.by)
    doc |= {"id": "LMN-$1", "stage": "gathering", "stage_since": now.at, "created_at": now.at, "created_by": now.by}
    doc["priority"] = doc.get("priority") or "standard"
    doc["waiting_on"] = doc.get("waiting_on") or "us"
    doc["location"] = doc.get("location") or _where(doc, clinic, me.locations if me else [])
    edits.name_rows(doc, catalogue(Case))
    case = typed_case(doc)
    doc["owner"] = case.owner or assignment.assigned(case, "gathering", clinic, now.today, load, now.by).to or None
    for rule in tasks.missing(case, clinic):
        task = edits.add_row("", doc, "tasks", "w", tasks.row(rule, case, clinic, now.today))
        paths.put(doc, task.path, task.after)
        paths.put(doc, f"ran.{tasks.GIVEN}{rule.id}", now.at)
    touch = touches.proposed_touch(typed_case(doc), clinic, day_of(case, clinic, now))
    if touch is not None and case.next_touch.on is None:
        doc["next_touch"] = {"what": touch.what, **(doc.get("next_touch") or {}), "on": touch.on.isoformat()}
    return doc


def _where(doc: Mapping[str, Any], clinic: Clinic, mine: Sequence[str]) -> str | None:
    """Where a new case is that names no location: where the signing provider and whoever opens it both work.

    Else where the provider does, else where they do themselves, else at the clinic's only location.
    """
    signs = (person for person in clinic.staff.values() if person.provider and person.provider == doc.get("provider"))
    theirs = next((person.locations for person in signs), [])
    only = [*clinic.locations] if len(clinic.locations) == 1 else []
    return next(iter((*(place for place in mine if place in theirs), *theirs, *mine, *only)), None)


def why_owned(doc: Mapping[str, Any], clinic: Clinic, now: Moment, load: Loads) -> str:
    """What the history says of who owns a new case, where it is not whoever opened it."""
    case = typed_case(dict(doc))
    found = assignment.assigned(case, "gathering", clinic, now.today, load, now.by)
    opened = msgspec.structs.replace(case, owner=now.by)
    return assignment.note_of(opened, found, clinic) if found.to == case.owner else ""


def enter(
    record: str,
    doc: dict[str, Any],
    target: Stage,
    clinic: Clinic,
    now: Moment,
    load: Loads,
    *,
    by_hand: bool = True,
) -> Passed:
    """Move a case with what goes with it: who owns it there and, where it ends approved, when its renewal begins.

    `by_hand`: a person moves it, so that no rule moves it on from the stage that it comes back to, nor again from the
    one that it leaves.
    """
    case = typed_case(doc)
    changes = move(record, case, target, now)
    note = ""
    if target != "resolved":  # nobody has it there: it stays with whoever ended it
        by = now.by if by_hand else assignment.sender(case)
        found = assignment.assigned(case, target, clinic, now.today, load, by)
        changes += edits.set_fields(record, doc, {"owner": found.to} if found.to else {})
        note = assignment.note_of(case, found, clinic)
    if by_hand:
        changes += _held(record, case, target, now)
    # What it was put off for was of the stage that it leaves; who has it now is to see it.
    changes += edits.set_fields(record, doc, {"snoozed_until": None} if doc.get("snoozed_until") else {})
    after = typed_case(edits.applied(doc, changes))
    return Passed(changes + _next_touch(record, doc, case, after, clinic, now), note)


def move(record: str, case: Case, target: Stage, now: Moment) -> list[Change]:
    """The bare move: the stage, since when, and the outcome that comes or goes with it."""
    changes = [
        Change(record, "stage", case.stage, target),
        Change(record, "stage_since", case.stage_since, now.at),
    ]
    if target == "resolved" and not case.outcome:
        # Without an answer that ends it, it is a person who gives it up for a reason: no case ends without an outcome.
        changes.append(Change(record, "outcome", None, outcome_of(case) or "withdrawn"))
    if case.stage == "resolved" and case.outcome:
        changes.append(Change(record, "outcome", case.outcome, None))
    if case.archived_at:
        changes.append(Change(record, "archived_at", case.archived_at, None))
    return changes


def ran(record: str, key: str, now: Moment) -> Change:
    """The mark that an automatic rule has acted, or is not to act any more."""
    return Change(record, f"ran.{key}", None, now.at)


def renewal_key(ends: date) -> str:
    """The mark of the renewal of an authorization that ends on a day."""
    return f"renewal-{ends.isoformat()}"


def _next_touch(
    record: str, doc: dict[str, Any], before: Case, after: Case, clinic: Clinic, now: Moment
) -> list[Change]:
    """What is next in the stage that a case enters, in place of what the program proposed in the last.

    What a person wrote stays, but for a renewal: that begins when its case ends.
    """
    day = day_of(after, clinic, now)
    touch = touches.proposed_touch(after, clinic, day)
    ends = after.authorization.to if after.stage == "resolved" and touch is not None else None
    if not ends and not next_touch.is_proposed(before, clinic, day):
        return []
    changes = next_touch.set_to(record, doc, touch)
    return changes if ends is None else [*changes, ran(record, renewal_key(ends), now)]


def _held(record: str, case: Case, target: Stage, now: Moment) -> list[Change]:
    """The stay that a person ends, and where they move the case back the one that begins, are not advanced by rule."""
    keys = {advance.key(case.stage, case.stage_since)}
    if target != "resolved" and not is_forward(case, target):
        keys = {advance.key(target, now.at)}
    return [ran(record, key, now) for key in sorted(keys) if key not in case.ran]


def day_of(case: Case, clinic: Clinic, now: Moment) -> Day:
    """Today at the location of a case."""
    return Day(now.today, clinic.settings, clinic.closed_days(case.location))


def override(record: str, doc: dict[str, Any], what: str, because: str, now: Moment) -> Change:
    """The reason for which a gate was passed, kept on the card."""
    return edits.add_row(record, doc, "overrides", "o", {"what": what, "because": because, "by": now.by, "at": now.at})


def address_for(payer: Payer, method: str) -> str:
    """Where a letter to this payer goes by one way of submission; empty where the directory does not say."""
    if method == "mail":
        address = payer.address
        parts = [address.street, address.city, " ".join(filter(None, (address.state, address.zip)))]
        return ", ".join(part for part in parts if part)
    if method == "fax":
        return show_phone(payer.fax) if payer.fax else ""
    return payer.portal or "" if method == "portal" else ""


def proposed(case: Case, method: str, clinic: Clinic, day: Day) -> Sending:
    """Where a letter goes by one way of submission, and what we do next and when."""
    touch = touches.after_sending(case, clinic, day)
    to = "" if clinic.unverified(case) else address_for(clinic.payer_of(case), method)
    return Sending(method=method, to=to, next_on=touch.on, next_what=touch.what)


def submit(
    record: str,
    doc: dict[str, Any],
    sending: Sending,
    letter: dict[str, str],
    clinic: Clinic,
    now: Moment,
    load: Loads,
    denied: Case | None = None,
) -> Passed:
    """Record that the letter left, move to follow-up, and say what we do next and when the payer has to answer.

    `denied` is the case that this one appeals.
    """
    if not sending.to:
        why = clinic.unverified(typed_case(doc))
        why = why or f"The directory has no {words(sending.method).lower()} of this payer."
        raise Invalid(f"Say where it went. {why}")
    limits.hold_near(sending.next_on, doc.get("stage"), now.today)
    row = {
        "sent_at": now.at,
        "to": sending.to,
        "method": sending.method,
        "sent_by": now.by,
        "confirmation": sending.confirmation or None,
        "letter": letter,
    }
    passed = enter(record, doc, "follow_up", clinic, now, load)
    told = {
        "waiting_on": "payer",
        "next_touch.on": sending.next_on.isoformat(),
        "next_touch.what": sending.next_what,
    }
    changes = [
        edits.add_row(record, doc, "submissions", "s", row),
        *(change for change in passed.changes if change.path not in told),
        *edits.set_fields(record, doc, told),
    ]
    due = deadlines.answer_due(typed_case(edits.applied(doc, changes)), clinic, denied)
    if due is not None:
        changes += dated(record, doc, "answer_due", "on", due, now)
    return Passed(changes, passed.note)


def dated(
    record: str, doc: dict[str, Any], part: str, field: str, due: deadlines.Deadline, now: Moment
) -> list[Change]:
    """A date that a rule has counted, with the rule; nothing of why a person had set another."""
    mark = date_mark(field if part == "appeal" else part, due)
    told = {f"{part}.{field}": due.on.isoformat(), f"{part}.rule": due.rule, f"{part}.because": None}
    return [*edits.set_fields(record, doc, told), *marked(record, doc, mark, now)]


def marked(record: str, doc: dict[str, Any], mark: str, now: Moment) -> list[Change]:
    """The mark of a counted date, in place of those of other dates of its name.

    So it is counted again where the facts go back to what they were.
    """
    marks = doc.get("ran") or {}
    others = [key for key in marks if key.startswith(f"{mark.partition('-')[0]}-") and key != mark]
    return [
        *(Change(record, f"ran.{key}", marks[key], UNSET) for key in others),
        *([] if mark in marks else [ran(record, mark, now)]),
    ]


def date_mark(name: str, due: deadlines.Deadline) -> str:
    """The mark of a counted date: `answer_due-2026-12-04-ma_std_pa`."""
    return f"{name}-{due.on.isoformat()}-{re.sub('[^a-z0-9_-]', '_', due.rule.lower())}"
