"""Undo and redo on real files: whose, how far, and what stays because somebody has changed it since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import Conflict, NotFound
from tests.builders import NOW, a_board, a_case, at

ID = "LMN-0001"


def rows(board: Board, path: str) -> list[str]:
    """The ids of a list's rows, in the order in which people see them."""
    from lmnboard.model import paths

    return [row["id"] for row in paths.in_order(paths.value_at(board.shown.doc(ID), path))]


# ---------------------------------------------------------------------- taking back
def test_each_person_takes_back_their_own(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"})
        jo.edit(ID, {"request.setting": "Clinic"})
        dana.undo()
        jo.catch_up()

        request = jo.shown.case(ID).request
        assert (request.duration, request.setting) == (None, "Clinic")
        with pytest.raises(NotFound, match="nothing of yours"):
            dana.undo()


def test_undo_and_redo_go_step_by_step_and_survive_a_restart(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())

    def duration(board: Board) -> str | None:
        return board.shown.case(ID).request.duration

    with at(path) as board:
        for weeks in ("1 week", "2 weeks", "3 weeks"):
            board.edit(ID, {"request.duration": weeks})
    with at(path) as board:
        board.undo()
        assert duration(board) == "2 weeks"
    with at(path) as board:
        board.undo()
        assert duration(board) == "1 week"
        board.redo()
        assert duration(board) == "2 weeks"
    with at(path) as board:
        board.redo()
        assert duration(board) == "3 weeks"
        with pytest.raises(NotFound, match="nothing to redo"):
            board.redo()
        board.undo()
        assert duration(board) == "2 weeks"


def test_what_was_done_again_can_be_undone_again(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit(ID, {"request.duration": "6 weeks"})
        for _ in range(3):
            board.undo()
            assert board.shown.case(ID).request.duration is None
            board.redo()
            assert board.shown.case(ID).request.duration == "6 weeks"


def test_after_something_new_there_is_nothing_to_redo(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit(ID, {"request.duration": "6 weeks"})
        board.undo()
        board.edit(ID, {"request.setting": "Clinic"})

        with pytest.raises(NotFound, match="nothing to redo"):
            board.redo()


def test_an_undo_stays_away_from_what_somebody_has_changed_since(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks", "request.frequency": "weekly"})
        jo.catch_up()
        jo.edit(ID, {"request.duration": "8 weeks"})

        taken = dana.undo()
        request = dana.shown.case(ID).request
        assert (request.duration, request.frequency) == ("8 weeks", None)
        assert [change.path for change in taken.kept] == ["request.duration"]


def test_an_undo_with_nothing_left_to_take_back_is_refused(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"})
        jo.catch_up()
        jo.edit(ID, {"request.duration": "8 weeks"})

        with pytest.raises(Conflict, match="since"):
            dana.undo()


def test_what_is_taken_back_already_is_not_taken_back_again(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        first = dana.edit(ID, {"request.setting": "Clinic"})
        edit = dana.edit(ID, {"request.duration": "6 weeks"})
        jo.catch_up()
        back = jo.undo(edit.seq).entry

        dana.catch_up()
        with pytest.raises(Conflict, match=rf"taken back already, by Jo Lindgren \(entry {back.seq}\)"):
            dana.undo(edit.seq)
        assert dana.undo().original.seq == first.seq, "the last of hers that stands"

        jo.undo(back.seq)
        assert jo.shown.case(ID).request.duration == "6 weeks"
        dana.undo(edit.seq)
        assert dana.shown.case(ID).request.duration is None


def test_a_promise_that_was_made_since_stays_whole_where_the_deadline_it_followed_goes_back(tmp_path: Path) -> None:
    case = a_case(
        stage="gathering", submit_by="2026-12-18", next_touch={"on": "2026-12-04", "what": "File by 12/18/2026"}
    )
    path = a_board(tmp_path, case)
    with at(path) as board:
        moved = board.edit(ID, {"submit_by": "2026-12-11"}, because="The payer's letter")
        assert board.shown.case(ID).next_touch.what != "File by 12/18/2026"
        board.edit(ID, {"next_touch.on": "2026-12-07"})
        promised = board.shown.case(ID).next_touch

        board.undo(moved.seq)

        after = board.shown.case(ID)
        assert str(after.submit_by) == "2026-12-18"
        assert after.next_touch == promised


def test_half_a_move_is_not_taken_back(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting"))
    with at(path) as dana, at(path, "jo", NOW + timedelta(minutes=5)) as jo:
        dana.move(ID, "review")
        jo.catch_up()
        jo.move(ID, "drafting")
        jo.move(ID, "review")

        with pytest.raises(Conflict, match="since"):
            dana.undo()


def test_a_new_case_is_taken_back_and_its_number_is_not_given_again(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.undo()
        with pytest.raises(NotFound):
            board.shown.card("LMN-0002")
        board.new({"purpose": "continuation"})
        assert sorted(card.id for card in board.shown.cards.values()) == [ID, "LMN-0003"]


def test_a_new_case_goes_back_after_the_first_edit_of_an_empty_field_has_gone_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.edit("LMN-0002", {"request.duration": "12 weeks", "off_label": False})
        board.undo()
        board.undo()
        with pytest.raises(NotFound):
            board.shown.card("LMN-0002")


def test_a_new_case_that_was_taken_back_comes_again_under_its_number(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.undo()
        board.redo()

        assert board.shown.card("LMN-0002").purpose == "appeal"


def test_a_new_case_that_somebody_works_on_is_not_taken_back(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.new({"purpose": "appeal"})
        jo.catch_up()
        jo.edit("LMN-0002", {"kind": "test"})

        with pytest.raises(Conflict):
            dana.undo()
        assert dana.shown.card("LMN-0002").kind == "test"


def test_a_removed_row_comes_back_where_it_stood(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.move_row(ID, "treatments/t4", -1)
        board.remove_row(ID, "treatments/t1")
        board.undo()

        assert rows(board, "treatments") == ["t1", "t2", "t4", "t3"]


def test_the_beginning_and_exports_are_not_taken_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        exported = board.export(ID)
        for seq in (1, exported.entry.seq, 99):
            with pytest.raises(NotFound, match="cannot be taken back"):
                board.undo(seq)
        assert exported.path.exists()


# ---------------------------------------------------------------------- directory, other programs
def test_an_undone_edit_brings_no_signature_back_over_another_letter(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, method="electronic", word="signed in the portal")
        voiding = board.edit(ID, {"rationale": "She has 9 swollen joints after 3 drugs in 2 years."})
        board.edit(ID, {"request.setting": "At home"})
        board.undo(voiding.seq)
        assert board.shown.case(ID).signature.by is None


def test_a_new_row_goes_back_step_by_step_as_it_came(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.note(ID, "Called the clinic.")
        board.add_row(ID, "tasks", {})
        board.edit(ID, {f"tasks/{rows(board, 'tasks')[-1]}/title": "Collect the MRI report"})

        board.undo()
        board.undo()
        assert rows(board, "tasks") == []
        board.undo()
        assert rows(board, "notes") == []
