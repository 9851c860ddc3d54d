"""Somebody at the program and Maria at a board of her own, who edit the same case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lmnboard.board import Board
from lmnboard.screens.case import CaseScreen
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board

CASE = "LMN-0001"


@asynccontextmanager
async def both(tmp_path: Path, **case: Any) -> AsyncIterator[tuple[User, Board]]:
    """Somebody at the program, and Maria at a board of her own."""
    path = new_board(tmp_path, one_case(**case))
    maria = at_the_desk(path)
    maria._account = "maria"
    async with at_the_board(path) as user:
        yield user, maria
    maria.close()


async def edit_field(user: User, path: str, text: str) -> None:
    """Open the case with the cursor on a field, and put a text in its place."""
    case = user.app.get_screen("case", CaseScreen)
    case.show_case(CASE, path)
    user.app.push_screen("case")
    await user.settled()
    await user.press("enter", sees="leave as it was")
    user.keys("ctrl+end", *["ctrl+u"] * 3)
    user.types(text)
    await user.settled()


def drafts_of(user: User) -> list[str]:
    return [draft.typed for draft in user.app.drafts.all()]
