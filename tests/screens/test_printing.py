"""`p p` on the letter prints it by `lp`: no file of it, no name in the title, and an entry that says where it went."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.screens.clinic import new_board, one_case
from tests.screens.user import at_the_board

ID = "LMN-0001"
LP = """#!/bin/sh
cat > "$0.text"
printf '%s\\n' "$@" > "$0.words"
echo "request id is HP-Front-12 (1 file(s))"
"""


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A printer on this machine."""
    command = tmp_path / "bin" / "lp"
    command.parent.mkdir()
    command.write_text(LP)
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    return command


async def test_the_letter_is_printed_by_the_key_twice(tmp_path: Path, lp: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(stage="review"))) as user:
        await user.press("3", "v", sees="Miriam Castellanos, MD")
        letter = user.board.letter(ID).text
        await user.press("p", sees=f"p again: print the letter of {ID}")
        assert not lp.with_name("lp.text").exists()
        await user.press("p", sees="Printed: HP-Front-12")
        assert lp.with_name("lp.text").read_text("utf-8") == letter
        assert lp.with_name("lp.words").read_text() == f"-t\n{ID}\n"
        assert [(row["path"], row["draft"]) for row in user.field(ID, "exports")] == [("printer HP-Front", False)]
        entry = next(user.board.history())
        assert (entry.action, entry.by, entry.note) == ("print", "dana", "HP-Front-12")
        assert not (tmp_path / "exports").exists()


async def test_a_letter_with_a_blocker_is_printed_as_a_draft(tmp_path: Path, lp: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(stage="review", rationale=None))) as user:
        await user.press("3", "v", "p", "p", sees="DRAFT, 1 blocker (c shows them). Printed: HP-Front-12")
        assert lp.with_name("lp.text").read_text("utf-8").startswith("DRAFT")
        assert user.field(ID, "exports")[0]["draft"] is True


async def test_what_the_printer_says_is_said_in_one_line_and_nothing_is_recorded(tmp_path: Path, lp: Path) -> None:
    lp.write_text("#!/bin/sh\nprintf 'lp: Error - \\033[31mno default destination available.\\nMore.\\n' >&2\nexit 1\n")
    async with at_the_board(new_board(tmp_path, one_case(stage="review"))) as user:
        await user.press("3", "v", "p", "p", sees="Not printed: Error - [31mno default destination available. More.")
        assert not user.field(ID, "exports")


async def test_a_server_without_a_printer_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with at_the_board(new_board(tmp_path, one_case(stage="review"))) as user:
        await user.press("3", "v", "p", "p", sees="the command 'lp' is not installed")
        assert not user.field(ID, "exports")


async def test_while_names_are_hidden_the_key_shows_the_letter_and_prints_nothing(tmp_path: Path, lp: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(stage="review"))) as user:
        user.keys("3", "p")
        await user.press("v", sees="Names are hidden: p shows them.")
        assert "Okafor" not in user.text
        await user.press("p", sees="Miriam Castellanos, MD")
        assert next(user.board.history()).note == f"{ID}: in the letter screen"
        assert not lp.with_name("lp.text").exists()
        await user.press("p", sees="p again: print")


async def test_a_letter_that_goes_to_the_clipboard_is_recorded(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(stage="review"))) as user:
        await user.press("3", "v", "y", sees="The letter is on the clipboard")
        assert "Okafor" in user.app.clipboard
        assert [row["path"] for row in user.field(ID, "exports")] == ["clipboard"]
