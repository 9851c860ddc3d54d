"""A board of an older form is brought to the present one, with the files as they were kept beside it."""

from __future__ import annotations

import json
import re
import resource
from pathlib import Path

import pytest

from lmnboard.model.change import Change, Entry
from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records
from lmnboard.store import migration, snapshot
from lmnboard.store.history import GENESIS, START, encode_line, scan
from tests.store.builders import AT, edit, entries, found_afresh, history_of, new_board, opened, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board as version 1 left it: a first entry that names no form, and a snapshot of form 1."""
    path = new_board(tmp_path)
    first = scan(history_of(path).read_bytes(), START, 0).lines[0].entry
    line, digest = encode_line(Entry(1, first.at, first.by, first.action, first.changes, previous=GENESIS))
    history_of(path).write_bytes(line)
    data = re.sub(rb'"schema":2', b'"schema":1', path.read_bytes())
    data = re.sub(rb'"offset":\d+,"head":"[0-9a-f]+"', b'"offset":%d,"head":"%b"' % (len(line), digest.encode()), data)
    path.write_bytes(_with_its_checksum(data))
    assert found_afresh(path).schema == 1
    return path


def _with_its_checksum(data: bytes) -> bytes:
    import hashlib

    start = len(b'{"_lmnboard":{"1":{"checksum":"')
    return data[:start] + hashlib.sha256(data[start + 64 :]).hexdigest().encode() + data[start + 64 :]


def test_an_older_board_is_migrated_once_and_kept_as_it_was(path: Path) -> None:
    files = {file.name: file.read_bytes() for file in (path, history_of(path))}
    with opened(path) as one, opened(path) as other:
        one.migrate(AT, "ana")
        other.migrate(AT, "ben")
    assert [(entry.action, entry.by, entry.schema) for entry in entries(path)] == [
        ("begin", "ana", 0),
        ("migrate", "ana", 2),
    ]
    assert {name: path.with_name(f"{name}.schema-1").read_bytes() for name in files} == files
    assert json.loads(path.read_bytes())["_lmnboard"]["1"]["schema"] == 2
    assert found_afresh(path).schema == 2
    path.unlink()
    assert found_afresh(path).schema == 2


def test_a_step_changes_the_records_in_the_same_entry(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(records: Records) -> tuple[Change, ...]:
        return tuple(Change(name, "stage", doc["stage"], "review") for name, doc in records.docs("cases"))

    monkeypatch.setitem(migration.STEPS, 1, rename)
    with opened(path) as store:
        store.migrate(AT, "ana")
        assert value(store.records, "cases/3", "stage") == "review"
    assert len(entries(path)) == 2


def test_a_board_that_cannot_be_kept_as_it_was_is_not_written_until_it_can(path: Path) -> None:
    kept = [path.with_name(f"{file.name}.schema-1") for file in (history_of(path), path)]
    before = history_of(path).read_bytes(), path.read_bytes()
    with opened(path) as store:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))  # as a full disk
        store.migrate(AT, "ana")
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "cannot be kept as it was" in store.notices[-1]
        with pytest.raises(StoreError, match="cannot be kept as it was"):
            edit(store, "cases/1", "stage", "drafting", "review")
    assert (history_of(path).read_bytes(), path.read_bytes()) == before
    assert not list(path.parent.glob(".*.tmp"))
    with opened(path) as store:
        store.migrate(AT, "ana")
        edit(store, "cases/1", "stage", "drafting", "review")
    assert tuple(file.read_bytes() for file in kept) == before
    assert found_afresh(path).schema == snapshot.SCHEMA


def test_a_program_that_is_older_than_the_board_stops_writing_and_says_why(path: Path) -> None:
    with opened(path) as store:
        with opened(path) as newer:
            newer.append(Entry(0, AT, "zoe", "migrate", schema=snapshot.SCHEMA + 1))
        with pytest.raises(StoreError, match=r"newer lmnboard \(schema 3\): install that version"):
            edit(store, "cases/1", "stage", "drafting", "review")
    path.unlink()
    with pytest.raises(StoreError, match="newer lmnboard"):
        found_afresh(path)
