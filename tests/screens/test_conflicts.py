"""Two people change one field: both values are shown, and nobody writes over what they have not seen."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lmnboard.screens.merging import READ
from tests.screens.at_once import CASE, both, drafts_of, edit_field
from tests.screens.clinic import new_board
from tests.screens.user import User
from tests.terminal import ENTER, ESCAPE, PROGRAM, TAB, Terminal, ctrl

CLEAR = ctrl("e") + ctrl("u")
LONG = (
    "The patient has had low back pain since March. Physical therapy was tried for six weeks. It did not help. "
    "An epidural injection gave two days of relief. Surgery is the next step."
)


# ---------------------------------------------------------------------- two programs
@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def _tell(path: Path, *words: str) -> str:
    done = subprocess.run([*PROGRAM, "--board", str(path), *words], check=True, capture_output=True, text=True)
    return done.stdout


def _opens_next_step(at: Terminal, stood: str) -> None:
    """Edit what the other one wrote last: opened before it has come here, the editor is left and opened again."""
    at.sees(CASE)
    at.press("t" + TAB, "next step")
    at.read(0.1)
    while stood not in at.text:
        at.press(ESCAPE, "n next")
        at.press("t" + TAB, "next step")
        at.read(0.1)


def test_of_two_programs_the_later_one_sees_both_values_and_each_way_keeps_its_word(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as ana, Terminal(*PROGRAM, "--board", path) as ben:
        stood = ""
        for hers, his, way, stands in (
            ("call on Monday", "call on Tuesday", ctrl("s"), "call on Tuesday"),
            ("fax the plan", "post the plan", ctrl("t"), "fax the plan"),
            ("ask Dr. Shah", "ask the plan", ENTER + CLEAR + "ask both" + ctrl("s"), "ask both"),
        ):
            for one, what in ((ana, hers), (ben, his)):
                _opens_next_step(one, stood)
                one.press(CLEAR + what, what)
            ana.press(ENTER, f"{CASE} next step: {hers}")
            ben.press(ENTER, ["Dana Whitcomb has changed next step too", hers, his, "keep theirs"])
            ben.keys(way)
            ben.sees("theirs stands" if stands == hers else f"{CASE} next step: {stands}")
            assert stands in _tell(path, "show", CASE)
            stood = stands
        ben.keys("q")
        assert ben.ends() == 0
        assert "draft" not in ben.text


def test_what_is_left_to_decide_later_is_a_draft_that_shows_both_again(path: Path) -> None:
    with Terminal(*PROGRAM, "--board", path) as ben:
        ben.sees(CASE)
        ben.press("t" + TAB, "next step")
        ben.press("by Ben", "by Ben")
        _tell(path, "set", CASE, "next_touch.what=by Ana")
        ben.press(ENTER, ["It says now", "by Ana"])
        ben.press(ESCAPE, "Yours is kept as a draft: R.")
        ben.press("R", ["1 text", "by Ana", "by Ben", "Somebody has changed it since you began"])
        ben.press(ENTER, "keep theirs")
        ben.press(ctrl("s"), "None is left")
        assert "by Ben" in _tell(path, "show", CASE)


# ---------------------------------------------------------------------- one program and a desk
@contextmanager
def _busy(user: User) -> Iterator[threading.Event]:
    """The acting thread is at something else, so that what is asked of it meanwhile waits until the event is set."""
    go_on = threading.Event()
    user.app._clerk.submit(go_on.wait)
    try:
        yield go_on
    finally:
        go_on.set()


async def _read_it() -> None:
    """For as long as a value that has just come in cannot be chosen away."""
    await asyncio.sleep(READ)


@pytest.mark.parametrize("key_is", ["first", "between", "last"])
async def test_a_third_change_while_both_are_shown_is_shown_and_not_written_over(tmp_path: Path, key_is: str) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "request.duration", "mine")
        maria.edit(CASE, {"request.duration": "first"})
        await user.press("tab", sees="Yours is kept as a draft")
        await user.press("escape", "R", "enter", sees="keep theirs")
        assert "first" in user.text
        if key_is == "first":
            with _busy(user):
                user.keys("ctrl+s")
                await user.sees(lambda: user.app.holds > 0)
                maria.edit(CASE, {"request.duration": "second"})
        elif key_is == "between":
            waits = user.app._clerk._work_queue.qsize
            with _busy(user) as news_waits:
                await user.sees(lambda: waits() == 0)
                maria.edit(CASE, {"request.duration": "second"})
                await user.sees(lambda: waits() > 0)
                with _busy(user):
                    user.keys("ctrl+s")
                    await user.sees(lambda: user.app.holds > 0)
                    news_waits.set()
                    await user.sees("second")
        else:
            maria.edit(CASE, {"request.duration": "second"})
            await user.sees("second")
            user.keys("ctrl+s", "ctrl+t")
        await user.sees("has just changed it again")
        await user.settled()
        assert "has just changed it again" in user.text
        assert "second" in user.text
        assert "first" not in user.text
        assert user.field(CASE, "request.duration") == "second"
        assert drafts_of(user) == ["mine"]
        await _read_it()
        await user.press("ctrl+s", sees="None is left")
        assert user.field(CASE, "request.duration") == "mine"


async def test_a_third_change_is_shown_without_a_key(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "request.duration", "mine")
        maria.edit(CASE, {"request.duration": "first"})
        await user.press("enter", sees="keep theirs")
        maria.edit(CASE, {"request.duration": "second"})
        await user.sees("second")
        await _read_it()
        await user.press("ctrl+t", sees="theirs stands")
        assert user.field(CASE, "request.duration") == "second"
        assert drafts_of(user) == []


async def test_what_was_decided_later_is_not_told_of_once_its_draft_is_gone(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "request.duration", "mine")
        maria.edit(CASE, {"request.duration": "theirs"})
        await user.press("enter", sees="keep theirs")
        await user.press("escape", sees="theirs stands. Yours is kept as a draft: R.")
        await user.press("R", sees="1 text")
        await user.press("d", sees="None is left")
        await user.press("escape", sees="n next  esc")
        assert "kept as a draft" not in user.text


async def test_both_long_texts_can_be_read_with_what_differs_marked(tmp_path: Path) -> None:
    async with both(tmp_path, rationale=LONG) as (user, maria):
        await edit_field(user, "rationale", LONG.replace("next step.", "next step. We ask for it soon."))
        maria.edit(CASE, {"rationale": LONG.replace("six weeks", "eight weeks")})
        await user.press("tab", sees="Yours is kept as a draft")
        await user.press("escape", "R", "enter", sees="keep theirs")
        lines = [line.strip() for line in user.lines]
        assert "- Physical therapy was tried for eight weeks." in lines
        assert "+ Physical therapy was tried for six weeks." in lines
        assert "+ We ask for it soon." in lines
        assert "It did not help." in lines
        await user.press("enter", sees="leave as it was")
        user.types(" Merged.")
        await user.press("ctrl+s", sees="None is left")
        assert user.field(CASE, "rationale").endswith("We ask for it soon. Merged.")


async def test_keys_typed_before_both_values_are_seen_choose_nothing(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "request.duration", "mine")
        maria.edit(CASE, {"request.duration": "theirs"})
        user.keys("enter", "ctrl+s", "ctrl+t", "escape", "q")
        await user.sees("Keys typed meanwhile did nothing (4)")
        assert "mine" in user.text
        assert user.field(CASE, "request.duration") == "theirs"
