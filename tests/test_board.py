"""The board on real files: two people at once, and conflicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import Conflict, Invalid, NotFound
from tests.builders import a_board, a_case, at

ID = "LMN-0001"


def rows(board: Board, path: str) -> list[str]:
    """The ids of a list's rows, in the order in which people see them."""
    from lmnboard.model import paths

    return [row["id"] for row in paths.in_order(paths.value_at(board.shown.doc(ID), path))]


def history(board: Board) -> list[str]:
    return [entry.action for entry in board.history()][::-1]


def test_two_people_edit_different_fields_of_one_case(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        jo.edit(ID, {"request.setting": "Clinic"}, found={"request.setting": "Outpatient surgery center"})
        dana.catch_up()

        for board in (dana, jo):
            request = board.shown.case(ID).request
            assert (request.duration, request.setting) == ("6 weeks", "Clinic")


def test_the_same_field_is_a_conflict_that_shows_both_values(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        with pytest.raises(Conflict) as conflict:
            jo.edit(ID, {"request.duration": "8 weeks"}, found={"request.duration": None})

        assert conflict.value.mine[0].after == "8 weeks"
        assert conflict.value.theirs == ("6 weeks",)
        assert history(jo) == ["begin", "edit"]


def test_both_typing_the_same_is_no_conflict(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        jo.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})

        assert jo.shown.case(ID).request.duration == "6 weeks"


def test_two_people_add_rows_to_one_list_and_neither_is_lost(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.add_row(ID, "treatments", {"name": "Massage"})
        jo.add_row(ID, "treatments", {"name": "Acupuncture"})
        dana.catch_up()

        assert [row.name for row in dana.shown.case(ID).treatments][-2:] == ["Massage", "Acupuncture"]
        assert len(set(rows(dana, "treatments"))) == 6


def test_one_removes_a_row_while_another_edits_a_different_one(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.remove_row(ID, "treatments/t2")
        jo.edit(ID, {"treatments/t3/duration": "1 day"})
        with pytest.raises(NotFound, match="not there any more"):
            jo.edit(ID, {"treatments/t2/duration": "1 day"})

        assert rows(jo, "treatments") == ["t1", "t3", "t4"]


def test_a_row_added_after_one_was_removed_takes_a_new_id(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        last = board.add_row(ID, "treatments", {"name": "Massage"}).changes[0].path
        board.remove_row(ID, last)
        again = board.add_row(ID, "treatments", {"name": "Massage"}).changes[0].path

        assert again != last


def test_rows_go_up_and_down_and_stop_at_the_ends(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.move_row(ID, "treatments/t3", -1)
        assert rows(board, "treatments") == ["t1", "t3", "t2", "t4"]
        board.move_row(ID, "treatments/t1", 1)
        assert rows(board, "treatments") == ["t3", "t1", "t2", "t4"]

        before = len(history(board))
        board.move_row(ID, "treatments/t3", -1)
        board.move_row(ID, "treatments/t4", 1)
        assert rows(board, "treatments") == ["t3", "t1", "t2", "t4"]
        assert len(history(board)) == before


def test_two_people_reorder_and_edit_the_same_list(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.move_row(ID, "treatments/t4", -1)
        jo.move_row(ID, "treatments/t1", 1)
        jo.edit(ID, {"treatments/t4/name": "Gabapentin 1200 mg"})
        dana.catch_up()

        assert rows(dana, "treatments") == rows(jo, "treatments") == ["t2", "t1", "t4", "t3"]


def test_a_board_sees_what_others_did_without_being_asked_to_read_it_all_again(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting"), a_case())
    with at(path) as dana, at(path, "jo") as jo:
        assert not dana.changed()
        jo.move(ID, "review")
        jo.assign("LMN-0002", "jo")

        assert dana.changed()
        dana.catch_up()
        assert not dana.changed()
        assert dana.shown.column("drafting") == []
        assert [card.id for card in dana.shown.column("review")] == [ID, "LMN-0002"]
        assert dana.shown.card("LMN-0002").owner == "jo"


def test_an_edit_that_changes_nothing_is_no_entry(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        assert board.edit(ID, {"request.setting": "Outpatient surgery center"}).seq == 0
        assert history(board) == ["begin"]


def test_several_edits_of_one_call_are_one_entry_or_none(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        entry = board.revise(
            ID,
            {"request.duration": "6 weeks"},
            added=[("treatments", {"name": "Massage"}), ("treatments", {"name": "Ice"})],
            removed=["treatments/t2"],
        )
        assert len(entry.changes) == 4
        assert rows(board, "treatments")[:3] == ["t1", "t3", "t4"]
        assert len(rows(board, "treatments")) == 5

        with pytest.raises(NotFound):
            board.revise(ID, {"request.duration": "7 weeks"}, removed=["treatments/t99"])
        assert board.shown.case(ID).request.duration == "6 weeks"
        board.undo()
        assert rows(board, "treatments") == ["t1", "t2", "t3", "t4"]


def test_a_value_that_no_board_could_show_is_refused(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        for values in ({"request": "x"}, {"submit_by": "soon"}, {"treatments/t1/order": "first"}):
            with pytest.raises(Invalid, match="cannot be kept"):
                board.edit(ID, values)
        with pytest.raises(Invalid, match="cannot be kept"):
            board.new({"purpose": "revenge"})


def test_a_case_goes_to_somebody_on_the_staff_list(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.assign(ID, "jo")
        assert board.shown.card(ID).owner == "jo"
        with pytest.raises(NotFound, match="staff list: dana, jo, miriam"):
            board.assign(ID, "nobody")


def test_who_is_not_in_the_directory_acts_under_the_account(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case()), "stranger") as board:
        assert board.note(ID, "Hello.").by == "uid61004"
