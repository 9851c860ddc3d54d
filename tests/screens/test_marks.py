"""Several cases marked on the board, and one key for all of them: a result each, one undo."""

from __future__ import annotations

from pathlib import Path

from tests.screens.clinic import at_the_desk, new_board
from tests.screens.user import at_the_board


async def test_marked_cases_are_assigned_together_and_one_undo_takes_all_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("space", "space", "space", sees="3 cases marked")
        assert "◆ 3 marked" in user.head
        assert [line[0] for line in user.lines if line[:23].strip("◆ ").startswith(("Ada O", "Chloe", "Ben A"))] == [
            "◆"
        ] * 3
        await user.press("a", sees="owner of 3 marked cases:")
        user.types("miriam")
        await user.press("enter", sees="3 of 3 cases assigned; u undoes it.")
        assert {user.field(f"LMN-000{n}", "owner") for n in (1, 2, 3)} == {"miriam"}
        assert "marked" not in user.head
        await user.press("u", sees="and 2 more")
        assert [user.field(f"LMN-000{n}", "owner") for n in (1, 2, 3)] == ["dana", "maria", "maria"]


async def test_each_case_has_its_own_result_and_what_did_not_go_stays_marked(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("2", "space", "space", "1", "space", sees="3 cases marked")
        await user.press("<", sees="2 moved back, 1 not: these stay marked")
        for line in ("✓ LMN-0004 moved back", "✓ LMN-0005 moved back", "✗ LMN-0001 is at the beginning already."):
            assert line in user.text
        await user.press("escape", sees="◆ 1 marked")
        assert {user.field(f"LMN-000{n}", "stage") for n in (4, 5)} == {"gathering"}
        await user.press("u", sees="and 1 more")
        assert {user.field(f"LMN-000{n}", "stage") for n in (4, 5)} == {"drafting"}
        await user.press("escape", sees="No case is marked.")


async def test_a_day_for_all_asks_why_only_for_those_that_had_another(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("space", "space", "space", "d", sees="file by of 3 marked cases:")
        user.types("12/4")
        await user.press("enter", sees="why is it another day (2 cases):")
        assert user.field("LMN-0002", "submit_by") == "2026-12-04"
        assert user.field("LMN-0001", "submit_by") == "2026-11-18"
        user.types("the payer gave more time")
        await user.press("enter", sees="2 of 2 cases dated; u undoes it.")
        assert {user.field(f"LMN-000{n}", "submit_by") for n in (1, 2, 3)} == {"2026-12-04"}


async def test_all_marked_letters_are_written_and_those_with_blockers_as_drafts(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("3", "space", "space", "x", sees="x again: write 2 letters")
        await user.press("x", sees="stay marked")
        assert "LMN-0007 has blockers: its letter is written as a draft." in user.text
        assert len(list((tmp_path / "exports").iterdir())) == 2


async def test_nothing_is_done_with_a_marked_case_that_the_filter_hides_or_that_is_gone(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path, 120, 40) as user:
        await user.press("space", "space", "space", sees="3 cases marked")
        user.keys("slash")
        user.types("owner:maria")
        await user.press("enter", sees="◆ 2 marked")
        at_the_desk(path).assign("LMN-0003", "dana")
        await user.sees("◆ 1 marked")
        await user.press("a", sees="owner of 1 marked case:")
        user.types("miriam")
        await user.press("enter", sees="1 of 1 case assigned")
        assert [user.field(f"LMN-000{n}", "owner") for n in (1, 2, 3)] == ["dana", "miriam", "dana"]
        await user.press("escape", sees="◆ 2 marked")


async def test_a_mark_comes_off_with_the_same_key_and_is_seen_in_a_rail(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("space", "2", sees="◆‼ 0001")
        assert "◆1 marked" in user.head
        await user.press("1", "g", "space", sees=lambda: "marked" not in user.text)
