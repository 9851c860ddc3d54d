"""Searching a code where it is typed: by words or its beginning, with what the set is good for, in one entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.codes.conftest import hcpcs, load
from tests.screens.clinic import new_board, one_case
from tests.screens.user import User, at_the_board

CODE = "diagnoses/d1/code"
WORDS = "diagnoses/d1/description"


def a_board(folder: Path, **diagnosis: Any) -> Path:
    row = {"id": "d1", "code": None, "description": None, "primary": True, "diagnosed_on": "2025-09-20", **diagnosis}
    return new_board(folder, one_case(stage="gathering", diagnoses=[row]))


async def at_the_code(user: User, path: str = CODE) -> None:
    from lmnboard.screens.case import CaseScreen

    screen = user.app.get_screen("case", CaseScreen)
    screen.show_case("LMN-0001", path)
    user.app.push_screen("case")
    await user.sees("ICD-10-CM code" if path == CODE else "Procedure, supply")


async def test_words_find_a_code_and_enter_takes_it_with_its_official_words(tmp_path: Path) -> None:
    async with at_the_board(a_board(tmp_path)) as user:
        await at_the_code(user)
        await user.press("enter", sees="ICD-10-CM FY2026, good to 09/30/2026")
        user.types("radiculopathy lumb")
        await user.sees("M54.16    Radiculopathy, lumbar region")
        user.keys("enter")
        await user.settled()
        assert user.field("LMN-0001", CODE) == "M54.16"
        assert user.field("LMN-0001", WORDS) == "Radiculopathy, lumbar region"
        await user.gone("good to 09/30/2026")
        user.keys("u")
        await user.settled()
        assert user.field("LMN-0001", CODE) is None
        assert user.field("LMN-0001", WORDS) is None


async def test_down_chooses_and_tab_goes_on_behind_what_it_filled(tmp_path: Path) -> None:
    async with at_the_board(a_board(tmp_path)) as user:
        await at_the_code(user)
        user.keys("enter")
        user.types("M54.5")
        await user.sees("M54.51    Vertebrogenic low back pain")
        user.keys("down", "down", "tab")
        await user.settled()
        assert user.field("LMN-0001", CODE) == "M54.51"
        assert user.field("LMN-0001", WORDS) == "Vertebrogenic low back pain"
        user.keys("escape")
        await user.settled()
        assert user.field("LMN-0001", "diagnoses/d1/diagnosed_on") == "2025-09-20"


async def test_words_that_stand_there_stay(tmp_path: Path) -> None:
    async with at_the_board(a_board(tmp_path, description="Low back pain from the endplates")) as user:
        await at_the_code(user)
        user.keys("enter")
        user.types("m5451")
        await user.sees("Vertebrogenic low back pain")
        user.keys("enter")
        await user.settled()
        assert user.field("LMN-0001", CODE) == "M54.51"
        assert user.field("LMN-0001", WORDS) == "Low back pain from the endplates"


async def test_a_code_of_a_newer_year_is_kept_as_it_is_typed(tmp_path: Path) -> None:
    async with at_the_board(a_board(tmp_path)) as user:
        await at_the_code(user)
        user.keys("enter")
        user.types("M67.A1")
        await user.sees("nothing fits")
        user.keys("enter")
        await user.settled()
        assert user.field("LMN-0001", CODE) == "M67.A1"


async def test_escape_leaves_the_code_as_it_was(tmp_path: Path) -> None:
    async with at_the_board(a_board(tmp_path, code="M51.16", description="Disc disorder")) as user:
        await at_the_code(user)
        user.keys("enter")
        user.clears()
        user.types("asthma")
        await user.sees("J45.991")
        user.keys("escape")
        await user.settled()
        assert user.field("LMN-0001", CODE) == "M51.16"
        await user.gone("J45.991")


async def test_a_requested_code_is_searched_where_a_list_of_them_is_loaded(tmp_path: Path) -> None:
    row = {"id": "c1", "system": None, "code": None}
    path = new_board(tmp_path, one_case(request={"treatment": "CPAP", "codes": [row]}))
    load(tmp_path, hcpcs(("E0601", "Continuous positive airway pressure (cpap) device", "")), "HCPC2026_OCT_ANWEB.txt")
    async with at_the_board(path) as user:
        await user.sees(lambda: user.board.codes.book is not None)
        await at_the_code(user, "request.codes/c1/code")
        await user.press("enter", sees="HCPCS October 2026, good to 12/31/2026")
        user.types("airway")
        await user.sees("E0601     Continuous positive airway pressure")
        user.keys("enter")
        await user.settled()
        assert user.field("LMN-0001", "request.codes/c1/system") == "HCPCS"
        assert user.field("LMN-0001", "request.codes/c1/code") == "E0601"


async def test_while_the_index_is_made_a_line_says_so_and_then_the_case_is_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    board = a_board(tmp_path, code="S13.4", description="Sprain of ligaments of cervical spine")
    async with at_the_board(board) as user:
        await user.sees("Building the index of diagnosis codes, once: ")
        await user.sees(lambda: user.board.codes.book is not None)
        await user.gone("Building")
        await at_the_code(user)
        await user.press("j", "k", sees="S13.4 lacks its 7th character")
        assert "Building" not in user.text
