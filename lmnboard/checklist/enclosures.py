"""Checks of the enclosures: the records that prove what the letter says.

Imports this room. Run by `runner`. Nothing is asked of an HSA or FSA letter, which goes without records.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lmnboard.checklist.applies import appeal, coverage_asked, evidence_told, findings_told
from lmnboard.checklist.criteria_texts import told
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.words.cited_records import cited_consult
from lmnboard.written.letter import Letter


@check(
    "CHK-120",
    "Letter has attachments",
    part="K",
    section="enclosures",
    source="guide A.098, A.126-127",
    applies=coverage_asked,
    also=("CHK-197",),
)
def enclosed(s: Subject) -> Fault | None:
    if not s.case.attachments:
        return missing(
            "attachments",
            "a claim without proof is denied",
            "Attach the clinical note and the reports that the letter speaks of.",
        )
    return None


@check(
    "CHK-125", "Clinical notes attached", part="K", section="enclosures", source="guide A.128", applies=coverage_asked
)
def note(s: Subject) -> Fault | None:
    # Where nothing is attached at all, that is the finding.
    if not s.case.attachments or _has(s, "note", "consult"):
        return None
    return wrong(
        "attachments",
        "No clinical note is enclosed.",
        "Attach the note of the visit at which this was ordered, as kind note.",
    )


@check(
    "CHK-128",
    "Each in-text reference has its attachment",
    part="K",
    section="history",
    source="guide A.100, A.127",
    applies=findings_told,
)
def referenced(s: Subject) -> Iterator[Fault]:
    enclosed_ids = {row.id for row in s.case.attachments}
    for row in s.case.findings:
        if row.attachment and row.attachment not in enclosed_ids:
            yield wrong(
                f"findings/{row.id}/attachment",
                "A finding points at an enclosure that is not there.",
                "Attach the report, or choose one of the enclosures.",
                words=row.attachment[:40],
            )


@check(
    "CHK-121",
    "Lab results attached",
    part="K",
    section="enclosures",
    severity="warn",
    source="guide A.099, A.128",
    applies=findings_told,
)
def lab(s: Subject) -> Fault | None:
    return _report_of(s, "lab", "A lab is cited, and no lab result is enclosed.", "Attach it as kind lab.")


@check(
    "CHK-122",
    "Imaging reports attached",
    part="K",
    section="enclosures",
    severity="warn",
    source="guide A.099, A.128",
    applies=findings_told,
)
def imaging(s: Subject) -> Fault | None:
    return _report_of(
        s, "imaging", "An image is cited, and no imaging report is enclosed.", "Attach it as kind imaging."
    )


@check(
    "CHK-123",
    "Consultation reports attached",
    part="K",
    section="enclosures",
    severity="warn",
    source="guide A.099",
    applies=coverage_asked,
)
def consultation(s: Subject) -> Fault | None:
    if not s.case.attachments or _has(s, "consult"):
        return None
    own_name = (s.provider.name or "").lower().split()[-1:]
    if any(_speaks_of_consult(one.text, frozenset(own_name)) for one in told(s) if one.field != "letter"):
        return wrong(
            "attachments",
            "Another clinician's opinion is cited, and no report of it is enclosed.",
            "Attach it as kind consult.",
        )
    return None


# One edit changes one text: the others of a case are not searched again. Bounded, as they name patients.
@lru_cache(maxsize=4096)
def _speaks_of_consult(text: str, authors: frozenset[str]) -> bool:
    return cited_consult(Letter(text), authors) is not None


@check(
    "CHK-124",
    "Cited guidelines attached",
    part="K",
    section="enclosures",
    severity="warn",
    source="guide A.077, A.099",
    applies=evidence_told,
)
def guideline(s: Subject) -> Fault | None:
    cited = [row for row in s.case.evidence if row.kind == "guideline"]
    if not cited or not s.case.attachments or _has(s, "guideline"):
        return None
    return wrong(
        "attachments",
        "A guideline is cited, and no copy of it is enclosed for the reviewer to look at.",
        "Attach the page that is cited, as kind guideline.",
        words=(cited[0].title or cited[0].source or "")[:40],
    )


@check(
    "CHK-130",
    "Previous denial letter attached when appealing",
    part="K",
    section="enclosures",
    source="guide A.077",
    applies=appeal,
)
def denial(s: Subject) -> Fault | None:
    if _has(s, "denial"):
        return None
    return wrong(
        "attachments",
        "The denial letter is not enclosed, and the appeal answers it.",
        "Attach the payer's notice as kind denial.",
    )


@check(
    "CHK-127",
    "Each enclosure is named by document and date",
    part="K",
    section="enclosures",
    severity="warn",
    source="guide A.100",
    applies=coverage_asked,
    also=("CHK-126",),
)
def named(s: Subject) -> Iterator[Fault]:
    for row in s.case.attachments:
        if says_nothing(row.title):
            yield missing(f"attachments/{row.id}/title", "the letter lists it by its title")
        if row.date is None and row.kind in ("note", "lab", "imaging", "consult", "denial"):
            yield missing(f"attachments/{row.id}/date", "the letter lists it by its date", of=row.title)


def _has(s: Subject, *kinds: str) -> bool:
    return any(row.kind in kinds for row in s.case.attachments)


def _report_of(s: Subject, kind: str, message: str, fix: str) -> Fault | None:
    cited = [row for row in s.case.findings if row.kind == kind]
    enclosed_ids = {row.id for row in s.case.attachments}
    if not s.case.attachments or _has(s, kind) or all(row.attachment in enclosed_ids for row in cited):
        return None
    return wrong("attachments", message, fix)
