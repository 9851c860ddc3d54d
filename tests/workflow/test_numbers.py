"""The clinic's numbers of a few cases, each worked out by hand beside its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location
from lmnboard.model.past import past_of
from lmnboard.workflow.facts import ALWAYS, Period, facts
from lmnboard.workflow.numbers import MEASURES, By, Row, rows
from lmnboard.workflow.stays import Stay

TODAY = date(2026, 11, 20)
CLINIC = Clinic(
    locations={
        "main": Location(id="main", time_zone="America/Chicago"),
        "west": Location(id="west", time_zone="America/Los_Angeles"),
    }
)


def noon(day: str) -> str:
    """Noon in Chicago on a day of November, as 5; or of another month, as 10-28."""
    return f"2026-{day if '-' in day else f'11-{int(day):02}'}T18:00:00.000+00:00"


def sent(row: str, day: str) -> dict[str, Any]:
    return {"id": row, "sent_at": noon(day)}


def answer(row: str, outcome: str, day: int, *codes: str, **more: Any) -> dict[str, Any]:
    reasons = [{"id": f"x{at}", "code": code} for at, code in enumerate(codes, 1)]
    return {"id": row, "outcome": outcome, "received_on": f"2026-11-{day:02}", "reasons": reasons, **more}


def case(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"LMN-{number:04d}", "purpose": "prior_authorization", "payer": "aetna", "kind": "medication",
            "location": "main", "created_at": noon("10-20"), "stage": "follow_up", **fields}  # fmt: skip


def counted(
    *docs: dict[str, Any], stays: Sequence[Stay] = (), during: Period = ALWAYS, by: By | None = None
) -> list[Row]:
    cases = [past_of(msgspec.json.encode(doc)) for doc in docs]
    found = facts(cases, stays, CLINIC, lambda location: TODAY, during)
    return list(rows(found, during, by, lambda by, key: key))


def row(found: Sequence[Row], measure: str, group: str = "", own: str = "") -> Row:
    (one,) = (row for row in found if (row.measure, row.group, row.own) == (measure, group, own))
    return one


def share(found: Sequence[Row], measure: str, group: str = "", own: str = "") -> tuple[int | None, int]:
    one = row(found, measure, group, own)
    return one.hits, one.count


# ---------------------------------------------------------------------- an empty board, a board taken in
def test_an_empty_board_has_every_measure_and_nothing_in_it() -> None:
    found = counted()
    assert [row.measure for row in found] == [measure.id for measure in MEASURES]
    assert {row.count for row in found} == {0}
    assert {row.percent for row in found} == {None}


def test_cases_that_were_taken_in_tell_what_their_records_do() -> None:
    resolved = case(1, stage="resolved", stage_since=noon("10"), outcome="approved",
                    submissions=[sent("s1", "2")], responses=[answer("r1", "approved", 8)])  # fmt: skip
    only_answered = case(2, stage="resolved", stage_since=noon("10"), outcome="denied",
                         responses=[answer("r1", "denied", 9, "CO-50")])  # fmt: skip
    found = counted(resolved, only_answered)
    assert row(found, "stage_days").count == 0
    assert row(found, "answer_days").median == 6
    assert share(found, "first_pass") == (1, 2)
    assert share(found, "denied") == (1, 2)
    assert row(found, "whole_days").median == 21  # 20 October to 10 November


# ---------------------------------------------------------------------- days
def stay(number: int, stage: Any, began: str, ended: str, into: Any) -> Stay:
    return Stay(f"cases/{number}", stage, into, noon(began), noon(ended))


def test_a_case_counts_once_a_stage_with_the_days_of_all_its_stays() -> None:
    newest_first = [
        stay(1, "review", "12", "13", "follow_up"),
        stay(1, "drafting", "9", "12", "review"),
        stay(1, "review", "8", "9", "drafting"),
        stay(2, "drafting", "1", "8", "review"),
        stay(1, "drafting", "6", "8", "review"),
    ]
    found = counted(case(1), case(2), stays=newest_first)
    drafting = row(found, "stage_days", own="drafting")
    assert (drafting.count, drafting.median, drafting.p90) == (2, 6, 7)  # 3 + 2 days, and 7
    assert row(found, "stage_days", own="review").median == 2
    assert share(found, "rework") == (1, 2)  # left review twice, once of them back


def test_the_ninetieth_percentile_is_a_value_that_occurred() -> None:
    newest_first = [stay(n, "gathering", "1", str(1 + n), "drafting") for n in range(1, 12)]
    found = row(counted(*map(case, range(1, 12)), stays=newest_first), "stage_days", own="gathering")
    assert (found.median, found.p90, found.mean) == (6, 10, 6)  # 1 to 11 days; the tenth of eleven


def test_days_to_the_decision_are_by_payer_and_by_service_and_appeals_apart() -> None:
    found = counted(
        case(1, submissions=[sent("s1", "2")], responses=[answer("r2", "approved", 4)]),
        case(2, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 12, notice_on="2026-11-10")]),
        case(3, payer="cigna", kind="test", submissions=[sent("s1", "2")], responses=[answer("r2", "approved", 5)]),
        case(4, purpose="appeal", submissions=[sent("s1", "1")], responses=[answer("r2", "denied", 19)]),
    )
    assert row(found, "answer_days", "aetna").median == 5  # 2, and 8 to the notice
    assert row(found, "answer_days", "cigna").median == 3
    assert row(found, "answer_days", "test").median == 3
    assert row(found, "appeal_answer_days", "aetna").median == 18


def test_the_day_is_that_of_the_location() -> None:
    late = {"id": "s1", "sent_at": "2026-11-03T07:30:00.000+00:00"}  # 1:30 on the 3rd in Chicago, the 2nd in the west
    found = counted(
        case(1, submissions=[late], responses=[answer("r2", "approved", 4)]),
        case(2, location="west", submissions=[late], responses=[answer("r2", "approved", 4)]),
        by="location",
    )
    assert row(found, "answer_days", "main").median == 1
    assert row(found, "answer_days", "west").median == 2


# ---------------------------------------------------------------------- answers
def test_first_pass_is_approved_in_whole_on_the_first_submission() -> None:
    at_once = case(1, submissions=[sent("s1", "2")], responses=[answer("r2", "approved", 4)])
    asked_by_phone = case(2, submissions=[sent("s1", "2")],
                          responses=[answer("r2", "more_information", 4), answer("r3", "approved", 6)])  # fmt: skip
    sent_again = case(3, submissions=[sent("s1", "2"), sent("s4", "5")],
                      responses=[answer("r2", "more_information", 4), answer("r5", "approved", 9)])  # fmt: skip
    in_part = case(4, submissions=[sent("s1", "2")], responses=[answer("r2", "partly_approved", 4)])
    waiting = case(5, submissions=[sent("s1", "2")])
    found = counted(at_once, asked_by_phone, sent_again, in_part, waiting)
    assert share(found, "first_pass") == (2, 4)
    assert share(found, "in_part") == (1, 4)
    assert share(found, "denied") == (0, 4)
    assert row(found, "sent").count == 6


def test_an_answer_and_the_next_letter_on_one_day_stand_in_the_order_of_their_rows() -> None:
    again = case(1, submissions=[sent("s1", "2"), sent("s3", "6")],
                 responses=[answer("r2", "non_affirmed", 6, "CO-50"), answer("r4", "approved", 9)])  # fmt: skip
    found = counted(again)
    assert share(found, "first_pass") == (0, 1)
    assert share(found, "denied") == (1, 2)
    assert row(found, "answer_days").median == 3.5  # 4 and 3


def test_denials_are_told_by_the_category_of_their_codes() -> None:
    found = counted(
        case(1, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 4, "CO-50", "N115")]),
        case(2, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 4, "50", "CO-16")]),
        case(3, submissions=[sent("s1", "2")], responses=[answer("r2", "partly_approved", 4, "ZZ-999")]),
        case(4, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 4)]),
        case(5, submissions=[sent("s1", "2")], responses=[answer("r2", "approved", 4)]),
    )
    told = {row.own_name: (row.hits, row.count) for row in found if row.measure == "reasons"}
    assert told == {
        "Necessity": (2, 4),  # a remark adds to the reason, and is none
        "Information": (1, 4),
        "Code not in the list": (1, 4),
        "No reason recorded": (1, 4),
    }


def test_a_chain_of_appeals_is_overturned_at_its_second_level() -> None:
    request = case(1, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 4)])
    first = case(2, purpose="appeal", appeal={"of": "LMN-0001"}, submissions=[sent("s1", "5")],
                 responses=[answer("r2", "denied", 9)])  # fmt: skip
    second = case(3, purpose="appeal", appeal={"of": "LMN-0002"}, submissions=[sent("s1", "10")],
                  responses=[answer("r2", "partly_approved", 18)])  # fmt: skip
    let_be = case(4, payer="cigna", submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 4)])
    found = counted(request, first, second, let_be)
    assert share(found, "overturned") == (1, 2)
    assert share(found, "overturned", own="level 1") == (0, 1)
    assert share(found, "overturned", own="level 2") == (1, 1)
    assert share(found, "overturned", "aetna", "level 2") == (1, 1)
    assert share(found, "appealed") == (1, 2)
    assert share(found, "denied") == (2, 2)  # the appeals' own decisions are no new denials
    assert share(found, "first_pass") == (0, 2)
    assert share(found, "afterthought") == (0, 2)


def test_an_appeal_that_names_itself_ends_nowhere_but_here() -> None:
    found = counted(case(1, purpose="appeal", appeal={"of": "LMN-0001"}, responses=[answer("r1", "denied", 4)]))
    assert share(found, "overturned", own="level 1") == (0, 1)


def test_the_payer_is_late_after_the_day_of_its_rule() -> None:
    due = {"answer_due": {"on": "2026-11-09"}}
    found = counted(
        case(1, **due, submissions=[sent("s1", "2")], responses=[answer("r2", "approved", 9)]),
        case(2, **due, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 10)]),
        case(3, submissions=[sent("s1", "2")], responses=[answer("r2", "denied", 30)]),  # no rule, no lateness
        # The decision on the first letter is not held against what is due on the second.
        case(4, **due, submissions=[sent("s1", "10-01"), sent("s3", "12")], responses=[answer("r2", "denied", 11)]),
    )
    assert share(found, "late_answers") == (1, 2)


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
