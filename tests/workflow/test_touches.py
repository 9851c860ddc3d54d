"""The next touch that is proposed: what, on which day, and why; and until when a case may be put off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from lmnboard.knowledge.calendar import is_business_day
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import DecisionTime, Location, Payer, Settings
from lmnboard.workflow import touches
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.limits import limits, refuses_snooze
from lmnboard.workflow.touches import Touch, after_contact, after_sending, proposed_touch

CLOSED = frozenset({date(2026, 11, 27)})
"""The clinic is closed on the day after Thanksgiving, the 26th."""
SENT = {"id": "s1", "order": 1, "sent_at": "2026-11-16T16:00:00+00:00"}
"""A Monday."""


def _clinic(**payer: Any) -> Clinic:
    return Clinic(
        payers={"aetna": Payer(id="aetna", **payer)},
        locations={"main": Location(id="main", time_zone="America/Chicago")},
    )


def _case(stage: str = "follow_up", **fields: Any) -> Any:
    # `by hand`: the answer date is the one that stands here, and no rule's.
    due = fields.pop("due", None)
    answer_due = {"on": due, "rule": "by hand"}
    doc = {"id": "LMN-0001", "stage": stage, "payer": "aetna", "location": "main", "answer_due": answer_due, **fields}
    return typed_case(doc)


def _waiting(due: str | None, *spoken: str) -> Any:
    rows = [{"id": f"p{n}", "at": f"{on}T16:00:00+00:00"} for n, on in enumerate(spoken, 1)]
    return _case(submissions=[SENT], contacts=rows, due=due)


def _day(today: str) -> Day:
    return Day(date.fromisoformat(today), Settings(), CLOSED)


def _proposed(case: Any, today: str, clinic: Clinic | None = None) -> Touch:
    found = proposed_touch(case, clinic or _clinic(), _day(today))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("due", "spoken", "today", "on", "what"),
    [
        # Sent on Monday the 16th, the answer due on Monday the 30th.
        ("2026-11-30", (), "2026-11-16", "2026-11-17", touches.CONFIRM),
        ("2026-11-30", ("2026-11-17",), "2026-11-17", "2026-11-23", touches.STATUS),
        ("2026-11-30", ("2026-11-17", "2026-11-23"), "2026-11-23", "2026-11-30", touches.DUE),
        ("2026-11-30", ("2026-11-30",), "2026-11-30", "2026-12-01", touches.OVERDUE),
        ("2026-11-30", ("2026-12-01",), "2026-12-01", "2026-12-03", touches.AGAIN),
        ("2026-11-30", ("2026-12-03",), "2026-12-03", "2026-12-07", touches.ESCALATE),
        ("2026-11-30", ("2026-12-04",), "2026-12-04", "2026-12-07", touches.ESCALATE),
        ("2026-11-30", ("2026-12-07",), "2026-12-07", "2026-12-09", touches.AGAIN),
        # A window of three days has no half; on a Thanksgiving the day before it.
        ("2026-11-19", ("2026-11-17",), "2026-11-17", "2026-11-19", touches.DUE),
        ("2026-11-26", ("2026-11-23",), "2026-11-23", "2026-11-25", touches.DUE),
        # What was missed is to be done now, and on Monday where now is a Saturday.
        ("2026-11-30", (), "2026-11-20", "2026-11-20", touches.CONFIRM),
        ("2026-11-30", ("2026-11-17",), "2026-12-02", "2026-12-02", touches.OVERDUE),
        ("2026-11-30", ("2026-11-17",), "2026-12-05", "2026-12-07", touches.OVERDUE),
        ("2026-11-30", ("2026-11-17",), "2026-12-09", "2026-12-09", touches.ESCALATE),
        # Nobody knows when the answer is due.
        (None, ("2026-11-17",), "2026-11-17", "2026-11-24", touches.STATUS),
    ],
)
def test_a_submission_is_followed_up(due: str | None, spoken: tuple[str, ...], today: str, on: str, what: str) -> None:
    found = _proposed(_waiting(due, *spoken), today)

    assert (found.on.isoformat(), found.what) == (on, what)


def test_the_payers_own_record_says_how_often_to_call() -> None:
    case = _waiting("2026-11-18", "2026-11-19")

    assert _proposed(case, "2026-11-19").on == date(2026, 11, 23)
    assert _proposed(case, "2026-11-19", _clinic(follow_up_days=1)).on == date(2026, 11, 20)


def test_a_contact_counts_from_now_at_the_cases_location() -> None:
    # 02:00 in London on the 18th is still the 17th in Texas.
    at = datetime(2026, 11, 18, 2, tzinfo=UTC)

    found = after_contact(_waiting("2026-11-30"), _clinic(), _day("2026-11-17"), at)

    assert (found.on, found.what) == (date(2026, 11, 23), touches.STATUS)
    assert "half of the time until the answer is due (11/30/2026)" in found.why


@pytest.mark.parametrize(
    ("stage", "fields", "on", "what"),
    [
        ("gathering", {}, "2026-11-23", "Go on collecting what is missing"),
        ("review", {}, "2026-11-23", "Read the letter, have it signed, send it"),
        (
            "gathering",
            {"tasks": [{"id": "w1", "title": "Lab report", "due": "2026-11-25"}, {"id": "w2", "due": "2026-11-24",
                        "done_at": "2026-11-19"}]},
            "2026-11-25",
            "Lab report",
        ),
        ("drafting", {"tasks": [{"id": "w1", "title": "Old", "due": "2026-11-02"}]}, "2026-11-23", "Old"),
        # On a day that the clinic is closed: the business day before it.
        ("gathering", {"tasks": [{"id": "w1", "title": "Labs", "due": "2026-11-27"}]}, "2026-11-25", "Labs"),
        # A filing deadline is warned of first: 14 days before 12/10 is Thanksgiving.
        (
            "gathering",
            {"submit_by": "2026-12-10", "tasks": [{"id": "w1", "title": "Labs", "due": "2026-12-04"}]},
            "2026-11-25",
            "File by 12/10/2026: see how it stands",
        ),
        # Never past a deadline: filed by Sunday means by Friday, and that is today.
        ("review", {"submit_by": "2026-11-22"}, "2026-11-20", "Read the letter, have it signed, send it"),
        ("gathering", {"request": {"start_on": "2026-11-21"}}, "2026-11-20", "Go on collecting what is missing"),
    ],
)  # fmt: skip
def test_what_is_ours_is_touched_before_its_deadline(stage: str, fields: dict[str, Any], on: str, what: str) -> None:
    found = _proposed(_case(stage, **fields), "2026-11-20")

    assert (found.on.isoformat(), found.what) == (on, what)


def test_an_answer_is_acted_on_the_next_business_day() -> None:
    def answered(**row: Any) -> Any:
        return _case(submissions=[SENT], responses=[{"id": "r1", "received_on": "2026-11-20", **row}])

    asked = _proposed(answered(outcome="more_information", due="2026-12-04"), "2026-11-20")
    denied = _proposed(answered(outcome="denied"), "2026-11-20")

    assert (asked.on, asked.what) == (date(2026, 11, 23), "Send what they asked for: due 12/04/2026")
    assert denied.on == date(2026, 11, 23)
    assert denied.what.startswith("Appeal, or say why not")


def test_an_approval_is_renewed_before_it_ends_and_another_end_needs_nothing() -> None:
    approved = {"outcome": "approved", "authorization": {"to": "2027-01-31"}}

    found = _proposed(_case("resolved", **approved), "2026-11-20")
    early = _proposed(_case("resolved", **approved), "2026-11-20", _clinic(renewal_days=60))

    assert (found.on, found.what) == (date(2026, 12, 31), "Start the renewal: authorization ends 01/31/2027")
    assert early.on == date(2026, 12, 2)
    assert proposed_touch(_case("resolved", outcome="denied"), _clinic(), _day("2026-11-20")) is None


def test_the_letter_that_leaves_today_is_asked_for_on_the_next_business_day() -> None:
    found = after_sending(_case("review"), _clinic(), _day("2026-11-25"))

    assert (found.on, found.what) == (date(2026, 11, 30), touches.CONFIRM)


def test_no_proposal_lies_on_a_closed_day() -> None:
    for due in range(17, 31):
        for today in range(16, 31):
            case = _waiting(f"2026-11-{due}", f"2026-11-{today}")
            found = _proposed(case, f"2026-11-{today}")
            assert is_business_day(found.on, CLOSED), (due, today, found)
            assert found.on >= date(2026, 11, today)


@pytest.mark.parametrize(
    ("fields", "until", "says"),
    [
        ({}, "2026-12-24", ""),
        ({}, "2026-11-20", "not after today"),
        ({"submit_by": "2026-12-04"}, "2026-12-04", ""),
        ({"submit_by": "2026-12-04"}, "2026-12-05", "past file by 12/04/2026:"),
        # Sunday the 6th is best met on Friday.
        ({"submit_by": "2026-12-06"}, "2026-12-05", "file by 12/06/2026, best met by 12/04/2026"),
        ({"appeal": {"file_by": "2026-11-19"}}, "2026-11-23", "cannot be put off: file by 11/19/2026 has passed"),
        ({"submit_by": "2026-11-20"}, "2026-11-23", "file by 11/20/2026 is today"),
        ({"request": {"start_on": "2026-12-01"}}, "2026-12-02", "past service 12/01/2026"),
        ({"purpose": "appeal", "request": {"start_on": "2026-12-01"}}, "2026-12-02", ""),
        (
            {"tasks": [{"id": "w1", "due": "2026-11-23", "origin": "peer_to_peer"}]},
            "2026-11-24",
            "past peer-to-peer 11/23/2026",
        ),
        ({"tasks": [{"id": "w1", "due": "2026-11-23", "origin": "rule:x"}]}, "2026-11-24", ""),
        ({"stage": "follow_up", "submissions": [SENT], "due": "2026-12-01"}, "2026-12-02", "answer due 12/01/2026"),
        (
            {"stage": "follow_up", "responses": [{"id": "r1", "outcome": "more_information", "due": "2026-12-01"}]},
            "2026-12-02",
            "past reply due 12/01/2026",
        ),
        ({"stage": "resolved"}, "2026-12-24", "is resolved"),
    ],
)
def test_a_case_is_never_put_off_past_a_deadline(fields: dict[str, Any], until: str, says: str) -> None:
    case = _case(**{"stage": "gathering", **fields})

    why = refuses_snooze(case, _clinic(), date.fromisoformat(until), _day("2026-11-20"))

    assert says in why
    assert bool(why) == bool(says)


def test_what_was_asked_for_and_sent_since_no_longer_limits() -> None:
    asked = {"id": "r1", "outcome": "more_information", "received_on": "2026-11-12", "due": "2026-12-01"}
    case = _case(submissions=[SENT | {"id": "s2"}], responses=[asked], due="2026-12-04")

    assert [limit.name for limit in limits(case, _clinic(), _day("2026-11-20"))] == ["answer due"]


def test_what_was_sent_again_on_the_day_of_the_answer_waits_for_the_next_one() -> None:
    asked = {"id": "r2", "outcome": "more_information", "received_on": "2026-11-16", "due": "2026-12-01"}
    case = _case(submissions=[SENT, SENT | {"id": "s3", "order": 2}], responses=[asked], due="2026-12-04")

    assert [limit.name for limit in limits(case, _clinic(), _day("2026-11-16"))] == ["answer due"]
    assert _proposed(case, "2026-11-16").what == touches.CONFIRM


def test_a_denial_that_was_sent_again_is_not_put_off_past_its_window() -> None:
    denied = {"id": "r2", "outcome": "denied", "received_on": "2026-11-13", "due": "2026-12-01"}
    case = _case(submissions=[SENT | {"id": "s3"}], responses=[denied], due="2026-12-04")

    assert "reply due" in refuses_snooze(case, _clinic(), date(2026, 12, 2), _day("2026-11-20"))


def test_after_sending_again_the_touch_heeds_when_the_new_answer_is_due() -> None:
    """An answer within a day, on a Friday, is due on Saturday: we look on the Friday, though one was sent before."""
    asked = {"id": "r2", "outcome": "more_information", "received_on": "2026-11-18"}
    case = _case("review", submissions=[SENT], responses=[asked], priority="expedited", purpose="prior_authorization")
    clinic = _clinic(decision_times=[DecisionTime(id="j1", track="expedited", amount=24, unit="hour")])

    assert after_sending(case, clinic, _day("2026-11-20")).on == date(2026, 11, 20)


@pytest.mark.parametrize("days", [-3, 999_999_999])
def test_days_between_calls_that_were_mistyped_neither_stop_nor_hold_up_anybody(days: int) -> None:
    case = _waiting("2026-11-19", "2026-11-20")

    found = _proposed(case, "2026-11-20", _clinic(follow_up_days=days))

    assert date(2026, 11, 20) < found.on < date(2028, 12, 31)


def test_an_appealed_denial_and_one_that_is_left_limit_nothing() -> None:
    denied = {"id": "r2", "outcome": "denied", "received_on": "2026-11-13", "due": "2026-12-01"}
    left = denied | {"not_appealed_because": "Paid by the patient"}
    cases = (
        _case(submissions=[SENT], responses=[denied], appeal={"by": "LMN-0002"}),
        _case(submissions=[SENT], responses=[left]),
    )

    assert [limits(case, _clinic(), _day("2026-11-20")) for case in cases] == [[], []]


def test_a_denial_is_appealed_by_what_its_notice_says_and_not_by_what_a_rule_counts() -> None:
    denied = {"id": "r2", "outcome": "denied", "notice_on": "2026-11-13", "due": "2027-06-01"}
    case = _case(submissions=[SENT | {"id": "s1"}], responses=[denied])
    clinic = _clinic(type="commercial")  # 180 days: 05/12/2027

    assert _proposed(case, "2026-11-20", clinic).what == "Appeal, or say why not: to be filed by 06/01/2027"
    assert [str(limit.on) for limit in limits(case, clinic, _day("2026-11-20"))] == ["2027-06-01"]
