"""The program is cut off in the middle of a word: it ends, and the next start has the word."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest

from lmnboard.store import drafts
from tests.screens.clinic import at_the_desk, new_board
from tests.terminal import ENTER, ESCAPE, PROGRAM, Terminal

_DEAF = (
    PROGRAM[0],
    "-c",
    "import os, sys\nfrom signal import *\npthread_sigmask(SIG_BLOCK, [SIGHUP])\nos.execv(sys.argv[1], sys.argv[1:])",
    *PROGRAM,
)
"""The program, with the hangup signal kept from it: what a terminal that is not its own does."""

_FAULTY = """
import sys
from pathlib import Path
from textual import events
from lmnboard import app
from lmnboard.opening import open_board

class FaultyApp(app.BoardApp):
    CSS_PATH = str(Path(app.__file__).with_name("screens") / "lmnboard.tcss")

    async def on_event(self, event):
        if isinstance(event, events.Paste):
            raise RuntimeError("of Okafor")
        await super().on_event(event)

app.BoardApp = FaultyApp
sys.exit(app.run(open_board(Path(sys.argv[1]), in_background=True)))
"""
"""The program, with a fault in whatever is pasted."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def _in_the_middle_of_a_word(terminal: Terminal, word: str = "Call them ba") -> None:
    """Edit the next step of the first card."""
    terminal.sees("LMN-0001")
    terminal.press("t" + "\t", "next step")
    terminal.keys(word)
    terminal.sees(word)


def _on_disk(path: Path) -> str:
    return "".join(found.read_text() for found in path.parent.glob("drafts/*.json"))


def _is_offered(path: Path, *words: str) -> None:
    """The next start offers the words, and takes nothing by itself."""
    with Terminal(*PROGRAM, "--board", path) as terminal:
        terminal.sees(["LMN-0001", "R opens"])
        assert not any(word in terminal.text for word in words)
        terminal.keys("R")
        terminal.sees(["Drafts", *words])


@pytest.mark.parametrize("program", [PROGRAM, _DEAF], ids=["told by a signal", "told by the terminal alone"])
def test_a_line_that_is_cut_ends_the_program_and_keeps_the_word(path: Path, program: tuple[str, ...]) -> None:
    with Terminal(*program, "--board", path) as terminal:
        _in_the_middle_of_a_word(terminal)
        terminal.hang_up()
        assert terminal.ends(within=5) == 128 + signal.SIGHUP
    assert "Call them ba" in _on_disk(path)
    _is_offered(path, "Call them ba")


def test_a_line_that_takes_nothing_any_more_and_is_cut_ends_the_program(path: Path) -> None:
    """Nobody reads: the program's output fills up, and it waits for room in the middle of a frame."""
    with Terminal(*_DEAF, "--board", path, columns=200, rows=60) as terminal:
        _in_the_middle_of_a_word(terminal)
        for _ in range(60):
            terminal.keys(ESCAPE)
            time.sleep(0.01)  # an escape and a letter in one breath are another key
            terminal.keys("D", "c", "?")
        terminal.hang_up()
        assert terminal.ends(within=10) == 128 + signal.SIGHUP


@pytest.mark.parametrize(("number", "status"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_was_typed_in_the_moment_before(path: Path, number: signal.Signals, status: int) -> None:
    with Terminal(*PROGRAM, "--board", path) as terminal:
        _in_the_middle_of_a_word(terminal)
        terminal.signal(number)
        assert terminal.ends() == status
    assert "Call them ba" in _on_disk(path)


def test_a_fault_of_the_program_keeps_it_and_says_so(path: Path) -> None:
    with Terminal(PROGRAM[0], "-c", _FAULTY, path) as terminal:
        _in_the_middle_of_a_word(terminal)
        terminal.keys("\x1b[200~pasted\x1b[201~")
        assert terminal.ends() == 3
        left = terminal.sent.rpartition(b"\x1b[?1049l")[2].decode()
        assert "What was saved is saved; what was being typed is kept as a draft." in left
        assert "Okafor" not in left
    assert "Call them ba" in _on_disk(path)


def test_what_was_typed_two_seconds_before_a_kill_is_there(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as terminal:
        _in_the_middle_of_a_word(terminal)
        begun = time.monotonic()
        while "Call them ba" not in _on_disk(path):
            assert time.monotonic() - begun < 2.0
            terminal.read(0.02)
        terminal.signal(signal.SIGKILL)
        terminal.ends()
    _is_offered(path, "Call them ba")


def test_two_sessions_of_one_person_keep_each_its_own(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as one, Terminal(*PROGRAM, "--board", path) as two:
        for terminal, word in ((one, "from the desk"), (two, "from the phone")):
            _in_the_middle_of_a_word(terminal, word)
        for terminal in (two, one):  # the second program was started with the first one's line open
            terminal.hang_up()
            terminal.ends()
    _is_offered(path, "from the desk", "from the phone")


def test_what_is_kept_or_left_by_escape_is_no_draft(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as terminal:
        _in_the_middle_of_a_word(terminal)
        terminal.press(ENTER, "next step: Call them ba")
        terminal.press("i", "note on")
        terminal.keys("not this")
        terminal.press(ESCAPE, "a assign")
        terminal.press("a", "owner")
        terminal.keys("maria", ENTER, "q")  # written while the program is on its way out
        assert terminal.ends() == 0
        assert "draft" not in terminal.text
    assert _on_disk(path) == ""
    desk = at_the_desk(path)
    assert desk.shown.card("LMN-0001").owner == "maria"
    desk.close()


def test_typing_sends_no_more_and_an_editor_with_a_draft_sends_nothing(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as terminal:
        _in_the_middle_of_a_word(terminal)
        terminal.read(1.5)  # the cards are judged behind what is drawn, and their marks come when they come
        begun = time.monotonic()
        sent = [terminal.bytes_for(letter, quiet=0.05) for letter in "abcdefgh"]
        assert max(sent) < 300, sent
        assert terminal.read(max(drafts.DELAY + 0.5 - (time.monotonic() - begun), 0.5)) == 0
        assert re.search('"typed":"Call them ba[a-h]+"', _on_disk(path))
