"""Repair beside backups, running programs and kills: the backup that has more is named, nothing shown is lost."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from lmnboard.model.errors import Damaged, Moved, StoreError
from lmnboard.store import backup, repair
from lmnboard.store.place import Place
from lmnboard.store.port import Rewound
from lmnboard.store.verify import verify
from tests.soak import found, often
from tests.store.builders import AT, found_afresh, history_of, new_board, opened, process, set_to, tables
from tests.store.hurt import EDITS, fields, hurt, lines, planned, repaired, six_edits, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return six_edits(tmp_path)


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
