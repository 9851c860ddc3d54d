"""Whole screens as text, at two sizes, held against the ones in `shots/`.

After a wanted change: `LMNBOARD_SHOTS=1 make test ARGS=tests/screens/test_shots.py`, then read the difference.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lmnboard.screens.history import HistoryScreen
from tests.screens.clinic import new_board
from tests.screens.user import User, at_the_board

SHOTS = Path(__file__).with_name("shots")
WAYS: dict[str, tuple[str, ...]] = {
    "board": (),
    "board-review": ("3",),
    "board-editing": ("a",),
    "case": ("3", "j", "enter"),
    "case-coverage": ("3", "j", "enter", "l", "l", "l"),
    "case-treatments": ("3", "enter", *"lllllll"),
    "case-editing-long-text": ("3", "enter", *"llllllll", "enter"),
    "checklist": ("3", "j", "c"),
    "letter": ("3", "j", "v"),
    "history": ("3", "a", *"maria", "enter", "U"),
    "history-in-full": ("3", "U", "enter"),
    "names-hidden": ("p", "3", "enter", "l", "l"),
    "why": ("w",),
    "agenda": ("T",),
    "agenda-why": ("T", "n", "w"),
    "help": ("question_mark",),
    "directory": ("D",),
    "directory-payer": ("D", "2", "l", "j", "enter"),
    "form-new-case": ("N",),
    "form-submit": ("3", "j", "ctrl+s"),
    "form-refused": ("greater_than_sign",),
}


@pytest.fixture(autouse=True)
def _in_austin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Chicago")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _read(user: User) -> bool:
    """Whether the history that is on top, if one is, has been read."""
    return not (isinstance(user.app.screen, HistoryScreen) and user.app.screen._reading)


PATIENCE = 5.0
"""Seconds that a screen has to look as it did."""


async def _drawn(user: User) -> str:
    """The screen once it no longer changes: an editor that opens is laid out a moment after its key."""
    seen = ""
    while seen != user.text + "\n":
        seen = user.text + "\n"
        await user.pilot.pause()
    return seen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", WAYS)
async def test_a_screen_looks_as_it_did(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    async with at_the_board(new_board(tmp_path), *size) as user:
        await user.sees(lambda: user.has_judged)
        for key in WAYS[name]:
            user.keys(key)
            await user.settled()
            await user.sees(lambda: _read(user))
        seen = await _drawn(user)
        while not user.has_judged:
            await user.sees(lambda: user.has_judged)
            seen = await _drawn(user)
        shot = SHOTS / f"{name}-{size[0]}x{size[1]}.txt"
        if os.environ.get("LMNBOARD_SHOTS"):
            shot.write_text(seen, "utf-8")
        end = time.monotonic() + PATIENCE
        while seen != shot.read_text("utf-8") and time.monotonic() < end:
            await asyncio.sleep(0.1)  # a line that is taken away again on a busy machine
            seen = await _drawn(user)
    assert seen == shot.read_text("utf-8")
