"""Checks before the letter is signed: no blanks left, own words up to date, looked over by a person.

Imports this room and `knowledge.phrases`. Run by `runner`. Four questions to a person close the gate of review; the
fifth, on the enclosures, only warns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.fault import Fault, field_at, unticked, wrong
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.texts import texts_of_letter
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.phrases import find_placeholders


@check("CHK-141", "No placeholders left", part="L", section="letter", source="guide A.172-173")
def placeholders(s: Subject) -> Iterator[Fault]:
    for field, text in texts_of_letter(s.case):
        for span in _blanks(text):
            yield wrong(
                field,
                f"{quoted(span.words)} is {span.name}, and the payer would read it so.",
                "Write the fact in its place, or take it out.",
                words=span.words,
                span=(span.start, span.end),
            )


# One edit changes one text: the others of a case are not searched again. Bounded, as they name patients.
_blanks = lru_cache(maxsize=4096)(find_placeholders)


@check(
    "CHK-108",
    "Sections written by hand agree with the case",
    part="H",
    section="letter",
    severity="warn",
    stage="review",
    source="guide A.205",
)
def own_words(s: Subject) -> Iterator[Fault]:
    for section in sorted(s.outdated):
        field = f"letter.sections.{section}"
        yield wrong(
            field,
            f"The {field_at('cases', field).title} was written by hand, and the facts under it have changed.",
            "Read it against the case, then keep it, change it or take the template's words.",
        )


@check(
    "CHK-181",
    "Accuracy of patient information and insurance details reviewed",
    part="P",
    section="sending",
    stage="review",
    source="guide A.038, A.102-103",
    also=("CHK-044",),
)
def patient_reviewed(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-181", "Nobody has yet compared name, birth date and numbers with the insurance card.")


@check("CHK-182", "Correct ICD-10 codes reviewed", part="P", section="sending", stage="review", source="guide A.104")
def codes_reviewed(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-182", "Nobody has yet compared the codes with the chart.")


@check(
    "CHK-183",
    "Completeness of clinical justification reviewed",
    part="P",
    section="sending",
    stage="review",
    source="guide A.105",
)
def justification_reviewed(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-183", "Nobody has yet read the justification for what a reviewer would still ask.")


@check(
    "CHK-184",
    "Payer's formatting and forms reviewed",
    part="P",
    section="sending",
    stage="review",
    source="guide A.106",
    applies=coverage_asked,
)
def formatting_reviewed(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-184", "Nobody has yet compared the letter with the payer's rules on form and its own forms.")


@check(
    "CHK-131",
    "Each enclosure is readable and this patient's",
    part="K",
    section="sending",
    severity="warn",
    stage="review",
    source="guide A.103, A.127",
    applies=coverage_asked,
)
def enclosures_opened(s: Subject) -> Fault | None:
    # Where nothing is attached at all, that is the finding.
    if not s.case.attachments:
        return None
    return _ticked(s, "CHK-131", "Nobody has yet opened each enclosure: readable, whole and this patient's.")


def _ticked(s: Subject, check_id: str, message: str) -> Fault | None:
    if any(row.check == check_id and row.by for row in s.case.attestations):
        return None
    return unticked(message, "Look it over, then tick it; your name and the time are kept.")
