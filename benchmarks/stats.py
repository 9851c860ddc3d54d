"""The clinic's numbers: every measure of `lmnboard stats` over a board with a history, and the clinic's pace.

The peer is SQLite, with the same cases as JSON in a table: three of the measures, asked as a report would. Both must
find the same. Called by `__main__`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.boards import Made
from benchmarks.table import Aim, Row
from lmnboard.board import Board
from lmnboard.model.change import Change, Entry
from lmnboard.opening import open_board
from lmnboard.report import Report, pace, report
from lmnboard.store.file import FileStore
from lmnboard.store.history import encode_line

ROUNDS = 5
EDITS = 6
"""Edits of a case beside its four moves: what a reader of the history has to pass by."""
_DENIED = """
    select json_extract(doc, '$.payer'), count(*), sum(answer.value ->> 'outcome' in ('denied', 'non_affirmed'))
    from cases, json_each(doc, '$.responses') answer
    where answer.value ->> 'outcome' in ('approved', 'partly_approved', 'denied', 'non_affirmed')
      and coalesce(json_extract(doc, '$.purpose'), '') <> 'appeal' and json_extract(doc, '$.appeal.of') is null
      and coalesce(json_extract(doc, '$.outcome'), '') <> 'entered_in_error'
    group by 1
"""
_OPENED = "select substr(json_extract(doc, '$.created_at'), 1, 7), count(*) from cases group by 1"
_SENT = "select count(*) from cases, json_each(doc, '$.submissions')"


def stats(made: Made) -> Iterator[Row]:
    """All numbers of a board whose every case has moved and been edited; the pace that the agenda asks for."""
    with made.copy() as path:
        _live(path, made.cases)
        board = open_board(path)
        try:
            found = report(board)  # what is read once: types, codes of denials
            peer = _Peer(board)
            _compare(found, peer.denied())
            theirs = [_milliseconds(peer.three) for _ in range(ROUNDS)]
            mine = [_milliseconds(partial(report, board)) for _ in range(ROUNDS)]
            yield Row("all numbers", made.cases, mine, peer=theirs, peer_name="SQLite, 3 of them")
            yield Row("the clinic's pace", made.cases, [_milliseconds(partial(pace, board)) for _ in range(ROUNDS)],
                      aims=[Aim("p95", 500)])  # fmt: skip
        finally:
            board.close()


def _live(path: Path, cases: int) -> None:
    """A past for every case, written behind the board's back: four moves and some edits, all of the last months."""
    store = FileStore(path)
    records = store.load()
    seq, head = records.seq, store._at.head
    docs = [records.doc(f"cases/{number}") or {} for number in range(1, cases + 1)]
    store.close()
    chance = random.Random(cases)
    changes: list[tuple[str, str, list[Change]]] = []
    for number, doc in enumerate(docs, 1):
        stage, since = doc["stage"], datetime.fromisoformat(doc["stage_since"])
        for into in ("drafting", "review", "drafting", doc["stage"]):
            if into == stage:
                continue
            until = since + timedelta(days=chance.uniform(0.2, 9))
            moved = [Change(f"cases/{number}", "stage", stage, into),
                     Change(f"cases/{number}", "stage_since", since.isoformat(), until.isoformat())]  # fmt: skip
            changes.append((until.isoformat(), "move", moved))
            stage, since = into, until
        for at in range(EDITS):
            edit = [Change(f"cases/{number}", "request.duration", None, f"{at} weeks")]
            changes.append((since.isoformat(), "edit", edit))
    with path.with_name(f"{path.stem}.history.jsonl").open("ab") as file:
        for when, action, made in sorted(changes, key=lambda change: change[0]):
            seq += 1
            line, head = encode_line(Entry(seq, when, "dana", action, tuple(made), previous=head))
            file.write(line)


class _Peer:
    """The cases in a table of SQLite."""

    def __init__(self, board: Board) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute("create table cases (doc text)")
        raw = [(bytes(row).decode(),) for row in board.shown.records.tables["cases"].values()]
        self._base.executemany("insert into cases values (?)", raw)

    def denied(self) -> dict[str, tuple[int, int]]:
        return {payer: (hits, count) for payer, count, hits in self._base.execute(_DENIED)}

    def three(self) -> None:
        self.denied()
        self._base.execute(_OPENED).fetchall()
        self._base.execute(_SENT).fetchall()


def _compare(found: Report, theirs: dict[str, tuple[int, int]]) -> None:
    """Raise `ValueError` where the two count otherwise; cases of two decisions on one letter are counted once here."""
    mine = {row.group: (row.hits, row.count) for row in found.rows if row.measure == "denied" and row.by == "payer"}
    if mine != theirs:
        raise ValueError(f"The numbers differ: {mine} here, {theirs} in SQLite.")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
