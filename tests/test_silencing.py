"""What a clinic does not want to hear of: in one case with a reason, in all by a lead; shown so, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.checklist.finding import Finding, blockers, count
from lmnboard.model.errors import Invalid, NotAllowed, NotFound, Refused
from tests.builders import a_board, a_case, at, look_over_and_sign

CASE = "LMN-0001"
VAGUE = "He would benefit from surgery; MRI of 08/04/2026 shows a 7 mm extrusion."


def of(board: Board, check: str) -> Finding:
    return next(f for f in board.findings(CASE) if f.check == check)


def test_a_check_is_silenced_in_one_case_with_a_reason(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(coverage__group_number=None), a_case(coverage__group_number=None))) as board:
        held, asked = count(board.findings(CASE))
        entry = board.silence(CASE, "CHK-042", "The plan has no groups")
        assert entry.note == "CHK-042: The plan has no groups"
        finding = of(board, "CHK-042")
        assert (finding.status, finding.silenced, finding.is_open) == ("fail", "The plan has no groups", False)
        assert count(board.findings(CASE)) == (held, asked - 1)
        assert any(f.check == "CHK-042" and f.is_open for f in board.findings("LMN-0002"))
        board.hear_again("CHK-042", CASE)
        assert of(board, "CHK-042").is_open


def test_words_are_silenced_alone(tmp_path: Path) -> None:
    text = f"{VAGUE} We believe that his function would improve."
    with at(a_board(tmp_path, a_case(rationale=text))) as board:
        board.silence(CASE, "CHK-192", "His surgeon's own words", "would benefit from")
        told = {f.words: f.silenced for f in board.findings(CASE) if f.check == "CHK-192"}
        assert told.pop("would benefit from") == "His surgeon's own words"
        assert told
        assert set(told.values()) == {""}


def test_a_silenced_blocker_lets_the_letter_leave_and_the_history_says_why(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(coverage__plan_name=None))) as board:
        look_over_and_sign(board, CASE)
        with pytest.raises(Refused, match="not complete"):
            board.export(CASE)
        board.silence(CASE, "CHK-040", "A single-plan payer")
        assert not blockers(board.findings(CASE))
        assert board.export(CASE).blockers == ()
        notes = [entry.note for entry in board.history() if entry.action == "silence"]
        assert notes == ["CHK-040: A single-plan payer"]


def test_only_a_lead_silences_for_all(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(coverage__group_number=None), a_case(coverage__group_number=None))
    with at(path) as dana:
        dana.edit("staff/dana", {"role": "lead"})
        dana.edit("staff/jo", {"role": "staff"})
    with at(path, "jo") as jo, pytest.raises(NotAllowed):
        jo.silence_for_all("CHK-042")
    with at(path) as dana:
        dana.silence_for_all("CHK-042")
        assert of(dana, "CHK-042").silenced == "by the clinic"
        assert not any(f.check == "CHK-042" and f.is_open for f in dana.findings("LMN-0002"))
        dana.hear_again("CHK-042")
        assert of(dana, "CHK-042").is_open


def test_what_must_be_heard_is_not_silenced(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        with pytest.raises(Refused, match="signature"):
            board.silence(CASE, "CHK-135", "later")
        with pytest.raises(Refused, match="ticked by a person"):
            board.silence(CASE, "CHK-181", "no time")
        with pytest.raises(Refused, match="wrong names"):
            board.silence_for_all("CHK-048")
        with pytest.raises(Invalid, match="reason"):
            board.silence(CASE, "CHK-042", " ")
        with pytest.raises(NotFound):
            board.silence(CASE, "CHK-042", "it says nothing now")
        with pytest.raises(NotFound):
            board.silence_for_all("CHK-999")


def test_another_patients_name_keeps_a_letter_in_the_house(tmp_path: Path) -> None:
    """The letter was copied from somebody else's; where the names only agree by chance, that is said, and it leaves."""
    told = "Jon Reyes has an extrusion of 7 mm on MRI of 08/04/2026 that 12 weeks of therapy left unchanged."
    with at(a_board(tmp_path, a_case(rationale=told), a_case(patient__name="Jon Reyes"))) as board:
        look_over_and_sign(board, CASE)
        with pytest.raises(Refused) as refused:
            board.export(CASE)
        assert any("Jon Reyes" in reason or "another patient" in reason for reason in refused.value.reasons)
        board.silence(CASE, "CHK-048", "The author of the cited study bears the same name")
        assert board.export(CASE).blockers == ()
        # The next name is somebody else's: nothing is silenced ahead.
        board.edit(CASE, {"rationale": told.replace("Jon", "Reyes, Jon, or")})
        assert of(board, "CHK-048").is_open


def test_a_patient_who_leaves_the_board_is_no_stranger_any_more(tmp_path: Path) -> None:
    told = "Jon Reyes has an extrusion of 7 mm on MRI of 08/04/2026 that 12 weeks of therapy left unchanged."
    with at(a_board(tmp_path, a_case(rationale=told), a_case(patient__name="Jon Reyes"))) as board:
        assert of(board, "CHK-048").status == "fail"
        board.edit("LMN-0002", {"patient.name": "Joan Rios"})
        assert of(board, "CHK-048").status == "pass"
