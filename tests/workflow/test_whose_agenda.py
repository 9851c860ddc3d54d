"""Whose agenda a case is on, what is put off, and what is only counted.

Today is Friday, 20 November 2026; Thanksgiving is on the 26th, and the next working morning is Monday's.
"""

from __future__ import annotations

from datetime import date

import msgspec

from lmnboard.workflow.clocks import Day
from lmnboard.workflow.next_act import act, why
from tests.workflow.agendas import (
    CLINIC,
    HARM,
    JUST_NOW,
    LONG_AGO,
    LOST,
    PROMISED,
    REST,
    TODAY,
    a_card,
    made,
    only,
    sent,
)


def test_a_snoozed_case_is_counted_and_left_out_until_its_day_unless_it_would_be_lost() -> None:
    asleep = a_card(1, snoozed_until="2026-11-23")
    back = a_card(2, snoozed_until="2026-11-20")
    moved = a_card(3, snoozed_until="2026-11-30", submit_by="2026-11-20")
    agenda_ = made(asleep, back, moved)
    assert [item.card.number for item in agenda_.items] == [3, 2]
    assert agenda_.snoozed == 1


def test_who_is_away_is_covered_and_the_line_says_for_whom() -> None:
    away = msgspec.structs.replace(
        CLINIC.staff["dana"], away_from=date(2026, 11, 16), away_to=date(2026, 11, 20), covered_by="jo"
    )
    clinic = msgspec.structs.replace(CLINIC, staff=CLINIC.staff | {"dana": away})
    item = only(PROMISED, me="jo", clinic=clinic)
    assert item.covered == "dana"
    told = why(item, clinic, Day(TODAY, clinic.settings))
    assert told.startswith("For Dana Whitcomb, who is away: We said we would do this")
    back = msgspec.structs.replace(away, away_to=date(2026, 11, 19))
    clinic = msgspec.structs.replace(CLINIC, staff=CLINIC.staff | {"dana": back})
    assert not made(PROMISED, me="jo", clinic=clinic).items


def test_what_presses_of_an_owner_nobody_stands_in_for_is_everybodys() -> None:
    """Dana is away and named nobody, or named Leila, who is away too."""
    gone = {"away_from": date(2026, 11, 16), "away_to": date(2026, 11, 27)}
    alone = msgspec.structs.replace(CLINIC.staff["dana"], **gone)
    leila = msgspec.structs.replace(CLINIC.staff["leila"], **gone)
    covered = msgspec.structs.replace(alone, covered_by="leila")
    for staff in (CLINIC.staff | {"dana": alone}, CLINIC.staff | {"dana": covered, "leila": leila}):
        clinic = msgspec.structs.replace(CLINIC, staff=staff)
        found = made(LOST, HARM, PROMISED, REST, me="jo", clinic=clinic)
        assert [(item.card.number, item.covered) for item in found.items] == [(1, "dana"), (2, "dana")]
        assert found.mine == found.left_over == 0
    clinic = msgspec.structs.replace(CLINIC, staff=CLINIC.staff | {"dana": covered})
    assert not made(LOST, HARM, me="jo", clinic=clinic).items
    assert len(made(LOST, HARM, me="leila", clinic=clinic).items) == 2


def test_a_case_of_somebody_who_has_left_is_nobodys_and_everybody_sees_it() -> None:
    left = {who: person for who, person in CLINIC.staff.items() if who != "dana"}
    clinic = msgspec.structs.replace(CLINIC, staff=left)
    found = made(LOST, HARM, PROMISED, REST, me="jo", clinic=clinic)
    assert [(item.card.number, item.covered) for item in found.items] == [(n, "dana") for n in (1, 2, 3, 6)]
    assert (found.items[-1].clock, found.unowned, found.mine) == ("unowned", 4, 0)
    said = act(found.items[-1], clinic, Day(TODAY, clinic.settings))
    assert (said.does, said.hangs_on) == ("take it: read the requirements", "dana has left")
    nobody = msgspec.structs.replace(CLINIC, staff={})
    assert (made(REST, clinic=nobody).unowned, made(REST, clinic=nobody).items[0].covered) == (0, "")


def test_a_case_put_off_is_shown_where_its_service_is_by_the_next_working_day() -> None:
    soon = a_card(1, snoozed_until="2026-11-23", request={"start_on": "2026-11-23"})
    later = a_card(2, snoozed_until="2026-11-23", request={"start_on": "2026-11-24"})
    agenda_ = made(soon, later)
    assert [(item.card.number, item.clock) for item in agenda_.items] == [(1, "service")]
    assert agenda_.snoozed == 1


def test_an_appeal_that_was_closed_before_it_was_sent_has_appealed_nothing() -> None:
    denied = {"id": "r2", "outcome": "denied", "due": "2026-11-20"}
    appeal = {"of": "LMN-0007"}
    case = sent(7, responses=[denied], waiting_on="us")
    withdrawn = a_card(8, appeal=appeal, purpose="appeal", stage="resolved", outcome="entered_in_error", next_touch={})
    filed = a_card(9, appeal=appeal, purpose="appeal", stage="resolved", submissions=[{"id": "s1"}], next_touch={})
    assert only(case, withdrawn).section == "lost"
    assert only(case, filed).section == "ready"


def test_a_provider_sees_what_waits_for_their_signature_and_whoever_has_a_task_sees_its_case() -> None:
    assert only(a_card(stage="review"), a_card(2), me="leila").card.number == 1
    assert only(a_card(1), a_card(2, tasks=[{"id": "w1", "title": "Chart", "owner": "jo"}]), me="jo").card.number == 2


def test_what_came_what_left_and_the_days_ahead_are_counted() -> None:
    yesterday_evening = "2026-11-20T02:00:00.000+00:00"  # Thursday, 20:00 in Chicago
    agenda_ = made(
        a_card(1, created_at=yesterday_evening, submit_by="2026-11-24"),
        sent(2, created_at=LONG_AGO, stage_since=yesterday_evening),
        a_card(3, created_at=LONG_AGO, submit_by="2026-11-29", next_touch={"on": "2026-11-19"}),
    )
    assert (agenda_.last_day, agenda_.came, agenda_.left_us, agenda_.left_over) == (date(2026, 11, 19), 1, 1, 1)
    assert agenda_.due == [0, 0, 0, 1, 0, 0, 1]
    assert agenda_.waits["payer"].count == 1


def test_every_date_of_ours_is_ahead_once_a_day_for_each_case_and_none_of_the_payers() -> None:
    task = {"id": "w1", "title": "Chart", "due": "2026-11-24"}
    agenda_ = made(
        a_card(1, submit_by="2026-11-24", tasks=[task, {**task, "id": "w2"}]),
        a_card(2, request={"start_on": "2026-11-24"}),
        a_card(3, next_touch={"on": "2026-11-23", "what": "Ring the patient"}),
        sent(4, answer_due={"on": "2026-11-25"}),
        a_card(5, owner="jo", submit_by="2026-11-24"),
        a_card(6, submit_by="2026-11-21"),  # a Saturday: it is for today
    )
    assert agenda_.due == [0, 0, 1, 2, 0, 0, 0], "Saturday to Friday"


def test_a_case_without_a_stage_date_or_any_date_is_counted_and_named_all_the_same() -> None:
    agenda_ = made(a_card(1, stage_since=None, waiting_on="provider"), a_card(2, waiting_on="provider"))
    assert (agenda_.waits["provider"].count, agenda_.waits["provider"].oldest) == (2, JUST_NOW)
    nothing = made(a_card(1, stage_since=None, waiting_on="provider"))
    assert nothing.waits["provider"].oldest == ""

    undated = a_card(3, priority="expedited", next_touch={}, value=9)
    dated = a_card(4, priority="expedited")
    assert [(item.card.number, item.on) for item in made(undated, dated).items] == [(4, "2026-12-14"), (3, "")]


def test_whoever_has_left_is_not_said_to_be_away() -> None:
    gone = only(a_card(1, owner="maria", submit_by="2026-11-20"))
    assert why(gone, CLINIC, Day(TODAY, CLINIC.settings)).startswith(
        "For maria, who is not on the staff list: Its letter"
    )
