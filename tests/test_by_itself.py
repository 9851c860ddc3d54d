"""What happens by itself: each rule once, the same whoever runs it, and never again when a person took it back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.model.change import Entry
from lmnboard.model.errors import Conflict
from tests.builders import NOW, a_board, at
from tests.ruled import gathered, sent
from tests.store.builders import all_at_once
from tests.store.workers import run_what_is_due

ID = "LMN-0001"


def _many() -> list[dict[str, Any]]:
    return [gathered(tasks=[], rationale=None) for _ in range(8)] + [sent() for _ in range(8)]


def test_it_is_the_same_whoever_runs_it(tmp_path: Path) -> None:
    done: list[list[tuple[Any, ...]]] = []
    for who in ("dana", "jo"):
        folder = tmp_path / who
        folder.mkdir()
        with at(a_board(folder, *_many()), who) as board:
            done.append([(entry.by, entry.note, entry.changes) for entry in board.run_due()])

    assert done[0]
    assert done[0] == done[1]


def test_months_later_it_does_nothing_that_was_done(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many())
    with at(path) as board:
        assert board.run_due()
    with at(path, "jo", NOW + timedelta(days=120)) as board:
        assert board.run_due() == []


def test_who_may_only_read_does_nothing(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many())
    with at(path) as board:
        board.edit("staff/dana", {"role": "lead"})
        board.edit("staff/jo", {"role": "read_only"})
    with at(path, "jo") as board:
        assert board.run_due() == []
    with at(path) as board:
        assert board.run_due()


def test_of_two_programs_at_once_each_rule_acts_in_one(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many(), settings={"service_account": None})
    all_at_once(run_what_is_due, path, 4)

    with at(path) as board:
        entries = [entry for entry in board.history() if entry.action == "rule"]
        keys = [(change.record, change.path) for entry in entries for change in entry.changes if "ran." in change.path]
        assert len(keys) == len(set(keys)) == 16
        assert {card.stage for card in board.shown.cards.values()} == {"drafting", "follow_up"}
        assert board.run_due() == []


def test_a_run_with_little_time_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with at(a_board(tmp_path, *_many())) as board:
        done: list[Entry] = []
        for _ in range(40):
            done += board.run_due(within=0.0)
            if not board.more_due:
                break

        assert len(done) == 16
        assert board.run_due() == []


def test_what_somebody_changes_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = a_board(tmp_path, gathered(tasks=[], rationale=None))
    with at(path) as dana, at(path, "jo", NOW + timedelta(minutes=5)) as jo:
        jo.edit(ID, {"policy.reviewed_on": None})
        assert dana.run_due() == []
        (entry,) = _advance_after(jo, dana)
        jo.catch_up()
        jo.move(ID, "gathering")
        with pytest.raises(Conflict, match="stays"):
            dana.undo(entry.seq)


def _advance_after(jo: Board, dana: Board) -> list[Entry]:
    jo.edit(ID, {"policy.reviewed_on": "2026-11-19"})
    return dana.run_due()
