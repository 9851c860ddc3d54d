"""Gates and the last look: what keeps a letter in its stage, blanks, stale words, ticks."""

from __future__ import annotations

import pytest

from lmnboard.checklist.finding import LeavingStage, blockers
from lmnboard.checklist.runner import judge
from lmnboard.checklist.subject import Subject
from lmnboard.model.clinic import typed_case
from tests.checklist.builders import (
    TODAY,
    a_clinic,
    a_complete_case,
    a_subject,
    edited,
    findings_of,
    looked_over_and_signed,
)


def test_an_unread_policy_keeps_a_case_in_gathering_and_in_every_later_stage() -> None:
    findings = findings_of(edited(looked_over_and_signed(a_complete_case()), {"policy.reviewed_on": None}))
    stages: tuple[LeavingStage, ...] = ("gathering", "drafting", "review")
    assert [[f.check for f in blockers(findings, stage)] for stage in stages] == [["CHK-142"]] * 3


def test_what_the_letter_says_is_asked_to_leave_drafting_and_not_before() -> None:
    findings = findings_of(edited(looked_over_and_signed(a_complete_case()), {"rationale": None}))
    assert blockers(findings, "gathering") == []
    assert [f.check for f in blockers(findings, "drafting")] == ["CHK-081"]


def test_a_complete_case_leaves_drafting_unsigned_and_does_not_leave_review() -> None:
    findings = findings_of(a_complete_case())
    assert blockers(findings, "drafting") == []
    assert {f.check for f in blockers(findings, "review")} == {"CHK-135", "CHK-181", "CHK-182", "CHK-183", "CHK-184"}


def test_a_tick_without_a_name_is_no_tick() -> None:
    case = edited(a_complete_case(), {"attestations": [{"id": "q1", "check": "CHK-182"}]})
    assert [f.status for f in findings_of(case) if f.check == "CHK-182"] == ["person"]


@pytest.mark.parametrize(
    "text",
    ["Pain of ____ of 10.", "Seen on MM/DD/YYYY.", "Pain [[symptoms]].", "Pain, {{ score }}.", "XXXX today."],
)
def test_a_blank_in_any_text_of_the_letter_is_found_with_its_place(text: str) -> None:
    case = edited(a_complete_case(), {"outcomes.expected": text, "letter.sections.request": text})
    found = [f for f in findings_of(case) if f.check == "CHK-141"]
    assert [f.field for f in found] == ["outcomes.expected", "letter.sections.request"]
    assert all(f.span is not None and text[slice(*f.span)] == f.words for f in found)


def test_a_blank_in_a_note_is_nobody_elses_business() -> None:
    case = edited(a_complete_case(), {"notes": [{"id": "n1", "text": "Call TBD."}]})
    assert [f.status for f in findings_of(case) if f.check == "CHK-141"] == ["pass"]


def test_a_section_written_by_hand_is_flagged_when_its_facts_have_changed() -> None:
    findings = judge(a_subject(a_complete_case(), a_clinic(), frozenset({"history"})))
    [found] = [f for f in findings if f.check == "CHK-108"]
    assert (found.status, found.severity, found.field) == ("fail", "warn", "letter.sections.history")


def test_several_bad_rows_are_several_findings_of_one_check() -> None:
    case = edited(a_complete_case(), {"treatments/t1/outcome": None, "treatments/t4/outcome": None})
    found = [f.field for f in findings_of(case) if f.check == "CHK-068"]
    assert found == ["treatments/t1/outcome", "treatments/t4/outcome"]


def test_a_pasted_page_in_a_name_stays_one_short_line() -> None:
    case = edited(a_complete_case(), {"treatments/t1/name": "Physical\ntherapy " * 900, "treatments/t1/outcome": None})
    [found] = [f for f in findings_of(case) if f.check == "CHK-068"]
    assert len(found.message) < 120
    assert "\n" not in found.message


def test_a_letter_that_says_something_else_than_was_signed_does_not_leave_review() -> None:
    case = looked_over_and_signed(a_complete_case())
    changed = Subject.of(typed_case(case), a_clinic(), TODAY, signed_other=True)
    assert [f.check for f in blockers(judge(changed), "review")] == ["CHK-177"]
