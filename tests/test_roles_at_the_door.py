"""Roles as people meet them: who is let in at opening, and what the screen and the shell say."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lmnboard.cli import main
from lmnboard.model.errors import BoardError, NotAllowed
from lmnboard.people import REFUSED_OPEN
from tests.builders import ACCOUNTS, NOW, a_board, a_case, at
from tests.screens import clinic
from tests.screens.user import at_the_board

THEO = 61008


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of one case. Dana leads, Jo is staff, Miriam is the provider; the account `stranger` is nobody here."""
    path = a_board(tmp_path, a_case())
    with at(path, "dana") as board:
        board.edit("staff/jo", {"role": "staff"})
        board.edit("staff/miriam", {"role": "provider"})
        board.edit("staff/dana", {"role": "lead"})
    return path


def history(path: Path) -> list[tuple[str, str]]:
    """Who did what, as the lead finds it."""
    with at(path, "dana") as board:
        return [(entry.by, entry.action) for entry in reversed(list(board.history()))]


# ---------------------------------------------------------------------- at the door
def test_an_account_that_is_not_on_the_staff_list_is_kept_out_and_the_history_says_so(path: Path) -> None:
    for _ in range(3):
        with pytest.raises(NotAllowed, match="'uid61004' is not on this board's staff list: ask Dana Whitcomb"):
            at(path, "stranger").__enter__()
    with pytest.raises(NotAllowed):
        at(path, "stranger", NOW + timedelta(minutes=59)).__enter__()
    assert history(path).count(("uid61004", REFUSED_OPEN)) == 1
    with pytest.raises(NotAllowed):
        at(path, "stranger", NOW + timedelta(minutes=61)).__enter__()
    assert history(path).count(("uid61004", REFUSED_OPEN)) == 2


def test_a_refused_open_is_nothing_to_undo(path: Path) -> None:
    with pytest.raises(NotAllowed):
        at(path, "stranger").__enter__()
    with at(path, "dana") as dana:
        seq = next(entry.seq for entry in dana.history())
        with pytest.raises(BoardError, match="cannot be taken back"):
            dana.undo(seq)
        dana.edit("staff/jo", {"login": "uid61004"})
    with at(path, "stranger") as newcomer, pytest.raises(BoardError, match="nothing of yours"):
        newcomer.undo()


def test_without_a_lead_everybody_comes_in(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path, "stranger") as board:
        board.edit("settings/clinic", {"clinic": "Ours"})
        assert board.clinic.settings.clinic == "Ours"


def test_root_and_the_service_account_run_the_board_where_no_person_is_behind_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert main(["--board", str(path), "directory", "settings", "--set", "clinic=Ours"]) == 0
    assert main(["--board", str(path), "directory", "staff", "dana", "--set", "role=staff"]) == 1


@pytest.mark.parametrize(
    "words",
    ["list", "show 1", "history", "export 1 -o -", "check --all", "directory staff --json", "undo", "set 1 owner=dana"],
)
def test_no_command_shows_a_stranger_anything(
    path: Path, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUDO_UID", str(ACCOUNTS["stranger"]))
    assert main(["--board", str(path), *words.split()]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "lmnboard: Your account 'uid61004' is not on this board's staff list: ask Dana Whitcomb.\n"


# ---------------------------------------------------------------------- on the screen
@pytest.fixture
def theo_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The board of the screens' clinic, at which Theo sits, who may only read."""
    path = clinic.new_board(tmp_path)
    monkeypatch.delenv("SUDO_UID", raising=False)
    board = clinic.at_the_desk(path)
    theo: dict[str, Any] = {"name": "Theo Brandt", "login": f"uid{THEO}", "role": "read_only"}
    board.new_listed("staff", theo)
    board.edit("settings/1", {"service_account": "root"})
    board.close()
    monkeypatch.setenv("SUDO_UID", str(THEO))
    return path


@pytest.mark.skipif(os.geteuid() != 0, reason="Theo is known by sudo, which only root can play here")
async def test_read_only_is_told_so_in_one_line_on_every_screen(theo_at: Path) -> None:
    told = "Your role is read-only"
    size = theo_at.with_name("board.history.jsonl").stat().st_size
    async with at_the_board(theo_at, 100, 30) as theo:

        async def is_told(*keys: str) -> None:
            await theo.press(*keys, sees=told)
            theo.keys("escape", "escape", "down")
            await theo.gone(told)

        await is_told(">")
        for key in ("e", "N", "i", "A", "S", "ctrl+s"):  # before anything is typed
            await is_told(key)
        await is_told("x", "x")
        await theo.press("u", sees="nothing of yours to undo")
        await theo.press("enter", sees="Off-label use")
        await is_told("enter")
        theo.keys("escape")
        await theo.press("D", sees="Practice name")
        await theo.press("l", "enter", sees=told)
        await theo.settled()
    assert theo_at.with_name("board.history.jsonl").stat().st_size == size


@pytest.mark.skipif(os.geteuid() != 0, reason="Theo is known by sudo, which only root can play here")
async def test_who_is_taken_off_the_staff_list_does_not_go_on_looking(
    theo_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_the_board(theo_at, 100, 30) as theo:
        await theo.sees("LMN-0001")
        monkeypatch.delenv("SUDO_UID")
        dana = clinic.at_the_desk(theo_at)
        dana.edit("staff/theo-brandt", {"name": "Theodor Brandt"})
        await theo.settled()
        assert "LMN-0001" in theo.text
        dana.edit("staff/theo-brandt", {"login": "somebody-else"})
        dana.close()
        for _ in range(1000):
            if not theo.app.is_running:
                break
            await theo.pilot.pause(0.01)
        assert theo.app.return_code == 1
        assert theo.app.shut_out.startswith(f"Your account 'uid{THEO}' is not on this board's staff list")


def test_the_only_lead_is_asked_for_the_next_person(path: Path) -> None:
    with at(path) as lead:
        assert lead.refusal("staff") == ""
        lead.new_listed("staff", {"name": "Lee Park", "login": "leepark"})
    with at(path, "jo") as staff:
        assert "Only a lead changes the staff list" in staff.refusal("staff")
