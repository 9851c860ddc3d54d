"""The next touch of a case as it is kept: set, left where a person worded it, and following what it hangs on. Pure.

Imports `touches`, which proposes. Called by the steps, the automatic rules and what goes with a redated deadline.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lmnboard.model.case import Case
from lmnboard.model.change import Change
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.workflow import edits, touches
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.touches import Touch


def is_proposed(case: Case, clinic: Clinic, day: Day) -> bool:
    """Whether the next touch of a case is none, or what the program proposes; a person's own is to stay."""
    if case.next_touch.on is None or touches.is_ours(case):
        return True
    proposed = touches.proposed_touch(case, clinic, day)
    return proposed is not None and proposed.what == case.next_touch.what


def set_to(record: str, doc: dict[str, Any], touch: Touch | None) -> list[Change]:
    """Changes that set the next touch, or take it away where there is none."""
    on, what = (touch.on.isoformat(), touch.what) if touch else (None, None)
    return edits.set_fields(record, doc, {"next_touch.on": on, "next_touch.what": what})


def following(
    record: str, doc: dict[str, Any], changes: list[Change], clinic: Clinic, day: Day, names: Collection[str] = ()
) -> list[Change]:
    """The next touch after changes of a case that it may hang on: a deadline, a task.

    It follows where the program proposed it and would now propose another, or where it names what is no more (`names`).
    One that a person worded stays, one on the day agreed with somebody, one that the changes set themselves too, and
    none is left to the rule for that.
    """
    own = [change for change in changes if change.record == record]
    before = typed_case(doc)
    given = any(change.path.startswith("next_touch.") for change in own)
    agreed = any(contact.next_on == before.next_touch.on for contact in before.contacts)
    if given or agreed or before.next_touch.on is None or not is_proposed(before, clinic, day):
        return []
    after = edits.applied(doc, own)
    was, now = (touches.proposed_touch(case, clinic, day) for case in (before, typed_case(after)))
    same = was is not None and now is not None and (was.on, was.what) == (now.on, now.what)
    named = any(name in (before.next_touch.what or "") for name in names)
    return [] if now is None or (same and not named) else set_to(record, after, now)
