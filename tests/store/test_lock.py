"""The lock: its holder is named, a process that dies frees it, who gave up waiting does not keep it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from lmnboard.model.errors import StoreError
from lmnboard.store import lock
from lmnboard.store.lock import FolderLock
from tests.store.builders import process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "board.lock"


def test_who_waits_too_long_is_told_who_is_in_the_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    held, waiting = FolderLock(path, 0o600), FolderLock(path, 0o600)
    with held.held(), pytest.raises(StoreError, match=rf"\(process {os.getpid()}\) has been writing"), waiting.held():
        pass
    time.sleep(0.1)  # the lock comes to the one who gave up, and is let go again
    with held.held():
        pass
    with waiting.held():
        pass


def test_a_killed_holder_leaves_no_lock_behind(path: Path, tmp_path: Path) -> None:
    holder = process(_hold_for_ever, path, tmp_path / "held")
    while not (tmp_path / "held").exists():
        assert holder.is_alive()
        time.sleep(0.01)
    assert lock.holder(path).endswith(f"(process {holder.pid})")
    holder.kill()
    holder.join()
    with FolderLock(path, 0o600).held():
        assert lock.holder(path).endswith(f"(process {os.getpid()})")


def test_a_lock_file_that_was_replaced_is_not_locked_by_mistake(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    one, other = FolderLock(path, 0o600), FolderLock(path, 0o600)
    with one.held():
        pass
    path.unlink()
    with other.held(), pytest.raises(StoreError, match="busy"), one.held():
        pass


def test_a_folder_that_may_not_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="cannot be written: No such file"),
        FolderLock(tmp_path / "no" / "l", 0o600).held(),
    ):
        pass


def _hold_for_ever(path: Path, held: Path) -> None:
    with FolderLock(path, 0o600).held():
        held.touch()
        time.sleep(60)


def test_a_link_in_the_locks_place_leads_nobody_into_another_file(path: Path, tmp_path: Path) -> None:
    """In a shared folder anybody of the group could have put it there, for whoever comes next."""
    precious = tmp_path / "precious"
    precious.write_text("root:x:0:0: and what else stands there\n")
    path.symlink_to(precious)
    with pytest.raises(StoreError, match="a link lies in the lock's place"), FolderLock(path, 0o600).held():
        pass
    assert precious.read_text() == "root:x:0:0: and what else stands there\n"
