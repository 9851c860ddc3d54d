"""Answers that cannot be what was meant are held back, each with how to mend it: stories through the board.

The clinic's today is Friday 20 November 2026; the case was faxed on Wednesday the 18th.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lmnboard.model.case import CASES
from lmnboard.model.errors import Invalid, Moved, Refused
from lmnboard.workflow.answers import Answer
from tests.answered import DENIED, a_desk, followed_up
from tests.builders import a_board, a_case, at

ONE, TWO = "LMN-0001", "LMN-0002"
APPROVED = Answer(outcome="approved")


def test_of_two_opposite_answers_in_the_same_second_the_later_is_told_of_the_first(tmp_path: Path) -> None:
    path = a_board(tmp_path, followed_up())
    with at(path) as dana, at(path, "jo") as jo:
        jo.respond(ONE, DENIED)
        with pytest.raises(Moved, match=f"Jo Lindgren has just recorded denied on {ONE}: look at it"):
            dana.respond(ONE, APPROVED)
        dana.catch_up()
        with pytest.raises(Moved):  # shown by now, but not when the form was opened
            dana.respond(ONE, APPROVED, seen=())
        with pytest.raises(Moved):  # nor does the form say before that what would follow
            dana.what_follows(ONE, APPROVED, ())
        dana.respond(ONE, APPROVED)
        assert [row.outcome for row in dana.shown.case(ONE).responses] == ["denied", "approved"]


def test_an_appeal_that_was_never_sent_is_not_answered_and_a_first_denial_needs_no_letter(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(), a_case(appeal__of=ONE))) as board:
        board.respond(ONE, Answer(outcome="denied"))
        with pytest.raises(Refused, match=f"{TWO} is an appeal that was never sent.*submit it"):
            board.respond(TWO, Answer(outcome="denied"))

        board.move(TWO, "follow_up", because="Faxed from the doctor's own office")
        board.respond(TWO, Answer(outcome="denied"))
        assert board.shown.card(TWO).last_answer.outcome == "denied"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(outcome="denied", received_on=date(2025, 12, 25)), "received 12/25/2025"),
        (Answer(outcome="denied", notice_on=date(2026, 11, 17)), "dated 11/17/2026"),
        (Answer(outcome="denied", notice_on=date(2026, 11, 18), received_on=date(2026, 11, 18)), ""),
    ],
)
def test_an_answer_is_no_older_than_the_letter_on_the_locations_day(tmp_path: Path, answer: Answer, says: str) -> None:
    """Sent on the 18th at 23:30 in Chicago, which is the 19th elsewhere, and again today."""
    sent = [{"id": "s1", "order": 1, "sent_at": "2026-11-19T05:30:00+00:00"}]
    again = {"id": "s2", "order": 2, "sent_at": "2026-11-20T15:00:00+00:00"}
    with at(a_board(tmp_path, followed_up() | {"submissions": [*sent, again]})) as board:
        if not says:
            board.respond(ONE, answer)
            return
        with pytest.raises(Invalid, match=f"{says} is older than the letter of {ONE}, sent 11/18/2026"):
            board.respond(ONE, answer)

        sent_at = CASES.of("submissions/s1/sent_at")
        assert not sent_at.about.kept, "a person can correct it, which is what the sentence says"
        assert CASES.of("submissions").about.kept, "and neither add nor remove a submission"
        if answer.notice_on:
            board.edit(ONE, {"submissions/s1/sent_at": "2026-11-17T15:00:00+00:00"})
            board.respond(ONE, answer)


def test_a_window_for_a_peer_to_peer_is_the_payers_or_said_to_be_a_guess(tmp_path: Path) -> None:
    with a_desk(tmp_path, "commercial") as board:
        guess = board.what_follows(ONE, DENIED)
        assert any("many payers give one business day" in line and "ask for it" in line for line in guess)

        own = {"level": "peer-to-peer", "amount": 14, "unit": "calendar_day", "counted_from": "notice"}
        board.add_row("payers/meridian", "appeal_windows", own)
        told = "A peer-to-peer may be asked for until 12/02/2026, as the payer's record says."
        assert told in board.what_follows(ONE, DENIED)

        board.respond(ONE, DENIED)
        answer = board.shown.case(ONE).responses[0].id
        board.edit(ONE, {f"responses/{answer}/notice_on": "2026-11-19"})
        board.run_due([ONE])
        [task] = [task for task in board.shown.case(ONE).tasks if task.origin == "peer_to_peer"]
        assert task.due == date(2026, 12, 3), "counted again, as the notice turned out to be of another day"


def test_a_silence_that_counts_as_a_denial_is_recorded_as_its_sentence_says_and_then_appealed(tmp_path: Path) -> None:
    due = {"on": "2026-11-19", "rule": "ma_std_pa"}
    with a_desk(tmp_path, "medicare_advantage", answer_due=due) as board:
        _late, allows = board.lateness(ONE)
        assert "record it (r): denied, in words 'no answer in time'; then P opens the appeal." in allows
        with pytest.raises(Refused, match="no denial to appeal"):
            board.appeal(ONE)
        board.respond(ONE, Answer(outcome="denied"))
        board.appeal(ONE)
        assert board.shown.case(TWO).appeal.of == ONE


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2027-11-18T16:00:00+00:00", "11/18/2027 is still to come"),
        ("2026-11-19T16:00:00+00:00", "it would have left after it was answered, 11/18/2026"),
        ("2026-11-17T16:00:00+00:00", ""),
    ],
)
def test_a_letter_was_sent_on_a_day_that_has_been_and_before_it_was_answered(
    tmp_path: Path, typed: str, says: str
) -> None:
    with a_desk(tmp_path) as board:
        board.respond(ONE, DENIED)
        if says:
            with pytest.raises(Invalid, match=says):
                board.edit(ONE, {"submissions/s1/sent_at": typed})
        else:
            board.edit(ONE, {"submissions/s1/sent_at": typed})
            assert board.shown.case(ONE).submissions[0].sent_at == typed
