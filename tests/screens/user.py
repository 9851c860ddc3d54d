"""Somebody at the keyboard of the real program, without a terminal: keys in bursts, and what is on the screen."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from lmnboard.app import BoardApp
from lmnboard.board import Board
from tests.screens.clinic import at_the_desk

PATIENCE = 10.0
_NAMED = {"enter": "\r", "tab": "\t", "escape": "\x1b", "space": " "}


class User:
    """One person at the program. `board` is what the program itself reads."""

    def __init__(self, app: BoardApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def board(self) -> Board:
        return self.app.board

    # ------------------------------------------------------------------ keys
    def keys(self, *keys: str) -> None:
        """Press keys by name, all at once: what a fast typist's terminal sends in one write."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            character = key if len(key) == 1 else _NAMED.get(key)
            self.app.post_message(events.Key(name, character))

    def types(self, text: str) -> None:
        self.keys(*("enter" if letter == "\n" else letter for letter in text))

    def clears(self) -> None:
        """Empty the open editor of one line."""
        self.keys("end", "ctrl+u")

    def pastes(self, text: str) -> None:
        self.app.post_message(events.Paste(text))

    async def press(self, *keys: str, sees: str | Callable[[], bool]) -> None:
        """Press keys and wait for what they bring."""
        self.keys(*keys)
        await self.sees(sees)

    async def resize(self, columns: int, rows: int) -> None:
        await self.pilot.resize_terminal(columns, rows)
        await self.pilot.pause()

    # ------------------------------------------------------------------ what is seen
    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def head(self) -> str:
        return self.lines[0]

    @property
    def says(self) -> str:
        """The message line."""
        return self.lines[-2]

    @property
    def selected(self) -> str:
        """The case that the board's cursor stands on."""
        from lmnboard.screens.board import BoardScreen

        screen = next(s for s in self.app.screen_stack if isinstance(s, BoardScreen))
        return screen.case_id

    async def sees(self, wanted: str | Callable[[], bool]) -> None:
        """Wait until a text is on the screen, or a condition holds."""
        holds = wanted if callable(wanted) else lambda: wanted in self.text
        end = time.monotonic() + PATIENCE
        while True:
            await self.pilot._wait_for_screen()
            assert not self.app.fault, self.app.fault
            if holds():
                return
            assert time.monotonic() < end, f"never seen: {wanted!r}\n{self.text}"
            await asyncio.sleep(0.01)

    async def gone(self, text: str) -> None:
        await self.sees(lambda: text not in self.text)

    @property
    def has_judged(self) -> bool:
        """Whether every card that is in sight has its checks; they are judged in a thread of their own."""
        from lmnboard.screens.board import BoardScreen

        board = self.app.screen_stack[0]
        assert isinstance(board, BoardScreen)
        return bool(board._judged) and not board._judging and board._pause is None

    async def settled(self) -> None:
        """Wait until every key has acted and every action has been written and shown."""
        for _ in range(2):
            await self.pilot._wait_for_screen()
            while self.app.holds:
                await asyncio.sleep(0.005)
            if self.app.is_running:
                await asyncio.wrap_future(self.app._clerk.submit(lambda: None))
            await self.pilot._wait_for_screen()
            while getattr(self.app.screen, "judging", False) and self.app.is_running:
                await asyncio.sleep(0.005)
                await self.pilot._wait_for_screen()

    # ------------------------------------------------------------------ what is kept
    def field(self, case_id: str, path: str) -> Any:
        """What is stored in a field, as somebody finds it who opens the board now."""
        from lmnboard.model import paths
        from lmnboard.model.change import UNSET

        value = paths.value_at(self.board._record(case_id)[1], path)
        return None if value is UNSET else value


@asynccontextmanager
async def at_the_board(
    path: Path, columns: int = 80, rows: int = 24, *, limits: tuple[float, float] | None = None
) -> AsyncIterator[User]:
    """Open the program on a board; `limits` are its idle minutes, until it is blank and until it leaves."""
    board = at_the_desk(path, in_background=True)
    app = BoardApp(board, limits=limits)
    try:
        async with app.run_test(size=(columns, rows)) as pilot:
            user = User(app, pilot)
            await user.settled()
            yield user
    finally:
        board.close()


def cells(text: str) -> int:
    """Cells that a terminal gives a text."""
    from rich.cells import cell_len

    return cell_len(unicodedata.normalize("NFC", text))
