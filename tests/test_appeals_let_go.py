"""An appeal that is closed before it was ever sent has appealed nothing: stories through the board.

The clinic leaves follow-up to people, so that a denial that is appealed stays where it is seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.model.errors import Refused
from lmnboard.workflow.answers import Answer
from tests.answered import DENIED, a_desk

ONE, TWO = "LMN-0001", "LMN-0002"
BY_HAND = {"advance": ["gathering"]}


@pytest.mark.parametrize("how", ["moved", "withdrawn"])
def test_closed_unsent_it_leaves_the_denial_to_be_appealed_again_or_left_with_a_reason(
    tmp_path: Path, how: str
) -> None:
    with a_desk(tmp_path, settings=BY_HAND | {"appeal_by_itself": True}) as board:
        board.respond(ONE, Answer(outcome="denied"))
        assert board.shown.case(ONE).appeal.by == TWO
        if how == "moved":
            board.move(TWO, "resolved", because="Opened by mistake")
        else:
            board.respond(TWO, Answer(outcome="withdrawn"))

        assert board.shown.case(ONE).appeal.by is None
        with pytest.raises(Refused) as refused:
            board.move(ONE, "resolved")
        assert any("appeal it, or say why not" in reason for reason in refused.value.reasons)
        assert board.run_due() == [], "a person closed it: no rule opens another"

        board.move(TWO, "drafting")
        assert board.shown.case(ONE).appeal.by == TWO, "brought back it is the appeal again"
        board.move(ONE, "resolved")


def test_on_an_older_board_the_gate_asks_the_same_of_a_denial_that_still_names_it(tmp_path: Path) -> None:
    with a_desk(tmp_path, settings=BY_HAND) as board:
        board.respond(ONE, DENIED)
        board.appeal(ONE)
        board.move(TWO, "resolved", because="Opened by mistake")
        board.edit(ONE, {"appeal.by": TWO})

        with pytest.raises(Refused):
            board.move(ONE, "resolved")
        assert board.run_due() == []


@pytest.mark.parametrize("how", ["moved", "withdrawn"])
def test_a_denial_that_was_resolved_as_appealed_is_back_with_its_clock(tmp_path: Path, how: str) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        board.appeal(ONE)
        board.run_due()
        assert board.shown.case(ONE).stage == "resolved"
        if how == "moved":
            entry = board.move(TWO, "resolved", because="Opened by mistake")
        else:
            entry = board.respond(TWO, Answer(outcome="withdrawn"))

        assert f"{ONE} is back in Follow-up: appeal it, or say why not" in entry.note
        case = board.shown.case(ONE)
        assert (case.stage, case.owner, case.outcome) == ("follow_up", "dana", None)
        assert case.responses[-1].due is not None, "by then it is to be appealed"
        assert case.next_touch.on is not None

        board.undo()
        assert board.shown.case(ONE).stage == "resolved"
        assert board.shown.case(ONE).appeal.by == TWO
