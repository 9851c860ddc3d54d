"""Every key that is told works, and every key that is promised is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.screen import Screen

from lmnboard.widgets.drawn import live_keys
from tests.screens.clinic import new_board
from tests.screens.user import User, at_the_board

BOARD_KEYS = "h j k l ← → ↑ ↓ 1 2 3 4 5 g G ⏎ n e a d t / u ^r < > H L N c v x w y D ? m q esc A S ^s i o O s { }"
WAYS = {
    "board": (),
    "case": ("enter",),
    "checklist": ("c",),
    "letter": ("v",),
    "why": ("w",),
    "directory": ("D",),
    "totals": ("O",),
    "record": ("D", "l"),
    "form": ("3", "ctrl+s", "escape"),
}
"""The keys that lead from the board to each screen."""


async def _at(user: User, way: tuple[str, ...], already: Screen[object] | None = None) -> None:
    """Go to a screen from wherever this is, even from this screen, unless one is `already` there with nothing open."""
    if way and user.app.screen is already and user.app.focused is None:
        return
    for _ in range(6):
        over = len(user.app.screen_stack) - 1 + (user.app.focused is not None)
        if not over:
            break
        user.keys(*["escape"] * over)
        await user.settled()
    user.keys("1", "g", *way)
    await user.settled()


async def test_the_board_tells_every_key_it_promises(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 80, 70) as user:
        user.keys("question_mark")
        await user.sees("Keys of")
        told = {key for keys, _does, _action in live_keys(user.app.screen_stack[0], every=True) for key in keys.split()}
        assert set(BOARD_KEYS.split()) - told == set()
        for does in ("Open the case", "Undo my last change", "Move the case a stage on", "New case"):
            assert does in user.text


@pytest.mark.parametrize("name", WAYS)
async def test_what_the_help_lists_works(tmp_path: Path, name: str) -> None:
    """Each line of the help is done from the help, on its own; nothing breaks and the way back is there."""
    async with at_the_board(new_board(tmp_path)) as user:
        await _at(user, WAYS[name])
        listed = [line for line in live_keys(user.app.screen, every=True) if "quit" not in line[2]]
        assert len(listed) > 3
        screen = user.app.screen
        for place, (_keys, does, action) in enumerate(live_keys(screen, every=True)):
            if "quit" in action:
                continue
            await _at(user, WAYS[name], screen)
            assert user.app.screen is screen
            user.keys("question_mark")
            await user.sees("Keys of")
            user.keys("g", *("j",) * place)
            await user.sees(does[:30])
            user.keys("enter")
            await user.settled()
            assert user.app.is_running, does
            assert not user.app.fault, (does, user.app.fault)


@pytest.mark.parametrize("name", WAYS)
async def test_every_key_of_a_screen_can_be_pressed_in_one_burst(tmp_path: Path, name: str) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await _at(user, WAYS[name])
        screen = user.app.screen
        keys = [key for key in screen.active_bindings if key not in ("q", "ctrl+q", "ctrl+c")]
        for key in keys:
            await _at(user, WAYS[name], screen)
            user.keys(key, key, key)
            await user.settled()
            assert not user.app.fault, (key, user.app.fault)


async def test_q_on_the_board_quits_and_on_other_screens_goes_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        for way in ("enter", "c", "v", "w", "D"):
            await _at(user, (way,))
            assert len(user.app.screen_stack) == 2
            await user.press("q", sees=lambda: len(user.app.screen_stack) == 1)
        user.keys("q")
        await user.sees(lambda: user.app.return_code == 0)


async def test_the_key_line_shows_the_way_to_help_at_every_width(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        for columns in (200, 80, 60, 30):
            await user.resize(columns, 24)
            for way in WAYS.values():
                if "ctrl+s" in way:
                    continue
                await _at(user, way)
                assert user.lines[-1].endswith("? help")


async def test_the_key_line_follows_what_is_done(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("e", sees="leave as it was")
        await user.press("escape", sees="n next")
        assert "leave as it was" not in user.text


async def test_any_command_is_found_by_name(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("ctrl+p")
        await user.sees(lambda: user.app.focused is not None and len(user.app.screen_stack) == 2)
        user.types("checklist")
        await user.sees("payer would miss")
        await user.pilot.pause(0.3)
        user.keys("enter")
        await user.sees("Named mistakes:")


async def test_a_key_pressed_in_a_text_field_is_text(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("i")
        user.types("qnxx?NuD12 <>")
        user.keys("enter")
        await user.sees("Noted on LMN-0001.")
        assert [note["text"] for note in user.field("LMN-0001", "notes")] == ["qnxx?NuD12 <>"]


async def test_a_key_that_cannot_act_now_says_why(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("ctrl+s", sees="a letter is submitted from Review")
        await user.press("<", sees="is at the beginning already")
        await user.press("u", sees="There is nothing of yours to undo.")
        await user.press("ctrl+r", sees="There is nothing to redo.")
        await user.press("5", "L", sees="is at the end already")
