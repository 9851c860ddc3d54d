"""Which date of a case presses, and how hard: bands, safe dates, and the order of a column. As tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from lmnboard.model.card import Card, card_of
from lmnboard.model.directory import Settings
from lmnboard.workflow.clocks import BANDS, Day, clocks, nearest, nearest_clock, place

FRIDAY = date(2026, 11, 20)
FRIDAY_AFTER = frozenset({date(2026, 11, 27)})
"""The clinic is closed on the day after Thanksgiving."""


def card(**fields: Any) -> Card:
    doc = {"id": "LMN-0001", "stage": "gathering", **fields}
    return card_of(msgspec.json.encode(doc), int(doc["id"][-4:]))


def day(today: date = FRIDAY, settings: Settings | None = None) -> Day:
    return Day(today, settings or Settings(), FRIDAY_AFTER)


def in_days(days: int) -> str:
    return (FRIDAY + timedelta(days)).isoformat()


@pytest.mark.parametrize(
    ("on", "band", "says"),
    [
        ("2026-11-17", "late", "3d late"),
        ("2026-11-19", "late", "1d late"),
        ("2026-11-20", "today", "today"),
        ("2026-11-21", "urgent", "1d"),
        ("2026-11-25", "urgent", "5d"),  # Monday, Tuesday, Wednesday: three business days
        ("2026-11-26", "soon", "6d"),
        ("2026-11-27", "soon", "7d"),
        ("2026-11-28", "later", "8d"),
        ("2027-11-20", "later", "365d"),
    ],
)
def test_the_band_of_a_date_by_the_days_to_it(on: str, band: str, says: str) -> None:
    clock = nearest_clock(card(next_touch={"on": on}), day())

    assert clock is not None
    assert (clock.name, clock.on.isoformat(), clock.band, clock.says) == ("next touch", on, band, says)


def test_a_case_without_a_date_stands_in_the_last_band() -> None:
    assert nearest(card(), day()) == (BANDS.index("none"), "9999-12-31", "")
    assert nearest_clock(card(), day()) is None


def test_the_clinic_sets_the_limits_of_its_bands() -> None:
    touched = card(next_touch={"on": "2026-11-25"})

    assert BANDS[nearest(touched, day())[0]] == "urgent"
    assert BANDS[nearest(touched, day(settings=Settings(urgent_business_days=1)))[0]] == "soon"
    assert BANDS[nearest(touched, day(settings=Settings(urgent_business_days=1, soon_days=4)))[0]] == "later"


@pytest.mark.parametrize(
    ("today", "file_by", "safe", "band"),
    [
        ("2026-11-20", "2026-12-05", "2026-12-04", "later"),  # Saturday: the Friday before
        ("2026-11-20", "2026-12-06", "2026-12-04", "later"),  # Sunday
        ("2026-11-20", "2026-11-22", "2026-11-20", "today"),  # Sunday: today is the last day at work
        ("2026-11-21", "2026-11-22", "2026-11-22", "urgent"),  # the Friday has passed, the date has not
        ("2026-11-22", "2026-11-22", "2026-11-22", "today"),
        ("2026-11-23", "2026-11-22", "2026-11-22", "late"),  # by one day, not by three
        ("2026-11-20", "2026-11-26", "2026-11-25", "urgent"),  # Thanksgiving
        ("2026-11-20", "2026-11-27", "2026-11-25", "urgent"),  # the clinic's own holiday, after Thanksgiving
    ],
)
def test_a_filing_date_is_judged_by_the_last_business_day_on_which_it_can_be_met(
    today: str, file_by: str, safe: str, band: str
) -> None:
    clock = nearest_clock(card(submit_by=file_by), day(date.fromisoformat(today)))

    assert clock is not None
    assert (clock.on.isoformat(), clock.safe.isoformat(), clock.band) == (file_by, safe, band)


def test_the_first_day_there_is_has_none_before_it() -> None:
    clock = nearest_clock(card(submit_by="0001-01-01"), day())

    assert clock is not None
    assert (clock.safe, clock.band) == (date.min, "late")


def test_a_promise_on_a_sunday_is_not_moved() -> None:
    clock = nearest_clock(card(next_touch={"on": "2026-11-22"}), day())

    assert clock is not None
    assert clock.safe == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("purpose", "counts"),
    [
        ("prior_authorization", True),
        ("continuation", True),
        (None, True),
        ("appeal", False),
        ("reimbursement", False),
    ],
)
def test_a_service_date_counts_only_where_the_service_is_still_to_come(purpose: str | None, counts: bool) -> None:
    clock = nearest_clock(card(purpose=purpose, request={"start_on": in_days(2)}), day())

    assert (clock is not None and clock.name == "service") == counts


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"submit_by": in_days(9)}, ["file by"]),
        ({"stage": "review", "appeal": {"file_by": in_days(9)}}, ["file by"]),
        ({"stage": "follow_up", "submit_by": in_days(9), "appeal": {"file_by": in_days(9)}}, []),
        ({"stage": "follow_up", "responses": [{"due": in_days(1)}, {"due": in_days(5)}]}, ["reply due"]),
        ({"stage": "gathering", "responses": [{"due": in_days(1)}]}, []),
        ({"tasks": [{"due": in_days(3)}, {"due": in_days(1), "done_at": in_days(-1)}]}, ["task"]),
        ({"tasks": [{"due": in_days(3), "waived_because": "has it on file"}]}, []),
        (
            {
                "submit_by": in_days(9),
                "next_touch": {"on": in_days(1)},
                "request": {"start_on": in_days(30)},
                "tasks": [{"due": in_days(3)}],
            },
            ["next touch", "task", "file by", "service"],
        ),
        ({"stage": "resolved", "submit_by": in_days(-9), "next_touch": {"on": in_days(1)}}, []),
    ],
)
def test_the_clocks_that_run_for_a_case_soonest_first(fields: dict[str, Any], names: list[str]) -> None:
    assert [clock.name for clock in clocks(card(**fields), day())] == names


SENT = {"stage": "follow_up", "submissions": [{"id": "s1"}]}


@pytest.mark.parametrize(
    ("on", "band", "says"),
    [
        ("2026-11-18", "today", "payer late 2d"),
        ("2025-11-20", "today", "payer late 365d"),
        ("2026-11-20", "today", "today"),
        ("2026-11-22", "urgent", "2d"),  # a Sunday: the payer's own day is not moved
        ("2026-12-26", "later", "36d"),
    ],
)
def test_a_late_answer_is_the_payers_lateness_and_ours_to_call_about_today(on: str, band: str, says: str) -> None:
    clock = nearest_clock(card(**SENT, answer_due={"on": on}), day())

    assert clock is not None
    assert (clock.name, clock.on.isoformat(), clock.safe, clock.band, clock.says) == (
        "answer due", on, clock.on, band, says,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "runs"),
    [
        ({}, True),
        ({"responses": [{"id": "r2", "outcome": "denied"}]}, False),
        ({"responses": [{"id": "r2"}], "submissions": [{"id": "s1"}, {"id": "s3"}]}, True),  # sent again since
        ({"responses": [{"id": "r10"}], "submissions": [{"id": "s9"}]}, False),
        ({"stage": "gathering"}, True),  # worked on again: its letter is with the payer all the same
        ({"stage": "gathering", "submissions": []}, False),
        ({"stage": "gathering", "responses": [{"id": "r2", "outcome": "more_information"}]}, False),
        ({"stage": "resolved"}, False),
    ],
)
def test_an_answer_is_due_until_there_is_one_since_the_last_submission(fields: dict[str, Any], runs: bool) -> None:
    waiting = card(**{**SENT, "answer_due": {"on": in_days(2)}, **fields})

    assert ("answer due" in [clock.name for clock in clocks(waiting, day())]) == runs


def test_within_a_band_file_by_comes_first_then_service_then_touch_then_answer() -> None:
    names = ("service", "next touch", "answer due")
    fields: dict[str, dict[str, Any]] = {
        "service": {"request": {"start_on": in_days(5)}},
        "next touch": {"next_touch": {"on": in_days(4)}},
        "answer due": {"answer_due": {"on": in_days(3)}},
    }

    for first in range(len(names)):
        running = {key: value for name in names[first:] for key, value in fields[name].items()}
        assert nearest(card(**SENT, **running), day())[2] == names[first]
    filing = card(submit_by=in_days(5), request={"start_on": in_days(1)}, next_touch={"on": in_days(1)})
    assert nearest(filing, day())[2] == "file by"


def test_what_has_to_leave_us_is_judged_by_its_safe_date_and_what_others_do_is_not() -> None:
    """Saturday 12/05."""
    asked = card(stage="follow_up", responses=[{"id": "r1", "outcome": "denied", "due": "2026-12-05"}])
    going_on = card(appeal={"continue_by": "2026-12-05"})
    waiting = card(**SENT, answer_due={"on": "2026-12-05"})

    found = [(c.name, c.safe.day) for one in (asked, going_on, waiting) for c in clocks(one, day())]
    assert found == [("reply due", 4), ("continue by", 4), ("answer due", 5)]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"stage": "follow_up"}, ["reply due"]),
        ({"stage": "follow_up", "appeal": {"by": "LMN-0009"}}, []),
        ({"stage": "gathering"}, ["reply due"]),  # worked on again: its window runs on
        ({"stage": "follow_up", "submissions": [{"id": "s3"}]}, ["reply due"]),  # and where it was sent again
        ({"stage": "gathering", "appeal": {"by": "LMN-0009"}}, []),
        ({"stage": "follow_up", "submissions": [{"id": "s3"}],
          "responses": [{"id": "r2", "outcome": "more_information", "due": in_days(4)}]}, []),
        ({"stage": "gathering", "responses": [{"id": "r2", "outcome": "more_information", "due": in_days(4)}]},
         ["reply due"]),
        ({"stage": "follow_up", "responses": [{"id": "r2", "outcome": "denied", "due": in_days(4),
                                               "not_appealed_because": "the patient withdrew"}]}, []),
    ],
)  # fmt: skip
def test_a_denial_is_to_be_answered_until_it_is_appealed_or_a_reason_says_why_not(
    fields: dict[str, Any], names: list[str]
) -> None:
    answered = {"responses": [{"id": "r2", "outcome": "denied", "due": in_days(4)}], **fields}

    assert [clock.name for clock in clocks(card(**answered), day())] == names


def test_the_last_answer_of_the_payer_is_the_one_to_reply_to() -> None:
    answered = card(stage="follow_up", responses=[{"due": in_days(1)}, {"due": in_days(5)}])

    assert nearest(answered, day())[1] == in_days(5)


def test_in_one_band_the_filing_date_is_named_before_a_sooner_promise() -> None:
    pressed = card(submit_by="2026-11-25", next_touch={"on": "2026-11-23"})

    assert nearest(pressed, day()) == (BANDS.index("urgent"), "2026-11-25", "file by")


def test_a_column_goes_by_band_then_expedited_then_date_then_value_then_number() -> None:
    column = [
        card(id="LMN-0009"),
        card(id="LMN-0008", priority="expedited"),
        card(id="LMN-0007", next_touch={"on": in_days(20)}),
        card(id="LMN-0006", next_touch={"on": in_days(6)}, value=100.0),
        card(id="LMN-0005", next_touch={"on": in_days(6)}, value=100.0),
        card(id="LMN-0004", next_touch={"on": in_days(6)}, value=5000.0),
        card(id="LMN-0003", next_touch={"on": in_days(7)}, priority="expedited"),
        card(id="LMN-0002", next_touch={"on": in_days(0)}),
        card(id="LMN-0001", next_touch={"on": in_days(-1)}),
    ]

    in_order = [card.number for card in sorted(column, key=lambda card: place(card, day()))]

    assert in_order == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_what_was_resolved_last_stands_first_among_the_resolved() -> None:
    done = [card(id=f"LMN-000{n}", stage="resolved", revision=revision) for n, revision in ((1, 12), (2, 40), (3, 7))]

    assert [c.number for c in sorted(done, key=lambda card: place(card, day()))] == [2, 1, 3]
