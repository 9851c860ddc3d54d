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
        ("2026-11-23", "2026-11-22", "2026-11-20", "late"),
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
