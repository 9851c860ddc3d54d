"""What the other processes of the store's tests do."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Conflict
from lmnboard.store import publisher
from tests.store.builders import case, draft, opened, set_to, value

EDITS = 40


def edit_a_field_of_ones_own(path: Path, number: int) -> None:
    with opened(path) as store:
        for count in range(EDITS):
            set_to(store, f"cases/{count % 3 + 1}", f"request.by_{number}", count)


def add_rows(path: Path, number: int) -> None:
    """Add rows to one case, under the next row id that is free; another try where somebody was quicker."""
    with opened(path) as store:
        for count in range(EDITS):
            while True:
                doc = store.records.doc("cases/1") or {}
                row = f"t{doc['last_row'] + 1}"
                try:
                    store.append(
                        draft(Change("cases/1", f"treatments/{row}", UNSET, {"id": row, "name": f"{number}-{count}"}))
                    )
                    break
                except Conflict:
                    continue


def add_cases(path: Path, number: int) -> None:
    """Add cases, each linked from the payer's record in the same entry."""
    with opened(path) as store:
        for count in range(EDITS):
            store.append(
                draft(
                    Change("cases/$1", "", UNSET, {**case(0), "id": "LMN-$1", "tags": [f"{number}-{count}"]}),
                    Change("payers/1", f"linked.by_{number}_{count}", None, "LMN-$1"),
                )
            )


def edit_until_killed(path: Path, told: Path, number: int) -> None:
    """Edit without end and write down each entry that was acknowledged. Every second writer is always at a snapshot."""
    if number % 2:
        publisher.DELAY = 0.0
    fd = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with opened(path, in_background=True) as store:
        for count in itertools.count():
            token = f"{os.getpid()}-{count}"
            changes = [
                Change(record, f"request.of_{number}", value(store.records, record, f"request.of_{number}"), token)
                for record in ("cases/1", "cases/2")
            ]
            os.write(fd, f"{store.append(draft(*changes)).seq} {token}\n".encode())


def edit_once_and_stay(path: Path, ready: Path, leave: Path) -> None:
    """A program that runs on after its change, with snapshots in the background."""
    with opened(path, in_background=True) as store:
        set_to(store, "cases/1", "request.duration", "12 weeks")
        ready.touch()
        while not leave.exists():
            os.sched_yield()


def run_what_is_due(path: Path, _number: int) -> None:
    """A program of its own that lets the automatic rules act."""
    from lmnboard.opening import open_board

    board = open_board(path)
    board.run_due()
    board.close()
