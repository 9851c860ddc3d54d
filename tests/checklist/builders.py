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
from tests.checklist.complete import COMMON, DENIED, REQUESTS

TODAY = date(2026, 11, 20)
KINDS = ("procedure", "medication", "equipment", "therapy", "test", "referral", "other")
PURPOSES = ("prior_authorization", "appeal", "reimbursement", "continuation")
PAYER_TYPES = (
    "commercial", "medicare_ffs", "medicare_advantage", "part_d", "medicaid_ffs", "medicaid_mc",
    "workers_comp", "hsa_fsa", "other",
)  # fmt: skip


def a_complete_case(kind: str = "procedure", purpose: str = "prior_authorization") -> dict[str, Any]:
    """A case with all that its letter needs; not looked over and not signed."""
    denied = {"responses": deepcopy(DENIED)} if purpose == "appeal" else {}
    return deepcopy(COMMON) | {"kind": kind, "purpose": purpose, "request": deepcopy(REQUESTS[kind]), **denied}


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
