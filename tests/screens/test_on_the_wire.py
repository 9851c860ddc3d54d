"""What the program sends to a terminal: few bytes, no colours where none are wanted, and a terminal left as it was."""

from __future__ import annotations

import re
import signal
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.screens.clinic import at_the_desk, new_board
from tests.terminal import DOWN, ENTER, ESCAPE, LEFT, PROGRAM, RIGHT, TAB, Terminal, ctrl

TERMINALS: dict[str, tuple[tuple[int, int], dict[str, str | None]]] = {
    "256 colours": ((80, 24), {"TERM": "xterm-256color"}),
    "true colour, wide": ((120, 40), {"COLORTERM": "truecolor"}),
    "16 colours, wide": ((120, 40), {"TERM": "xterm"}),
}
_CODES = re.compile(rb"\x1b\[([0-9;]*)m")
_RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
"""The other screen left, the cursor shown, mouse and bracketed paste off."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def _opened(path: Path, **environment: str | None) -> Terminal:
    return Terminal(*PROGRAM, "--board", path, environment=environment)


def _codes(sent: bytes) -> set[int]:
    """Every number of every colour or style code."""
    return {int(number) for code in _CODES.findall(sent) for number in code.split(b";") if number}


def _usual(terminal: Terminal, *keys: str) -> float:
    """Bytes of the middle one of some keys: a card's checklist may come in with any one of them."""
    return statistics.median(terminal.bytes_for(key) for key in keys)


@pytest.mark.parametrize("kind", TERMINALS)
def test_a_key_sends_little(path: Path, kind: str) -> None:
    size, environment = TERMINALS[kind]
    with Terminal(*PROGRAM, "--board", path, columns=size[0], rows=size[1], environment=environment) as terminal:
        terminal.sees(["LMN-0001", "✗"])
        terminal.read(1.0)
        assert _usual(terminal, "j", "k", "j") < 900
        if size[0] > 100:
            assert _usual(terminal, RIGHT, RIGHT, LEFT) < 1500
        assert terminal.bytes_for("e") < 1500
        assert _usual(terminal, "x", "y", "z") < 300


def test_an_idle_board_sends_nothing_nor_does_an_open_editor(path: Path) -> None:
    with _opened(path) as terminal:
        terminal.sees(["LMN-0001", "✗"])
        terminal.read(1.0)
        assert terminal.read(3.0) == 0
        terminal.press("e", "leave as it was")
        terminal.read(0.3)
        assert terminal.read(1.5) == 0


def test_an_editor_in_a_case_opens_in_little(path: Path) -> None:
    with _opened(path) as terminal:
        terminal.sees("LMN-0001")
        terminal.press(ENTER, "Purpose of the letter")
        terminal.read(0.5)
        assert terminal.bytes_for("j") < 900
        assert terminal.bytes_for(ENTER) < 1500


def test_no_color_sends_none(path: Path) -> None:
    for colorterm in (None, "truecolor"):
        with _opened(path, NO_COLOR="1", COLORTERM=colorterm) as terminal:
            _look_everywhere(terminal)
            codes = _codes(terminal.sent)
            # 39 and 49 are the terminal's own.
            coloured = {*range(30, 39), *range(40, 49), *range(90, 108)}
            assert codes & coloured == set()
            assert {1, 7} <= codes


def test_sixteen_colours_send_no_rgb(path: Path) -> None:
    for term in ("xterm", "linux", "screen"):
        with _opened(path, TERM=term) as terminal:
            _look_everywhere(terminal)
            assert _codes(terminal.sent) & {38, 48} == set()
            assert _codes(terminal.sent) & {31, 33, 91} != set()


def test_two_hundred_and_fifty_six_colours_send_no_rgb(path: Path) -> None:
    with _opened(path) as terminal:
        _look_everywhere(terminal)
        assert b"38;2;" not in terminal.sent
        assert b"48;2;" not in terminal.sent


def _look_everywhere(terminal: Terminal) -> None:
    terminal.sees("LMN-0001")
    terminal.press(ENTER, "Purpose of the letter")
    terminal.press(ENTER, "leave as it was")
    terminal.press(ESCAPE, "tab section")
    terminal.press("c", "hold")
    terminal.press("v", "[[")
    terminal.press("?", "Keys of")
    terminal.keys("qqqq")
    terminal.sees("a assign")


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_draw_is_told_in_one_line(path: Path, term: str) -> None:
    with _opened(path, TERM=term) as terminal:
        assert terminal.ends() == 2
        said = terminal.sent.decode()
        assert said.count("\n") == 1
        assert said.startswith("lmnboard: the board needs a terminal")
        assert "\x1b" not in said


def test_no_terminal_at_all(path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--board", str(path)], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_with_the_terminal_as_it_was(path: Path, number: signal.Signals, status: int) -> None:
    with _opened(path) as terminal:
        terminal.sees("LMN-0001")
        terminal.press("e", "leave as it was")
        terminal.signal(number)
        assert terminal.ends() == status
        assert [code for code in _RESTORED if code not in terminal.sent] == []
        assert "Traceback" not in terminal.text


def test_quitting_leaves_the_terminal_as_it_was(path: Path) -> None:
    with _opened(path) as terminal:
        terminal.sees("LMN-0001")
        terminal.keys("q")
        assert terminal.ends() == 0
        assert [code for code in _RESTORED if code not in terminal.sent] == []


def test_quitting_in_the_same_breath_as_an_edit_loses_nothing(path: Path) -> None:
    with _opened(path) as terminal:
        terminal.sees("LMN-0001")
        terminal.keys("a", "maria", ENTER, "q")
        assert terminal.ends() == 0
        assert "fault" not in terminal.text
    desk = at_the_desk(path)
    assert desk.shown.card("LMN-0001").owner == "maria"
    desk.close()


WALKS = {
    "the board": ["jl", "hG", "g", "e", "x", ESCAPE, "a", "ma", ESCAPE, "3j", "5", "1nn", "/owner:ma", ENTER, ESCAPE,
                  "inote", ENTER, "u", "?", DOWN, ESCAPE, "N", "Zed", ENTER, ESCAPE],
    "a case and the directory": [ENTER, "j", TAB, "j", ENTER, ESCAPE, ESCAPE, "c", "jf", "f", ESCAPE, "v", "G", ESCAPE,
                                 "w", ESCAPE, "D", "l", ENTER, "x", ESCAPE, "h2", ESCAPE, "g", ENTER],
}  # fmt: skip


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_what_is_on_the_terminal_is_what_a_full_repaint_draws(path: Path, walk: list[str]) -> None:
    """Frames of single cells may leave old ones standing; a repaint of the whole screen tells."""
    with _opened(path) as terminal:
        terminal.sees(["LMN-0001", "✗"])
        for at, keys in enumerate(walk):
            terminal.keys(keys)
            terminal.read(0.2 if keys == ESCAPE else 0.1)
            if at % 5 == 4:
                terminal.read(0.5)
                seen = terminal.lines
                terminal.resize(81, 24)
                terminal.read(0.1)
                terminal.resize(80, 24)
                terminal.read(0.1)
                assert seen == terminal.lines, f"after {keys!r}, number {at}"
        terminal.keys(ctrl("q"))
        assert terminal.ends() == 0
