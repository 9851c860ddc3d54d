"""The last day to file, to ask that care goes on, to ask for a peer-to-peer: by the rule or by the clinic's own window.

Counted by hand; from 11/02/2026 there are 28 days to the end of November, 59 to that of December, 90 of January.
"""

from __future__ import annotations

from typing import Any

import pytest

from lmnboard.model.case import Case
from lmnboard.workflow.deadlines import Deadline, continue_by, file_by, next_rung, peer_to_peer_by, why_no_rung
from tests.workflow.sent import a_case, a_clinic, denied

NOTICE = "2026-11-02"
DRUG = {"kind": "medication"}
EXPEDITED = {"priority": "expedited"}

FILED: list[tuple[str, dict[str, Any], Case, str | None, str]] = [
    ("commercial", {}, denied(NOTICE), "2027-05-01", "com_1"),
    ("commercial", {}, denied(NOTICE, "2026-11-06"), "2027-05-05", "com_1"),
    ("commercial", {"internal_levels": 2}, denied(NOTICE, rung="com_1"), None, ""),
    ("commercial", {"internal_levels": 2}, denied("2026-08-15", rung="com_2"), "2026-12-15", "com_3"),
    ("commercial", {}, denied(NOTICE, rung="com_3"), None, ""),
    ("commercial", {}, denied(NOTICE, rung="com_4"), None, ""),
    # Received on 10/25, a Sunday, four months on is Thursday 02/25.
    ("commercial", {}, denied("2026-10-21", "2026-10-25", rung="com_1"), "2027-02-25", "com_3"),
    # 07/26 + 4 months is Thanksgiving Day.
    ("commercial", {}, denied(received="2026-07-26", rung="com_1"), "2026-11-27", "com_3"),
    ("medicare_ffs", {}, denied(NOTICE, rung="ffs_1"), "2027-05-06", "ffs_2"),  # 185 days
    ("medicare_ffs", {}, denied(NOTICE, rung="ffs_2"), "2027-01-06", "ffs_3"),
    ("medicare_ffs", {}, denied(NOTICE, "2026-11-05", rung="ffs_2"), "2027-01-04", "ffs_3"),
    ("medicare_ffs", {}, denied(NOTICE, rung="ffs_4"), "2027-01-06", "ffs_5"),
    ("medicare_ffs", {}, denied(NOTICE, rung="ffs_5"), None, ""),
    ("medicare_ffs", {}, denied(NOTICE, answer={"outcome": "non_affirmed"}), None, ""),
    ("medicare_advantage", {}, denied(NOTICE, "2026-11-03"), "2027-01-02", "ma_1"),
    ("medicare_advantage", {}, denied("2024-12-20"), None, ""),  # before the rule was in force
    ("medicare_advantage", {}, denied("2024-12-28"), "2025-03-03", "ma_1"),  # presumed received on 01/02/2025
    ("medicare_advantage", {}, denied(NOTICE, rung="ma_1"), None, ""),  # the plan sends it on
    ("medicare_advantage", {}, denied(NOTICE, rung="ma_2"), "2027-01-06", "ma_3"),
    ("medicare_advantage", {}, denied(NOTICE, answer={"outcome": "partly_approved"}), "2027-01-06", "ma_1"),
    ("medicare_advantage", {}, denied(NOTICE, answer={"outcome": "approved"}), None, ""),
    ("medicare_advantage", {}, denied(NOTICE, answer={"outcome": "more_information"}), None, ""),
    ("part_d", {}, denied(NOTICE, **DRUG), "2027-01-06", "pd_1"),
    ("part_d", {}, denied(NOTICE, rung="pd_1", **DRUG), "2027-01-06", "pd_2"),
    ("part_d", {}, denied(NOTICE, rung="pd_2", **DRUG), "2027-01-06", "pd_3"),
    ("part_d", {}, denied(NOTICE, rung="pd_2", **DRUG, **EXPEDITED), "2027-01-01", "pd_3"),  # without the 5 days
    # From the date of the notice, however late it came.
    ("part_d", {}, denied(NOTICE, "2026-11-12", rung="pd_2", **DRUG, **EXPEDITED), "2027-01-01", "pd_3"),
    ("medicaid_mc", {}, denied(NOTICE), "2027-01-01", "mc_1"),
    ("medicaid_mc", {}, denied(NOTICE, "2026-11-09"), "2027-01-01", "mc_1"),  # from the notice, not its receipt
    ("medicaid_mc", {}, denied(NOTICE, rung="mc_1"), "2027-01-31", "mc_2"),
    ("medicaid_mc", {"program": "chip"}, denied(NOTICE), "2027-01-01", "mc_1"),
    ("medicaid_ffs", {}, denied(NOTICE), "2027-01-31", "mf_1"),
    ("workers_comp", {"state": "CA"}, denied(NOTICE), "2026-12-02", "wc_ca_1"),
    ("workers_comp", {"state": "CA"}, denied(NOTICE, **DRUG), "2026-11-12", "wc_ca_1"),  # it may be the formulary
    ("workers_comp", {"state": "CA"}, denied(NOTICE, rung="wc_ca_1"), "2026-12-02", "wc_ca_2"),
    ("workers_comp", {"state": "TX"}, denied(NOTICE, "2026-11-09"), "2026-12-09", "wc_tx_1"),
    ("workers_comp", {"state": "TX"}, denied(NOTICE, "2026-11-09", rung="wc_tx_1"), "2026-12-24", "wc_tx_2"),
    ("workers_comp", {"state": "NY"}, denied(NOTICE), "2026-11-12", "wc_ny_1"),
    ("workers_comp", {"state": "NY"}, denied(NOTICE, rung="wc_ny_1"), "2026-12-02", "wc_ny_2"),
    ("workers_comp", {"state": "FL"}, denied(NOTICE), None, ""),
    ("hsa_fsa", {}, denied(NOTICE), "2027-05-01", "fsa_1"),
    ("hsa_fsa", {"name": "Harbor HSA"}, denied(NOTICE), None, ""),
    ("other", {"program": "fehb"}, denied("2026-08-31"), "2027-02-28", "fehb_1"),  # no 02/31: the earlier day
    ("commercial", {"program": "fehb"}, denied("2026-08-15"), "2027-02-15", "fehb_1"),
    ("other", {"program": "fehb"}, denied(NOTICE, rung="fehb_1"), "2027-01-31", "fehb_2"),
    ("other", {"program": "tricare"}, denied(NOTICE), "2027-01-31", "tricare_1"),
    ("other", {}, denied(NOTICE), None, ""),
    ("medicare_advantage", {}, denied(), None, ""),  # an answer without any date
    ("medicare_advantage", {}, a_case(), None, ""),
]


def own(level: str, amount: int | None, unit: str, **more: Any) -> dict[str, Any]:
    return {"level": level, "amount": amount, "unit": unit, **more}


OWN: list[tuple[str, dict[str, Any], Case, str, str]] = [
    ("medicare_ffs", own("redetermination", 100, "days"), denied(NOTICE), "2027-02-10", "payer"),
    ("medicare_ffs", own("ffs_1", 100, "calendar_day"), denied(NOTICE), "2027-02-10", "payer"),
    ("medicare_ffs", own("Level 1", 2, "Months"), denied(NOTICE), "2027-01-02", "payer"),
    ("medicare_ffs", own("Level 1", 60, "60 days"), denied(NOTICE), "2027-01-01", "payer"),
    ("medicare_ffs", own("first level appeal", 1, "month"), denied(NOTICE), "2026-12-02", "payer"),
    ("medicare_ffs", own("reconsideration", 9, "days"), denied(NOTICE), "2027-03-07", "ffs_1"),
    ("medicare_ffs", own("appeal", 9, "days"), denied(NOTICE), "2027-03-07", "ffs_1"),  # which?
    (
        "commercial",
        own("internal appeal", 10, "business days", counted_from="receipt"),
        denied(NOTICE, "2026-11-12"),
        "2026-11-27",  # 13, 16 to 20, 23, 24, 25, 27
        "payer",
    ),
    (
        "commercial",
        own("internal appeal", 60, "days", counted_from="notice"),
        denied(NOTICE, "2026-11-12"),
        "2027-01-01",
        "payer",
    ),
    ("commercial", own("appeal", 60, "days"), denied(NOTICE), "2027-01-01", "payer"),  # it has one internal level
    ("medicaid_mc", own("fair hearing", 120, "days"), denied(NOTICE, rung="mc_1"), "2027-03-02", "payer"),
    ("medicaid_mc", own("fair hearing", 120, "weeks"), denied(NOTICE, rung="mc_1"), "2027-01-31", "mc_2"),
    ("medicaid_mc", own("fair hearing", None, "days"), denied(NOTICE, rung="mc_1"), "2027-01-31", "mc_2"),
    ("medicaid_mc", own("fair hearing", 5000, "days"), denied(NOTICE, rung="mc_1"), "2027-01-31", "mc_2"),
    ("medicaid_mc", own("plan's appeal", 5, "days"), denied(NOTICE), "2026-11-07", "payer"),
    ("other", own("Grievance", 30, "days"), denied(NOTICE), "2026-12-02", "payer"),
]

CONTINUED: list[tuple[str, Case, str | None]] = [
    ("medicaid_mc", denied("2026-11-20"), None),  # nothing that was approved before
    ("medicaid_mc", denied("2026-11-20", purpose="continuation"), "2026-11-30"),
    ("medicaid_mc", denied("2026-11-20", "2026-11-24", purpose="continuation"), "2026-11-30"),
    ("medicaid_mc", denied("2026-12-28", answer={"effective_on": "2027-01-01"}), "2027-01-07"),
    ("medicaid_mc", denied("2026-12-28", answer={"effective_on": "2027-01-08"}), "2027-01-08"),
    ("medicaid_mc", denied("2026-11-20", rung="mc_1", answer={"effective_on": "2026-12-15"}), "2026-11-30"),
    ("medicaid_ffs", denied("2026-11-20", answer={"effective_on": "2026-12-05"}), "2026-12-04"),
    ("medicaid_ffs", denied("2026-11-20", purpose="continuation"), "2026-11-29"),
    ("medicare_advantage", denied("2026-11-20", purpose="continuation"), None),
    ("commercial", denied("2026-11-20", purpose="continuation"), None),
]

TALKED: list[tuple[str, dict[str, Any], Case, str | None, str]] = [
    ("commercial", {}, denied("2026-11-20", "2026-11-25"), "2026-11-27", "p2p"),
    ("commercial", {}, denied("2026-11-20"), "2026-11-23", "p2p"),
    ("commercial", own("peer-to-peer", 21, "days"), denied("2026-11-20"), "2026-12-11", "payer"),
    ("commercial", own("P2P", 3, "business days"), denied("2026-11-20"), "2026-11-25", "payer"),
    ("medicare_advantage", {}, denied("2026-11-20"), None, ""),
    ("medicare_advantage", own("Peer to peer", 7, "days"), denied("2026-11-20"), "2026-11-27", "payer"),
    ("commercial", {}, denied("2026-11-20", answer={"outcome": "approved"}), None, ""),
]


def found(due: Deadline | None) -> tuple[str | None, str]:
    return (due.on.isoformat(), due.rule) if due else (None, "")


@pytest.mark.parametrize(("kind_of_payer", "payer", "case", "on", "rule"), FILED)
def test_the_last_day_to_file_at_the_next_rung(
    kind_of_payer: str, payer: dict[str, Any], case: Case, on: str | None, rule: str
) -> None:
    assert found(file_by(case, a_clinic(**{"payer_type": kind_of_payer} | payer))) == (on, rule)


@pytest.mark.parametrize(("kind_of_payer", "row", "case", "on", "rule"), OWN)
def test_the_clinics_own_window_goes_before_the_rule(
    kind_of_payer: str, row: dict[str, Any], case: Case, on: str, rule: str
) -> None:
    assert found(file_by(case, a_clinic(kind_of_payer, appeal_windows=[{"id": "v1", **row}]))) == (on, rule)


@pytest.mark.parametrize(("kind_of_payer", "case", "on"), CONTINUED)
def test_the_last_day_to_ask_that_care_goes_on(kind_of_payer: str, case: Case, on: str | None) -> None:
    assert found(continue_by(case, a_clinic(kind_of_payer)))[0] == on


@pytest.mark.parametrize(("kind_of_payer", "row", "case", "on", "rule"), TALKED)
def test_the_last_day_to_ask_for_a_peer_to_peer(
    kind_of_payer: str, row: dict[str, Any], case: Case, on: str | None, rule: str
) -> None:
    clinic = a_clinic(kind_of_payer, appeal_windows=[{"id": "v1", **row}] if row else [])

    assert found(peer_to_peer_by(case, clinic)) == (on, rule)


def test_a_window_that_cannot_be_read_is_said() -> None:
    row = {"id": "v1", "level": "redetermination", "amount": 4, "unit": "weeks"}
    due = file_by(denied(NOTICE), a_clinic("medicare_ffs", appeal_windows=[row]))

    assert due is not None
    assert "The payer's own window (4 weeks) cannot be read, and is not used: mend it with the payer." in due.said


def test_a_window_of_no_certain_level_is_said() -> None:
    row = {"id": "v1", "level": "appeal", "amount": 60, "unit": "days"}
    due = file_by(denied(NOTICE), a_clinic(internal_levels=2, appeal_windows=[row]))

    assert due is not None
    assert due.rule == "com_1"
    assert "The payer's own window 'appeal' is of no level, or of several: name one as its ladder does." in due.said


def test_of_two_own_windows_of_a_level_the_shorter_counts() -> None:
    rows = [{"id": f"v{days}", "level": "ffs_1", "amount": days, "unit": "days"} for days in (100, 28)]

    assert found(file_by(denied(NOTICE), a_clinic("medicare_ffs", appeal_windows=rows))) == ("2026-11-30", "payer")


def test_a_maximum_is_not_confirmed_until_the_clinic_says_so() -> None:
    open_, sure = a_clinic("medicaid_ffs"), a_clinic("medicaid_ffs", confirmed_rules=["mf_1"])
    before, after = file_by(denied(NOTICE), open_), file_by(denied(NOTICE), sure)

    assert before is not None
    assert after is not None
    assert (before.confirmed, after.confirmed) == (False, True)
    assert before.source.endswith("(at most: confirm the state's own)")


def test_without_the_date_of_the_notice_a_day_from_its_receipt_is_only_provisional() -> None:
    due = file_by(denied(received="2026-11-09"), a_clinic("medicaid_mc"))

    assert due is not None
    assert (due.on.isoformat(), due.confirmed) == ("2027-01-08", False)
    assert any("EARLIER" in said for said in due.said)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_a_year_that_nobody_can_mean_has_no_deadline(year: str) -> None:
    case = denied(year, year, purpose="continuation", answer={"effective_on": year})

    for payer_type in ("commercial", "medicare_ffs", "medicaid_mc", "medicaid_ffs"):
        clinic = a_clinic(payer_type)
        assert (file_by(case, clinic), continue_by(case, clinic), peer_to_peer_by(case, clinic)) == (None, None, None)


@pytest.mark.parametrize(
    ("payer_type", "case", "because"),
    [
        ("medicare_ffs", denied(NOTICE, answer={"outcome": "non_affirmed"}), "sent again without limit"),
        ("medicare_ffs", denied(NOTICE, rung="ffs_5"), "the last level"),
        ("medicare_advantage", denied(NOTICE, answer={"outcome": "approved"}), "no denial"),
        ("other", denied(NOTICE), "No levels of appeal are known"),
    ],
)
def test_why_a_case_is_not_appealed_further(payer_type: str, case: Case, because: str) -> None:
    clinic = a_clinic(payer_type)

    assert next_rung(case, clinic) is None
    assert because in why_no_rung(case, clinic)
