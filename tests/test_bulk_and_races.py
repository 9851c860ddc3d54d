"""Bulk actions, and two people who do the same thing at the same moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.model.errors import Conflict, Refused
from tests.screens.clinic import at_the_desk, cases, new_board


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def _denied() -> list[dict[str, object]]:
    found = cases()
    found[8] |= {"responses": [{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-18"}]}
    return found


def test_undo_of_a_bulk_action_takes_back_what_nobody_has_changed_since(path: Path) -> None:
    mine, others = at_the_desk(path), at_the_desk(path)
    with mine.as_one():
        for case_id in ("LMN-0001", "LMN-0002", "LMN-0003", "LMN-0004"):
            mine.assign(case_id, "miriam")
    others._account = "maria"
    others.catch_up()
    others.assign("LMN-0002", "dana")
    others.assign("LMN-0004", "maria")
    taken = mine.undo()
    assert len(taken.others) == 1
    assert [why.partition(":")[0] for why in taken.stay] == ["LMN-0004", "LMN-0002"]
    owners = {n: mine.shown.card(f"LMN-000{n}").owner for n in (1, 2, 3, 4)}
    assert owners == {1: "dana", 2: "dana", 3: "maria", 4: "maria"}
    again = mine.redo()
    assert len(again.others) == 1
    assert mine.shown.card("LMN-0001").owner == mine.shown.card("LMN-0003").owner == "miriam"
    with pytest.raises(Conflict, match="stays"):
        mine.undo(next(entry.seq for entry in mine.history() if entry.action == "assign" and entry.by == "dana"))
    mine.close()
    others.close()


def test_two_bulk_actions_in_a_row_are_undone_one_by_one(path: Path) -> None:
    board = at_the_desk(path)
    for owner in ("miriam", "maria"):
        with board.as_one():
            for case_id in ("LMN-0001", "LMN-0002"):
                board.assign(case_id, owner)
    board.undo()
    assert {board.shown.card(f"LMN-000{n}").owner for n in (1, 2)} == {"miriam"}
    board.undo()
    assert [board.shown.card(f"LMN-000{n}").owner for n in (1, 2)] == ["dana", "maria"]
    board.close()


def test_a_bulk_action_half_taken_back_by_number_goes_back_with_the_rest_of_it(path: Path) -> None:
    board = at_the_desk(path)
    with board.as_one():
        entries = [board.assign(f"LMN-000{n}", "miriam") for n in (1, 2, 3, 4)]
    board.undo(entries[2].seq)
    assert len(board.undo().others) == 2
    assert [board.shown.card(f"LMN-000{n}").owner for n in (1, 2, 3, 4)] == ["dana", "maria", "maria", "dana"]
    board.close()


def test_a_bulk_action_is_undone_redone_and_undone_again(path: Path) -> None:
    board = at_the_desk(path)
    with board.as_one():
        for n in (1, 2):
            board.assign(f"LMN-000{n}", "miriam")
    for owners in (["dana", "maria"], ["miriam", "miriam"], ["dana", "maria"], ["miriam", "miriam"]):
        taken = board.redo() if owners[0] == "miriam" else board.undo()
        assert len(taken.others) == 1
        assert [board.shown.card(f"LMN-000{n}").owner for n in (1, 2)] == owners
    board.close()


def test_two_appeals_opened_at_once_become_one(tmp_path: Path) -> None:
    path = new_board(tmp_path, _denied())
    one, other = at_the_desk(path), at_the_desk(path)
    entry = one.appeal("LMN-0009")
    with pytest.raises(Refused, match="LMN-0009 is appealed already, by LMN-0011"):
        other.appeal("LMN-0009")
    assert entry.changes[0].record == "cases/11"
    case = other.shown.case("LMN-0011")
    assert (case.purpose, case.appeal.of, case.stage) == ("appeal", "LMN-0009", "gathering")
    assert case.patient.name == "Ingrid Solberg"
    assert other.shown.case("LMN-0009").appeal.by == "LMN-0011"
    assert case.attestations == []
    assert case.signature.by is None
    one.close()
    other.close()


def test_a_case_without_a_denial_is_not_appealed(path: Path) -> None:
    board = at_the_desk(path)
    with pytest.raises(Refused, match="LMN-0009 has no denial to appeal: record the payer's answer first"):
        board.appeal("LMN-0009")
    board.close()
