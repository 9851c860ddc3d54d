"""Files that are kept under another name beside the board: nothing that anybody wrote is ever written over.

Called with the board's lock held, by opening and by what brings the snapshot and the archive up to date.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from lmnboard.store import snapshot


def set_aside(path: Path) -> str:
    """Keep a file that this program did not write under another name; that name, or nothing where it did."""
    try:
        with open(path, "rb") as file:
            whole = snapshot.is_whole(file)
    except FileNotFoundError:
        return ""
    return "" if whole else keep_beside(path, "aside")


def keep_beside(path: Path, why: str) -> str:
    """Give a file the first free name; nothing kept before is written over."""
    name = also_beside(path, why)
    if name:
        path.unlink(missing_ok=True)
    return name


def also_beside(path: Path, why: str) -> str:
    """Give a file the first free name beside its own, which it keeps; nothing where there is no file."""
    for number in itertools.count(1):
        beside = path.with_name(f"{path.name}.{why}-{number}")
        try:
            os.link(path, beside, follow_symlinks=False)
        except FileExistsError:
            continue
        except FileNotFoundError:
            return ""
        return beside.name
    raise AssertionError("unreachable")
