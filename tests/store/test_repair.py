"""Repair: every way in which a history can be hurt, what is kept of the board, and what is said to be lost."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from lmnboard.model import difference
from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Damaged, Moved, StoreError
from lmnboard.model.records import Records
from lmnboard.store import backup, repair
from lmnboard.store.place import Place
from lmnboard.store.port import Rewound
from lmnboard.store.verify import verify
from tests.soak import found, often
from tests.store.builders import (
    AT,
    draft,
    entries,
    found_afresh,
    history_of,
    new_board,
    opened,
    process,
    set_to,
    tables,
    value,
)

EDITS = 6
"""Entries 2 to 7 set six fields of the first case to `2 weeks` … `7 weeks`."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    path = new_board(folder)
    with opened(path) as store:
        for seq in range(2, 2 + EDITS):
            set_to(store, "cases/1", f"request.field_{seq}", f"{seq} weeks")
    return path


def planned(path: Path) -> repair.Plan:
    plan = repair.plan(Place(path), AT, "root")
    assert plan is not None
    return plan


def repaired(path: Path) -> repair.Plan:
    """Repair a board; it must be whole then, writable, with one entry that says so."""
    plan = planned(path)
    repair.carry_out(Place(path), plan)
    assert verify(path).faults == []
    last = entries(path)[-1]
    assert (last.action, last.by, last.seq) == ("repair", "root", plan.good + 1)
    assert repair.plan(Place(path), AT, "root") is None
    with opened(path) as store:
        assert store.notices == []
        set_to(store, "cases/2", "request.after", "the repair")
    assert verify(path).faults == []
    return plan


def fields(path: Path) -> list[int]:
    """The entries whose change is in the board."""
    request = value(found_afresh(path), "cases/1", "request")
    return [seq for seq in range(2, 2 + EDITS) if request.get(f"field_{seq}") == f"{seq} weeks"]


def plain(records: Records) -> dict[str, Any]:
    bookkeeping = ("revision", "last_row")
    return {
        table: {n: {k: v for k, v in json.loads(bytes(raw)).items() if k not in bookkeeping} for n, raw in rows.items()}
        for table in records.tables
        if (rows := difference.all_of(records, table))
    }


def lines(path: Path) -> list[bytes]:
    return history_of(path).read_bytes().splitlines(keepends=True)


def write(path: Path, lines_: list[bytes]) -> bytes:
    data = b"".join(lines_)
    history_of(path).write_bytes(data)
    return data


def hurt(line: bytes) -> bytes:
    """A line of which a value is another one; its beginning and its end are as they were."""
    return line.replace(b" weeks", b" seeks")


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


# ---------------------------------------------------------------------- a backup that has more
@pytest.mark.parametrize("hurt_at", [4, None])
def test_a_backup_of_this_board_that_reaches_further_is_named(path: Path, hurt_at: int | None) -> None:
    made = backup.to_file(Place(path), None)[0].path
    whole = lines(path)
    write(path, [*whole[:3], hurt(whole[3]), *whole[4:]] if hurt_at else [])
    assert repair.fuller_backup(Place(path), 3 if hurt_at else 0) == (made, 1 + EDITS)
    assert repair.fuller_backup(Place(path), 1 + EDITS) is None


def test_a_backup_of_another_board_or_one_that_only_has_the_name_of_one_is_not_named(
    path: Path, tmp_path: Path
) -> None:
    other = new_board(tmp_path, cases=2)
    with opened(other) as store:
        for count in range(9):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
    folder = path.parent / "backups"
    folder.mkdir()
    backup.to_file(Place(other), folder)
    (folder / "board-20261120T020000Z-99.tar.gz").write_bytes(b"\x1f\x8b no backup")
    (folder / "board-20261120T020000Z-98.tar.gz").mkdir()
    (folder / "notes-20261120T020000Z-99.tar.gz").touch()
    write(path, lines(path)[:3])
    assert repair.fuller_backup(Place(path), 3) is None


def test_where_nothing_can_be_read_the_backup_is_named(path: Path) -> None:
    made = backup.to_file(Place(path), None)[0].path
    history_of(path).write_bytes(b"\0" * 500)
    path.write_bytes(b"\0" * 500)
    with pytest.raises(Damaged, match=f"'lmnboard restore .*{made.name}'"):
        planned(path)


# ---------------------------------------------------------------------- what verify says of a cut end
def test_an_end_that_was_cut_off_below_the_snapshot_is_not_called_a_write_that_was_cut_short(path: Path) -> None:
    whole = lines(path)
    write(path, [*whole[:3], whole[3][:50]])
    faults = " ".join(verify(path).faults)
    assert "its end was cut off in line 4; changes are refused" in faults
    assert "'lmnboard repair' says what it would keep" in faults
    assert "the next change removes it" not in faults
    with opened(path) as store, pytest.raises(StoreError, match="lmnboard repair"):
        set_to(store, "cases/2", "stage", "review")
    write(path, [*whole, whole[3][:50]])
    assert "the next change removes it" in " ".join(verify(path).faults)


@pytest.mark.parametrize("cut", [True, False])
def test_a_history_cut_in_a_line_says_so_where_no_snapshot_can_tell_by_how_much(path: Path, cut: bool) -> None:
    whole = lines(path)
    path.unlink()
    write(path, [*whole[:3], whole[3][:50]] if cut else whole)
    with opened(path) as store:
        told = " ".join(store.notices)
    assert "board.json was not there" in told
    assert ("its last line is cut short: if the file was cut, bring back a backup" in told) == cut


# ---------------------------------------------------------------------- with others, and with kills
@pytest.mark.parametrize("at_start", [True, False])
def test_a_running_program_goes_on_with_the_repaired_board(path: Path, at_start: bool) -> None:
    whole = lines(path)
    if at_start:
        write(path, whole[:3])
    with opened(path) as running:
        write(path, whole[:3])
        with pytest.raises(StoreError):
            set_to(running, "cases/2", "stage", "review")
        with pytest.raises(Damaged):
            set_to(running, "cases/2", "stage", "review")
        repair.carry_out(Place(path), planned(path))
        assert running.changed()
        with pytest.raises(Rewound):
            running.since(running.records.seq)
        set_to(running, "cases/2", "stage", "review")
    assert fields(path) == list(range(2, 2 + EDITS))
    assert verify(path).faults == []


def test_a_board_that_changes_while_the_repair_is_talked_over_is_left_alone(path: Path) -> None:
    whole = lines(path)
    write(path, whole[:3])
    plan = planned(path)
    write(path, whole[:5])
    with pytest.raises(Moved):
        repair.carry_out(Place(path), plan)
    assert lines(path) == whole[:5]
    assert not list(path.parent.glob("*before-repair*"))


@pytest.mark.soak
@pytest.mark.parametrize("how", ["cut", "damaged"])
def test_a_repair_that_is_killed_at_any_moment_loses_nothing_that_was_shown(
    path: Path, tmp_path: Path, how: str
) -> None:
    shown = tables(found_afresh(path))
    whole = lines(path)
    write(path, whole[:3] if how == "cut" else [*whole[:3], hurt(whole[3]), *whole[4:]])
    good = tmp_path / "good"
    shutil.copytree(path.parent, good)
    begun = time.monotonic()
    _repair(path, tmp_path / "timed")
    longest, kills, finished = time.monotonic() - begun, often(2, 200), 0
    for count in range(kills):
        shutil.rmtree(path.parent)
        shutil.copytree(good, path.parent)
        worker = process(_repair, path, tmp_path / f"go-{count}")
        end = time.monotonic() + 30
        while not (tmp_path / f"go-{count}").exists():
            assert time.monotonic() < end, "it did not begin"
            time.sleep(0.001)
        time.sleep(longest * 1.5 * count / kills)
        worker.kill()
        worker.join()
        seen = tables(found_afresh(path))
        assert _wrote(seen) == _wrote(shown), count
        if repair.plan(Place(path), AT, "root") is None:
            finished += 1
        else:
            repaired(path)
        assert _wrote(tables(found_afresh(path)))["payers"] == _wrote(shown)["payers"]
        assert fields(path) == list(range(2, 2 + EDITS))
        assert verify(path).faults == []
    found(f"repairs killed, history {how}", kills=kills, finished=finished)


def _repair(path: Path, go: Path) -> None:
    plan = planned(path)
    go.touch()
    repair.carry_out(Place(path), plan)


def _wrote(found_: dict[str, dict[int, Any]]) -> dict[str, Any]:
    bookkeeping = ("revision", "last_row")
    return {
        table: {n: {k: v for k, v in doc.items() if k not in bookkeeping} for n, doc in rows.items()}
        for table, rows in found_.items()
        if rows
    }
