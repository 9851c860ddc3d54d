"""Several Unix accounts at one board: a folder that a group shares, and processes that are somebody of it or nobody."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from tests.store.builders import process

GROUP, ANA, BEN, STRANGER = 61000, 61001, 61002, 61009
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as several users")


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder that every user can reach, shared by a group."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, -1, GROUP)
    folder.chmod(0o2770)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def as_user(uid: int, work: Callable[..., object], *given: object) -> int | None:
    """Have a process of that user do some work; its exit status."""
    started = process(_work_as, uid, work, *given)
    started.join(60)
    return started.exitcode


def _work_as(uid: int, work: Callable[..., object], *given: object) -> None:
    for module in ("lmnboard.opening", "lmnboard.commands.looking"):
        import_module(module)  # Python itself may lie where that user cannot read
    become(uid)
    work(*given)


def become(uid: int) -> None:
    """Be that user from here on: of the group, unless it is the stranger."""
    group = STRANGER if uid == STRANGER else GROUP
    os.setgroups([group])
    os.setgid(group)
    os.setuid(uid)
    os.umask(0o077)
