"""The clinic's numbers of a few cases, each worked out by hand beside its story: days, and answers."""

from __future__ import annotations

from typing import Any

from lmnboard.workflow.numbers import MEASURES
from lmnboard.workflow.stays import Stay
from tests.workflow.counted import answer, case, counted, noon, row, sent, share


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
