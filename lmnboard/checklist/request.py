"""Checks of the request: exactly what is asked for, how much, how often and how long.

Imports this room. Run by `runner`. What is asked goes by the kind of request; see also `order` and `codes`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import (
    goes_on,
    medication,
)
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import has_length, has_number, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.pattern import Pattern

_ROUTE = Pattern(
    r"\b(?:oral|by mouth|po|swallow|subcut|sub-?q|sc|sq|iv|im|intra|inject|infus|topical|appl|cream|oint|gel|patch"
    r"|trans|inhal|nebul|puff|nasal|ophth|drop|eye|ear|rectal|vaginal|sublingual|buccal|tablet|capsule|pump|spray|implant"
    r"|lozenge|syrup|solution|suspension|under the)",
    re.IGNORECASE,
)
_HOW_OFTEN = Pattern(
    r"\d|\b(?:once|twice|daily|nightly|weekly|monthly|yearly|annually|quarterly|every|each|per|bid|tid|qid|qd|qhs|qod|hourly"
    r"|continuous(?:ly)?|during|overnight|around the clock|bi-?weekly|single|at bedtime|with meals)\b",
    re.IGNORECASE,
)
_FOR_GOOD = Pattern(
    r"\b(?:life-?time|life-?long|for life|permanent|length of need|single|one[- ]time|once)", re.IGNORECASE
)


@check("CHK-002", "Request is one of the kinds and is named", part="A", section="case", source="guide A.007")
def kind(s: Subject) -> Fault | None:
    if s.case.kind is None:
        return missing(
            "kind",
            "what a payer asks goes by it",
            "Choose procedure, medication, equipment, therapy, test, referral or other.",
        )
    return None


@check(
    "CHK-115",
    "Says why the letter is sent (prior authorization, appeal, ...)",
    part="I",
    section="case",
    source="guide A.014, A.092",
    also=("CHK-007",),
)
def purpose(s: Subject) -> Fault | None:
    if s.case.purpose is None:
        return missing(
            "purpose",
            "the opening says why the letter is sent",
            "Choose prior authorization, appeal, HSA/FSA reimbursement or continuation.",
        )
    return None


@check(
    "CHK-099",
    "Treatment name, exactly",
    part="H",
    section="request",
    source="guide A.068, A.089, A.191, A.205",
)
def treatment(s: Subject) -> Fault | None:
    if says_nothing(s.case.request.treatment):
        return missing(
            "request.treatment",
            "the payer cannot approve what is not named",
            "Write its exact name, for example 'L4-L5 microdiscectomy'.",
        )
    return None


@check("CHK-100", "Dosage if medication", part="H", section="request", source="guide A.068, A.205", applies=medication)
def dosage(s: Subject) -> Fault | None:
    given = s.case.request.dosage or ""
    if says_nothing(given):
        return missing("request.dosage", "a payer asks dose, unit and route (300 mg subcutaneously)")
    lacks = "the dose" if not has_number(given) else "the route" if not _ROUTE.search(given) else ""
    if lacks:
        return wrong(
            "request.dosage",
            f"Dosage does not say {lacks}: a payer asks dose, unit and route.",
            "Write all three, for example 300 mg subcutaneously.",
            words=given[:40],
            severity="warn",
        )
    return None


@check("CHK-102", "Frequency", part="H", section="request", source="guide A.068, A.205", applies=goes_on)
def frequency(s: Subject) -> Fault | None:
    given = s.case.request.frequency or ""
    if says_nothing(given):
        return missing("request.frequency", "the payer approves so many per week or month")
    if not _HOW_OFTEN.search(given):
        return wrong(
            "request.frequency",
            "Frequency does not say how often.",
            "Write a number per period, for example 'every 2 weeks' or '3 visits per week'.",
            words=given[:40],
            severity="warn",
        )
    return None


@check("CHK-101", "Duration", part="H", section="request", source="guide A.068, A.205", applies=goes_on)
def duration(s: Subject) -> Fault | None:
    given = s.case.request.duration or ""
    if says_nothing(given):
        return missing(
            "request.duration",
            "the payer approves for a time",
            "Write a number and a unit, for example 12 weeks, or 'lifetime' with the reason.",
        )
    if not (has_length(given) or has_number(given) or _FOR_GOOD.search(given)):
        return wrong(
            "request.duration",
            "Duration does not say how long.",
            "Write a number and a unit, for example 12 weeks, or 'lifetime' with the reason.",
            words=given[:40],
            severity="warn",
        )
    return None
