"""A deadline that is given another date: why it is asked, and what the program had counted or proposed from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lmnboard.model.change import UNSET, Change
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import Settings
from lmnboard.workflow import edits, redating, touches
from lmnboard.workflow.clocks import Day

FRIDAY = Day(date(2026, 11, 20), Settings())
"""Thanksgiving is on the 26th."""
ASKED = {"id": "r2", "outcome": "more_information", "due": "2026-12-04"}


def after(doc: dict[str, Any], *moved: Change) -> Any:
    """The case once these changes are made, with what goes with them."""
    doc = {"id": "LMN-0001", "stage": "gathering", **doc}
    found = redating.followed("cases/1", doc, [*moved], Clinic(), FRIDAY)
    return typed_case(edits.applied(doc, [*moved, *found]))


def change(path: str, before: Any, to: Any) -> Change:
    return Change("cases/1", path, before, to)


def touch(on: str, what: str) -> dict[str, Any]:
    return {"next_touch": {"on": on, "what": what}}


def test_a_next_touch_that_was_proposed_from_a_filing_date_follows_it() -> None:
    task = {"id": "w1", "title": "Collect the notes", "due": "2026-12-21"}
    filed = {"submit_by": "2026-12-18", "tasks": [task], **touch("2026-12-04", "File by 12/18/2026: see how it stands")}

    case = after(filed, change("submit_by", "2026-12-18", "2026-12-11"))

    assert case.next_touch.what == "File by 12/11/2026: see how it stands"
    assert case.next_touch.on == date(2026, 11, 27), "14 days before"
    proposed = touches.proposed_touch(case, Clinic(), FRIDAY)
    assert proposed is not None
    assert proposed.on == case.next_touch.on


def test_a_next_touch_that_names_the_old_date_does_not_keep_it() -> None:
    task = {"id": "w1", "title": "Collect the notes", "due": "2026-11-24"}
    said = touch("2026-11-23", "File by 12/18/2026: see how it stands")

    case = after({"submit_by": "2026-12-18", "tasks": [task], **said}, change("submit_by", "2026-12-18", "2027-01-15"))

    assert (case.next_touch.on, case.next_touch.what) == (date(2026, 11, 24), "Collect the notes")


def test_what_a_person_promised_stays_and_so_does_what_hangs_on_another_date() -> None:
    own = {"submit_by": "2026-12-18", **touch("2026-12-04", "Ask Dr Shah about the MRI")}
    assert after(own, change("submit_by", "2026-12-18", "2026-12-11")).next_touch.on == date(2026, 12, 4)

    task = {"id": "w1", "title": "Collect the notes", "due": "2026-11-24"}
    due = {"submit_by": "2026-12-18", "tasks": [task], **touch("2026-11-23", "Collect the notes")}
    assert after(due, change("submit_by", "2026-12-18", "2026-12-11")).next_touch.on == date(2026, 11, 23)

    agreed = {"contacts": [{"id": "p1", "order": 1, "next_on": "2026-12-04"}]}
    noted = {"submit_by": "2026-12-18", **touch("2026-12-04", "File by 12/18/2026: see how it stands"), **agreed}
    assert after(noted, change("submit_by", "2026-12-18", "2026-12-11")).next_touch.on == date(2026, 12, 4)

    said = touch("2026-12-08", "File by 12/18/2026: see how it stands")
    both = change("submit_by", "2026-12-18", "2026-12-11"), change("next_touch.on", "2026-12-04", "2026-12-08")
    assert after({"submit_by": "2026-12-18", **said}, *both).next_touch.on == date(2026, 12, 8)


def test_what_the_payer_asked_for_is_due_by_the_new_day() -> None:
    rows = [
        {"id": "w3", "title": "Send the notes", "due": "2026-12-04", "origin": "response:r2"},
        {"id": "w4", "title": "Send the labs", "due": "2026-12-01", "origin": "response:r2"},
        {"id": "w5", "title": "Send the films", "due": "2026-12-04", "origin": "response:r2", "done_at": "2026-11-19"},
    ]
    doc = {"responses": [ASKED], "tasks": rows, **touch("2026-12-04", "Send the notes")}

    case = after(doc, change("responses/r2/due", "2026-12-04", "2026-12-10"))

    assert [str(task.due) for task in case.tasks] == ["2026-12-10", "2026-12-01", "2026-12-04"]


@pytest.mark.parametrize(("row", "asks"), [(ASKED, True), ({"id": "r2", "outcome": "approved"}, False)])
def test_an_answer_that_is_taken_away_takes_its_deadline_with_it_and_asks_why(row: dict[str, Any], asks: bool) -> None:
    doc = {"id": "LMN-0001", "responses": [row]}

    question = redating.asks_why(doc, {"responses/r2": UNSET})

    assert ("our answer due 12/04/2026 → no date" in question) is asks
    assert not redating.asks_why({"id": "LMN-0001"}, {"responses/r2": UNSET}), "it is gone already"
