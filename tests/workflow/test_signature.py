"""A signature stands under one letter: who may give it, what voids it, and that it comes back with what voided it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.model.errors import Invalid, NotFound, Refused
from lmnboard.workflow.edits import VOIDED
from tests.builders import a_board, a_case, at

ID = "LMN-0001"
BY_WORD = "signed the printed letter"


def test_the_provider_signs_alone_and_others_say_how_it_was_given(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(), a_case())
    with at(path, "miriam") as miriam, at(path) as dana:
        miriam.sign(ID)
        with pytest.raises(Refused, match="say how it was given"):
            dana.sign("LMN-0002")
        entry = dana.sign("LMN-0002", word=BY_WORD, method="wet")

        assert dana.shown.case(ID).signature.method == "electronic"
        signature = dana.shown.case("LMN-0002").signature
        assert (signature.by, str(signature.on), signature.method) == ("castellanos", "2026-11-20", "wet")
        assert entry.note == BY_WORD


def test_a_case_without_a_provider_is_not_signed(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(provider=None))) as board, pytest.raises(Refused, match="no signing provider"):
        board.sign(ID, word=BY_WORD, method="electronic")


def test_a_provider_who_may_not_sign_does_not(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit("providers/castellanos", {"may_sign": False})
        with pytest.raises(Refused, match="may not sign"):
            board.sign(ID, word=BY_WORD, method="electronic")


@pytest.mark.parametrize(
    "values",
    [
        {"request.duration": "6 weeks"},
        {"patient.name": "Ada N. Okafor"},
        {"treatments/t1/outcome": "failed"},
        {"payer": None},
        {"letter.sections.opening": "I write for my patient."},
    ],
)
def test_an_edit_of_what_the_letter_says_voids_the_signature_and_says_so(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, word=BY_WORD, method="electronic")
        entry = board.edit(ID, values)

        assert entry.note == VOIDED
        assert board.shown.case(ID).signature.by is None


@pytest.mark.parametrize(
    "values",
    [{"owner": "jo"}, {"next_touch.on": "2026-12-01"}, {"tags": ["call"]}, {"value": 1250.0}],
)
def test_an_edit_of_anything_else_leaves_it(tmp_path: Path, values: dict[str, Any]) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, word=BY_WORD, method="electronic")
        entry = board.edit(ID, values)

        assert entry.note == ""
        assert board.shown.case(ID).signature.by == "castellanos"


def test_adding_removing_and_reordering_what_the_letter_lists_voids_it(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(), a_case(), a_case(), a_case())
    paper = tmp_path / "mri.pdf"
    paper.write_bytes(b"%PDF")
    with at(path) as board:
        for number in range(1, 5):
            board.sign(f"LMN-000{number}", word=BY_WORD, method="electronic")
        board.add_row("LMN-0001", "treatments", {"name": "Massage"})
        board.remove_row("LMN-0002", "treatments/t1")
        board.move_row("LMN-0003", "treatments/t1", 1)
        board.attach("LMN-0004", paper, title="MRI", kind="imaging", on=None)

        assert [card.number for card in board.shown.cards.values() if board.shown.case(card.id).signature.by] == []


def test_a_note_does_not_void_it(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, word=BY_WORD, method="electronic")
        board.note(ID, "Called the patient.")

        assert board.shown.case(ID).signature.by == "castellanos"


def test_undoing_the_edit_gives_the_signature_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, word=BY_WORD, method="electronic")
        board.edit(ID, {"request.duration": "6 weeks"})
        board.undo()

        assert board.shown.case(ID).signature.by == "castellanos"


def test_undoing_an_edit_that_was_signed_voids_the_signature(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        edit = board.edit(ID, {"request.duration": "6 weeks"})
        board.sign(ID, word=BY_WORD, method="electronic")
        taken = board.undo(edit.seq)

        assert taken.entry.note == VOIDED
        assert board.shown.case(ID).signature.by is None


def test_a_tick_is_taken_back_by_a_second_one_and_only_real_checks_are_ticked(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.attest(ID, "CHK-181")
        assert [row.by for row in board.shown.case(ID).attestations] == ["dana"]
        board.attest(ID, "CHK-181")
        assert board.shown.case(ID).attestations == []
        with pytest.raises(NotFound, match="CHK-001"):
            board.attest(ID, "CHK-001")


def test_where_the_directory_has_no_number_somebody_has_to_say_where_it_went(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board, pytest.raises(Invalid, match="Say where it went"):
        board.submit(ID, board.proposed_sending(ID, "portal"), "the fax machine is broken")
