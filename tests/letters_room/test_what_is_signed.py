"""The digest that a signature stands for: the words, whole, and nothing that signing itself changes."""

from __future__ import annotations

from datetime import date

from lmnboard.letters import set_letter
from lmnboard.model.case_course import Signature
from tests.letters_room.appeal_and_therapy import CONTINUATION
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)


def test_signing_does_not_change_what_is_signed_and_shows_in_the_letter() -> None:
    case = a_case(MEDICATION)
    before = set_letter(case, a_clinic(), TODAY)

    case.signature = Signature(
        by="castellanos", on=date(2026, 11, 20), method="electronic", letter_sha256=before.signed_sha256
    )
    after = set_letter(case, a_clinic(), TODAY)

    assert after.signed_sha256 == before.signed_sha256
    assert "Electronically signed by Miriam Castellanos, MD on 11/20/2026" in after.text
    assert "\n11/20/2026\n" in after.text
    assert "____" not in after.text


def test_another_day_or_a_draft_mark_changes_nothing() -> None:
    case = a_case(CONTINUATION)
    one = set_letter(case, a_clinic(), TODAY)
    other = set_letter(case, a_clinic(), date(2027, 1, 2), draft=True)

    assert one.signed_sha256 == other.signed_sha256
    assert one.text != other.text


def test_an_edit_of_the_case_or_of_the_directory_changes_it() -> None:
    first = set_letter(a_case(MEDICATION), a_clinic(), TODAY).signed_sha256
    edited = a_case(MEDICATION)
    edited.request.dosage = "70 mg subcutaneously"
    moved = a_clinic()
    moved.payers["lone-star"].address.street = "PO Box 4200"

    assert set_letter(edited, a_clinic(), TODAY).signed_sha256 != first
    assert set_letter(a_case(MEDICATION), moved, TODAY).signed_sha256 != first


def test_notes_tasks_and_triage_are_no_part_of_it() -> None:
    first = set_letter(a_case(MEDICATION), a_clinic(), TODAY).signed_sha256
    busy = a_case(
        MEDICATION,
        owner="dana",
        tags=["urgent"],
        value=900.0,
        stage="review",
        notes=[{"id": "n50", "text": "called the plan"}],
        submit_by="2026-12-01",
    )

    assert set_letter(busy, a_clinic(), TODAY).signed_sha256 == first


def test_a_signature_over_other_words_is_not_shown() -> None:
    case = a_case(MEDICATION)
    read = set_letter(case, a_clinic(), TODAY).signed_sha256
    case.signature = Signature(by="castellanos", on=date(2026, 11, 20), method="electronic", letter_sha256=read)
    case.rationale = "something the provider never read"

    text = set_letter(case, a_clinic(), TODAY).text

    assert "Electronically signed" not in text
    assert "11/20/2026" not in text


def test_a_letter_to_be_signed_in_ink_has_its_line() -> None:
    case = a_case(MEDICATION)
    case.signature = Signature(by="castellanos", on=date(2026, 11, 20), method="wet")

    assert (
        "________________________________\nSignature\n\nDate: 11/20/2026\n" in set_letter(case, a_clinic(), TODAY).text
    )
