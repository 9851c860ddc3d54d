"""A next touch, or a day until which a case is put off, in a year that nobody meant is refused as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import BoardError
from lmnboard.workflow.answers import Answer
from lmnboard.workflow.contacts import Contacted
from tests.builders import a_board, a_case, at

FAR, A_YEAR_ON = date(2062, 1, 1), date(2027, 11, 20)
CASE = "LMN-0001"
WAYS: dict[str, Callable[[Board], object]] = {
    "touch": lambda board: board.touch(CASE, FAR, "Call"),
    "contact": lambda board: board.contact(CASE, Contacted(summary="Later", next_on=FAR, next_what="Call")),
    "snooze": lambda board: board.snooze(CASE, FAR),
    "edit": lambda board: board.edit(CASE, {"next_touch.on": FAR.isoformat()}),
    "respond": lambda board: board.respond(CASE, Answer(outcome="denied", next_on=FAR)),
}


@pytest.mark.parametrize("way", WAYS)
def test_more_than_a_year_ahead_is_a_slip_of_the_hand(way: str, tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="follow_up"))) as board:
        with pytest.raises(BoardError, match=r"01/01/2062 is more than a year away: say a day within a year\."):
            WAYS[way](board)
        assert len(board.shown.case(CASE).contacts) == 0


def test_within_a_year_it_is_taken_and_a_renewal_may_begin_years_ahead(tmp_path: Path) -> None:
    ended = a_case(id="LMN-0002", stage="resolved", outcome="approved", authorization={"to": "2029-12-31"})
    with at(a_board(tmp_path, a_case(), ended)) as board:
        board.touch(CASE, A_YEAR_ON, "Call")
        board.touch("LMN-0002", date(2029, 12, 1), "Start the renewal")
        board.edit("LMN-0002", {"next_touch.on": "2029-11-30"})
        assert board.shown.case("LMN-0002").next_touch.on == date(2029, 11, 30)
