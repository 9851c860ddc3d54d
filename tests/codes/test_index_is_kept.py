"""The index in the cache: made once, by one process at a time, whole or not at all, for its own account alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from lmnboard.codes import Books
from lmnboard.codes.book import Book
from lmnboard.codes.loaded import listed
from lmnboard.model.errors import StoreError
from tests.codes.conftest import FY2027, NEW_YEAR, hcpcs, load

PROGRAM = """
import os, signal, sys
from lmnboard.codes import Books
made = []
def progress(done, of):
    made.append(done)
    if done * 100 // of >= int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
print(Books(None).build(progress).sets()[0].codes, "made" if made else "opened")
"""
NEVER = "101"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own, nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "lmnboard"


@pytest.fixture
def made(book: Book, cache: Path) -> Path:
    """The index, as it was made for `book`, in the cache of this test."""
    assert book._path is not None
    cache.mkdir(mode=0o700, parents=True)
    return Path(shutil.copy2(book._path, cache))


def indexes(cache: Path) -> list[str]:
    return [path.name for path in cache.glob("*") if path.name != "lock"]


def building(until: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, until], stdout=subprocess.PIPE, text=True)


def test_an_index_is_made_once_and_opened_and_one_that_nobody_opened_for_a_month_is_removed(cache: Path) -> None:
    cache.mkdir(parents=True)
    for name, days in (("codes-0000000000000000.sqlite", 40), ("codes-1111111111111111.sqlite", 5)):
        (cache / name).write_bytes(b"")
        os.utime(cache / name, (time.time() - days * 86400,) * 2)
    books = Books(None)
    assert books.open() is None

    told: list[tuple[int, int]] = []
    books.build(lambda done, of: told.append((done, of)))

    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    began = time.perf_counter()
    book = Books(None).open()
    assert time.perf_counter() - began < 0.1
    assert book is not None
    assert book.sets()[0].codes == 98_186
    assert (cache.stat().st_mode & 0o777, books.notice) == (0o700, "")
    old, file = sorted(cache.glob("codes-*"), key=lambda path: path.stat().st_size)
    assert old.name == "codes-1111111111111111.sqlite"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_size < 20_000_000


def test_two_processes_that_begin_at_once_make_one_index(cache: Path) -> None:
    both = [building(NEVER), building(NEVER)]
    assert sorted(process.communicate(timeout=60)[0] for process in both) == ["98186 made\n", "98186 opened\n"]
    assert len(indexes(cache)) == 1


def test_an_index_whose_making_was_killed_is_made_again_and_what_was_left_is_removed(cache: Path) -> None:
    for moment in ("40", "90"):
        killed = building(moment)
        assert killed.wait(60) == -signal.SIGKILL
        assert len(indexes(cache)) == 1
        assert Books(None).open() is None

    Books(None).build()

    (left,) = indexes(cache)
    assert left.startswith("codes-")


def test_making_it_can_be_broken_off_and_leaves_nothing(cache: Path) -> None:
    def enough(done: int, of: int) -> None:
        if done > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Books(None).build(enough)
    assert indexes(cache) == []


def test_without_a_cache_it_is_made_all_the_same_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    books = Books(None)

    assert books.build().find("ICD-10-CM", "M54.50", FY2027) is not None

    assert "cannot be kept" in books.notice
    assert "\n" not in books.notice
    assert books.open() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="files are given away by root")
def test_an_index_that_another_account_put_there_is_not_believed(made: Path, cache: Path) -> None:
    books = Books(None)
    assert books.open() is not None
    os.chown(made, 65534, 65534)
    assert books.open() is None
    os.chown(made, 0, 0)
    assert books.open() is not None
    os.chown(cache, 65534, 65534)
    books.build()
    assert "another account's" in books.notice


def test_a_damaged_index_is_thrown_away(made: Path, cache: Path) -> None:
    whole = made.read_bytes()
    made.write_bytes(b"\0" * 200)
    assert Books(None).open() is None
    made.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    book = Books(None).open()
    if book is not None:
        with pytest.raises(StoreError, match="damaged"):
            book.search("low back pain", FY2027)
    assert indexes(cache) == []


def test_whom_sudo_let_in_does_not_say_where_the_index_lies(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "service"
    home.mkdir()
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_dir=str(home), pw_name="service"))
    monkeypatch.setattr("os.getuid", lambda: 1000)
    monkeypatch.setenv("SUDO_UID", "1001")

    Books(None).build()

    assert len(indexes(home / ".cache" / "lmnboard")) == 1
    assert not cache.exists()


# ---------------------------------------------------------------------- files beside the board
@pytest.fixture
def board(tmp_path: Path) -> Path:
    load(tmp_path, hcpcs(("E0601", "Airway device", "")), "HCPC2026_OCT_ANWEB.txt")
    return tmp_path


def test_a_corrected_file_takes_the_place_of_the_one_before(board: Path) -> None:
    load(board, hcpcs(("E0601", "Airway pressure device", "")), "HCPC2026_OCT_ANWEB.txt")
    assert len(list((board / "codes").iterdir())) == 1
    found = Books(board).build().find("HCPCS", "E0601", FY2027)
    assert found is not None
    assert found.description == "Airway pressure device"


def test_a_file_that_was_changed_by_hand_is_left_out_and_said(board: Path) -> None:
    load(board, NEW_YEAR, "icd10cm_order_addenda_2027.txt")
    (file,) = (board / "codes").glob("hcpcs*")
    file.write_bytes(file.read_bytes().replace(b"Airway", b"Hairway"))
    books = Books(board)

    book = books.build()

    assert f"codes/{file.name} is not what was loaded" in books.notice
    assert book.in_force("HCPCS", FY2027) is None
    assert book.find("ICD-10-CM", "M67.A01", FY2027) is not None


def test_links_and_strange_names_in_the_folder_are_not_followed(board: Path, tmp_path: Path) -> None:
    there = [file.first for file in listed(board)]
    assert there == [date(2026, 10, 1)]
    for name in ("notes.txt", "hcpcs-2026-13-45-0123456789ab.txt", "hcpcs-2026-10-01-xyz.txt", ".loading.1"):
        (board / "codes" / name).write_text("x")
    assert [file.first for file in listed(board)] == there
    (file,) = (board / "codes").glob("hcpcs-2026-10-01-[0-9a-f]*")
    secret = tmp_path / "elsewhere"
    file.rename(secret)
    file.symlink_to(secret)
    books = Books(board)
    books.build()
    assert "left out" in books.notice

    (board / "codes").rename(board / "moved")
    (board / "codes").symlink_to(board / "moved")
    with pytest.raises(StoreError, match="link"):
        Books(board)
