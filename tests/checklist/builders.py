"""Complete cases of each kind, their clinic, and edits of them, for stories about the checklist.

Cases are documents, as the store keeps them, so that an edit is a path and a value. Nobody here is real.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.runner import judge
from lmnboard.checklist.subject import Subject
from lmnboard.model import paths
from lmnboard.model.change import UNSET
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import DIRECTORY, Payer, Provider

TODAY = date(2026, 11, 20)
KINDS = ("procedure", "medication", "equipment", "therapy", "test", "referral", "other")
PURPOSES = ("prior_authorization", "appeal", "reimbursement", "continuation")
PAYER_TYPES = (
    "commercial", "medicare_ffs", "medicare_advantage", "part_d", "medicaid_ffs", "medicaid_mc",
    "workers_comp", "hsa_fsa", "other",
)  # fmt: skip

_REQUESTS: dict[str, dict[str, Any]] = {
    "procedure": {
        "treatment": "L4-L5 microdiscectomy",
        "codes": [{"id": "c1", "system": "CPT", "code": "63030", "supports": ["M51.16"]}],
        "setting": "Outpatient surgery center",
    },
    "medication": {
        "treatment": "Adalimumab",
        "codes": [{"id": "c1", "system": "NDC", "code": "00074-0554-02"}],
        "dosage": "40 mg subcutaneously",
        "quantity": "2 pens per 28 days",
        "frequency": "every 2 weeks",
        "duration": "12 months",
    },
    "equipment": {
        "treatment": "Manual wheelchair, lightweight",
        "codes": [{"id": "c1", "system": "HCPCS", "code": "K0003"}],
        "quantity": "1",
        "frequency": "daily",
        "duration": "lifetime",
        "face_to_face_on": "2026-10-02",
    },
    "therapy": {
        "treatment": "Physical therapy, lumbar stabilization",
        "codes": [{"id": "c1", "system": "CPT", "code": "97110"}],
        "quantity": "24 visits",
        "frequency": "2 visits per week",
        "duration": "12 weeks",
        "face_to_face_on": "2026-10-02",
    },
    "test": {
        "treatment": "MRI of the lumbar spine without contrast",
        "codes": [{"id": "c1", "system": "CPT", "code": "72148"}],
    },
    "referral": {"treatment": "Consultation with a spine surgeon"},
    "other": {
        "treatment": "Non-emergency transport to dialysis",
        "frequency": "3 times a week",
        "duration": "12 months",
    },
}

_COMMON: dict[str, Any] = {
    "id": "LMN-0042",
    "off_label": False,
    "stage": "review",
    "payer": "meridian",
    "provider": "castellanos",
    "submit_by": "2026-12-11",
    "patient": {"name": "Ada Okafor", "date_of_birth": "1958-03-14", "treated_since": "2024-05-06"},
    "coverage": {
        "plan_name": "Choice POS II",
        "policy_number": "1EG4TE5MK73",
        "group_number": "70042",
        "subscriber_relationship": "self",
    },
    "policy": {
        "reference": "L33718",
        "criteria": [
            {"id": "k1", "text": "Six weeks of conservative care", "met_by": "12 weeks of physical therapy, 2026"}
        ],
        "criteria_set": "InterQual 2026, lumbar spine; ODG 2026, low back",
        "effective_on": "2026-01-01",
        "found_at": "The payer's provider portal",
        "required_form": "none",
        "submission_method": "fax",
        "signature_method": "electronic",
        "reviewed_on": "2026-11-02",
        "reviewed_by": "dana",
    },
    "injury": {
        "date": "2025-09-02",
        "employer": "Harbor Freight Lines",
        "claim_number": "WC-88120",
        "causation": "Lifting a 60 lb crate on 09/02/2025 caused the disc herniation.",
    },
    "diagnoses": [
        {
            "id": "d1",
            "code": "M51.16",
            "description": "Intervertebral disc disorder with radiculopathy, lumbar region",
            "diagnosed_on": "2025-09-20",
            "primary": True,
        }
    ],
    "history": {
        "course": "Pain since September 2025 has worsened over 14 months, from 4 of 10 to 8 of 10.",
        "symptoms": "Pain of 8 of 10 in the left leg, numbness of the left foot.",
        "functional_impact": "Walks 100 m, sits 15 minutes, sleeps 4 hours, on leave from work.",
        "comorbidities": "Type 2 diabetes, HbA1c 7.1 %.",
    },
    "findings": [
        {
            "id": "f1",
            "kind": "imaging",
            "name": "MRI lumbar spine",
            "date": "2026-08-04",
            "result": "L4-L5 extrusion, 7 mm, with compression of the left L5 root",
            "attachment": "a2",
        },
        {
            "id": "f2",
            "kind": "scale",
            "name": "Oswestry Disability Index",
            "date": "2026-10-02",
            "result": "52 %",
        },
        {
            "id": "f3",
            "kind": "exam",
            "name": "Physical examination",
            "date": "2026-10-02",
            "result": "Strength of the left foot 4 of 5, straight leg raise positive at 40 degrees",
        },
    ],
    "visits": {"used": 18, "limit": 20},
    "treatments": [
        {
            "id": "t1",
            "name": "Physical therapy",
            "kind": "therapy",
            "started_on": "2026-02-03",
            "ended_on": "2026-04-28",
            "duration": "12 weeks",
            "outcome": "insufficient",
            "details": "Oswestry went from 54 % to 52 % in 24 visits.",
        },
        {
            "id": "t2",
            "name": "Naproxen 500 mg",
            "kind": "medication",
            "outcome": "contraindicated",
            "details": "Creatinine 2.1 mg/dL rules out NSAIDs.",
        },
        {
            "id": "t3",
            "name": "Epidural steroid injection L4-L5",
            "kind": "procedure",
            "started_on": "2026-06-11",
            "outcome": "failed",
            "details": "Relief of 2 points for 9 days.",
        },
        {
            "id": "t4",
            "name": "Gabapentin 900 mg",
            "kind": "medication",
            "started_on": "2026-05-04",
            "outcome": "ongoing",
            "details": "Pain stays at 8 of 10 after 28 weeks.",
        },
    ],
    "alternatives": [
        {
            "id": "l1",
            "name": "Further physical therapy",
            "reason": "failed",
            "explanation": "24 visits in 2026 changed the score by 2 points.",
        }
    ],
    "rationale": (
        "The extrusion on MRI of 08/04/2026 explains the weakness that 12 weeks of therapy left unchanged. It is "
        "needed to treat her radiculopathy and agrees with accepted standards of medicine (NASS 2014). Progression of "
        "her exercises takes a therapist's skills, as the deficit changes weekly. I ask for review by a physician of "
        "the same specialty."
    ),
    "evidence": [
        {
            "id": "e1",
            "kind": "guideline",
            "source": "North American Spine Society",
            "title": "Lumbar Disc Herniation with Radiculopathy",
            "year": 2014,
            "statement": "Recommends this step after six weeks of care without relief.",
        }
    ],
    "outcomes": {
        "expected": "Leg pain of 3 of 10 or less and walking 500 m within 12 weeks.",
        "goals": [{"id": "g1", "measure": "Oswestry", "baseline": "52 %", "target": "30 % or less", "by": "12 weeks"}],
        "without_treatment": "The weakness may progress to a permanent foot drop, with severe pain and risk of falls.",
    },
    "attachments": [
        {"id": "a1", "title": "Visit note", "kind": "note", "date": "2026-10-02"},
        {"id": "a2", "title": "MRI lumbar spine report", "kind": "imaging", "date": "2026-08-04"},
        {"id": "a3", "title": "Notice of denial", "kind": "denial", "date": "2026-10-28"},
        {
            "id": "a4",
            "title": "Lumbar Disc Herniation with Radiculopathy, NASS",
            "kind": "guideline",
            "date": "2014-06-01",
        },
        {"id": "a5", "title": "Written order", "kind": "order", "date": "2026-10-02"},
        {"id": "a6", "title": "Neurology consultation", "kind": "consult", "date": "2026-09-14"},
    ],
}

_DENIED: list[dict[str, Any]] = [
    {
        "id": "r1",
        "outcome": "denied",
        "notice_on": "2026-10-28",
        "reasons": [
            {"id": "x1", "code": "CO-50", "words": "Not medically necessary", "answered": "Clinical justification"}
        ],
    }
]


def a_complete_case(kind: str = "procedure", purpose: str = "prior_authorization") -> dict[str, Any]:
    """A case with all that its letter needs; not looked over and not signed."""
    denied = {"responses": deepcopy(_DENIED)} if purpose == "appeal" else {}
    return deepcopy(_COMMON) | {"kind": kind, "purpose": purpose, "request": deepcopy(_REQUESTS[kind]), **denied}


def looked_over_and_signed(case: dict[str, Any]) -> dict[str, Any]:
    ticks = (
        "CHK-131", "CHK-181", "CHK-182", "CHK-183", "CHK-184", "RULE-DME_SWO_TIME", "RULE-THER_CERT",
    )  # fmt: skip
    case["attestations"] = [
        {"id": f"q{i}", "check": tick, "by": "dana", "at": "2026-11-19T15:00:00+00:00"}
        for i, tick in enumerate(ticks, 1)
    ]
    case["signature"] = {"by": "castellanos", "on": "2026-11-19", "method": "electronic"}
    return case


def a_clinic(payer_type: str = "commercial") -> Clinic:
    address = {"street": "1200 River Road", "city": "Austin", "state": "TX", "zip": "78701"}
    provider = {
        "id": "castellanos",
        "name": "Miriam Castellanos",
        "title": "Attending physician",
        "credentials": "MD",
        "specialty": "Physical medicine",
        "npi": "1234567893",
        "may_sign": True,
        "npi_checked_on": "2026-01-12",
        "practice": {
            "name": "Riverside Clinic",
            "address": address,
            "phone": "+15125550147",
            "fax": "+15125550148",
            "email": "letters@riverside.example",
        },
    }
    payer = {
        "id": "meridian",
        "name": "Meridian Health",
        "type": payer_type,
        "state": "TX",
        "attention": "Medical Director",
        "address": address,
        "fax": "+15125550190",
        "submission_method": "fax",
        "signature_method": "either",
    }
    return Clinic(
        providers={"castellanos": msgspec.convert(provider, Provider)},
        payers={"meridian": msgspec.convert(payer, Payer)},
    )


def edited(case: dict[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """The case with the fields at these paths changed; `REMOVED` takes a row out."""
    case = deepcopy(case)
    for path, value in edits.items():
        paths.put(case, path, value)
    return case


def a_clinic_with(payer_type: str, edits: Mapping[str, Mapping[str, Any]]) -> Clinic:
    """The clinic with fields of its directory changed: `{"providers/castellanos": {"npi": None}}`."""
    clinic = a_clinic(payer_type)
    for record, changed in edits.items():
        table, _, record_id = record.partition("/")
        listed = getattr(clinic, table)
        doc = edited(msgspec.to_builtins(listed[record_id]), changed)
        listed[record_id] = msgspec.convert(doc, DIRECTORY[table])
    return clinic


def a_subject(case: dict[str, Any], clinic: Clinic | None = None, outdated: frozenset[str] = frozenset()) -> Subject:
    return Subject.of(typed_case(case), clinic or a_clinic(), TODAY, outdated)


def findings_of(case: dict[str, Any], clinic: Clinic | None = None) -> list[Finding]:
    return judge(a_subject(case, clinic))


def of_check(findings: list[Finding], check: str) -> list[Finding]:
    return [finding for finding in findings if finding.check == check]


REMOVED = UNSET
