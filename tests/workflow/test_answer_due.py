"""When a payer must have answered: which rule applies to what was asked, and the day it gives. As tables.

Sent on Monday 11/23/2026 at nine in Chicago unless a row says otherwise. Counted by hand: 11/26 is Thanksgiving, so
business days from then are 24, 25, 27, 30, 12/01, 02, 03, 04, 07, 08.
"""

from __future__ import annotations

from typing import Any

import pytest

from lmnboard.workflow.deadlines import Deadline, answer_due
from tests.workflow.sent import a_case, a_clinic

EXPEDITED = {"priority": "expedited"}
DRUG = {"kind": "medication"}
PAYMENT = {"purpose": "reimbursement"}
LAST_OF_2025 = {"sent": {"sent_at": "2025-12-31T15:00:00+00:00"}}
PORTAL = {"sent": {"method": "portal"}}
OWN = {"self_funded": "yes"}
INSURED = {"self_funded": "no"}
EVENING_IN_LA = "2026-11-24T01:31:00+00:00"
"""Monday, 5:31 pm Pacific."""
REQUESTS: list[tuple[str | None, dict[str, Any], dict[str, Any], str | None, str]] = [
    ("medicare_advantage", {}, {}, "2026-11-30", "ma_std_pa"),
    ("medicare_advantage", {}, {"purpose": "continuation"}, "2026-11-30", "ma_std_pa"),
    ("medicare_advantage", {}, DRUG, "2026-11-26", "ma_std_partb_drug"),
    ("medicare_advantage", {}, DRUG | EXPEDITED, "2026-11-24", "ma_exp_partb_drug"),
    ("medicare_advantage", {}, EXPEDITED, "2026-11-26", "ma_exp"),
    ("medicare_advantage", {}, {"kind": None}, "2026-11-26", "ma_std_partb_drug"),
    ("medicare_advantage", {}, LAST_OF_2025, "2026-01-14", "ma_std_nonpa"),
    ("medicare_advantage", {}, {"sent": {"sent_at": "2026-01-01T15:00:00+00:00"}}, "2026-01-08", "ma_std_pa"),
    # Half past eleven in the evening in Chicago is the new year in New York.
    ("medicare_advantage", {}, {"sent": {"sent_at": "2026-01-01T05:30:00+00:00"}}, "2026-01-14", "ma_std_nonpa"),
    (
        "medicare_advantage",
        {"time_zone": "America/New_York"},
        {"sent": {"sent_at": "2026-01-01T05:30:00+00:00"}},
        "2026-01-08",
        "ma_std_pa",
    ),
    ("medicare_advantage", {}, PAYMENT, None, ""),
    ("part_d", {}, DRUG, "2026-11-26", "partd_std"),
    ("part_d", {}, DRUG | EXPEDITED, "2026-11-24", "partd_exp"),
    ("part_d", {}, PAYMENT, "2026-12-07", "partd_pay"),
    ("medicaid_mc", {}, {}, "2026-11-30", "mcmc_std"),
    ("medicaid_mc", {}, EXPEDITED, "2026-11-26", "mcmc_exp"),
    ("medicaid_mc", {}, DRUG, "2026-11-24", "mcd_drug"),
    ("medicaid_mc", {}, DRUG | EXPEDITED, "2026-11-24", "mcd_drug"),
    ("medicaid_mc", {}, LAST_OF_2025, "2026-01-14", "mcmc_std_2025"),
    ("medicaid_ffs", {}, {}, "2026-11-30", "mcffs_std"),
    ("medicaid_ffs", {}, EXPEDITED, "2026-11-26", "mcffs_exp"),
    ("medicaid_ffs", {}, DRUG, "2026-11-24", "mcd_drug"),
    ("medicaid_ffs", {}, LAST_OF_2025, None, ""),
    ("medicaid_mc", {"program": "chip"}, {}, "2026-11-30", "chip_std"),
    ("medicaid_ffs", {"program": "chip"}, {}, "2026-11-30", "chip_std"),
    ("other", {"program": "chip"}, EXPEDITED, "2026-11-26", "mcmc_exp"),
    ("commercial", {}, {}, "2026-12-08", "erisa_pre"),
    ("commercial", {"state": "TX"} | INSURED, {}, "2026-11-26", "state_tx_std"),
    ("commercial", {"state": "TX"}, {}, "2026-11-26", "state_tx_std"),
    ("commercial", {"state": "TX", "self_funded": "unknown"}, {}, "2026-11-26", "state_tx_std"),
    ("commercial", {"state": "TX"} | OWN, {}, "2026-12-08", "erisa_pre"),
    ("commercial", {"state": "NY"}, {}, "2026-11-27", "state_ny_std"),
    ("commercial", {"state": "CA"}, {}, "2026-12-01", "state_ca_std"),
    ("commercial", {"state": "AL"}, {}, "2026-11-25", "state_al_std"),
    ("commercial", {"state": "WA"}, PORTAL, "2026-11-27", "state_wa_e_std"),  # 24, 25, 27: not the 26th
    ("commercial", {"state": "WA"}, {}, "2026-11-29", "state_wa_std"),  # 24, 25, 27, 28, 29
    ("commercial", {"state": "WA"}, {"sent": {"method": None}}, "2026-11-27", "state_wa_e_std"),
    ("commercial", {"state": "WA"}, PORTAL | EXPEDITED, "2026-11-24", "state_wa_e_exp"),
    ("commercial", {"state": "WA"}, EXPEDITED, "2026-11-25", "state_wa_exp"),
    ("commercial", {"state": "WA"} | OWN, PORTAL, "2026-12-08", "erisa_pre"),
    ("commercial", {"state": "TX"}, EXPEDITED, "2026-11-26", "erisa_urgent"),
    ("commercial", {}, EXPEDITED | {"purpose": "continuation"}, "2026-11-24", "erisa_concurrent"),
    ("commercial", {}, {"purpose": "continuation"}, "2026-12-08", "erisa_pre"),
    ("commercial", {}, PAYMENT, "2026-12-23", "erisa_post"),
    ("commercial", {"program": "marketplace"}, {}, "2026-12-08", "qhp_ffe"),
    ("commercial", {"program": "marketplace", "state": "TX"} | INSURED, {}, "2026-11-26", "state_tx_std"),
    ("commercial", {"program": "fehb"}, {}, "2026-12-08", "other_default"),
    ("medicare_ffs", {}, {"kind": "equipment"} | EXPEDITED, "2026-11-25", "dmepos_exp"),
    # Monday 11/30: five business days and seven calendar days both end on 12/07.
    (
        "medicare_ffs",
        {},
        {"kind": "equipment", "sent": {"sent_at": "2026-11-30T15:00:00+00:00"}},
        "2026-12-07",
        "dmepos_std",
    ),
    # Friday 12/18: the fifth business day is 12/28 (Christmas), seven calendar days end on 12/25.
    (
        "medicare_ffs",
        {},
        {"kind": "equipment", "sent": {"sent_at": "2026-12-18T15:00:00+00:00"}},
        "2026-12-25",
        "dmepos_std",
    ),
    ("medicare_ffs", {}, {}, "2026-11-30", "opd_std"),
    ("medicare_ffs", {}, EXPEDITED, "2026-11-25", "opd_exp"),
    ("medicare_ffs", {}, {"kind": "therapy"}, None, ""),
    ("medicare_ffs", {}, {"kind": None}, "2026-11-30", "dmepos_std"),
    ("medicare_ffs", {}, {"kind": "other", "request": {"codes": [{"code": "A0428"}]}}, "2026-11-30", "rsnat_std"),
    (
        "medicare_ffs",
        {},
        EXPEDITED | {"kind": "other", "request": {"codes": [{"code": "a0428"}]}},
        "2026-11-30",
        "rsnat_std",
    ),
    ("medicare_ffs", {"state": "TX"}, {"request": {"treatment": "Epidural steroid"}}, "2026-11-26", "wiser_std"),
    ("medicare_ffs", {"state": "TX"}, {}, "2026-11-30", "opd_std"),
    ("medicare_ffs", {"state": "TX"}, {"request": {}}, "2026-11-26", "wiser_std"),
    ("medicare_ffs", {}, {"request": {"treatment": "Epidural steroid"}}, "2026-11-30", "opd_std"),
    ("workers_comp", {"state": "CA"}, {}, "2026-12-01", "wc_ca_std"),
    ("workers_comp", {"state": "CA"}, EXPEDITED, "2026-11-26", "wc_ca_exp"),
    ("workers_comp", {"state": "CA"}, PAYMENT, "2026-12-23", "wc_ca_retro"),
    ("workers_comp", {"state": "CA"}, {"signature": {"on": "2026-11-12"}}, "2026-11-26", "wc_ca_std"),  # 14 days
    ("workers_comp", {"state": "CA"}, {"signature": {"on": "2026-11-20"}}, "2026-12-01", "wc_ca_std"),
    ("workers_comp", {"state": "CA"}, {"signature": {"on": "2026-11-09"}}, "2026-12-01", "wc_ca_std"),  # long over
    ("workers_comp", {"state": "CA"}, {"signature": {"on": "0001-01-01"}}, "2026-12-01", "wc_ca_std"),
    # A fax after half past five Pacific counts from Tuesday: 25, 27, 30, 12/01, 02.
    ("workers_comp", {"state": "CA"}, {"sent": {"sent_at": EVENING_IN_LA}}, "2026-12-02", "wc_ca_std"),
    (
        "workers_comp",
        {"state": "CA", "time_zone": "America/Los_Angeles"},
        {"sent": {"sent_at": EVENING_IN_LA, "method": "portal"}},
        "2026-12-01",
        "wc_ca_std",
    ),
    ("workers_comp", {"state": "TX"}, {}, "2026-11-27", "wc_tx_std"),
    ("workers_comp", {"state": "TX"}, EXPEDITED, "2026-11-27", "wc_tx_std"),
    ("workers_comp", {"state": "NY"}, DRUG, "2026-11-27", "wc_ny_med"),
    ("workers_comp", {"state": "NY"}, {}, "2026-12-04", "wc_ny_mtg_conf"),  # 8 business days, before 15 or 30
    ("workers_comp", {"state": "FL"}, {}, None, ""),
    ("hsa_fsa", {}, PAYMENT, "2026-12-23", "fsa_claim"),
    ("hsa_fsa", {"name": "Harbor HSA"}, PAYMENT, None, ""),
    ("hsa_fsa", {"name": "Harbor HSA and FSA"}, PAYMENT, "2026-12-23", "fsa_claim"),
    ("other", {}, {}, "2026-12-08", "other_default"),
    (None, {}, {}, "2026-12-08", "other_default"),
    ("commercial", {}, {"sent": None}, None, ""),
    ("commercial", {}, {"sent": {"sent_at": "yesterday"}}, None, ""),
]
SENT: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("medicare_advantage", {}, {"extended_by": "14"}, "2026-12-14", ""),
    ("medicare_advantage", {}, {"extended_by": "10 days"}, "2026-12-10", ""),
    ("medicare_advantage", {}, {"extended_by": "20 days"}, "2026-12-14", ""),  # no more than the rule allows
    ("medicare_advantage", {}, {"extended_by": "letter of 11/24"}, "2026-12-14", ""),
    ("part_d", {}, {"extended_by": "14"}, "2026-12-10", "a rule that says nothing of it: what was noted"),
    ("part_d", {}, {"extended_by": "letter"}, "2026-11-26", "says nothing of an extension"),
    ("commercial", {}, {"extended_by": "yes"}, "2026-12-23", ""),
    ("other", {}, {"extended_by": "5 business days"}, "2026-12-15", ""),  # Tuesday 12/08: 9, 10, 11, 14, 15
    ("medicare_advantage", {}, {"received_at": "2026-11-24T15:00:00+00:00"}, "2026-12-01", "Received by the payer"),
    ("medicare_advantage", {}, {"method": "mail"}, "2026-11-30", "receipt not known"),
    ("medicare_advantage", {"cut_off": "09:00"}, {}, "2026-11-30", ""),  # nine is in time
    ("medicare_advantage", {"cut_off": "08:59"}, {}, "2026-12-01", "After the cut-off at 08:59"),
    ("medicare_advantage", {"cut_off": "09:59", "time_zone": "America/New_York"}, {}, "2026-12-01", "After the cut"),
    ("medicare_advantage", {"cut_off": "noon"}, {}, "2026-11-30", ""),
    ("medicare_advantage", {"time_zone": "Mars/Olympus"}, {}, "2026-11-30", ""),
    # The evening of 11/30 in Chicago is 12/01 in New York, and both are a Monday's or a Tuesday's own day.
    ("commercial", {}, {"sent_at": "2026-12-01T05:30:00+00:00"}, "2026-12-15", ""),
    ("commercial", {"time_zone": "America/New_York"}, {"sent_at": "2026-12-01T05:30:00+00:00"}, "2026-12-16", ""),
    # Thursday 11/26 is off: what comes after the hour on Wednesday counts as Friday.
    ("commercial", {"cut_off": "16:00"}, {"sent_at": "2026-11-25T22:30:00+00:00"}, "2026-12-12", "Fri 11/27/2026"),
]


def found(due: Deadline | None) -> tuple[str | None, str]:
    return (due.on.isoformat(), due.rule) if due else (None, "")


@pytest.mark.parametrize(("kind_of_payer", "payer", "fields", "on", "rule"), REQUESTS)
def test_the_rule_for_what_was_asked_and_its_day(
    kind_of_payer: str | None, payer: dict[str, Any], fields: dict[str, Any], on: str | None, rule: str
) -> None:
    clinic = a_clinic(**{"payer_type": kind_of_payer} | payer)

    assert found(answer_due(a_case(**fields), clinic)) == (on, rule)


@pytest.mark.parametrize(("kind_of_payer", "payer", "sent", "on", "told"), SENT)
def test_what_the_submission_says_moves_the_day(
    kind_of_payer: str, payer: dict[str, Any], sent: dict[str, Any], on: str, told: str
) -> None:
    due = answer_due(a_case(sent=sent), a_clinic(**{"payer_type": kind_of_payer} | payer))

    assert due is not None
    assert due.on.isoformat() == on
    assert told.startswith("a rule") or told in " ".join(due.said)


def test_hours_run_on_after_the_cut_off_of_the_payer_and_it_is_said() -> None:
    late = {"priority": "expedited", "sent": {"sent_at": EVENING_IN_LA}}
    plain, cut = (answer_due(a_case(**late), a_clinic("medicare_advantage", cut_off=hour)) for hour in (None, "17:00"))

    assert plain is not None
    assert cut is not None
    assert (cut.rule, cut.at) == ("ma_exp", plain.at)
    assert "hours run on" in " ".join(cut.said)
    assert "hours run on" not in " ".join(plain.said)
