"""Who may read what the store makes: modes by the folder, never by the umask; two Unix users; one who only reads."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lmnboard.model.errors import StoreError
from tests.store.builders import edit, found_afresh, history_of, new_board, opened, process, set_to, value

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")
ANA, BEN, CLINIC = 61001, 61002, 61000


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=["umask 000", "umask 022", "umask 777"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def clinic() -> Iterator[Path]:
    """A folder that every user can reach, shared by a group."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, -1, CLINIC)
    folder.chmod(0o2770)
    yield folder
    shutil.rmtree(folder)


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
    assert _as_user(ANA, _make_a_board, clinic) == 0
    assert _as_user(BEN, _move_on, path, "drafting", "review") == 0
    assert _as_user(ANA, _move_on, path, "review", "follow_up") == 0
    assert value(found_afresh(path), "cases/1", "stage") == "follow_up"
    assert history_of(path).stat().st_gid == CLINIC
    assert path.stat().st_gid == CLINIC


@needs_root
def test_who_may_only_read_follows_the_others_and_is_told_plainly(clinic: Path) -> None:
    assert _as_user(ANA, _make_a_board, clinic) == 0
    for file in clinic.iterdir():
        file.chmod(0o640)
    clinic.chmod(0o2750)
    assert _as_user(BEN, _only_read, clinic / "board.json") == 0


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


def _as_user(uid: int, work: Callable[..., None], *given: object) -> int | None:
    started = process(_become, uid, work, *given)
    started.join(30)
    return started.exitcode


def _become(uid: int, work: Callable[..., None], *given: object) -> None:
    os.setgroups([CLINIC])
    os.setgid(CLINIC)
    os.setuid(uid)
    os.umask(0o077)
    work(*given)


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
