"""What is written is what still fits: conflicts with both values, judged states, numbers given under the lock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Conflict, Invalid, Moved
from tests.store.builders import case, draft, edit, found_afresh, history_of, new_board, opened, set_to, tables, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def test_two_people_edit_different_fields_and_rows_of_one_case(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        edit(ana, "cases/1", "request.duration", "6 weeks", "12 weeks")
        edit(ben, "cases/1", "patient.name", "Person 1", "Ada Moss")
        edit(ben, "cases/1", "treatments/t1/outcome", None, "no relief")
        ana.append(draft(Change("cases/1", "treatments/t2", UNSET, {"id": "t2", "name": "Ice"})))
        doc = found_afresh(path).doc("cases/1") or {}
    assert (doc["request"]["duration"], doc["patient"]["name"]) == ("12 weeks", "Ada Moss")
    assert [(row["id"], row.get("outcome")) for row in doc["treatments"]] == [("t1", "no relief"), ("t2", None)]
    assert (doc["revision"], doc["last_row"]) == (5, 2)


def test_the_same_field_is_a_conflict_with_both_values_and_nothing_is_written(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        edit(ana, "cases/1", "request.duration", "6 weeks", "12 weeks")
        before = history_of(path).read_bytes()
        mine = Change("cases/1", "request.duration", "6 weeks", "9 weeks")
        with pytest.raises(Conflict) as conflict:
            ben.append(draft(mine, Change("cases/1", "patient.name", "Person 1", "Ada Moss")))
        assert conflict.value.mine == (mine,)
        assert conflict.value.theirs == ("12 weeks",)
        assert history_of(path).read_bytes() == before
        assert value(ben.records, "cases/1", "patient.name") == "Person 1"


def test_the_same_value_from_two_people_is_no_conflict_and_is_undone_to_what_stood(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        edit(ana, "cases/1", "request.duration", "6 weeks", "12 weeks")
        second = edit(ben, "cases/1", "request.duration", "6 weeks", "12 weeks")
        assert second.changes[0].before == "12 weeks"


@pytest.mark.parametrize(
    "late",
    [
        Change("cases/1", "treatments/t2", UNSET, {"id": "t2"}),
        Change("cases/1", "patient.email", None, "a@b.example"),
        Change("cases/1", "patient.email", UNSET, "a@b.example"),
    ],
)
def test_nothing_is_written_into_a_case_that_somebody_removed(path: Path, late: Change) -> None:
    with opened(path) as ana, opened(path) as ben:
        ana.append(draft(Change("cases/1", "", ana.records.doc("cases/1"), UNSET)))
        with pytest.raises(Conflict):
            ben.append(draft(late))


@pytest.mark.parametrize(
    "late",
    [
        Change("cases/1", "treatments/t1/outcome", None, "better"),
        Change("cases/1", "treatments/t1/outcome", UNSET, "better"),
        Change("cases/1", "treatments/t1/codes/c1", UNSET, {"id": "c1"}),
    ],
)
def test_nothing_is_written_into_a_row_that_somebody_removed(path: Path, late: Change) -> None:
    with opened(path) as ana, opened(path) as ben:
        ana.append(draft(Change("cases/1", "treatments/t1", value(ana.records, "cases/1", "treatments/t1"), UNSET)))
        with pytest.raises(Conflict):
            ben.append(draft(late))
        assert found_afresh(path).seq == 2


def test_a_row_changed_by_one_is_not_removed_by_another(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        row = value(ben.records, "cases/1", "treatments/t1")
        edit(ana, "cases/1", "treatments/t1/name", "Rest", "Rest and ice")
        with pytest.raises(Conflict) as conflict:
            ben.append(draft(Change("cases/1", "treatments/t1", row, UNSET)))
        assert conflict.value.theirs == ({**row, "name": "Rest and ice"},)


def test_a_judged_action_is_refused_once_the_case_has_moved(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        judged = {"cases/1": ben.records.revision("cases/1")}
        edit(ana, "cases/1", "diagnosis.code", None, "M54.5")
        submit = draft(Change("cases/1", "stage", "drafting", "follow_up"), action="submit", expect=judged)
        with pytest.raises(Moved):
            ben.append(submit)
        assert value(found_afresh(path), "cases/1", "stage") == "drafting"
        edit(ana, "cases/2", "stage", "drafting", "review")
        judged = {"cases/1": ben.records.revision("cases/1")}
        ben.append(draft(Change("cases/1", "stage", "drafting", "follow_up"), expect=judged))


def test_new_records_are_numbered_under_the_lock_and_named_in_linked_changes(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        ana.append(draft(Change("cases/$1", "", UNSET, {**case(0), "id": "LMN-$1"})))
        entry = ben.append(
            draft(
                Change("cases/$1", "", UNSET, {"id": "LMN-$1", "appeal": {"of": "LMN-0001", "then": ["LMN-$2"]}}),
                Change("cases/$2", "", UNSET, {"id": "LMN-$2"}),
                Change("cases/1", "appealed_by", None, "LMN-$1"),
                Change("cases/1", "note", None, "costs $1"),
            )
        )
        assert [change.record for change in entry.changes] == ["cases/5", "cases/6", "cases/1", "cases/1"]
        records = found_afresh(path)
        assert value(records, "cases/5", "appeal") == {"of": "LMN-0001", "then": ["LMN-0006"]}
        assert value(records, "cases/1", "appealed_by") == "LMN-0005"
        assert value(records, "cases/1", "note") == "costs $1"


def test_two_new_records_of_different_tables_cannot_share_a_mark(path: Path) -> None:
    with opened(path) as store, pytest.raises(Invalid, match="one mark"):
        store.append(draft(Change("cases/$1", "", UNSET, {"id": "LMN-$1"}), Change("payers/$1", "", UNSET, {})))


def test_a_slug_is_given_once(path: Path) -> None:
    with opened(path) as store:
        with pytest.raises(Conflict):
            store.append(draft(Change("payers/$1", "", UNSET, {"id": "harbor", "name": "Harbor of another town"})))
        store.append(draft(Change("payers/$1", "", UNSET, {"id": "meadow"})))


def test_the_number_of_a_removed_record_is_never_used_again(path: Path) -> None:
    with opened(path) as store:
        store.append(draft(Change("cases/3", "", store.records.doc("cases/3"), UNSET)))
    with opened(path) as store:
        assert _added(store) == "cases/4"
        store.append(draft(Change("cases/4", "", store.records.doc("cases/4"), UNSET)))
    path.unlink()
    with opened(path) as store:
        assert _added(store) == "cases/5"


def test_the_number_of_a_removed_row_is_remembered(path: Path) -> None:
    with opened(path) as store:
        store.append(draft(Change("cases/1", "treatments/t2", UNSET, {"id": "t2"})))
        store.append(draft(Change("cases/1", "treatments/t2", {"id": "t2"}, UNSET)))
        removed = store.append(draft(Change("cases/1", "", store.records.doc("cases/1"), UNSET)))
        store.append(draft(*(change.reversed() for change in removed.changes)))
    assert value(found_afresh(path), "cases/1", "last_row") == 2


def test_what_an_entry_did_is_taken_back_by_its_changes_reversed(path: Path) -> None:
    with opened(path) as store:
        doc = store.records.doc("cases/1") or {}
        before = tables(store.records)["cases"]
        done = store.append(
            draft(
                Change("cases/$1", "", UNSET, {"id": "LMN-$1"}),
                Change("cases/1", "patient.email", None, "a@b.example"),
                Change("cases/1", "from_a_later_version", {"kept": True}, UNSET),
                Change("cases/1", "treatments/t1", doc["treatments"][0], UNSET),
            )
        )
        store.append(draft(*(change.reversed() for change in reversed(done.changes)), action="undo", of=done.seq))
        after = tables(store.records)["cases"]
    after[1]["patient"].pop("email")
    assert _without_revision(after) == _without_revision(before)


def test_later_changes_of_an_entry_stand_on_earlier_ones(path: Path) -> None:
    with opened(path) as store:
        row = {"id": "t2", "name": "Ice"}
        entry = store.append(
            draft(
                Change("cases/1", "treatments/t2", UNSET, row), Change("cases/1", "treatments/t2/name", "Ice", "Heat")
            )
        )
        assert entry.changes[0].after == {"id": "t2", "name": "Ice"}
        assert row == {"id": "t2", "name": "Ice"}
    assert value(found_afresh(path), "cases/1", "treatments/t2/name") == "Heat"


def test_unknown_keys_and_unknown_tables_survive(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/1", "patient.name", "Ada Moss")
    with opened(path) as store:
        set_to(store, 'a "b"/c/4', "text", "still not ours")
    path.unlink()
    records = found_afresh(path)
    assert value(records, "cases/1", "from_a_later_version") == {"kept": True}
    assert value(records, 'a "b"/c/4', "text") == "still not ours"


@pytest.mark.parametrize(
    "change",
    [
        Change("cases/1", "patient.name", "Person 1", "\ud800"),
        Change("cases/1", "patient.name", "Person 1", object()),
        Change("cases/1", "patient.name.first", None, "Ada"),
        Change("cases/1", "patient/t1", UNSET, {"id": "t1"}),
        Change("cases/1", "treatments/t2", UNSET, {"id": "t3"}),
        Change("cases/1", "treatments/t2", UNSET, "Ice"),
        Change("cases/9", "", UNSET, "not a document"),
        Change("cases", "stage", None, "review"),
        Change("cases/x", "stage", None, "review"),
    ],
)
def test_what_could_never_be_read_back_is_refused_and_the_board_lives(path: Path, change: Change) -> None:
    before = history_of(path).read_bytes()
    with opened(path) as store:
        with pytest.raises(Invalid):
            store.append(draft(change))
        assert history_of(path).read_bytes() == before
        set_to(store, "cases/1", "stage", "review")
    assert found_afresh(path).seq == 2


def test_hostile_text_comes_back_as_it_was_typed(path: Path) -> None:
    text = '"}\n,"digest":"' + "0" * 64 + '"}\n\u2028\x1b[2J{{ 7*7 }}\0'
    with opened(path) as store:
        edit(store, "cases/1", "patient.name", "Person 1", text)
    path.unlink()
    assert value(found_afresh(path), "cases/1", "patient.name") == text


def _added(store: Any) -> str:
    return str(store.append(draft(Change("cases/$1", "", UNSET, {"id": "LMN-$1"}))).changes[0].record)


def _without_revision(docs: dict[int, Any]) -> dict[int, Any]:
    return {n: {k: v for k, v in doc.items() if k != "revision"} for n, doc in docs.items()}
