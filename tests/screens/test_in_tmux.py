"""The same program inside tmux, as many log in: it is drawn and edited there, and follows the window."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.clinic import at_the_desk, new_board
from tests.terminal import PATIENCE, PROGRAM, ROOT

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux here")


class Tmux:
    """A server of its own with one window of 80×24."""

    def __init__(self, folder: Path, command: str) -> None:
        self._tmux = ["tmux", "-S", str(folder / "socket"), "-f", "/dev/null"]
        self._call("new-session", "-d", "-x", "80", "-y", "24", command)

    def _call(self, *words: str) -> str:
        return subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True).stdout

    def keys(self, *keys: str) -> None:
        self._call("send-keys", *keys)

    @property
    def text(self) -> str:
        return self._call("capture-pane", "-p")

    def sees(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"never seen: {text!r}\n{self.text}"
            time.sleep(0.03)

    def resize(self, columns: int, rows: int) -> None:
        self._call("resize-window", "-x", str(columns), "-y", str(rows))

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return new_board(tmp_path)


@pytest.fixture
def tmux(tmp_path: Path, board: Path) -> Iterator[Tmux]:
    inside = f"env -u COLUMNS -u LINES PYTHONPATH={shlex.quote(str(ROOT))} LC_ALL=C.UTF-8"
    server = Tmux(tmp_path, f"{inside} {shlex.join(PROGRAM)} --board {shlex.quote(str(board))}")
    yield server
    server.close()


def test_a_card_is_edited_inside_tmux_and_the_window_may_change(tmux: Tmux, board: Path) -> None:
    tmux.sees("Ada Okafor")
    tmux.keys("j", "a")
    tmux.sees("owner")
    tmux.keys("dana", "Enter")
    tmux.sees("LMN-0003 owner: Dana Whitcomb")
    tmux.resize(120, 40)
    tmux.sees("Jonas Maki")
    tmux.keys("e")
    tmux.sees("leave as it was")
    tmux.keys("Escape")
    tmux.sees("n next")
    tmux.keys("Enter")
    tmux.sees("Purpose of the letter")
    desk = at_the_desk(board)
    assert desk.shown.card("LMN-0003").owner == "dana"
    desk.close()
