"""Restoring to a point of the history: all of the board or one case, as one entry that undo takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lmnboard import restoring
from lmnboard.board import Board
from lmnboard.model.change import Change
from lmnboard.model.errors import Conflict, NotAllowed
from lmnboard.store.past import Past
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.builders import a_board, a_case, at, look_over_and_sign
from tests.store.builders import entries, found_afresh
from tests.store.gone_back import plain, set_archived


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    return a_board(folder, a_case(), a_case(stage="gathering"), a_case())


def restored_to(board: Board, path: Path, seq: int, *only: str) -> int:
    then = Past.of(Place(path)).records(seq)
    changes = board.changes_to(then, restoring.records_named(board, only, then))
    return board.restore(changes, f"as after entry {seq}").seq


def test_a_board_goes_back_to_any_entry_and_undo_takes_it_back(path: Path) -> None:
    with at(path) as board:
        then = Past.of(Place(path)).records()
        board.edit("LMN-0001", {"request.duration": "99 weeks", "patient.name": "Somebody Else"})
        board.add_row("LMN-0001", "treatments", {"name": "Bracing"})
        board.remove_row("LMN-0001", "diagnoses/d1")
        board.new({"patient.name": "A New Person"})
        board.edit(
            "payers/bcbs-tx" if board.clinic.payers.get("bcbs-tx") else next(iter(_payers(board))), {"page_limit": 9}
        )
        now = found_afresh(path)
        made = restored_to(board, path, 1)
        assert plain(found_afresh(path)) == plain(then)
        assert [entry.action for entry in entries(path)][-1] == "restore"
        board.undo(made)
        assert plain(found_afresh(path)) == plain(now)
    assert verify(path).faults == []


def _payers(board: Board) -> Iterator[str]:
    return (f"payers/{payer}" for payer in board.clinic.payers)


def test_only_the_named_case_goes_back(path: Path) -> None:
    with at(path) as board:
        for case in ("1", "2"):
            board.edit(case, {"request.duration": "99 weeks"})
        restored_to(board, path, 1, "LMN-0001")
        assert board.shown.case("1").request.duration != "99 weeks"
        assert board.shown.case("2").request.duration == "99 weeks"


def test_an_archived_case_comes_back_to_the_board_with_its_state(path: Path) -> None:
    with at(path) as board:
        board.edit("LMN-0003", {"stage": "resolved"})
        set_archived(path)
        board.catch_up()
        assert 3 not in board.shown.cards
        restored_to(board, path, 1)
        assert board.shown.cards[3].stage == "review"
    assert verify(path).faults == []


def test_what_somebody_changes_after_it_was_shown_is_a_conflict_and_nothing_is_written(path: Path) -> None:
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit("1", {"request.duration": "99 weeks"})
        changes = dana.changes_to(Past.of(Place(path)).records(1))
        jo.catch_up()
        jo.edit("1", {"request.duration": "50 weeks"})
        with pytest.raises(Conflict):
            dana.restore(changes, "")
        assert found_afresh(path).seq == 3


def test_a_record_that_comes_back_may_have_the_id_that_another_got_meanwhile(path: Path) -> None:
    with at(path) as board:
        made = board.new_listed("payers", {"name": "Harbor"})
        board.undo(made.seq)
        again = board.new_listed("payers", {"name": "Harbor"})
        assert made.changes[0].record != again.changes[0].record
        restored_to(board, path, made.seq)
        assert board.shown.records.doc(made.changes[0].record) is not None
        assert board.shown.records.doc(again.changes[0].record) is None


def test_undoing_a_restore_voids_only_the_signature_that_no_longer_holds(path: Path) -> None:
    """One entry of many records: what it says of one case is nothing to the signature of another."""
    with at(path) as board:
        board.edit("2", {"request.duration": "99 weeks"})
        made = restored_to(board, path, 1)
        look_over_and_sign(board, "LMN-0001")
        board.undo(made)
        assert board.shown.case("1").signature.by
        assert board.shown.case("2").request.duration == "99 weeks"


def test_only_a_lead_restores_once_there_is_one(path: Path) -> None:
    with at(path) as board:
        board.edit("staff/miriam", {"role": "lead"})
    with at(path, "jo") as jo, at(path, "miriam") as miriam:
        changes = [Change("cases/1", "request.duration", None, "1 week")]
        with pytest.raises(NotAllowed, match="Only a lead restores"):
            jo.permit("restore")
        with pytest.raises(NotAllowed, match="Only a lead restores"):
            jo.restore(changes, "")
        assert miriam.restore(changes, "").seq
