"""The rules that dates are counted by, as data: every reviewed row is there, typed, and names rows that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from typing import get_args

import msgspec
import pytest

from lmnboard.knowledge.counting import MOST, hour_of
from lmnboard.knowledge.payer_rules.clock_tables import (
    answer_times,
    filing_parties,
    follow_ups,
    levels,
    times_of,
)
from lmnboard.knowledge.payer_rules.tables import Sourced, thresholds
from lmnboard.knowledge.us_states import STATES
from lmnboard.model.choices import Kind, PayerType, Program, Purpose, SubmissionMethod, Track

REVIEWED = (
    "ma_std_pa", "ma_std_nonpa", "ma_exp", "ma_std_partb_drug", "ma_exp_partb_drug", "mcmc_std", "mcmc_exp",
    "mcffs_std", "mcffs_exp", "chip_std", "mcd_drug", "erisa_pre", "erisa_urgent", "erisa_concurrent", "erisa_post",
    "qhp_ffe", "state_wa_e_std", "state_ny_std", "state_tx_std", "state_ca_std", "state_al_std", "dmepos_std",
    "dmepos_exp", "opd_std", "opd_exp", "rsnat_std", "wiser_std", "partd_std", "partd_exp", "partd_exc_std",
    "partd_exc_exp", "partd_pay", "wc_ca_std", "wc_ca_exp", "wc_ca_retro", "wc_tx_std", "wc_ny_variance",
    "wc_ny_mtg_conf", "wc_ny_special", "wc_ny_med", "fsa_claim", "other_default",
)  # fmt: skip
FROM_NOTES = ("mcmc_std_2025", "state_wa_e_exp", "state_wa_std", "state_wa_exp", "wiser_exp")
"""Rows that the notes of reviewed rows name."""
TIMES = [time for level in levels() for time in times_of(level).values()]
ROWS: list[Sourced] = [*answer_times(), *levels().values(), *TIMES, *filing_parties(), *follow_ups().values()]


def test_every_reviewed_row_is_there_once() -> None:
    ids = [row.id for row in answer_times()]

    assert len(REVIEWED) == 42
    assert sorted(ids) == sorted((*REVIEWED, *FROM_NOTES))
    assert (len(levels()), len(TIMES), len(filing_parties()), len(follow_ups())) == (36, 49, 5, 14)
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_of_its_types_and_says_where_it_comes_from(row: Sourced) -> None:
    values = {key: value for key, value in msgspec.structs.asdict(row).items() if not isinstance(value, re.Pattern)}

    assert msgspec.convert(values, type(row)).source
    assert row.as_of >= date(2026, 11, 21)
    assert not row.url or re.match(r"https?://", row.url)
    assert row.confidence == "read" or row.tier == ""


def test_what_a_rule_asks_of_a_case_is_what_a_case_can_say() -> None:
    ids = {row.id for row in answer_times()}
    for row in answer_times():
        assert set(row.payers) <= set(get_args(PayerType))
        assert set(row.tracks) <= set(get_args(Track))
        assert set(row.kinds) <= set(get_args(Kind))
        assert set(row.purposes) <= set(get_args(Purpose))
        assert set(row.sent) <= set(get_args(SubmissionMethod))
        assert set(row.states) <= set(STATES)
        assert row.program in ("", *get_args(Program))
        assert set(row.replaces) <= ids - {row.id}
        assert 0 < row.amount <= MOST
        assert (row.effective_from or date.min) <= (row.effective_to or date.max)
        assert not row.cut_off or (hour_of(row.cut_off) and row.zone)


def test_the_ladders_name_thresholds_and_rungs_that_exist() -> None:
    amounts = {row.id for row in thresholds()}
    for level in levels().values():
        assert level.threshold in ("", *amounts)
        assert level.beside in ("", *levels())
        assert set(level.payers) <= set(get_args(PayerType))
        assert set(level.states) <= set(STATES)
        assert level.file_amount is None or 0 < (level.safe_amount or level.file_amount) <= level.file_amount


def test_the_rules_are_not_read_at_the_start() -> None:
    """What imports them pays nothing for them."""
    code = (
        "from lmnboard.knowledge.payer_rules import clock_tables as t\n"
        "import lmnboard.workflow.deadlines\n"
        "print([table.cache_info().currsize for table in (t.answer_times, t.levels, t.filing_parties, t.follow_ups)])"
    )

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[0, 0, 0, 0]"
    )
