"""Two people at one board see that the other is here, and with which case open; nothing is held up or sent by it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmnboard.store.place import Place
from lmnboard.store.presence import Presence, Present
from tests.builders import ACCOUNTS, a_board, a_case, at
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board
from tests.terminal import ENTER, ESCAPE, PROGRAM, Terminal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two cases on which the rules have acted, so that neither program has anything to say of itself."""
    board = a_board(tmp_path, a_case(), a_case(stage="gathering"))
    with at(board, now=datetime.now(UTC)) as dana:
        dana.run_due()
    return board


def at_work(path: Path, who: str) -> Terminal:
    """Somebody's program, as the clinic's service account runs it for them."""
    environment = {"SUDO_UID": str(ACCOUNTS[who])}
    return Terminal(*PROGRAM, "--board", path, columns=120, rows=40, environment=environment)


def sessions(path: Path) -> int:
    return len(os.listdir(path.parent / "present"))


def test_each_sees_the_other_come_open_the_same_case_and_go(path: Path) -> None:
    with at_work(path, "dana") as dana, at_work(path, "jo") as jo:
        for one, me in ((dana, "dana"), (jo, "jo")):
            one.sees([f"1 other in   {me}", "LMN-0001"])
        dana.press("3" + ENTER, "Payer's requirements")
        assert "also here" not in dana.text
        jo.press("3" + ENTER, "also here: Dana Whitcomb")
        dana.sees("also here: Jo Lindgren")
        # That somebody else has the case open stops nobody from editing it.
        dana.press(ENTER, "leave as it was")
        dana.keys(ESCAPE)
        dana.sees("esc back")
        jo.press("c", ["hold", "also here: Dana Whitcomb"])
        # Several looks at who is here send nothing where nothing has changed, nor do the other's keys.
        dana.read(0.3)
        jo.keys("jjjkkk")
        assert dana.read(1.6) == 0
        jo.keys("c", "q")
        dana.gone("also here")
        assert sessions(path) == 2
        jo.signal(signal.SIGTERM)
        jo.ends()
        assert sessions(path) == 1
        dana.press("q", "2 open")
        dana.gone("1 other in")
        dana.keys("q")
        assert dana.ends() == 0
        assert sessions(path) == 0


async def test_ones_own_second_session_is_no_other(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    elsewhere = Presence(Place(path), "dana")
    elsewhere.be("dana", "LMN-0001")
    async with at_the_board(path, 120, 40) as user:
        await user.press("enter", sees="also here: you, elsewhere")
        elsewhere.be("dana", "")
        await user.gone("also here")
        await user.press("q", sees="9 open")
        assert user.app.others
        assert "other in" not in user.text


async def test_the_head_says_it_where_there_is_room_and_the_patient_stays_in_it(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    for who, case_id in (("maria", "LMN-0001"), ("miriam", "LMN-0001"), ("somebody-new", "")):
        Presence(Place(path), who).be(who, case_id)
    async with at_the_board(path) as user:
        await user.sees(lambda: len(user.app.others) == 3)
        assert "others in" not in user.head
        await user.resize(120, 40)
        assert "3 others in   dana   Fri" in user.head
        await user.press("enter", sees="also here: Maria Ortega, Miriam Castellanos")
        for columns in (80, 60):
            await user.resize(columns, 24)
            await user.sees(lambda: len(user.lines[-1]) <= user.app.size.width)
            assert user.head.startswith(" LMN-0001  Ada")
            assert "also here: Maria" in user.head


async def test_a_folder_that_cannot_be_written_is_nobodys_trouble(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    folder = tmp_path / "present"
    folder.write_text("a file in the folder's place")
    async with at_the_board(path) as user:
        await user.press("i", sees="note on")
        user.types("Called\n")
        await user.sees("Noted on LMN-0001.")
        folder.unlink()
        Presence(Place(path), "maria").be("maria", "")
        await user.sees(lambda: user.app.others == (Present("maria"),))
        assert [note["text"] for note in user.field("LMN-0001", "notes")] == ["Called"]


async def test_the_first_picture_does_not_wait_for_it(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        assert "LMN-0001" in user.text
        assert not (tmp_path / "present").exists()
        await user.sees(lambda: (tmp_path / "present").exists() and len(os.listdir(tmp_path / "present")) == 1)
    assert os.listdir(tmp_path / "present") == []
