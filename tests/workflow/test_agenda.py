"""The agenda's order and its words: each section, and what decides within one.

Today is Friday, 20 November 2026; Thanksgiving is on the 26th, and the next working morning is Monday's.
"""

from __future__ import annotations

import pytest

from lmnboard.workflow.agenda import SECTIONS, Item
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.next_act import act, why
from lmnboard.workflow.paces import Paces
from tests.workflow.agendas import CLINIC, HARM, LONG_AGO, LOST, PROMISED, REST, TODAY, a_card, made, only, sent


def says(item: Item) -> tuple[str, str]:
    said = act(item, CLINIC, Day(TODAY, CLINIC.settings))
    return said.does, said.hangs_on


def reason(item: Item, paces: Paces | None = None) -> str:
    return why(item, CLINIC, Day(TODAY, CLINIC.settings), paces)


READY = a_card(4, stage="review", signature={"by": "shah"}, value=99_000)
STUCK = a_card(5, waiting_on="patient", stage_since=LONG_AGO)


def test_the_six_sections_come_in_their_order_whatever_the_money() -> None:
    items = made(REST, STUCK, READY, PROMISED, HARM, LOST).items
    assert [item.section for item in items] == list(SECTIONS)
    assert [item.card.number for item in items] == [1, 2, 3, 4, 5, 6]


def test_each_line_says_the_next_act_and_what_it_hangs_on() -> None:
    assert [says(item) for item in made(LOST, HARM, PROMISED, READY, STUCK, REST).items] == [
        ("file due TODAY, fax", "read the requirements"),
        ("read the requirements", "expedited"),
        ("Ring the patient", "promised today"),
        ("submit: signed", ""),
        ("call the patient", "waits 18d"),
        ("read the requirements", ""),
    ]


# ---------------------------------------------------------------------- lost today
@pytest.mark.parametrize(
    ("on", "section"),
    [("2026-11-20", "lost"), ("2026-11-21", "lost"), ("2026-11-22", "lost"), ("2026-11-23", "rest")],
)
def test_what_closes_before_the_next_working_morning_is_lost_today(on: str, section: str) -> None:
    """A filing on the weekend is best met today, and so is this Friday's."""
    assert only(a_card(submit_by=on)).section == section


def test_a_filing_on_the_weekend_says_to_do_it_today() -> None:
    item = only(a_card(submit_by="2026-11-22", purpose="appeal"))
    assert says(item)[0] == "appeal due Sun: do it TODAY, fax"
    assert reason(item) == ("Its letter must be filed by Sun 11/22/2026, which ends before the next working morning.")


def test_what_can_still_be_met_comes_before_what_is_past_and_that_before_a_late_start() -> None:
    paces = Paces({(stage, None): [3.0] * 5 for stage in ("gathering", "drafting", "review")})
    late = a_card(1, submit_by="2026-11-10", value=90_000)
    slow = a_card(2, submit_by="2026-11-24", value=90_000)
    due = a_card(3, submit_by="2026-11-20", value=1)
    items = made(late, slow, due, paces=paces).items
    assert [(item.card.number, item.clock) for item in items] == [
        (3, "file by"), (1, "file by"), (2, "last safe start"),
    ]  # fmt: skip
    assert says(items[1])[0] == "file 10d LATE, fax"


def test_information_that_the_payer_asked_for_is_a_window_of_its_own() -> None:
    asked = {"id": "r1", "outcome": "more_information", "due": "2026-11-20"}
    task = {"id": "w1", "title": "CBC report", "due": "2026-11-20"}
    item = only(a_card(responses=[asked], tasks=[task], submissions=[{"id": "s1"}]))
    assert (item.section, says(item)) == ("lost", ("info due TODAY", "finish: CBC report"))


def test_a_peer_to_peer_window_is_a_call() -> None:
    task = {"id": "w1", "title": "Ask for a peer-to-peer", "due": "2026-11-20", "origin": "peer_to_peer"}
    denied = {"id": "r2", "outcome": "denied"}
    item = only(sent(responses=[denied], waiting_on="us", tasks=[task]))
    said = act(item, CLINIC, Day(TODAY, CLINIC.settings))
    assert item.section == "lost"
    assert (said.does, said.hangs_on) == ("peer-to-peer due TODAY: call", "Dr Shah")
    assert said.call == "(866) 555-0101, Mon-Fri 9-18 ET"


def test_a_denial_whose_window_closes_is_to_be_appealed_unless_it_is_already() -> None:
    denied = {"id": "r2", "outcome": "denied", "due": "2026-11-20"}
    case = sent(7, responses=[denied], waiting_on="us")
    assert says(only(case)) == ("appeal due TODAY", "or say why not")
    appeal = a_card(8, appeal={"of": "LMN-0007", "file_by": "2026-11-20"}, purpose="appeal")
    sections = {item.card.number: item for item in made(case, appeal).items}
    assert sections[8].section == "lost"
    assert sections[7].section == "ready"
    assert says(sections[7])[0] == "close: appealed by LMN-0008"


def test_the_last_safe_start_counts_back_at_the_clinics_own_pace() -> None:
    paces = Paces({("gathering", None): [4.0] * 5, ("drafting", None): [6.0] * 5, ("review", None): [5.0] * 5})
    in_time = a_card(1, submit_by="2026-12-21")
    too_late = a_card(2, submit_by="2026-12-01")
    items = {item.card.number: item for item in made(in_time, too_late, paces=paces).items}
    assert items[1].section == "rest"
    assert items[2].section == "lost"
    assert says(items[2]) == ("begin: read the requirements", "safe start was 11/17")
    assert reason(items[2], paces) == (
        "It must be filed by Tue 12/01/2026, and what is left usually takes us gathering 4, drafting 6, review 5 days: "
        "the last safe start was 11/17."
    )


# ---------------------------------------------------------------------- harm
@pytest.mark.parametrize(("on", "section"), [("2026-11-18", "harm"), ("2026-11-25", "harm"), ("2026-11-27", "rest")])
def test_a_service_within_three_working_days_without_an_approval_is_harm(on: str, section: str) -> None:
    assert only(a_card(request={"start_on": on})).section == section


def test_a_service_with_an_approval_or_a_denied_one_of_the_past_is_not() -> None:
    approved = {"id": "r2", "outcome": "approved"}
    granted = sent(1, request={"start_on": "2026-11-23"}, responses=[approved], waiting_on="us")
    appealed = a_card(2, request={"start_on": "2026-09-01"}, purpose="appeal")
    assert [item.section for item in made(granted, appealed).items] == ["ready", "rest"]


def test_an_appeal_of_a_service_to_come_is_harm_as_its_day_comes_near() -> None:
    items = [only(a_card(request={"start_on": on}, purpose="appeal")) for on in ("2026-11-23", "2026-11-19")]
    assert [(item.section, item.clock) for item in items] == [("harm", "service"), ("rest", "")]
    assert says(items[0]) == ("read the requirements", "service Mon")


def test_a_service_near_that_the_payer_sits_on_is_a_call_with_the_phone() -> None:
    item = only(sent(request={"start_on": "2026-11-24"}, stage_since="2026-11-14T15:00:00.000+00:00"))
    assert says(item) == ("call: service Tue, no answer 6d", "(866) 555-0101, Mon-Fri 9-18 ET")


# ---------------------------------------------------------------------- promised
def test_a_payer_that_is_late_is_called_and_it_is_their_lateness() -> None:
    item = only(sent(answer_due={"on": "2026-11-18"}))
    assert item.section == "promised"
    assert says(item) == ("call: payer late 2d", "(866) 555-0101, Mon-Fri 9-18 ET")
    assert "it is the payer who is late, by 2 days" in reason(item)


def test_a_renewal_of_a_resolved_case_is_a_promise_on_its_day_and_nothing_before() -> None:
    touch = {"on": "2026-11-20", "what": "Start the renewal"}
    ends = {"to": "2026-12-15"}
    over = a_card(1, stage="resolved", outcome="approved", next_touch=touch, authorization=ends)
    later = a_card(2, stage="resolved", outcome="approved", next_touch={"on": "2026-11-21"}, authorization=ends)
    item = only(over, later)
    assert (item.section, says(item)[0]) == ("promised", "renew: authorization ends 12/15")


def test_a_task_that_is_due_is_named() -> None:
    tasks = [{"id": "w1", "title": "CBC report", "due": "2026-11-18"}, {"id": "w2", "title": "Note", "due": None}]
    item = only(a_card(tasks=tasks))
    assert (item.section, says(item)) == ("promised", ("finish: CBC report +1", "task 2d ago"))


# ---------------------------------------------------------------------- ready, stuck, the rest
def test_an_unsigned_letter_in_review_is_the_doctors_to_sign() -> None:
    assert says(only(a_card(stage="review", submit_by="2026-12-11"))) == ("Dr Shah: sign", "file by 12/11")


def test_longer_in_a_stage_than_usual_is_stuck_by_the_clinics_pace_or_five_business_days() -> None:
    four_days = "2026-11-16T15:00:00.000+00:00"
    assert only(a_card(stage="drafting", stage_since=four_days)).section == "rest"
    paces = Paces({("drafting", None): [2.0] * 5})
    item = only(a_card(stage="drafting", stage_since=four_days), paces=paces)
    assert item.section == "stuck"
    assert reason(item, paces) == "It has been in Drafting for 4 days; 2 are usual here."
    assert only(a_card(stage="drafting", stage_since=LONG_AGO)).section == "stuck"


def test_a_case_without_owner_is_stuck_and_everybodys() -> None:
    agenda_ = made(a_card(1, owner=None), a_card(2, next_touch={}), me="jo")
    assert [(item.card.number, says(item)) for item in agenda_.items] == [
        (1, ("take it: read the requirements", "nobody has it"))
    ]
    assert agenda_.mine == 0


def test_a_reply_that_is_due_on_a_day_of_the_week_says_so() -> None:
    asked = {"id": "r1", "outcome": "more_information", "due": "2026-11-25"}
    item = only(a_card(responses=[asked], submissions=[{"id": "s1"}]))
    assert says(item) == ("read the requirements", "answer by Wed 11/25")
    asked["due"] = "2026-11-26"  # Thanksgiving: it is sent on the day before, four business days from here
    item = only(a_card(responses=[asked], submissions=[{"id": "s1"}]))
    assert says(item) == ("read the requirements", "answer by Thu 11/26, best Wed 11/25")
    asked["due"] = "2026-11-27"
    item = only(a_card(responses=[asked], submissions=[{"id": "s1"}]))
    assert says(item) == ("answer the payer by 11/27", "read the requirements")


# ---------------------------------------------------------------------- ties, whose, what is put off
def test_within_a_section_value_comes_first_and_then_age() -> None:
    cards = [a_card(n, next_touch={"on": "2026-11-20"}, value=value) for n, value in ((1, None), (2, 50), (3, 50))]
    assert [item.card.number for item in made(*reversed(cards)).items] == [2, 3, 1]


def test_money_never_comes_before_the_day_where_the_day_decides() -> None:
    poor = a_card(2, submit_by="2026-11-20", value=1)
    rich = a_card(1, submit_by="2026-11-22", value=90_000)
    assert [item.card.number for item in made(rich, poor).items] == [2, 1]
