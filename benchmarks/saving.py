"""One edit made durable: `Board.edit` with its flush, beside TinyDB as it comes and the same bytes written plainly.

All in this process, turn by turn, so that whatever else the machine does meets each alike. Called by `__main__`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tinydb import TinyDB

from benchmarks.boards import Made
from benchmarks.table import Aim, Row
from lmnboard.opening import open_board

EDITS = 200
BUSY = 4.0
"""Seconds of edits without a pause while the program writes its snapshots."""
TINYDB_ROUNDS = {100: 15, 1000: 5}
"""Rounds by size; above, one update takes seconds."""


def edits(made: Made) -> Iterator[Row]:
    """An edit of one field beside what the disk alone takes for it; then the same while snapshots are written."""
    for name, busy in (("one edit on disk", False), ("one edit on disk, while snapshots are written", True)):
        with made.copy() as path:
            mine, plain = _edit(path, made.cases, busy=busy)
        yield Row(name, made.cases, mine, peer=plain, peer_name="write+fdatasync", aims=[Aim("beyond_peer", 1)])
        if busy:
            yield Row(f"{name}: the longest", made.cases, [max(mine)], peer=[max(plain)], peer_name="write+fdatasync")
        elif made.cases in TINYDB_ROUNDS:
            with made.copy() as path:
                peer = _tinydb(path, TINYDB_ROUNDS[made.cases])
            yield Row("one edit on disk, against TinyDB", made.cases, mine, peer=peer, peer_name="TinyDB")


def _edit(path: Path, cases: int, *, busy: bool) -> tuple[list[float], list[float]]:
    """Milliseconds of each edit, and of appending as many bytes to a file in the same folder and flushing it.

    `busy`: with the snapshots that the program on a terminal writes in the background.
    """
    # A snapshot that looks old: on a large board the next one would wait for longer than this measures.
    os.utime(path, (0, 0))
    board = open_board(path, in_background=busy)
    history = path.with_name(f"{path.stem}.history.jsonl")
    plain = os.open(path.with_name("plain"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    mine: list[float] = []
    peer: list[float] = []
    end = time.perf_counter() + BUSY
    try:
        while time.perf_counter() < end if busy else len(mine) < EDITS:
            turn = len(mine)
            target = f"LMN-{1 + turn * 7919 % cases:04d}"
            before = history.stat().st_size
            mine.append(_timed(partial(board.edit, target, {"request.dose": f"{turn} mg"})))
            line = b"x" * (history.stat().st_size - before)
            peer.append(_timed(partial(_write, plain, line)))
    finally:
        os.close(plain)
        board.close()
    return mine, peer


def _tinydb(path: Path, rounds: int) -> list[float]:
    with TinyDB(path) as database:
        cases = database.table("cases")
        return [_timed(partial(cases.update, {"value": float(turn)}, doc_ids=[1 + turn])) for turn in range(rounds)]


def _write(fd: int, line: bytes) -> None:
    os.write(fd, line)
    os.fdatasync(fd)


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000
