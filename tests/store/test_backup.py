"""Backups: taken while others write, with everything that the records name and nothing else, and who may read them."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import stat
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from lmnboard.model.errors import Damaged, Invalid, StoreError
from lmnboard.store import backup, copies
from lmnboard.store.past import Past
from lmnboard.store.place import Place
from tests.soak import found, often
from tests.store import workers
from tests.store.accounts import ANA, BEN, GROUP, STRANGER, as_user, needs_root, shared_folder
from tests.store.backed_up import made, with_a_paper
from tests.store.builders import found_afresh, history_of, new_board, opened, process, set_to, tables


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


@pytest.mark.soak
def test_backups_taken_while_three_processes_write_without_pause_stand_at_entries_that_were(
    path: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    told.touch()
    writers = [process(workers.edit_until_killed, path, told, number) for number in range(3)]
    try:
        end = time.monotonic() + 30
        while told.stat().st_size < 500:
            assert time.monotonic() < end, "the writers did not begin"
            os.sched_yield()
        taken = [made(path, tmp_path / f"{count}.tar.gz") for count in range(often(4, 100))]
    finally:
        for writer in writers:
            writer.kill()
            writer.join()
    past = Past.of(Place(path))
    stood = [one.found.entries for one in taken]
    assert stood[-1] > stood[0] > 1
    for one in taken:
        assert one.lacking == []
        copy = copies.read(one.path)
        assert copy.faults == []
        assert past.has(one.found.entries, one.found.head)
        # Those who write at every moment are killed in the middle: what the backup holds was acknowledged before it.
        assert past.data.startswith(copy.past.data)
    found("backups while three processes write without pause", backups=len(taken), entries=past.last)


def test_a_backup_holds_the_history_the_board_and_the_papers_that_it_names(path: Path) -> None:
    paper = with_a_paper(path)
    (paper.parent / "left over.pdf").write_bytes(b"named by nobody")
    templates = path.parent / "templates"
    templates.mkdir()
    (templates / "appeal.j2").write_text("Dear")
    one = made(path)
    assert one.path.parent == path.parent / "backups"
    assert re.fullmatch(r"board-\d{8}T\d{6}Z-2\.tar\.gz", one.path.name)
    assert (one.found.entries, one.found.papers, one.lacking) == (2, 1, [])
    with tarfile.open(one.path) as tar:
        names = [member.name for member in tar]
        assert names == [
            "manifest.json", "board.history.jsonl", "board.json", str(paper.relative_to(path.parent)),
            "templates/appeal.j2", "SHA256SUMS",
        ]  # fmt: skip
        tar.extractall(path.parent / "by hand", filter="data")
    assert tables(found_afresh(path.parent / "by hand" / "board.json")) == tables(found_afresh(path))
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=path.parent / "by hand", check=False)
    assert sums.returncode == 0


def test_a_case_that_was_archived_is_in_the_backup(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/2", "archived_at", "2026-03-02T15:04:05.000+00:00")
    one = made(path)
    copy = copies.read(one.path)
    assert "archive.json" in copy.files
    assert [name for name, _doc in copy.past.records().every("cases")] == ["cases/1", "cases/3", "cases/2"]


def test_a_full_disk_leaves_nothing_behind(path: Path) -> None:
    full = process(_back_up_where_there_is_no_room, path)
    full.join(30)
    assert full.exitcode == 0
    assert list((path.parent / "backups").iterdir()) == []


def _back_up_where_there_is_no_room(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with opened(path) as store:
        set_to(store, "cases/1", "request.text", random.Random(1).randbytes(30_000).hex())
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    with pytest.raises(StoreError, match="No backup was made: File too large"):
        made(path)


def test_an_existing_file_is_never_written_over(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "mine.tar.gz"
    there.write_text("precious")
    with pytest.raises(Invalid, match="is there already"):
        made(path, there)
    with pytest.raises(Invalid, match=r"ends in \.tar\.gz"):
        made(path, tmp_path / "elsewhere" / "folder")
    with pytest.raises(StoreError, match="No such file or directory"):
        made(path, tmp_path / "elsewhere" / "mine.tar.gz")
    assert there.read_text() == "precious"
    assert not list(tmp_path.glob("*.tmp"))


def test_a_damaged_board_is_not_backed_up_over_good_backups(path: Path) -> None:
    with opened(path) as store:
        for count in range(3):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
    good = made(path, keep=1).path
    history_of(path).write_bytes(history_of(path).read_bytes().replace(b"1 weeks", b"7 weeks"))
    with pytest.raises(Damaged, match=r"line 3 .*lmnboard repair"):
        made(path, keep=1)
    assert list(good.parent.iterdir()) == [good]


def test_older_backups_of_this_board_go_and_no_other_file(path: Path, tmp_path: Path) -> None:
    folder = path.parent / "backups"
    stays = ["notes.txt", "board-20260101T000000Z-1.tar.gz", "board-copy.tar.gz"]
    taken = []
    for count in range(4):
        with opened(path) as store:
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
        one, gone = backup.to_file(Place(path), None, keep=2)
        taken.append(one.path.name)
        for name in stays:
            (folder / name).write_text("not a backup of this board")
        assert gone == taken[-3:-2]
    other = tmp_path / "other"
    other.mkdir()
    made(new_board(other, cases=2), folder, keep=1)
    assert sorted(p.name for p in folder.iterdir() if p.name in taken + stays) == sorted(taken[2:] + stays)


@pytest.mark.parametrize(("mode", "wanted"), [(0o700, 0o600), (0o2770, 0o660)])
def test_a_backup_may_be_read_by_whom_the_board_may(tmp_path: Path, mode: int, wanted: int) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    folder.chmod(mode)
    before = os.umask(0o027)
    try:
        one = made(new_board(folder))
    finally:
        os.umask(before)
    assert stat.S_IMODE(one.path.stat().st_mode) == wanted
    assert stat.S_IMODE(one.path.parent.stat().st_mode) == mode


@needs_root
def test_a_colleague_backs_up_a_shared_board_for_the_group() -> None:
    with shared_folder() as folder:
        assert as_user(ANA, new_board, folder) == 0
        assert as_user(BEN, made, folder / "board.json") == 0
        (backed_up,) = (folder / "backups").iterdir()
        assert (backed_up.stat().st_gid, stat.S_IMODE(backed_up.stat().st_mode)) == (GROUP, 0o660)
        assert as_user(STRANGER, _is_refused, folder / "board.json") == 0


def _is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match="Permission denied"):
        made(path)


def test_what_a_killed_backup_left_goes_with_the_next(path: Path) -> None:
    one = made(path)
    left = one.path.with_name(".board.backup.999999999.0a1b2c3d.tmp")
    left.write_bytes(b"patient data")
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    made(path)
    assert not left.exists()
