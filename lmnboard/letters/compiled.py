"""Compiled templates, kept between processes: compiling them anew is 80 ms of a letter's first 130.

Imports Jinja2 only; `environment` gives it to the template engine. The files are the user's own cache, as Python's
`.pyc` files are, and without them a letter only takes longer. Each is named for the template's name and whole path and
holds the digest of its source, so what one clinic's file was compiled to is never taken for another's or for ours.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from lmnboard import __version__


class Kept(FileSystemBytecodeCache):
    """Jinja2's file cache that a full or read-only disk does not stop."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def kept(kind: str) -> Kept | None:
    """The cache in the user's cache folder; None where that folder is not this user's alone.

    `kind` keeps apart what is compiled with the guard and without: only what the guard has passed is in the first.
    Whoever can write there could have code run, so a folder that others own or write to is not used.
    """
    try:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(cache, "lmnboard", f"letters-{__version__}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except (OSError, RuntimeError):
        return None
    if found.st_uid != os.getuid() or found.st_mode & 0o022:
        return None
    return Kept(str(folder), f"{kind}-%s.cache")
