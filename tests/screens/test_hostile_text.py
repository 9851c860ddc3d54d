"""Names and fields that people should never type: they are plain text, and the columns stay where they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from lmnboard.opening import open_board
from tests.screens.clinic import cases, new_board, one_case
from tests.screens.user import User, at_the_board
from tests.terminal import ENTER, ESCAPE, PROGRAM, Terminal

NAMES = {
    "markup": "[red]Ada[/red] [@click=app.quit]x[/]",
    "escape": "Ada\x1b[2J\x1b]0;owned\x07\x9b31mRed",
    "right to left": "מרים אלון \u202eevil\u202c",
    "long": "Ada " * 5000,
    "emoji": "Ada 👩‍👩‍👧‍👦 🏥 ❤️ 🇺🇸",
    "combining": "Zo\u0308e\u0301 A\u0300\u0301\u0302\u0303 o\u0335\u0336",
    "wide": "王小明 大変長い名前の患者",
    "zero width": "A\u200bd\u200da\ufeff",
    "lines": "Ada\r\nOkafor\n\tx\v\f",
    "braces": "{{ config }} {% raw %} %s {0}",
}
PAIRS = [*zip([*NAMES][::2], [*NAMES][1::2], strict=True)]
"""Two names each, for two cards that stand below each other."""
BESIDE = {
    "LMN-0004": ("LMN-0006", "Farid Nazari", "L4-L5 ", "file 12/11"),
    "LMN-0005": ("LMN-0007", "Greta Halloran", "Adalim", "file 12/18"),
}
"""What stands beside those cards: the end of the first line, the second, the beginnings of the third and fourth."""


async def _everywhere(user: User) -> list[str]:
    """All that is shown of the case on every screen."""
    shown = [*user.lines]
    for keys in ("enter", "c", "v", "w"):
        user.keys(keys)
        await user.settled()
        assert not user.app.fault
        shown += user.lines
        user.keys("escape")
        await user.settled()
    return shown


@pytest.mark.parametrize("kind", NAMES)
async def test_a_hostile_name_is_shown_as_plain_text(tmp_path: Path, kind: str) -> None:
    documents = one_case(patient={"name": NAMES[kind]}, request={"treatment": NAMES[kind]})
    async with at_the_board(new_board(tmp_path, documents), 120, 40) as user:
        shown = await _everywhere(user)
        assert all(cell_len(line) <= 120 for line in shown)
        text = "\n".join(shown)
        assert not [char for char in text if not char.isprintable() and char != "\n"]
        assert "\u202e" not in text


@pytest.mark.parametrize("kinds", PAIRS, ids=" and ".join)
def test_a_hostile_name_moves_nothing_on_a_terminal(tmp_path: Path, kinds: tuple[str, str]) -> None:
    documents = cases()
    for document, kind in zip(documents[3:5], kinds, strict=True):
        document["patient"]["name"] = document["owner"] = NAMES[kind]
    path = new_board(tmp_path, documents)
    with Terminal(*PROGRAM, "--board", path, columns=120, rows=40) as terminal:
        terminal.sees(["LMN-0004", "LMN-0005", "Ada Okafor"])
        terminal.read(0.3)
        assert b"\x1b]0;" not in terminal.sent
        assert b"\x9b31m" not in terminal.sent
        for case_id, beside in BESIDE.items():
            # The cards beside it stand where they always stand, on each of its lines.
            row = terminal.line_of(case_id)
            found = [terminal.span(line, 48, 72).strip() for line in range(row, row + 4)]
            assert (found[0][-8:], found[1], found[2][:6], found[3][:10]) == beside, found
        for way in ("2", "j"):
            terminal.press(way + ENTER, "Purpose of the letter")
            terminal.press(ESCAPE, "a assign")


@pytest.mark.parametrize("kind", [kind for kind in NAMES if kind not in ("escape", "lines")])
async def test_hostile_text_is_kept_as_it_was_typed(tmp_path: Path, kind: str) -> None:
    path = new_board(tmp_path, one_case())
    text = NAMES[kind].strip()
    async with at_the_board(path) as user:
        user.keys("t", "tab")
        await user.sees("next step")
        user.pastes(text)
        user.keys("enter")
        await user.settled()
        assert not user.app.fault
    kept = open_board(path).shown.card("LMN-0001").next_touch.what
    assert kept == " ".join(text.split()) or len(text) > 19_000


async def test_more_than_a_field_takes_is_refused_and_stays_in_the_editor(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        user.keys("t", "tab")
        await user.sees("next step")
        user.pastes("x" * 20_001)
        await user.press("enter", sees="20,001 characters")
        assert user.app.focused is not None
        user.keys("backspace", "enter")
        await user.settled()
        assert user.field("LMN-0001", "next_touch.what") == "x" * 20_000
