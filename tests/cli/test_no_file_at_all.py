"""Pipes, devices, folders, loops and files too large where a board should be: one line says so, and nobody waits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lmnboard.store import plain
from tests.cli.conftest import ROOT, Said, Shell, one_process, process
from tests.cli.no_boards import KINDS, NO, UNREADABLE, WRONG, _device, _pipe, one_line

# ---------------------------------------------------------------------- what is not a file at all
_IN_ITS_PLACE = [
    (kind, place)
    for kind in ("pipe", "device", "linked device", "folder", "loop")
    for place in ("board.json", "board.history.jsonl", "board.lock")
    if kind != "loop" or place == "board.json"
] + [("pipe", "archive.json"), ("folder", "archive.json")]


@pytest.mark.parametrize(("kind", "place"), _IN_ITS_PLACE)
def test_what_is_no_file_keeps_nobody_waiting(sh: Shell, kind: str, place: str) -> None:
    make, says = KINDS[kind]
    path = sh.folder / place
    path.unlink(missing_ok=True)
    make(path)
    before = path.lstat()
    commands = ("list", "set 1 purpose=appeal", "verify")
    each = one_process(*(["--board", str(sh.board), *command.split()] for command in commands))
    for command, said in zip(commands, each, strict=True):
        # `verify` may have looked at the rest of the board as well: then it answers no, with what is wrong.
        assert said.status == UNREADABLE or (command, said.status) == ("verify", NO)
        assert re.search(says, said.out + said.err)
        assert said.err.count("\n") == (0 if said.out else 1)
        assert "fault of this program" not in said.err
    after = path.lstat()
    assert (after.st_mode, after.st_ino, after.st_mtime_ns) == (before.st_mode, before.st_ino, before.st_mtime_ns)


def test_a_board_is_not_begun_over_a_pipe_or_a_device_nor_through_a_link_to_nothing(sh: Shell, tmp_path: Path) -> None:
    for number, (make, says) in enumerate(((_pipe, "is a pipe"), (_device, "is a device"))):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        make(folder / "board.json")
        one_line(process("--board", str(folder), "list"), UNREADABLE, says)
        assert process("init", str(tmp_path / "new"), "--from", str(folder / "board.json")).status == WRONG
        assert os.listdir(folder) == ["board.json"]
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "nothing.json")
    one_line(sh("init", str(link)), WRONG, "leads nowhere")
    one_line(sh("list", board=link), UNREADABLE, "There is no board")
    assert not (tmp_path / "nothing.json").exists()


# ---------------------------------------------------------------------- what is too large
_MEASURED = """
import sys
from lmnboard.cli import main
status = main(sys.argv[1:])
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(status)
"""


def _measured(*words: str, given: Path) -> tuple[Said, float]:
    """What a command says, and the megabytes it took at most."""
    with open(given, "rb") as standard_input:
        command = [sys.executable, "-c", _MEASURED, *words]
        done = subprocess.run(command, stdin=standard_input, capture_output=True, cwd=ROOT, timeout=20, check=False)
    return Said(done.returncode, "", done.stderr.decode()), int(done.stdout or 0) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here that tells what memory was used")
def test_a_hundred_megabytes_are_refused_by_their_size(sh: Shell, tmp_path: Path) -> None:
    large = tmp_path / "large" / "board.json"
    large.parent.mkdir(mode=0o700)
    with open(large, "wb") as file:
        file.write(b'{"cases": {"1": {"tags": ["')
        file.truncate(100_000_000)  # a hole: nothing is written
    board, source = str(sh.board), str(large)
    lines: list[tuple[tuple[str, ...], int, str]] = [
        (("--board", source, "list"), UNREADABLE, "larger than 64 MB and no board"),
        (("init", str(tmp_path / "new"), "--from", source), WRONG, "larger than 64 MB"),
        (("--board", board, "new", "--from", source), WRONG, "larger than 16 MB"),
        (("--board", board, "set", "1", "--from", source), WRONG, "larger than 16 MB"),
        (("--board", board, "check", "--file", source), WRONG, "larger than 16 MB"),
        (("--board", board, "attach", "1", source, "--title", "MRI"), WRONG, "larger than 50 MB"),
    ]
    for line, status, says in lines:
        said, taken = _measured(*line, given=Path(os.devnull))
        assert taken < 90, "a command takes some thirty megabytes"
        one_line(said, status, says)
    for words in ("note 1", "set 1 patient.name=-", "new --from -"):
        said, taken = _measured("--board", board, *words.split(), given=large)
        one_line(said, WRONG, "larger than 16 MB")
        assert taken < 90


def test_a_board_of_our_own_may_be_of_any_size(sh: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copied = sh.write("copied.json", sh.board.read_bytes())
    monkeypatch.setattr(plain, "LARGEST", sh.board.stat().st_size - 1)

    assert sh("list").status == 0
    one_line(sh("init", str(tmp_path / "new"), "--from", str(copied)), WRONG, "larger than")
    (sh.folder / "board.history.jsonl").unlink()
    said = sh("list")
    assert said.status == 0
    assert "nothing is written" in said.err
