"""Old resolved cases leave the board's file, stay findable, and come back; nothing is lost or doubled on the way."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard import query
from lmnboard.board import Board
from lmnboard.model.card import Card
from lmnboard.model.errors import Damaged, NotFound, Refused
from lmnboard.store.verify import verify
from lmnboard.workflow.answers import Answer
from tests.screens.clinic import NOW, at_the_desk, cases, new_board
from tests.screens.user import at_the_board

OLD, LATER = 10, 9
TODAY = date(2026, 11, 20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Cases 9 and 10 are resolved, since Monday."""
    documents = cases()
    documents[LATER - 1] |= {"stage": "resolved", "outcome": "approved", "next_touch": {"on": "2026-12-09"}}
    return new_board(tmp_path, documents)


def _archived(board: Board, text: str = "archived") -> list[str]:
    return [card.id for card in query.cards(text, board.shown, board.me)]


def _in_file(path: Path) -> list[int]:
    with TinyDB(path, access_mode="r") as database:
        return sorted(document.doc_id for document in database.table("cases"))


def test_an_archived_case_leaves_the_boards_file_and_is_found_by_the_filter(path: Path) -> None:
    board = at_the_desk(path)
    entry = board.archive(before=TODAY)
    assert [change.record for change in entry.changes] == ["cases/10"]  # case 9 has promised something
    board.close()
    assert OLD not in _in_file(path)
    assert _in_file(path.with_name("archive.json")) == [OLD]

    board = at_the_desk(path)
    assert OLD not in board.shown.cards
    assert _archived(board) == ["LMN-0010"] == _archived(board, "archived maki")
    assert _archived(board, "maki") == []
    assert board.shown.case("LMN-0010").patient.name == "Jonas Maki"
    assert "Jonas Maki" in board.letter("LMN-0010").text
    board.close()


def test_a_case_comes_back_as_it_was_and_is_not_doubled(path: Path) -> None:
    board = at_the_desk(path)
    before = board.shown.doc("LMN-0010")
    board.archive(before=TODAY)
    board.close()
    board = at_the_desk(path)
    board.edit("LMN-0010", {"tags": ["asked again"]})
    board.bring_back(["LMN-0010"])
    assert OLD in board.shown.cards
    assert _archived(board) == []
    board.close()
    assert _in_file(path).count(OLD) == 1
    assert _in_file(path.with_name("archive.json")) == []
    board = at_the_desk(path)
    after = board.shown.doc("LMN-0010")
    assert after.pop("tags") == ["asked again"]
    for doc in (before, after):
        for kept in ("archived_at", "revision", "last_row"):
            doc.pop(kept, None)
    assert after == before
    with pytest.raises(NotFound, match="LMN-0010 is on the board"):
        board.bring_back(["LMN-0010"])
    board.close()


def test_the_archive_is_rebuilt_from_the_history_when_its_file_is_gone_damaged_or_of_another_day(path: Path) -> None:
    board = at_the_desk(path)
    board.archive(before=TODAY)
    board.close()
    archive = path.with_name("archive.json")
    whole = archive.read_bytes()
    earlier = whole.replace(b'"seq":2}', b'"seq":1}')
    for found in (None, b"", whole.replace(b"Maki", b"Mako"), earlier, b'{"cases": {"1": {}}}'):
        archive.unlink() if found is None else archive.write_bytes(found)
        board = at_the_desk(path)
        assert _archived(board) == ["LMN-0010"]
        assert board.shown.case("LMN-0010").patient.name == "Jonas Maki"
        board.edit("LMN-0001", {"tags": [f"after {len(found or b'')}"]})
        board.close()
    archived_by_another_program = [file.read_bytes() for file in path.parent.glob("archive.json.aside-*")]
    assert b'{"cases": {"1": {}}}' in archived_by_another_program


def test_a_crash_between_the_two_files_neither_loses_nor_doubles_a_case(path: Path) -> None:
    old = path.read_bytes()
    board = at_the_desk(path)
    board.archive(before=TODAY)
    board.close()
    newer, archive = path.read_bytes(), path.with_name("archive.json")
    filled = archive.read_bytes()
    board = at_the_desk(path)
    board.bring_back(["LMN-0010"])
    board.close()
    for snapshot, cold in ((old, filled), (newer, archive.read_bytes()), (path.read_bytes(), filled)):
        path.write_bytes(snapshot)
        archive.write_bytes(cold)
        board = at_the_desk(path)
        assert OLD in board.shown.cards
        assert _archived(board) == []
        assert board.shown.case("LMN-0010").patient.name == "Jonas Maki"
        board.close()


def test_two_programs_archive_at_once_and_it_is_done_once(path: Path) -> None:
    one, other = at_the_desk(path), at_the_desk(path)
    one.edit("settings/1", {"archive_after_days": 1})
    other.catch_up()
    other.deliver = lambda news: None  # what is shown there lags behind
    other._clock = lambda: NOW + timedelta(seconds=1)
    assert len(one.archive().changes) == 1
    assert other.archive().seq == 0
    assert sum(entry.action == "archive" for entry in one.history()) == 1
    one.close()
    other.close()


def test_the_clinics_limit_is_asked_for_and_undo_does_not_take_the_archive_back(path: Path) -> None:
    board = at_the_desk(path)
    with pytest.raises(Refused, match="has set no limit"):
        board.archive()
    assert board.archive_due() is None
    board.edit("settings/1", {"archive_after_days": 3})
    entry = board.archive_due()
    assert entry is not None
    last = board.to_undo()
    assert last is not None
    assert last.action == "edit"
    board.undo(entry.seq)
    assert OLD in board.shown.cards
    board.close()


def test_a_case_that_moves_on_comes_back_by_itself_and_numbers_are_not_given_again(path: Path) -> None:
    board = at_the_desk(path)
    board.archive(before=TODAY)
    assert board.new({"patient.name": "Somebody New"}).changes[0].record == "cases/11"
    board.move("LMN-0010", "follow_up")
    assert board.shown.card("LMN-0010").stage == "follow_up"
    assert OLD in board.shown.cards
    board.close()


def test_any_tinydb_reads_the_archive_and_it_says_where_it_stands(path: Path) -> None:
    board = at_the_desk(path)
    board.archive(before=TODAY)
    board.close()
    with TinyDB(path.with_name("archive.json"), access_mode="r") as database:
        assert database.table("cases").get(doc_id=OLD)["patient"]["name"] == "Jonas Maki"
    assert json.loads(path.with_name("archive.json").read_bytes())["_lmnboard"]["1"]["seq"] == 2


def test_verify_holds_the_archive_against_the_history(path: Path) -> None:
    records = verify(path).records
    board = at_the_desk(path)
    board.archive(before=TODAY)
    board.close()
    assert verify(path).faults == []
    assert verify(path).records == records
    archive = path.with_name("archive.json")
    archive.write_bytes(archive.read_bytes().replace(b"Maki", b"Mako"))
    assert ["archive.json" in fault for fault in verify(path).faults] == [True]


async def test_the_clinics_limit_is_kept_by_whoever_has_the_board_open(path: Path) -> None:
    desk = at_the_desk(path)
    desk.edit("settings/1", {"archive_after_days": 3})
    desk.close()
    async with at_the_board(path, 120, 40) as user:
        await user.sees(lambda: OLD not in user.board.shown.cards)
        await user.gone("Jonas Maki")
        await user.press("slash", *"archived", "enter", sees="Jonas Maki")
        assert "1 case found" in user.says
        assert "‼" not in user.lines[1]
        await user.press("5", "enter", sees="Archived: B brings it back")
        await user.press("B", sees="LMN-0010 is on the board again")
        await user.press("escape", "escape", sees=lambda: OLD in user.board.shown.cards)
        assert "Jonas Maki" in user.text


def test_a_case_that_somebody_opens_again_at_that_moment_stays_on_the_board(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = at_the_desk(path), at_the_desk(path)
    other.deliver = lambda news: None  # what is shown there lags behind
    one.move("LMN-0010", "follow_up")
    assert other.archive(before=TODAY).seq == 0
    one.catch_up()
    assert OLD in one.shown.cards
    one.move("LMN-0010", "resolved", "as it was")

    draft = other._due

    def due(before: date | None) -> list[Card]:
        found = draft(before)
        if one.shown.card("LMN-0010").stage == "resolved":
            one.move("LMN-0010", "follow_up")
        return found

    one._clock = other._clock = lambda: NOW + timedelta(days=2)
    other.deliver = other.take
    other.catch_up()
    monkeypatch.setattr(other, "_due", due)
    assert other.archive(before=TODAY + timedelta(days=2)).seq == 0
    one.catch_up()
    assert one.shown.card("LMN-0010").stage == "follow_up"
    assert OLD in one.shown.cards
    one.close()
    other.close()


def test_the_archive_of_a_board_whose_other_files_were_copied_back_by_hand_is_not_taken_for_its_own(path: Path) -> None:
    files = [path, path.with_name("board.history.jsonl")]
    yesterday = [file.read_bytes() for file in files]
    board = at_the_desk(path)
    board.archive(before=TODAY)
    board.close()
    for file, data in zip(files, yesterday, strict=True):
        file.write_bytes(data)
    board = at_the_desk(path)
    board._clock = lambda: NOW + timedelta(days=40)  # by now both are old enough
    assert [change.record for change in board.archive(before=TODAY + timedelta(days=39)).changes] == [
        "cases/9",
        "cases/10",
    ]
    board.close()
    board = at_the_desk(path)
    assert _archived(board) == ["LMN-0009", "LMN-0010"]
    assert not {9, 10} & board.shown.cards.keys()
    board.close()
    assert verify(path).faults == []


def _without_archive_and_damaged_before_it(path: Path) -> None:
    board = at_the_desk(path)
    board.edit("LMN-0001", {"tags": ["before"]})
    board.archive(before=TODAY)
    board.close()
    history = path.with_name("board.history.jsonl")
    history.write_bytes(history.read_bytes().replace(b'"before"', b'"befort"'))
    path.with_name("archive.json").unlink()


def test_an_archive_that_nothing_leads_to_is_said_and_not_shown_as_empty(path: Path) -> None:
    _without_archive_and_damaged_before_it(path)
    board = at_the_desk(path)
    with pytest.raises(Damaged, match="archived cases cannot be read"):
        _archived(board)
    board.close()


async def test_the_filter_says_that_the_archive_cannot_be_read(path: Path) -> None:
    _without_archive_and_damaged_before_it(path)
    async with at_the_board(path, 120, 40) as user:
        await user.press("slash", *"archived", "enter", sees="The archived cases cannot be read")
        user.keys("1", "g")
        await user.settled()
        assert user.selected == "LMN-0001", "the board goes on"
        assert "Ada Okafor" in user.text


def test_a_denied_case_is_resolved_although_its_appeal_is_in_the_archive(tmp_path: Path) -> None:
    documents = cases()
    documents[LATER - 1] |= {
        "responses": [{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-18"}],
        "next_touch": {},
    }
    path = new_board(tmp_path, documents)
    board = at_the_desk(path)
    board.appeal("LMN-0009")
    board.move("LMN-0011", "follow_up", "faxed by the doctor")
    board.respond("LMN-0011", Answer(outcome="approved"))
    board._clock = lambda: NOW + timedelta(days=2)
    board.archive(before=TODAY + timedelta(days=2))
    assert 11 not in board.shown.cards
    board.move("LMN-0009", "follow_up")
    board.move("LMN-0009", "resolved")
    board.close()
