"""Files that come from outside: read whole and safely. A pipe keeps nobody waiting, a device is never read, a file that
is too large is known by its size. Imports the model's errors only; called by the store, `restoring` and the commands.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from lmnboard.model.errors import Invalid

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind(path: str | Path) -> str:
    """What is at a path instead of a file, in words; nothing where it is a file, or where there is nothing."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""
    return _kind(mode)


def read_file(path: str | Path, largest: int, *, folder: int | None = None, follow: bool = True) -> bytes:
    """All of a file of at most `largest` bytes. Raises `OSError`, or `Invalid` where it is no file or too large.

    `folder` is the descriptor of an open folder that a relative path starts from; `follow` says whether the last part
    of the path may be a link.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | (0 if follow else os.O_NOFOLLOW)
    fd = os.open(path, flags, dir_fd=folder)
    try:
        found = os.fstat(fd)
        what = _kind(found.st_mode)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if what:
            raise Invalid(f"{path} is not a file but {what}.")
        data = b""
        if found.st_size <= largest:
            with open(fd, "rb", closefd=False) as file:
                # One more than may be: a file of /proc says that it has none, and another may grow meanwhile.
                data = file.read(largest + 1) or b""
    finally:
        os.close(fd)
    if found.st_size > largest or len(data) > largest:
        raise Invalid(f"{path} is larger than {largest // 1024**2} MB.")
    return data


def _kind(mode: int) -> str:
    return next((words for test, words in _KINDS if test(mode)), "")
