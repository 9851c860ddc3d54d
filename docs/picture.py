"""Draws `docs/board.svg` with the program itself: the example clinic on its own day. Run by `make picture`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from lmnboard import begin, people
from lmnboard.app import BoardApp
from lmnboard.begin import Tables
from lmnboard.board import Board
from lmnboard.commands.demo import example
from lmnboard.store.file import FileStore
from lmnboard.store.papers import Papers

HERE = Path(__file__).parent
ITS_DAY = datetime(2026, 11, 21, 15, 2, tzinfo=UTC)


def _as_dana(tables: Tables) -> None:
    for person in tables["staff"].values():
        person["login"] = people.login(None) if person["id"] == "dana" else person.get("login")


async def _draw(path: Path) -> str:
    store = FileStore(path)
    app = BoardApp(Board(store, Papers(store.place), clock=lambda: ITS_DAY))
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.pause(1)
        picture = app.export_screenshot(title="lmnboard")
    # The picture is to be seen without fetching a font from anywhere.
    return re.sub(r"@font-face\s*{[^}]*}", "", picture)


def main() -> None:
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "board.json"
        begin.take_in(path, example(), _as_dana)
        (HERE / "board.svg").write_text(asyncio.run(_draw(path)), "utf-8")


if __name__ == "__main__":
    main()
