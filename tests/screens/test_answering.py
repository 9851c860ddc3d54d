"""The payer's answer at the keyboard: two keys and the codes record it, one more opens the appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lmnboard.workflow.answers import Answer
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import at_the_board

SENT = {"id": "s1", "order": 1, "sent_at": "2026-11-18T16:00:00+00:00", "method": "fax", "to": "512-555-0190"}


def sent(**more: Any) -> list[dict[str, Any]]:
    return one_case(stage="follow_up", submissions=[SENT], waiting_on="payer", **more)


async def test_two_keys_and_a_code_record_a_denial_and_one_more_opens_its_appeal(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, sent())) as user:
        user.keys("4")
        await user.press("r", sees="The payer's answer to LMN-0001")
        await user.press("d", "enter", sees="Next: Internal appeal, to be filed by 05/19/2027.")
        user.types("CO-50, n11")
        await user.sees("CO-50, N115 Decided by a local coverage determination")
        await user.press("5", "ctrl+s", sees="LMN-0001: a denial is recorded")
        assert "a opens the appeal: Internal appeal" in user.text
        reasons = user.field("LMN-0001", "responses")[0]["reasons"]
        assert [reason["code"] for reason in reasons] == ["CO-50", "N115"]
        assert user.field("LMN-0001", "stage") == "follow_up"

        await user.press("a", sees="▸LMN-0002")
        assert "LMN-0001 denied" in user.text
        assert user.field("LMN-0002", "appeal.of") == "LMN-0001"
        await user.press("o", sees="? Confirm payer's requirements carried from LMN-0001")
        assert "?Coverage policy" in user.text
        await user.press("o", sees="Confirmed: Payer's requirements")
        assert "?Full legal name" in user.text


async def test_the_form_asks_only_what_belongs_to_the_answer_and_undo_takes_all_of_it_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, sent())) as user:
        user.keys("4", "r")
        await user.press("m", "enter", sees="Asked for")
        assert "Authorization number" not in user.text
        user.types("CBC of October")
        await user.press("tab", *"12/1/2026", "enter", sees="Send what the payer asks for, due 12/01")
        await user.press("escape", "ctrl+s", sees="LMN-0001: More information: back to Gathering")
        assert user.field("LMN-0001", "tasks")[-1]["title"] == "CBC of October"

        await user.press("u", sees="Undone")
        assert user.field("LMN-0001", "stage") == "follow_up"
        assert not user.field("LMN-0001", "tasks")
        await user.press("P", sees="P appeals a denial or renews an approval")


async def test_a_reason_why_not_is_asked_where_a_denial_is_not_appealed(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, sent())) as user:
        user.keys("4", "r")
        await user.press("d", "enter", "escape", "ctrl+s", sees="a denial is recorded")
        await user.press("n", sees="Why is the denial of LMN-0001 not appealed?")
        user.types("The patient chose another drug\n")
        await user.press("ctrl+s", sees="LMN-0001 is not appealed")
        assert user.field("LMN-0001", "responses")[0]["not_appealed_because"] == "The patient chose another drug"
        assert user.field("LMN-0001", "stage") == "resolved"


async def test_p_renews_an_approval_and_shows_the_renewal_from_then_on(tmp_path: Path) -> None:
    case = sent(authorization={"number": "A-7", "to": "2027-05-20"}, responses=[{"id": "r2", "outcome": "approved"}])
    async with at_the_board(new_board(tmp_path, case)) as user:
        user.keys("4")
        await user.press("P", sees="▸LMN-0002")
        assert user.field("LMN-0002", "renewal.of") == "LMN-0001"
        user.keys("escape")
        await user.settled()
        await user.press("P", sees="LMN-0002 follows from LMN-0001.")
        assert not user.board.shown.has("LMN-0003")


async def test_p_asks_which_where_what_was_partly_approved_is_appealed(tmp_path: Path) -> None:
    granted = {"id": "r2", "outcome": "partly_approved"}
    case = sent(authorization={"number": "A-7", "to": "2027-05-20"}, responses=[granted])
    path = new_board(tmp_path, case)
    other = at_the_desk(path)
    other.appeal("LMN-0001")
    async with at_the_board(path) as user:
        user.keys("5")
        await user.press("P", sees="enter shows LMN-0002, its appeal; r renews what was granted:")
        await user.press("r", "enter", sees="▸LMN-0003")
        assert user.field("LMN-0003", "renewal.of") == "LMN-0001"
        user.keys("escape")
        await user.settled()
        await user.press("P", sees="r shows LMN-0003, its renewal:")
        await user.press("enter", sees="LMN-0002 follows from LMN-0001.")
    other.close()


async def test_a_denial_that_somebody_else_takes_back_is_not_shown_any_more(tmp_path: Path) -> None:
    path = new_board(tmp_path, sent())
    async with at_the_board(path) as user:
        user.keys("4", "r")
        await user.press("d", "enter", "escape", "ctrl+s", sees="a denial is recorded")
        other = at_the_desk(path)
        other.undo(other.shown.seq)
        other.close()
        await user.sees("LMN-0001: its denial has been appealed, left or taken back")
        assert not user.field("LMN-0001", "responses")


async def test_a_half_filled_answer_is_a_draft_that_goes_on_with_its_own_fields(tmp_path: Path) -> None:
    path = new_board(tmp_path, sent())
    async with at_the_board(path) as user:
        user.keys("4", "r")
        await user.press("d", "enter", sees="Denial codes")
        user.types("CO-5")
        await user.settled()
        user.app.leave(129)
    async with at_the_board(path) as user:
        await user.press("R", sees="payer's answer")
        await user.press("enter", sees="The payer's answer to LMN-0001")
        await user.sees("leave as it was")
        user.keys("end", "0")
        await user.press("ctrl+s", sees="a denial is recorded")
        assert user.field("LMN-0001", "responses")[0]["reasons"][0]["code"] == "CO-50"


async def test_w_tells_the_chain_of_levels(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, sent())) as user:
        user.board.respond("LMN-0001", Answer(outcome="denied"))
        user.board.appeal("LMN-0001")
        await user.settled()
        await user.press("w", sees="▸ LMN-0001: denied 11/20/2026")
        assert "LMN-0002, Internal appeal: file by 05/19/2027" in user.text
