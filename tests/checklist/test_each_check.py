"""Each check, by one edit of a complete case that a payer would stumble over: it fails, and points at that field."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import msgspec
import pytest

from lmnboard.checklist.finding import Finding, Severity
from lmnboard.checklist.runner import CHECKS, judge
from tests.checklist.builders import (
    REMOVED,
    a_clinic_with,
    a_complete_case,
    a_subject,
    edited,
    looked_over_and_signed,
)

DOCTOR, PAYER = "providers/castellanos", "payers/meridian"


class Failing(NamedTuple):
    """An edit of a complete, signed case or of its directory, and what has to be found."""

    check: str
    edits: dict[str, Any]
    field: str
    severity: Severity = "block"
    kind: str = "procedure"
    purpose: str = "prior_authorization"
    payer: str = "commercial"
    record: str = "cases"
    words: str = ""


def _doctor(check: str, field: str, value: object, severity: Severity = "block") -> Failing:
    return Failing(check, {field: value}, field, severity, record=DOCTOR)


def _payer(check: str, field: str, value: object, severity: Severity = "block", payer: str = "commercial") -> Failing:
    return Failing(check, {field: value}, field, severity, record=PAYER, payer=payer)


def _emptied(check: str, field: str, severity: Severity = "block", **case: str) -> Failing:
    return Failing(check, {field: None}, field, severity, **case)


def _set(check: str, field: str, value: object, severity: Severity = "block", **case: str) -> Failing:
    return Failing(check, {field: value}, field, severity, **case)


def _wording(check: str, field: str, text: str, words: str, severity: Severity = "warn", **case: str) -> Failing:
    return Failing(check, {field: text}, field, severity, words=words, **case)


FAILING = [
    _wording("CHK-003", "rationale", "Disc: it is an elective procedure.", "elective"),
    Failing(
        "CHK-090",
        {"rationale": "Disc: it lowers the rate of pain by 68%.", "evidence": []},
        "rationale",
        "warn",
        words="lowers the rate of pain by 68%",
    ),
    _set("CHK-077", "findings", [], "warn"),
    # provider
    _emptied("CHK-001", "provider"),
    _set("CHK-001", "provider", "nobody"),
    Failing("CHK-001", {"may_sign": False}, "provider", record=DOCTOR),
    _doctor("CHK-014", "name", None),
    _doctor("CHK-015", "title", None),
    _doctor("CHK-016", "credentials", " "),
    _doctor("CHK-017", "specialty", None),
    _doctor("CHK-018", "npi", None),
    _doctor("CHK-019", "npi", "1234567890"),
    _doctor("CHK-020", "npi_checked_on", None, "info"),
    _doctor("CHK-020", "npi_checked_on", "2027-01-01", "info"),
    _doctor("CHK-021", "practice.name", None),
    _doctor("CHK-022", "practice.address.zip", None, "warn"),
    _doctor("CHK-023", "practice.phone", None),
    _doctor("CHK-023", "practice.phone", "555-0147"),
    _doctor("CHK-024", "practice.fax", None, "warn"),
    _doctor("CHK-025", "practice.email", None, "warn"),
    _doctor("CHK-025", "practice.email", "letters at riverside", "warn"),
    # payer and requirements
    _emptied("CHK-028", "payer"),
    _set("CHK-028", "payer", "nobody"),
    _payer("CHK-028", "name", None),
    _payer("CHK-150", "type", None),
    _payer("CHK-029", "attention", None, "warn"),
    _payer("CHK-030", "fax", None, "warn"),
    Failing("CHK-145", {"submission_method": None}, "policy.submission_method", record="both"),
    _set("CHK-187", "policy.submission_method", "mail", "warn"),
    _emptied("CHK-142", "policy.reviewed_on"),
    _set("CHK-142", "policy.reviewed_on", "2026-12-24"),
    _emptied("CHK-142", "policy.reviewed_by", "warn"),
    Failing("CHK-004", {"policy.reference": None, "policy.criteria": []}, "policy.reference"),
    _set("CHK-004", "policy.criteria", [], "warn"),
    _emptied("CHK-004", "policy.criteria/k1/met_by"),
    _emptied("CHK-143", "policy.required_form"),
    Failing("CHK-149", {"policy.required_form": "Form 1040-PA"}, "attachments"),
    Failing("CHK-149", {"policy.required_form": "Title XIX form"}, "attachments", payer="medicaid_ffs"),
    _emptied("CHK-144", "submit_by", purpose="appeal"),
    Failing(
        "CHK-008",
        {"responses": [{"id": "r1", "outcome": "denied", "reasons": [{"id": "x1", "code": "CO-50"}]}]},
        "responses/r1/reasons/x1/answered",
        "warn",
        purpose="appeal",
    ),
    Failing("CHK-206", {"stage": "gathering", "tasks": [{"id": "w1", "title": "Collect MRI"}]}, "tasks/w1/done_at"),
    # kinds of payer
    _emptied("CHK-152", "policy.criteria_set", "info"),
    _emptied("CHK-153", "policy.reference", payer="medicare_ffs"),
    _set("CHK-153", "policy.reference", "Clinical policy 12", payer="medicare_ffs"),
    _set("CHK-153", "policy.reference", "Clinical policy 12", "warn", payer="medicare_advantage"),
    Failing(
        "CHK-154",
        {"history.functional_impact": "Walks badly.", "findings/f2": REMOVED},
        "history.functional_impact",
        "warn",
        payer="medicare_ffs",
    ),
    _payer("CHK-157", "state", None, payer="medicaid_mc"),
    Failing(
        "CHK-160",
        {"state": "CA", "outcomes.without_treatment": "The weakness may progress."},
        "rationale",
        "warn",
        payer="medicaid_ffs",
        record="both",
    ),
    _emptied("CHK-162", "injury.date", payer="workers_comp"),
    _emptied("CHK-162", "injury.employer", payer="workers_comp"),
    _emptied("CHK-162", "injury.claim_number", payer="workers_comp"),
    _emptied("CHK-163", "injury.causation", payer="workers_comp"),
    _emptied("CHK-146", "policy.criteria_set", "warn", payer="workers_comp"),
    _emptied("CHK-151", "policy.found_at", "warn"),
    _emptied("CHK-151", "policy.effective_on", "warn"),
    _set("CHK-151", "policy.effective_on", "2027-01-01", "warn"),
    Failing(
        "CHK-155",
        {"outcomes.expected": "Less pain.", "outcomes.goals": []},
        "outcomes.expected",
        "warn",
        payer="medicare_ffs",
    ),
    _set("CHK-156", "rationale", "The extrusion explains the weakness.", "warn", payer="medicare_ffs"),
    _set("CHK-156", "rationale", "It is needed to treat her radiculopathy.", "warn", payer="medicare_advantage"),
    Failing("CHK-161", {"patient.date_of_birth": "2012-06-01"}, "rationale", "warn", payer="medicaid_mc"),
    # patient and coverage
    _emptied("CHK-038", "patient.name"),
    _set("CHK-038", "patient.name", "Ada", "warn"),
    _emptied("CHK-039", "patient.date_of_birth"),
    _set("CHK-039", "patient.date_of_birth", "2027-03-14"),
    _set("CHK-039", "patient.date_of_birth", "1858-03-14"),
    _emptied("CHK-040", "coverage.plan_name"),
    _emptied("CHK-041", "coverage.policy_number"),
    _set("CHK-041", "coverage.policy_number", "123-45-6789A", payer="medicare_ffs"),
    _emptied("CHK-042", "coverage.group_number", "warn"),
    _emptied("CHK-043", "coverage.subscriber_relationship"),
    Failing("CHK-043", {"coverage.subscriber_relationship": "child"}, "coverage.subscriber_name"),
    _emptied("CHK-113", "patient.treated_since"),
    _set("CHK-113", "patient.treated_since", "1957-01-01"),
    # diagnosis
    _set("CHK-050", "diagnoses", []),
    _emptied("CHK-050", "diagnoses/d1/code"),
    _emptied("CHK-049", "diagnoses/d1/description"),
    Failing("CHK-036", {"diagnoses/d2": {"id": "d2", "primary": True}}, "diagnoses/d2/primary", "warn"),
    _set("CHK-051", "diagnoses/d1/code", "724.2"),
    _set("CHK-053", "diagnoses/d1/code", "M54.5", words="M54.5"),
    _set("CHK-055", "diagnoses/d1/code", "M54.50", "warn", words="M54.50"),
    _set("CHK-054", "diagnoses/d1/description", "Disc disorder, unspecified", "warn", words="unspecified"),
    _emptied("CHK-064", "diagnoses/d1/diagnosed_on"),
    _set("CHK-064", "diagnoses/d1/diagnosed_on", "2027-01-02"),
    # history and findings
    _emptied("CHK-060", "history.course"),
    _set("CHK-061", "history.course", "The pain has worsened.", "warn"),
    Failing(
        "CHK-061", {"history.course": "The pain has worsened.", "diagnoses/d1/diagnosed_on": None}, "history.course"
    ),
    _set("CHK-062", "history.course", "Pain in the left leg since 2025.", "warn"),
    Failing(
        "CHK-063",
        {
            "history.course": "Pain since childhood.",
            "history.symptoms": "Pain.",
            "history.functional_impact": "Walks with a limp.",
            "findings": [],
        },
        "history.course",
        "warn",
    ),
    _emptied("CHK-074", "history.symptoms"),
    _emptied("CHK-074", "history.symptoms", "warn", kind="test"),
    _emptied("CHK-075", "history.functional_impact"),
    _emptied("CHK-076", "history.comorbidities", "warn"),
    _set("CHK-070", "findings", []),
    Failing("CHK-072", {"findings/f2": REMOVED}, "findings", kind="therapy"),
    Failing("CHK-072", {"findings/f2": REMOVED}, "findings", "warn", kind="equipment"),
    _emptied("CHK-073", "findings/f1/result", "warn"),
    _emptied("CHK-073", "findings/f2/date", "warn"),
    # previous treatments
    _set("CHK-065", "treatments", []),
    _set("CHK-065", "treatments", [], "warn", kind="test"),
    _emptied("CHK-065", "treatments/t1/name"),
    _emptied("CHK-066", "treatments/t1/started_on"),
    _set("CHK-066", "treatments/t1/started_on", "2027-02-03"),
    _set("CHK-066", "treatments/t1/ended_on", "2026-01-01"),
    Failing("CHK-066", {"treatments/t4/outcome": "failed"}, "treatments/t4/ended_on"),
    _set("CHK-067", "treatments/t1/duration", "6 months", "warn", words="6 months"),
    Failing("CHK-067", {"treatments/t1/started_on": None, "treatments/t1/duration": None}, "treatments/t1/duration"),
    _emptied("CHK-068", "treatments/t1/outcome"),
    _emptied("CHK-069", "treatments/t2/details"),
    # justification
    _emptied("CHK-081", "rationale"),
    _set("CHK-081", "rationale", "This is what is best for such cases, as is known."),
    _set("CHK-086", "alternatives", []),
    _emptied("CHK-086", "alternatives/l1/name"),
    Failing("CHK-086", {"alternatives/l1/reason": None, "alternatives/l1/explanation": None}, "alternatives/l1/reason"),
    _emptied("CHK-086", "alternatives/l1/explanation", "warn"),
    _set("CHK-005", "evidence", []),
    _emptied("CHK-083", "evidence/e1/source"),
    _emptied("CHK-083", "evidence/e1/title"),
    _emptied("CHK-083", "evidence/e1/year"),
    _emptied("CHK-082", "evidence/e1/statement", "warn"),
    _emptied("CHK-085", "off_label", "warn", kind="medication"),
    Failing("CHK-010", {"off_label": True}, "rationale", "warn", kind="medication"),
    Failing(
        "CHK-010",
        {"off_label": True, "rationale": "Off-label, for the disc."},
        "evidence",
        "warn",
        kind="medication",
        payer="part_d",
    ),
    _wording(
        "CHK-088",
        "rationale",
        "Disc: this treatment is medically necessary.",
        "this treatment is medically necessary",
        "block",
    ),
    _wording("CHK-192", "rationale", "Disc: she would benefit from it.", "would benefit from"),
    _wording("CHK-192", "treatments/t1/details", "Tried in the past.", "in the past"),
    _wording("CHK-089", "rationale", "Disc: failed conservative care.", "failed conservative care"),
    Failing(
        "CHK-091",
        {"rationale": "Disc: it is the standard of care.", "evidence": []},
        "rationale",
        "warn",
        words="standard of care",
    ),
    _wording("CHK-092", "rationale", "Disc: the scar is a cosmetic concern.", "cosmetic"),
    _wording("CHK-097", "rationale", "Disc: it is more convenient.", "convenient"),
    _wording("CHK-011", "rationale", "It serves her wellness.", "wellness", "block", purpose="reimbursement"),
    # request
    _emptied("CHK-002", "kind"),
    _emptied("CHK-115", "purpose"),
    _emptied("CHK-099", "request.treatment"),
    _emptied("CHK-100", "request.dosage", kind="medication"),
    _set("CHK-100", "request.dosage", "40 mg", "warn", kind="medication", words="40 mg"),
    _set("CHK-100", "request.dosage", "by mouth", "warn", kind="medication"),
    _emptied("CHK-102", "request.frequency", kind="medication"),
    _set("CHK-102", "request.frequency", "as needed", "warn", kind="medication"),
    _emptied("CHK-101", "request.duration", kind="therapy"),
    _set("CHK-101", "request.duration", "ongoing", "warn", kind="equipment"),
    _emptied("CHK-168", "request.quantity", kind="therapy"),
    _emptied("CHK-168", "request.quantity", kind="equipment"),
    _emptied("CHK-169", "request.face_to_face_on", kind="equipment"),
    _set("CHK-169", "request.face_to_face_on", "2026-12-02", kind="therapy"),
    _set("CHK-169", "request.face_to_face_on", "2026-02-02", "warn", kind="equipment", payer="medicare_ffs"),
    _emptied("CHK-095", "request.setting", "warn"),
    _emptied("CHK-012", "visits.used", "warn", kind="therapy", purpose="continuation"),
    _set("CHK-103", "request.codes", [], "warn"),
    _set("CHK-103", "request.codes/c1/code", "6303"),
    _emptied("CHK-103", "request.codes/c1/system", "warn"),
    Failing("CHK-103", {"request.codes": [], "request.quantity": None}, "request.quantity", "warn", kind="medication"),
    _set("CHK-057", "request.codes/c1/supports", ["M54.16"], "warn", words="M54.16"),
    # outcomes
    _emptied("CHK-104", "outcomes.expected"),
    Failing("CHK-105", {"outcomes.expected": "Less pain.", "outcomes.goals": []}, "outcomes.goals"),
    Failing(
        "CHK-105",
        {"outcomes.expected": "Less pain.", "outcomes.goals/g1/target": "better"},
        "outcomes.goals/g1/target",
        words="better",
    ),
    Failing("CHK-105", {"outcomes.expected": "Less pain.", "outcomes.goals/g1/by": None}, "outcomes.goals/g1/by"),
    _emptied("CHK-170", "outcomes.goals/g1/baseline", kind="therapy"),
    _set("CHK-170", "outcomes.goals", [], kind="therapy"),
    _emptied("CHK-106", "outcomes.without_treatment"),
    _set("CHK-107", "outcomes.without_treatment", "It would be a pity.", "warn"),
    # enclosures
    _set("CHK-120", "attachments", []),
    Failing("CHK-125", {"attachments/a1": REMOVED, "attachments/a6": REMOVED}, "attachments"),
    Failing(
        "CHK-123",
        {"attachments/a6": REMOVED, "history.course": "She was seen by neurology on 09/14/2026. Worse since."},
        "attachments",
        "warn",
    ),
    Failing("CHK-124", {"attachments/a4": REMOVED}, "attachments", "warn"),
    Failing("CHK-128", {"attachments/a2": REMOVED}, "findings/f1/attachment", words="a2"),
    Failing("CHK-121", {"findings/f2/kind": "lab"}, "attachments", "warn"),
    Failing("CHK-122", {"attachments/a2": REMOVED}, "attachments", "warn"),
    Failing("CHK-130", {"attachments/a3": REMOVED}, "attachments", purpose="appeal"),
    _emptied("CHK-127", "attachments/a1/date", "warn"),
    _emptied("CHK-127", "attachments/a1/title", "warn"),
    # before the letter leaves
    _set("CHK-141", "history.symptoms", "Pain of [score] of 10.", words="[score]"),
    _set("CHK-141", "treatments/t1/details", "Ended TBD.", words="TBD"),
    _set("CHK-181", "attestations", []),
    _set("CHK-182", "attestations", []),
    _set("CHK-183", "attestations", []),
    _set("CHK-184", "attestations", []),
    _set("CHK-131", "attestations", [], "warn"),
    _emptied("CHK-135", "signature.by"),
    _set("CHK-140", "signature.by", "shah"),
    Failing("CHK-140", {"may_sign": False}, "signature.by", record=DOCTOR),
    _emptied("CHK-138", "signature.on"),
    _set("CHK-138", "signature.on", "2026-11-21"),
    Failing("CHK-139", {"signature.method": "wet"}, "signature.method"),
    Failing(
        "CHK-139",
        {"signature_method": None, "policy.signature_method": None},
        "policy.signature_method",
        "warn",
        record="both",
    ),
]


def judged(failing: Failing) -> list[Finding]:
    """The findings after the edit. An edit of `both` goes into each record that has such a field."""
    case = looked_over_and_signed(a_complete_case(failing.kind, failing.purpose))
    edits, directory = failing.edits, {}
    if failing.record == "both":
        directory = {PAYER: {k: v for k, v in edits.items() if "." not in k}}
        edits = {k: v for k, v in edits.items() if "." in k} or {failing.field: None}
    elif failing.record != "cases":
        edits, directory = {}, {failing.record: edits}
    return judge(a_subject(edited(case, edits), a_clinic_with(failing.payer, directory)))


def _name(failing: Failing) -> str:
    return f"{failing.check}-{failing.field}-{failing.kind}-{failing.payer}"


@pytest.mark.parametrize("failing", FAILING, ids=_name)
def test_one_edit_is_found_where_it_was_made(failing: Failing) -> None:
    status = "person" if failing.field == "attestations" else "fail"
    found = [f for f in judged(failing) if f.check == failing.check and f.status == status]
    assert [(f.field, f.severity) for f in found[:1]] == [(failing.field, failing.severity)]
    if failing.field in failing.edits and failing.record not in ("cases", "both"):
        assert found[0].record == failing.record
    else:
        assert found[0].record == "cases"


@pytest.mark.parametrize("failing", [f for f in FAILING if f.words], ids=_name)
def test_the_offending_words_are_named(failing: Failing) -> None:
    found = next(f for f in judged(failing) if f.check == failing.check and f.status == "fail")
    assert found.words == failing.words
    text = failing.edits.get(failing.field)
    if found.span is not None and isinstance(text, str):
        assert text[slice(*found.span)] == failing.words


TOLD_ELSEWHERE = {
    "CHK-108", "CHK-177",  # test_closing
    "CHK-045", "CHK-046", "CHK-047", "CHK-048",  # test_identity
    "CHK-052", "CHK-056",  # test_codes: they need the code book
    "CHK-094", "CHK-172",  # test_of_a_payer
}  # fmt: skip


def test_every_check_can_fail() -> None:
    of_the_record = {check.id for check in CHECKS if check.rule is not None}
    assert {f.check for f in FAILING} == of_the_record - TOLD_ELSEWHERE


def test_a_row_is_named_in_the_message() -> None:
    found = judged(_emptied("CHK-068", "treatments/t1/outcome"))
    message = next(f.message for f in found if f.check == "CHK-068")
    assert message == "Outcome is missing for “Physical therapy”: the payer asks how it went."


def test_m54_5_was_billable_before_it_was_split() -> None:
    subject = a_subject(edited(a_complete_case(), {"diagnoses/d1/code": "M54.5"}))
    before = msgspec.structs.replace(subject, today=date(2021, 9, 30))
    assert [f.status for f in judge(before) if f.check == "CHK-053"] == ["pass"]
