"""A clinic of two locations set up in the directory by keys alone, as somebody does who has only the README."""

from __future__ import annotations

from pathlib import Path

from tests.screens.clinic import new_board
from tests.screens.user import at_the_board


async def test_a_second_location_with_its_zone_its_days_closed_and_its_rules_is_typed_in_one_go(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("D", "4", "N", sees="name of the new record")
        user.types("South")
        await user.press("enter", sees="South is listed")
        user.keys("j", "j", "j", "j", "j", "j", "enter")
        user.types("mountain")
        user.keys("tab")
        user.types("12/24/2026, 12/31/2026")
        await user.press("enter", sees="Days closed: 12/24/2026, 12/31/2026")
        await user.press("j", "enter", sees="Gathering")
        user.types("gath")
        await user.press("tab", sees="Signing provider")
        user.types("least")
        user.keys("tab")
        user.types("dana, maria")
        await user.press("enter", sees="Least loaded of: Dana Whitcomb, Maria Ortega")
        await user.settled()
        south = user.board.shown.listed("locations", "south")[1]
    assert (south["time_zone"], south["holidays"]) == ("America/Denver", ["2026-12-24", "2026-12-31"])
    (rule,) = south["assignment"]
    assert (rule["stage"], rule["to"], rule["among"]) == ("gathering", "least_loaded", ["dana", "maria"])
