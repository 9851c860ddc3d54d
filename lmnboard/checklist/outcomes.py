"""Checks of the outcomes: what the treatment will change, measured how, and what happens without it.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import consequences_told, coverage_asked, goal_asked, therapy_coverage
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import has_length, has_number, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.pattern import Pattern
from lmnboard.model.case_facts import Goal

_MEASURED = Pattern(
    r"\d|%|\b(?:no|zero|none|without|independent(?:ly)?|remission|normal|negative|full|complete|half|double|free)\b",
    re.IGNORECASE,
)
_HARM = Pattern(
    r"risk|deteriorat|worse|progress|declin|los[est]|fall|hospital|admission|emergency|surg|disab|death|die[sd]?\b|mortal"
    r"|fatal|pain|quality of life|independ|function|complicat|damage|injur|infect|relapse|recur|suffer|unable|cannot"
    r"|impair|stroke|fail|amputat|blind|suicid|seizure|ulcer|contractur|exacerbat|flare|delay|miss|permanent|irreversib|chronic"
    r"|sever|continue|remain|persist|harm|danger|threat|reduc|limit|cancer|metasta|ischemi|bleed|nursing|institution|opioid",
    re.IGNORECASE,
)


@check("CHK-104", "Expected clinical outcomes", part="H", section="outcomes", source="guide A.067, A.069, A.202")
def expected(s: Subject) -> Fault | None:
    if says_nothing(s.case.outcomes.expected):
        # An HSA administrator reads only that it treats the condition.
        return missing(
            "outcomes.expected",
            "the payer asks what it will change",
            "Write the change and by when, for example 'walks 300 m without rest in 12 weeks'.",
            severity=None if coverage_asked(s) else "warn",
        )
    return None


@check("CHK-105", "Measurable goals", part="H", section="outcomes", source="guide A.070, A.202", applies=goal_asked)
def goals(s: Subject) -> Fault | None:
    told = s.case.outcomes.expected
    if any(_measurable(goal) for goal in s.case.outcomes.goals) or (has_number(told) and has_length(told)):
        return None
    if not s.case.outcomes.goals:
        return missing(
            "outcomes.goals",
            "'better' cannot be measured",
            "Add a measure, its target and by when: Oswestry, 30 % or less, 12 weeks.",
        )
    return _what_lacks(s.case.outcomes.goals[0])


@check(
    "CHK-170",
    "Therapy: measurable improvement within a reasonable period",
    part="N",
    section="outcomes",
    source="guide B.050",
    applies=therapy_coverage,
)
def therapy_goals(s: Subject) -> Iterator[Fault]:
    measurable = [goal for goal in s.case.outcomes.goals if _measurable(goal)]
    if measurable and all(says_nothing(goal.baseline) for goal in measurable):
        yield missing(
            f"outcomes.goals/{measurable[0].id}/baseline", "improvement is counted from it", of=measurable[0].measure
        )
    elif not measurable:
        yield wrong(
            "outcomes.goals",
            "No goal has a measure, a target and a time, and therapy is approved for measurable gain.",
            "Add a goal: Oswestry, from 52 %, to 30 % or less, in 12 weeks.",
        )


def _measurable(goal: Goal) -> bool:
    said = f"{goal.measure or ''} {goal.target or ''}"
    return bool(_MEASURED.search(said)) and not says_nothing(goal.target) and not says_nothing(goal.by)


def _what_lacks(goal: Goal) -> Fault:
    path = f"outcomes.goals/{goal.id}"
    if says_nothing(goal.target):
        return missing(f"{path}/target", "a goal has a number", of=goal.measure)
    if says_nothing(goal.by):
        return missing(f"{path}/by", "a goal has a date", of=goal.measure)
    return wrong(
        f"{path}/target",
        "Target is not a number or a scale, so nobody can tell whether it was reached.",
        "Write what will be measured, for example '30 % or less' or '300 m'.",
        words=(goal.target or "")[:40],
    )


@check(
    "CHK-106",
    "Consequences of not receiving the treatment",
    part="H",
    section="outcomes",
    source="guide A.069, A.203-204",
    applies=coverage_asked,
)
def consequences(s: Subject) -> Fault | None:
    if says_nothing(s.case.outcomes.without_treatment):
        return missing(
            "outcomes.without_treatment",
            "the payer asks what a refusal would do",
            "Write what would get worse and what it risks, for example 'permanent foot drop'.",
        )
    return None


@check(
    "CHK-107",
    "Consequences name deterioration, risks or quality of life",
    part="H",
    section="outcomes",
    severity="warn",
    source="guide A.204",
    applies=consequences_told,
)
def consequences_named(s: Subject) -> Fault | None:
    if _HARM.search(s.case.outcomes.without_treatment or ""):
        return None
    return wrong(
        "outcomes.without_treatment",
        "Consequences of not treating name no harm.",
        "Name a deterioration, a risk or what the patient would lose, for example 'risk of falls'.",
    )
