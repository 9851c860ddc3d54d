"""The values that a choice field may have, and the words that people read for them."""

from __future__ import annotations

from typing import Literal

Purpose = Literal["prior_authorization", "appeal", "reimbursement", "continuation"]
Kind = Literal["procedure", "medication", "equipment", "therapy", "test", "referral", "other"]
Priority = Literal["standard", "expedited"]
Stage = Literal["gathering", "drafting", "review", "follow_up", "resolved"]
WaitingOn = Literal["us", "provider", "patient", "payer"]
Sex = Literal["female", "male", "other", "unknown"]
Relationship = Literal["self", "spouse", "child", "other"]
FindingKind = Literal["lab", "imaging", "functional", "exam", "scale"]
TreatmentKind = Literal["medication", "therapy", "procedure", "equipment", "lifestyle", "other"]
TreatmentOutcome = Literal["failed", "insufficient", "not_tolerated", "contraindicated", "helped", "ongoing"]
AlternativeReason = Literal["failed", "unsuitable", "contraindicated", "not_available"]
EvidenceKind = Literal["guideline", "study", "fda", "policy", "compendium"]
CodeSystem = Literal["CPT", "HCPCS", "NDC"]
SubmissionMethod = Literal["fax", "portal", "mail", "electronic"]
SignatureMethod = Literal["wet", "electronic"]
SignatureRule = Literal["wet", "electronic", "either"]
AttachmentKind = Literal["note", "lab", "imaging", "consult", "guideline", "order", "form", "denial", "policy", "other"]
Trigger = Literal["requires_authorization", "claim_denied", "certification", "renewal", "patient_request", "other"]
Response = Literal["approved", "partly_approved", "denied", "non_affirmed", "more_information", "withdrawn"]
Outcome = Literal["approved", "partly_approved", "denied", "withdrawn", "entered_in_error"]
Channel = Literal["phone", "fax", "portal", "mail", "in_person", "peer_to_peer"]
PayerType = Literal[
    "commercial",
    "medicare_ffs",
    "medicare_advantage",
    "part_d",
    "medicaid_ffs",
    "medicaid_mc",
    "workers_comp",
    "hsa_fsa",
    "other",
]
SelfFunded = Literal["yes", "no", "unknown"]
Program = Literal["marketplace", "chip", "fehb", "tricare"]
Track = Literal["standard", "expedited", "payment", "concurrent"]
TimeUnit = Literal["hour", "calendar_day", "business_day", "month"]
Counted = Literal["notice", "receipt"]
FirstScreen = Literal["board", "agenda"]
Role = Literal["read_only", "staff", "provider", "lead"]

STAGES: tuple[Stage, ...] = ("gathering", "drafting", "review", "follow_up", "resolved")
UNFILED: tuple[Stage, ...] = STAGES[:3]
"""The stages that are gone through before a letter leaves."""
GRANTED: tuple[Response, ...] = ("approved", "partly_approved")
APPEALED: tuple[Response, ...] = ("denied", "partly_approved")
"""Answers with a window to appeal them; what was not affirmed is sent again instead (42 CFR 414.234)."""
ADVERSE: tuple[Response, ...] = (*APPEALED, "non_affirmed")
"""Answers that are appealed, sent again, or left with a reason."""
AHEAD: tuple[Purpose | None, ...] = ("prior_authorization", "continuation", None)
"""Purposes whose service is still to come; a denied or reimbursed service may well lie in the past."""

_WORDS = {
    "reimbursement": "HSA/FSA reimbursement",
    "continuation": "Continuation of therapy",
    "equipment": "Equipment (DME)",
    "follow_up": "Follow-up",
    "fda": "FDA",
    "fax": "Fax",
    "medicare_ffs": "Original Medicare (Part A/B)",
    "medicare_advantage": "Medicare Advantage (Part C)",
    "part_d": "Medicare Part D",
    "medicaid_ffs": "Medicaid fee for service",
    "medicaid_mc": "Medicaid managed care",
    "workers_comp": "Workers' compensation",
    "hsa_fsa": "HSA / FSA / HRA",
    "non_affirmed": "Non-affirmed",
    "peer_to_peer": "Peer-to-peer",
    "wet": "Wet (ink)",
    "read_only": "Read-only",
    "requires_authorization": "Prior authorization required",
    "certification": "Certification or utilization review",
    "chip": "CHIP",
    "fehb": "FEHB",
    "tricare": "TRICARE",
}


def words(value: str) -> str:
    """The words for a choice: `prior_authorization` is `Prior authorization`."""
    if value in _WORDS:
        return _WORDS[value]
    spaced = value.replace("_", " ")
    return spaced if spaced.isupper() else spaced[:1].upper() + spaced[1:]
