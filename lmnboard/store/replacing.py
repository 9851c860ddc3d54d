"""Putting another history in a board's place: all of it at once, with what was there kept beside under another name.

A rename is the moment at which it happens; whoever opens the board before it finds the old one, after it the new one,
also after a kill or a power cut. Restoring and repairing call this with the board's lock held.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records
from lmnboard.store import history, snapshot
from lmnboard.store.beside import also_beside
from lmnboard.store.place import Place, sync_folder, write_whole

_BEFORE = "before-"


def replace(
    place: Place, data: Sequence[bytes], records: Records, at: history.Point, why: str, *, readable: bool
) -> list[str]:
    """Put a history in place with what stands at its end; the names under which the old files are kept.

    `readable`: the old history alone gives the old board. Where it does not, the old snapshot does until the new one
    stands in its place, which shows the new board until its history is there as well.
    """
    try:
        kept = [also_beside(path, _BEFORE + why) for path in (place.history, place.board, place.archive)]
        sync_folder(place.folder)
        current = records.schema == snapshot.SCHEMA
        if not readable and current:
            # All in one file, archived cases too: their own file goes with the history that it was made from.
            _write(place, snapshot.encode_with_archive(records, at))
        place.archive.unlink(missing_ok=True)
        write_whole(place.history, place.temporary(), data, place.file_mode)
        if not current:
            place.board.unlink(missing_ok=True)  # made when the board is opened, and brought to the present form
            return [name for name in kept if name]
        if records.archive.seq:
            write_whole(place.archive, place.temporary(), snapshot.encode_archive(records), place.file_mode)
        _write(place, snapshot.encode(records, at))
    except OSError as error:
        raise StoreError(
            f"The board's files cannot be replaced: {error.strerror} ({error.filename or place.folder}). "
            "What was there is there, or beside it under another name."
        ) from None
    return [name for name in kept if name]


def is_of_the_replaced(place: Place, at: history.Point) -> bool:
    """Whether a snapshot that the history does not have is of one that was replaced by it: then it says nothing."""
    for path in place.folder.glob(f"{place.history.name}.{_BEFORE}*"):
        with open(path, "rb") as file:
            if not os.path.samefile(path, place.history) and history.ends_at(file.fileno(), at):
                return True
    return False


def _write(place: Place, parts: Sequence[bytes | memoryview]) -> None:
    write_whole(place.board, place.temporary(), parts, place.file_mode)
