"""Which file is the board: as it is named, else by the environment, else configured, else the one of this folder.

Called by the commands and by the program with a face, before a board is opened.
"""

from __future__ import annotations

import os
from pathlib import Path

from lmnboard import served
from lmnboard.model.errors import Invalid
from lmnboard.store.place import Place

CONFIGURED = ("~/.config/lmnboard.toml", served.CONFIGURED)


def board_path(named: str | None) -> Path:
    """The board to work on: as named, else by environment, else configured, else here.

    Whom sudo let in as another account gets the board that root has configured, and no other.
    """
    if served.is_served():
        named = _configured(served.CONFIGURED)
        if named is None or not os.path.isabs(named):  # from the folder that somebody calls it in, it is any board
            raise Invalid(f'{served.CONFIGURED} does not say which board: an administrator writes board = "/PATH".')
    path = expanded(named or os.environ.get("LMNBOARD_BOARD") or _configured() or "board.json")
    # A folder in the place of a board's own file is not a folder to look for a board in.
    return path / "board.json" if os.path.isdir(path) and not _history_of(path).exists() else path


def expanded(path: str | Path) -> Path:
    """A path with `~` as the home folder. Raises `Invalid` where there is no such home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Invalid(f"{path}: there is no such home folder.") from None


def is_there(path: Path) -> bool:
    """Whether there is anything of a board at a path."""
    return os.path.lexists(path) or Place(path).history.exists()


def _configured(*paths: str) -> str | None:
    for path in paths or CONFIGURED:
        file = os.path.expanduser(path)
        if os.path.isfile(file):
            import tomllib

            try:
                with open(file, "rb") as found:
                    return str(tomllib.load(found)["board"])
            except (OSError, ValueError, KeyError):
                raise Invalid(f"{file} has no line 'board = \"/path/to/board.json\"' that can be read.") from None
    return None


def _history_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.history.jsonl")
