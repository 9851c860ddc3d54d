"""What a contact, a next touch, a snooze and cover change in the records. Pure: documents in, changes out.

Called by the board. Each is one entry, so that what was said and what comes next are never apart.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import Channel, WaitingOn
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import Staff
from lmnboard.model.errors import Invalid, NotFound
from lmnboard.workflow import covering, edits, limits
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.steps import Moment


class Contacted(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in a contact, and what we do next: without that a contact is not recorded.

    `task` is the row id of a task that it has settled (`w3`), `waiting_on` whose move it is from now on.
    """

    with_: str = ""
    channel: Channel | None = "phone"
    reference: str = ""
    summary: str = ""
    promise: str = ""
    next_on: date | None = None
    next_what: str = ""
    waiting_on: WaitingOn | None = None
    task: str = ""


def contact(record: str, doc: dict[str, Any], said: Contacted, prefix: str, now: Moment) -> list[Change]:
    """The contact as a row, the next touch, whose move it is, and a task that is done with it."""
    if not (said.with_ or said.summary or said.promise or said.reference):
        raise Invalid("Say with whom you spoke, or what was said: an empty contact helps nobody.")
    on, what = next_given(doc, said.next_on, said.next_what, now)
    row = {
        "at": now.at,
        "by": now.by,
        "with": said.with_ or None,
        "channel": said.channel,
        "reference": said.reference or None,
        "summary": said.summary or None,
        "promise": said.promise or None,
        "next_on": on.isoformat(),
    }
    changes = [edits.add_row(record, doc, "contacts", prefix, {k: value for k, value in row.items() if value})]
    values: dict[str, Any] = _touched(doc, on, what)
    if said.waiting_on:
        values["waiting_on"] = said.waiting_on
    if said.task:
        if paths.value_at(doc, f"tasks/{said.task}") is UNSET:
            raise NotFound(f"There is no task {said.task} any more.")
        values |= {f"tasks/{said.task}/done_at": now.today.isoformat(), f"tasks/{said.task}/done_by": now.by}
    return changes + edits.set_fields(record, doc, values)


def touch(
    record: str, doc: dict[str, Any], on: date | None, what: str, note: str, prefix: str, now: Moment
) -> list[Change]:
    """The next touch, and a note where there is one."""
    day, step = next_given(doc, on, what, now)
    changes = edits.set_fields(record, doc, _touched(doc, day, step))
    if note:
        changes.append(edits.add_row(record, doc, "notes", prefix, {"at": now.at, "by": now.by, "text": note}))
    return changes


def next_given(doc: dict[str, Any], on: date | None, what: str, now: Moment) -> tuple[date, str]:
    """What we do next with a case and when, both said. Raises `Invalid`."""
    if on is None or not what.strip():
        raise Invalid("Say what we do next and when: no case is left without a next touch.")
    _hold(on, doc, now.today)
    return on, what.strip()


def hold_edited(doc: dict[str, Any], changes: list[Change], today: date) -> None:
    """The same of the day of a next touch that is edited as a field, unless that day stands there. Raises `Invalid`."""
    standing = (doc.get("next_touch") or {}).get("on")
    for change in changes:
        if change.path == "next_touch.on" and isinstance(change.after, str) and change.after != standing:
            _hold(date.fromisoformat(change.after), doc, today)


def _hold(on: date, doc: dict[str, Any], today: date) -> None:
    """A next touch is neither on a day that has passed nor further ahead than anybody means. Raises `Invalid`."""
    if on < today:
        raise Invalid(f"The next touch cannot be on {us_date(on)}, which has passed.")
    limits.hold_near(on, doc.get("stage"), today)


def woken(doc: dict[str, Any], changes: list[Change], clinic: Clinic, day: Day) -> list[Change]:
    """The change that brings a case back which would now be put off past a deadline; else none."""
    until = doc.get("snoozed_until")
    if not until or not changes:
        return []
    case = typed_case(edits.applied(doc, [change for change in changes if change.record == changes[0].record]))
    running = limits.limits(case, clinic, day)
    too_long = case.snoozed_until is not None and bool(running) and running[0].safe < case.snoozed_until
    return [Change(changes[0].record, "snoozed_until", until, None)] if too_long else []


def cover(
    record: str, doc: dict[str, Any], staff: dict[str, Staff], by: str, until: date, since: date | None, now: Moment
) -> list[Change]:
    """One's own record says who has one's cases, from when until when."""
    name = staff[by].name or by if by in staff else by
    if by not in staff:
        raise NotFound(f"{by} is not on the staff list: {', '.join(staff) or 'it is empty'}.")
    if by == doc.get("id"):
        raise Invalid("Nobody covers for themselves: say who has your cases.")
    if staff[by].role == "read_only":
        raise Invalid(f"{name} works on no cases: their role is read-only.")
    first = since or now.today
    if until < max(first, now.today):
        begins = f"from {us_date(first)} " if until >= now.today else ""
        raise Invalid(f"Away {begins}until {us_date(until)} is over before it begins: say a day to come.")
    if covering.is_away(staff[by], max(first, now.today)):
        raise Invalid(f"{name} is away too, until {us_date(staff[by].away_to or until)}: say somebody who is there.")
    values = {"away_from": first.isoformat(), "away_to": until.isoformat(), "covered_by": by}
    return edits.set_fields(record, doc, values)


def uncover(record: str, doc: dict[str, Any]) -> list[Change]:
    return edits.set_fields(record, doc, dict.fromkeys(covering.FIELDS))


def _touched(doc: dict[str, Any], on: date, what: str) -> dict[str, Any]:
    """The next touch as fields; a case that was put off past it comes back."""
    values: dict[str, Any] = {"next_touch.on": on.isoformat(), "next_touch.what": what}
    if (doc.get("snoozed_until") or "") > on.isoformat():
        values["snoozed_until"] = None
    return values
