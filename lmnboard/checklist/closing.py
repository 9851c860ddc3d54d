"""Checks before the letter is signed: no blanks left, own words up to date, looked over by a person.

Imports this room and `knowledge.phrases`. Run by `runner`. Three questions to a person close the gate of review; the
fourth (the card) only warns, because CHK-181 asks for the same facts again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec

from lmnboard.checklist.fault import Fault, field_at, unticked, wrong
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.phrases import find_placeholders
from lmnboard.model.case import Case, Row
from lmnboard.model.fields import catalogue


@check("CHK-141", "No placeholders left", part="L", section="letter", source="guide A.172-173")
def placeholders(s: Subject) -> Iterator[Fault]:
    for field, text in _letter_texts(s.case):
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


@cache
def _said_by_the_letter() -> frozenset[str]:
    """The patterns of the paths of all texts that go into the letter."""
    return frozenset(
        field.path for field in catalogue(Case) if field.about.letter and field.editor in ("text", "long", "icd10cm")
    )


def _letter_texts(record: msgspec.Struct, prefix: str = "", pattern: str = "") -> Iterator[tuple[str, str]]:
    """Path and value of each text that the letter says."""
    for name, key in zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True):
        value: Any = getattr(record, name)
        if isinstance(value, str):
            if pattern + key in _said_by_the_letter():
                yield prefix + key, value
        elif isinstance(value, msgspec.Struct):
            yield from _letter_texts(value, f"{prefix}{key}.", f"{pattern}{key}.")
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, Row):
                    yield from _letter_texts(row, f"{prefix}{key}/{row.id}/", f"{pattern}{key}/*/")


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
    "CHK-044",
    "Identification double-checked",
    part="D",
    section="sending",
    severity="warn",
    stage="review",
    source="guide A.038, A.103",
)
def identity(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-044", "Nobody has yet compared name, birth date and numbers with the insurance card.")


@check(
    "CHK-181",
    "Accuracy of patient information and insurance details reviewed",
    part="P",
    section="sending",
    stage="review",
    source="guide A.102-103",
)
def patient_reviewed(s: Subject) -> Fault | None:
    return _ticked(s, "CHK-181", "Nobody has yet looked over the patient's and the insurance details.")


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


def _ticked(s: Subject, check_id: str, message: str) -> Fault | None:
    if any(row.check == check_id and row.by for row in s.case.attestations):
        return None
    return unticked(message, "Look it over, then tick it; your name and the time are kept.")
