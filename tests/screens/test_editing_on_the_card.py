"""Fields edited on the card itself: what is typed and what is kept."""

from __future__ import annotations

from pathlib import Path

from tests.screens.clinic import new_board
from tests.screens.user import at_the_board


async def test_a_date_is_typed_as_people_type_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        for typed, stored, told in (
            ("+10d", "2026-11-30", "Mon 11/30/2026"),
            ("+5b", "2026-11-30", "11/30/2026"),
            ("12/4", "2026-12-04", "Fri 12/04/2026"),
            ("fri", "2026-11-27", "11/27/2026"),
            ("eom", "2026-11-30", "11/30/2026"),
        ):
            user.keys("1", "g", *"jjj", "k", "k", "k")
            await user.press("d", sees="file by ")
            case_id = user.selected
            user.clears()
            user.types(typed)
            user.keys("enter")
            user.types("Agreed by phone")
            user.keys("ctrl+s")
            await user.settled()
            assert user.field(case_id, "submit_by") == stored, typed
            assert told in user.says
            await user.press("u", sees="Undone: LMN-0001 file by")


async def test_a_date_that_is_none_is_refused_with_the_editor_still_open(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("d")
        user.clears()
        user.types("2/30")
        await user.press("enter", sees="File by:")
        assert user.app.focused is not None
        await user.sees(lambda: "2/30" in user.lines[4])
        assert user.field("LMN-0001", "submit_by") == "2026-11-18"
        user.clears()
        user.types("2/28")
        await user.press("enter", sees="file by 11/18/2026 → 02/28/2027")
        user.types("Agreed by phone")
        await user.press("ctrl+s", sees="Sun 02/28/2027")


async def test_a_next_touch_on_a_day_gone_by_is_refused_and_the_head_counts_its_draft_at_once(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        user.keys("t")
        user.clears()
        user.types("11/2/2026")
        await user.press("enter", sees="Yours is kept as a draft: R. The next touch cannot be on 11/02/2026")
        await user.sees(lambda: "1 draft: R" in user.head)
        assert user.field("LMN-0001", "next_touch.on") is None


async def test_escape_leaves_the_card_as_it_was(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.sees(lambda: user.has_judged)
        before = user.lines
        user.keys("d")
        user.types("nonsense")
        user.keys("escape")
        await user.settled()
        assert user.app.focused is None
        assert user.lines[:-2] == before[:-2]
        assert user.field("LMN-0001", "submit_by") == "2026-11-18"


async def test_an_owner_is_chosen_by_letters_or_by_arrows(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("a", sees="Maria Ortega")
        user.types("mar")
        await user.gone("Miriam Castellanos")
        await user.press("enter", sees="owner: Maria Ortega")
        assert user.field("LMN-0001", "owner") == "maria"
        user.keys("a", "down", "enter")
        await user.settled()
        assert user.field("LMN-0001", "owner") == "miriam"
        user.keys("a")
        user.clears()
        user.types("nobody")
        await user.press("enter", sees="none of")
        user.keys("escape")
        await user.settled()
        assert user.field("LMN-0001", "owner") == "miriam"


async def test_tab_goes_from_field_to_field_of_the_card(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("e")
        user.clears()
        user.types("12/1")
        user.keys("tab")
        user.types("Agreed by phone")  # a deadline that stands: the way goes on behind its reason
        user.keys("ctrl+s")
        await user.sees("owner ")
        user.types("maria")
        user.keys("tab")
        user.types("exp")
        user.keys("tab")
        user.types("+3b")
        user.keys("tab")
        user.types("Call for status")
        user.keys("tab")
        user.types("spine, urgent")
        user.keys("enter")
        await user.settled()
        kept = {
            path: user.field("LMN-0001", path)
            for path in ("submit_by", "owner", "priority", "next_touch.on", "next_touch.what", "tags")
        }
        assert kept == {
            "submit_by": "2026-12-01",
            "owner": "maria",
            "priority": "expedited",
            "next_touch.on": "2026-11-25",
            "next_touch.what": "Call for status",
            "tags": ["spine", "urgent"],
        }
        assert user.selected == "LMN-0001"


async def test_shift_tab_goes_back_and_the_cursor_stays_on_its_case(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("a", "shift+tab")
        await user.sees("file by ")
        await user.sees(lambda: "11/18/2026" in user.lines[4])
        assert user.selected == "LMN-0001"


async def test_keys_typed_ahead_land_on_the_right_cases(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("t")
        user.types("+1d\n")
        user.keys("j", "t")
        user.types("+2d\n")
        user.keys("j", "t")
        user.types("+3d\n")
        await user.settled()
        await user.settled()
        touched = {n: user.field(f"LMN-{n:04d}", "next_touch.on") for n in (1, 2, 3)}
        assert sorted(str(day) for day in touched.values()) == ["2026-11-21", "2026-11-22", "2026-11-23"]
        assert touched[1] == "2026-11-21"


async def test_a_new_case_typed_in_one_burst(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("N")
        user.types("Kenji Aldana")
        user.keys("tab")
        user.types("Wheelchair ramp")
        user.keys("tab")
        user.types("harb")
        user.keys("enter", "ctrl+s")
        await user.sees("LMN-0011  Kenji Aldana")
        assert user.field("LMN-0011", "request.treatment") == "Wheelchair ramp"
        assert user.field("LMN-0011", "payer") == "harbor"
        assert user.field("LMN-0011", "owner") == "dana"


async def test_a_new_case_without_a_name_or_with_a_twin_is_asked_about(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("N", "escape", "ctrl+s")
        await user.sees("Say who the patient is")
        user.keys("enter")
        user.types("ada okafor\n")
        await user.press("ctrl+s", sees="LMN-0001 is open for the same patient")
        await user.press("ctrl+s", sees="LMN-0011  ada okafor")
        assert user.field("LMN-0011", "patient.name") == "ada okafor"
