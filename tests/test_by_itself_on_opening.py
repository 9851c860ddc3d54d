"""What goes with a new case, a move and a submission in one entry: owner, tasks, next date; undo takes all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import Conflict
from tests.builders import a_board, at, look_over_and_sign
from tests.ruled import TOUCH, a_case_in, gathered

ID = "LMN-0001"


def rules(board: Board, stage: str, to: str, **more: Any) -> None:
    """Let the location's rule for a stage name somebody."""
    board.revise("locations/main", {}, added=[("assignment", {"stage": stage, "to": to, **more})])


# ---------------------------------------------------------------------- opening
def test_a_new_case_has_its_tasks_an_owner_and_a_next_date_in_one_entry(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        rules(board, "gathering", "jo")
        entry = board.new({"payer": "meridian", "kind": "medication", "purpose": "appeal", "provider": "castellanos"})

        case = board.shown.case("LMN-0002")
        assert (case.owner, entry.by) == ("jo", "dana")
        assert entry.note == "Jo Lindgren owns it now: the rule of Main Street for Gathering"
        assert str(case.next_touch.on) == "2026-11-23"
        asked = {(task.origin or "").removeprefix("rule:") for task in case.tasks}
        assert {"denial_letter", "prior_drugs", "coverage_policy", "second_reader"} <= asked
        assert {f"task-{rule}" for rule in asked} == case.ran.keys()
        assert board.run_due() == []


def test_a_new_case_is_where_its_provider_and_whoever_opens_it_both_work(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        for name in ("Riverside", "Mesa"):
            board.new_listed("locations", {"name": name})
        board.edit("staff/dana", {"locations": ["riverside", "mesa"]})
        board.edit("staff/miriam", {"locations": ["mesa"]})

        board.new({"provider": "castellanos"})
        board.new({})
        board.new({"provider": "castellanos", "location": "main"})

        assert [board.shown.card(f"LMN-000{n}").location for n in (2, 3, 4)] == ["mesa", "riverside", "main"]


def test_what_the_program_proposed_does_not_go_stale_and_what_a_person_planned_stays(tmp_path: Path) -> None:
    tasks = [{"id": "w1", "title": "Note the deadline", "done_at": "2026-11-19"}]
    ours = gathered(tasks=tasks) | {"next_touch": {"on": "2026-11-24", "what": "Note the deadline"}}
    theirs = gathered(tasks=tasks)
    with at(a_board(tmp_path, ours, theirs)) as board:
        board.move(ID, "drafting")
        board.move("LMN-0002", "drafting")

        assert board.shown.card(ID).next_touch.what == "Ask how the draft goes"
        assert board.shown.card("LMN-0002").next_touch.what == TOUCH["what"]


def test_an_owner_that_was_chosen_and_a_date_that_was_given_stay(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("resolved"))) as board:
        rules(board, "gathering", "jo")
        entry = board.new({"owner": "miriam", "next_touch.on": "2026-12-01", "next_touch.what": "Ask the sister"})

        case = board.shown.case("LMN-0002")
        assert (case.owner, str(case.next_touch.on), case.next_touch.what) == ("miriam", "2026-12-01", "Ask the sister")
        assert entry.note == ""


def test_new_cases_go_round_among_the_least_loaded(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("drafting", owner="dana"))) as board:
        rules(board, "gathering", "least_loaded")
        for _ in range(3):
            board.new({})

        assert [board.shown.card(f"LMN-000{n}").owner for n in (2, 3, 4)] == ["jo", "dana", "jo"]


def test_undo_of_a_new_case_a_move_and_a_submission_takes_what_went_with_it(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("review"))) as board:
        rules(board, "gathering", "jo")
        board.new({})
        board.undo()
        assert not board.shown.has("LMN-0002")

        look_over_and_sign(board, ID)
        rules(board, "follow_up", "jo")
        board.submit(ID, board.proposed_sending(ID))
        assert (board.shown.card(ID).owner, board.shown.case(ID).answer_due.rule is not None) == ("jo", True)
        board.undo()
        case = board.shown.case(ID)
        assert (case.stage, case.owner, case.answer_due.on, case.submissions) == ("review", "dana", None, [])


def test_a_new_case_goes_back_with_what_rules_did_to_it_but_not_with_what_people_did(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case_in("resolved"))
    with at(path) as board, at(path, "jo") as jo:
        entry = board.new({"kind": "test", "purpose": "prior_authorization"})
        board.edit("LMN-0002", {"payer": "meridian"})
        assert board.run_due()
        jo.catch_up()
        jo.note("LMN-0002", "Dr. Castellanos wants this.")
        board.undo()
        with pytest.raises(Conflict, match="somebody has changed the same"):
            board.undo(entry.seq)

        jo.undo()
        board.undo(entry.seq)
        assert not board.shown.has("LMN-0002")
        board.redo()
        assert "rule:coverage_policy" in {task.origin for task in board.shown.case("LMN-0002").tasks}


def test_a_case_given_to_somebody_else_since_is_moved_back_and_stays_with_them(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case_in("drafting"))
    with at(path) as dana, at(path, "jo") as jo:
        dana.move(ID, "review")
        assert dana.shown.card(ID).owner == "jo"
        jo.catch_up()
        jo.assign(ID, "miriam")
        taken = dana.undo()

        assert (dana.shown.card(ID).stage, dana.shown.card(ID).owner) == ("drafting", "miriam")
        assert [change.path for change in taken.kept] == ["owner"]


# ---------------------------------------------------------------------- whoever runs it
def test_the_rule_for_review_is_said_where_it_gives_the_case_to_somebody(tmp_path: Path) -> None:
    rows: Mapping[str, Any] = {"among": ["jo"]}
    with at(a_board(tmp_path, a_case_in("drafting"))) as board:
        rules(board, "review", "least_loaded", **rows)
        assert board.move(ID, "review").note == "Jo Lindgren owns it now: the rule of Main Street for Review"
