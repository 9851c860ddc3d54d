"""Checks of the justification: why this, for this patient, and why nothing else will do.

Imports this room. Run by `runner`. The evidence is judged in `evidence`, the wording in `wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject

_WORD = re.compile(r"[a-z]{5,}")


@check(
    "CHK-081",
    "Justification exists and is patient-specific",
    part="G",
    section="justification",
    source="guide A.055-056, A.200, B.060",
)
def patient_specific(s: Subject) -> Fault | None:
    told = (s.case.rationale or "").lower()
    if says_nothing(told):
        return missing(
            "rationale",
            "this is what the letter is for",
            "Write which finding makes it necessary, what failed, and what it will change.",
        )
    if any(sign.isdigit() for sign in told) or _facts_of(s) & set(_WORD.findall(told)):
        return None
    return wrong(
        "rationale",
        "Rationale would fit any patient: it names no finding, treatment, diagnosis or number of this one.",
        "Name a fact of the chart, for example 'MRI of 03/14/2026 shows a 7 mm extrusion'.",
    )


def _facts_of(s: Subject) -> set[str]:
    """The words by which a text can name something of this case."""
    case = s.case
    texts = (
        *(row.description for row in case.diagnoses),
        *(text for row in case.findings for text in (row.name, row.result)),
        *(row.name for row in case.treatments),
        *(row.name for row in case.alternatives),
        case.history.symptoms,
        case.history.functional_impact,
    )
    return {word for text in texts if text for word in _WORD.findall(text.lower())}


@check(
    "CHK-086",
    "Alternatives: why not suitable, failed or contraindicated",
    part="G",
    section="treatments",
    source="guide A.062, A.123-124",
    applies=coverage_asked,
    also=("CHK-087", "CHK-196"),
)
def alternatives(s: Subject) -> Iterator[Fault]:
    if not s.case.alternatives:
        yield missing(
            "alternatives",
            "the payer will name a cheaper one",
            "Add the usual or cheaper options, each with why it will not do for this patient.",
        )
    for row in s.case.alternatives:
        path = f"alternatives/{row.id}"
        if says_nothing(row.name):
            yield missing(f"{path}/name", "the payer asks which option was weighed", "Write the option's name.")
        if row.reason is None and says_nothing(row.explanation):
            yield missing(
                f"{path}/reason",
                "the payer asks why it will not do",
                "Choose failed, unsuitable, contraindicated or not available.",
                of=row.name,
            )
        elif says_nothing(row.explanation):
            yield missing(
                f"{path}/explanation",
                "a reason needs its fact",
                "Write the fact, for example 'creatinine 2.1 rules out NSAIDs'.",
                of=row.name,
                severity="warn",
            )
