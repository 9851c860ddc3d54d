"""The board as people see it: every column at every size, the words of each band, the cursor, the filter."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.begin import begin
from lmnboard.opening import open_board
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board, cells

SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))
STAGES = ("Gathering", "Drafting", "Review", "Follow-up", "Resolved")


@pytest.mark.parametrize(("columns", "rows"), SIZES)
async def test_every_column_is_reached_and_its_cards_are_read_at_any_size(
    tmp_path: Path, columns: int, rows: int
) -> None:
    async with at_the_board(new_board(tmp_path), columns, rows) as user:
        for number, (stage, case) in enumerate(zip(STAGES, (1, 4, 6, 8, 10), strict=True), 1):
            user.keys(str(number))
            await user.settled()
            assert user.selected == f"LMN-{case:04d}"
            assert stage in user.lines[1]
            assert user.selected in user.text
            assert {cells(line) <= columns for line in user.lines} == {True}


async def test_each_band_is_told_by_a_glyph_and_by_words(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        first_line = {line[at : at + 24].strip() for line in user.lines for at in range(0, 120, 24)}
        cards = [text.partition("LMN-") for text in first_line if "LMN-" in text]
        told = {number: " ".join(before.split()) for before, _id, number in cards}
        assert told == {
            "0001": "‼ 2d late",
            "0002": "no date",
            "0003": "! today",
            "0004": "▲ 4d EXP",
            "0005": "△ 7d",
            "0006": "21d",
            "0007": "28d",
            "0008": "! today",
            "0009": "19d",
            "0010": "✓ Approved",
        }


async def test_a_card_names_its_nearest_clock_and_what_the_checklist_says(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 200, 50) as user:
        await user.sees("✗")
        for words in ("file by 11/18", "next touch 11/20", "file by 12/11", "maria"):
            assert words in user.text


async def test_the_heads_count_what_is_there(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        assert "Riverside Clinic" in user.head
        assert "9 open · 1 late · 2 today" in user.head
        assert "Fri 11/20/2026" in user.head
        assert user.lines[1].split() == [
            "Gathering", "3", "‼1", "!1", "Drafting", "2", "Review", "2", "Follow-up", "2", "!1", "Resolved", "1",
        ]  # fmt: skip


async def test_the_most_pressing_card_is_the_first_thing_under_the_cursor(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        assert user.selected == "LMN-0001"


async def test_an_empty_board_says_how_to_begin(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    begin(path, {})
    async with at_the_board(path) as user:
        assert "N" in user.text
        assert "nothing here" in user.text
        for key in ("j", "G", "l", "5", "n", "e", "c", "v", "x", "greater_than_sign", "a", "t", "w", "y", "ctrl+s"):
            user.keys(key)
        await user.settled()
        await user.press("enter", sees="There is no case here. N makes one.")
        await user.press("N", sees="New case")
        user.types("Ada Okafor")
        user.keys("enter")
        await user.press("ctrl+s", sees="LMN-0001  Ada Okafor")
    assert open_board(path).shown.card("LMN-0001").patient.name == "Ada Okafor"


async def test_an_empty_column_at_eighty_columns_can_be_stood_in(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, [], payers=[])) as user:
        assert "No case yet. D: enter payers first. N: the first case." in user.says
        user.board.new_listed("payers", {"name": "Harbor Mutual"})
        await user.sees(lambda: user.says.strip() == "No case yet. N: the first case.")
        for number, stage in enumerate(STAGES):
            user.keys(str(number + 1))
            await user.settled()
            assert user.lines[1].find(f"{stage} 0") == 1 + 10 * number, "the wide column"
            assert user.lines[3].find("nothing here") == 1 + 10 * number


# ---------------------------------------------------------------------- the cursor
async def test_vim_keys_and_arrows_walk_the_same_way(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        for down, up, right, left in (("j", "k", "l", "h"), ("down", "up", "right", "left")):
            await user.press(down, sees=lambda: user.selected == "LMN-0003")
            await user.press(up, sees=lambda: user.selected == "LMN-0001")
            await user.press(right, sees=lambda: user.selected == "LMN-0004")
            await user.press(left, sees=lambda: user.selected == "LMN-0001")
        await user.press("G", sees=lambda: user.selected == "LMN-0002")
        await user.press("g", sees=lambda: user.selected == "LMN-0001")
        await user.press("end", sees=lambda: user.selected == "LMN-0002")
        await user.press("home", sees=lambda: user.selected == "LMN-0001")
        await user.press("h", sees=lambda: user.selected == "LMN-0010")
        assert user.selected == "LMN-0010", "from the first column to the last"


async def test_the_card_under_the_cursor_is_always_wholly_in_view(tmp_path: Path) -> None:
    documents = [
        {"id": f"LMN-{n:04d}", "stage": "gathering", "owner": "dana", "patient": {"name": f"Person {n}"}}
        for n in range(1, 41)
    ]
    async with at_the_board(new_board(tmp_path, documents)) as user:
        for key in ("j",) * 12 + ("pagedown", "G", "pageup", "k", "k", "k", "g"):
            user.keys(key)
            await user.settled()
            number = int(user.selected.removeprefix("LMN-"))
            assert user.selected in user.text
            assert f"Person {number} " in user.text.replace("\n", " ")
            first = next(at for at, line in enumerate(user.lines) if user.selected in line)
            assert "dana" in user.lines[first + 3]


async def test_a_burst_of_keys_is_not_lost(tmp_path: Path) -> None:
    documents = [
        {"id": f"LMN-{n:04d}", "stage": "gathering", "owner": "dana", "patient": {"name": f"Person {n}"}}
        for n in range(1, 41)
    ]
    async with at_the_board(new_board(tmp_path, documents)) as user:
        await user.press(*"j" * 30, sees=lambda: user.selected == "LMN-0031")
        assert "Person 31" in user.text


async def test_n_walks_what_waits_for_me_most_pressing_first(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("n", sees="2 of 6: LMN-0004 Dr Castellanos: draft; expedited")
        assert user.selected == "LMN-0004"
        await user.press(*"nnnn", sees=lambda: user.selected == "LMN-0009")
        await user.press("n", sees="again, 1 of 6: LMN-0001 file 2d LATE, fax")
        assert user.selected == "LMN-0001"


async def test_a_mouse_picks_a_card_and_a_second_click_opens_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.pilot.click(offset=(30, 3))
        assert user.selected == "LMN-0004"
        await user.pilot.click(offset=(30, 3))
        await user.sees("Purpose of the letter")


# ---------------------------------------------------------------------- the filter
async def test_a_filter_narrows_while_it_is_typed_and_escape_shows_all(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        user.keys("slash")
        user.types("owner:ma")
        await user.gone("Ada Okafor")
        assert "Ben Arroyo" in user.text
        await user.press("enter", sees="3 cases found. Escape shows all again.")
        assert "filter: owner:ma" in user.head
        assert user.selected in ("LMN-0002", "LMN-0003")
        await user.press("escape", sees="All cases.")
        assert "Ada Okafor" in user.text


async def test_a_filter_that_is_left_is_as_it_was(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        user.keys("slash")
        user.types("late")
        await user.gone("Chloe Tran")
        await user.press("escape", sees="Chloe Tran")
        assert "filter" not in user.head


@pytest.mark.parametrize(
    ("typed", "found"),
    [("late", {1}), ("today", {3, 8}), ("due:<7d", {1, 3, 4, 8}), ("stage:review", {6, 7}), ("tran sleep", {3}),
     ("icd:M51 !stage:resolved", {4, 5, 6, 7, 8, 9}), ("undated", {2}), ("expedited", {4})],
)  # fmt: skip
async def test_what_a_filter_finds(tmp_path: Path, typed: str, found: set[int]) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        user.keys("slash")
        user.types(typed)
        user.keys("enter")
        await user.sees("found.")
        assert {number for number in range(1, 11) if f"LMN-{number:04d}" in user.text} == found


async def test_a_term_that_is_not_known_is_said_and_nothing_is_hidden(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("slash")
        user.types("colour:red")
        await user.press("enter", sees="The filter does not know 'colour'")
        assert "Ada Okafor" in user.text


# ---------------------------------------------------------------------- resizing
async def test_resizing_never_breaks_the_board_nor_loses_the_case(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("3", "j", sees=lambda: user.selected == "LMN-0007")
        for columns, rows in ((80, 24), (60, 20), (200, 60), (40, 8), (20, 5), (120, 40)):
            await user.resize(columns, rows)
            assert user.selected == "LMN-0007"
            assert len(user.lines) == rows
            assert max(cells(line) for line in user.lines) <= columns
            if rows >= 8 and columns >= 60:
                assert "LMN-0007" in user.text
                assert "Greta Halloran" in user.text


async def test_an_open_editor_follows_the_card_when_the_terminal_is_resized(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 120, 40) as user:
        await user.press("j", "e", sees="file by")
        user.types("1/31")
        for columns, rows in ((80, 24), (200, 60), (60, 20)):
            await user.resize(columns, rows)
            line = next(at for at, text in enumerate(user.lines) if "LMN-0003" in text)
            assert "file by" in user.lines[line + 2]
            assert "1/31" in user.lines[line + 2]
        user.keys("escape")
        await user.gone("1/31")
        assert "Sleep study" in user.text
