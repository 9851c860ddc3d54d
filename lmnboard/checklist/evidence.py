"""Checks of the evidence: guidelines, studies and labels, cited so that a reviewer finds them, said of this patient.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked, evidence_told, medication_coverage, off_label
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.finding import Severity
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject

_INDICATION = re.compile(r"\b(?:off[- ]label|FDA|indication|indicated|approved|label(?:l?ed|ing)?)\b", re.IGNORECASE)


@check(
    "CHK-005",
    "Connects clinical picture to evidence-based guidelines and standard of practice",
    part="A",
    section="justification",
    source="guide A.010, A.218",
    applies=coverage_asked,
)
def evidence(s: Subject) -> Fault | None:
    if not s.case.evidence:
        return missing(
            "evidence",
            "a payer follows guidelines, not opinions",
            "Add a guideline, study or FDA label, with who published it, its title and its year.",
        )
    return None


@check(
    "CHK-083",
    "Evidence is cited with its organization, title and year",
    part="G",
    section="justification",
    source="guide A.058-060, A.201",
    applies=evidence_told,
    also=("CHK-084",),
)
def cited(s: Subject) -> Iterator[Fault]:
    for row in s.case.evidence:
        path, name = f"evidence/{row.id}", row.title or row.source
        if says_nothing(row.source) and row.kind != "fda":
            yield missing(f"{path}/source", "the payer looks up who published it", of=name)
        if says_nothing(row.title):
            yield missing(
                f"{path}/title",
                "the payer has to find it",
                "Write the title of the guideline, study, policy or label.",
                of=name,
            )
        if row.year is None:
            # A label and a policy are in force; a guideline and a study are of their year.
            advice: Severity | None = "warn" if row.kind in ("fda", "policy", "compendium") else None
            yield missing(f"{path}/year", "an old one may be out of force", of=name, severity=advice)


@check(
    "CHK-082",
    "Evidence connected to the patient's condition",
    part="G",
    section="justification",
    severity="warn",
    source="guide A.057, A.114",
    applies=evidence_told,
)
def connected(s: Subject) -> Iterator[Fault]:
    for row in s.case.evidence:
        if says_nothing(row.statement):
            yield missing(
                f"evidence/{row.id}/statement",
                "a citation alone shows nothing",
                "Write what it recommends for a patient like this one.",
                of=row.title or row.source,
            )


@check(
    "CHK-085",
    "FDA approval or indication stated where applicable",
    part="G",
    section="justification",
    severity="warn",
    source="guide A.061, A.201",
    applies=medication_coverage,
)
def fda_indication(s: Subject) -> Fault | None:
    if s.case.off_label is None and not any(row.kind == "fda" for row in s.case.evidence):
        return missing(
            "off_label",
            "a drug is covered for its FDA-approved use",
            "Choose yes or no; where no, cite the label as evidence of kind FDA.",
        )
    return None


@check(
    "CHK-010",
    "Off-label use is said and has evidence",
    part="A",
    section="justification",
    severity="warn",
    source="guide A.022-023; 42 U.S.C. 1395w-102(e)(4) for Part D",
    applies=off_label,
)
def off_label_use(s: Subject) -> Iterator[Fault]:
    if s.case.rationale and not _INDICATION.search(s.case.rationale):
        yield wrong(
            "rationale",
            "Rationale does not say that the use is outside the FDA-approved indication.",
            "Say so first, then the evidence for it: the reviewer will find out anyway.",
        )
    kinds = {row.kind for row in s.case.evidence}
    wanted = {"compendium"} if s.payer.type == "part_d" else {"compendium", "study", "guideline"}
    if kinds and not kinds & wanted:
        named = "a compendium" if s.payer.type == "part_d" else "a study, guideline or compendium"
        yield wrong(
            "evidence",
            f"Off-label use is not backed by {named}.",
            "Add a row, for example of kind compendium from AHFS-DI or DRUGDEX.",
        )
