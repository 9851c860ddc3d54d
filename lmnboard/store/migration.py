"""Bringing a board of an older form to the present one: one entry a step, with the files as they were kept beside it.

Each step takes the records of one form and says what changes. Called by the store with a board that it has opened.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lmnboard.model.change import Change
from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records
from lmnboard.store.place import Place, sync_folder

STEPS: dict[int, Callable[[Records], tuple[Change, ...]]] = {
    # Archived cases leave board.json by themselves: no record changes.
    1: lambda records: (),
}
"""Form → what changes to reach the next one."""


def keep_as_it_was(place: Place, schema: int) -> None:
    """Keep the files of an older form, as `board.json.schema-1`, to go back to. Raises `StoreError`."""
    kept = [path.with_name(f"{path.name}.schema-{schema}") for path in (place.history, place.board)]
    try:
        if not kept[0].exists():
            _copy(place, kept[0])
        with suppress(FileExistsError, FileNotFoundError):
            os.link(place.board, kept[1])  # never written into, only replaced
        sync_folder(place.folder)
    except OSError as error:
        raise StoreError(
            f"This board has the form of an older lmnboard and cannot be kept as it was: {error.strerror} "
            f"({place.folder}). Nothing was changed."
        ) from None


def _copy(place: Place, kept: Path) -> None:
    """Copy the history, on the disk before it has its name; one that another program has kept meanwhile stays."""
    copy = place.temporary()
    try:
        shutil.copyfile(place.history, copy)
        os.chmod(copy, place.file_mode)
        with open(copy, "rb") as file:
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(copy, kept)
    finally:
        copy.unlink(missing_ok=True)
