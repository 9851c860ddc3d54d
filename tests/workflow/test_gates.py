"""The gates between the stages: what must be true to leave each, what a reason does, and how a case ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.model.choices import STAGES, Stage
from lmnboard.model.errors import Invalid, Refused
from tests.builders import a_board, a_case, at, look_over_and_sign

ID = "LMN-0001"


def refused(board: Board, stage: Stage, case_id: str = ID) -> str:
    with pytest.raises(Refused) as no:
        board.move(case_id, stage)
    assert board.shown.card(case_id).stage != stage
    return "\n".join(no.value.reasons)


def test_gathering_is_left_when_the_payers_requirements_are_read_and_the_tasks_done(tmp_path: Path) -> None:
    task = {"id": "w1", "title": "Collect MRI report"}
    path = a_board(tmp_path, a_case(stage="gathering", tasks=[task], policy__reviewed_on=None))
    with at(path) as board:
        missing = refused(board, "drafting")
        assert "Collect MRI report" in missing
        assert "requirements" in missing

        board.edit(ID, {"policy.reviewed_on": "2026-11-19", "tasks/w1/done_at": "2026-11-19"})
        board.move(ID, "drafting")

        assert board.shown.card(ID).stage == "drafting"


def test_a_waived_task_keeps_nothing_back(tmp_path: Path) -> None:
    task = {"id": "w1", "title": "Collect MRI report", "waived_because": "none was made"}
    with at(a_board(tmp_path, a_case(stage="gathering", tasks=[task]))) as board:
        board.move(ID, "drafting")

        assert board.shown.card(ID).stage == "drafting"


def test_drafting_is_left_when_the_letter_has_what_it_must_say(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="drafting", rationale=None))) as board:
        assert "ationale" in refused(board, "review")

        board.edit(ID, {"rationale": "The extrusion on MRI of 08/04/2026 explains the weakness that remains."})
        board.move(ID, "review")


def test_two_stages_forward_ask_both_gates(tmp_path: Path) -> None:
    task = {"id": "w1", "title": "Collect MRI report"}
    with at(a_board(tmp_path, a_case(stage="gathering", tasks=[task], rationale=None))) as board:
        missing = refused(board, "review")

        assert "Collect MRI report" in missing
        assert "ationale" in missing


def test_review_is_left_by_submitting_only(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        look_over_and_sign(board, ID)

        assert "submit it" in refused(board, "follow_up")

        board.submit(ID, board.proposed_sending(ID))
        assert board.shown.card(ID).stage == "follow_up"


def test_a_letter_is_not_submitted_unsigned_nor_from_another_stage(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(), a_case(stage="drafting"))) as board:
        with pytest.raises(Refused) as no:
            board.submit(ID, board.proposed_sending(ID))
        assert any("ign" in reason for reason in no.value.reasons)

        with pytest.raises(Refused, match="submitted from Review"):
            board.submit("LMN-0002", board.proposed_sending("LMN-0002"))
        assert not (tmp_path / "sent").exists()


def test_a_reason_passes_a_gate_and_stays_on_the_card(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="drafting", rationale=None)), "jo") as board:
        board.move(ID, "review", "the provider dictates it this afternoon")

        case = board.shown.case(ID)
        assert case.stage == "review"
        assert [(o.what, o.because, o.by) for o in case.overrides] == [
            ("Drafting to Review", "the provider dictates it this afternoon", "jo")
        ]


def test_a_reason_where_nothing_is_missing_leaves_no_override(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="drafting"))) as board:
        board.move(ID, "review", "looks good")

        assert board.shown.case(ID).overrides == []


def test_a_move_back_asks_nothing(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="review", rationale=None))) as board:
        board.move(ID, "gathering")

        assert board.shown.card(ID).stage == "gathering"


def test_a_move_to_where_the_case_is_makes_no_entry(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board, pytest.raises(Invalid, match="already"):
        board.move(ID, "review")


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ([], "No answer"),
        (["more_information"], "more information"),
        (["denied"], "appeal it"),
        (["partly_approved"], "appeal it"),
        (["non_affirmed"], "appeal it"),
        (["denied", "approved"], ""),
        (["approved"], ""),
        (["withdrawn"], ""),
    ],
)
def test_follow_up_is_left_with_an_answer_that_needs_nothing_more(
    tmp_path: Path, answers: list[str], missing: str
) -> None:
    rows = [{"id": f"r{n}", "outcome": answer} for n, answer in enumerate(answers, 1)]
    with at(a_board(tmp_path, a_case(stage="follow_up", responses=rows))) as board:
        if missing:
            assert missing in refused(board, "resolved")
        else:
            board.move(ID, "resolved")
            assert board.shown.card(ID).outcome == answers[-1]


def test_a_denial_is_resolved_once_another_case_appeals_it_or_with_a_reason_why_not(tmp_path: Path) -> None:
    denied = a_case(stage="follow_up", responses=[{"id": "r1", "outcome": "non_affirmed"}])
    appeal = a_case(purpose="appeal", stage="gathering", appeal={"of": ID})
    with at(a_board(tmp_path, denied, appeal, denied)) as board:
        board.move(ID, "resolved")
        assert board.shown.card(ID).outcome == "denied"

        board.move("LMN-0003", "resolved", "the patient pays for it")
        assert board.shown.case("LMN-0003").overrides[0].because == "the patient pays for it"


@pytest.mark.parametrize("stage", STAGES[:-1])
@pytest.mark.parametrize("outcome", ["withdrawn", "entered_in_error"])
def test_what_was_withdrawn_or_entered_in_error_ends_wherever_it_stands(
    tmp_path: Path, stage: Stage, outcome: str
) -> None:
    with at(a_board(tmp_path, {"stage": stage, "outcome": outcome})) as board:
        board.move(ID, "resolved")

        assert board.shown.card(ID).outcome == outcome


def test_a_case_that_is_opened_again_has_no_outcome_any_more(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="resolved", outcome="denied"))) as board:
        board.move(ID, "gathering")

        assert board.shown.card(ID).outcome is None


def test_a_gate_is_asked_anew_where_somebody_undid_what_it_asks_for(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting"))
    with at(path) as dana, at(path, "jo") as jo:
        assert dana.findings(ID)
        jo.edit(ID, {"rationale": None})

        assert "ationale" in refused(dana, "review")


def test_a_new_case_belongs_to_whoever_opens_it_and_begins_in_gathering(tmp_path: Path) -> None:
    opened: dict[str, Any] = {"patient.name": "Ada Okafor", "treatments": [{"name": "Rest"}, {"name": "Ice"}]}
    with at(a_board(tmp_path, a_case())) as board:
        board.new(opened)

        doc = board.shown.doc("LMN-0002")
        assert (doc["stage"], doc["owner"], doc["location"]) == ("gathering", "dana", "main")
        assert [(row["id"], row["order"]) for row in doc["treatments"]] == [("t1", 1), ("t2", 2)]
        assert doc["created_by"] == "dana"
