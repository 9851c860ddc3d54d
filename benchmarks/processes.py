"""Whole processes: opening a board that another has open, `lmnboard list`, `lmnboard export`.

Beside `python -c pass`, the least that any of them takes, and TinyDB where it does the same. Called by `__main__`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from benchmarks.boards import Made
from benchmarks.face import command
from benchmarks.table import Aim, Row
from benchmarks.terminal import Terminal, environment
from lmnboard.opening import open_board

ROUNDS = 9
OPEN = """
import sys, time
from pathlib import Path
from lmnboard.opening import open_board
start = time.perf_counter()
open_board(Path(sys.argv[1]))
print((time.perf_counter() - start) * 1000)
"""
OPEN_TINYDB = """
import sys, time
from tinydb import TinyDB
start = time.perf_counter()
TinyDB(sys.argv[1], access_mode="r").table("cases").all()
print((time.perf_counter() - start) * 1000)
"""
PASS = ["-c", "pass"]


def opening(made: Made) -> Iterator[Row]:
    """A second process opens the board while the first has it on its screen."""
    mine, whole, peer, least = [], [], [], []
    with made.opened() as board:
        case_id = board.shown.column("gathering")[0].id
    with Terminal(command(made.path), made.path.parent) as terminal:
        terminal.started(case_id)
        for turn in range(ROUNDS + 1):
            bare, _ = _run(PASS, made.path.parent)
            taken, answer = _run(["-c", OPEN, str(made.path)], made.path.parent)
            if turn:
                mine.append(float(answer))
                whole.append(taken)
                least.append(bare)
            if turn in (1, 2, 3):
                peer.append(float(_run(["-c", OPEN_TINYDB, str(made.path)], made.path.parent)[1]))
    yield Row("open by a second process", made.cases, mine, peer=peer, peer_name="TinyDB")
    name = "open by a second process, its start and imports too"
    yield Row(name, made.cases, whole, peer=least, peer_name="python -c pass")


def commands(made: Made) -> Iterator[Row]:
    """`list` of every case, and `export` of one letter, from the shell and back."""
    with made.copy() as path:
        listing = ["-m", "lmnboard", "--board", str(path), "list"]
        letter = ["-m", "lmnboard", "--board", str(path), "export", _longest(made), "--draft"]
        for name, arguments, most in (("lmnboard list", listing, 150), ("lmnboard export", letter, 250)):
            times, least = [], []
            for turn in range(ROUNDS + 1):
                bare, _ = _run(PASS, path.parent)
                taken, _ = _run(arguments, path.parent)
                if turn:
                    times.append(taken)
                    least.append(bare)
            yield Row(name, made.cases, times, peer=least, peer_name="python -c pass", aims=[Aim("p50", most)])


def archived(made: Made) -> Iterator[Row]:
    """Every resolved case leaves the board's file in one entry; then it is opened and listed, the whole one beside."""
    with made.copy() as path:
        board = open_board(path)
        before = time.perf_counter()
        count = len(board.archive(before=date.max).changes)
        yield Row(f"archive {count} cases, one entry", made.cases, [(time.perf_counter() - before) * 1000])
        board.close()
        for name, arguments in (("open", ["-c", OPEN]), ("list", ["-m", "lmnboard", "--board"])):
            mine: list[float] = []
            whole: list[float] = []
            for turn in range(ROUNDS + 1):
                for times, board_file in ((mine, path), (whole, made.path)):
                    more = ["list"] if name == "list" else []
                    taken, answer = _run([*arguments, str(board_file), *more], path.parent)
                    if turn:
                        times.append(taken if name == "list" else float(answer))
            yield Row(f"{name} with {count} archived", made.cases, mine, peer=whole, peer_name="none archived")


def _longest(made: Made) -> str:
    """The case with the most text, which makes the longest letter."""
    with made.opened() as board:
        sizes = {number: len(raw) for number, raw in board.shown.records.tables["cases"].items()}
    return f"LMN-{max(sizes, key=lambda number: sizes[number]):04d}"


def _run(arguments: Sequence[str], folder: Path) -> tuple[float, str]:
    """Milliseconds of one interpreter from start to end, and what it printed."""
    before = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    return (time.perf_counter() - before) * 1000, ended.stdout
