"""The call, the next touch, putting off, and a deadline that asks why it is moved, at the keyboard."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard.screens.board_head import Head, head
from lmnboard.totals import Total
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import at_the_board

NUMBER = "1EG4TE5MK73"


def _sent(**more: Any) -> list[dict[str, Any]]:
    sent = {"id": "s1", "order": 1, "sent_at": "2026-11-17T15:00:00+00:00", "confirmation": "FX-9921"}
    due = {"on": "2026-12-01", "rule": "by hand"}
    return one_case(stage="follow_up", submissions=[sent], answer_due=due, next_touch={"on": "2026-11-20"}, **more)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_a_call_from_the_number_to_the_next_touch(tmp_path: Path, size: tuple[int, int]) -> None:
    path = new_board(tmp_path, _sent(tasks=[{"id": "w1", "title": "Ask for the nurse's name"}]))
    desk = at_the_desk(path)
    desk.edit("payers/meridian", {"phone": "+18665550110", "hours": "Mon-Fri 8-18 ET"})
    desk.close()
    async with at_the_board(path, *size) as user:
        # 15:00 in London is ten in the morning there.
        await user.press("4", "C", sees="open now, 10:00 there, until 18:00")
        for asked in ("(866) 555-0110", "NPI 1234567893", f"Member {NUMBER}", "Confirmation FX-9921", "1 Ask for"):
            assert asked in user.text
        await user.press("f", sees="1 Echo Golf 4 Tango Echo 5 Mike Kilo 7 3")
        user.keys("f", "enter")
        user.types("Lee\n")
        user.types("C-7\n")
        user.types("They have it")
        user.keys("tab")
        user.types("Decision by Friday")
        user.keys("enter")
        user.types("1")
        await user.press("ctrl+s", sees="LMN-0001: recorded. Next: Tue 11/24/2026, ")
        contact = user.field("LMN-0001", "contacts")[0]
        told = [contact[name] for name in ("with", "channel", "reference", "summary", "promise")]
        assert told == ["Lee", "phone", "C-7", "They have it", "Decision by Friday"]
        # Half of the time until their answer is due.
        assert user.field("LMN-0001", "next_touch.on") == "2026-11-24"
        assert user.field("LMN-0001", "waiting_on") == "payer"
        assert user.field("LMN-0001", "tasks/w1/done_by") == "dana"


async def test_a_half_typed_call_is_gone_on_with_and_is_not_closed_without_a_next_touch(tmp_path: Path) -> None:
    path = new_board(tmp_path, _sent())
    async with at_the_board(path) as user:
        user.keys("4", "C", "enter")
        user.types("Lee from the nurse line")
        user.keys("enter", "escape", "escape")
        await user.sees("C goes on with it")
        await user.press("C", sees="Lee from the nurse line")
        user.keys("T", "b")
        await user.sees("1 draft: R")
        await user.press("C", sees="Lee from the nurse line")
        user.keys(*"jjjjj", "enter")
        user.clears()
        user.types("12/1")
        await user.press("tab", sees="Tue 12/01/2026.")
        user.keys("shift+tab")
        user.clears()
        await user.press("ctrl+s", sees="Say what we do next and when")
        assert not user.field("LMN-0001", "contacts")
        user.keys("escape")
    async with at_the_board(path) as user:  # another session, after the line was cut
        await user.press("R", sees="LMN-0001 call")
        await user.press("enter", sees="Lee from the nurse line")
        assert NUMBER in user.text


async def test_behind_the_curtain_a_call_shows_nothing_of_the_patient(tmp_path: Path) -> None:
    path = new_board(
        tmp_path, _sent(contacts=[{"id": "p1", "at": "2026-11-18T15:00:00+00:00", "summary": "Ada's MRI"}])
    )
    async with at_the_board(path) as user:
        await user.press("4", "p", "C", sees="Names are hidden: p shows them.")
        for word in ("Okafor", "Ada's", NUMBER, "03/14/1958", "FX-9921", "MRI"):
            assert word not in user.text, word
        assert "NPI 1234567893" in user.text
        await user.press("p", sees=NUMBER)


async def test_a_case_is_put_off_and_comes_back_with_the_same_key(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(submit_by="2026-12-04"))) as user:
        user.keys("3", "z")
        user.types("12/5")
        await user.press("ctrl+s", sees="past file by 12/04/2026")
        user.keys("enter")
        user.clears()
        user.types("12/1")
        await user.press("ctrl+s", sees="LMN-0001 is put off until Tue 12/01/2026")
        assert user.field("LMN-0001", "snoozed_until") == "2026-12-01"
        await user.press("z", sees="LMN-0001 is back.")
        assert user.field("LMN-0001", "snoozed_until") is None


async def test_a_deadline_is_not_moved_without_a_reason(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(submit_by="2026-12-04")), 120, 40) as user:
        user.keys("3", "d")
        user.clears()
        user.types("12/11")
        await user.press("enter", sees="file by 12/04/2026 → 12/11/2026")
        await user.press("escape", "ctrl+s", sees="Without a reason the deadline stays")
        await user.press("escape", sees="file by stays as it was")
        assert user.field("LMN-0001", "submit_by") == "2026-12-04"
        # In the case, with a colleague who was quicker: both dates are shown, and mine goes with its reason.
        user.keys("enter", *"jjjjjjjjj", "enter")
        await user.sees(lambda: user.app.focused is not None)
        other = at_the_desk(tmp_path / "board.json")
        other.edit("LMN-0001", {"submit_by": "2026-12-07"}, because="Theirs")
        other.close()
        user.clears()
        user.types("12/11")
        user.keys("enter")
        user.types("Payer's letter")
        await user.press("ctrl+s", sees="has changed file by too")
        await user.settled()
        await user.press("ctrl+s", sees="LMN-0001 file by: 12/11/2026")
        assert user.field("LMN-0001", "submit_by") == "2026-12-11"
        whys = [row["because"] for row in user.field("LMN-0001", "overrides")]
        assert whys == ["Theirs", "Payer's letter"]


async def test_a_rule_from_memory_is_confirmed_with_one_key(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("D", "2", "w", sees="? no time of its own: appeal 4")
        await user.press(*"jjjjjjjjjj", sees="from memory: enter confirms it")
        await user.press("k", "enter", sees="com_4 is confirmed for Meridian Health")
        assert user.board.clinic.payers["meridian"].confirmed_rules == ["com_4"]


@pytest.mark.parametrize("width", [80, 120])
def test_the_head_of_the_board_says_who_covers_at_both_widths(width: int) -> None:
    told = Head(
        clinic="Riverside Clinic", place="", total=Total(open=14, late=3, today=2), open=14, filter="", me="dana",
        today=date(2026, 11, 20), drafts=1, others=2, cover="you cover maria until 11/27",
    )  # fmt: skip

    line = "".join(text for text, _style in head(told, width))

    assert "you cover maria until 11/27" in line
    assert len(line) == width
