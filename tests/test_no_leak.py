"""A patient's name stays where it belongs: in the board's folder and on the screen of whoever works there.

A name that stands nowhere else is planted in a case; then the board is used, and hurt, under `strace`, and the name is
looked for in everything that the program called, wrote, sent or left.
"""

from __future__ import annotations

import filecmp
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.terminal import ENTER, ESCAPE, PROGRAM, ROOT, TAB, Terminal

NAME, POLICY, HALF = "Zyxwaldine Quorvex", "QVX-998877665", "Quorvex half typed"
PLANTED = re.compile("quorvex|zyxwaldine|998877665", re.IGNORECASE)
OURS = re.compile(
    r"board\.json|board\.history\.jsonl|archive\.json|(exports|sent|drafts|backups|attachments)/.*"
    r"|board\.json\.[a-z-]+-\d+|\.board\.json\.\d+\.[0-9a-f]{8}\.tmp"
)
"""Files below the board's folder that may name a patient in what they hold."""
_SENT = re.compile(rb"\x1b\]([0-9]+);|\x9d([0-9]+);")
_NAMING = {0, 1, 2, 9, 52, 99, 777}
"""What a terminal is told beside the picture: 0, 1 and 2 its title, 9, 99 and 777 a notification, 52 the clipboard."""


def _may_trace() -> bool:
    strace = shutil.which("strace")
    return bool(strace) and subprocess.run([str(strace), "true"], capture_output=True, check=False).returncode == 0


traced = pytest.mark.skipif(not _may_trace(), reason="strace is not here, or may not trace")


def _last_used(file: Path) -> float:
    return file.stat().st_mtime


class Desk:
    """A board with the planted name, and a home, a temporary folder and a log of system calls of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.temporary, self.board = folder / "home", folder / "tmp", folder / "board" / "board.json"
        for made in (self.home, self.temporary, self.board.parent):
            made.mkdir(mode=0o700)
        patient = {"name": NAME, "date_of_birth": "1961-04-02"}
        new_board(self.board.parent, one_case(patient=patient, coverage={"policy_number": POLICY}))
        self.calls = folder / "calls"
        self._index: Path | None = None
        self.environment: dict[str, str | None] = {
            **{name: None for name in os.environ if name.startswith("XDG_")},
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TEXTUAL_LOG": str(self.temporary / "textual.log"),
            "TEXTUAL": "debug,devtools",
            "TEXTUAL_SCREENSHOT": "1",
            "TEXTUAL_SCREENSHOT_LOCATION": str(self.temporary),
        }

    def has_the_index_of_codes(self) -> None:
        """A copy of that of this run of the tests: where making it is not the story, nobody waits for it."""
        self._index = max((Path(os.environ["XDG_CACHE_HOME"]) / "lmnboard").glob("codes-*"), key=_last_used)
        cache = self.home / ".cache" / "lmnboard"
        cache.mkdir(mode=0o700, parents=True)
        shutil.copy2(self._index, cache)

    def traced(self, *command: str | Path) -> list[str]:
        # -D: the program is this process's own child, as it would be without.
        # --seccomp-bpf: only the calls that are looked at are stopped at, which takes half the time.
        words = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-s", "9999"]
        looked_at = "trace=execve,/open.*,creat,connect,/link.*,/rename.*"
        return [*words, "-e", looked_at, "-o", str(self.calls), *map(str, command)]

    def command(self, *words: str, given: str = "") -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, **self.environment}
        return subprocess.run(
            self.traced(*PROGRAM, "--board", self.board, *words),
            input=given.encode(), capture_output=True, check=False, timeout=60,
            env={name: value for name, value in environment.items() if value is not None},
        )  # fmt: skip

    def nothing_leaked(self) -> None:
        calls = self.calls.read_text(errors="replace")
        assert calls.count("board.history.jsonl"), "nothing was traced"
        assert not PLANTED.search(calls), "a path, an argument or an address names the patient"
        for called in re.finditer(r'open\w*\((?:\w+, )?"([^"]*)", [^)\n]*O_(?:WRONLY|RDWR|CREAT)', calls):
            self._is_where_writing_belongs(called[1])
        for called in re.finditer(r"connect\(.*", calls):
            assert "/nscd/" in called[0], "somebody was called"
        folder = self.board.parent
        for file in (path for top in (self.home, self.temporary, folder) for path in top.rglob("*")):
            assert not PLANTED.search(file.name), "a file is named by the patient"
            if not file.is_file():
                continue
            if file.is_relative_to(folder):
                assert not file.stat().st_mode & 0o077
                assert ".tmp" not in file.name, "what was temporary is still there"
                if OURS.fullmatch(str(file.relative_to(folder))):
                    continue
            if self._index and file.name == self._index.name and filecmp.cmp(file, self._index, shallow=False):
                continue
            assert not PLANTED.search(file.read_bytes().decode(errors="replace").replace("\0", "")), file
        assert not list(self.temporary.iterdir())

    def _is_where_writing_belongs(self, path: str) -> None:
        if path.startswith(("/dev/", "/proc/self/")) or not os.path.isabs(path) or path == str(self.temporary):
            return  # a name without a folder is opened below a folder that was opened before
        cache = self.home / ".cache" / "lmnboard"
        assert Path(path).is_relative_to(self.board.parent) or Path(path).is_relative_to(cache), path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _told_of(pid: int) -> str:
    """What everybody on this machine can read of a process, of its threads and of those it started; its environment."""
    told = []
    for file in ("cmdline", "environ", "task/*/comm", "task/*/children"):
        for path in Path(f"/proc/{pid}").glob(file):
            told.append(path.read_bytes().replace(b"\0", b"\n").decode(errors="replace"))
            if path.name == "children":
                told += [_told_of(int(child)) for child in told.pop().split()]
    return "\n".join(told)


def _told(terminal: Terminal, since: int = 0) -> set[int]:
    """What the terminal was told beside the picture."""
    return {int(first or second) for first, second in _SENT.findall(terminal.sent[since:])}


def _back(at: Terminal) -> None:
    """To the board, whatever is open. Never an escape too many: with the key after it, it would be another key."""
    at.read(0.15)
    while "⏎ open  n next" not in at.text:
        at.keys(ESCAPE)
        with suppress(AssertionError):  # there is more to leave
            at.sees("⏎ open  n next", within=2)


@traced
def test_a_day_at_the_board_leaves_the_name_in_the_boards_folder_only(desk: Desk) -> None:
    desk.has_the_index_of_codes()
    with Terminal(
        *desk.traced(*PROGRAM, "--board", desk.board), columns=120, rows=40, environment=desk.environment
    ) as at:
        at.sees(NAME)
        assert "--board" in _told_of(at.pid)
        limits = Path(f"/proc/{at.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits), "a core dump would hold every patient"
        at.press("/" + "quorvex", "quorvex")
        at.keys(ENTER)
        at.press(ENTER, ["Purpose of the letter", "tab section"])
        _back(at)
        assert not PLANTED.search(_told_of(at.pid))
        # Somebody else writes into the field that is being edited.
        at.press("t" + TAB, "next step")
        at.keys(f"call {NAME}")
        other = at_the_desk(desk.board)
        other.edit("LMN-0001", {"next_touch.what": f"{NAME} called"})
        other.close()
        at.press(ENTER, "keep theirs")
        _back(at)
        # A disk without room.
        resource.prlimit(at.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        at.press("t" + TAB + f" of {NAME}" + ENTER, "File too large")
        resource.prlimit(at.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        _back(at)
        assert not _told(at) & _NAMING
        at.press("v", NAME)
        before = len(at.sent)
        at.press("y", "clipboard")
        assert _told(at, before) & _NAMING == {52}
        before = len(at.sent)
        at.press("x", "x again")
        at.press("x", "DRAFT")
        assert not _told(at, before) & _NAMING
        _back(at)
        at.press("t" + TAB, "next step")
        at.keys(HALF)
        at.read(0.3)
        assert not PLANTED.search(_told_of(at.pid))
        before = len(at.sent)
        at.signal(signal.SIGTERM)
        assert at.ends() == 128 + signal.SIGTERM
        left = at.sent[before:].partition(b"\x1b[?1049l")[2].decode()
        assert not PLANTED.search(left)
    desk.nothing_leaked()
    assert list((desk.board.parent / "exports").iterdir())


@traced
@pytest.mark.parametrize(
    "line", ["list", "show 1 --json", "check 1", "export 1 --draft -o -", "note 1", "history", "verify", "undo 9"]
)
def test_a_command_leaves_the_name_in_its_output_only(desk: Desk, line: str) -> None:
    if line.startswith("export"):  # the other that needs it, `check`, is watched at making it
        desk.has_the_index_of_codes()
    done = desk.command(*line.split(), given=f"{NAME} called")
    assert done.returncode in (0, 1)
    assert not PLANTED.search(done.stderr.decode())
    desk.nothing_leaked()


@traced
def test_the_tracing_finds_what_is_there(desk: Desk) -> None:
    """A file that the patient names, where none belongs: the test above has to fail for it."""
    code = f"open({str(desk.board.with_name('board.history.jsonl'))!r}); open({str(desk.home / NAME)!r}, 'w')"
    subprocess.run(
        desk.traced(sys.executable, "-c", code), check=True, env={**os.environ, "TMPDIR": str(desk.temporary)}
    )
    with pytest.raises(AssertionError, match="names the patient"):
        desk.nothing_leaked()
