"""What is no board: files and other things that may lie where one should be, and what is said of each."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

NO, WRONG, UNREADABLE = 1, 2, 3


def one_line(said: Said, status: int, says: str) -> None:
    assert (said.status, said.out) == (status, "")
    assert says in said.err
    assert said.err.startswith("lmnboard: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert "fault of this program" not in said.err
    assert said.err[:-1].isprintable()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    """Of our own: a fault in this must not take the machine's `/dev/null` away."""
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can make a device")


def _linked_device(path: Path) -> None:
    _device(path.with_name("zero"))
    path.symlink_to("zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (_pipe, "is a pipe"),
    "device": (_device, "is a device"),
    "linked device": (_linked_device, "is a device"),
    "folder": (_folder, "is a folder"),
    "loop": (_loop, "a link that leads back to itself|Too many levels of symbolic links"),
}
