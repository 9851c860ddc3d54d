"""Two programs on one board, in two terminals: each sees the other's work, and neither loses a word."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal import DOWN, ENTER, ESCAPE, PROGRAM, TAB, Terminal, ctrl

CASE = "LMN-0017"
CLEAR = ctrl("e") + ctrl("u")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo board, to be copied."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    subprocess.run([*PROGRAM, "demo", str(folder)], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return folder


@pytest.fixture
def path(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "demo")) / "board.json"


@pytest.fixture
def two(path: Path) -> Iterator[tuple[Terminal, Terminal]]:
    with ExitStack() as both:
        ana, ben = (both.enter_context(Terminal(*PROGRAM, "--board", path)) for _ in range(2))
        for one in (ana, ben):
            one.sees([CASE, "Theodora Pham"])
            one.read(0.1)
        yield ana, ben


def _tell(path: Path, *words: str) -> str:
    done = subprocess.run([*PROGRAM, "--board", str(path), *words], check=True, capture_output=True, text=True)
    return done.stdout


def _sees_owner(terminal: Terminal, owner: str) -> None:
    terminal.sees(lambda at: f" {owner} " in at.lines[at.line_of(CASE) + 3] + " ")


def test_an_edit_by_one_is_seen_by_the_other_without_a_key(two: tuple[Terminal, Terminal]) -> None:
    ana, ben = two
    waits = []
    for owner in ("maria", "erik", "jo"):
        ana.keys("a", owner, ENTER)
        begun = time.monotonic()
        _sees_owner(ben, owner)
        waits.append(time.monotonic() - begun)
        ana.sees(f"{CASE} owner:")
    assert statistics.median(waits) < 1.0, waits


def test_a_move_by_one_is_seen_by_the_other_whose_cursor_stays_on_its_case(two: tuple[Terminal, Terminal]) -> None:
    ana, ben = two
    ana.press("<", f"{CASE} is in Drafting.")
    ben.sees(lambda at: "Drafting 7" in at.lines[1])
    assert CASE in ben.text
    # What ben types now still goes to the case that he had before him.
    ben.press("a" + "maria" + ENTER, f"{CASE} owner: Maria Ortega")
    _sees_owner(ana, "maria")


def test_an_open_editor_stays_on_its_case_when_the_other_moves_it(two: tuple[Terminal, Terminal], path: Path) -> None:
    ana, ben = two
    ben.press("t" + CLEAR + "+9", "+9")
    ana.press("<", f"{CASE} is in Drafting.")
    ben.sees(lambda at: "Drafting 7" in at.lines[1])
    line = ben.line_of(CASE) + 2
    ben.sees(lambda at: "next touch" in at.lines[line] and "+9" in at.lines[line])
    ben.press("d" + ENTER, f"{CASE} next touch:")
    assert "Drafting" in _tell(path, "list", CASE)


def test_two_edits_of_different_fields_of_one_case_both_stay(two: tuple[Terminal, Terminal], path: Path) -> None:
    ana, ben = two
    ana.press("t", "next touch")
    ben.press("a", "owner")
    ana.keys(CLEAR, "+9d", ENTER)
    ben.keys("maria", ENTER)
    ana.sees(f"{CASE} next touch:")
    ben.sees(f"{CASE} owner: Maria Ortega")
    assert "maria" in _tell(path, "list", CASE)


def test_two_edits_of_one_field_show_both_values_and_lose_nothing(two: tuple[Terminal, Terminal], path: Path) -> None:
    ana, ben = two
    for one, what in ((ana, "Call the plan today"), (ben, "Fax the signed letter at noon")):
        one.press("t" + TAB, "next step")
        one.keys(CLEAR, what)
        one.sees(what[-12:])
    ana.press(ENTER, f"{CASE} next step: Call the plan today")
    ben.keys(ENTER)
    ben.sees(["Dana Whitcomb has changed next step", "Call the plan today", "Fax the signed letter at noon"])
    ben.keys(ctrl("s"))
    ben.sees(f"{CASE} next step: Fax the signed letter at noon")
    history = _tell(path, "history", CASE)
    assert "Call the plan today" in history or len(history.splitlines()) >= 2
    ana.keys(ENTER)
    ana.sees("Fax the signed letter at noon")


def test_theirs_can_be_left_standing(two: tuple[Terminal, Terminal]) -> None:
    ana, ben = two
    ana.press("a", "owner")
    ben.press("a", "owner")
    ana.press("maria" + ENTER, "owner: Maria Ortega")
    ben.keys("jo", ENTER)
    ben.sees(["Dana Whitcomb has changed owner", "Maria Ortega"])
    ben.keys(ESCAPE)
    ben.read(0.2)
    ben.keys(ESCAPE)
    ben.sees(CASE)
    _sees_owner(ben, "maria")


def test_an_undo_is_refused_where_the_other_has_changed_it_since(path: Path) -> None:
    """Ana undoes her own; the account is one here, so the other change comes from somebody else's board."""
    with Terminal(*PROGRAM, "--board", path) as ana:
        ana.sees(CASE)
        ana.press("a" + "maria" + ENTER, "owner: Maria Ortega")
        _as_somebody_else(path)
        _sees_owner(ana, "jo")
        ana.press("u", "somebody has changed the same since")
        _sees_owner(ana, "jo")


def _as_somebody_else(path: Path) -> None:
    """Jo gives the case to herself, from a board of her own."""
    from lmnboard.opening import open_board

    board = open_board(path)
    board._account = "jo"
    board.assign(CASE, "jo")
    board.close()


def test_a_walk_through_the_board_while_others_work_never_leaves_the_case(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as ana:
        ana.sees(CASE)
        ana.keys(DOWN)
        here = "LMN-0016"
        ana.read(0.2)
        for days in ("+1d", "+30d", "+2d"):
            _tell(path, "set", here, f"submit_by={days}", "--because", "Agreed by phone")
            ana.read(0.1)
        ana.keys("a", "erik", ENTER)
        ana.sees(f"{here} owner: Erik Lindqvist")
