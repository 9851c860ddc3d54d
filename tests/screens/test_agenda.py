"""The agenda on the screen: what it says, the walk by `n`, what happened since somebody left, and who sees it first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.screens.agenda import AgendaScreen
from lmnboard.screens.case import CaseScreen
from tests.screens.clinic import NOW, at_the_desk, cases, new_board
from tests.screens.user import User, at_the_board, cells


def _case_of(user: User) -> str:
    """The case under the agenda's cursor, or of the case's own screen."""
    screen = user.app.screen
    assert isinstance(screen, AgendaScreen | CaseScreen)
    return screen.case_id


def _twenty() -> list[dict[str, Any]]:
    return [
        {
            "id": f"LMN-{n:04d}", "stage": "gathering", "stage_since": "2026-11-19T15:00:00.000+00:00",
            "owner": "dana", "location": "riverside", "patient": {"name": f"Person Number{n}"},
            "next_touch": {"on": "2026-11-20", "what": f"Step {n}"},
        }
        for n in range(1, 21)
    ]  # fmt: skip


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (80, 24), (120, 40)])
async def test_each_section_has_its_heading_and_each_line_its_next_act(tmp_path: Path, columns: int, rows: int) -> None:
    async with at_the_board(new_board(tmp_path), columns, rows) as user:
        await user.press("T", sees="TODAY OR LOST")
        for words in ("file 2d LATE", "Volkov D", "PROMISED TODAY", "READY TO LEAVE US", "THE REST", "STUCK: with"):
            assert words in user.text
        assert "9 open" in user.head
        assert "‼ 1 undated" in user.head
        assert {cells(line) <= columns for line in user.lines} == {True}
        assert _case_of(user) == "LMN-0001"
        await user.press("b", sees="Gathering")


async def test_n_walks_twenty_cases_that_are_worked_on_without_an_arrow_key(tmp_path: Path) -> None:
    path = new_board(tmp_path, _twenty())
    async with at_the_board(path) as user:
        await user.press("T", sees="PROMISED TODAY")
        seen = []
        for _ in range(20):
            await user.settled()
            seen.append(_case_of(user))
            await user.press("t", sees="Next touch")
            user.keys("ctrl+s")
            await user.settled()
            user.keys("n")
        await user.settled()
        assert seen == [f"LMN-{n:04d}" for n in range(1, 21)]
        assert "again, 1 of 20" in user.says
    desk = at_the_desk(path)
    assert {card.next_touch.on for card in desk.shown.cards.values()} == {"2026-11-23"}
    desk.close()


async def test_n_at_the_end_of_a_case_goes_on_to_the_next_and_escape_comes_back_to_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("T", sees="TODAY OR LOST")
        user.keys("G", "g", "n", "n", "enter")
        await user.sees("Purpose of the letter")
        assert _case_of(user) == "LMN-0008"
        while "n: on to LMN-0006" not in user.says:
            user.keys("n")
            await user.settled()
        await user.press("n", sees="4 of 6: LMN-0006 Dr Castellanos: sign; file by 12/11")
        assert _case_of(user) == "LMN-0006"
        await user.press("escape", sees="READY TO LEAVE US")
        assert _case_of(user) == "LMN-0006"
        await user.press("b", sees="Gathering")
        assert user.selected == "LMN-0001"


async def test_w_says_in_a_sentence_why_a_line_stands_there_and_then_shows_the_clocks(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("T", sees="TODAY OR LOST")
        await user.press("w", sees="LMN-0001: Its letter must be filed by Wed 11/18/2026")
        assert "ask whether it is still taken." in user.text
        await user.press("j", sees="NEXT 7 DAYS DUE:  . . . 1 . . .")
        await user.press("w", "w", sees="Today is Fri 11/20/2026")


async def test_another_persons_change_keeps_the_selection_on_its_case(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        await user.press("T", sees="TODAY OR LOST")
        user.keys("j", "j")
        await user.sees(lambda: _case_of(user) == "LMN-0008")
        other = at_the_desk(path)
        other.edit("LMN-0009", {"next_touch.on": "2026-11-20"})
        other.close()
        await user.sees("PROMISED TODAY ------------------------------------------------------------ 2 -")
        assert _case_of(user) == "LMN-0008"


async def test_the_curtain_hides_names_also_in_the_words_of_a_next_step(tmp_path: Path) -> None:
    documents = cases()
    documents[7]["next_touch"] = {"on": "2026-11-20", "what": "Ring Mr. Pemberton"}
    async with at_the_board(new_board(tmp_path, documents), 120, 40) as user:
        await user.press("T", sees="Ring Mr. Pemberton")
        await user.press("p", sees="Names and numbers are hidden")
        assert "H. P." in user.text
        for name in ("Pemberton", "Okafor", "Volkov"):
            assert name not in user.text


async def test_a_filter_narrows_the_walk_and_a_case_is_given_away_on_its_line(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("T", "slash", sees="find:")
        user.types("stage:review")
        await user.press("enter", sees="2 lines found")
        await user.press("n", sees=lambda: _case_of(user) == "LMN-0007")
        await user.press("a", sees="Miriam Castellanos")
        user.types("nobody")
        await user.press("enter", sees="'nobody' is none of")
        user.clears()
        user.types("mar")
        await user.gone("▏Miriam Castellanos")
        await user.press("enter", sees="LMN-0007 owner: Maria Ortega")
        assert user.field("LMN-0007", "owner") == "maria"
        await user.press("escape", sees="TODAY OR LOST")


async def test_o_shows_everybodys_cases_and_mine_again(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("T", "o", sees="Whitlock E")
        assert "everybody's" in user.head
        assert "maria: " in user.text  # who has it, before what is to be done
        await user.press("o", sees="Your cases, and nobody's.")
        assert "Whitlock" not in user.text
        assert "maria: " not in user.text


# ---------------------------------------------------------------------- since you left
async def test_what_happened_since_one_quit_is_told_in_a_line_and_case_by_case(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        await user.press("T", sees="TODAY OR LOST")
        assert "Since" not in user.text
        user.keys("q")
        await user.sees(lambda: not user.app.is_running)
    seen = path.with_name("seen")
    [file] = seen.iterdir()
    assert (seen.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    other = at_the_desk(path)
    other._account = "maria"
    other.add_row("LMN-0008", "responses", {"outcome": "denied"})
    other.move("LMN-0004", "gathering")
    other.assign("LMN-0003", "dana")
    other.edit("LMN-0002", {"request.duration": "6 weeks"})
    other.close()
    async with at_the_board(path) as user:
        await user.press("T", sees="1 new - 1 payer answer - maria moved 1 of yours")
        await user.press("s", sees="LMN-0008  Pemberton H")
        for words in ("the payer answered: denied (Maria Ortega)", "moved from Drafting to Gathering", "given to you"):
            assert words in user.text
        assert "LMN-0002" not in user.text
        await user.press("enter", sees="Purpose of the letter")


async def test_a_session_without_a_key_has_seen_nothing(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path):
        pass
    assert not path.with_name("seen").exists()


# ---------------------------------------------------------------------- the first screen
async def test_the_agenda_comes_first_where_the_clinic_or_the_person_wants_it(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    desk = at_the_desk(path)
    desk.edit("settings/1", {"first_screen": "agenda"})
    async with at_the_board(path) as user:
        assert "TODAY OR LOST" in user.text
        assert f"{NOW.astimezone(desk.clinic.zone()):%H:%M}" in user.head
        await user.press("b", sees="Gathering")
        await user.press("T", sees="TODAY OR LOST")
        await user.press("T", sees="Gathering")
    desk.catch_up()
    desk.edit("staff/dana", {"first_screen": "board"})
    desk.close()
    async with at_the_board(path) as user:
        assert "Gathering" in user.text


async def test_n_goes_to_what_the_cursor_fell_on_when_a_case_has_left_the_agenda(tmp_path: Path) -> None:
    path = new_board(tmp_path, _twenty())
    async with at_the_board(path) as user:
        await user.press("T", sees="PROMISED TODAY")
        user.keys("n")
        await user.sees(lambda: _case_of(user) == "LMN-0002")
        other = at_the_desk(path)
        other.assign("LMN-0002", "maria")
        other.close()
        await user.sees(lambda: _case_of(user) == "LMN-0003")
        await user.press("n", sees="2 of 19: LMN-0003 Step 3")
        await user.press("n", sees="3 of 19: LMN-0004 Step 4")
        assert _case_of(user) == "LMN-0004"
