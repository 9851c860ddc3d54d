"""A fault of the program ends it in one line that names no patient, and what was saved is saved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens import faulty
from tests.screens.clinic import at_the_desk, new_board
from tests.terminal import ENTER, ESCAPE, PROGRAM, ROOT, Terminal

_TOGETHER = """
import sys, threading
from lmnboard.model.clinic import typed_case
sys.setswitchinterval(1e-6)
doc = {"id": "LMN-0001", "diagnoses": [{"id": "d1"}], "request": {"treatment": "Rest"}}
readers = [threading.Thread(target=typed_case, args=(doc,)) for _ in range(16)]
for reader in readers:
    reader.start()
for reader in readers:
    reader.join()
"""


@pytest.mark.parametrize("key", ["\x1b[19~", "\x1b[20~"], ids=["in a key", "while writing"])
def test_a_fault_ends_in_one_line_without_a_patient(tmp_path: Path, key: str) -> None:
    path = new_board(tmp_path)
    with Terminal(sys.executable, faulty.__file__, path) as terminal:
        terminal.sees("Ada Okafor")
        terminal.press("a" + "maria" + ENTER, "owner: Maria Ortega")
        before = len(terminal.sent)
        terminal.keys(key)
        assert terminal.ends() == 3
        left = terminal.sent[before:].partition(b"\x1b[?1049l")[2].decode()
        assert "lmnboard: stopped by a fault (RuntimeError at faulty.py:" in left
        assert "What was saved is saved." in left
        assert "Traceback" not in left
        assert "Okafor" not in left
        assert left.strip().count("\n") == 0
    board = at_the_desk(path)
    assert board.shown.card("LMN-0001").owner == "maria"
    board.close()


def test_threads_may_meet_a_case_for_the_first_time_together() -> None:
    """The card's checklist is judged in one thread while another opens the case: msgspec alone ends the process."""
    ended = [subprocess.run([sys.executable, "-c", _TOGETHER], check=False, cwd=ROOT).returncode for _ in range(4)]
    assert ended == [0] * 4


@pytest.mark.parametrize("burst", ["c ?k", "clear; lmnboard --board brk", "D2lj?jm", "cvxwcm?"])
def test_what_is_typed_by_mistake_in_one_write_ends_nothing(tmp_path: Path, burst: str) -> None:
    """A shell line that was meant for another window comes faster than a screen is made."""
    with Terminal(*PROGRAM, "--board", new_board(tmp_path)) as terminal:
        terminal.sees("Ada Okafor")
        terminal.keys(burst)
        terminal.read(0.5)
        for _ in range(5):
            terminal.keys(ESCAPE)
            terminal.read(0.15)
        terminal.keys("q")
        assert terminal.ends() == 0
