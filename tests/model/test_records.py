"""Records in memory: entries taken in one after another give the same documents as judging them did."""

from __future__ import annotations

from typing import Any

import pytest

from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import Invalid
from lmnboard.model.records import Records


def entry(seq: int, *changes: Change) -> Entry:
    return Entry(seq, "2026-03-02T15:04:05+00:00", "ana", "edit", changes)


@pytest.fixture
def records() -> Records:
    made = Records()
    made.apply(entry(1, Change("cases/1", "", UNSET, {"id": "LMN-0001", "rows": [{"id": "t4"}], "odd": {"x": 1}})))
    return made


def test_what_is_judged_here_is_what_others_get_from_the_entry(records: Records) -> None:
    others = records.copy()
    judged = records.judge(
        [
            Change("cases/$1", "", UNSET, {"id": "LMN-$1", "rows": [{"id": "t2"}]}),
            Change("cases/1", "patient.name", None, "Ada"),
            Change("cases/1", "rows/t5", UNSET, {"id": "t5", "inner": [{"id": "x9"}]}),
            Change("cases/1", "rows/t5/name", None, "Ice"),
            Change("cases/1", "rows/t4", {"id": "t4"}, UNSET),
        ],
        2,
    )
    assert judged.clashes == []
    records.keep(judged.outcome, 2)
    others.apply(entry(2, *judged.changes))
    assert _docs(records) == _docs(others)
    assert records.doc("cases/1") == {
        "id": "LMN-0001",
        "rows": [{"id": "t5", "inner": [{"id": "x9"}], "name": "Ice"}],
        "odd": {"x": 1},
        "patient": {"name": "Ada"},
        "revision": 2,
        "last_row": 9,
    }
    assert (others.highest, others.seq) == ({"cases": 2}, 2)


def test_judging_changes_nothing(records: Records) -> None:
    before = _docs(records)
    drafted = Change("cases/1", "", records.doc("cases/1"), {"id": "LMN-0001"})
    records.judge([drafted, Change("cases/1", "patient.name", None, "Ada")], 2)
    assert _docs(records) == before
    assert drafted.after == {"id": "LMN-0001"}


def test_a_copy_goes_its_own_way(records: Records) -> None:
    copy = records.copy()
    copy.apply(entry(2, Change("cases/1", "stage", None, "review"), Change("cases/2", "", UNSET, {"id": "LMN-0002"})))
    assert (records.seq, records.highest, list(records.tables["cases"])) == (1, {"cases": 1}, [1])
    assert copy.revision("cases/1") == 2
    assert records.revision("cases/1") == 1
    assert records.revision("cases/9") == 0


def test_a_document_that_is_read_is_nobody_elses(records: Records) -> None:
    read = records.doc("cases/1")
    assert read is not None
    read["odd"]["x"] = 2
    assert (records.doc("cases/1") or {})["odd"] == {"x": 1}


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (Change("cases/1", "odd.x", 2, 3), 1),
        (Change("cases/1", "rows/t4", UNSET, {"id": "t4", "name": "Ice"}), {"id": "t4"}),
        (Change("cases/1", "rows/t5", {"id": "t5"}, {"id": "t5", "name": "Ice"}), UNSET),
        (Change("cases/1", "rows/t5/name", None, "Ice"), UNSET),
        (Change("cases/2", "stage", None, "review"), UNSET),
        (Change("cases/2", "", {"id": "LMN-0002"}, {"id": "LMN-0002", "stage": "review"}), UNSET),
        (Change("cases/1", "stage", "drafting", "review"), None),
    ],
)
def test_a_change_that_no_longer_fits_comes_back_with_what_stands(records: Records, change: Change, now: Any) -> None:
    assert records.clashes([change]) == [(change, now)]


@pytest.mark.parametrize(
    "change",
    [
        Change("cases/1", "odd.x", 1, 3),
        Change("cases/1", "odd.x", 7, 1),
        Change("cases/1", "stage", UNSET, "review"),
        Change("cases/1", "odd.y", 3, UNSET),
        Change("cases/1", "rows/t9", {"id": "t9"}, UNSET),
        Change("cases/2", "", {"id": "LMN-0002"}, UNSET),
        Change("cases/1", "", {"id": "LMN-0001", "rows": [{"id": "t4"}], "odd": {"x": 1}}, UNSET),
    ],
)
def test_a_change_fits_what_it_found_and_what_is_so_already(records: Records, change: Change) -> None:
    assert records.clashes([change]) == []


def test_one_clash_does_not_hide_the_others(records: Records) -> None:
    stale = [Change("cases/1", "odd.x", 2, 3), Change("cases/1", "stage", "drafting", "review")]
    clashes = records.clashes([stale[0], Change("cases/1", "patient.name", None, "Ada"), stale[1]])
    assert [change for change, _now in clashes] == stale


def test_numbers_go_on_from_the_highest_whatever_is_there_now() -> None:
    records = Records({"cases": {3: b'{"id":"LMN-0003"}'}}, {"payers": 7})
    judged = records.judge([Change("cases/$1", "", UNSET, {}), Change("payers/$2", "", UNSET, {})], 1)
    assert [change.record for change in judged.changes] == ["cases/4", "payers/8"]


@pytest.mark.parametrize("name", ["cases", "cases/", "/1", "cases/x", "cases/-1", "cases/٣", ""])
def test_what_is_no_name_of_a_record(records: Records, name: str) -> None:
    with pytest.raises(Invalid, match="not the name of a record"):
        records.clashes([Change(name, "stage", None, "review")])


def _docs(records: Records) -> dict[str, Any]:
    return {name: doc for table in records.tables for name, doc in records.docs(table)}
