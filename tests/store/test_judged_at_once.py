"""Actions that were judged by what a case says, while another process changes what it says: real races, many rounds.

Each round is one case and two processes that are let go together; what each was told is held against the history.
"""

from __future__ import annotations

import json
import queue
import random
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from lmnboard.checklist.finding import blockers
from lmnboard.desk import News
from lmnboard.model.change import Entry
from lmnboard.model.errors import Conflict, Refused
from lmnboard.model.records import Records
from lmnboard.opening import verified
from tests.builders import a_board, a_case, at, look_over_and_sign
from tests.soak import found, often
from tests.store.builders import PROCESSES, entries, process, tables

ROUNDS = often(8, 200)


def _race(path: Path, one: str, other: str) -> tuple[dict[str, str], dict[str, str]]:
    """Two people who each do their part on every case, at the same moments; what each was told, by case."""
    told = path.parent / "one.told", path.parent / "other.told"
    together = PROCESSES.Barrier(2)
    started = [
        process(_take_part, path, who, what, file, together)
        for who, what, file in zip(("dana", "jo"), (one, other), told, strict=True)
    ]
    for person in started:
        person.join(300)
    assert [person.exitcode for person in started] == [0, 0]
    first, second = (json.loads(file.read_text()) for file in told)
    return first, second


def _take_part(path: Path, who: str, what: str, told: Path, together: Barrier) -> None:
    answers: dict[str, str] = {}
    chance = random.Random(3)
    with at(path, who) as board:
        for number in range(1, ROUNDS + 1):
            case_id = f"LMN-{number:04d}"
            board.catch_up()
            together.wait(60)
            try:
                if what == "submit":
                    board.submit(case_id, board.proposed_sending(case_id))
                elif what == "clear":
                    time.sleep(chance.uniform(0, 0.06))  # about as long as a submission takes: either may be first
                    board.edit(case_id, {"diagnoses/d1/code": None}, found={"diagnoses/d1/code": "M51.16"})
                elif what == "undo":
                    mine = next(e for e in board.history() if e.by == "dana" and e.changes[0].record[6:] == str(number))
                    board.undo(mine.seq)
                else:
                    board.edit(case_id, {"request.setting": "Clinic"}, found={"request.setting": "Home"})
                answers[case_id] = "done"
            except (Refused, Conflict) as no:
                answers[case_id] = f"{type(no).__name__}: {no}"
    told.write_text(json.dumps(answers))


def _states(path: Path) -> list[tuple[Entry, Records]]:
    """Each entry with the records as they were just before it."""
    records, states = Records(), []
    for entry in entries(path):
        states.append((entry, records.copy()))
        records.apply(entry)
    return states


@pytest.mark.soak
def test_no_letter_is_submitted_without_what_its_gate_asked_for(tmp_path: Path) -> None:
    path = a_board(tmp_path, *[a_case() for _ in range(ROUNDS)])
    with at(path, "miriam") as board:
        for number in range(1, ROUNDS + 1):
            look_over_and_sign(board, f"LMN-{number:04d}")
    submitted, cleared = _race(path, "submit", "clear")

    sent: dict[str, bool] = {}
    with at(path) as board:
        for entry, before in _states(path):
            if entry.action != "submit":
                continue
            doc: dict[str, Any] = before.doc(entry.changes[0].record) or {}
            assert blockers(board.judge(doc)) == [], f"{doc['id']} was sent with an open check"
            letter = board.shown.case(doc["id"]).submissions[-1].letter.path
            assert "M51.16" in (tmp_path / str(letter)).read_text("utf-8"), "the letter that left lacks the diagnosis"
            sent[doc["id"]] = True
    assert sent.keys() == {case for case, answer in submitted.items() if answer == "done"}
    assert all(answer == "done" or "cannot be submitted yet" in answer for answer in submitted.values())
    assert verified(path).faults == []
    assert set(cleared.values()) == {"done"}
    found("Submit while another clears a diagnosis", rounds=ROUNDS, sent=len(sent), refused=ROUNDS - len(sent))


@pytest.mark.soak
def test_an_undo_never_takes_what_another_has_written_meanwhile(tmp_path: Path) -> None:
    path = a_board(tmp_path, *[a_case() for _ in range(ROUNDS)])
    with at(path) as board:
        for number in range(1, ROUNDS + 1):
            board.edit(f"LMN-{number:04d}", {"request.setting": "Home", "request.duration": "6 weeks"})
    undone, changed = _race(path, "undo", "change")

    with at(path) as board:
        outcomes: Counter[str] = Counter()
        for case_id in undone:
            request = board.shown.case(case_id).request
            if changed[case_id] == "done":
                assert request.setting == "Clinic", f"{case_id}: what was acknowledged is gone"
            else:
                assert changed[case_id].startswith("Conflict")
                assert request.setting == "Outpatient surgery center"
            assert request.duration == (None if undone[case_id] == "done" else "6 weeks")
            outcomes[f"undo {undone[case_id][:8].lower()}, edit {changed[case_id][:8].lower()}"] += 1
    found("Undo while another changes half of it", rounds=ROUNDS, **outcomes)


def test_one_thread_shows_while_another_acts_and_a_process_writes(tmp_path: Path) -> None:
    """As the program with a face does: news is handed to the thread that shows, which alone takes it in."""
    path = a_board(tmp_path, *[a_case() for _ in range(3)])
    news: queue.SimpleQueue[News | None] = queue.SimpleQueue()
    with at(path) as board:
        board.deliver = news.put
        other = process(_write_notes, path)
        acting = threading.Thread(target=_act, args=(board, news))
        acting.start()
        while (found_new := news.get(timeout=60)) is not None:
            board.take(found_new)
            cards = [card.number for stage in ("review", "drafting") for card in board.shown.column(stage)]
            assert len(set(cards)) == len(cards)
        acting.join()
        other.join(60)
        assert other.exitcode == 0
        board.deliver = board.take
        board.catch_up()
        with at(path, "jo") as fresh:
            assert tables(board.shown.records) == tables(fresh.shown.records)
            assert board.shown.cards == fresh.shown.cards
            assert len(board.shown.case("LMN-0001").notes) == 40
            assert sum(len(board.shown.case(f"LMN-{n:04d}").notes) for n in (2, 3)) == 40


def _act(board: Any, news: queue.SimpleQueue[News | None]) -> None:
    try:
        for count in range(40):
            board.note(f"LMN-{count % 2 + 2:04d}", f"mine {count}")
            if count % 10 == 0:
                board.move(f"LMN-{count % 2 + 2:04d}", "drafting" if count % 20 == 0 else "gathering")
    finally:
        news.put(None)


def _write_notes(path: Path) -> None:
    with at(path, "jo") as board:
        for count in range(40):
            board.note("LMN-0001", f"theirs {count}")
