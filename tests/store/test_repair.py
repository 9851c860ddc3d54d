"""Repair: every way in which a history can be hurt, what is kept of the board, and what is said to be lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lmnboard.model import difference
from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Damaged
from lmnboard.model.records import Records
from lmnboard.store import repair
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.store.builders import AT, draft, entries, found_afresh, history_of, new_board, opened, set_to, value
from tests.store.hurt import EDITS, fields, hurt, lines, planned, repaired, six_edits, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return six_edits(tmp_path)


def plain(records: Records) -> dict[str, Any]:
    bookkeeping = ("revision", "last_row")
    return {
        table: {n: {k: v for k, v in json.loads(bytes(raw)).items() if k not in bookkeeping} for n, raw in rows.items()}
        for table in records.tables
        if (rows := difference.all_of(records, table))
    }


# ---------------------------------------------------------------------- nothing to do, nothing that can be done
def test_a_whole_board_is_left_alone(path: Path) -> None:
    before = history_of(path).read_bytes(), path.read_bytes()
    assert repair.plan(Place(path), AT, "root") is None
    with history_of(path).open("ab") as file:
        file.write(b'{"seq":8,"at":"2026-03-0')  # a write that was cut short, and never confirmed
    assert repair.plan(Place(path), AT, "root") is None
    path.unlink()
    assert repair.plan(Place(path), AT, "root") is None
    assert history_of(path).read_bytes().startswith(before[0])


def test_where_nothing_can_be_read_a_backup_is_asked_for(path: Path) -> None:
    history_of(path).write_bytes(b"\0" * 500)
    path.write_bytes(b"\0" * 500)
    with pytest.raises(Damaged, match="Restore the board from a backup"):
        repair.plan(Place(path), AT, "root")


def test_the_history_of_another_board_is_not_mixed_with_this_one(path: Path, tmp_path: Path) -> None:
    other = new_board(tmp_path, cases=2)
    with opened(other) as store:
        for count in range(9):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
    shutil.copy(history_of(other), history_of(path))
    with pytest.raises(Damaged, match="not of one board"):
        repair.plan(Place(path), AT, "root")


# ---------------------------------------------------------------------- cut below the snapshot, or gone
@pytest.mark.parametrize("left", [0, 1, 3, 6])
@pytest.mark.parametrize("torn", [False, True])
def test_a_history_cut_below_the_snapshot_goes_on_with_what_was_shown(path: Path, left: int, torn: bool) -> None:
    shown = found_afresh(path)
    whole = lines(path)
    damaged = write(path, whole[:left] + ([whole[left][:50]] if torn else []))
    plan = repaired(path)
    assert (plan.good, plan.snapshot_at, plan.lost) == (left, 1 + EDITS, [])
    assert [bad.seq for bad in plan.merged] == list(range(left + 1, 2 + EDITS))
    assert fields(path) == list(range(2, 2 + EDITS))
    assert plain(found_afresh(path))["payers"] == plain(shown)["payers"]
    assert history_of(path).with_name("board.history.jsonl.before-repair-1").read_bytes() == damaged
    assert lines(path)[:left] == whole[:left]


def test_a_history_that_is_gone_begins_again_with_what_was_shown(path: Path) -> None:
    shown = plain(found_afresh(path))
    history_of(path).unlink()
    plan = planned(path)
    repair.carry_out(Place(path), plan)
    assert plain(found_afresh(path)) == shown
    assert [entry.action for entry in entries(path)] == ["repair"]
    assert verify(path).faults == []


def test_archived_cases_and_numbers_that_were_given_outlive_the_repair(path: Path) -> None:
    first = lines(path)[:1]
    with opened(path) as store:
        set_to(store, "cases/2", "archived_at", AT)
        made = store.append(draft(Change("cases/$1", "", UNSET, {"id": "LMN-$1"})))
        store.append(draft(Change("cases/4", "", made.changes[0].after, UNSET)))
    write(path, first)
    repaired(path)
    assert [name for name, _doc in found_afresh(path).every("cases")] == ["cases/1", "cases/3", "cases/2"]
    with opened(path) as store:
        again = store.append(draft(Change("cases/$1", "", UNSET, {"id": "LMN-$1"})))
        assert again.changes[0].record == "cases/5"


def test_an_archived_case_that_only_its_own_lost_file_had_is_not_taken_for_one_that_was_removed(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/2", "archived_at", AT)
    archive = path.with_name("archive.json")
    whole = archive.read_bytes()
    write(path, lines(path)[:3])
    archive.unlink()
    with pytest.raises(Damaged, match=r"archived cases cannot be read.*Bring archive\.json back"):
        planned(path)
    archive.write_bytes(whole)
    repaired(path)
    assert value(found_afresh(path), "cases/2", "archived_at") == AT


# ---------------------------------------------------------------------- a damaged line
@pytest.mark.parametrize("line", range(2, 1 + EDITS))
@pytest.mark.parametrize("how", ["flipped", "dropped"])
def test_a_damaged_line_below_the_snapshot_loses_no_change(path: Path, line: int, how: str) -> None:
    whole = lines(path)
    write(path, [*whole[: line - 1], *([hurt(whole[line - 1])] if how == "flipped" else []), *whole[line:]])
    plan = repaired(path)
    assert (plan.good, plan.snapshot_at, plan.lost) == (line - 1, 1 + EDITS, [])
    assert [bad.seq for bad in plan.merged] == list(range(line, 2 + EDITS))
    assert plan.merged[0].by == ("ana" if how == "flipped" else "")
    assert fields(path) == list(range(2, 2 + EDITS))


@pytest.mark.parametrize("line", range(2, 1 + EDITS))
@pytest.mark.parametrize("how", ["flipped", "dropped"])
def test_without_a_later_snapshot_the_entry_is_lost_and_those_after_it_are_kept(
    path: Path, line: int, how: str
) -> None:
    whole = lines(path)
    path.unlink()
    write(path, [*whole[: line - 1], *([hurt(whole[line - 1])] if how == "flipped" else []), *whole[line:]])
    plan = repaired(path)
    assert [bad.seq for bad in plan.lost] == [line]
    assert plan.lost[0].action == ("edit" if how == "flipped" else "")
    assert [entry.seq for entry in plan.applied] == list(range(line + 1, 2 + EDITS))
    assert plan.partly == []
    assert fields(path) == [seq for seq in range(2, 2 + EDITS) if seq != line]


def test_lines_after_the_snapshot_that_stands_beyond_the_damage_are_kept(path: Path) -> None:
    snapshot = path.read_bytes()
    with opened(path) as store:
        for count in range(3):
            set_to(store, "cases/3", f"request.later_{count}", "kept")
    whole = lines(path)
    write(path, [*whole[:3], hurt(whole[3]), *whole[4:8], whole[8].replace(b"kept", b"KEPT"), *whole[9:]])
    path.write_bytes(snapshot)
    plan = repaired(path)
    assert (plan.good, plan.snapshot_at) == (3, 7)
    assert ([bad.seq for bad in plan.merged], [bad.seq for bad in plan.lost]) == ([4, 5, 6, 7, 8, 10], [9])
    assert [entry.seq for entry in plan.applied] == [8, 10]
    assert fields(path) == list(range(2, 2 + EDITS))
    later = value(found_afresh(path), "cases/3", "request")
    assert [f"later_{n}" in later for n in range(3)] == [True, False, True]


def test_lines_that_changed_places_are_all_kept(path: Path) -> None:
    whole = lines(path)
    path.unlink()
    write(path, [*whole[:3], whole[4], whole[3], *whole[5:]])
    plan = repaired(path)
    assert plan.lost == []
    assert fields(path) == list(range(2, 2 + EDITS))


def test_what_hangs_on_a_lost_entry_is_kept_as_far_as_it_goes(path: Path) -> None:
    with opened(path) as store:
        row = {"id": "t2", "name": "Bracing", "weeks": " weeks"}
        store.append(draft(Change("cases/1", "treatments/t2", UNSET, row)))
        store.append(
            draft(
                Change("cases/1", "treatments/t2/name", "Bracing", "Splint"),
                Change("cases/2", "stage", "drafting", "review"),
            )
        )
    whole = lines(path)
    path.unlink()
    write(path, [*whole[:7], hurt(whole[7]), whole[8]])
    plan = repaired(path)
    assert ([bad.seq for bad in plan.lost], plan.partly) == ([8], [9])
    assert value(found_afresh(path), "cases/1", "treatments/t2") is UNSET
    assert value(found_afresh(path), "cases/2", "stage") == "review"


@pytest.mark.parametrize("snapshot", ["after it", "before it"])
def test_a_damaged_last_line_that_was_whole_once(path: Path, snapshot: str) -> None:
    older = path.read_bytes()
    with opened(path) as store:
        set_to(store, "cases/3", "request.last", "9 weeks")
    whole = lines(path)
    write(path, [*whole[:-1], hurt(whole[-1])])
    if snapshot == "before it":
        path.write_bytes(older)
    plan = repaired(path)
    kept = snapshot == "after it"
    assert [bad.seq for bad in (plan.merged if kept else plan.lost)] == [8]
    assert value(found_afresh(path), "cases/3", "request").get("last") == ("9 weeks" if kept else None)


def test_a_history_that_goes_on_after_a_bad_line_needs_no_repair(path: Path) -> None:
    older = path.read_bytes()
    with opened(path) as store:
        set_to(store, "cases/3", "request.last", "9 weeks")
    whole = lines(path)
    write(path, [*whole[:-1], hurt(whole[-1])])
    path.write_bytes(older)
    for count in range(2):  # the second is a fresh process, which holds the whole history against its chain
        with opened(path) as store:
            set_to(store, "cases/2", "request.more", f"{count} weeks")
    assert repair.plan(Place(path), AT, "root") is None
