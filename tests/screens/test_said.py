"""The message line: how long a sentence stands, and where it goes on that is longer than the line."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.ask_line import READ, AskLine
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board

LONG = "The letter of LMN-0001 was not written: the disk is full. Ask whoever runs this server, (512) 555-0147."


async def test_a_long_sentence_lies_over_the_keys_until_it_is_read_and_somebody_goes_on(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        screen = user.app.screen
        assert isinstance(screen, QuietScreen)
        screen.say(LONG, "alarm")
        await user.sees("(512) 555-0147.")
        assert " ".join(f"{user.lines[-2]} {user.lines[-1]}".split()) == LONG
        user.keys("g")  # a key that says nothing, too soon to have read it
        await user.settled()
        assert user.says

        screen.query_one(AskLine).said_at -= READ + 1
        await asyncio.sleep(0.05)
        assert user.says  # nobody is there
        await user.press("g", sees=lambda: not user.says)
        assert "? help" in user.lines[-1]

        await user.press("a", sees="leave as it was")
        screen.say(LONG, "alarm")
        await user.sees(lambda: user.says.endswith("…"))
        assert "leave as it was" in user.lines[-1]
