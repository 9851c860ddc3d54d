"""Tasks that come, close and are pulled forward by themselves, and stages that go on when they are done."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.change import PROGRAM, Entry
from tests.builders import NOW, a_board, at, look_over_and_sign
from tests.ruled import TOUCH, a_case_in, gathered, sent

ID = "LMN-0001"


def notes(entries: list[Entry]) -> list[str]:
    assert all((entry.by, entry.action) == (PROGRAM, "rule") and entry.note for entry in entries)
    return [entry.note for entry in entries]


def settled(board: Board) -> None:
    """Let everything that is due be done, so that the story begins with what it changes."""
    board.run_due()
    assert board.run_due() == []


# ---------------------------------------------------------------------- tasks
def test_a_payer_that_is_known_later_brings_its_tasks_once(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        board.new({"kind": "test", "purpose": "prior_authorization"})
        board.edit("LMN-0002", {"payer": "meridian"})
        assert notes(board.run_due()) == ["3 tasks of its payer, kind, purpose or trigger added"]
        added = [task for task in board.shown.case("LMN-0002").tasks if task.origin == "rule:coverage_policy"]
        assert len(added) == 1

        board.remove_row("LMN-0002", f"tasks/{added[0].id}")
        board.edit("LMN-0002", {"payer": None})
        board.edit("LMN-0002", {"payer": "meridian"})
        assert board.run_due() == []


def test_cases_of_an_older_board_do_not_suddenly_get_tasks(tmp_path: Path) -> None:
    sparse = {"stage": "gathering", "owner": "dana", "location": "main", "next_touch": TOUCH, "payer": "meridian"}
    with at(a_board(tmp_path, sparse)) as board:
        assert board.run_due() == []
        board.edit(ID, {"kind": "medication"})
        assert board.run_due() == []


def test_a_task_closes_by_itself_when_what_it_asks_for_is_there(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        board.new({})
        board.edit("LMN-0002", {"policy.reviewed_on": "2026-11-19"})
        (entry,) = board.run_due()
        assert entry.note == "Done, as what is asked for is there: Read the payer's requirements, and note the day"
        (task,) = [task for task in board.shown.case("LMN-0002").tasks if task.origin == "rule:requirements_read"]
        assert (str(task.done_at), task.done_by) == ("2026-11-20", None)

        board.edit("LMN-0002", {f"tasks/{task.id}/done_at": None})
        assert board.run_due() == [], "a person wants it open"


def test_the_next_touch_goes_on_with_the_next_task(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        board.new({})
        first = board.shown.case("LMN-0002").next_touch.what
        board.edit("LMN-0002", {"submit_by": "2026-12-11", "policy.submission_method": "fax"})
        board.run_due()

        assert first == "Note the filing deadline, and how the payer wants the letter"
        assert board.shown.case("LMN-0002").next_touch.what != first


def test_a_filing_date_that_is_set_later_pulls_the_tasks_before_it(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        board.new({})
        board.edit("LMN-0002", {"submit_by": "2026-11-25"})
        assert "Tasks are due by 11/24/2026, before it is filed" in notes(board.run_due())

        assert {str(task.due) for task in board.shown.case("LMN-0002").tasks} <= {"2026-11-23", "2026-11-24"}


def test_tasks_are_pulled_before_a_filing_date_once_however_long_it_has_passed(tmp_path: Path) -> None:
    task = {"id": "w1", "title": "Find a guideline", "origin": "rule:guidelines", "due": "2026-12-05"}
    path = a_board(tmp_path, gathered(submit_by="2026-11-10", tasks=[task], evidence=[]))
    for days in range(4):
        with at(path, "dana", NOW + timedelta(days=days)) as board:
            assert len(board.run_due()) == (0 if days else 1)
            board.edit(ID, {"tasks/w1/due": "2026-12-05"})


# ---------------------------------------------------------------------- stages
def test_a_stage_that_is_done_goes_on_to_its_next_owner(tmp_path: Path) -> None:
    with at(a_board(tmp_path, gathered(rationale=None))) as board:
        settled(board)
        board.edit(ID, {"tasks/w1/done_at": "2026-11-20"})
        (entry,) = board.run_due()

        card = board.shown.card(ID)
        assert (card.stage, card.owner) == ("drafting", "miriam")
        assert entry.note == (
            "All that Gathering asks for is there, so it goes on to Drafting; "
            "Miriam Castellanos owns it now: the provider who signs drafts the letter"
        )
        assert board.shown.case(ID).next_touch.what == TOUCH["what"]


def test_what_a_person_could_not_move_does_not_move_by_itself(tmp_path: Path) -> None:
    with at(a_board(tmp_path, gathered(policy__reviewed_on=None), a_case_in("drafting", rationale=None))) as board:
        board.edit(ID, {"tasks/w1/done_at": "2026-11-20"})

        assert board.run_due() == []


@pytest.mark.parametrize(
    ("advance", "moves"),
    [([], True), (["none"], False), (["drafting", "follow_up"], False), (["gathering"], True)],
)
def test_only_the_stages_that_the_clinic_has_set_advance(tmp_path: Path, advance: list[str], moves: bool) -> None:
    path = a_board(tmp_path, gathered(tasks=[], rationale=None), settings={"advance": advance})
    with at(path) as board:
        board.run_due()

        assert (board.shown.card(ID).stage == "drafting") is moves


def test_review_waits_for_the_submission_and_follow_up_for_the_answer(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("review"), sent(), settings={"advance": ["review", "follow_up"]})) as board:
        look_over_and_sign(board, ID)
        settled(board)
        assert [board.shown.card(case).stage for case in (ID, "LMN-0002")] == ["review", "follow_up"]

        board.add_row("LMN-0002", "responses", {"outcome": "approved", "received_on": "2026-11-20"})
        (entry,) = board.run_due()
        assert (board.shown.card("LMN-0002").stage, board.shown.card("LMN-0002").outcome) == ("resolved", "approved")
        assert entry.note == "All that Follow-up asks for is there, so it goes on to Resolved"


def test_a_letter_recorded_as_sent_while_it_stood_in_review_goes_on_where_review_is_set(tmp_path: Path) -> None:
    submission = {"id": "s1", "order": 1, "sent_at": "2026-11-19T16:00:00+00:00", "sent_by": "jo", "method": "fax"}
    path = a_board(tmp_path, a_case_in("review", submissions=[submission]), settings={"advance": ["review"]})
    with at(path) as board:
        look_over_and_sign(board, ID)
        board.run_due()

        assert (board.shown.card(ID).stage, board.shown.card(ID).owner) == ("follow_up", "jo")


def test_a_denial_is_resolved_by_itself_once_a_reason_stands_why_it_is_not_appealed(tmp_path: Path) -> None:
    denied = [{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-20"}]
    with at(a_board(tmp_path, sent(responses=denied))) as board:
        assert board.run_due() == []
        board.edit(ID, {"responses/r1/not_appealed_because": "the patient pays for it"})
        board.run_due()

        assert (board.shown.card(ID).stage, board.shown.card(ID).outcome) == ("resolved", "denied")


def test_an_advance_that_was_taken_back_is_not_done_again(tmp_path: Path) -> None:
    path = a_board(tmp_path, gathered(tasks=[], rationale=None))
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit("staff/dana", {"role": "lead"})
        (entry,) = dana.run_due()
        jo.catch_up()
        jo.undo(entry.seq)  # who is no lead may: it is nobody's
        assert jo.shown.card(ID).stage == "gathering"

        later = NOW + timedelta(days=90)
        with at(path, "dana", later) as afterwards:
            afterwards.edit(ID, {"request.duration": "6 weeks"})
            assert [e.note for e in afterwards.run_due() if "goes on" in e.note] == []
            assert afterwards.shown.card(ID).stage == "gathering"
        jo.catch_up()
        jo.redo()
        assert jo.shown.card(ID).stage == "drafting"


def test_what_a_rule_did_is_not_taken_back_by_u(tmp_path: Path) -> None:
    with at(a_board(tmp_path, gathered())) as board:
        mine = board.edit(ID, {"tasks/w1/done_at": "2026-11-20", "rationale": None})
        assert board.run_due()

        to_undo = board.to_undo()
        assert to_undo is not None
        assert to_undo.seq == mine.seq


def test_a_move_by_hand_is_not_answered_by_a_rule(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("review"), gathered(tasks=[]))) as board:
        board.move(ID, "drafting")
        assert board.run_due(["1"]) == [], "it was moved back for a reason"

        board.move("LMN-0002", "drafting")
        board.undo()
        assert board.run_due(["2"]) == [], "it was taken back"
        assert [board.shown.card(case).stage for case in (ID, "LMN-0002")] == ["drafting", "gathering"]


def test_who_gets_a_case_that_goes_on_sees_it_though_it_was_put_off(tmp_path: Path) -> None:
    with at(a_board(tmp_path, gathered(rationale=None))) as board:
        settled(board)
        board.snooze(ID, date(2026, 12, 1))
        board.edit(ID, {"tasks/w1/done_at": "2026-11-20"})
        (entry,) = board.run_due()
        assert (board.shown.card(ID).owner, board.shown.card(ID).snoozed_until) == ("miriam", None)

        board.undo(entry.seq)
        assert board.shown.card(ID).snoozed_until == "2026-12-01"
