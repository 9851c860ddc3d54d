"""The letters of our own templates hold what only a letter's words can show: such checks are not asked of them later.

A case whose letter nobody worded is not read for these rows on the board, because the templates are held to them here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from lmnboard.checklist.runner import CHECKS
from lmnboard.checklist.subject import Subject
from lmnboard.letters import set_letter
from lmnboard.model.clinic import Clinic, typed_case
from tests.checklist.builders import KINDS, PAYER_TYPES, PURPOSES, TODAY, a_complete_case
from tests.checklist.builders import a_clinic as a_clinic_of
from tests.letters_room.appeal_and_therapy import BY_NAME, DENIED_EQUIPMENT
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

ONLY_WORDS = tuple(check for check in CHECKS if check.rule is None)
EXAMINED: dict[str, Any] = {
    "id": "f9", "kind": "exam", "name": "Physical examination", "date": "2026-10-02",
    "result": "Strength of the left foot 4 of 5, gait antalgic, straight leg raise positive at 40 degrees",
}  # fmt: skip
SORTS = [*((kind, "commercial") for kind in KINDS), *(("procedure", payer_type) for payer_type in PAYER_TYPES[1:])]
NOTE = {"id": "a9", "title": "Office note", "kind": "note", "date": "2026-10-02"}


def amiss(subject: Subject, text: str) -> dict[str, str]:
    """What the rows that only words can show say of a letter, as the board asks them."""
    printed = msgspec.structs.replace(subject, letter=text)
    return {found.check: found.message for check in ONLY_WORDS for found in check.judge(printed) if found.is_open}


def set_by_ours(doc: dict[str, Any], clinic: Clinic, today: date, denied: dict[str, Any] | None = None) -> str:
    return set_letter(typed_case(doc), clinic, today, denied=a_case(denied) if denied else None).text


def test_there_are_rows_that_only_words_can_show() -> None:
    asked = {check.id for check in ONLY_WORDS}
    assert {"CHK-026", "CHK-031", "CHK-037", "CHK-109", "CHK-111", "CHK-116", "CHK-134", "CHK-148"} <= asked


@pytest.mark.parametrize(("kind", "payer_type"), SORTS)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_complete_case_prints_a_letter_that_holds_them(kind: str, purpose: str, payer_type: str) -> None:
    doc = a_complete_case(kind, purpose)
    doc["findings"] = [*doc["findings"], EXAMINED]
    clinic = a_clinic_of(payer_type)

    assert amiss(Subject.of(typed_case(doc), clinic, TODAY), set_by_ours(doc, clinic, TODAY)) == {}


@pytest.mark.parametrize("name", ["medication", "equipment_appeal", "hsa", "continuation", "injury"])
def test_the_letters_that_were_read_as_a_payer_would_hold_them(name: str) -> None:
    """The golden letters, with what some of them leave out: an examination, an enclosure, a policy of the payer."""
    doc: dict[str, Any] = {"id": "LMN-0042", **BY_NAME[name]}
    doc["findings"] = [*doc.get("findings", []), EXAMINED]
    doc["attachments"] = [*doc.get("attachments", []), NOTE]
    doc["policy"] = {"reference": "MP.042", **doc.get("policy", {})}
    today = date(2026, 11, 21)
    denied = DENIED_EQUIPMENT if name == "equipment_appeal" else None

    text = set_by_ours(doc, a_clinic(), today, denied)

    assert amiss(Subject.of(typed_case(doc), a_clinic(), today), text) == {}


@pytest.mark.parametrize(
    ("ours", "instead", "check"),
    [
        ("Re:  ", "About: ", "CHK-031"),
        ("Dear Medical Director:", "To Whom It May Concern:", "CHK-037"),
        ("Sincerely,", "", "CHK-134"),
        ("ENCLOSURES\n\n1. ", "", "CHK-129"),
    ],
)
def test_a_template_that_left_it_out_would_be_found(ours: str, instead: str, check: str) -> None:
    text = set_by_ours({"id": "LMN-0042", **MEDICATION}, a_clinic(), date(2026, 11, 21))
    assert ours in text

    subject = Subject.of(a_case(MEDICATION), a_clinic(), date(2026, 11, 21))
    assert check in amiss(subject, text.replace(ours, instead, 1))
