"""The code books: how long their index takes to make, what that does to the thread that draws, how fast look-ups are.

In a cache of its own. The same at every size of board, so it takes none. Called by `__main__`.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.table import Aim, Row
from lmnboard.codes import Books
from lmnboard.codes.book import Book

ON = date(2026, 9, 1)
FRAME = 1 / 60
WORK = 0.003
"""Seconds that each frame of the loop is busy, about as long as a frame of the board."""
LOOKUPS = 2000
SEARCHES = ("low back pain", "fracture radius", "diabetes type 2", "lumbago", "pa", "sleep apnea", "unspecified")


def figures() -> Iterator[Row]:
    """Making the index, then look-ups in it. Each row names the number of codes instead of cases."""
    with _cache() as folder:
        made, late = _making()
        idle = _loop_until(time.perf_counter() + 2)
        book = Books(None).build()
        codes = book.sets()[0].codes
        size = sum(path.stat().st_size for path in folder.rglob("*.sqlite"))
        yield Row("codes: make the index, once", codes, [made], unit="s", sent=[size], aims=[Aim("p50", 3)])
        yield Row(
            "codes: a 60 Hz loop meanwhile is late by", codes, late, peer=idle, peer_name="idle", aims=[Aim("p95", 16)]
        )
        yield Row("codes: open the index", codes, [_timed(Books(None).open) for _ in range(50)], aims=[Aim("p50", 10)])
        for what, took in _lookups(book):
            yield Row(f"codes: {what}", codes, took, aims=[Aim("p95", 1)])
        took = [_timed(partial(book.search, words, ON)) for _ in range(20) for words in SEARCHES]
        yield Row("codes: search by words", codes, took)


def _lookups(book: Book) -> Iterator[tuple[str, list[float]]]:
    headers: list[str] = []
    billable: list[str] = []
    choose = random.Random(1)
    todo = [f"{letter}{number:02d}" for letter in "EGIJMNST" for number in range(100)]
    todo = [code for code in todo if book.find("ICD-10-CM", code, ON)]
    while todo and len(billable) < LOOKUPS:
        at = todo.pop(choose.randrange(len(todo)))
        below = [one.code for one in book.children(at, ON)]
        (headers if below else billable).append(at)
        todo += below
    looks: dict[str, tuple[Callable[[str], object], list[str]]] = {
        "find a code": (lambda code: book.find("ICD-10-CM", code, ON), billable),
        "children of a header": (lambda code: book.children(code, ON), headers[:LOOKUPS]),
        "7th characters": (lambda code: book.seventh_characters(code, ON), headers[:LOOKUPS]),
        "more specific codes": (lambda code: book.more_specific(code, ON), billable),
        "codes naming the side": (lambda code: book.naming_the_side(code, ON), billable),
        "two that exclude one another": (lambda code: book.excluded(code, "M54.50"), billable),
    }
    for what, (look, codes) in looks.items():
        yield what, [_timed(partial(look, code)) for code in codes]


def _making() -> tuple[float, list[float]]:
    """Seconds to make the index in a thread, and milliseconds by which each frame of this one came late."""
    thread = threading.Thread(target=Books(None).build)
    began = time.perf_counter()
    thread.start()
    late = _loop(thread.is_alive)
    return time.perf_counter() - began, late


def _loop_until(end: float) -> list[float]:
    return _loop(lambda: time.perf_counter() < end)


def _loop(goes_on: Callable[[], bool]) -> list[float]:
    late = []
    due = time.perf_counter()
    while goes_on():
        due += FRAME
        time.sleep(max(0.0, due - time.perf_counter()))
        now = time.perf_counter()
        late.append((now - due) * 1000)
        while time.perf_counter() < now + WORK:
            pass
        due = max(due, time.perf_counter() - FRAME)
    return late


@contextmanager
def _cache() -> Iterator[Path]:
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory(prefix="lmnboard-codes-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["XDG_CACHE_HOME"]
            else:
                os.environ["XDG_CACHE_HOME"] = before


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000
