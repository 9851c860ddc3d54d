"""People at one board over a real SSH server, each with an account: one line breaks, one is slow, one is in tmux."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.machine import Machine
from tests.screens.slow_line import slow_line
from tests.screens.test_in_tmux import Tmux
from tests.terminal import ENTER, Terminal

pytestmark = pytest.mark.skipif(bool(machine.missing()), reason=machine.missing() or "it can be made")


@pytest.fixture(scope="module")
def server() -> Iterator[Machine]:
    with machine.hardened() as made:
        for treatment in ("Sleep study", "Shower chair", "Infusion"):
            said = made.through_sudo("dana", "new", "--set", f"request.treatment={treatment}")
            assert said.status == 0, said.err
        yield made


def _case(server: Machine, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(server.through_sudo("dana", "show", str(number), "--json").out)
    return found


def test_two_people_triage_the_same_board(server: Machine) -> None:
    with (
        Terminal(*server.login("dana", "-tt"), columns=80, rows=24) as dana,
        Terminal(*server.login("jo", "-tt"), columns=120, rows=40) as jo,
    ):
        dana.sees(["LMN-0001", "dana"])
        jo.sees(["LMN-0001", "jo"])
        dana.keys("/LMN-0001", ENTER)
        jo.keys("/LMN-0001", ENTER)
        # The same card, different fields, at the same moment: both stand, and each sees the other's.
        dana.keys("a", "jo", ENTER)
        jo.keys("d", "+0d", ENTER)  # nearer than what the board has proposed as the next touch
        dana.sees(["file by ", "! today", "jo"])
        jo.sees("! today")
        dana.sees(lambda at: _case(server, 1)["owner"] == "jo")
        # Who has the case open is shown, and goes again.
        dana.press(ENTER, "Case")
        jo.press(ENTER, "also here: Dana")
        dana.sees("also here: Jo")
        dana.keys("q")
        jo.gone("also here")
        for one in (dana, jo):
            one.keys("q", "q")
        jo.keys("q")
        assert (dana.ends(), jo.ends()) == (0, 0)


def test_who_is_cut_off_in_mid_word_finds_it_again(server: Machine) -> None:
    with Terminal(*server.login("dana", "-tt"), columns=80, rows=24) as dana:
        dana.sees("LMN-0002")
        dana.keys("/LMN-0002", ENTER)
        dana.press("t", "next touch")
        dana.keys("\t")
        dana.press("\x15Ask Dr Shah for the sleep st", "the sleep st")  # in place of what the board has proposed
        dana.signal(signal.SIGKILL)  # the line is gone, and nobody says goodbye
    with Terminal(*server.login("jo", "-tt"), columns=80, rows=24) as jo:
        jo.sees("LMN-0002")
        assert "never kept" not in jo.text
        jo.keys("q")
    assert "Ask Dr Shah" not in json.dumps(_case(server, 2))
    with Terminal(*server.login("dana", "-tt"), columns=80, rows=24) as dana:
        dana.sees("1 draft")
        dana.press("R", ["Ask Dr Shah for the sleep st", "It says now"])
        dana.keys(ENTER)
        dana.sees(lambda at: (_case(server, 2).get("next_touch") or {}).get("what") == "Ask Dr Shah for the sleep st")
        dana.keys("q", "q")


def test_a_slow_line_loses_no_key(server: Machine) -> None:
    with slow_line(server.port) as port:
        login = [str(port) if word == str(server.port) else word for word in server.login("jo", "-tt")]
        with Terminal(*login, columns=80, rows=24) as jo:
            jo.sees("LMN-0003")
            # A whole thought typed ahead, long before the first answer is drawn.
            told = "Fax is down, use the portal"
            jo.keys("/LMN-0003", ENTER, "a", "jo", ENTER, "d", "12/18/2099", ENTER, "i", told, ENTER)
            jo.sees("Noted on LMN-0003")
            case = _case(server, 3)
            assert (case["owner"], case["submit_by"]) == ("jo", "2099-12-18")
            assert [note["text"] for note in case["notes"]] == [told]
            jo.keys("q")
            assert jo.ends() == 0


@pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux here")
def test_who_works_in_tmux_sees_the_window_grow_in_mid_word(server: Machine, tmp_path: Path) -> None:
    tmux = Tmux(tmp_path, f"env -u COLUMNS -u LINES {shlex.join(server.login('dana', '-tt'))}")
    try:
        tmux.sees("LMN-0004")
        tmux.keys("/", "LMN-0004", "Enter", "a", "j", "o")
        tmux.resize(120, 40)
        tmux.sees("LMN-0004")
        tmux.keys("Enter")
        tmux.sees("LMN-0004 owner: Jo")
        assert _case(server, 4)["owner"] == "jo"
        tmux.keys("q")
    finally:
        tmux.close()
