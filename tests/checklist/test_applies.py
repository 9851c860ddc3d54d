"""What does not apply is not asked: no check nags about a field that this purpose, kind or payer has no use for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checklist.builders import a_clinic, a_clinic_with, a_complete_case, edited, findings_of

NOT_ASKED: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("procedure", "prior_authorization", "commercial", ("CHK-100", "CHK-101", "CHK-102", "CHK-168", "CHK-169")),
    ("test", "prior_authorization", "commercial", ("CHK-100", "CHK-101", "CHK-102", "CHK-105")),
    ("referral", "prior_authorization", "commercial", ("CHK-101", "CHK-102", "CHK-103", "CHK-105")),
    ("medication", "prior_authorization", "commercial", ("CHK-168", "CHK-169", "CHK-072", "CHK-010")),
    ("equipment", "prior_authorization", "commercial", ("CHK-100", "CHK-085", "CHK-170")),
    ("equipment", "reimbursement", "hsa_fsa", ("CHK-120", "CHK-125", "CHK-004", "CHK-142", "CHK-086", "CHK-065")),
    ("equipment", "reimbursement", "hsa_fsa", ("CHK-005", "CHK-043", "CHK-169", "CHK-106", "CHK-041")),
    ("procedure", "prior_authorization", "commercial", ("CHK-130", "CHK-144", "CHK-008", "CHK-153", "CHK-157")),
    ("procedure", "prior_authorization", "commercial", ("CHK-162", "CHK-163", "CHK-012", "CHK-011", "CHK-206")),
    ("procedure", "prior_authorization", "medicare_ffs", ("CHK-042", "CHK-043", "CHK-152")),
    ("procedure", "prior_authorization", "medicaid_mc", ("CHK-042", "CHK-043", "CHK-153", "CHK-160")),
    ("procedure", "prior_authorization", "workers_comp", ("CHK-040", "CHK-041", "CHK-042")),
    ("medication", "prior_authorization", "part_d", ("CHK-153", "CHK-154")),
]


@pytest.mark.parametrize(("kind", "purpose", "payer", "checks"), NOT_ASKED)
def test_a_check_that_does_not_apply_is_not_asked(kind: str, purpose: str, payer: str, checks: tuple[str, ...]) -> None:
    case = {"id": "LMN-1", "payer": "meridian", "stage": "drafting", "kind": kind, "purpose": purpose}
    findings = findings_of(case, a_clinic(payer))
    status = {f.check: f.status for f in findings}
    assert {check: status[check] for check in checks} == dict.fromkeys(checks, "not_applicable")


HOLDS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("CHK-042", {"coverage.group_number": "none"}, {}),
    ("CHK-004", {"policy.reference": "none", "policy.criteria": []}, {}),
    ("CHK-153", {"policy.reference": "No LCD or NCD for this"}, {"payer": "medicare_ffs"}),
    ("CHK-153", {"policy.reference": "NCD 280.3"}, {"payer": "medicare_ffs"}),
    ("CHK-153", {"policy.reference": "240.4"}, {"payer": "medicare_ffs"}),
    ("CHK-041", {"coverage.policy_number": "H12345678"}, {"payer": "medicare_advantage"}),
    ("CHK-066", {"treatments/t1/ended_on": None}, {}),
    ("CHK-067", {"treatments/t1/duration": None}, {}),
    ("CHK-067", {"treatments/t1/duration": "11-13 weeks"}, {}),
    ("CHK-067", {"treatments/t1/duration": "3 months"}, {}),
    ("CHK-069", {"treatments/t1/outcome": "helped", "treatments/t1/details": None}, {"purpose": "continuation"}),
    ("CHK-065", {"treatments": [], "letter.sections.treatments": "None applies: the condition is new."}, {}),
    ("CHK-081", {"rationale": "The extrusion explains the weakness."}, {}),
    ("CHK-088", {"rationale": "This treatment is necessary because the MRI shows an extrusion."}, {}),
    ("CHK-091", {"rationale": "The guideline cited makes it the standard of care for this herniation."}, {}),
    ("CHK-097", {"letter.sections.opening": "I would like to request coverage."}, {}),
    ("CHK-105", {"outcomes.goals": []}, {}),
    ("CHK-101", {"request.duration": "one year"}, {"kind": "medication"}),
    ("CHK-101", {"request.duration": "lifetime"}, {"kind": "medication"}),
    ("CHK-102", {"request.frequency": "nightly"}, {"kind": "equipment"}),
    ("CHK-102", {"request.frequency": "during sleep"}, {"kind": "equipment"}),
    ("CHK-102", {"request.frequency": "every 6 hours as needed"}, {"kind": "medication"}),
    ("CHK-103", {"request.codes": []}, {"kind": "medication"}),
    ("CHK-121", {"findings/f2/kind": "lab", "findings/f2/attachment": "a1"}, {}),
    ("CHK-144", {"submit_by": None, "appeal.file_by": "2026-12-24"}, {"purpose": "appeal"}),
    ("CHK-206", {"stage": "gathering", "tasks": [{"id": "w1", "title": "MRI", "waived_because": "on file"}]}, {}),
    ("CHK-061", {"history.course": "Pain for two years, unchanged."}, {}),
    ("CHK-061", {"history.course": "Congenital, and progressing."}, {}),
    ("CHK-010", {"off_label": True, "rationale": "The use is off-label; disc pain."}, {"kind": "medication"}),
    ("CHK-092", {"off_label": True, "rationale": "The use is off-label; disc pain."}, {"kind": "medication"}),
]


@pytest.mark.parametrize(("check", "edits", "case"), HOLDS)
def test_a_good_answer_in_another_form_is_no_false_alarm(
    check: str, edits: dict[str, Any], case: dict[str, str]
) -> None:
    doc = a_complete_case(case.get("kind", "procedure"), case.get("purpose", "prior_authorization"))
    findings = findings_of(edited(doc, edits), a_clinic(case.get("payer", "commercial")))
    assert [f.status for f in findings if f.check == check] == ["pass"]


@pytest.mark.parametrize(("born", "asked"), [("2005-11-20", True), ("2005-11-21", False)])
def test_the_adult_test_of_medi_cal_begins_on_the_21st_birthday(born: str, asked: bool) -> None:
    clinic = a_clinic_with("medicaid_ffs", {"payers/meridian": {"state": "CA"}})
    findings = findings_of(edited(a_complete_case(), {"patient.date_of_birth": born}), clinic)
    assert next(f.status != "not_applicable" for f in findings if f.check == "CHK-160") is asked


def test_a_treatment_that_was_never_started_is_asked_for_its_reason_only() -> None:
    never = {"id": "t2", "name": "Naproxen", "outcome": "contraindicated"}
    findings = findings_of(edited(a_complete_case(), {"treatments": [never]}))
    fields = [f.field for f in findings if f.status == "fail" and f.field.startswith("treatments/t2")]
    assert fields == ["treatments/t2/details"]
