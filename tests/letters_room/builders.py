"""A clinic and cases for the letter's tests: a medication, an injury; `appeal_and_therapy` has more. All invented."""

from __future__ import annotations

from typing import Any

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import Payer, Provider

PROVIDERS: dict[str, dict[str, Any]] = {
    "castellanos": {
        "name": "Miriam Castellanos",
        "title": "Attending physician",
        "credentials": "MD",
        "specialty": "Neurology",
        "npi": "1234567893",
        "practice": {
            "name": "Riverside Clinic",
            "address": {
                "street": "1200 River Road, Suite 200",
                "city": "Austin",
                "state": "TX",
                "zip": "78701",
            },
            "phone": "+15125550147",
            "fax": "+15125550148",
            "email": "letters@riverside.example",
        },
    },
    "obrien": {
        "name": "Sean O'Brien",
        "credentials": "PT, DPT",
        "specialty": "Physical Therapy",
        "npi": "1098765437",
        "practice": {
            "name": "Riverside Clinic",
            "address": {"street": "88 Lake Street", "city": "Round Rock", "state": "TX", "zip": "78664-0001"},
            "phone": "+15125550160",
        },
    },
}
PAYERS: dict[str, dict[str, Any]] = {
    "lone-star": {
        "name": "Lone Star Health Plan",
        "type": "commercial",
        "department": "Prior Authorization Department",
        "address": {"street": "PO Box 4100", "city": "Dallas", "state": "TX", "zip": "75201"},
        "fax": "+12145550199",
    },
    "silver": {
        "name": "Silver Advantage",
        "type": "medicare_advantage",
        "department": "Appeals and Grievances",
        "attention": "Medical Director, Appeals",
        "fax": "+18005550123",
    },
    "benefit": {
        "name": "Hill Country Benefit Accounts",
        "type": "hsa_fsa",
        "address": {"street": "7 Main Street", "city": "Waco", "state": "TX", "zip": "76701"},
    },
    "carrier": {
        "name": "Pecan Mutual Workers' Compensation",
        "type": "workers_comp",
        "fax": "+12105550111",
    },
}


def a_clinic() -> Clinic:
    return Clinic(
        providers={slug: msgspec.convert({"id": slug, **doc}, Provider) for slug, doc in PROVIDERS.items()},
        payers={slug: msgspec.convert({"id": slug, **doc}, Payer) for slug, doc in PAYERS.items()},
    )


def a_case(doc: dict[str, Any] | None = None, **changed: Any) -> Case:
    return typed_case({"id": "LMN-0042", **(doc or {}), **changed})


MEDICATION: dict[str, Any] = {
    "purpose": "prior_authorization",
    "kind": "medication",
    "off_label": False,
    "provider": "castellanos",
    "payer": "lone-star",
    "patient": {
        "name": "Ada Okafor",
        "date_of_birth": "1958-03-14",
        "sex": "female",
        "treated_since": "2024-03-02",
    },
    "coverage": {
        "plan_name": "Choice POS II",
        "policy_number": "W123456789",
        "group_number": "0042-A",
        "subscriber_name": "Chidi Okafor",
        "subscriber_relationship": "spouse",
        "subscriber_date_of_birth": "1955-07-01",
    },
    "diagnoses": [
        {"id": "d1", "code": "G47.00", "description": "Insomnia, unspecified", "diagnosed_on": "2025-01-20"},
        {
            "id": "d2",
            "code": "G43.719",
            "description": "Chronic migraine without aura, intractable, without status migrainosus",
            "diagnosed_on": "2024-03-02",
            "primary": True,
        },
    ],
    "history": {
        "course": "migraine began in 2019 and became chronic in early 2024. "
        "She now has 19 headache days a month, 14 of them severe",
        "symptoms": "Throbbing one-sided pain, 8 of 10 at its worst, with nausea and photophobia.",
        "functional_impact": "She missed 11 days of work in the last three months and cannot drive "
        "during an attack. MIDAS score 42 (severe disability).",
        "comorbidities": "Asthma, for which beta blockers are contraindicated",
    },
    "findings": [
        {
            "id": "f3",
            "kind": "imaging",
            "name": "MRI brain with and without contrast",
            "date": "2024-04-11",
            "result": "no structural cause of headache",
            "attachment": "a5",
        },
        {
            "id": "f4",
            "kind": "scale",
            "name": "MIDAS",
            "date": "2026-10-29",
            "result": "42, severe disability.",
            "attachment": "a6",
        },
    ],
    "treatments": [
        {
            "id": "t7",
            "name": "Topiramate 100 mg daily",
            "kind": "medication",
            "started_on": "2024-05-01",
            "ended_on": "2024-08-15",
            "duration": "15 weeks",
            "outcome": "not_tolerated",
            "details": "Word-finding difficulty and weight loss of 6 kg; headache days unchanged at 18 a month",
        },
        {
            "id": "t8",
            "name": "OnabotulinumtoxinA 155 units",
            "kind": "procedure",
            "started_on": "2024-10-01",
            "ended_on": "2025-07-10",
            "duration": "3 cycles",
            "outcome": "insufficient",
            "details": "headache days fell from 19 to 16 a month.",
        },
        {
            "id": "t9",
            "name": "Propranolol",
            "kind": "medication",
            "outcome": "contraindicated",
            "details": "asthma",
        },
    ],
    "alternatives": [
        {
            "id": "l10",
            "name": "Amitriptyline",
            "reason": "unsuitable",
            "explanation": "QTc of 478 ms on 09/14/2026",
        }
    ],
    "rationale": "Her attacks are driven by CGRP and persist after adequate trials of two preventive classes. "
    "A CGRP antibody acts on that pathway, has no interaction with her asthma treatment and needs no titration.",
    "evidence": [
        {
            "id": "e11",
            "kind": "guideline",
            "source": "American Headache Society",
            "title": "Position statement on CGRP-targeting therapies for prevention of migraine",
            "year": 2024,
            "statement": "CGRP-targeting therapies are a first-line option for the prevention of migraine",
        },
        {
            "id": "e12",
            "kind": "fda",
            "source": "U.S. Food and Drug Administration",
            "title": "Aimovig prescribing information",
            "year": 2025,
            "statement": "indicated for the preventive treatment of migraine in adults.",
        },
    ],
    "request": {
        "treatment": "Aimovig (erenumab-aooe)",
        "codes": [
            {
                "id": "c13",
                "system": "NDC",
                "code": "55513-0843-01",
                "description": "Aimovig 140 mg/mL autoinjector",
                "units": 1,
                "supports": ["G43.719"],
            }
        ],
        "dosage": "140 mg subcutaneously",
        "quantity": "1 autoinjector per 30 days",
        "frequency": "Once a month",
        "duration": "12 months",
        "start_on": "2026-12-07",
    },
    "outcomes": {
        "expected": "At least half as many headache days within six months, fewer lost days of work, "
        "and less use of acute medication",
        "goals": [
            {
                "id": "g14",
                "measure": "Headache days a month",
                "baseline": "19",
                "target": "9 or fewer",
                "by": "6 months",
            },
            {"id": "g15", "measure": "MIDAS", "baseline": "42", "target": "20 or less", "by": "6 months"},
        ],
        "without_treatment": "further loss of work, medication overuse headache, and repeated emergency visits "
        "(two since June 2026)",
    },
    "policy": {
        "reference": "RX.017",
        "criteria": [
            {
                "id": "k16",
                "text": "at least 15 headache days a month, 8 of them migraine, for 3 months",
                "met_by": "19 headache days a month, 14 severe, by diary from 08/01/2026 to 10/31/2026",
            },
            {
                "id": "k17",
                "text": "Failure, intolerance or contraindication to two preventive classes.",
                "met_by": "topiramate was not tolerated, onabotulinumtoxinA was not enough, "
                "and propranolol is contraindicated.",
            },
        ],
    },
    "attachments": [
        {"id": "a5", "title": "MRI brain report", "kind": "imaging", "date": "2024-04-11", "pages": 2},
        {
            "id": "a6",
            "title": "Office note with MIDAS and headache diary",
            "kind": "note",
            "date": "2026-10-29",
            "pages": 4,
        },
        {"id": "a18", "title": "Aimovig prescribing information, page 1", "kind": "guideline", "pages": 1},
    ],
}

INJURY: dict[str, Any] = {
    "purpose": "prior_authorization",
    "kind": "procedure",
    "provider": "castellanos",
    "payer": "carrier",
    "patient": {"name": "Sam Ortiz", "date_of_birth": "1977-02-28", "treated_since": "2026-08-03"},
    "injury": {
        "date": "2026-07-30",
        "employer": "Bluebonnet Roofing Inc.",
        "claim_number": "PM-778-10",
        "causation": "a fall from a ladder on 07/30/2026 herniated the disc; there was no back pain before",
    },
    "diagnoses": [
        {
            "id": "d1",
            "code": "M51.16",
            "description": "Intervertebral disc disorders with radiculopathy, lumbar region",
            "diagnosed_on": "2026-08-12",
        }
    ],
    "history": {
        "course": "Leg pain since the fall, worse each month.",
        "symptoms": "burning pain to the right foot, 7 of 10",
        "functional_impact": "Stands 10 minutes, walks 100 m.",
    },
    "alternatives": [{"id": "l1", "name": "Surgery", "reason": "unsuitable", "explanation": "premature at this stage"}],
    "rationale": "An injection places the steroid at the compressed root",
    "policy": {"criteria_set": "ODG 2026, low back chapter"},
    "request": {
        "treatment": "Transforaminal epidural steroid injection at L5",
        "codes": [{"id": "c1", "system": "CPT", "code": "64483", "units": 1, "supports": ["M51.16"]}],
        "setting": "Ambulatory surgery center",
    },
    "outcomes": {
        "expected": "Half the leg pain within two weeks",
        "without_treatment": "Lasting nerve damage.",
    },
}
