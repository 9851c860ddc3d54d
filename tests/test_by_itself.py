"""What happens by itself: each rule once, the same whoever runs it, and never again when a person has taken it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.desk import Draft
from lmnboard.model.change import PROGRAM, Change, Entry
from lmnboard.model.errors import Conflict
from lmnboard.workflow.deadlines import answer_due
from tests.builders import NOW, a_board, a_case, at, look_over_and_sign
from tests.store.builders import all_at_once
from tests.store.workers import run_what_is_due

ID = "LMN-0001"
TOUCH = {"on": "2026-11-24", "what": "A person's own plan"}


def rules(board: Board, stage: str, to: str, **more: Any) -> None:
    """Let the location's rule for a stage name somebody."""
    board.revise("locations/main", {}, added=[("assignment", {"stage": stage, "to": to, **more})])


def notes(entries: list[Entry]) -> list[str]:
    assert all((entry.by, entry.action) == (PROGRAM, "rule") and entry.note for entry in entries)
    return [entry.note for entry in entries]


def a_case_in(stage: str, **fields: Any) -> dict[str, Any]:
    """A complete case with a next date of its own, so that nothing is due but what the story is about."""
    return a_case(stage=stage, stage_since="2026-11-18T15:00:00.000+00:00", next_touch=dict(TOUCH), **fields)


def gathered(**fields: Any) -> dict[str, Any]:
    """A case in gathering that lacks nothing but one task."""
    return a_case_in("gathering", **{"tasks": [{"id": "w1", "title": "Collect MRI report"}], **fields})


def sent(**fields: Any) -> dict[str, Any]:
    submission = {"id": "s1", "order": 1, "sent_at": "2026-11-19T16:00:00+00:00", "method": "fax", "to": "Fax"}
    return a_case_in("follow_up", submissions=[submission], **fields)


def settled(board: Board) -> None:
    """Let everything that is due be done, so that the story begins with what it changes."""
    board.run_due()
    assert board.run_due() == []


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


# ---------------------------------------------------------------------- dates
def test_a_limit_that_a_rule_counts_brings_a_case_back_that_was_put_off_past_it(tmp_path: Path) -> None:
    with at(a_board(tmp_path, sent(snoozed_until="2026-12-10"))) as board:
        board.run_due()
        case = board.shown.case(ID)
        assert (str(case.answer_due.on), case.snoozed_until) == ("2026-11-22", None)


def test_a_date_that_was_typed_before_there_were_rules_is_not_written_over(tmp_path: Path) -> None:
    denied = a_case_in(
        "resolved",
        outcome="denied",
        responses=[{"id": "r1", "order": 1, "outcome": "denied", "notice_on": "2026-11-02"}],
    )
    appeals = [
        a_case_in("drafting", purpose="appeal", appeal={"of": ID, "file_by": day}, rationale=None)
        for day in ("2026-12-15", "2027-05-01")
    ]
    with at(a_board(tmp_path, denied, *appeals, sent(answer_due={"on": "2026-12-04"}))) as board:
        board.run_due()
        first, second = (board.shown.case(case).appeal for case in ("LMN-0002", "LMN-0003"))
        assert (str(first.file_by), first.rule) == ("2026-12-15", None)
        assert (str(second.file_by), second.rule) == ("2027-05-01", "com_1"), "the same day: now it says why"
        assert str(board.shown.case("LMN-0004").answer_due.on) == "2026-12-04"


def test_an_answer_of_the_day_on_which_it_was_sent_leaves_no_limit(tmp_path: Path) -> None:
    evening = {"id": "s1", "order": 1, "sent_at": "2026-11-21T01:00:00+00:00", "method": "portal"}  # the 20th, 7 p.m.
    asked = [{"id": "r2", "order": 1, "outcome": "more_information", "received_on": "2026-11-20"}]
    with at(a_board(tmp_path, a_case_in("follow_up", submissions=[evening], responses=asked))) as board:
        assert board.run_due() == []


def test_a_case_that_cannot_be_counted_with_keeps_no_other_from_its_rules(tmp_path: Path) -> None:
    ownerless = a_case(stage="drafting", rationale=None, owner=None)
    with at(a_board(tmp_path, sent(next_touch__on=None), ownerless)) as board:
        record, doc = board._record(ID)
        was = doc["submissions"][0]["sent_at"]
        board._append(Draft("edit", [Change(record, "submissions/s1/sent_at", was, "on Thursday")]))
        board.run_due()

        assert board.shown.card("LMN-0002").owner == "miriam"


def test_a_submission_brings_the_payers_limit_and_facts_that_change_it_count_it_again(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case_in("review"))) as board:
        look_over_and_sign(board, ID)
        board.submit(ID, board.proposed_sending(ID))
        first = board.shown.case(ID).answer_due
        assert board.run_due() == []

        received = f"submissions/{board.shown.case(ID).submissions[0].id}/received_at"
        board.edit(ID, {received: "2026-11-24T16:00:00+00:00"})
        (entry,) = board.run_due()
        second = board.shown.case(ID).answer_due
        assert first.on is not None
        assert second.on is not None
        assert second.on > first.on
        assert entry.note.startswith("Answer due ")
        board.edit(ID, {received: None})
        board.run_due()
        assert board.shown.case(ID).answer_due == first, "the facts are as they were"
        due = answer_due(board.shown.case(ID), board.clinic)
        assert due is not None
        assert due.on == first.on


def test_a_limit_that_somebody_took_back_or_set_by_hand_is_left_alone(tmp_path: Path) -> None:
    with at(a_board(tmp_path, sent())) as board:
        (entry,) = board.run_due()
        board.undo(entry.seq)
        assert board.shown.case(ID).answer_due.on is None
        assert board.run_due() == []

        board.edit(ID, {"answer_due.on": "2027-01-15"}, because="the payer's letter says so")
        board.edit(ID, {"submissions/s1/received_at": "2026-11-24T16:00:00+00:00"})
        assert board.run_due() == []
        assert str(board.shown.case(ID).answer_due.on) == "2027-01-15"


def test_an_appeal_is_to_be_filed_by_the_day_counted_from_its_denial(tmp_path: Path) -> None:
    denied = a_case_in(
        "resolved",
        outcome="denied",
        responses=[{"id": "r1", "order": 1, "outcome": "denied", "notice_on": "2026-11-02"}],
    )
    appeal = a_case_in("drafting", purpose="appeal", appeal={"of": ID}, rationale=None)
    with at(a_board(tmp_path, denied, appeal)) as board:
        (entry,) = board.run_due()
        assert str(board.shown.case("LMN-0002").appeal.file_by) == "2027-05-01"  # 180 days, 45 CFR 147.136
        assert str(board.shown.case("LMN-0002").submit_by) == "2026-12-11", "left to people"
        assert "To be filed by 05/01/2027" in entry.note

        board.edit(ID, {"responses/r1/notice_on": "2026-11-04"})
        board.run_due()
        assert str(board.shown.case("LMN-0002").appeal.file_by) == "2027-05-03"


def test_a_case_without_a_next_date_or_an_owner_gets_one(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="drafting", rationale=None, owner=None))) as board:
        board.run_due()
        card = board.shown.card(ID)
        assert (card.owner, card.next_touch.on) == ("miriam", "2026-11-23")

        board.edit(ID, {"next_touch.on": None, "next_touch.what": None})
        assert board.run_due() == [], "a person has taken it away"


def test_an_approval_that_ends_is_renewed_in_time(tmp_path: Path) -> None:
    granted = {"authorization": {"to": "2027-03-31"}}
    answers = [{"id": "r1", "order": 1, "outcome": "approved", "received_on": "2026-11-20"}]
    late = a_case_in("resolved", outcome="approved") | {"next_touch": {}}
    with at(a_board(tmp_path, sent(responses=answers, **granted), late)) as board:
        board.move(ID, "resolved")
        touch = board.shown.case(ID).next_touch
        assert (str(touch.on), touch.what) == ("2027-03-01", "Start the renewal: authorization ends 03/31/2027")

        board.edit("LMN-0002", {"authorization.to": "2027-03-31"})
        board.run_due()
        assert board.shown.case("LMN-0002").next_touch == touch
        assert board.run_due() == []


# ---------------------------------------------------------------------- appeals
def test_a_denial_opens_its_appeal_by_itself_where_the_clinic_has_set_it(tmp_path: Path) -> None:
    denied = sent(responses=[{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-20"}])
    path = a_board(tmp_path, denied, settings={"appeal_by_itself": True})
    with at(path) as board:
        (entry,) = [entry for entry in board.run_due() if entry.changes[0].record == "cases/2"]
        assert board.shown.case("LMN-0002").appeal.of == ID
        assert board.shown.case("LMN-0002").owner == "dana"
        board.undo(entry.seq)

        assert not board.shown.has("LMN-0002")
        board.run_due()
        assert not board.shown.has("LMN-0003"), "a person has taken it back"


def test_an_appeal_that_opens_by_itself_is_somebodys_even_where_nobody_has_the_denial(tmp_path: Path) -> None:
    denied = sent(
        owner=None,
        ran={"owner-follow_up": "2026-11-19T16:00:00.000+00:00"},
        responses=[{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-20"}],
    )
    with at(a_board(tmp_path, denied, settings={"appeal_by_itself": True})) as board:
        board.run_due()

        assert board.shown.card(ID).owner is None, "a person took it away"
        assert board.shown.case("LMN-0002").owner in board.clinic.staff


def test_a_denial_waits_for_a_person_where_the_clinic_has_not(tmp_path: Path) -> None:
    denied = sent(responses=[{"id": "r1", "order": 1, "outcome": "denied", "received_on": "2026-11-20"}])
    with at(a_board(tmp_path, denied)) as board:
        board.run_due()

        assert len(board.shown.cards) == 1


# ---------------------------------------------------------------------- whoever runs it
def _many() -> list[dict[str, Any]]:
    return [gathered(tasks=[], rationale=None) for _ in range(8)] + [sent() for _ in range(8)]


def test_it_is_the_same_whoever_runs_it(tmp_path: Path) -> None:
    done: list[list[tuple[Any, ...]]] = []
    for who in ("dana", "jo"):
        folder = tmp_path / who
        folder.mkdir()
        with at(a_board(folder, *_many()), who) as board:
            done.append([(entry.by, entry.note, entry.changes) for entry in board.run_due()])

    assert done[0]
    assert done[0] == done[1]


def test_months_later_it_does_nothing_that_was_done(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many())
    with at(path) as board:
        assert board.run_due()
    with at(path, "jo", NOW + timedelta(days=120)) as board:
        assert board.run_due() == []


def test_who_may_only_read_does_nothing(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many())
    with at(path) as board:
        board.edit("staff/dana", {"role": "lead"})
        board.edit("staff/jo", {"role": "read_only"})
    with at(path, "jo") as board:
        assert board.run_due() == []
    with at(path) as board:
        assert board.run_due()


def test_of_two_programs_at_once_each_rule_acts_in_one(tmp_path: Path) -> None:
    path = a_board(tmp_path, *_many(), settings={"service_account": None})
    all_at_once(run_what_is_due, path, 4)

    with at(path) as board:
        entries = [entry for entry in board.history() if entry.action == "rule"]
        keys = [(change.record, change.path) for entry in entries for change in entry.changes if "ran." in change.path]
        assert len(keys) == len(set(keys)) == 16
        assert {card.stage for card in board.shown.cards.values()} == {"drafting", "follow_up"}
        assert board.run_due() == []


def test_a_run_with_little_time_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with at(a_board(tmp_path, *_many())) as board:
        done: list[Entry] = []
        for _ in range(40):
            done += board.run_due(within=0.0)
            if not board.more_due:
                break

        assert len(done) == 16
        assert board.run_due() == []


def test_what_somebody_changes_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = a_board(tmp_path, gathered(tasks=[], rationale=None))
    with at(path) as dana, at(path, "jo", NOW + timedelta(minutes=5)) as jo:
        jo.edit(ID, {"policy.reviewed_on": None})
        assert dana.run_due() == []
        (entry,) = _advance_after(jo, dana)
        jo.catch_up()
        jo.move(ID, "gathering")
        with pytest.raises(Conflict, match="stays"):
            dana.undo(entry.seq)


def _advance_after(jo: Board, dana: Board) -> list[Entry]:
    jo.edit(ID, {"policy.reviewed_on": "2026-11-19"})
    return dana.run_due()


def test_the_rule_for_review_is_said_where_it_gives_the_case_to_somebody(tmp_path: Path) -> None:
    rows: Mapping[str, Any] = {"among": ["jo"]}
    with at(a_board(tmp_path, a_case_in("drafting"))) as board:
        rules(board, "review", "least_loaded", **rows)
        assert board.move(ID, "review").note == "Jo Lindgren owns it now: the rule of Main Street for Review"
