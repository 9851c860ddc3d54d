"""Limits, next dates, renewals and appeals that the rules set, count again, or leave to a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lmnboard.desk import Draft
from lmnboard.model.change import Change
from lmnboard.workflow.answers import Answer
from lmnboard.workflow.deadlines import answer_due
from tests.builders import a_board, a_case, at, look_over_and_sign
from tests.ruled import a_case_in, sent

ID = "LMN-0001"


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


def test_the_day_to_appeal_is_counted_again_when_the_notice_turns_out_to_be_older(tmp_path: Path) -> None:
    with at(a_board(tmp_path, sent())) as board:
        board.edit("payers/meridian", {"type": "medicaid_mc"})
        board.respond(ID, Answer(outcome="denied", received_on=date(2026, 11, 20)))
        row = board.shown.case(ID).responses[0]
        assert row.due == date(2027, 1, 19), "60 days from its receipt, as the notice is not dated"

        board.edit(ID, {f"responses/{row.id}/notice_on": "2026-11-02"})
        entries = board.run_due([ID])

        case = board.shown.case(ID)
        assert case.responses[0].due == date(2027, 1, 1)
        assert any("To be appealed by 01/01/2027" in entry.note for entry in entries)
        assert case.next_touch.what == "Appeal, or say why not: to be filed by 01/01/2027"

        board.edit(ID, {f"responses/{row.id}/due": "2026-12-20"}, because="As the notice says")
        board.edit(ID, {f"responses/{row.id}/notice_on": "2026-11-03"})
        board.run_due([ID])
        assert board.shown.case(ID).responses[0].due == date(2026, 12, 20), "set by a person"


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
