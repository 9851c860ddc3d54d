"""One thing that the doctor saw, where it looks, and names of accounts. Every file of this folder imports it."""

from __future__ import annotations

import grp
import pwd
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from lmnboard import served
from lmnboard.store.opening import Opened
from lmnboard.store.place import SHARED, Place

Level = Literal["ok", "note", "warn", "bad"]


class Seen(msgspec.Struct, frozen=True):
    """One thing that was looked at. `mend` is what to do, one command where there is one."""

    level: Level
    what: str
    mend: str = ""


class Patient(msgspec.Struct):
    """The board that is looked at and the machine under it. `opened` is None where the board cannot be opened."""

    place: Place
    now: datetime
    opened: Opened | None = None
    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    run: Path = Path("/run")
    configured: Path = Path(served.CONFIGURED)

    @property
    def shared(self) -> bool:
        return self.place.file_mode == SHARED

    @property
    def staff(self) -> dict[str, dict[str, Any]]:
        """The staff list's documents by record."""
        return dict(self.opened.records.docs("staff")) if self.opened else {}

    @property
    def settings(self) -> dict[str, Any]:
        return next((doc for _record, doc in self.opened.records.docs("settings")), {}) if self.opened else {}


Looked = Iterator[Seen]


def account(name: str) -> pwd.struct_passwd | None:
    """An account of this machine, by its name."""
    with suppress(KeyError):
        return pwd.getpwnam(name)
    return None


def user(uid: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return str(uid)


def group(gid: int) -> str:
    with suppress(KeyError):
        return grp.getgrgid(gid).gr_name
    return str(gid)


def changed(path: Path) -> float:
    """When a file was written last; 0 where it is not there."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def size(count: int) -> str:
    """A number of bytes as people say it."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count} {unit}"
        count //= 1000
    return f"{count} GB"
