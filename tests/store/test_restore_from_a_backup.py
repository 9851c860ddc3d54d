"""Restoring from a backup: a lost, a damaged, an older or another board, and a restore that is killed midway."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from lmnboard import restoring
from lmnboard.model import difference
from lmnboard.model.change import Change
from lmnboard.store import copies, snapshot
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.builders import a_board, a_case, at
from tests.soak import found, often
from tests.store.builders import (
    AT,
    draft,
    entries,
    found_afresh,
    head,
    history_of,
    new_board,
    opened,
    process,
    tables,
    value,
)
from tests.store.gone_back import backed_up, gone_another_way, plain, set_archived


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    return a_board(folder, a_case(), a_case(stage="gathering"), a_case())


def test_a_backup_in_an_empty_folder_is_the_same_board(path: Path, tmp_path: Path) -> None:
    with at(path) as board:
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"a scan")
        board.attach("LMN-0001", scan, title="Scan", kind=None, on=None)
        board.edit("LMN-0003", {"stage": "resolved"})
    set_archived(path)
    copy = backed_up(path)
    (tmp_path / "new").mkdir()
    new = tmp_path / "new" / "board.json"
    assert restoring.kind_of(Place(new), copy) == "new"
    assert restoring.put_in_place(Place(new), copy, "new", AT) == ([], 1)
    assert tables(found_afresh(new)) == tables(found_afresh(path))
    assert head(new) == head(path)
    assert verify(new).faults == []
    for name in ("board.json", "archive.json", "board.history.jsonl"):
        assert (new.parent / name).read_bytes() == (path.parent / name).read_bytes()


def test_a_paper_that_is_missing_comes_back_and_one_that_is_there_is_not_touched(path: Path, tmp_path: Path) -> None:
    with at(path) as board:
        for name in ("one", "two"):
            (tmp_path / name).write_text(name)
            board.attach("LMN-0001", tmp_path / name, title=name, kind=None, on=None)
    copy = backed_up(path)
    one, two = sorted((path.parent / "attachments" / "LMN-0001").iterdir())
    before = one.read_bytes()
    one.unlink()
    two.chmod(0o600)
    two.write_bytes(b"what is there stays")
    assert copies.bring_papers(copy, Place(path)) == 1
    assert (one.read_bytes(), two.read_bytes()) == (before, b"what is there stays")


def test_what_went_on_after_the_backup_is_recognised_and_taken_back_as_one_entry(path: Path) -> None:
    copy = backed_up(path)
    with at(path) as board:
        board.edit("1", {"request.duration": "99 weeks"})
        assert restoring.kind_of(Place(path), copy) == "earlier"
        board.restore(board.changes_to(copy.past.records()), "")
    assert plain(found_afresh(path)) == plain(copy.past.records())
    assert len(entries(path)) == 3


def test_an_older_board_in_the_place_of_the_newer_one_gets_its_whole_history_back(path: Path) -> None:
    old = history_of(path).read_bytes()
    with at(path) as board:
        board.edit("1", {"request.duration": "99 weeks"})
    copy = backed_up(path)
    path.unlink()
    history_of(path).write_bytes(old)
    assert restoring.kind_of(Place(path), copy) == "later"
    restoring.put_in_place(Place(path), copy, "later", AT)
    assert [entry.action for entry in entries(path)] == ["begin", "edit", "restore"]
    assert plain(found_afresh(path)) == plain(copy.past.records())
    assert verify(path).faults == []


def test_a_history_that_went_another_way_is_set_aside_whole(path: Path) -> None:
    copy = gone_another_way(path)
    kept = history_of(path).read_bytes(), path.read_bytes()
    assert restoring.kind_of(Place(path), copy) == "other"
    assert [entry.seq for entry in restoring.only_here(Place(path), copy)] == [2, 3]
    names, _papers = restoring.put_in_place(Place(path), copy, "other", AT)
    assert names == ["board.history.jsonl.before-restore-1", "board.json.before-restore-1"]
    assert tuple((path.parent / name).read_bytes() for name in names) == kept
    assert plain(found_afresh(path)) == plain(copy.past.records())
    assert [entry.action for entry in entries(path)] == ["begin", "edit", "restore"]
    assert verify(path).faults == []


def test_the_archive_of_the_board_that_was_replaced_goes_aside_with_it(path: Path) -> None:
    copy = gone_another_way(path)
    set_archived(path)
    kept = (path.parent / "archive.json").read_bytes()
    restoring.put_in_place(Place(path), copy, "other", AT)
    assert (path.parent / "archive.json.before-restore-1").read_bytes() == kept
    assert not (path.parent / "archive.json").exists()
    set_archived(path)
    assert [name for name, _doc in found_afresh(path).every("cases")] == ["cases/1", "cases/2", "cases/3"]
    assert verify(path).faults == []


@pytest.mark.parametrize("gone", ["history", "both", "snapshot and half the history"])
def test_damaged_files_are_replaced_by_the_backup(path: Path, gone: str) -> None:
    with at(path) as board:
        for count in range(4):
            board.edit("1", {"request.duration": f"{count} weeks"})
    copy = backed_up(path)
    if gone == "history":
        history_of(path).unlink()
    elif gone == "both":
        history_of(path).write_bytes(b"\0" * 300)
        path.write_bytes(b"")
    else:
        path.unlink()
        history_of(path).write_bytes(history_of(path).read_bytes().replace(b"2 weeks", b"9 weeks"))
    assert restoring.kind_of(Place(path), copy) == "damaged"
    restoring.put_in_place(Place(path), copy, "damaged", AT)
    assert plain(found_afresh(path)) == plain(copy.past.records())
    assert verify(path).faults == []


@pytest.mark.soak
@pytest.mark.parametrize("damaged", [False, True])
def test_a_restore_that_is_killed_at_any_moment_leaves_the_old_board_or_the_new_one(
    path: Path, tmp_path: Path, damaged: bool
) -> None:
    copy = gone_another_way(path)
    if damaged:
        first = history_of(path).read_bytes()
        history_of(path).write_bytes(first[: first.index(b"\n") + 1])
    good = tmp_path / "good"
    shutil.copytree(path.parent, good)
    old, new = plain(found_afresh(good / "board.json")), plain(copy.past.records())
    kills, left = often(2, 200), {"old": 0, "new": 0}
    longest = _seconds(path, copy, damaged)
    for count in range(kills):
        shutil.rmtree(path.parent)
        shutil.copytree(good, path.parent)
        restorer = process(_restore, path, copy.path, "damaged" if damaged else "other", tmp_path / f"go-{count}")
        _wait_for(tmp_path / f"go-{count}")
        time.sleep(longest * 1.3 * count / kills)
        restorer.kill()
        restorer.join()
        now = plain(found_afresh(path))
        assert now in (old, new), count
        left["new" if now == new else "old"] += 1
        kind = restoring.kind_of(Place(path), copy)
        restoring.put_in_place(Place(path), copy, kind, AT)
        assert plain(found_afresh(path)) == new
        assert verify(path).faults == []
    found(f"restores killed, {'damaged' if damaged else 'whole'} board before", kills=kills, **left)


def _seconds(path: Path, copy: copies.Copy, damaged: bool) -> float:
    begun = time.monotonic()
    _restore(path, copy.path, "damaged" if damaged else "other", path.parent / "timed")
    return time.monotonic() - begun


def _restore(path: Path, source: Path, kind: restoring.Kind, go: Path) -> None:
    copy = copies.read(source)
    go.touch()
    restoring.put_in_place(Place(path), copy, kind, AT)


def _wait_for(file: Path) -> None:
    end = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < end, "it did not begin"
        time.sleep(0.001)


def test_a_folder_that_was_copied_by_hand_will_do(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.parent, tmp_path / "by hand")
    with at(path) as board:
        board.edit("1", {"request.duration": "99 weeks"})
    copy = copies.read(tmp_path / "by hand")
    assert copy.faults == []
    assert restoring.kind_of(Place(path), copy) == "earlier"


def test_a_board_that_is_not_of_a_clinic_restores_as_well(tmp_path: Path) -> None:
    """Tables and fields that this version does not know are part of the board."""
    path = new_board(tmp_path)
    then = found_afresh(path)
    with opened(path) as store:
        store.append(draft(Change('a "b"/c/4', "text", "not ours", "changed"), Change("cases/1", "later.a", None, [1])))
        changes = difference.between(store.records, then)
        store.append(draft(*changes, action="restore"))
        assert value(store.records, 'a "b"/c/4', "text") == "not ours"
    assert plain(found_afresh(path)) == plain(then)


def test_a_backup_of_an_older_form_is_brought_to_the_present_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = path.parent / "older"
    folder.mkdir()
    with monkeypatch.context() as before:
        before.setattr(snapshot, "SCHEMA", 1)
        older = a_board(folder, a_case(owner="jo"))
        copy = backed_up(older)
    assert restoring.kind_of(Place(path), copy) == "other"
    restoring.put_in_place(Place(path), copy, "other", AT)
    with at(path) as board:
        assert board.shown.case("1").owner == "jo"
    assert [entry.action for entry in entries(path)] == ["begin", "restore", "migrate"]
    assert verify(path).faults == []
