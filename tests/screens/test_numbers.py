"""The numbers on the screen: counted behind it, read top down, turned by group and span, copied as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from lmnboard.screens.numbers import NumbersScreen
from lmnboard.workflow.numbers import MEASURES
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board


async def open_numbers(user: User) -> None:
    await user.press("K", sees=lambda: isinstance(user.app.screen, NumbersScreen) and not user.app.screen.judging)
    await user.settled()


def decided(number: int, outcome: str, month: int) -> dict[str, Any]:
    (case,) = one_case(
        id=f"LMN-{number:04d}",
        stage="follow_up",
        created_at=f"2026-{month:02}-01T18:00:00.000+00:00",
        submissions=[{"id": "s1", "sent_at": f"2026-{month:02}-02T18:00:00.000+00:00"}],
        responses=[{"id": "r2", "outcome": outcome, "received_on": f"2026-{month:02}-10"}],
    )
    return case


async def test_what_is_open_stands_in_a_table_and_every_measure_below_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await open_numbers(user)
        assert "Riverside Clinic: from the beginning to today, 11/20/2026; 10 cases" in user.text
        gathering = next(line for line in user.lines if line.startswith("  Gathering"))
        assert gathering.split() == ["Gathering", "1", "1", "·", "·", "·", "1", "3"]
        seen = user.text
        for _ in MEASURES:
            user.keys("space")
            await user.settled()
            seen += user.text
        assert all(measure.title in seen for measure in MEASURES)
        assert max(map(len, user.lines)) <= 80
        await user.press("escape", sees="Gathering 3")


async def test_months_have_bars_and_the_table_is_copied_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = [decided(1, "denied", 9), decided(2, "approved", 10), decided(3, "approved", 10)]
    async with at_the_board(new_board(tmp_path, docs), 120, 40) as user:
        copied: list[str] = []
        monkeypatch.setattr(user.app, "copy_to_clipboard", copied.append)
        await open_numbers(user)
        await user.press("tab", "tab", "tab", sees="2026-09")
        await user.settled()
        assert "  2026-09 ━━━━━━━━━━           1" in user.lines
        assert "  2026-10 ━━━━━━━━━━━━━━━━━━━━ 2" in user.lines
        await user.press("y", sees="lines of CSV are on the clipboard")
        rows = list(csv.DictReader(io.StringIO(copied[0])))
        told = [(row["group"], row["hits"], row["count"]) for row in rows if row["measure"] == "denied"]
        assert told == [("2026-09", "1", "1"), ("2026-10", "0", "2")]
        await user.press("s", "s", "s", sees="the last 30 days")
        await user.settled()
        assert "2026-10" not in user.text


async def test_what_others_do_meanwhile_is_counted_when_it_is_asked_for(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        await open_numbers(user)
        maria = at_the_desk(path)
        maria.new({"patient.name": "Kofi Mensah"})
        maria.close()
        await user.sees(lambda: user.board.shown.has("11"))
        assert "; 10 cases" in user.text
        await user.press("r", sees="; 11 cases")
