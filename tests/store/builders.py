"""Boards on real files, as the store's tests need them: a few cases, drafts of entries, what a fresh process finds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.records import Records
from lmnboard.store.file import FileStore, create
from lmnboard.store.history import START, scan

AT = "2026-03-02T15:04:05.000+00:00"
PROCESSES = multiprocessing.get_context("forkserver")
"""Each is a child of a process that has loaded what they need and has done nothing: a start takes a twentieth.

What is loaded there need not be found by the user whom a process becomes: Python itself may lie out of their sight.
"""
PROCESSES.set_forkserver_preload(
    [
        *("pytest", "tests.builders", "tests.store.workers"),
        *("lmnboard.commands.looking", "lmnboard.checklist.runner", "lmnboard.codes"),
    ]
)


def draft(*changes: Change, by: str = "ana", **more: Any) -> Entry:
    return Entry(0, AT, by, more.pop("action", "edit"), changes, **more)


def case(number: int) -> dict[str, Any]:
    return {
        "id": f"LMN-{number:04d}",
        "stage": "drafting",
        "patient": {"name": f"Person {number}"},
        "request": {"duration": "6 weeks"},
        "treatments": [{"id": "t1", "name": "Rest", "order": 1}],
        "from_a_later_version": {"kept": True},
    }


def new_board(folder: Path, cases: int = 3) -> Path:
    """A board of a few cases, a payer, and a table that this program does not know."""
    path = folder / "board.json"
    records = [(f"cases/{n}", case(n)) for n in range(1, cases + 1)]
    records += [("payers/1", {"id": "harbor", "name": "Harbor Health"}), ('a "b"/c/4', {"text": "not ours"})]
    create(path, draft(*(Change(name, "", UNSET, doc) for name, doc in records), action="begin"))
    return path


@contextmanager
def opened(path: Path, *, in_background: bool = False) -> Iterator[FileStore]:
    store = FileStore(path, in_background=in_background)
    store.load()
    try:
        yield store
    finally:
        store.close()


def edit(store: FileStore, record: str, path: str, before: Any, after: Any) -> Entry:
    return store.append(draft(Change(record, path, before, after)))


def set_to(store: FileStore, record: str, path: str, after: Any) -> Entry:
    """Write over whatever stands there, as one who has just looked."""
    return store.append(draft(Change(record, path, value(store.records, record, path), after)))


def value(records: Records, record: str, path: str) -> Any:
    from lmnboard.model import paths

    doc = records.doc(record)
    return UNSET if doc is None else paths.value_at(doc, path)


def found_afresh(path: Path) -> Records:
    """What somebody finds who opens the board now."""
    with opened(path) as store:
        return store.records


def tables(records: Records) -> dict[str, dict[int, Any]]:
    return {table: {split(name): doc for name, doc in records.docs(table)} for table in records.tables}


def split(name: str) -> int:
    return int(name.rpartition("/")[2])


def history_of(path: Path) -> Path:
    return path.with_name("board.history.jsonl")


def process(work: Callable[..., None], *given: Any) -> BaseProcess:
    """Another process that does some work, started."""
    started = PROCESSES.Process(target=work, args=given)
    started.start()
    return started


def all_at_once(work: Callable[..., None], path: Path, count: int) -> None:
    """Several processes that each do `work(path, number)`, begun together; all must end well."""
    started = [process(work, path, number) for number in range(count)]
    for one in started:
        one.join(60)
    assert [one.exitcode for one in started] == [0] * count


def entries(path: Path) -> list[Entry]:
    """The whole history, first entry first; fails where its chain does not hold."""
    found = scan(history_of(path).read_bytes(), START, 0)
    assert not found.damage, found.damage
    return [line.entry for line in found.lines]


def head(path: Path) -> str:
    """The digest of the last entry."""
    return scan(history_of(path).read_bytes(), START, 0).at.head
