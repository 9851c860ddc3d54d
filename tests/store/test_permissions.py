"""Who may read what the store makes: modes by the folder, never by the umask; two Unix users; one who only reads."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from lmnboard.cli import main
from lmnboard.model.errors import StoreError
from lmnboard.store.place import make_folder
from tests.store.accounts import ANA, BEN, GROUP, STRANGER, as_user, needs_root, shared_folder
from tests.store.builders import edit, entries, found_afresh, head, history_of, new_board, opened, set_to, value


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=["umask 000", "umask 022", "umask 777"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def clinic() -> Iterator[Path]:
    with shared_folder() as folder:
        yield folder


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o700, 0o600), (0o755, 0o600), (0o2770, 0o660)])
def test_modes_follow_the_folder_whatever_the_umask(
    tmp_path: Path, umask: int, folder_mode: int, file_mode: int
) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    folder.chmod(folder_mode)
    path = new_board(folder)
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes == dict.fromkeys(["board.json", "board.history.jsonl", "board.lock"], file_mode)


@needs_root
def test_two_unix_users_share_a_board(clinic: Path) -> None:
    path = clinic / "board.json"
    assert as_user(ANA, _make_a_board, clinic) == 0
    assert as_user(BEN, _move_on, path, "drafting", "review") == 0
    assert as_user(ANA, _move_on, path, "review", "follow_up") == 0
    assert value(found_afresh(path), "cases/1", "stage") == "follow_up"
    assert history_of(path).stat().st_gid == GROUP
    assert path.stat().st_gid == GROUP


@needs_root
def test_who_may_only_read_follows_the_others_and_is_told_plainly(clinic: Path) -> None:
    assert as_user(ANA, _make_a_board, clinic) == 0
    for file in clinic.iterdir():
        file.chmod(0o640)
    clinic.chmod(0o2750)
    assert as_user(BEN, _only_read, clinic / "board.json") == 0


@needs_root
def test_who_is_not_of_the_group_is_refused_in_one_line(clinic: Path) -> None:
    assert as_user(ANA, _make_a_board, clinic) == 0
    assert as_user(STRANGER, _is_refused, clinic / "board.json", "Permission denied") == 0
    assert as_user(STRANGER, _is_refused_as_a_command, clinic / "board.json") == 0


@needs_root
@pytest.mark.parametrize("name", ["board.json", "board.history.jsonl"])
def test_a_file_that_somebody_closed_to_the_group_is_named(clinic: Path, name: str) -> None:
    assert as_user(ANA, _make_a_board, clinic) == 0
    (clinic / name).chmod(0o600)
    before = head(clinic / "board.json")
    assert as_user(BEN, _is_refused, clinic / "board.json", f"Permission denied .*{name}") == 0
    assert as_user(ANA, _move_on, clinic / "board.json", "drafting", "review") == 0
    assert entries(clinic / "board.json")[1].previous == before


@needs_root
def test_a_lock_that_somebody_closed_to_the_group_lets_others_read(clinic: Path) -> None:
    assert as_user(ANA, _make_a_board, clinic) == 0
    (clinic / "board.lock").chmod(0o600)
    assert as_user(BEN, _reads_and_is_told_of_the_lock, clinic / "board.json") == 0
    assert [entry.seq for entry in entries(clinic / "board.json")] == [1]


def _is_refused(path: Path, why: str) -> None:
    with pytest.raises(StoreError, match=why), opened(path):
        pass


def _is_refused_as_a_command(path: Path) -> None:
    said = io.StringIO()
    with redirect_stderr(said):
        assert main(["--board", str(path), "list"]) == 3
    assert re.fullmatch(r"lmnboard: [^\n]*Permission denied[^\n]*[.]\n", said.getvalue())


def _reads_and_is_told_of_the_lock(path: Path) -> None:
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "drafting"
        with pytest.raises(StoreError, match=r"cannot be written: Permission denied .*board.lock"):
            set_to(store, "cases/1", "stage", "review")


def _make_a_board(folder: Path) -> None:
    new_board(folder)


def _move_on(path: Path, before: str, after: str) -> None:
    with opened(path) as store:
        edit(store, "cases/1", "stage", before, after)


def _only_read(path: Path) -> None:
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "drafting"
        with pytest.raises(StoreError, match=r"cannot be written: Permission denied"):
            set_to(store, "cases/1", "stage", "review")
        assert store.since(1) == []
        assert any("may read this board but not write it" in notice for notice in store.notices)


def test_a_board_that_every_account_can_read_is_said_at_the_start(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    tmp_path.chmod(0o755)
    with opened(path) as store:
        assert store.notices == []
    path.chmod(0o644)
    with opened(path) as store:
        assert store.notices == [f"Every account of this machine can read {path}: run 'chmod o-rwx {path}'."]
    tmp_path.chmod(0o700)
    with opened(path) as store:
        assert store.notices == []


def test_what_is_put_in_the_place_of_a_new_folder_keeps_its_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(0o700)
    mkdir = Path.mkdir

    def quicker(folder: Path) -> None:
        mkdir(folder)
        folder.rmdir()
        folder.symlink_to(private)

    monkeypatch.setattr(Path, "mkdir", quicker)
    with pytest.raises(OSError, match="drafts"):
        make_folder(tmp_path / "drafts", 0o2770)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
