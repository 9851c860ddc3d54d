"""A clinic's people at one shared board, each a Unix user of their own: nothing is lost, nothing half done.

Each works through the `Board` and notes what was acknowledged; what is compared is what a fresh process finds.
"""

from __future__ import annotations

import json
import random
import shutil
import stat
import statistics
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from lmnboard.begin import begin
from lmnboard.model.errors import Conflict
from lmnboard.opening import open_board, verified
from tests.builders import a_case
from tests.soak import found, often
from tests.store.accounts import GROUP, become, needs_root, shared_folder
from tests.store.builders import PROCESSES, entries, opened

FIRST = 62000
CASES = 8


@pytest.fixture
def clinic() -> Iterator[Path]:
    with shared_folder() as folder:
        yield folder


@needs_root
@pytest.mark.soak
@pytest.mark.parametrize(
    ("people", "each", "thought"),
    [(often(6, 20), often(30, 200), 0.0), (often(4, 50), often(5, 20), often(0.02, 0.3))],
    ids=["without pause", "with thought"],
)
def test_everybody_edits_at_once_and_nothing_is_lost(clinic: Path, people: int, each: int, thought: float) -> None:
    path, told = clinic / "board.json", clinic.parent / f"{clinic.name}.told"
    _begin(path, people)
    told.mkdir(mode=0o777)
    told.chmod(0o777)
    try:
        start = PROCESSES.Barrier(people + 1)
        started = [
            PROCESSES.Process(target=_a_day, args=(FIRST + n, path, told / str(n), each, thought, start))
            for n in range(people)
        ]
        for one in started:
            one.start()
        start.wait(120)
        for one in started:
            one.join(600)
        assert [one.exitcode for one in started] == [0] * people
        days = [json.loads(line) for file in sorted(told.iterdir()) for line in file.read_text().splitlines()]
    finally:
        shutil.rmtree(told)
    assert len(days) == people * each
    _nothing_is_lost(path, days)
    _write_down(path, days, f"{people} users, {f'{thought} s of thought' if thought else 'no pause'}")


def _nothing_is_lost(path: Path, days: list[dict[str, Any]]) -> None:
    saved = [day for day in days if day["seq"]]
    kept = {entry.seq: entry for entry in entries(path)}
    assert sorted([1, *(day["seq"] for day in saved)]) == list(range(1, len(kept) + 1)), "not one entry for each answer"
    for day in saved:
        entry = kept[day["seq"]]
        assert entry.by == day["who"]
        written = [change for change in entry.changes if day["token"] in json.dumps(change.after)]
        assert len(written) == day["changes"], f"{day} is half there: {entry}"
    with opened(path) as store:
        assert store.notices == []
        cases = dict(store.records.docs("cases"))
        again = {
            name: doc for name, doc in cases.items() if doc["history"]["symptoms"] == doc["history"]["comorbidities"]
        }
        assert again == cases, "half of an edit shows"
        new = [day for day in saved if day["what"] == "new"]
        assert len({day["id"] for day in new}) == len(new) == len(cases) - CASES
        for day in new:
            assert cases[f"cases/{int(day['id'][4:])}"]["patient"]["name"] == day["token"]
        notes = [note["text"] for doc in cases.values() for note in doc.get("notes") or []]
        assert sorted(notes) == sorted(day["token"] for day in saved if day["what"] == "note")
        for doc in cases.values():
            rows = [note["id"] for note in doc.get("notes") or []]
            assert len(set(rows)) == len(rows)
    faults = verified(path).faults
    assert faults == []
    for file in filter(Path.is_file, path.parent.iterdir()):
        assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_gid) == (0o660, GROUP), file.name


def _write_down(path: Path, days: list[dict[str, Any]], who: str) -> None:
    waits = sorted(day["ms"] for day in days)
    seconds = max(day["end"] for day in days) - min(day["end"] - day["ms"] / 1000 for day in days)
    found(
        f"Many users: {who}",
        acknowledged=sum(bool(day["seq"]) for day in days),
        conflicts=sum(not day["seq"] for day in days),
        a_second=round(len(days) / seconds, 1),
        p50_ms=round(statistics.median(waits), 1),
        p95_ms=round(waits[len(waits) * 95 // 100], 1),
        max_ms=round(waits[-1], 1),
        history_mb=round(path.with_name("board.history.jsonl").stat().st_size / 1e6, 1),
    )


def _begin(path: Path, people: int) -> None:
    same = {"history.symptoms": "as before", "history.comorbidities": "as before"}
    cases = {n: {**a_case(), "id": f"LMN-{n:04d}"} for n in range(1, CASES + 1)}
    for doc in cases.values():
        doc["history"] |= {name.partition(".")[2]: text for name, text in same.items()}
    staff = {n + 1: {"id": f"u{n}", "name": f"Person {n}", "login": f"uid{FIRST + n}"} for n in range(people)}
    begin(path, {"cases": cases, "staff": staff})


def _a_day(uid: int, path: Path, told: Path, edits: int, thought: float, start: Barrier) -> None:
    """One person's edits: of the same fields as everybody's, rows, new cases. Writes down each answer."""
    become(uid)
    chance = random.Random(uid)
    board = open_board(path, in_background=bool(uid % 2))
    board.check()
    board.findings("LMN-0001")  # a program that has been open for a while: what loads when first asked for is loaded
    start.wait(120)
    with told.open("w") as notes:
        for count in range(edits):
            time.sleep(thought * chance.uniform(0.5, 1.5))
            token, case_id = f"{uid}-{count}", f"LMN-{chance.randrange(1, CASES + 1):04d}"
            what = chance.choice(["same", "same", "over", "note", "new"])
            answer: dict[str, Any] = {"who": board.me, "what": what, "token": token, "changes": 1, "seq": 0}
            begun = time.monotonic()
            try:
                if what == "note":
                    entry = board.note(case_id, token)
                elif what == "new":
                    same = {"history.symptoms": token, "history.comorbidities": token}
                    entry = board.new({"patient.name": token, "request.treatment": token, **same})
                    answer["id"] = board.name_of(entry.changes[0].record)
                else:
                    answer["changes"] = 2
                    old = board.shown.doc(case_id)["history"]["symptoms"]
                    seen = {"history.symptoms": old, "history.comorbidities": old} if what == "same" else None
                    same = {"history.symptoms": token, "history.comorbidities": token}
                    entry = board.edit(case_id, same, found=seen)
                answer["seq"] = entry.seq
            except Conflict:
                board.catch_up()
            answer["ms"] = (time.monotonic() - begun) * 1000
            answer["end"] = time.monotonic()
            notes.write(json.dumps(answer) + "\n")
    board.close()
