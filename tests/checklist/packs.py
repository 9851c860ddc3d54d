"""Each row of the criteria packs with the case that it is asked of, what it does not find there, and what mends it."""

from __future__ import annotations

from typing import Any, NamedTuple

from lmnboard.checklist.criteria import checks_of
from lmnboard.checklist.finding import Finding
from lmnboard.checklist.subject import Subject
from tests.checklist.builders import REMOVED, a_clinic_with, a_complete_case, a_subject, edited, of_check

CPAP = {"request.treatment": "CPAP device", "request.codes": [{"id": "c1", "system": "HCPCS", "code": "E0601"}]}
POWER = {"request.treatment": "Power chair", "request.codes": [{"id": "c1", "system": "HCPCS", "code": "K0823"}]}
CHILD = {"patient.date_of_birth": "2012-06-01"}
AHI = {"id": "f9", "name": "AHI", "result": "22 per hour, 164 events"}
PLAIN = {"rationale": "The extrusion on MRI of 08/04/2026 explains the weakness."}
CANCER = {"diagnoses/d1/code": "C50.911", "off_label": True}
APPROVED = {"responses": [{"id": "r1", "outcome": "approved"}]}


class Asked(NamedTuple):
    """A case that lacks what a row asks, where that is found, and the edit that mends it."""

    row: str
    payer: str
    kind: str
    lacks: dict[str, Any]
    field: str
    mends: dict[str, Any]
    purpose: str = "prior_authorization"
    state: str = "TX"
    severity: str = "warn"
    record: str = "cases"


def ticked(row: str) -> dict[str, Any]:
    return {"attestations": [{"id": "q1", "check": f"RULE-{row.upper()}", "by": "dana", "at": "2026-11-19T15:00:00Z"}]}


def saying(field: str, text: str) -> dict[str, Any]:
    return {field: text}


ROWS = [
    Asked("dme_swo", "medicare_ffs", "equipment", {"attachments/a5": REMOVED}, "attachments",
          {"attachments/a3": {"id": "a3", "kind": "order", "title": "Order"}}),
    Asked("dme_swo_time", "medicare_ffs", "equipment", {}, "attestations", ticked("dme_swo_time")),
    Asked("cpap_initial", "medicare_ffs", "equipment", CPAP, "findings", {"findings/f9": AHI}, severity="block"),
    Asked("cpap_symptoms", "medicare_advantage", "equipment", CPAP | {"findings/f9": AHI | {"result": "9.4 per hour"}},
          "history.comorbidities", saying("history.symptoms", "Epworth 15 of 24.")),
    Asked("cpap_too_low", "medicare_ffs", "equipment", CPAP | {"findings/f9": AHI | {"result": "3 per hour"}},
          "findings", {"findings/f9/result": "31 per hour"}),
    Asked("cpap_before", "medicare_ffs", "equipment", CPAP, "attestations", ticked("cpap_before")),
    Asked("cpap_continue", "medicare_ffs", "equipment", CPAP, "findings",
          {"findings/f9": {"id": "f9", "name": "Download", "result": "88 % of nights over 4 hours"}},
          purpose="continuation", severity="block"),
    Asked("cpap_nights", "medicare_ffs", "equipment",
          CPAP | {"findings/f9": {"id": "f9", "name": "Download", "result": "over 4 h on 52 % of nights"}}, "findings",
          {"findings/f9/result": "over 4 h on 83 % of nights"}, purpose="continuation"),
    Asked("cpap_benefit", "medicare_ffs", "equipment", CPAP, "history.symptoms",
          saying("history.symptoms", "Sleepiness has improved: Epworth 6."), purpose="continuation"),
    Asked("cpap_failed", "medicare_ffs", "equipment",
          CPAP | {"treatments/t9": {"id": "t9", "name": "CPAP, 2024", "outcome": "failed"}}, "findings",
          {"findings/f9": {"id": "f9", "name": "Repeat sleep study in the laboratory", "result": "AHI 31"}}),
    Asked("pmd_f2f", "medicare_ffs", "equipment", POWER, "history.functional_impact",
          saying("history.functional_impact", "Cannot reach the toilet in time.")),
    Asked("pmd_home", "medicare_ffs", "equipment", POWER, "history.functional_impact",
          saying("history.functional_impact", "Cannot leave her bedroom at home.")),
    Asked("pmd_cane", "medicare_ffs", "equipment", POWER, "alternatives",
          saying("alternatives/l1/explanation", "A walker tires her after 6 m.")),
    Asked("pmd_manual", "medicare_ffs", "equipment", POWER, "alternatives",
          saying("alternatives/l1/name", "Manual wheelchair")),
    Asked("pmd_scooter", "medicare_ffs", "equipment", POWER, "alternatives", saying("alternatives/l1/name", "Scooter")),
    Asked("pmd_safe", "medicare_ffs", "equipment", POWER, "rationale",
          saying("rationale", "She drove it safely on 09/14/2026.")),
    Asked("ther_skills", "medicare_ffs", "therapy", PLAIN, "rationale",
          saying("rationale", "It takes a therapist's skills to raise the load after MRI of 08/04/2026.")),
    Asked("ther_cert", "medicare_ffs", "therapy", {}, "attestations", ticked("ther_cert")),
    Asked("ther_kx", "medicare_ffs", "therapy", {"value": 2600}, "attestations", ticked("ther_kx")),
    Asked("mcd_epsdt_ca", "medicaid_ffs", "therapy", CHILD, "rationale",
          saying("letter.sections.opening", "This is an EPSDT request."), state="CA"),
    Asked("mcd_prognosis_ca", "medicaid_ffs", "therapy", CHILD, "history.course",
          saying("history.course", "Since birth; the prognosis is a slow gain."), state="CA"),
    Asked("com_reviewer", "commercial", "procedure", PLAIN, "letter.sections.request",
          saying("letter.sections.request", "Please let a same-specialty reviewer read."), "appeal", severity="info"),
    Asked("app_stated", "part_d", "medication", {"responses": []}, "responses",
          {"responses": [{"id": "r1", "outcome": "denied", "reasons": [{"id": "x2", "words": "Not necessary"}]}]},
          "appeal"),
    Asked("wc_status", "workers_comp", "therapy", saying("history.functional_impact", "Walks 100 m."),
          "history.functional_impact", saying("history.functional_impact", "Walks 100 m; off work since 09/03/2025.")),
    Asked("wc_guideline_tx", "workers_comp", "therapy", saying("policy.criteria_set", "InterQual 2026"),
          "policy.criteria_set", saying("policy.criteria_set", "ODG 2026, low back")),
    Asked("wc_guideline_ca", "workers_comp", "therapy", {}, "policy.criteria_set",
          saying("policy.criteria_set", "MTUS, low back"), state="CA"),
    Asked("wc_guideline_ny", "workers_comp", "therapy", {}, "policy.criteria_set",
          saying("evidence/e1/title", "Medical Treatment Guidelines, mid and low back"), state="NY"),
    Asked("wc_ca_rfa", "workers_comp", "therapy", {}, "attachments",
          {"attachments/a3": {"id": "a3", "kind": "form", "title": "DWC Form RFA"}}, state="CA", severity="block"),
    Asked("wc_ca_exp", "workers_comp", "therapy", {"priority": "expedited"}, "rationale",
          saying("rationale", "I certify an imminent and serious threat to her health."), state="CA", severity="block"),
    Asked("wc_tx_approval", "workers_comp", "therapy",
          APPROVED | {"authorization": {"number": "A-1", "units_granted": 24}}, "authorization.to",
          {"authorization.to": "2027-02-01"}, severity="info"),
    Asked("fsa_elements_other", "hsa_fsa", "other", {"request.duration": None}, "request.duration",
          {"request.duration": "12 months"}, "reimbursement"),
    Asked("fsa_account", "hsa_fsa", "equipment", {"coverage.policy_number": None}, "coverage.policy_number",
          {"coverage.policy_number": "FSA-4410"}, "reimbursement", severity="info"),
    Asked("fsa_clinician", "hsa_fsa", "equipment", {"patient.treated_since": None}, "patient.treated_since",
          {"patient.treated_since": "2025-01-09"}, "reimbursement"),
    Asked("fsa_renew", "hsa_fsa", "equipment", APPROVED, "authorization.to", {"authorization.to": "2027-11-20"},
          "reimbursement"),
    Asked("off_compendia", "medicare_ffs", "medication", CANCER, "evidence",
          {"evidence/e1/source": "NCCN Drugs and Biologics Compendium"}),
    Asked("off_exception", "part_d", "medication",
          {"treatments": [], "alternatives": [{"id": "l2", "name": "Etanercept", "explanation": "Twice weekly."}],
           "rationale": "It is due."}, "alternatives", {"alternatives/l2/reason": "contraindicated"}),
    Asked("off_monitoring", "commercial", "medication", {"off_label": True}, "rationale",
          saying("rationale", "Liver enzymes are measured monthly, as labs.")),
]  # fmt: skip


def subject_of(asked: Asked, *edits: dict[str, Any]) -> Subject:
    case = a_complete_case(asked.kind, asked.purpose)
    for edit in edits:
        case = edited(case, edit)
    return a_subject(case, a_clinic_with(asked.payer, {"payers/meridian": {"state": asked.state}}))


def judged(subject: Subject) -> list[Finding]:
    return [finding for check in checks_of(subject) for finding in check.judge(subject)]


def still_open(subject: Subject, check: str) -> list[Finding]:
    return [finding for finding in of_check(judged(subject), check) if finding.is_open]


def a_payer_with(*rows: dict[str, Any], payer_type: str = "commercial", **payer: Any) -> Any:
    return a_clinic_with(payer_type, {"payers/meridian": {"criteria": list(rows), **payer}})
