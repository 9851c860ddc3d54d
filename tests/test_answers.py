"""What a payer answers, and what follows from it by itself: stories through the board, on a real file.

The clinic's today is Friday 20 November 2026.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lmnboard.model.errors import Invalid, Refused
from lmnboard.workflow.answers import Answer, Reason
from tests.answered import DENIED, a_desk

ONE = "LMN-0001"


# ---------------------------------------------------------------------- approved
def test_an_approval_resolves_the_case_and_plans_its_renewal(tmp_path: Path) -> None:
    answer = Answer(
        outcome="approved", number="A-77", valid_from=date(2026, 11, 20), valid_to=date(2027, 5, 20),
        units_asked=24, units_granted=12, reference="REF 9",
    )  # fmt: skip
    with a_desk(tmp_path) as board:
        entry = board.respond(ONE, answer)

        case = board.shown.case(ONE)
        assert (case.stage, case.outcome, case.owner) == ("resolved", "approved", "dana")
        assert (case.authorization.number, case.authorization.to) == ("A-77", date(2027, 5, 20))
        assert case.next_touch.on == date(2027, 4, 20)
        assert case.responses[-1].received_on == date(2026, 11, 20)
        assert "Granted 12 of 24 units." in entry.note
        assert f"{ONE} is resolved." in entry.note


def test_where_follow_up_does_not_advance_by_itself_an_approval_waits_for_a_person(tmp_path: Path) -> None:
    with a_desk(tmp_path, settings={"advance": ["gathering"]}) as board:
        entry = board.respond(ONE, Answer(outcome="approved"))

        assert board.shown.card(ONE).stage == "follow_up"
        assert "may be moved to Resolved" in entry.note


# ---------------------------------------------------------------------- more information, not affirmed
@pytest.mark.parametrize(
    ("due", "next_on"),
    [
        (date(2026, 11, 21), date(2026, 11, 20)),  # a Saturday: we work on the Friday before it, which is today
        (date(2026, 11, 13), date(2026, 11, 20)),  # recorded too late: today, and on no day that has passed
        (date(2026, 12, 1), date(2026, 11, 23)),
    ],
)
def test_what_they_ask_for_is_next_on_a_working_day_that_is_still_to_come(
    tmp_path: Path, due: date, next_on: date
) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="more_information", items=("CBC",), due=due))

        assert board.shown.case(ONE).next_touch.on == next_on


def test_more_information_goes_back_to_gathering_with_a_task_for_each_item(tmp_path: Path) -> None:
    asked = Answer(outcome="more_information", items=("CBC of October", "Signed order"), due=date(2026, 12, 1))
    with a_desk(tmp_path) as board:
        board.respond(ONE, asked)

        case = board.shown.case(ONE)
        row = case.responses[-1].id
        assert (case.stage, case.waiting_on, case.owner) == ("gathering", "us", "dana")
        tasks = [(task.title, task.due, task.owner) for task in case.tasks if task.origin == f"response:{row}"]
        assert tasks == [("CBC of October", asked.due, "dana"), ("Signed order", asked.due, "dana")]
        assert case.next_touch.on == date(2026, 11, 23)


def test_a_request_that_was_not_affirmed_is_mended_and_sent_again_and_never_appealed(tmp_path: Path) -> None:
    with a_desk(tmp_path, "medicare_ffs") as board:
        board.respond(ONE, Answer(outcome="non_affirmed", reasons=(Reason("N115"),)))

        case = board.shown.case(ONE)
        assert (case.stage, case.waiting_on) == ("drafting", "us")
        assert [task.title for task in case.tasks] == ["For N115: the LCD that was applied"]
        with pytest.raises(Refused, match="sent again without limit"):
            board.appeal(ONE)

        board.move(ONE, "follow_up", "sent again by portal")
        board.respond(ONE, Answer(outcome="non_affirmed", reasons=(Reason("M127"), Reason("175"))))
        assert board.shown.card(ONE).stage == "gathering"


def test_an_answer_to_an_earlier_letter_does_not_let_the_case_leave_follow_up(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="more_information", items=("CBC",)))
        board.move(ONE, "review", "the rest is known")
        board.submit(ONE, board.proposed_sending(ONE), "the payer wants it today")

        with pytest.raises(Refused) as refused:
            board.move(ONE, "resolved")
        assert "No answer of the payer to what was sent last" in refused.value.reasons[0]


def test_a_withdrawn_request_is_resolved_as_such(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="withdrawn"))

        card = board.shown.card(ONE)
        assert (card.stage, card.outcome) == ("resolved", "withdrawn")


# ---------------------------------------------------------------------- denied
def test_a_denial_stays_owned_on_its_clock_with_the_peer_to_peer_to_be_asked_for(tmp_path: Path) -> None:
    with a_desk(tmp_path, owner=None) as board:
        entry = board.respond(ONE, DENIED)

        case = board.shown.case(ONE)
        answer = case.responses[-1]
        assert (case.stage, case.owner, case.waiting_on, case.outcome) == ("follow_up", "dana", "us", None)
        assert [(reason.code, reason.words) for reason in answer.reasons] == [("CO-50", None), ("N115", "No trial.")]
        assert answer.due == date(2027, 5, 19)
        assert [(task.origin, task.due) for task in case.tasks] == [("peer_to_peer", date(2026, 11, 23))]
        assert case.next_touch.on == date(2026, 11, 23)
        assert "answer each criterion with the record" in entry.note
        with pytest.raises(Refused) as refused:
            board.move(ONE, "resolved")
        assert "appeal it, or say why not" in refused.value.reasons[0]


def test_a_denial_is_left_with_a_reason_which_stands_with_the_answer(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        with pytest.raises(Invalid, match="Say why"):
            board.not_appealed(ONE, " ")
        board.not_appealed(ONE, "The patient chose another drug.")

        case = board.shown.case(ONE)
        assert (case.stage, case.outcome) == ("resolved", "denied")
        assert case.responses[-1].not_appealed_because == "The patient chose another drug."


def test_a_late_answer_is_said_to_be_the_payers_lateness(tmp_path: Path) -> None:
    with a_desk(tmp_path, answer_due={"on": "2026-11-17", "rule": "by hand"}) as board:
        assert board.lateness(ONE)[0].startswith("Payer late 3d")
        assert "The payer was 3 days late" in board.respond(ONE, DENIED).note
        assert board.lateness(ONE) == ()


def test_one_undo_takes_an_answer_back_with_everything_that_followed(tmp_path: Path) -> None:
    for answer in (
        DENIED,
        Answer(outcome="approved", number="A-77", valid_to=date(2027, 5, 20)),
        Answer(outcome="more_information", items=("CBC",), due=date(2026, 12, 1)),
        Answer(outcome="withdrawn"),
    ):
        folder = tmp_path / answer.outcome
        folder.mkdir()
        with a_desk(folder) as board:
            before = board.shown.case(ONE)
            board.respond(ONE, answer)
            board.undo()

            after = board.shown.case(ONE)
            for field in ("stage", "owner", "outcome", "responses", "tasks", "next_touch", "authorization"):
                assert getattr(after, field) == getattr(before, field), (answer.outcome, field)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(outcome="denied", received_on=date(2026, 11, 21)), "still to come"),
        (Answer(outcome="denied", notice_on=date(2026, 11, 19), received_on=date(2026, 11, 18)), "cannot have come"),
        (Answer(outcome="approved", valid_from=date(2027, 1, 2), valid_to=date(2027, 1, 1)), "cannot be valid"),
        (Answer(outcome="approved", not_appealed_because="no"), "said of a denial"),
    ],
)
def test_an_answer_that_cannot_be_is_not_recorded(tmp_path: Path, answer: Answer, why: str) -> None:
    with a_desk(tmp_path) as board, pytest.raises(Invalid, match=why):
        board.respond(ONE, answer)


def test_a_case_that_was_put_off_is_back_once_the_payer_has_answered(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        for answer in (DENIED, Answer(outcome="more_information", items=("CBC",), due=date(2026, 12, 1))):
            board.snooze(ONE, date(2026, 11, 21))
            board.respond(ONE, answer)
            assert board.shown.card(ONE).snoozed_until is None
            board.undo()
            assert board.shown.card(ONE).snoozed_until == "2026-11-21"


def test_a_case_may_be_given_up_after_the_payer_asked_for_more(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="more_information", items=("CBC",)))
        board.move(ONE, "resolved", "the patient has moved away")

        card = board.shown.card(ONE)
        assert (card.stage, card.outcome) == ("resolved", "withdrawn")


def test_a_resolved_case_is_moved_back_before_it_is_answered(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, Answer(outcome="withdrawn"))

        with pytest.raises(Refused, match="move it back to Follow-up"):
            board.respond(ONE, DENIED)
