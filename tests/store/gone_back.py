"""Boards that go back: a backup, a history that went another way, and records to compare."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from lmnboard.model import difference
from lmnboard.model.records import Records
from lmnboard.store import backup, copies
from lmnboard.store.place import Place
from tests.builders import at
from tests.store.builders import AT, history_of, opened, set_to


def backed_up(path: Path) -> copies.Copy:
    return copies.read(backup.to_file(Place(path), path.parent.parent / f"{time.monotonic_ns()}.tar.gz")[0].path)


def plain(records: Records) -> dict[str, Any]:
    """What people wrote, without the bookkeeping that goes on counting."""
    return {
        table: {
            n: {k: v for k, v in json.loads(bytes(raw)).items() if k not in ("revision", "last_row") and v is not None}
            for n, raw in difference.all_of(records, table).items()
        }
        for table in records.tables
    }


def set_archived(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/3", "archived_at", AT)


def gone_another_way(path: Path) -> copies.Copy:
    """A backup that has an entry which the board has not, which has two that the backup has not."""
    old, old_board = history_of(path).read_bytes(), path.read_bytes()
    with at(path) as board:
        board.edit("1", {"request.duration": "1 week"})
    copy = backed_up(path)
    history_of(path).write_bytes(old)
    path.write_bytes(old_board)
    with at(path) as board:
        board.edit("2", {"request.duration": "2 weeks"})
        board.edit("3", {"request.duration": "3 weeks"})
    return copy
