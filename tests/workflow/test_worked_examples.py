"""The worked examples of the reviewed rules, by their ids. Each was first counted by hand, as its note says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date

import pytest

from lmnboard.knowledge.counting import add, unit_of
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Settings
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.deadlines import Deadline, answer_due, continue_by, file_by, ladder, next_rung
from lmnboard.workflow.filing import in_dispute
from tests.workflow.sent import a_case, a_clinic, denied

FROM_2026_11_21 = {"sent_at": "2026-11-21T15:00:00+00:00"}
RECEIVED = {"sent_at": "2026-11-20T21:30:00+00:00", "received_at": "2026-11-21T21:30:00+00:00"}
Counting = Callable[[Case, Clinic], Deadline | None]

EXAMPLES: list[tuple[str, Counting, Case, Clinic, str, str]] = [
    # 11/02 + 5 is 11/07; 23 days to 11/30, 31 of December are 54, 6 more: 01/06.
    ("ex_ma_65", file_by, denied("2026-11-02"), a_clinic("medicare_advantage"), "2027-01-06", "ma_1"),
    # From 11/12: 18 to 11/30, 31 are 49, 11 more: 01/11.
    ("ex_ma_65b", file_by, denied("2026-11-02", "2026-11-12"), a_clinic("medicare_advantage"), "2027-01-11", "ma_1"),
    # From 11/07: 23 + 31 + 31 + 28 are 113 to 02/28, 7 more: 03/07.
    ("ex_ffs_125", file_by, denied("2026-11-02"), a_clinic("medicare_ffs"), "2027-03-07", "ffs_1"),
    # 11/21 + 7.
    ("ex_ma_7", answer_due, a_case(sent=RECEIVED), a_clinic("medicare_advantage"), "2026-11-28", "ma_std_pa"),
    # 11/28 + 14: 2 to 11/30, 12 more.
    (
        "ex_ma_7_ext",
        answer_due,
        a_case(sent={**RECEIVED, "extended_by": "extended"}),
        a_clinic("medicare_advantage"),
        "2026-12-12",
        "ma_std_pa",
    ),
    # In 2025 it was 14 days for all: 12/31 + 14.
    (
        "ex_ma_2025",
        answer_due,
        a_case(sent={"sent_at": "2025-12-31T15:00:00+00:00"}),
        a_clinic("medicare_advantage"),
        "2026-01-14",
        "ma_std_nonpa",
    ),
    # 11/21 + 15: 9 to 11/30, 6 more.
    ("ex_erisa_15", answer_due, a_case(sent=FROM_2026_11_21), a_clinic(), "2026-12-06", "erisa_pre"),
    # 9 + 31 + 31 + 28 + 31 + 30 are 160 to 04/30, 20 more.
    ("ex_erisa_180", file_by, denied(received="2026-11-21"), a_clinic(), "2027-05-20", "com_1"),
    # No 02/30: the first of the next month.
    ("ex_ext_oct30", file_by, denied(received="2026-10-30", rung="com_1"), a_clinic(), "2027-03-01", "com_3"),
    # 01/02/2027 is a Saturday.
    ("ex_ext_wkend", file_by, denied(received="2026-09-02", rung="com_1"), a_clinic(), "2027-01-04", "com_3"),
    ("ex_ext_plain", file_by, denied(received="2026-08-15", rung="com_1"), a_clinic(), "2026-12-15", "com_3"),
    # 10 to 11/30, 31 are 41, 19 more.
    ("ex_mc_60", file_by, denied("2026-11-20"), a_clinic("medicaid_mc"), "2027-01-19", "mc_1"),
    # 11/20 + 10 is 11/30, before 12/05.
    (
        "ex_mc_cont",
        continue_by,
        denied("2026-11-20", answer={"effective_on": "2026-12-05"}),
        a_clinic("medicaid_mc"),
        "2026-12-05",
        "mc_1:continue",
    ),
    # 11/30, after 11/25.
    (
        "ex_mc_cont2",
        continue_by,
        denied("2026-11-20", answer={"effective_on": "2026-11-25"}),
        a_clinic("medicaid_mc"),
        "2026-11-30",
        "mc_1:continue",
    ),
    # 10 + 31 + 31 are 72 to 01/31, 18 more: 90.
    ("ex_sfh_safe", file_by, denied("2026-11-20", rung="mc_1"), a_clinic("medicaid_mc"), "2027-02-18", "mc_2"),
    # 24, 25, 27, 30, 12/01 are five business days; seven calendar days end on 11/30.
    ("ex_dme_cap", answer_due, a_case(kind="equipment"), a_clinic("medicare_ffs"), "2026-11-30", "dmepos_std"),
    # 10 to 11/30, 20 more.
    ("ex_ca_imr", file_by, denied("2026-11-20"), a_clinic("workers_comp", "CA"), "2026-12-20", "wc_ca_1"),
]


@pytest.mark.parametrize(("counts", "case", "clinic", "on", "rule"), [row[1:] for row in EXAMPLES], ids=[
    row[0] for row in EXAMPLES
])  # fmt: skip
def test_a_worked_example_of_a_date(counts: Counting, case: Case, clinic: Clinic, on: str, rule: str) -> None:
    due = counts(case, clinic)

    assert due is not None
    assert (due.on.isoformat(), due.rule, due.confirmed) == (on, rule, True)
    assert due.source


def test_ex_partd_72h_three_days_later_at_the_same_hour() -> None:
    due = answer_due(a_case(sent=RECEIVED), a_clinic("part_d"))  # 15:30 in Chicago

    assert due is not None
    assert due.at is not None
    assert due.at.astimezone(UTC).isoformat() == "2026-11-24T21:30:00+00:00"


def test_ex_ffs_125_is_a_sunday_and_best_met_on_the_friday_before() -> None:
    assert date(2027, 3, 7).weekday() == 6
    assert Day(date(2026, 11, 20), Settings()).safe("2027-03-07") == "2027-03-05"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "on"),
    [
        pytest.param("2026-09-01", 31, "calendar_day", "2026-10-02", id="ex_cpap_open"),  # 29 to 09/30, 2 more
        pytest.param("2026-09-01", 91, "calendar_day", "2026-12-01", id="ex_cpap_close"),  # 29 + 31 + 30 to 11/30
        pytest.param("2026-11-21", -6, "month", "2026-05-21", id="ex_f2f"),
    ],
)
def test_a_worked_example_that_is_counted_without_a_case(start: str, amount: int, unit: str, on: str) -> None:
    counted = unit_of(unit)

    assert counted is not None
    assert add(date.fromisoformat(start), amount, counted).isoformat() == on


def test_ex_aic_year_the_amount_of_the_year_of_filing_is_met_by_as_much() -> None:
    clinic, appeal = a_clinic("medicare_advantage"), denied("2026-11-02", rung="ma_2", value=200.0)
    rung = next_rung(appeal, clinic)

    assert rung is not None
    assert (rung.id, rung.threshold) == ("ma_3", "aic_alj")
    assert in_dispute(rung, appeal, date(2027, 1, 4)) == "met"
    assert [rung.id for rung in ladder(appeal, clinic)] == ["ma_1", "ma_2", "ma_3", "ma_4", "ma_5"]
