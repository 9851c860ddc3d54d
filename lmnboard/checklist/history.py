"""Checks of the clinical history: the condition's course and what it does to the patient.

Imports this room. Run by `runner`. Where a program can only look for words, it warns and does not block.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import course_told, coverage_asked, may_come_first
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import has_length, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.pattern import Pattern

_ONSET = Pattern(
    r"\b(?:since|(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4}|born|birth|congenital|childhood|lifelong|infancy|adolescence)\b",
    re.IGNORECASE,
)
_PROGRESSION = Pattern(
    r"\b(?:worse|progress|deteriorat|increas|declin|decreas|stable|unchanged|persist|recur|relaps|improv|flar|refractory"
    r"|chronic|exacerbat|remission|remit|fluctuat|spread|escalat|remain|continu|more (?:frequent|severe)|advanc|develop"
    r"|no (?:better|longer)|became|now|resist|failed to|return|plateau|static|ris(?:e|ing)|rose|fell|gain|los[st])",
    re.IGNORECASE,
)
_SEVERITY = Pattern(
    r"\d|\b(?:mild|moderate|severe|severity|score|grade|stage|class|debilitating|disabling|advanced|profound|acute|intense"
    r"|uncontrolled|unable|cannot|bedbound|total|complete|life-threatening)",
    re.IGNORECASE,
)


@check(
    "CHK-060",
    "Concise but thorough history section",
    part="F",
    section="history",
    source="guide A.045-046, A.193",
    applies=coverage_asked,
)
def course(s: Subject) -> Fault | None:
    if says_nothing(s.case.history.course):
        return missing(
            "history.course",
            "the history is the backbone of the letter",
            "Write how it began, how it went on and how bad it is, with dates.",
        )
    return None


@check("CHK-061", "Duration of the condition", part="F", section="history", source="guide A.048", applies=course_told)
def duration(s: Subject) -> Fault | None:
    told = s.case.history.course or ""
    if has_length(told) or _ONSET.search(told):
        return None
    dated = any(row.diagnosed_on for row in s.case.diagnoses)
    return wrong(
        "history.course",
        "Course of the condition does not say how long it has lasted.",
        "Add the onset or the length, for example 'since March 2024' or 'for 18 months'.",
        severity="warn" if dated else None,
    )


@check(
    "CHK-062",
    "Progression of the condition",
    part="F",
    section="history",
    severity="warn",
    source="guide A.048, A.195",
    applies=course_told,
)
def progression(s: Subject) -> Fault | None:
    if _PROGRESSION.search(s.case.history.course or ""):
        return None
    return wrong(
        "history.course",
        "Course of the condition does not say whether it got worse, stayed or came back.",
        "Add how it changed, for example 'has worsened since June 2025 despite therapy'.",
    )


@check(
    "CHK-063",
    "Severity of the condition",
    part="F",
    section="history",
    severity="warn",
    source="guide A.195",
    applies=course_told,
)
def severity(s: Subject) -> Fault | None:
    history = s.case.history
    told = (history.course, history.symptoms, history.functional_impact, *(f.result for f in s.case.findings))
    if any(text and _SEVERITY.search(text) for text in told):
        return None
    return wrong(
        "history.course",
        "The history does not say how severe the condition is.",
        "Add a score, a stage or a measure, for example 'pain 8 of 10' or 'Oswestry 52 %'.",
    )


@check("CHK-074", "Current symptoms", part="F", section="history", source="guide A.051, B.059", applies=coverage_asked)
def symptoms(s: Subject) -> Fault | None:
    if says_nothing(s.case.history.symptoms):
        return missing(
            "history.symptoms",
            "the payer asks how the patient is now",
            "Write what the patient has today, with a measure, for example 'pain 8 of 10'.",
            severity="warn" if may_come_first(s) else None,
        )
    return None


@check(
    "CHK-075",
    "Effect on daily functioning",
    part="F",
    section="history",
    source="guide A.051, A.195, B.059",
    applies=coverage_asked,
)
def function(s: Subject) -> Fault | None:
    if says_nothing(s.case.history.functional_impact):
        return missing(
            "history.functional_impact",
            "payers weigh what the patient can no longer do",
            "Write it for work, walking, sleep or self-care, for example 'cannot stand over 10 minutes'.",
            severity="warn" if may_come_first(s) else None,
        )
    return None


@check(
    "CHK-076",
    "Comorbidities that complicate or influence treatment",
    part="F",
    section="history",
    severity="warn",
    source="guide A.052",
    applies=coverage_asked,
)
def comorbidities(s: Subject) -> Fault | None:
    if says_nothing(s.case.history.comorbidities):
        return missing(
            "history.comorbidities",
            "the payer may hold them against the request",
            "Write those that bear on the treatment, or 'none relevant'.",
        )
    return None
