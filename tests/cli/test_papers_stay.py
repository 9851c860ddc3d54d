"""Letters and enclosures stay in their folders: no name, no link and nothing that another program wrote leads out."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place
from tests.builders import a_board, a_case, at, look_over_and_sign
from tests.cli.conftest import Shell, one_process, process

NO, WRONG, UNREADABLE = 1, 2, 3
OUTSIDE = "what lies outside"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path.with_name(f"{tmp_path.name}-outside")
    folder.mkdir()
    (folder / "passwd").write_text(OUTSIDE)
    return folder


def _untouched(outside: Path) -> bool:
    return [path.name for path in outside.iterdir()] == ["passwd"] and (outside / "passwd").read_text() == OUTSIDE


@pytest.mark.parametrize(
    "name", ["..", "../x", "a/b", "/etc/x", "LMN-0001/../../x", "x\0y", "", ".hidden", "\x1b[2J", "é"]
)
def test_no_name_leads_out_of_a_folder(tmp_path: Path, outside: Path, name: str) -> None:
    papers = Papers(Place(tmp_path / "board.json"))
    with pytest.raises(Invalid, match="no case's id"):
        papers.export(name, "letter")
    with pytest.raises(Invalid, match="no case's id"):
        papers.keep_sent(name, "letter")
    with pytest.raises(Invalid, match="no case's id"):
        papers.attach(name, outside / "passwd")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["exports", "sent", "attachments", "sent/LMN-0001", "attachments/LMN-0001"])
@pytest.mark.parametrize("leads", ["elsewhere", "nowhere", "to itself", "to a file"])
def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path, outside: Path, folder: str, leads: str) -> None:
    papers = Papers(Place(tmp_path / "board.json"))
    link = tmp_path / folder
    link.parent.mkdir(exist_ok=True)
    targets = {"elsewhere": outside, "nowhere": outside / "not", "to itself": link, "to a file": outside / "passwd"}
    link.symlink_to(targets[leads])
    kept: dict[str, Callable[[], object]] = {
        "exports": lambda: papers.export("LMN-0001", "letter"),
        "sent": lambda: papers.keep_sent("LMN-0001", "letter"),
        "attachments": lambda: papers.attach("LMN-0001", outside / "passwd"),
    }
    keep = kept[folder.partition("/")[0]]

    with pytest.raises(StoreError, match="move what is there away"):
        keep()
    assert _untouched(outside)
    assert link.is_symlink()


def test_a_file_that_is_a_link_is_never_written_through(sh: Shell, outside: Path) -> None:
    exports = sh.folder / "exports"
    exports.mkdir()
    (exports / "LMN-0001-2.txt").symlink_to(outside / "passwd")
    said = sh("export", "1", "--draft")

    assert said.status == 0
    assert Path(said.out.strip()).name == "LMN-0001-3.txt"
    assert _untouched(outside)


def test_a_sent_letter_takes_the_place_of_what_is_not_what_its_name_says(tmp_path: Path, outside: Path) -> None:
    """A link, or half a letter from a crash, under the very name that the letter has to have."""
    papers = Papers(Place(tmp_path / "board.json"))
    sent = tmp_path / papers.keep_sent("LMN-0001", "letter")["path"]
    for spoilt in ("a link", "half"):
        sent.unlink()
        if spoilt == "a link":
            sent.symlink_to(outside / "passwd")
        else:
            sent.write_text("let")
        papers.keep_sent("LMN-0001", "letter")
        assert not sent.is_symlink()
        assert sent.read_text() == "letter"
        assert stat.S_IMODE(sent.stat().st_mode) == 0o400
    assert _untouched(outside)


# ---------------------------------------------------------------------- enclosures
def test_only_a_file_is_attached_and_nothing_keeps_anybody_waiting(sh: Shell, outside: Path) -> None:
    before = sh.stored()["attachments"]
    os.mkfifo(sh.folder / "pipe.pdf")
    odd = [("pipe.pdf", "is not a file but a pipe"), (".", "is not a file"), ("nowhere.pdf", "is not a file")]
    try:
        os.mknod(sh.folder / "zero.pdf", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
        odd.append(("zero.pdf", "is not a file but a device"))
    except PermissionError:
        pass  # only root can make a device
    (sh.folder / "loop.pdf").symlink_to("loop.pdf")
    (sh.folder / "linked pipe.pdf").symlink_to("pipe.pdf")
    odd += [
        ("loop.pdf", "Too many levels"),
        ("linked pipe.pdf", "a pipe"),
        ("x" * 5000, "too long"),
        ("a\x1b[2Jb", "not a file"),
    ]
    lines = (["--board", str(sh.board), "attach", "1", name, "--title", "MRI"] for name, _says in odd)
    for (_name, says), said in zip(odd, one_process(*lines, cwd=sh.folder), strict=True):
        assert (said.status, said.out) == (WRONG, "")
        assert says in said.err
        assert said.err.count("\n") == 1
        assert "\x1b" not in said.err
    assert not (sh.folder / "attachments").exists()
    assert sh.stored()["attachments"] == before


@pytest.mark.parametrize(
    "name", ["two\nlines.pdf", "\x1b]0;owned\x07.p\x1b", "..pdf", "[red].é", "x" * 200 + ".PDF", "a.p/../df"[:2]]
)
def test_the_copy_is_named_by_its_content_whatever_the_file_is_called(sh: Shell, name: str) -> None:
    source = sh.write(name, "%PDF of " + name)
    assert sh("attach", "1", str(source), "--title", "MRI").status == 0

    row = sh.stored()["attachments"][-1]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert row["path"] in (f"attachments/LMN-0001/{digest[:16]}{end}" for end in ("", ".pdf"))
    assert row["sha256"] == digest
    assert sh("verify").status == 0


def test_what_a_link_leads_to_is_copied_and_the_copy_is_no_link(sh: Shell, outside: Path) -> None:
    link = sh.folder / "mri.txt"
    link.symlink_to(outside / "passwd")
    assert sh("attach", "1", str(link), "--title", "MRI").status == 0
    copy = sh.folder / sh.stored()["attachments"][-1]["path"]
    assert not copy.is_symlink()
    assert copy.read_text() == OUTSIDE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_a_file_of_proc_that_says_it_is_empty_is_read_as_far_as_a_file_may_go(sh: Shell) -> None:
    assert sh("attach", "1", "/proc/self/status", "--title", "MRI").status == 0
    assert b"Name:" in (sh.folder / sh.stored()["attachments"][-1]["path"]).read_bytes()
    assert sh("verify").status == 0


# ---------------------------------------------------------------------- a board that another program wrote
@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "/etc/passwd", "attachments/../../x", "attachments/LMN-0001/../../../x", "attachments", "",
     "attachments/LMN-0001/link", "attachments/linked/passwd", "attachments/LMN-0001/pipe", "x\x1b[2J", "board.json"],
)  # fmt: skip
def test_a_path_that_somebody_wrote_into_a_case_is_not_followed(sh: Shell, outside: Path, path: str) -> None:
    """`verify` reads every enclosure: it must not tell of files elsewhere, nor wait for a pipe."""
    digest = hashlib.sha256(OUTSIDE.encode()).hexdigest()
    case = a_case() | {"attachments": [{"id": "a1", "title": "MRI", "path": path, "sha256": digest}]}
    folder = sh.folder / "other"
    folder.mkdir(mode=0o700)
    (folder / "board.json").write_text(json.dumps({"cases": {"1": {**case, "id": "LMN-0001"}}}))
    papers = folder / "attachments" / "LMN-0001"
    papers.mkdir(parents=True)
    (papers / "link").symlink_to(outside / "passwd")
    (papers.parent / "linked").symlink_to(outside)
    os.mkfifo(papers / "pipe")
    board = folder / "board.json"
    for command in ("show 1", "check 1", "export 1 --draft"):
        assert sh(*command.split(), board=board).status in (0, 1)
    said = process("--board", str(board), "verify") if path.endswith("pipe") else sh("verify", board=board)

    assert said.status == (0 if path == "" else NO)
    assert ("LMN-0001: " in said.out) == (path != "")
    assert "is not the file that was kept" not in said.out
    assert "\x1b" not in said.out


def test_what_is_kept_is_still_verified(sh: Shell) -> None:
    assert sh("attach", "1", str(sh.write("mri.pdf", "%PDF")), "--title", "MRI").status == 0
    assert sh("verify").status == 0
    (sh.folder / sh.stored()["attachments"][-1]["path"]).write_text("another")
    said = sh("verify")
    assert (said.status, "is not the file that was kept" in said.out) == (NO, True)


# ---------------------------------------------------------------------- `export -o`
def test_a_letter_is_written_over_no_file_of_the_board(
    sh: Shell, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(sh.board) as board:
        look_over_and_sign(board, "LMN-0001")
    assert sh("export", "1").status == 0
    (outside / "link").symlink_to(sh.folder / "board.history.jsonl")
    monkeypatch.chdir(sh.folder)
    for target in ("board.json", "board.history.jsonl", "board.lock", "exports/LMN-0001-1.txt", str(outside / "link")):
        before = Path(target).read_bytes()
        said = sh("export", "1", "-o", target)
        assert (said.status, said.out) == (WRONG, "")
        assert "is a file of the board and is not written over; the letter is at " in said.err
        # The entry of the export itself is in the history, and nothing of the letter.
        assert Path(target).read_bytes().startswith(before if target != "board.json" else b'{"_lmnboard"')
    assert sh("verify").status == 0


def test_a_letter_goes_where_it_is_told_to_as_with_any_program(sh: Shell, outside: Path) -> None:
    """A new file, one that is there and is written over, one that a link leads to, what has no room."""
    new = outside / "letter.txt"
    for _ in range(2):
        assert sh("export", "1", "--draft", "-o", str(new)).status == 0
    assert "DRAFT" in new.read_text()
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    if Path("/dev/full").exists():
        said = sh("export", "1", "--draft", "-o", "/dev/full")
        assert (said.status, "No space left" in said.err, "it is at" in said.err) == (WRONG, True, True)
    said = sh("export", "1", "--draft", "-o", str(outside))
    assert (said.status, "Is a directory" in said.err) == (WRONG, True)


def test_an_export_that_cannot_be_noted_leaves_no_letter_behind(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        history = tmp_path / "board.history.jsonl"
        history.rename(tmp_path / "gone")
        with pytest.raises(StoreError):
            board.export("LMN-0001", draft=True)
    assert list((tmp_path / "exports").iterdir()) == []
