"""Why a card stands where it stands, as it is told: one sentence, then each clock with its arithmetic."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.model.card import card_of
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Settings
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.standing import as_text, why
from tests.workflow.sent import a_case, a_clinic, denied

FRIDAY = date(2026, 11, 27)


def told(case: Case, clinic: Clinic, today: date = FRIDAY, first: Case | None = None) -> str:
    card = card_of(msgspec.json.encode(msgspec.to_builtins(case)), 1)
    return as_text(why(case, card, clinic, Day(today, Settings()), first))


def waiting(on: str = "2026-11-30", rule: str = "ma_std_pa", **more: Any) -> Case:
    return a_case(answer_due={"on": on, "rule": rule, **more.pop("due", {})}, **more)


def test_an_answer_that_is_due_is_told_with_its_arithmetic_and_source() -> None:
    text = told(waiting(), a_clinic("medicare_advantage"))

    assert text.splitlines()[0] == "It stands among the urgent (▲) by its answer due, Mon 11/30/2026."
    assert "▲ answer due: Mon 11/30/2026, 3d" in text
    assert "    Sent by fax Mon 11/23/2026 09:00 CST, taken as received then" in text
    assert "    Mon 11/23/2026 + 7 calendar days = Mon 11/30/2026" in text
    assert "    source: 42 CFR 422.568(b)(1)(ii) (CMS-0057-F)" in text
    assert "    if missed: counts as a denial" in text
    assert "not confirmed" not in text


def test_a_payer_that_is_late_is_told_so_with_what_the_rule_allows() -> None:
    text = told(waiting(), a_clinic("medicare_advantage"), date(2026, 12, 2))

    assert text.splitlines()[0] == "The payer is late by 2d, not we: it stands among what is for today (!)."
    assert "    payer late 2d: an answer was due Mon 11/30/2026." in text
    assert "    The rule: it counts as a denial that may be appealed" in text
    assert "record it (r): denied, in words 'no answer in time'; then P opens the appeal." in text


def test_a_date_set_by_hand_is_told_with_its_reason_and_the_rules_own() -> None:
    text = told(waiting("2026-12-04", "by hand", due={"because": "promised by Carla"}), a_clinic("medicare_advantage"))

    assert "    by hand, because: promised by Carla" in text
    assert "    by rule ma_std_pa it is Mon 11/30/2026" in text


def test_a_date_that_would_be_counted_otherwise_today_says_so() -> None:
    text = told(waiting("2026-12-07"), a_clinic("medicare_advantage"))

    assert "    by rule ma_std_pa; counted today it is Mon 11/30/2026 (ma_std_pa)" in text


def test_a_recalled_rule_is_told_as_not_confirmed_and_how_to_confirm_it() -> None:
    text = told(waiting("2026-12-08", "other_default"), a_clinic("other"))

    assert "(recalled, confirm)" in text
    assert "    not confirmed: check it, then add other_default to the payer's rules confirmed" in text


def test_the_filing_date_of_an_appeal_is_told_from_the_denial_and_with_its_safe_date() -> None:
    appeal = {"of": "LMN-0001", "rung": "ffs_1", "file_by": "2027-03-07", "rule": "ffs_1"}
    case = a_case(stage="drafting", purpose="appeal", appeal=appeal, sent=None, priority="expedited")
    text = told(case, a_clinic("medicare_ffs"), first=denied("2026-11-02"))

    assert "It stands among what is due later by its file by, Sun 03/07/2027, expedited first." in text
    assert "    no business day: best by Fri 03/05/2027, the one before it" in text
    assert "    Notice of 11/02/2026 + 5 days = presumed received Sat 11/07/2026" in text
    assert "    Sat 11/07/2026 + 120 calendar days = Sun 03/07/2027" in text


def test_a_denial_that_waits_for_its_appeal_is_told_by_the_window_of_the_next_rung() -> None:
    text = told(denied("2026-11-02", answer={"due": "2027-01-06"}), a_clinic("medicare_advantage"))

    assert "reply due: Wed 01/06/2027" in text
    assert "    ma_1: Reconsideration by the plan, 60 calendar days from receipt." in text


def test_promises_services_and_tasks_are_told_by_what_they_are() -> None:
    case = a_case(
        stage="gathering",
        sent=None,
        next_touch={"on": "2026-12-01", "what": "Ask for the report"},
        tasks=[{"id": "w1", "title": "Collect MRI report", "due": "2026-12-02"}],
        submit_by="2026-12-15",
        request={"treatment": "MRI", "start_on": "2027-01-10"},
    )
    text = told(case, a_clinic())

    for line in ("Ask for the report", "Collect MRI report", "given by a person", "the service date"):
        assert f"    {line}" in text


def test_the_tasks_of_one_day_are_told_once_and_what_decides_comes_first() -> None:
    tasks = [{"id": f"w{n}", "title": f"Task {n}", "due": "2026-11-24"} for n in range(1, 7)]
    case = a_case(stage="gathering", sent=None, tasks=tasks, submit_by="2026-11-23")
    lines = told(case, a_clinic()).splitlines()

    assert sum("task: Tue 11/24/2026" in line for line in lines) == 1
    assert [line.strip() for line in lines if line.strip().startswith("Task")] == [f"Task {n}" for n in range(1, 7)]
    dated = [line for line in lines if "/2026, " in line]
    assert "file by" in dated[0]


def test_tasks_come_after_the_other_clocks_unless_one_decides() -> None:
    tasks = [{"id": "w1", "title": "Chart", "due": "2026-11-28"}]
    clocks: dict[str, Any] = {"next_touch": {"on": "2026-12-07", "what": "Ask"}, "tasks": tasks}
    late = told(waiting("2026-11-25", **clocks), a_clinic("medicare_advantage")).splitlines()
    assert [line[2:].partition(":")[0] for line in late if "/2026, " in line][-3:] == [
        "answer due", "next touch", "task",
    ]  # fmt: skip
    task = told(waiting("2026-12-20", **clocks), a_clinic()).splitlines()
    assert [line[2:].partition(":")[0] for line in task if line[2:].startswith(("task", "next", "answer"))] == [
        "task", "next touch", "answer due",
    ]  # fmt: skip


def test_a_case_that_was_won_says_when_its_renewal_begins() -> None:
    granted = {"authorization": {"to": "2027-02-28"}}
    touch = {"on": "2027-01-29", "what": "Start the renewal: authorization ends 02/28/2027"}
    text = told(a_case(stage="resolved", outcome="approved", next_touch=touch, **granted), a_clinic())
    assert "next touch: Fri 01/29/2027, Start the renewal" in text
    assert "    the authorization ends Sun 02/28/2027" in text


def test_a_case_without_a_date_and_a_resolved_one() -> None:
    assert told(a_case(stage="gathering"), a_clinic()).startswith("It has no date, so it stands last")
    assert told(a_case(stage="resolved"), a_clinic()).startswith("It is resolved")
