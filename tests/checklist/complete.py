"""The documents of a complete case: what every kind has, what each asks for, and a denial. Nobody here is real."""

from __future__ import annotations

from typing import Any

REQUESTS: dict[str, dict[str, Any]] = {
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

COMMON: dict[str, Any] = {
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

DENIED: list[dict[str, Any]] = [
    {
        "id": "r1",
        "outcome": "denied",
        "notice_on": "2026-10-28",
        "reasons": [
            {"id": "x1", "code": "CO-50", "words": "Not medically necessary", "answered": "Clinical justification"}
        ],
    }
]
