"""Checks of the diagnostic findings: something measured, with its result and date.

Imports this room. Run by `runner`. Their reports are asked for in `enclosures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked, findings_told, function_measured, may_come_first
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.typed_dates import us_date

_EXAMINED = re.compile(
    r"\b(?:exam(?:ination|ined)?|on inspection|palpat\w+|auscultat\w+|range of motion|\d/5|\d of 5|reflex\w*"
    r"|straight leg|edema|tender\w*|blood pressure|BMI|gait)\b",
    re.IGNORECASE,
)


@check(
    "CHK-070",
    "Relevant diagnostic results: lab work, imaging or others",
    part="F",
    section="history",
    source="guide A.050, A.196",
    applies=coverage_asked,
    also=("CHK-071",),
)
def results(s: Subject) -> Fault | None:
    if not s.case.findings:
        return missing(
            "findings",
            "the payer sees nothing measured",
            "Add a lab, image, score or examination with its date and result.",
            severity="warn" if may_come_first(s) else None,
        )
    return None


@check(
    "CHK-072",
    "Relevant diagnostic results: functional assessments",
    part="F",
    section="history",
    severity="warn",
    source="guide A.050",
    applies=function_measured,
)
def functional_assessment(s: Subject) -> Fault | None:
    if any(row.kind in ("functional", "scale") for row in s.case.findings):
        return None
    return wrong(
        "findings",
        "No functional assessment is listed, and therapy and equipment are judged by one.",
        "Add a row of kind functional or scale, for example '6-minute walk, 180 m'.",
        severity="block" if s.case.kind == "therapy" else None,
    )


@check(
    "CHK-077",
    "Physical findings of an examination",
    part="F",
    section="history",
    severity="warn",
    source="guide A.050-051, A.196, B.059",
    applies=coverage_asked,
)
def examined(s: Subject) -> Fault | None:
    told = (s.case.history.course, s.case.history.symptoms, s.case.history.functional_impact, s.case.rationale)
    if any(row.kind in ("exam", "functional") for row in s.case.findings):
        return None
    if any(text and _EXAMINED.search(text) for text in (*told, *(row.result for row in s.case.findings))):
        return None
    return wrong(
        "findings",
        "No finding of an examination is told; the payer has the patient's word alone.",
        "Add a row of kind exam, for example 'Great toe extension 4 of 5 on the left'.",
    )


@check(
    "CHK-073",
    "Diagnostic findings are specific results, not test names",
    part="F",
    section="history",
    severity="warn",
    source="guide A.114, A.196",
    applies=findings_told,
)
def specific(s: Subject) -> Iterator[Fault]:
    for row in s.case.findings:
        path = f"findings/{row.id}"
        if says_nothing(row.result):
            yield missing(f"{path}/result", "a test's name proves nothing", of=row.name)
        if row.date is None:
            yield missing(f"{path}/date", "the payer asks how recent it is", of=row.name)
        elif row.date > s.today:
            yield wrong(
                f"{path}/date",
                "Date of finding lies in the future.",
                "Copy the date from the report.",
                words=us_date(row.date),
            )
