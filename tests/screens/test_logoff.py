"""Nobody is at the keyboard: the screen is blanked, then the program leaves, and what was half typed is kept."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from textual import events

from lmnboard.app import BoardApp
from tests.screens.clinic import at_the_desk, new_board
from tests.screens.user import at_the_board
from tests.terminal import ENTER, PROGRAM, TAB, Terminal

_LIMITED = """
import sys
from pathlib import Path
from lmnboard.app import run
from lmnboard.opening import open_board

sys.exit(run(open_board(Path(sys.argv[1]), in_background=True), limits=(float(sys.argv[2]), float(sys.argv[3]))))
"""
SOON, SOONER, NEVER = 0.03, 0.012, 0
"""Minutes: for a program that has to be started first, and for one that is there."""
_NAMES = ("Okafor", "Arroyo", "Tran", "Volkov", "LMN-")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def _program(path: Path, blank: float, left: float) -> Terminal:
    return Terminal(sys.executable, "-c", _LIMITED, path, str(blank), str(left))


def test_a_blank_screen_shows_no_patient_and_any_key_brings_everything_back(path: Path) -> None:
    with _program(path, SOON, NEVER) as terminal:
        terminal.sees(["LMN-0001", "✗"])
        terminal.press("t" + TAB, "next step")
        terminal.keys("Call them ba")
        terminal.sees("Call them ba")
        before = terminal.lines
        terminal.sees("Any key shows the board.")
        terminal.read(0.2)
        assert "Riverside Clinic" in terminal.text
        assert not any(name in terminal.text for name in (*_NAMES, "Call"))
        assert not terminal.cursor_is_shown
        terminal.keys(ENTER)  # which would keep what is typed
        terminal.sees(lambda at: at.lines == before)
        terminal.keys("ck")
        terminal.sees("Call them back")
        terminal.press(ENTER, "LMN-0001 next step: Call them back")


def test_others_work_paints_nothing_on_a_blank_screen_and_is_seen_after_it(path: Path) -> None:
    with _program(path, SOON, NEVER) as terminal:
        terminal.sees("Any key shows the board.")
        terminal.read(0.3)
        other = at_the_desk(path)
        other.assign("LMN-0001", "maria")
        assert terminal.read(1.0) == 0
        terminal.keys("q")
        terminal.sees("LMN-0001")
        assert "maria" in terminal.lines[terminal.line_of("LMN-0001") + 3]
        terminal.read(0.2)
        other.close()


def test_a_program_that_nobody_comes_back_to_leaves_with_the_draft_kept(path: Path) -> None:
    with _program(path, SOON, SOONER) as terminal:
        terminal.sees("LMN-0001")
        terminal.press("t" + TAB, "next step")
        terminal.keys("Call them ba")
        assert terminal.ends() == 0
        left = terminal.sent.rpartition(b"\x1b[?1049l")[2].decode()
        assert "lmnboard: left after 1 idle minutes; what was being typed is kept as a draft." in left
        assert left.strip().count("\n") == 0
        assert not any(name in terminal.text for name in _NAMES)
    with Terminal(*PROGRAM, "--board", path) as terminal:
        terminal.sees("R opens")
        terminal.press("R", "Call them ba")


async def test_a_key_puts_it_off_and_somebody_elses_change_does_not(path: Path) -> None:
    other = at_the_desk(path)
    async with at_the_board(path, limits=(SOONER, NEVER)) as user:
        begun = time.monotonic()
        while time.monotonic() - begun < 1.5 * SOONER * 60:
            user.keys("j")
            await user.settled()
            assert "Any key" not in user.text
        pressed = time.monotonic()
        while "Any key" not in user.text:
            other.edit("LMN-0001", {"tags": [f"{time.monotonic()}"]})
            await user.settled()
            assert time.monotonic() - pressed < 5 * SOONER * 60
    other.close()


async def test_a_click_and_a_paste_bring_the_screen_back_and_do_nothing_else(path: Path) -> None:
    async with at_the_board(path, limits=(SOONER, NEVER)) as user:
        here = user.selected
        await user.sees("Any key")
        user.app.post_message(events.MouseDown(None, 70, 8, 0, 0, 1, False, False, False))
        await user.gone("Any key")
        assert user.selected == here
        await user.press("a", sees="owner")
        await user.sees("Any key")
        user.pastes("maria")
        await user.gone("Any key")
        await user.settled()
        assert "maria" not in user.lines[user.lines.index(next(line for line in user.lines if here in line)) + 2]


async def test_what_is_typed_blind_does_nothing(path: Path) -> None:
    async with at_the_board(path, limits=(SOONER, NEVER)) as user:
        here = user.selected
        stage = user.field(here, "stage")
        await user.sees("Any key")
        user.types("j>>u")
        await user.gone("Any key")
        await user.settled()
        assert user.selected == here
        assert user.field(here, "stage") == stage
        await user.press("a", sees="owner")


def _is_set(app: BoardApp) -> bool:
    return app.idle._timer is not None


async def test_the_clinic_sets_both_limits_and_nought_is_never(path: Path) -> None:
    async with at_the_board(path) as user:
        app = user.app
        assert app._set_limits() == (15, 15)
        assert _is_set(app)
        user.board.edit("settings/1", {"idle_minutes": 0, "logoff_minutes": 5})
        await user.settled()
        assert app._set_limits() == (0, 5)
        assert not _is_set(app)
        user.board.edit("settings/1", {"idle_minutes": 3})
        await user.settled()
        assert _is_set(app)


async def test_a_blank_screen_says_when_the_program_leaves_and_survives_a_new_size(path: Path) -> None:
    async with at_the_board(path, limits=(SOONER, 30)) as user:
        await user.sees("lmnboard leaves at")
        await user.resize(60, 15)
        await user.sees("Any key shows the board.")
        user.keys("x")
        await user.sees("LMN-0001")
        assert "x again" not in user.text
