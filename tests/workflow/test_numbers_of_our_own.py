"""Numbers of our own deadlines and of what is open; periods, groups, and counts too small for a percentage."""

from __future__ import annotations

from datetime import date

import pytest

from lmnboard.workflow.facts import Period
from tests.workflow.counted import answer, case, counted, noon, row, sent, share


# ---------------------------------------------------------------------- our own deadlines
def test_a_filing_deadline_is_missed_when_it_passed_and_nothing_had_left() -> None:
    found = counted(
        case(1, submit_by="2026-11-05", submissions=[sent("s1", "5")]),
        case(2, submit_by="2026-11-05", submissions=[sent("s1", "6")]),
        case(3, submit_by="2026-11-19", stage="drafting"),
        case(4, submit_by="2026-11-20", stage="drafting"),  # today: still running
        case(5, submit_by="2026-11-05", stage="resolved", stage_since=noon("4"), outcome="withdrawn"),
        case(6, submit_by="2026-11-05", stage="resolved", stage_since=noon("9"), outcome="withdrawn"),
        case(7, submit_by="2026-11-05", responses=[answer("r1", "denied", 9)]),  # sent; nobody wrote down when
    )
    assert share(found, "filed_late") == (3, 4)


def test_a_reply_that_the_payer_asked_for_is_late_after_its_day() -> None:
    asked = answer("r2", "more_information", 4, due="2026-11-10")
    found = counted(
        case(1, submissions=[sent("s1", "2"), sent("s3", "10")], responses=[asked]),
        case(2, submissions=[sent("s1", "2"), sent("s3", "11")], responses=[asked]),
        case(3, stage="gathering", submissions=[sent("s1", "2")], responses=[asked]),
        case(4, stage="gathering", submissions=[sent("s1", "2")], responses=[{**asked, "due": "2026-11-30"}]),
        case(5, submissions=[sent("s1", "2")], responses=[asked, answer("r3", "approved", 12)]),
    )
    assert share(found, "replied_late") == (2, 3)


def test_a_service_after_the_authorization_ended_is_counted() -> None:
    valid = {"authorization": {"to": "2026-11-10"}}
    found = counted(
        case(1, **valid, request={"start_on": "2026-11-10"}), case(2, **valid, request={"start_on": "2026-11-11"}),
        case(3, **valid), case(4, request={"start_on": "2026-11-11"}),
    )  # fmt: skip
    assert share(found, "expired") == (1, 2)


def test_what_is_open_is_told_by_its_age_and_by_what_is_left() -> None:
    found = counted(
        case(1, submissions=[sent("s1", "13")]),  # 7 days
        case(2, submissions=[sent("s1", "10-01"), sent("s2", "12")]),  # 8 since the last
        case(3, submissions=[sent("s1", "08-01")]),
        case(7, submissions=[sent("s1", "13")], responses=[answer("r2", "denied", 16)]),  # waits for us
        case(4, stage="drafting", submit_by="2026-11-19"),
        case(5, stage="drafting", submit_by="2026-11-20"),
        case(6, stage="review"),
        during=Period(since=date(2026, 11, 19)),  # what is open now is open in every period
    )
    ages = {row.own: row.count for row in found if row.measure == "aging" and row.own}
    assert ages == {"0 to 7 days": 1, "8 to 14 days": 1, "over 90 days": 1}
    left = {row.own: row.count for row in found if row.measure == "to_filing" and row.own}
    assert left == {"passed": 1, "0 to 7 days": 1, "no deadline": 1}


def test_letters_that_only_a_denial_began_are_told_from_those_before() -> None:
    found = counted(
        case(1), case(2, trigger="claim_denied"), case(3, purpose="appeal"),
        case(4, purpose="appeal", appeal={"of": "LMN-0001"}), case(5, outcome="entered_in_error"),
    )  # fmt: skip
    assert share(found, "afterthought") == (2, 3)


def test_contacts_are_counted_when_a_case_is_done() -> None:
    done = {"stage": "resolved", "stage_since": noon("10")}
    found = counted(
        case(1, **done, contacts=[{"id": "p1"}, {"id": "p2"}, {"id": "p3"}]), case(2, **done), case(3, contacts=[{}])
    )
    contacts = row(found, "contacts")
    assert (contacts.count, contacts.mean, contacts.p90) == (2, 1.5, 3)


# ---------------------------------------------------------------------- periods, groups, small counts
def test_a_period_has_what_happened_in_it_with_its_first_and_last_day() -> None:
    decided = [case(n, submissions=[sent("s1", "1")], responses=[answer("r2", "denied", n)]) for n in range(2, 8)]
    during = Period(date(2026, 11, 3), date(2026, 11, 5))
    assert share(counted(*decided, during=during), "denied") == (3, 3)
    assert row(counted(*decided, during=during), "sent").count == 0


def test_what_was_done_in_another_month_stands_there_and_months_in_their_order() -> None:
    found = counted(
        case(1, created_at=noon("9"), submissions=[sent("s1", "11-02")]), case(2, submissions=[sent("s1", "10-30")]),
        case(3, created_at=None, submissions=[sent("s1", "10-29")]), by="month",
    )  # fmt: skip
    assert [(row.group, row.count) for row in found if row.measure == "sent"] == [("2026-10", 2), ("2026-11", 1)]
    assert [row.group for row in found if row.measure == "opened"] == ["2026-10", "2026-11", ""]


def test_groups_stand_by_name_and_not_by_how_well_they_do() -> None:
    outcomes = {"zeta": "approved", "alpha": "denied", "Mid": "approved", "": "denied"}
    found = counted(
        *(
            case(n, payer=payer or None, submissions=[sent("s1", "2")], responses=[answer("r2", outcome, 4)])
            for n, (payer, outcome) in enumerate(outcomes.items(), 1)
        ),
        by="payer",
    )
    assert [row.group for row in found if row.measure == "denied"] == ["alpha", "Mid", "zeta", ""]


@pytest.mark.parametrize(("cases", "percent"), [(9, None), (10, 10.0)])
def test_fewer_than_ten_are_no_percentage(cases: int, percent: float | None) -> None:
    docs = [
        case(n, submissions=[sent("s1", "2")], responses=[answer("r2", "denied" if n == 1 else "approved", 4)])
        for n in range(1, cases + 1)
    ]
    assert row(counted(*docs), "denied").percent == percent


def test_no_number_is_of_a_person() -> None:
    named = case(1, owner="dana", provider="castellanos", created_by="dana", submissions=[sent("s1", "2")],
                 responses=[answer("r2", "denied", 4)], stage="resolved", stage_since=noon("9"))  # fmt: skip
    assert not any(who in str(row) for row in counted(named) for who in ("dana", "Dana", "castellanos", "Castellanos"))
