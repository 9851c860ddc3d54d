"""Keys that arrive in one burst, as a slow line and a paste bring them: each acts on what the one before it opened.

The bursts that are mashed are the same each time in `make test`, new ones in `make soak`.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from textual import events

from lmnboard.screens.checklist import ChecklistScreen
from lmnboard.screens.letter import LetterScreen
from lmnboard.screens.line import Keys
from tests.screens.clinic import new_board
from tests.screens.user import User, at_the_board
from tests.soak import LONG, found
from tests.terminal import ENTER, ESCAPE, PROGRAM, Terminal

_OFTEN = ["escape"] * 6 + ["enter"] * 8 + ["ctrl+p", "question_mark", "pagedown", "down"] * 3
_KEYS = [
    *"abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+-*<>{} ",
    *("up", "left", "right", "pageup", "home", "end", "tab", "shift+tab", "backspace", "f1", "f5"),
    *("ctrl+s", "ctrl+r", "ctrl+u", "ctrl+t", "ctrl+end"),
]
BURSTS = 6
_SIZES = ((80, 24), (120, 40), (20, 5))


async def _end(user: User, status: int) -> None:
    async with asyncio.timeout(10):
        while user.app.is_running and user.app.return_code is None:
            await asyncio.sleep(0.01)
    assert user.app.return_code == status


async def test_a_command_is_chosen_by_name_and_the_key_behind_it_acts_where_it_leads(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("ctrl+p", *"payer miss", "enter", "v")
        await user.sees(lambda: len(user.app.screen_stack) == 3)
        assert [type(screen) for screen in user.app.screen_stack[1:]] == [ChecklistScreen, LetterScreen]
        user.keys("ctrl+p", *"no such thing", "enter")
        await user.sees("Nothing here is called so.")
        await user.press("escape", sees=lambda: len(user.app.screen_stack) == 3)


async def test_what_is_chosen_from_a_list_in_one_burst_ends_nothing(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        for burst in (
            ("ctrl+p", "a", "pagedown", "enter"),
            ("ctrl+p", "d", "enter", "enter", "enter", "enter"),
            ("enter", "question_mark", "G", "enter", "escape", "q"),
        ):
            user.keys(*burst)
            await user.settled()
            assert not user.app.fault, (burst, user.app.fault)
            user.keys(*["escape"] * 6)
            await user.settled()
            assert user.app.screen is user.app.screen_stack[0]


def _read(typed: str) -> list[str]:
    """What is understood of it, piece by piece as a line may cut it."""
    ways = []
    for cut in range(1, len(typed)):
        keys = Keys()
        read = [*keys.feed(typed[:cut]), *keys.feed(typed[cut:]), *keys.feed("")]
        ways.append([e.key if isinstance(e, events.Key) else f"pasted {getattr(e, 'text', e)}" for e in read])
    assert all(way == ways[0] for way in ways)
    return ways[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a\x1bj", ["a", "escape", "j"]),
        ("\x1b\r\x1b1", ["escape", "enter", "escape", "1"]),
        ("\x1b\x1bP\x1b[6~", ["escape", "escape", "P", "pagedown"]),
        ("\x1b[A\x1bOP\x1bb", ["up", "f1", "ctrl+left"]),
        ("x\x1b[200~a\x1bq\x1b[1mb\x1b\x1b[201~q\x1b", ["x", "pasted aq[1mb", "q", "escape"]),
    ],
)
def test_escape_is_escape_and_a_paste_is_text(typed: str, read: list[str]) -> None:
    assert _read(typed) == read


def test_what_is_left_with_escape_is_not_kept_by_the_enter_behind_it(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    with Terminal(*PROGRAM, "--board", path) as terminal:
        terminal.sees("Ada Okafor")
        terminal.keys("iCalled the \udce9" + ESCAPE + ENTER)
        terminal.sees("tab section")
        terminal.keys("q")
        terminal.sees("Ada Okafor")
        terminal.keys("q")
        assert terminal.ends() == 0
    assert "Called" not in path.with_suffix(".history.jsonl").read_text("utf-8")


@pytest.mark.parametrize("burst", [("q", "T"), ("q", "enter"), ("ctrl+q", "question_mark", "escape")], ids="-".join)
async def test_once_leaving_has_begun_no_key_acts(tmp_path: Path, burst: tuple[str, ...]) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys(*burst)
        await _end(user, 0)
    assert not user.app.fault


async def _mash(user: User, dice: random.Random) -> None:
    for _ in range(BURSTS):
        burst = [dice.choice(_OFTEN + _KEYS) for _ in range(dice.randint(4, 14))]
        user.keys(*burst)
        if dice.random() < 0.2:
            await user.resize(*dice.choice(_SIZES))
        if dice.random() < 0.5:
            await asyncio.sleep(dice.choice([0, 0.001, 0.01, 0.05]))
        elif user.app.is_running and not user.app.fault:
            await user.settled()
        assert not user.app.fault, (burst, user.app.fault)


async def test_mashed_keys_end_nothing(tmp_path: Path) -> None:
    seeds = [random.randrange(1 << 32) for _ in range(1000)] if LONG else [2, 5, 10]
    for place, seed in enumerate(seeds):
        dice = random.Random(seed)
        folder = tmp_path / str(place)
        folder.mkdir()
        async with at_the_board(new_board(folder), *_SIZES[seed % 2]) as user:
            await _mash(user, dice)
            user.keys(dice.choice(["T", "D", "N", "ctrl+p"]), "ctrl+q", *dice.choices(_KEYS, k=4))
            user.app.leave(0)
            await _end(user, 0)
        assert not user.app.fault, seed
    found("bursts of keys mashed, on every screen, and left from", boards=len(seeds), bursts=BURSTS * len(seeds))
