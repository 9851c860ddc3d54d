"""A command that judges makes the index of codes where it is missing, says so once, and has it the next time."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_board, a_case
from tests.cli.conftest import process

LETTER = "Dear Reviewer:\n\nShe has neck pain (S13.4).\n\nSincerely,\n\nA. Rivera, MD\n"


def test_the_first_check_makes_the_index_and_the_next_has_it(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = process("check", "--letter", str(path), env=env)
    assert first.err == "lmnboard: Building the index of diagnosis codes, once …\n"
    assert "S13.4 lacks its 7th character" in first.out
    again = process("check", "--letter", str(path), env=env)
    assert (again.err, again.out) == ("", first.out)


def test_what_only_lists_makes_none(tmp_path: Path) -> None:
    board = a_board(tmp_path, a_case())
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert process("--board", str(board), "list", env=env).err == ""
    assert not (tmp_path / "cache").exists()
