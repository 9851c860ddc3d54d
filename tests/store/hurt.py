"""A history of six edits, a way to hurt a line of it, and its repair, for `test_repair*`."""

from __future__ import annotations

from pathlib import Path

from lmnboard.store import repair
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.store.builders import AT, entries, found_afresh, history_of, new_board, opened, set_to, value

EDITS = 6
"""Entries 2 to 7 set six fields of the first case to `2 weeks` … `7 weeks`."""


def six_edits(tmp_path: Path) -> Path:
    """The path of a board with these entries."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    path = new_board(folder)
    with opened(path) as store:
        for seq in range(2, 2 + EDITS):
            set_to(store, "cases/1", f"request.field_{seq}", f"{seq} weeks")
    return path


def planned(path: Path) -> repair.Plan:
    plan = repair.plan(Place(path), AT, "root")
    assert plan is not None
    return plan


def repaired(path: Path) -> repair.Plan:
    """Repair a board; it must be whole then, writable, with one entry that says so."""
    plan = planned(path)
    repair.carry_out(Place(path), plan)
    assert verify(path).faults == []
    last = entries(path)[-1]
    assert (last.action, last.by, last.seq) == ("repair", "root", plan.good + 1)
    assert repair.plan(Place(path), AT, "root") is None
    with opened(path) as store:
        assert store.notices == []
        set_to(store, "cases/2", "request.after", "the repair")
    assert verify(path).faults == []
    return plan


def fields(path: Path) -> list[int]:
    """The entries whose change is in the board."""
    request = value(found_afresh(path), "cases/1", "request")
    return [seq for seq in range(2, 2 + EDITS) if request.get(f"field_{seq}") == f"{seq} weeks"]


def lines(path: Path) -> list[bytes]:
    return history_of(path).read_bytes().splitlines(keepends=True)


def write(path: Path, lines_: list[bytes]) -> bytes:
    data = b"".join(lines_)
    history_of(path).write_bytes(data)
    return data


def hurt(line: bytes) -> bytes:
    """A line of which a value is another one; its beginning and its end are as they were."""
    return line.replace(b" weeks", b" seeks")
