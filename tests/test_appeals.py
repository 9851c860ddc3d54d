"""Appeals and renewals, from a denial up the payer's ladder: stories through the board, on a real file.

The clinic's today is Friday 20 November 2026.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import NotFound, Refused
from lmnboard.workflow.answers import Answer, Reason
from tests.answered import DENIED, a_desk
from tests.builders import a_board, a_case, at

ONE = "LMN-0001"


# ---------------------------------------------------------------------- appeals
def test_an_appeal_carries_facts_to_be_confirmed_and_reasons_to_be_answered(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        board.appeal(ONE)

        case, denied = board.shown.case("LMN-0002"), board.shown.case(ONE)
        assert (denied.stage, denied.outcome, denied.appeal.by) == ("resolved", "denied", "LMN-0002")
        assert denied.next_touch.on is None
        assert (case.purpose, case.trigger, case.appeal.of) == ("appeal", "claim_denied", ONE)
        assert (case.appeal.level, case.appeal.file_by) == ("Internal appeal", date(2027, 5, 19))
        assert [(point.code, point.words) for point in case.appeal.points] == [("CO-50", None), ("N115", "No trial.")]
        assert (case.owner, case.next_touch.on) == ("dana", date(2026, 11, 23))
        titles = [task.title for task in case.tasks]
        assert "For N115: the LCD that was applied" in titles
        assert f"Confirm coverage carried from {ONE}" in titles
        assert "Ask for a peer-to-peer discussion" in titles
        assert any("external review" in (title or "") for title in titles)


def test_the_letter_answers_the_reasons_that_the_appeal_has_as_its_points(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        board.appeal(ONE)
        point = board.shown.case("LMN-0002").appeal.points[1].id
        asked = [f.field for f in board.findings("LMN-0002") if f.check == "CHK-008" and f.is_open]
        assert f"appeal.points/{point}/answered" in asked

        board.edit("LMN-0002", {f"appeal.points/{point}/answered": "Previous treatments"})
        text = board.letter("LMN-0002").text
        assert "2. N115: No trial.\n   Answer: see Previous Treatments below." in text
        left = [f.field for f in board.findings("LMN-0002") if f.check == "CHK-008" and f.is_open]
        assert len(left) == len(asked) - 1


def test_a_letter_does_not_leave_while_a_carried_fact_is_not_confirmed(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        board.appeal(ONE)
        board.move("LMN-0002", "review", "the rest is known")

        def open_facts() -> int:
            found = board.findings("LMN-0002")
            return sum("nobody has confirmed" in f.message for f in found if f.check == "CHK-206" and f.is_open)

        waiting = open_facts()
        assert waiting > 5
        board.confirm("LMN-0002", "coverage")
        assert open_facts() == waiting - 1
        task = next(task for task in board.shown.case("LMN-0002").tasks if task.origin == "carried:coverage")
        assert (task.done_at, task.done_by) == (date(2026, 11, 20), "dana")
        with pytest.raises(NotFound, match="Coverage has no facts"):
            board.confirm("LMN-0002", "coverage")
        with pytest.raises(Refused) as refused:
            board.submit("LMN-0002", board.proposed_sending("LMN-0002"))
        assert any("nobody has confirmed" in reason for reason in refused.value.reasons)


def test_a_case_is_appealed_once(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        with pytest.raises(Refused, match="has no denial to appeal"):
            board.appeal(ONE)
        board.respond(ONE, DENIED)
        board.appeal(ONE)
        with pytest.raises(Refused, match="appealed already, by LMN-0002"):
            board.appeal(ONE)


def test_the_day_that_a_notice_says_comes_before_what_is_counted(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="denied", due=date(2027, 1, 15)))
        board.appeal(ONE)

        appeal = board.shown.case("LMN-0002").appeal
        assert (appeal.file_by, appeal.rule) == (date(2027, 1, 15), "by hand")
        assert "notice" in (appeal.because or "")


def test_where_the_clinic_has_set_it_so_a_denial_opens_its_appeal_and_one_undo_takes_both_back(tmp_path: Path) -> None:
    with a_desk(tmp_path, settings={"appeal_by_itself": True}) as board:
        board.respond(ONE, DENIED)
        assert board.shown.case("LMN-0002").appeal.of == ONE

        board.undo()
        assert not board.shown.has("LMN-0002")
        assert board.shown.case(ONE).responses == []

        board.respond(ONE, DENIED)
        assert not board.shown.has("LMN-0003")


@pytest.mark.parametrize("by_itself", [False, True])
def test_a_denial_at_the_last_level_is_recorded_and_waits_for_the_reason_why_it_ends(
    tmp_path: Path, by_itself: bool
) -> None:
    with a_desk(tmp_path, "medicaid_ffs", settings={"appeal_by_itself": by_itself}) as board:
        board.respond(ONE, DENIED)
        if not by_itself:
            board.appeal(ONE)
        board.move("LMN-0002", "follow_up", "asked for the hearing")
        entry = board.respond("LMN-0002", DENIED)
        board.run_due()

        assert "It was the last level of this payer. Say why it ends there" in entry.note
        assert (board.shown.card("LMN-0002").stage, board.shown.has("LMN-0003")) == ("follow_up", False)
        assert board.no_level_left("LMN-0002") == "It was the last level of this payer."
        board.not_appealed("LMN-0002", "the hearing has decided")
        assert board.shown.card("LMN-0002").outcome == "denied"


# ---------------------------------------------------------------------- ladders
def _deny_appeal(board: Board, case_id: str) -> str:
    """Record that an appeal was turned down, and open the next level; the new case's id."""
    case = board.shown.case(case_id)
    if case.stage != "follow_up":
        board.move(case_id, "follow_up", "sent by portal")
    board.respond(case_id, Answer(outcome="denied", notice_on=date(2026, 11, 19), reasons=(Reason("193"),)))
    board.appeal(case_id)
    by = board.shown.case(case_id).appeal.by
    assert by
    return by


def test_medicare_advantage_goes_to_the_reviewer_by_itself_then_to_a_judge(tmp_path: Path) -> None:
    with a_desk(tmp_path, "medicare_advantage", priority="expedited") as board:
        second = _deny_appeal(board, ONE)
        plan = board.shown.case(second)
        assert (plan.appeal.rung, plan.appeal.file_by, plan.priority) == ("ma_1", date(2027, 1, 19), "expedited")

        third = _deny_appeal(board, second)
        reviewer = board.shown.case(third)
        assert (reviewer.appeal.rung, reviewer.stage, reviewer.waiting_on) == ("ma_2", "follow_up", "payer")
        assert (reviewer.appeal.file_by, reviewer.tasks) == (None, [])
        assert reviewer.answer_due.on is not None
        assert reviewer.next_touch.on == date(2026, 11, 24)

        fourth = _deny_appeal(board, third)
        judge = board.shown.case(fourth)
        assert (judge.appeal.rung, judge.stage) == ("ma_3", "gathering")
        assert any("enough is in dispute: $200" in (task.title or "") for task in judge.tasks)
        assert [(link.id, link.level, link.state) for link in board.chain(second)] == [
            ("LMN-0001", "", "denied"),
            ("LMN-0002", "Reconsideration by the plan", "denied"),
            ("LMN-0003", "Independent review entity", "denied"),
            ("LMN-0004", "Hearing before a judge", "file by"),
        ]


def test_a_commercial_denial_goes_to_the_plan_and_then_to_external_review(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        second = _deny_appeal(board, ONE)
        third = _deny_appeal(board, second)

        review = board.shown.case(third)
        assert (review.appeal.level, review.appeal.of) == ("External review", second)
        assert (review.appeal.rule, review.appeal.file_by) == ("com_3", date(2027, 3, 22))
        fourth = _deny_appeal(board, third)
        board.move(fourth, "follow_up", "filed with the court")
        board.respond(fourth, DENIED)
        with pytest.raises(Refused, match="last level"):
            board.appeal(fourth)


def test_the_reviewer_of_a_drug_plan_must_be_asked(tmp_path: Path) -> None:
    with a_desk(tmp_path, "part_d") as board:
        third = _deny_appeal(board, _deny_appeal(board, ONE))

        case = board.shown.case(third)
        assert (case.appeal.rung, case.stage, case.appeal.file_by) == ("pd_2", "gathering", date(2027, 1, 19))
        titles = " ".join(task.title or "" for task in case.tasks)
        assert "Ask for this level yourselves" in titles
        assert "Settle who files: The enrollee or a representative; the prescriber" in titles


def test_a_medicaid_plans_appeal_asks_for_consent_and_for_care_to_go_on(tmp_path: Path) -> None:
    stopped = Answer(outcome="denied", notice_on=date(2026, 11, 18), effective_on=date(2026, 12, 10))
    with a_desk(tmp_path, "medicaid_mc", purpose="continuation") as board:
        board.respond(ONE, stopped)
        board.appeal(ONE)

        case = board.shown.case("LMN-0002")
        assert (case.appeal.file_by, case.appeal.continue_by) == (date(2027, 1, 17), date(2026, 12, 10))
        titles = " ".join(task.title or "" for task in case.tasks)
        assert "consent" in titles
        assert any("written consent" in text for text in board.next_level(ONE))

        row = board.shown.case(ONE).responses[0].id
        board.edit(ONE, {f"responses/{row}/effective_on": "2026-12-03"})
        board.run_due(["LMN-0002"])
        assert board.shown.case("LMN-0002").appeal.continue_by == date(2026, 12, 3), "as the notice was misread"
        board.edit("LMN-0002", {"appeal.continue_by": "2026-12-01"}, because="To be safe")
        board.edit(ONE, {f"responses/{row}/effective_on": "2026-12-07"})
        board.run_due(["LMN-0002"])
        assert board.shown.case("LMN-0002").appeal.continue_by == date(2026, 12, 1), "a person's own stays"


# ---------------------------------------------------------------------- renewals
def test_an_approval_is_renewed_once_from_the_day_after_it_ends(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        with pytest.raises(Refused, match="no approval to renew"):
            board.renew(ONE)
        board.respond(ONE, Answer(outcome="approved", number="A-77", valid_to=date(2027, 5, 20)))
        board.renew(ONE)
        assert board.shown.case(ONE).next_touch.on is None, "it is begun"
        board.move(ONE, "follow_up")
        board.move(ONE, "resolved", "looked at again")
        assert board.shown.case(ONE).next_touch.on is None

        case = board.shown.case("LMN-0002")
        assert (case.purpose, case.trigger, case.renewal.of) == ("continuation", "renewal", ONE)
        assert case.request.start_on == date(2027, 5, 21)
        assert case.authorization.to is None
        assert any(task.origin == "carried:treatments" for task in case.tasks)
        assert board.shown.case(ONE).renewal.by == "LMN-0002"
        assert [link.id for link in board.chain("LMN-0002")] == [ONE, "LMN-0002"]
        with pytest.raises(Refused, match="renewed already, by LMN-0002"):
            board.renew(ONE)


def test_a_renewal_that_is_begun_late_is_begun_all_the_same(tmp_path: Path) -> None:
    touch = {"on": "2026-10-30", "what": "Start the renewal: authorization ends 11/15/2026"}
    granted = a_case(
        stage="resolved", outcome="approved", authorization={"number": "A-77", "to": "2026-11-15"}, next_touch=touch
    )
    with at(a_board(tmp_path, granted)) as board:
        board.renew(ONE)
        assert board.shown.case(ONE).next_touch.on is None

        board.undo()
        assert str(board.shown.case(ONE).next_touch.on) == "2026-10-30"
