"""Disks that are full, that turn read-only, and folders that go away: one line says so, nothing is lost.

Each on a file system of its own, which only root can mount.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from lmnboard.model.errors import StoreError
from lmnboard.opening import verified
from tests.builders import a_board, a_case, at
from tests.store.builders import draft, edit, entries, found_afresh, history_of, new_board, opened, set_to, value
from tests.store.scenes import first_changes

needs_mounts = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("mount"), reason="only root can mount a small disk"
)


@contextmanager
def mounted(folder: Path, *how: str) -> Iterator[Path]:
    """A file system of its own on a new folder."""
    folder.mkdir()
    done = subprocess.run(["mount", *how, str(folder)], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte and a few files."""
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=512k,nr_inodes=24", "tmpfs") as disk:
        yield disk


def fill(disk: Path, *, but: int = 0) -> Path:
    """A file that takes all the room there is, but for some bytes."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 512)
    os.truncate(filler, filler.stat().st_size - but)
    return filler


def files(disk: Path) -> set[str]:
    return {str(file.relative_to(disk)) for file in disk.rglob("*") if file.is_file()}


# ---------------------------------------------------------------------- full
@needs_mounts
def test_an_edit_on_a_full_disk_goes_through_once_there_is_room(small: Path) -> None:
    path = new_board(small)
    with opened(path) as store:
        filler = fill(small)
        with pytest.raises(StoreError, match="No space left on device"):
            edit(store, "cases/1", "request.text", None, "x" * 5000)
        filler.unlink()
        edit(store, "cases/1", "request.text", None, "x" * 5000)
    assert found_afresh(path).seq == 2


@needs_mounts
def test_an_edit_that_fits_is_kept_where_its_snapshot_does_not(small: Path) -> None:
    path = new_board(small, cases=200)
    old = path.read_bytes()
    filler = fill(small, but=8192)
    with opened(path) as store:
        edit(store, "cases/1", "stage", "drafting", "review")
    assert path.read_bytes() == old
    assert value(found_afresh(path), "cases/1", "stage") == "review"
    filler.unlink()
    with opened(path) as store:
        edit(store, "cases/2", "stage", "drafting", "review")
    assert files(small) == {"board.json", "board.history.jsonl", "board.lock"}
    assert verified(path).faults == []


@needs_mounts
def test_a_disk_without_room_for_the_lock_says_so(small: Path) -> None:
    path = new_board(small)
    path.with_name("board.lock").unlink()
    with suppress(OSError):
        for number in range(30):
            (small / f"file-{number}").touch()
    with opened(path) as store:
        with pytest.raises(StoreError, match=r"cannot be written: No space left on device .*board\.lock"):
            set_to(store, "cases/1", "stage", "review")
        (small / "file-0").unlink()
        set_to(store, "cases/1", "stage", "review")
    assert [entry.seq for entry in entries(path)] == [1, 2]


@needs_mounts
def test_no_board_is_begun_on_a_full_disk_and_nothing_is_left_of_it(small: Path) -> None:
    from lmnboard.store.file import create

    path, filler = small / "board.json", fill(small)
    with pytest.raises(StoreError, match=r"No board can be made at .*: No space left on device\.$"):
        create(path, draft(*first_changes(), action="begin"))
    assert files(small) == {"filler", "board.lock"}
    filler.unlink()
    create(path, draft(*first_changes(), action="begin"))
    assert verified(path).faults == []


@needs_mounts
def test_letters_and_enclosures_are_whole_or_not_there(small: Path, tmp_path: Path) -> None:
    path, scan = a_board(small, a_case()), tmp_path / "mri.pdf"
    scan.write_bytes(b"%PDF" + b"x" * 40_000)
    with at(path) as board:
        filler = fill(small)
        before, history = files(small), history_of(path).read_bytes()
        with pytest.raises(StoreError, match="No space left on device"):
            board.export("LMN-0001", draft=True)
        with pytest.raises(StoreError, match="No space left on device"):
            board.attach("LMN-0001", scan, title="MRI", kind=None, on=None)
        assert (files(small), history_of(path).read_bytes()) == (before, history)
        filler.unlink()
        letter = board.letter("LMN-0001", draft=True).text
        assert board.export("LMN-0001", draft=True).path.read_text() == letter
        board.attach("LMN-0001", scan, title="MRI", kind=None, on=None)
    assert verified(path).faults == []


@needs_mounts
def test_a_board_is_shown_where_there_is_no_room_to_keep_what_another_program_wrote(small: Path) -> None:
    path = new_board(small)
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    path.write_bytes(b'{"cases": {"1": {}}}')
    with suppress(OSError):
        for number in range(30):
            (small / f"file-{number}").touch()
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "review"
        assert [notice.partition(";")[0] for notice in store.notices] == ["board.json was changed by another program"]
    assert path.read_bytes() == b'{"cases": {"1": {}}}'


# ---------------------------------------------------------------------- read-only
@needs_mounts
def test_a_board_on_a_disk_that_was_remounted_read_only_is_shown(small: Path) -> None:
    path = new_board(small)
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "review"
        assert "You may read this board but not write it: Read-only file system" in " ".join(store.notices)
        with pytest.raises(StoreError, match="cannot be written: Read-only file system"):
            set_to(store, "cases/1", "stage", "resolved")
    subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "resolved")
    assert [entry.seq for entry in entries(path)] == [1, 2, 3]


@needs_mounts
def test_a_disk_that_the_kernel_turns_read_only_under_an_open_board(tmp_path: Path) -> None:
    """What Linux does with a file system that has an error; then the machine is repaired, and starts again."""
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    if not shutil.which("mkfs.ext4") or subprocess.run(["mkfs.ext4", "-q", "-F", image], check=False).returncode:
        pytest.skip("mkfs.ext4 (e2fsprogs) is not installed")
    with mounted(tmp_path / "disk", "-o", "loop,errors=remount-ro", str(image)) as disk:
        path = new_board(disk)
        with opened(path) as store:
            set_to(store, "cases/1", "stage", "review")
            _fail(disk)
            for _ in range(2):
                with pytest.raises(StoreError, match=r"Read-only file system|The disk has failed"):
                    set_to(store, "cases/1", "stage", "resolved")
            assert store.since(2) == []
        with opened(path) as store:
            assert value(store.records, "cases/1", "stage") == "review"
    subprocess.run(["fsck.ext4", "-p", "-f", image], check=False, capture_output=True)
    with mounted(tmp_path / "again", "-o", "loop", str(image)) as disk:
        path = disk / "board.json"
        with opened(path) as store:
            assert value(store.records, "cases/1", "stage") == "review"
            set_to(store, "cases/1", "stage", "resolved")
        assert [entry.seq for entry in entries(path)] == [1, 2, 3]
        assert verified(path).faults == []


def _fail(disk: Path) -> None:
    """Tell the kernel that this ext4 file system has an error."""
    device = os.stat(disk).st_dev
    name = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve().name
    try:
        Path(f"/sys/fs/ext4/{name}/trigger_fs_error").write_text("1")
    except OSError as error:
        pytest.skip(f"the kernel cannot be told here that a disk has failed: {error}")


# ---------------------------------------------------------------------- gone
def test_a_folder_that_goes_while_the_board_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    path = new_board(folder)
    with opened(path, in_background=True) as store:
        set_to(store, "cases/1", "stage", "review")
        shutil.rmtree(folder)
        for _ in range(2):
            with pytest.raises(StoreError, match=r"cannot be written: No such file or directory .*board\.lock"):
                set_to(store, "cases/1", "stage", "resolved")
        assert value(store.records, "cases/1", "stage") == "review"
        assert store.changed()
    assert not folder.exists()


def test_a_folder_that_was_renamed_and_named_back_takes_changes_again(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    path = new_board(folder)
    with opened(path) as store:
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(StoreError, match="No such file or directory"):
            set_to(store, "cases/1", "stage", "review")
        (tmp_path / "elsewhere").rename(folder)
        set_to(store, "cases/1", "stage", "review")
    assert value(found_afresh(path), "cases/1", "stage") == "review"


def test_a_history_that_was_renamed_and_named_back_is_whole(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
        history_of(path).rename(tmp_path / "elsewhere")
        for _ in range(2):
            with pytest.raises(StoreError):
                set_to(store, "cases/1", "stage", "resolved")
        (tmp_path / "elsewhere").rename(history_of(path))
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "resolved")
    assert [entry.changes[0].after for entry in entries(path)[1:]] == ["review", "resolved"]
