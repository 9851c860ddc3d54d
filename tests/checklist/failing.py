"""Edits of a complete case, or of its directory, over which a payer would stumble: wording, provider, payer.

The edits of the case itself are in `failing_case`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from lmnboard.checklist.finding import Severity
from tests.checklist.builders import REMOVED

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


def of_the_doctor(check: str, field: str, value: object, severity: Severity = "block") -> Failing:
    return Failing(check, {field: value}, field, severity, record=DOCTOR)


def of_the_payer(
    check: str, field: str, value: object, severity: Severity = "block", payer: str = "commercial"
) -> Failing:
    return Failing(check, {field: value}, field, severity, record=PAYER, payer=payer)


def emptied(check: str, field: str, severity: Severity = "block", **case: str) -> Failing:
    return Failing(check, {field: None}, field, severity, **case)


def changed(check: str, field: str, value: object, severity: Severity = "block", **case: str) -> Failing:
    return Failing(check, {field: value}, field, severity, **case)


def worded(check: str, field: str, text: str, words: str, severity: Severity = "warn", **case: str) -> Failing:
    return Failing(check, {field: text}, field, severity, words=words, **case)


OF_THE_DIRECTORY = [
    worded("CHK-003", "rationale", "Disc: it is an elective procedure.", "elective"),
    Failing(
        "CHK-090",
        {"rationale": "Disc: it lowers the rate of pain by 68%.", "evidence": []},
        "rationale",
        "warn",
        words="lowers the rate of pain by 68%",
    ),
    changed("CHK-077", "findings", [], "warn"),
    # provider
    emptied("CHK-001", "provider"),
    changed("CHK-001", "provider", "nobody"),
    Failing("CHK-001", {"may_sign": False}, "provider", record=DOCTOR),
    of_the_doctor("CHK-014", "name", None),
    of_the_doctor("CHK-015", "title", None),
    of_the_doctor("CHK-016", "credentials", " "),
    of_the_doctor("CHK-017", "specialty", None),
    of_the_doctor("CHK-018", "npi", None),
    of_the_doctor("CHK-019", "npi", "1234567890"),
    of_the_doctor("CHK-020", "npi_checked_on", None, "info"),
    of_the_doctor("CHK-020", "npi_checked_on", "2027-01-01", "info"),
    of_the_doctor("CHK-021", "practice.name", None),
    of_the_doctor("CHK-022", "practice.address.zip", None, "warn"),
    of_the_doctor("CHK-023", "practice.phone", None),
    of_the_doctor("CHK-023", "practice.phone", "555-0147"),
    of_the_doctor("CHK-024", "practice.fax", None, "warn"),
    of_the_doctor("CHK-025", "practice.email", None, "warn"),
    of_the_doctor("CHK-025", "practice.email", "letters at riverside", "warn"),
    # payer and requirements
    emptied("CHK-028", "payer"),
    changed("CHK-028", "payer", "nobody"),
    of_the_payer("CHK-028", "name", None),
    of_the_payer("CHK-150", "type", None),
    of_the_payer("CHK-029", "attention", None, "warn"),
    of_the_payer("CHK-030", "fax", None, "warn"),
    Failing("CHK-145", {"submission_method": None}, "policy.submission_method", record="both"),
    changed("CHK-187", "policy.submission_method", "mail", "warn"),
    emptied("CHK-142", "policy.reviewed_on"),
    changed("CHK-142", "policy.reviewed_on", "2026-12-24"),
    emptied("CHK-142", "policy.reviewed_by", "warn"),
    Failing("CHK-004", {"policy.reference": None, "policy.criteria": []}, "policy.reference"),
    changed("CHK-004", "policy.criteria", [], "warn"),
    emptied("CHK-004", "policy.criteria/k1/met_by"),
    emptied("CHK-143", "policy.required_form"),
    Failing("CHK-149", {"policy.required_form": "Form 1040-PA"}, "attachments"),
    Failing("CHK-149", {"policy.required_form": "Title XIX form"}, "attachments", payer="medicaid_ffs"),
    emptied("CHK-144", "submit_by", purpose="appeal"),
    Failing(
        "CHK-008",
        {"responses": [{"id": "r1", "outcome": "denied", "reasons": [{"id": "x1", "code": "CO-50"}]}]},
        "responses/r1/reasons/x1/answered",
        "warn",
        purpose="appeal",
    ),
    Failing("CHK-206", {"stage": "gathering", "tasks": [{"id": "w1", "title": "Collect MRI"}]}, "tasks/w1/done_at"),
    # kinds of payer
    emptied("CHK-152", "policy.criteria_set", "info"),
    emptied("CHK-153", "policy.reference", payer="medicare_ffs"),
    changed("CHK-153", "policy.reference", "Clinical policy 12", payer="medicare_ffs"),
    changed("CHK-153", "policy.reference", "Clinical policy 12", "warn", payer="medicare_advantage"),
    Failing(
        "CHK-154",
        {"history.functional_impact": "Walks badly.", "findings/f2": REMOVED},
        "history.functional_impact",
        "warn",
        payer="medicare_ffs",
    ),
    of_the_payer("CHK-157", "state", None, payer="medicaid_mc"),
    Failing(
        "CHK-160",
        {"state": "CA", "outcomes.without_treatment": "The weakness may progress."},
        "rationale",
        "warn",
        payer="medicaid_ffs",
        record="both",
    ),
    emptied("CHK-162", "injury.date", payer="workers_comp"),
    emptied("CHK-162", "injury.employer", payer="workers_comp"),
    emptied("CHK-162", "injury.claim_number", payer="workers_comp"),
    emptied("CHK-163", "injury.causation", payer="workers_comp"),
    emptied("CHK-146", "policy.criteria_set", "warn", payer="workers_comp"),
    emptied("CHK-151", "policy.found_at", "warn"),
    emptied("CHK-151", "policy.effective_on", "warn"),
    changed("CHK-151", "policy.effective_on", "2027-01-01", "warn"),
    Failing(
        "CHK-155",
        {"outcomes.expected": "Less pain.", "outcomes.goals": []},
        "outcomes.expected",
        "warn",
        payer="medicare_ffs",
    ),
    changed("CHK-156", "rationale", "The extrusion explains the weakness.", "warn", payer="medicare_ffs"),
    changed("CHK-156", "rationale", "It is needed to treat her radiculopathy.", "warn", payer="medicare_advantage"),
    Failing("CHK-161", {"patient.date_of_birth": "2012-06-01"}, "rationale", "warn", payer="medicaid_mc"),
]
