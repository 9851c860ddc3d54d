"""When an appeal must have been decided, by its level and track, and the edges of the count."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.deadlines import Deadline, answer_due
from tests.workflow.sent import a_case, a_clinic, denied

EXPEDITED = {"priority": "expedited"}
DRUG = {"kind": "medication"}
APPEALS: list[tuple[str, dict[str, Any], str, dict[str, Any], str | None, str]] = [
    ("commercial", {}, "com_1", {}, "2026-12-23", "com_1:pre_service"),
    ("commercial", {"internal_levels": 2}, "com_1", {}, "2026-12-08", "com_1:pre_service_two_levels"),
    ("commercial", {}, "com_1", EXPEDITED, "2026-11-26", "com_1:expedited"),
    ("commercial", {"internal_levels": 2}, "com_2", {}, "2026-12-08", "com_2:pre_service"),
    ("commercial", {"internal_levels": 2}, "com_2", EXPEDITED, "2026-11-26", "com_2:expedited"),
    ("commercial", {}, "com_3", {}, "2027-01-07", "com_3:standard"),
    ("commercial", {}, "com_3", EXPEDITED, "2026-11-26", "com_3:expedited"),
    ("commercial", {}, "com_4", {}, None, ""),
    ("medicare_ffs", {}, "ffs_1", {}, "2027-01-22", "ffs_1:standard"),
    ("medicare_ffs", {}, "ffs_2", EXPEDITED, "2027-01-22", "ffs_2:standard"),
    ("medicare_ffs", {}, "ffs_3", {}, "2027-02-21", "ffs_3:standard"),
    ("medicare_ffs", {}, "ffs_5", {}, None, ""),
    ("medicare_advantage", {}, "ma_1", {}, "2026-12-23", "ma_1:standard"),
    ("medicare_advantage", {}, "ma_1", EXPEDITED, "2026-11-26", "ma_1:expedited"),
    ("medicare_advantage", {}, "ma_1", DRUG, "2026-11-30", "ma_1:partb_drug"),
    ("medicare_advantage", {}, "ma_1", DRUG | EXPEDITED, "2026-11-26", "ma_1:partb_drug_expedited"),
    ("medicare_advantage", {}, "ma_2", DRUG, "2026-11-30", "ma_2:partb_drug"),
    ("part_d", {}, "pd_1", DRUG, "2026-11-30", "pd_1:standard"),
    ("part_d", {}, "pd_3", DRUG | EXPEDITED, "2026-12-03", "pd_3:expedited"),
    ("medicaid_mc", {}, "mc_1", {}, "2026-12-23", "mc_1:standard"),
    ("medicaid_mc", {}, "mc_2", {}, "2027-02-21", "mc_2:standard"),
    ("medicaid_mc", {}, "mc_2", EXPEDITED, "2026-11-27", "mc_2:expedited"),  # 24, 25, 27
    ("medicaid_ffs", {}, "mf_1", {}, "2027-02-21", "mf_1:standard"),
    ("workers_comp", {"state": "CA"}, "wc_ca_1", EXPEDITED, "2026-11-26", "wc_ca_1:expedited"),
    ("workers_comp", {"state": "TX"}, "wc_tx_2", {}, "2026-12-13", "wc_tx_2:standard"),
    ("hsa_fsa", {}, "fsa_1", {}, "2027-01-22", "fsa_1:post_service"),
    ("other", {"program": "fehb"}, "fehb_1", {}, "2026-12-23", "fehb_1:standard"),
    ("other", {}, "any", {}, None, ""),
]


def found(due: Deadline | None) -> tuple[str | None, str]:
    return (due.on.isoformat(), due.rule) if due else (None, "")


@pytest.mark.parametrize(("kind_of_payer", "payer", "rung", "fields", "on", "rule"), APPEALS)
def test_the_time_to_decide_an_appeal_by_its_level_and_track(
    kind_of_payer: str, payer: dict[str, Any], rung: str, fields: dict[str, Any], on: str | None, rule: str
) -> None:
    clinic = a_clinic(**{"payer_type": kind_of_payer} | payer)
    appeal = a_case(purpose="appeal", appeal={"rung": rung}, **fields)

    assert found(answer_due(appeal, clinic)) == (on, rule)


@pytest.mark.parametrize(
    ("kind_of_payer", "levels", "rung", "on", "rule"),
    [
        ("commercial", 1, "com_1", "2027-01-22", "com_1:post_service"),
        ("commercial", 2, "com_1", "2026-12-23", "com_1:post_service_two_levels"),
        ("medicare_advantage", 1, "ma_1", "2027-01-22", "ma_1:payment"),
        ("part_d", 1, "pd_2", "2026-12-07", "pd_2:payment"),
    ],
)
def test_an_appeal_of_a_denied_payment_has_the_time_of_payments(
    kind_of_payer: str, levels: int, rung: str, on: str, rule: str
) -> None:
    clinic = a_clinic(kind_of_payer, internal_levels=levels)
    first = denied("2026-11-02", purpose="reimbursement")

    assert found(answer_due(a_case(purpose="appeal", appeal={"rung": rung}), clinic, first)) == (on, rule)


def test_without_the_denied_case_care_is_taken_as_still_to_come_and_that_is_said() -> None:
    due = answer_due(a_case(purpose="appeal", appeal={"rung": "com_1"}), a_clinic())

    assert due is not None
    assert "Taken as care still to come; for care already given it is 60 calendar days." in due.said


def test_a_hearings_days_include_those_that_the_plan_had() -> None:
    """From 10/12 to 11/09 the plan had 28 of the 90 days: 62 are left, from 11/23 to 01/24."""
    plan = denied("2026-11-09", rung="mc_1", sent={"sent_at": "2026-10-12T15:00:00+00:00"})
    hearing = a_case(purpose="appeal", appeal={"of": "LMN-0001", "rung": "mc_2"})

    assert found(answer_due(hearing, a_clinic("medicaid_mc"), plan)) == ("2027-01-24", "mc_2:standard")


def test_what_the_plan_sends_on_itself_is_counted_from_its_decision() -> None:
    plan = denied("2026-11-20", rung="ma_1")
    forwarded = a_case(purpose="appeal", appeal={"of": "LMN-0001", "rung": "ma_2"}, sent=None)

    assert found(answer_due(forwarded, a_clinic("medicare_advantage"), plan)) == ("2026-12-20", "ma_2:standard")
    assert answer_due(forwarded, a_clinic("medicare_advantage")) is None


def test_the_hours_of_an_expedited_request_pass_while_the_clocks_are_set_back() -> None:
    """From Saturday noon of 10/31, summer time, 72 hours later it is eleven on Tuesday."""
    due = answer_due(
        a_case(priority="expedited", sent={"sent_at": "2026-10-31T17:00:00+00:00"}), a_clinic("medicare_advantage")
    )

    assert due is not None
    assert due.at is not None
    assert due.at.astimezone(UTC).isoformat() == "2026-11-03T17:00:00+00:00"
    assert "Tue 11/03/2026 11:00 CST" in due.said[2]


def test_an_answer_in_the_night_of_the_payer_is_due_on_the_clinics_day() -> None:
    """24 hours from half past eleven at night in Chicago; in New York it is the next day already."""
    sent = {"sent_at": "2026-11-24T05:30:00+00:00"}
    due = answer_due(
        a_case(kind="medication", priority="expedited", sent=sent), a_clinic("part_d", time_zone="America/New_York")
    )

    assert found(due) == ("2026-11-24", "partd_exp")


def test_the_last_submission_counts_as_people_have_them_in_order() -> None:
    rows = [
        {"id": "s5", "sent_at": "2026-12-01T15:00:00+00:00", "order": 2},
        {"id": "s1", "sent_at": "2026-11-23T15:00:00+00:00", "order": 1},
    ]

    assert found(answer_due(a_case(submissions=rows), a_clinic("medicare_advantage")))[0] == "2026-12-08"


def test_where_facts_are_missing_the_earliest_answer_is_taken_and_what_is_not_known_is_said() -> None:
    due = answer_due(a_case(), a_clinic("commercial", "TX"))

    assert due is not None
    last = due.said[-1]
    assert last == "Not known: if the plan is self-funded. The earliest is taken, not erisa_pre Tue 12/08/2026."


def test_a_state_is_that_of_the_location_where_the_payer_has_none() -> None:
    clinic = a_clinic("workers_comp", None)
    clinic.locations["main"].address.state = "TX"

    assert found(answer_due(a_case(), clinic)) == ("2026-11-27", "wc_tx_std")


def own(**row: Any) -> Clinic:
    return a_clinic("medicare_advantage", decision_times=[{"id": "j1", **row}])


@pytest.mark.parametrize(
    ("row", "fields", "on", "rule"),
    [
        ({"amount": 10, "unit": "business_day"}, {}, "2026-12-08", "payer"),
        ({"amount": 48, "unit": "hour"}, {}, "2026-11-25", "payer"),
        ({"amount": 1, "unit": "month"}, {}, "2026-12-23", "payer"),
        ({"amount": 1, "unit": "calendar_day", "track": "expedited"}, {}, "2026-11-30", "ma_std_pa"),
        ({"amount": 1, "unit": "calendar_day", "track": "expedited"}, EXPEDITED, "2026-11-24", "payer"),
        ({"amount": 20, "unit": "calendar_day"}, EXPEDITED, "2026-12-13", "payer"),
        ({"amount": None, "unit": "calendar_day"}, {}, "2026-11-30", "ma_std_pa"),
        ({"amount": 5000, "unit": "business_day"}, {}, "2026-11-30", "ma_std_pa"),
        ({"amount": 20, "unit": None}, {}, "2026-11-30", "ma_std_pa"),
    ],
)
def test_the_clinics_own_time_goes_before_the_rule(
    row: dict[str, Any], fields: dict[str, Any], on: str, rule: str
) -> None:
    assert found(answer_due(a_case(**fields), own(**row))) == (on, rule)


def test_a_recalled_rule_is_not_confirmed_until_the_clinic_has_confirmed_it() -> None:
    def due(**payer: Any) -> Deadline:
        counted = answer_due(a_case(kind="medication"), a_clinic("medicaid_mc", **payer))
        assert counted is not None
        return counted

    assert not due().confirmed
    assert due().source.endswith("(recalled, confirm)")
    assert due(confirmed_rules=["mcd_drug"]).confirmed
    assert due(confirmed_rules=["mcd_drug"]).source == "SSA 1927(d)(5)(A); 42 CFR 438.3(s)(6)"


@pytest.mark.parametrize(
    "case", [a_case(sent={"sent_at": f"{year}-12-31T23:59:59+00:00"}) for year in ("0001", "9999")]
)
def test_a_year_that_nobody_can_mean_has_no_deadline(case: Case) -> None:
    assert answer_due(case, a_clinic()) is None


def test_an_own_time_that_cannot_be_counted_is_said_and_the_rule_counts() -> None:
    rows = [{"id": "j1", "amount": 0, "unit": "calendar_day"}, {"id": "j2", "amount": 9}, {"id": "j3", "amount": -2}]
    due = answer_due(a_case(), a_clinic("medicare_advantage", decision_times=rows))

    assert due is not None
    assert due.rule == "ma_std_pa"
    assert due.said[-3:] == tuple(
        f"The payer's own time ({given}) cannot be counted, and is not used: mend it with the payer."
        for given in ("no amount calendar day", "9 without unit", "-2 without unit")
    )
