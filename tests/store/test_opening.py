"""Opening a board: the snapshot, the history's tail, and every way in which one of them is not as it should be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Damaged, StoreError
from lmnboard.store.file import FileStore, create
from lmnboard.store.opening import NotBegun
from tests.store.builders import (
    case,
    draft,
    edit,
    entries,
    found_afresh,
    history_of,
    new_board,
    opened,
    set_to,
    tables,
    value,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def test_a_plain_tinydb_reads_every_table_after_close(path: Path) -> None:
    with opened(path) as store:
        edit(store, "cases/2", "patient.name", "Person 2", 'Zoë "Z" Núñez\n')
    with TinyDB(path, access_mode="r") as plain:
        assert plain.tables() == {"_lmnboard", "cases", "payers", 'a "b"/c'}
        assert [doc.doc_id for doc in plain.table("cases")] == [1, 2, 3]
        named = plain.table("cases").get(doc_id=2)
        assert named is not None
        assert named["patient"]["name"] == 'Zoë "Z" Núñez\n'
        assert plain.table('a "b"/c').get(doc_id=4) == {"text": "not ours", "revision": 1, "last_row": 0}


def test_the_board_opens_without_a_word_when_nothing_is_wrong(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    with opened(path) as store:
        assert store.notices == []
        assert value(store.records, "cases/1", "stage") == "review"
    assert {file.name for file in path.parent.iterdir()} == {"board.json", "board.history.jsonl", "board.lock"}


def test_history_alone_rebuilds_the_board(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
        store.append(draft(Change("cases/3", "", store.records.doc("cases/3"), UNSET)))
        before = tables(store.records)
    path.unlink()
    assert tables(found_afresh(path)) == before
    assert 3 not in before["cases"]


def test_a_snapshot_older_than_the_history_is_read_with_the_tail(path: Path) -> None:
    old = path.read_bytes()
    with opened(path) as store:
        for count in range(5):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
        before = tables(store.records)
    path.write_bytes(old)
    with opened(path) as store:
        assert store.notices == []
        assert tables(store.records) == before
        assert store.records.seq == 6


def test_a_torn_last_line_is_passed_over_by_readers_and_cut_by_the_next_writer(path: Path) -> None:
    with opened(path) as store:
        kept = set_to(store, "cases/1", "stage", "review")
    whole = history_of(path).read_bytes()
    with history_of(path).open("ab") as file:
        file.write(b'{"seq":3,"at":"2026-03-0')
    with opened(path) as reader:
        assert reader.records.seq == kept.seq
        assert history_of(path).read_bytes() != whole
        set_to(reader, "cases/1", "stage", "resolved")
        assert any("cut short" in notice for notice in reader.notices)
    assert history_of(path).read_bytes().startswith(whole + b'{"seq":3,')
    with opened(path) as store:
        assert [entry.seq for entry in entries(path)] == [1, 2, 3]
        assert value(store.records, "cases/1", "stage") == "resolved"


def test_a_bad_last_line_that_has_its_end_is_never_cut(path: Path) -> None:
    """It may have been acknowledged and damaged since: it stays as evidence, and the chain goes on after it."""
    old = path.read_bytes()
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    damaged = history_of(path).read_bytes().replace(b"review", b"reviex")
    history_of(path).write_bytes(damaged)
    path.write_bytes(old)
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "drafting"
        set_to(store, "cases/1", "stage", "resolved")
        set_to(store, "cases/2", "stage", "resolved")
        assert any("not as it was written" in notice for notice in store.notices)
    assert history_of(path).read_bytes().startswith(damaged)
    path.unlink()
    assert value(found_afresh(path), "cases/2", "stage") == "resolved"


@pytest.mark.parametrize("hurt", ["flipped", "dropped", "swapped", "last dropped"])
def test_damage_in_the_middle_stops_writing_at_the_named_line_while_reading_goes_on(path: Path, hurt: str) -> None:
    old = path.read_bytes()
    with opened(path) as store:
        for count in range(5):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
    lines = history_of(path).read_bytes().splitlines(keepends=True)
    if hurt == "flipped":
        lines[3] = lines[3].replace(b"2 weeks", b"7 weeks")
    elif hurt == "dropped":
        del lines[3]
    elif hurt == "swapped":
        lines[3:5] = reversed(lines[3:5])
    else:
        del lines[3:5]
    history_of(path).write_bytes(b"".join(lines))
    path.write_bytes(old)
    with opened(path) as store:
        assert value(store.records, "cases/1", "request.duration") == "1 weeks"
        with pytest.raises(Damaged, match="line 4"):
            set_to(store, "cases/1", "request.duration", "9 weeks")
        with pytest.raises(AssertionError, match="line 4"):
            entries(path)
    assert history_of(path).read_bytes() == b"".join(lines)


@pytest.mark.parametrize("line", [1, 3, 6])
def test_damage_below_the_snapshot_stops_writing_at_the_named_line_while_reading_goes_on(path: Path, line: int) -> None:
    """Opening does not read what the snapshot stands for; whoever writes first does."""
    with opened(path) as store:
        for count in range(5):
            set_to(store, "cases/1", "request.duration", f"{count} weeks")
    lines = history_of(path).read_bytes().splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b'"by"', b'"bY"', 1)
    history_of(path).write_bytes(b"".join(lines))
    with opened(path) as store:
        assert value(store.records, "cases/1", "request.duration") == "4 weeks"
        with pytest.raises(Damaged, match=f"line {line} "):
            set_to(store, "cases/1", "request.duration", "9 weeks")
        assert f"line {line} " in store.check()
    assert history_of(path).read_bytes() == b"".join(lines)


def test_damage_that_comes_while_the_board_is_open_stops_writing_too(path: Path) -> None:
    with opened(path) as ana, opened(path) as ben:
        for count in range(3):
            set_to(ana, "cases/1", "request.duration", f"{count} weeks")
        damaged = history_of(path).read_bytes().replace(b"1 weeks", b"7 weeks")
        history_of(path).write_bytes(damaged)
        assert [entry.seq for entry in ben.since(1)] == [2]
        with pytest.raises(Damaged, match="line 3"):
            edit(ben, "cases/2", "stage", "drafting", "review")
        assert history_of(path).read_bytes() == damaged
        assert value(ben.records, "cases/1", "request.duration") == "0 weeks"


def test_a_snapshot_that_another_tinydb_program_edited_is_set_aside(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    with TinyDB(path) as plain:
        plain.table("cases").update({"stage": "resolved"}, doc_ids=[1])
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "review"
        assert "board.json.aside-1" in " ".join(store.notices)
    with TinyDB(path.with_name("board.json.aside-1"), access_mode="r") as aside:
        edited = aside.table("cases").get(doc_id=1)
        assert edited is not None
        assert edited["stage"] == "resolved"
    with TinyDB(path, access_mode="r") as plain:
        assert {doc["stage"] for doc in plain.table("cases")} == {"review", "drafting"}


def test_a_running_program_does_not_write_over_what_another_program_put_there(path: Path) -> None:
    with opened(path) as store:
        with TinyDB(path) as plain:
            plain.table("cases").update({"stage": "resolved"}, doc_ids=[1])
        set_to(store, "cases/2", "stage", "review")
    assert b"resolved" in path.with_name("board.json.aside-1").read_bytes()
    assert value(found_afresh(path), "cases/1", "stage") == "drafting"


@pytest.mark.parametrize("garbage", [b"", b"\0" * 900, b"not json", b"{}", b'{"_lmnboard":{"1":{"checksum":"'])
def test_a_garbled_snapshot_is_set_aside_and_the_history_believed(path: Path, garbage: bytes) -> None:
    before = tables(found_afresh(path))
    path.write_bytes(garbage)
    assert tables(found_afresh(path)) == before
    assert path.with_name("board.json.aside-1").read_bytes() == garbage


def test_every_flipped_byte_of_a_snapshot_is_noticed(path: Path) -> None:
    good = path.read_bytes()
    before = tables(found_afresh(path))
    for at in range(0, len(good), len(good) // 40):
        path.write_bytes(good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :])
        with opened(path) as store:
            assert tables(store.records) == before
            assert store.notices


def test_without_its_history_a_board_is_shown_and_not_written(path: Path) -> None:
    history_of(path).unlink()
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "drafting"
        with pytest.raises(Damaged, match="is gone"):
            set_to(store, "cases/1", "stage", "review")
    assert not history_of(path).exists()


def test_a_history_that_goes_while_the_board_is_open_stops_writing_only(path: Path) -> None:
    with opened(path) as store:
        history_of(path).rename(path.with_name("elsewhere"))
        with pytest.raises(StoreError):
            set_to(store, "cases/1", "stage", "review")
        with pytest.raises(Damaged, match="is gone"):
            set_to(store, "cases/1", "stage", "review")
        assert value(store.records, "cases/1", "stage") == "drafting"
    assert not history_of(path).exists()


def test_a_history_cut_below_its_snapshot_is_not_written(path: Path) -> None:
    first = history_of(path).read_bytes()
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "review")
    history_of(path).write_bytes(first)
    with opened(path) as store:
        assert value(store.records, "cases/1", "stage") == "review"
        with pytest.raises(Damaged, match="cut or replaced"):
            set_to(store, "cases/1", "stage", "resolved")
    assert history_of(path).read_bytes() == first


@pytest.mark.parametrize("with_history", [True, False])
def test_a_newer_schema_is_refused_with_what_to_install(path: Path, with_history: bool) -> None:
    newer = re.sub(rb'"schema":2,"seq":1', rb'"schema":12,"shape":"other"', path.read_bytes())
    path.write_bytes(newer)
    if not with_history:
        history_of(path).unlink()
    with pytest.raises(StoreError, match=r"newer lmnboard \(schema 12\): install"):
        FileStore(path).load()
    assert path.read_bytes() == newer


def test_where_nothing_is_there_is_no_board(tmp_path: Path) -> None:
    with pytest.raises(NotBegun, match="lmnboard init"):
        FileStore(tmp_path / "board.json").load()
    with pytest.raises(StoreError, match="No board can be"):
        FileStore(tmp_path / "nowhere" / "board.json")
    assert list(tmp_path.iterdir()) == []


def test_a_plain_tinydb_file_has_not_begun_and_is_kept_when_a_board_is_made_of_it(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    with TinyDB(path) as plain:
        plain.table("cases").insert(case(1))
    found = path.read_bytes()
    with pytest.raises(NotBegun):
        FileStore(path).load()
    create(path, draft(Change("cases/1", "", UNSET, json.loads(found)["cases"]["1"])))
    assert path.with_name("board.json.before-lmnboard-1").read_bytes() == found
    assert value(found_afresh(path), "cases/1", "from_a_later_version.kept") is True


def test_a_board_is_made_once_and_never_over_another(path: Path) -> None:
    before = history_of(path).read_bytes()
    with pytest.raises(StoreError, match="already"):
        create(path, draft(Change("cases/1", "", UNSET, case(1))))
    assert history_of(path).read_bytes() == before


def test_a_link_to_a_board_is_that_board(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "home"
    elsewhere.mkdir()
    (elsewhere / "mine.json").symlink_to(path)
    with opened(elsewhere / "mine.json") as store:
        set_to(store, "cases/1", "stage", "review")
    assert value(found_afresh(path), "cases/1", "stage") == "review"
    assert [file.name for file in elsewhere.iterdir()] == ["mine.json"]


def test_what_a_dead_process_left_half_written_is_removed_at_the_next_start(path: Path) -> None:
    left = path.with_name(".board.json.999999999.0a1b2c3d.tmp")
    left.write_bytes(b"patient data")
    found_afresh(path)
    assert not left.exists()
