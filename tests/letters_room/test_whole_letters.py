"""Whole letters, as they print. `UPDATE_GOLDEN=1` writes them anew: read the difference as a payer would."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard.letters import DRAFT_MARK, Letter, set_letter
from lmnboard.letters.layout import COLUMNS
from lmnboard.model.choices import PayerType
from lmnboard.model.paths import put
from tests.letters_room.appeal_and_therapy import BY_NAME, DENIED_EQUIPMENT, EQUIPMENT_APPEAL, HSA
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)
GOLDEN = Path(__file__).parent / "golden"


def the_letter(name: str) -> Letter:
    if name == "equipment_appeal":
        denied = a_case(DENIED_EQUIPMENT)
        return set_letter(a_case(EQUIPMENT_APPEAL), a_clinic(), TODAY, denied=denied)
    doc: dict[str, Any] = {} if name == "empty_draft" else BY_NAME[name]
    return set_letter(a_case(doc), a_clinic(), TODAY, draft=name == "empty_draft")


@pytest.mark.parametrize("name", ["medication", "equipment_appeal", "hsa", "continuation", "injury", "empty_draft"])
def test_the_letter_reads_as_it_did(name: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    text = the_letter(name).text
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["medication", "equipment_appeal", "hsa", "continuation", "injury"])
def test_a_complete_case_leaves_no_gap_and_no_broad_line(name: str) -> None:
    letter = the_letter(name)

    assert letter.gaps == ()
    assert "[[" not in letter.text
    assert max(map(len, letter.text.splitlines())) <= COLUMNS
    assert letter.text.isascii()


def test_an_empty_case_names_every_fact_that_it_needs_first_to_last() -> None:
    letter = the_letter("empty_draft")

    assert letter.gaps[:5] == ("provider", "payer", "purpose", "patient.name", "patient.date_of_birth")
    assert {"request.treatment", "rationale", "history.course", "treatments", "diagnoses"} <= set(letter.gaps)
    assert "Date of birth:      [[date of birth]]" in letter.text


def test_a_gap_of_the_directory_is_told_from_one_of_the_case() -> None:
    clinic = a_clinic()
    clinic.providers["castellanos"].npi = None
    clinic.payers["lone-star"].address.city = None

    letter = set_letter(a_case(MEDICATION), clinic, TODAY)

    assert letter.gaps == ("provider.npi", "payer.address.city")
    assert "NPI: [[NPI]]" in letter.text
    assert "[[city]], TX 75201" in letter.text


def test_a_gap_in_a_row_names_its_row() -> None:
    case = a_case(MEDICATION)
    case.treatments[1].outcome = None

    assert set_letter(case, a_clinic(), TODAY).gaps == ("treatments/t8/outcome",)


def test_an_appeal_without_its_denial_asks_for_it() -> None:
    letter = set_letter(a_case(EQUIPMENT_APPEAL), a_clinic(), TODAY)

    assert letter.gaps == ("appeal.of",)
    assert "Re:                 Appeal of Denial Dated [[date of the notice]]" in letter.text
    assert "[[stated reasons]]" in letter.text


def test_an_appeal_may_carry_the_denial_itself() -> None:
    case = a_case(EQUIPMENT_APPEAL, responses=DENIED_EQUIPMENT["responses"])

    assert set_letter(case, a_clinic(), TODAY).gaps == ()


def test_a_draft_says_so_first_and_last() -> None:
    lines = set_letter(a_case(HSA), a_clinic(), TODAY, draft=True).text.splitlines()

    assert (lines[0], lines[-1]) == (DRAFT_MARK, DRAFT_MARK)


def test_words_written_by_hand_stand_in_place_of_the_templates() -> None:
    own = {"opening": "in my own words", "consequences": "- pain\n- loss of work", "request": "please approve"}
    letter = set_letter(a_case(MEDICATION, letter={"sections": own}), a_clinic(), TODAY)

    assert "Dear Medical Director:\n\nIn my own words.\n\nCLINICAL HISTORY\n" in letter.text
    assert (
        "CONSEQUENCES OF NOT TREATING\n\n- pain\n- loss of work\n\nREQUEST\n\nPlease approve.\n\nENCLOSURES"
        in letter.text
    )


def test_a_reimbursement_asks_a_plan_administrator_and_speaks_of_no_authorization() -> None:
    text = the_letter("hsa").text

    assert "Dear Plan Administrator:" in text
    assert "authorization" not in text.lower()
    assert "not for general" in text


def test_no_pronoun_is_guessed() -> None:
    doc = {**MEDICATION, "history": {}, "rationale": "x", "outcomes": {}}
    for sex in ("unknown", "other", None):
        case = a_case(doc)
        case.patient.sex = sex
        words = set(set_letter(case, a_clinic(), TODAY).text.lower().replace(",", " ").split())
        assert not words & {"she", "he", "her", "his", "mr.", "ms.", "mrs."}


def test_off_label_use_is_said() -> None:
    text = set_letter(a_case(MEDICATION, off_label=True), a_clinic(), TODAY).text

    assert "outside the indications approved by the FDA (off-label)" in " ".join(text.split())


def test_the_diagnosis_marked_primary_comes_first_and_enclosures_follow_their_order() -> None:
    case = a_case(MEDICATION)
    case.attachments[2].order = -1.0

    text = set_letter(case, a_clinic(), TODAY).text

    assert text.index("G43.719") < text.index("G47.00")
    assert "1. Aimovig prescribing information" in text
    assert "No structural cause\n  of headache. See enclosure 2." in text


def test_a_subscriber_is_named_only_where_it_is_another_person() -> None:
    doc: dict[str, Any] = {"coverage": {"subscriber_relationship": "self", "subscriber_name": "Ada Okafor"}}

    assert "Subscriber" not in set_letter(a_case(doc), a_clinic(), TODAY).text
    put(doc, "coverage.subscriber_relationship", "child")
    assert "Subscriber:         Ada Okafor (patient is a child)" in set_letter(a_case(doc), a_clinic(), TODAY).text


@pytest.mark.parametrize(("payer_type", "asked"), [("commercial", True), ("medicare_ffs", False), ("part_d", False)])
def test_a_group_number_is_asked_for_only_where_plans_have_groups(payer_type: PayerType, asked: bool) -> None:
    case, clinic = a_case(MEDICATION), a_clinic()
    case.coverage.group_number = None
    clinic.payers["lone-star"].type = payer_type

    assert ("coverage.group_number" in set_letter(case, clinic, TODAY).gaps) == asked
