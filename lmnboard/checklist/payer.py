"""Checks of the addressee: who the payer is, of which type, and by which way the letter goes there.

Imports this room. Run by `runner`. What it requires is in `requirements`, rules of one kind of payer in `programs`.
"""

from __future__ import annotations

from lmnboard.checklist.applies import (
    coverage_asked,
    payer_addressed,
    payer_known,
)
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.model.choices import SubmissionMethod


def _record(s: Subject) -> str:
    return f"payers/{s.case.payer}"


def _way(s: Subject) -> SubmissionMethod | None:
    return s.case.policy.submission_method or s.payer.submission_method


@check(
    "CHK-028", "Insurance company name as addressee", part="C", section="case", stage="gathering", source="guide A.181"
)
def addressee(s: Subject) -> Fault | None:
    if not s.case.payer:
        return missing("payer", "the letter has nobody to go to")
    if s.case.payer not in s.clinic.payers:
        return wrong(
            "payer",
            "Payer is not in the clinic's directory, so the letter has no name and address.",
            "Choose one of the directory's payers, or enter this one there.",
        )
    if says_nothing(s.payer.name):
        return missing("name", "the letter is addressed to it", record=_record(s))
    return None


@check(
    "CHK-150",
    "Payer type is known, so that its rules apply",
    part="M",
    section="case",
    stage="gathering",
    source="guide A.132-134",
    applies=payer_known,
)
def payer_type(s: Subject) -> Fault | None:
    if s.payer.type is None:
        return missing("type", "what it asks goes by it", "Choose commercial, Medicare or another.", record=_record(s))
    return None


@check(
    "CHK-029",
    "Attention line: Medical Director or Prior Authorization Department",
    part="C",
    section="case",
    severity="warn",
    source="guide A.182, A.190",
    applies=payer_addressed,
)
def attention(s: Subject) -> Fault | None:
    if says_nothing(s.payer.attention) and says_nothing(s.payer.department):
        return missing("attention", "a letter to nobody waits longest", record=_record(s))
    return None


@check(
    "CHK-030",
    "Payer address, or the fax or portal used instead",
    part="C",
    section="case",
    severity="warn",
    source="guide A.183",
    applies=payer_addressed,
)
def where_it_goes(s: Subject) -> Fault | None:
    way = _way(s)
    unverified = s.clinic.unverified(s.case)
    if unverified:
        fix = "Ask the payer where letters for this plan go, then add the plan to its record, or correct the plan."
        return wrong("plans", unverified, fix, record=_record(s))
    if way == "fax" and says_nothing(s.payer.fax):
        return missing(
            "fax", "this letter goes by fax", "Write the payer's fax, for example 512-555-0190.", record=_record(s)
        )
    if way == "portal" and says_nothing(s.payer.portal):
        return missing("portal", "this letter goes by portal", "Write the portal's name or address.", record=_record(s))
    if way in ("mail", None) and says_nothing(s.payer.address.street):
        if way is None and not (says_nothing(s.payer.fax) and says_nothing(s.payer.portal)):
            return None
        return missing("address.street", "the letter has nowhere to go", record=_record(s))
    return None


@check(
    "CHK-145",
    "Preferred submission method recorded (fax, portal, mail)",
    part="M",
    section="policy",
    stage="gathering",
    source="guide A.085",
    applies=coverage_asked,
)
def submission_method(s: Subject) -> Fault | None:
    if _way(s) is None:
        return wrong(
            "policy.submission_method",
            "It is not recorded how the payer wants the letter, and one sent the wrong way is not found.",
            "Choose fax, portal, mail or electronic.",
        )
    return None


@check(
    "CHK-187",
    "Submitted through the payer's preferred channel",
    part="P",
    section="policy",
    severity="warn",
    stage="review",
    source="guide A.108",
    applies=payer_known,
)
def preferred_channel(s: Subject) -> Fault | None:
    mine, theirs = s.case.policy.submission_method, s.payer.submission_method
    if mine is not None and theirs is not None and mine != theirs:
        return wrong(
            "policy.submission_method",
            f"The case goes by {mine}, and the payer wants letters by {theirs}.",
            f"Choose {theirs}, or correct the payer in the directory.",
            words=mine,
        )
    return None
