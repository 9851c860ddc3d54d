"""A kill, EIO, ENOSPC and EROFS at every system call that touches a board's folder: what was said is what is found.

`make test` hurts every few of them, `make soak` each one. What is found is found by a store that was not there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard.model.errors import BoardError
from lmnboard.opening import open_board, verified
from lmnboard.store.file import FileStore, create
from lmnboard.store.opening import NotBegun
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place
from tests.builders import a_board, a_case
from tests.soak import found, often
from tests.store import scenes
from tests.store.builders import case, draft, entries, history_of, new_board, opened, set_to, tables, value
from tests.store.syscalls import FAULTS, Call, Ran, run

Check = Callable[[Path, dict[str, str]], None]
WHETHER = "Whether it was kept"


class Stage:
    """A board that is put back as it was before each run."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "board" / "board.json"
        self.path.parent.mkdir()
        self._kept = folder / "kept"
        self._trace = folder / "trace"

    def keep(self) -> None:
        shutil.copytree(self.path.parent, self._kept)

    def run(self, scene: str, hurt: Call | None = None, fault: str = "", also: str = "") -> Ran:
        shutil.rmtree(self.path.parent)
        shutil.copytree(self._kept, self.path.parent)
        return run(scene, self.path, self._trace, hurt=hurt, fault=fault, also=also)

    def hurt_each(self, what: str, scene: str, check: Check, *, step: int, also: str = "") -> None:
        """Play a scene with each fault in each call (in `make test` in every `step`th), and check what came of it."""
        whole = self.run(scene)
        assert whole.status == 0, whole.err
        assert not [line for line in whole.out if not line.startswith("saved")]
        step, said, wrong = often(step, 1), Counter[str](), []
        for first, fault in enumerate(FAULTS):
            for index in range(first * step // len(FAULTS), len(whole.calls), step):
                call = whole.calls[index]
                ran = self.run(scene, call, fault, also)
                if not ran.hit:  # a module was edited since: no compiled one is kept, so that Python itself reads more
                    whole = self.run(scene)
                    call = whole.calls[index]
                    ran = self.run(scene, call, fault, also)
                assert ran.hit, f"{fault} did not come to {call.on}"
                said.update(line.split(" ", 1)[0] for line in ran.out)
                said["runs"] += 1
                try:
                    self._check(ran, fault, check)
                except (AssertionError, BoardError, OSError) as why:
                    wrong.append(f"{fault} at {call.on} ({call.nth}): {why}\n{ran.out}\n{ran.err}")
        found(f"A fault at every system call: {what}", calls=len(whole.calls), **said, wrong=len(wrong))
        assert not wrong, f"{len(wrong)} of {said['runs']}\n" + "\n".join(wrong)

    def _check(self, ran: Ran, fault: str, check: Check) -> None:
        assert ran.status == (-9 if fault == "kill" else 0), "it did not end as it should"
        assert "Traceback" not in ran.err, "a traceback"
        told = {}
        for line in ran.out:
            kind, token, *rest = line.split(" ", 2)
            sentence = rest[0] if rest else ""
            assert kind == "saved" or sentence == "" or sentence.endswith((".", "'.")), f"not a sentence: {sentence}"
            told[token] = "perhaps" if WHETHER in sentence else f"{kind} {sentence}".strip()
        check(self.path, told)
        left = [file.name for file in self.path.parent.rglob("*.tmp")]
        assert not left, f"left behind: {left}"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def _whole_and_writable(path: Path) -> None:
    """A process that was not there reads the board, writes to it, and everything holds."""
    with opened(path) as store:
        set_to(store, "cases/3", "stage", "review")
        before = tables(store.records)
    assert verified(path).faults == []
    path.unlink()
    with opened(path) as store:
        assert tables(store.records) == before, "the snapshot was not as the history has it"
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir() if file.is_file()} == {0o600}


def _edits(path: Path, told: dict[str, str]) -> None:
    with opened(path) as store:
        shown = [value(store.records, f"cases/{n}", "request.duration") for n in (1, 2)]
        assert shown[0] == shown[1], f"half applied: {shown}"
    by_token = {str(entry.changes[0].after): entry for entry in entries(path)[1:]}
    assert all(len(entry.changes) == 2 for entry in by_token.values()), "half an entry"
    for token in ("one", "two"):
        answer = told.get(token, "perhaps")
        if answer.startswith("saved"):
            assert token in by_token, f"{token} was acknowledged and is lost"
        elif answer.startswith("refused"):
            assert token not in by_token, f"{token} was refused and is there"
    _whole_and_writable(path)


def _archived(path: Path, told: dict[str, str]) -> None:
    done = [entry.action for entry in entries(path)[1:]]
    for token in ("gone", "back"):
        answer = told.get(token, "perhaps")
        assert answer == "perhaps" or (token in done) == answer.startswith("saved"), f"{token}: {answer}, but {done}"
    with opened(path) as store:
        board = [name for name, _ in store.records.docs("cases")]
        cold = sorted(store.records.archive.cases())
    both = {(): ([1, 2, 3], []), ("back",): ([1, 2, 3], []), ("gone",): ([3], [1, 2]), ("gone", "back"): ([1, 3], [2])}[
        tuple(done)
    ]
    assert (sorted(int(name[6:]) for name in board), cold) == both, "lost or doubled"
    _whole_and_writable(path)


def _begun(path: Path, told: dict[str, str]) -> None:
    answer = told.get("begin", "perhaps")
    try:
        with opened(path) as store:
            assert len(list(store.records.docs("cases"))) == 3
            assert not answer.startswith("refused"), "it was refused and is there"
    except NotBegun:
        assert not answer.startswith("saved"), "it was acknowledged and is not there"
        create(path, draft(*scenes.first_changes(), action="begin"))
    _whole_and_writable(path)


def _taken_in(path: Path, told: dict[str, str]) -> None:
    board = open_board(path)
    assert [doc["patient"]["name"] for _, doc in board.shown.records.docs("cases")] == [
        f"Person {n}" for n in (1, 2, 3)
    ]
    board.close()
    aside = [file for file in path.parent.iterdir() if ".before-lmnboard-" in file.name or ".aside-" in file.name]
    assert {file.read_bytes() for file in aside} == {path.parent.with_name("kept").joinpath(path.name).read_bytes()}
    for file in aside:
        file.unlink()
    _whole_and_writable(path)


def _papers(path: Path, told: dict[str, str]) -> None:
    FileStore(path).load()
    for token, answer in told.items():
        kind, *where = answer.split(" ")
        if kind == "saved" and token != "attachment":
            assert (path.parent / where[0]).read_text() == scenes.LETTER, f"{token} was kept and is not whole"
    for file in [*path.parent.glob("sent/*/*"), *path.parent.glob("attachments/*/*")]:
        assert hashlib.sha256(file.read_bytes()).hexdigest()[:16] == file.stem, f"{file.name} is not what it says"
    for file in path.parent.glob("exports/*"):
        assert file.read_text() == scenes.LETTER, f"{file.name} is half a letter"
    again = Papers(Place(path)).keep_sent("LMN-0001", scenes.LETTER)
    sent = path.parent / again["path"]
    assert hashlib.sha256(sent.read_bytes()).hexdigest() == again["sha256"]
    assert sent.stat().st_mode & 0o777 == 0o400


def _commanded(path: Path, told: dict[str, str]) -> None:
    changed = [entry for entry in entries(path) if entry.action == "edit"]
    with opened(path) as store:
        duration, setting = (value(store.records, "cases/1", f"request.{field}") for field in ("duration", "setting"))
    assert (duration == "one") == (setting == "one"), "half applied"
    answer = told.get("one", "perhaps")
    assert answer == "perhaps" or bool(changed) == (answer == "saved"), "what was said is not what is there"


@pytest.mark.soak
def test_an_edit_and_its_snapshot(stage: Stage) -> None:
    new_board(stage.path.parent)
    stage.keep()
    stage.hurt_each("an edit and its snapshot", "edit", _edits, step=19)


@pytest.mark.soak
def test_an_edit_after_a_line_that_was_cut_off(stage: Stage) -> None:
    history = history_of(new_board(stage.path.parent))
    history.write_bytes(history.read_bytes() + b'{"seq":2,"at":"20')
    stage.keep()
    stage.hurt_each("an edit after a torn line", "edit", _edits, step=31)


@pytest.mark.soak
def test_an_edit_on_a_disk_that_does_not_let_a_line_be_taken_back(stage: Stage) -> None:
    new_board(stage.path.parent)
    stage.keep()
    stage.hurt_each("an edit, and no line can be taken back", "edit", _edits, step=41, also="ftruncate:error=EIO")


@pytest.mark.soak
def test_cases_that_are_archived_and_brought_back(stage: Stage) -> None:
    new_board(stage.path.parent)
    stage.keep()
    stage.hurt_each("the archive", "archive", _archived, step=61)


@pytest.mark.soak
def test_a_new_board(stage: Stage) -> None:
    stage.keep()
    stage.hurt_each("a new board", "begin", _begun, step=11)


@pytest.mark.soak
def test_a_plain_tinydb_file_that_is_taken_in(stage: Stage) -> None:
    with TinyDB(stage.path) as plain:
        for number in (1, 2, 3):
            plain.table("cases").insert(case(number))
    stage.path.chmod(0o600)
    stage.keep()
    stage.hurt_each("a TinyDB file taken in", "take_in", _taken_in, step=29)


@pytest.mark.soak
def test_papers(stage: Stage) -> None:
    new_board(stage.path.parent)
    (stage.path.parent.parent / "mri.pdf").write_bytes(b"%PDF" + b"x" * 30_000)
    stage.keep()
    stage.hurt_each("papers", "keep_papers", _papers, step=31)


@pytest.mark.soak
def test_a_command(stage: Stage) -> None:
    a_board(stage.path.parent, a_case())
    stage.keep()
    stage.hurt_each("a command", "command", _commanded, step=53)
