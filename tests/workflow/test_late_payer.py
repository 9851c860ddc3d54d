"""A payer that is late: its call is promised today, until somebody has asked it and knows when to ask again.

Today is Friday, 20 November 2026.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lmnboard.model.directory import Settings
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.limits import refuses_snooze
from lmnboard.workflow.next_act import act, why
from tests.workflow.agendas import CLINIC, TODAY, made, only, sent
from tests.workflow.sent import a_case, a_clinic

DAY = Day(TODAY, CLINIC.settings)
LATE: dict[str, Any] = {"answer_due": {"on": "2026-11-16"}, "next_touch": {"on": "2026-11-24", "what": "Call again"}}
MONDAY_EVENING = "2026-11-17T02:00:00.000+00:00"  # Monday the 16th, 20:00 in Chicago
SUNDAY_EVENING = "2026-11-16T02:00:00.000+00:00"


@pytest.mark.parametrize(
    ("fields", "stands"),
    [
        ({}, ("promised", "payer late")),
        ({"contacts": [{"at": SUNDAY_EVENING}]}, ("promised", "payer late")),
        ({"contacts": [{"at": MONDAY_EVENING}]}, ("rest", "payer asked")),
        ({"contacts": [{"at": MONDAY_EVENING}], "next_touch": {"on": "2026-11-20"}}, ("promised", "payer late")),
        ({"contacts": [{"at": MONDAY_EVENING}], "owner": None}, ("stuck", "unowned")),
        ({"contacts": [{"at": MONDAY_EVENING}], "stage": "gathering"}, ("rest", "")),
        ({"stage": "gathering"}, ("promised", "payer late")),  # moved back: its letter is with the payer all the same
    ],
)
def test_a_late_payer_is_called_today_until_it_was_asked_and_the_next_step_is_later(
    fields: dict[str, Any], stands: tuple[str, str]
) -> None:
    item = only(sent(1, **{**LATE, **fields}))
    assert (item.section, item.clock) == stands


def test_a_payer_that_was_asked_is_still_said_to_be_late() -> None:
    item = only(sent(1, **LATE, contacts=[{"at": "2026-11-20T15:00:00.000+00:00"}]))
    said = act(item, CLINIC, DAY)
    assert (said.does, said.hangs_on, said.call) == ("Call again Tue", "payer late 4d", "")
    assert why(item, CLINIC, DAY) == (
        "The payer is late by 4 days and has been asked: our next step is on Tue 11/24/2026."
    )
    assert made(sent(1, **LATE)).waits["payer"].late == 1


def test_a_date_that_the_payer_has_missed_does_not_keep_a_case_from_being_put_off_and_ours_does() -> None:
    day = Day(TODAY, Settings())
    late = a_case(answer_due={"on": "2026-11-16", "rule": "by hand"})
    assert not refuses_snooze(late, a_clinic(), date(2026, 11, 24), day)
    coming = a_case(answer_due={"on": "2026-11-23", "rule": "by hand"})
    assert "answer due 11/23/2026" in refuses_snooze(coming, a_clinic(), date(2026, 11, 24), day)
    ours = a_case(stage="gathering", submit_by="2026-11-16")
    assert "file by 11/16/2026 has passed" in refuses_snooze(ours, a_clinic(), date(2026, 11, 24), day)
