"""Several processes on one board: nothing is lost, numbers are given once, each sees what the others did."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard.store.port import Rewound
from tests.store import workers
from tests.store.builders import (
    all_at_once,
    edit,
    entries,
    found_afresh,
    head,
    history_of,
    new_board,
    opened,
    process,
    set_to,
    value,
)

PEOPLE = 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def test_six_people_edit_different_fields_and_none_is_lost(path: Path) -> None:
    all_at_once(workers.edit_a_field_of_ones_own, path, PEOPLE)
    with opened(path) as store:
        assert [entry.seq for entry in entries(path)] == list(range(1, 2 + PEOPLE * workers.EDITS))
        for number in range(PEOPLE):
            written = [c.after for e in entries(path) for c in e.changes if c.path == f"request.by_{number}"]
            assert written == list(range(workers.EDITS))
            last = [value(store.records, f"cases/{n}", f"request.by_{number}") for n in (1, 2, 3)]
            assert sorted(last) == list(range(workers.EDITS - 3, workers.EDITS))


def test_six_people_add_rows_to_one_case_and_none_is_lost(path: Path) -> None:
    all_at_once(workers.add_rows, path, PEOPLE)
    rows = value(found_afresh(path), "cases/1", "treatments")[1:]
    assert {row["name"] for row in rows} == {f"{n}-{c}" for n in range(PEOPLE) for c in range(workers.EDITS)}
    assert [row["id"] for row in rows] == [f"t{n}" for n in range(2, 2 + PEOPLE * workers.EDITS)]


def test_six_people_add_cases_and_each_number_is_given_once(path: Path) -> None:
    all_at_once(workers.add_cases, path, PEOPLE)
    records = found_afresh(path)
    cases = {name: doc for name, doc in records.docs("cases") if "tags" in doc}
    assert len(cases) == PEOPLE * workers.EDITS
    linked = value(records, "payers/1", "linked")
    for name, doc in cases.items():
        assert doc["id"] == f"LMN-{int(name[6:]):04d}"
        assert linked["by_" + doc["tags"][0].replace("-", "_")] == doc["id"]


def test_board_json_follows_a_change_of_a_running_program(path: Path, tmp_path: Path) -> None:
    ready, leave = tmp_path / "ready", tmp_path / "leave"
    running = process(workers.edit_once_and_stay, path, ready, leave)
    try:
        _until(ready.exists, 20)
        _until(lambda: _in_tinydb(path) == "12 weeks", 3)
        assert running.is_alive()
    finally:
        leave.touch()
        running.join(20)


def test_changes_that_keep_coming_do_not_put_the_snapshot_off(path: Path) -> None:
    with opened(path, in_background=True) as store:
        end = time.monotonic() + 4
        while _in_tinydb(path) == "6 weeks":
            assert time.monotonic() < end, "no snapshot while changes kept coming"
            set_to(store, "cases/1", "request.duration", f"{time.monotonic()} weeks")
            time.sleep(0.02)


def test_a_reader_is_told_what_others_did_and_only_once(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        assert not ben.changed()
        entry = edit(ana, "cases/1", "stage", "drafting", "review")
        assert ben.changed()
        assert ben.since(1) == [entry]
        assert not ben.changed()
        assert ben.since(2) == []


def test_what_ones_own_write_took_in_still_counts_as_news(path: Path) -> None:
    """Appending reads what others did first. Whoever asks `changed` afterwards has to be told of it."""
    with opened(path) as ana, opened(path) as ben:
        edit(ana, "cases/1", "stage", "drafting", "review")
        edit(ben, "cases/2", "stage", "drafting", "review")
        assert ben.changed()
        assert [entry.seq for entry in ben.since(1)] == [2, 3]


def test_who_is_far_behind_takes_everything_afresh(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lmnboard.store.file.REMEMBERED", 10)
    with opened(path) as ana, opened(path) as ben:
        for count in range(35):
            set_to(ana, "cases/1", "request.duration", f"{count} weeks")
        with pytest.raises(Rewound):
            ben.since(1)
        assert value(ben.records, "cases/1", "request.duration") == "34 weeks"
        assert [entry.seq for entry in ben.since(30)] == [31, 32, 33, 34, 35, 36]


def test_a_write_that_was_taken_back_after_a_reader_saw_it(path: Path) -> None:
    """A writer whose flush failed cuts its line off again; a reader may have shown it by then."""
    with opened(path) as ana, opened(path) as ben:
        before = history_of(path).read_bytes()
        edit(ana, "cases/1", "stage", "drafting", "review")
        assert len(ben.since(1)) == 1
        history_of(path).open("r+b").truncate(len(before))
        edit_by_a_third = _edit_afresh(path)
        assert ben.changed()
        with pytest.raises(Rewound):
            ben.since(2)
        assert ben.since(2) == []
        assert value(ben.records, "cases/1", "stage") == "drafting"
        assert value(ben.load(), "cases/2", "stage") == "follow_up"
        assert head(path) == edit_by_a_third


def test_a_writer_that_finds_a_line_taken_back_says_so_before_it_writes(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        before = history_of(path).read_bytes()
        edit(ana, "cases/1", "stage", "drafting", "review")
        ben.since(1)
        history_of(path).open("r+b").truncate(len(before))
        with pytest.raises(Rewound):
            edit(ben, "cases/1", "stage", "review", "resolved")
        assert ben.changed()
        with pytest.raises(Rewound):
            ben.since(2)
        edit(ben, "cases/1", "stage", "drafting", "resolved")
        assert [entry.seq for entry in ben.since(1)] == [2]


def _edit_afresh(path: Path) -> str:
    with opened(path) as store:
        edit(store, "cases/2", "stage", "drafting", "follow_up")
    return head(path)


def _in_tinydb(path: Path) -> str:
    with TinyDB(path, access_mode="r") as plain:
        doc = plain.table("cases").get(doc_id=1)
    assert doc is not None
    return str(doc["request"]["duration"])


def _until(holds: object, seconds: float) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.02)
