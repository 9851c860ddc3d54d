"""Fields that hold several people or places: names are offered for the one that is typed last."""

from __future__ import annotations

from pathlib import Path

from lmnboard.screens.directory import DirectoryScreen
from lmnboard.widgets.several_names import SeveralNames
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board

_STAFF = {"dana": "Dana Whitcomb", "maria": "Maria Ortega", "miriam": "Miriam Castellanos"}


def test_names_are_offered_for_what_stands_behind_the_last_comma_and_none_twice() -> None:
    names = SeveralNames(_STAFF)
    assert names.offer("") == list(_STAFF.values())
    assert names.offer("Dana Whitcomb,") == ["Maria Ortega", "Miriam Castellanos"]
    assert names.offer("Dana Whitcomb, mir") == ["Miriam Castellanos"]
    assert names.code_of("Miriam Castellanos") == "Dana Whitcomb, Miriam Castellanos"
    assert names.code_of("nobody here") == "nobody here"


async def test_a_name_is_added_to_those_that_stand_there_by_its_first_letters(tmp_path: Path) -> None:
    places = [{"id": name.lower(), "name": name} for name in ("Riverside", "Northside", "Eastgate")]
    async with at_the_board(new_board(tmp_path, locations=places)) as user:
        directory = user.app.get_screen("directory", DirectoryScreen)
        directory.show_record("staff/maria", "locations")
        user.app.push_screen("directory")
        await user.sees("Maria Ortega")
        await user.settled()
        await user.press("enter", sees="Eastgate")
        user.types("river")
        user.keys("enter")
        await user.settled()
        assert directory.board.shown.listed("staff", "maria")[1]["locations"] == ["riverside"]
        user.keys("enter")
        user.keys("down", "enter")
        await user.settled()
        assert directory.board.shown.listed("staff", "maria")[1]["locations"] == ["riverside", "northside"]
        user.keys("enter")
        user.types(", ")
        user.keys("enter")
        await user.settled()
        assert directory.board.shown.listed("staff", "maria")[1]["locations"] == ["riverside", "northside"]
