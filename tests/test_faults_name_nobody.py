"""A fault beside the screen or a command: its place is told, and nothing of what was in hand there, as of a patient."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens.clinic import new_board
from tests.terminal import ROOT, Terminal

_FAULTS = """
import asyncio, sys, threading
from lmnboard import app, cli
from textual.binding import Binding

class Left:
    def __del__(self):
        raise RuntimeError("of Quorvex")

def fails(*given, **named):
    patient = "Quorvex"
    raise RuntimeError("of " + patient)

class Faulty(app.BoardApp):
    CSS_PATH = app.__file__.replace("app.py", "screens/lmnboard.tcss")
    BINDINGS = [Binding("f6", "thread"), Binding("f7", "task"), Binding("f8", "left"), Binding("f9", "worker")]

    def action_thread(self):
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
        self.screen.say("thread has failed")

    async def action_task(self):
        async def task():
            fails()
        asyncio.get_running_loop().call_soon(fails)
        failed = asyncio.create_task(task())
        await asyncio.sleep(0.05)
        del failed
        self.screen.say("task has failed")

    def action_left(self):
        Left()
        self.screen.say("what was left has failed")

    def action_worker(self):
        self.run_worker(fails, thread=True)

app.BoardApp = Faulty
sys.argv = ["lmnboard", "--board", sys.argv[1]]
sys.exit(cli.main())
"""


@pytest.mark.parametrize(
    ("key", "sees"),
    [("\x1b[17~", "thread has failed"),
     ("\x1b[18~", "task has failed"), ("\x1b[19~", "left has failed"), ("\x1b[20~", "")],
    ids=["thread", "task", "destructor", "worker"],
)  # fmt: skip
def test_a_fault_beside_the_screen_says_nothing_of_what_was_in_hand(tmp_path: Path, key: str, sees: str) -> None:
    with Terminal(sys.executable, "-c", _FAULTS, new_board(tmp_path), environment={"PYTHONDEVMODE": "1"}) as terminal:
        terminal.sees("Ada Okafor")
        terminal.keys(key)
        if sees:
            terminal.sees(sees)
            terminal.keys("q")
        assert terminal.ends() == (0 if sees else 3)
        assert b"Quorvex" not in terminal.sent
        assert b"Traceback" not in terminal.sent
        left = terminal.sent.partition(b"\x1b[?1049l")[2].decode()
        assert ("stopped by a fault" in left) == (not sees)


_COMMAND_FAULTS = """
import sys, threading
from lmnboard import cli, query

class Left:
    def __del__(self):
        raise RuntimeError("of Quorvex")

def fails(*given, **named):
    patient = "Quorvex"
    raise RuntimeError("of " + patient)

def cards(*given):
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    Left()
    cli.kept = Left()
    fails()

query.cards = cards
sys.argv = ["lmnboard", "--board", sys.argv[1], "list"]
sys.exit(cli.main())
"""


def test_a_fault_of_a_command_says_where_and_not_what(tmp_path: Path) -> None:
    """In its own thread, in another, in a destructor, and in one that Python runs as it ends."""
    words = [sys.executable, "-c", _COMMAND_FAULTS, str(new_board(tmp_path))]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        f"lmnboard: a fault of this program: RuntimeError in <string>, line {line}. Please report it with the command."
        for line in (11, 11)
    ]
