"""What another TinyDB program wrote into the board's file: taken in where it can be, over nothing that changed here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard import restoring
from lmnboard.model.change import UNSET
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.builders import a_board, a_case, at, look_over_and_sign
from tests.store.builders import AT, found_afresh, opened, set_to


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    return a_board(folder, a_case(), a_case(stage="gathering"), a_case())


@contextmanager
def another_program(path: Path) -> Iterator[TinyDB]:
    """A TinyDB on the board's file, as somebody's script would have it; what it leaves is put aside at the opening."""
    with TinyDB(path) as plain_tinydb:
        yield plain_tinydb
    found_afresh(path)


def test_what_another_program_changed_is_taken_in_and_what_changed_here_since_stays(path: Path) -> None:
    with TinyDB(path) as database:
        database.table("cases").update(lambda doc: doc["request"].update(duration="7 weeks"), doc_ids=[1])
        database.table("cases").update({"owner": "jo", "value": 250.0}, doc_ids=[2])
        database.table("cases").insert({"patient": {"name": "From\x07 Outside\x1b[31m"}, "stage": "gathering"})
    with at(path) as board:
        board.edit("1", {"request.duration": "99 weeks"})
        board.edit("2", {"value": 100.0})
        board.edit("3", {"request.duration": "stays as it is here"})
        aside = path.with_name("board.json.aside-1")
        edited = restoring.edited(board, Place(path), aside)
        assert edited.since == 1
        assert {(clash.record, clash.path, stands) for clash, stands in edited.clashes} == {
            ("cases/1", "request.duration", "99 weeks"),
            ("cases/2", "value", 100.0),
        }
        board.restore(edited.changes, "")
        assert board.shown.case("1").request.duration == "99 weeks"
        assert (board.shown.case("2").owner, board.shown.case("2").value) == ("jo", 100.0)
        assert board.shown.case("3").request.duration == "stays as it is here"
        assert board.shown.case("4").patient.name == "From Outside[31m"
    assert verify(path).faults == []


def test_what_cannot_be_kept_is_refused_by_name_and_the_rest_is_taken(path: Path) -> None:
    with another_program(path) as database:
        database.table("cases").update({"stage": "lost"}, doc_ids=[1])
        database.table("cases").update({"submit_by": "someday"}, doc_ids=[2])
        database.table("cases").update({"owner": "jo"}, doc_ids=[3])
        database.table("staff").update({"id": "another"}, doc_ids=[1])
    with at(path) as board:
        edited = restoring.edited(board, Place(path), path.with_name("board.json.aside-1"))
        assert len(edited.refused) == 3
        assert "cases 1:" in edited.refused[0]
        assert "cases 2:" in edited.refused[1]
        assert "staff 1: its id never changes" in edited.refused[2]
        assert [(change.record, change.path) for change in edited.changes] == [("cases/3", "owner")]


def test_a_letter_that_another_program_changed_loses_its_signature(path: Path) -> None:
    with at(path) as board:
        look_over_and_sign(board, "LMN-0001")
    with another_program(path) as database:
        database.table("cases").update(lambda doc: doc["request"].update(duration="7 weeks"), doc_ids=[1])
    with at(path) as board:
        edited = restoring.edited(board, Place(path), path.with_name("board.json.aside-1"))
        board.restore(edited.changes, "")
        assert board.shown.case("1").signature.by is None


def test_a_record_that_another_program_removed_goes_unless_it_was_changed_here(path: Path) -> None:
    with TinyDB(path) as database:
        database.table("cases").remove(doc_ids=[2, 3])
    with at(path) as board:
        board.edit("2", {"owner": "jo"})
        edited = restoring.edited(board, Place(path), path.with_name("board.json.aside-1"))
        assert [(change.record, change.after) for change in edited.changes] == [("cases/3", UNSET)]
        assert [clash.record for clash, _stands in edited.clashes] == ["cases/2"]


def test_archived_cases_are_not_taken_for_removed_ones(path: Path) -> None:
    with at(path) as board:
        board.edit("LMN-0003", {"stage": "resolved"})
    with opened(path) as store:
        set_to(store, "cases/3", "archived_at", AT)
    with another_program(path) as database:
        database.table("cases").update({"owner": "jo"}, doc_ids=[1])
    with at(path) as board:
        edited = restoring.edited(board, Place(path), path.with_name("board.json.aside-1"))
        assert [change.record for change in edited.changes] == ["cases/1"]


def test_a_plain_file_without_a_note_adds_and_changes_and_takes_nothing_away(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "old.json"
    doc = json.loads(path.read_text())["cases"]["1"]
    doc["request"]["duration"] = "7 weeks"
    del doc["owner"]
    doc["treatments"] = doc["treatments"][:1]
    source.write_text(json.dumps({"cases": {"1": doc, "9": {"patient": {"name": "New Person"}}}}))
    with at(path) as board:
        before = board.shown.doc("1")
        edited = restoring.edited(board, Place(path), source)
        assert edited.since == 0
        board.restore(edited.changes, "")
        after = board.shown.case("1")
        assert (after.request.duration, after.owner) == ("7 weeks", before["owner"])
        assert len(after.treatments) == len(before["treatments"])
        assert board.shown.case("9").patient.name == "New Person"
        assert board.shown.has("2")
