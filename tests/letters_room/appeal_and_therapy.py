"""Cases for the letter's tests, all invented: an appeal with its denial, a benefit account, therapy that goes on."""

from __future__ import annotations

from typing import Any

from tests.letters_room.builders import INJURY, MEDICATION

DENIED_EQUIPMENT: dict[str, Any] = {
    "id": "LMN-0017",
    "responses": [
        {"id": "r1", "outcome": "more_information", "notice_on": "2026-09-02", "reference": "MI-1"},
        {
            "id": "r2",
            "outcome": "denied",
            "notice_on": "2026-10-12",
            "received_on": "2026-10-15",
            "reference": "SA-2026-88120",
            "reasons": [
                {
                    "id": "x3",
                    "code": "CO-50",
                    "words": "A manual wheelchair would meet the member's needs in the home",
                    "answered": "She cannot propel a manual wheelchair: grip strength 4 kg and 3 kg, and two "
                    "shoulder dislocations since 2024 (see enclosure 1)",
                },
                {
                    "id": "x4",
                    "words": "no home assessment was received.",
                    "answered": "enclosures",
                },
            ],
        },
    ],
}

EQUIPMENT_APPEAL: dict[str, Any] = {
    "purpose": "appeal",
    "kind": "equipment",
    "priority": "expedited",
    "provider": "castellanos",
    "payer": "silver",
    "appeal": {"of": "LMN-0017", "level": "Reconsideration"},
    "patient": {
        "name": "Rosa Delgado-Whitmore",
        "date_of_birth": "1949-11-30",
        "sex": "unknown",
        "treated_since": "2022-06-20",
    },
    "coverage": {
        "plan_name": "Silver Advantage HMO",
        "policy_number": "8K21-334-09",
        "group_number": "none",
        "subscriber_relationship": "self",
    },
    "diagnoses": [
        {
            "id": "d1",
            "code": "G35.C1",
            "description": "Active secondary progressive multiple sclerosis",
            "diagnosed_on": "2022-06-20",
            "primary": True,
        },
        {
            "id": "d2",
            "code": "M24.411",
            "description": "Recurrent dislocation, right shoulder",
            "diagnosed_on": "2024-02-09",
        },
        {"id": "d3", "code": "R26.2", "description": "Difficulty in walking, not elsewhere classified"},
    ],
    "history": {
        "course": "Weakness has advanced from the legs to both arms over four years.\n\n"
        "Walking ended in March 2026 after two falls with fractures.",
        "symptoms": "Spastic paraparesis, arm weakness, fatigue by noon",
        "functional_impact": "Cannot reach the bathroom, the kitchen or the bed unaided. "
        "One caregiver lifts for every transfer.",
    },
    "findings": [
        {
            "id": "f1",
            "kind": "functional",
            "name": "Physical therapy seating evaluation",
            "date": "2026-10-20",
            "result": "Grip 4 kg right, 3 kg left. Self-propulsion 2 m in 60 seconds",
            "attachment": "a1",
        }
    ],
    "treatments": [
        {
            "id": "t1",
            "name": "Manual wheelchair",
            "started_on": "2026-03-15",
            "outcome": "failed",
            "details": "cannot be propelled; right shoulder dislocated on 05/02/2026",
        },
        {
            "id": "t2",
            "name": "Rolling walker",
            "started_on": "2024-01-10",
            "ended_on": "2026-03-01",
            "outcome": "failed",
            "details": "Falls on 02/11/2026 and 02/27/2026",
        },
    ],
    "alternatives": [
        {
            "id": "l1",
            "name": "Power-operated vehicle (scooter)",
            "reason": "unsuitable",
            "explanation": "trunk control is too poor to sit unsupported, and the turning circle exceeds the hallway",
        }
    ],
    "rationale": "A Group 3 power wheelchair with tilt is the only mobility device that can be driven with the "
    "remaining hand function and that relieves pressure without a lift.",
    "request": {
        "treatment": "Group 3 power wheelchair with power tilt",
        "codes": [
            {
                "id": "c1",
                "system": "HCPCS",
                "code": "K0861",
                "description": "Power wheelchair, group 3 standard, multiple power option",
                "units": 1,
                "supports": ["G35.C1"],
            },
            {
                "id": "c2",
                "system": "HCPCS",
                "code": "E1002",
                "description": "Power seating system, tilt only",
                "units": 1,
                "supports": ["G35.C1", "R26.2"],
            },
        ],
        "quantity": "1",
        "duration": "Lifetime",
        "setting": "Home",
        "face_to_face_on": "2026-10-19",
    },
    "outcomes": {
        "expected": "Independent movement within the home and transfers with standby help only.",
        "goals": [
            {
                "id": "g1",
                "measure": "Reaching the bathroom unaided",
                "baseline": "0 of 6 trips a day",
                "target": "6 of 6",
                "by": "30 days after delivery",
            }
        ],
        "without_treatment": "Pressure injury, further shoulder damage and admission to a nursing facility.",
    },
    "policy": {"criteria_set": "LCD L33789"},
    "attachments": [
        {
            "id": "a1",
            "title": "Seating evaluation and home assessment",
            "kind": "consult",
            "date": "2026-10-20",
            "pages": 7,
        },
        {"id": "a2", "title": "Denial notice", "kind": "denial", "date": "2026-10-12", "pages": 3},
    ],
    "signature": {"by": "castellanos", "on": "2026-11-18", "method": "electronic"},
}

HSA: dict[str, Any] = {
    "purpose": "reimbursement",
    "kind": "therapy",
    "provider": "castellanos",
    "payer": "benefit",
    "patient": {
        "name": "Minh Tran",
        "date_of_birth": "1985-01-09",
        "sex": "male",
        "treated_since": "2025-09-01",
    },
    "diagnoses": [
        {
            "id": "d1",
            "code": "G44.221",
            "description": "Chronic tension-type headache, intractable",
            "diagnosed_on": "2025-09-15",
            "primary": True,
        }
    ],
    "history": {"symptoms": "band-like head and neck pain on 20 days a month"},
    "rationale": "Massage of the neck and shoulder muscles lowers the muscle tension that sets off his attacks",
    "request": {
        "treatment": "Therapeutic massage by a licensed therapist",
        "frequency": "Twice a month",
        "duration": "12 months",
    },
}

CONTINUATION: dict[str, Any] = {
    "purpose": "continuation",
    "kind": "therapy",
    "provider": "obrien",
    "payer": "lone-star",
    "patient": {
        "name": "Jordan Ellis",
        "date_of_birth": "1990-05-05",
        "sex": "other",
        "treated_since": "2026-07-06",
    },
    "coverage": {"policy_number": "LS-55019", "group_number": "7781", "subscriber_relationship": "self"},
    "diagnoses": [
        {
            "id": "d1",
            "code": "S83.511D",
            "description": "Sprain of anterior cruciate ligament of right knee, subsequent encounter",
            "diagnosed_on": "2026-06-15",
            "primary": True,
        }
    ],
    "history": {
        "course": "Reconstruction of the ligament on 06/29/2026 without complication.",
        "symptoms": "Giving way on stairs; quadriceps weakness",
        "functional_impact": "Cannot return to work as a roofer, which needs ladders and kneeling.",
    },
    "visits": {"used": 20, "limit": 20},
    "treatments": [
        {
            "id": "t1",
            "name": "Physical therapy after reconstruction",
            "started_on": "2026-07-06",
            "duration": "20 visits",
            "outcome": "helped",
            "details": "knee flexion rose from 70 to 125 degrees, quadriceps strength from 35 % to 68 % of the left",
        }
    ],
    "rationale": "Strength below 90 % of the other leg carries a high risk of a second rupture on return to work. "
    "The exercises needed now call for a therapist's supervision.",
    "request": {
        "treatment": "Outpatient physical therapy",
        "codes": [
            {"id": "c1", "system": "CPT", "code": "97110", "units": 24},
            {"id": "c2", "system": "CPT", "code": "97112", "units": 12},
        ],
        "quantity": "12 visits",
        "frequency": "2 visits a week",
        "duration": "6 weeks",
        "start_on": "2026-11-30",
    },
    "outcomes": {
        "expected": "full return to roofing work",
        "goals": [
            {
                "id": "g1",
                "measure": "Quadriceps strength, right against left",
                "baseline": "68 %",
                "target": "90 % or more",
                "by": "6 weeks",
            },
            {
                "id": "g2",
                "measure": "Single-leg hop",
                "baseline": "Not possible",
                "target": "85 % of the left",
                "by": "6 weeks",
            },
        ],
        "without_treatment": "A second rupture and a second operation become likely.",
    },
}

BY_NAME = {
    "medication": MEDICATION,
    "equipment_appeal": EQUIPMENT_APPEAL,
    "hsa": HSA,
    "continuation": CONTINUATION,
    "injury": INJURY,
}
"""The cases of the golden letters."""
