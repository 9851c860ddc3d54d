"""The payer rules as data: nothing reviewed is left out, every row says where it comes from and how it is answered."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import get_args

import msgspec
import pytest

from lmnboard.knowledge.payer_rules import tables
from lmnboard.knowledge.payer_rules.tables import (
    Criterion,
    Sourced,
    criteria,
    definitions,
    definitions_for,
    payer_types,
    services,
    threshold,
    thresholds,
    validities,
)
from lmnboard.knowledge.us_states import STATES
from lmnboard.model.choices import AttachmentKind, Kind, PayerType, Purpose

REVIEWED = (
    "mc_lcd", "mc_func", "mc_mbi", "mc_sign", "mc_record", "dme_swo", "dme_swo_time", "dme_f2f",
    "dme_practitioner", "dme_retention", "pmd_f2f", "cpap_initial", "cpap_continue", "cpap_failed", "ther_plan",
    "ther_goals", "ther_cert", "ther_kx", "ma_same", "mcd_form", "mcd_epsdt_ca", "mcd_age", "com_policy",
    "com_iq_mcg", "com_denial", "wc_core", "wc_ca_rfa", "wc_ca_exp", "wc_guideline", "wc_tx_approval",
    "fsa_elements", "fsa_specific", "fsa_clinician", "fsa_renew", "off_compendia", "off_part_d", "off_commercial",
    "off_exception",
)  # fmt: skip
WAYS = ("check", "fields", "words", "attachment", "never", "number", "tick")
ROWS: list[Sourced] = [*criteria(), *definitions(), *thresholds(), *validities(), *payer_types()]


def _id(row: Sourced) -> str:
    return row.id


def test_every_reviewed_criterion_is_there_once() -> None:
    ids = [row.id for row in criteria()]
    assert len(REVIEWED) == 38
    assert set(REVIEWED) <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_kind_of_payer_has_its_note_and_its_criteria() -> None:
    assert [row.id for row in payer_types()] == list(get_args(PayerType))
    assert {payer for row in criteria() for payer in row.payers} == set(get_args(PayerType))


@pytest.mark.parametrize("row", ROWS, ids=_id)
def test_a_row_says_where_it_comes_from_and_how_sure_that_is(row: Sourced) -> None:
    values = {key: value for key, value in msgspec.structs.asdict(row).items() if not isinstance(value, re.Pattern)}
    assert msgspec.convert(values, type(row)).source, "of the types that it declares"
    assert row.as_of >= date(2026, 11, 21)
    if row.confidence == "recalled":
        assert row.cited == f"{row.source} (recalled, confirm)"
        assert row.tier == ""
    else:
        assert row.cited == row.source
        assert row.url or row.source.startswith(("guide", "CMS", "29 CFR", "42 CFR")) or "guide" in row.source
    assert not row.url or re.match(r"https?://", row.url)


@pytest.mark.parametrize("row", criteria(), ids=_id)
def test_a_criterion_is_answered_in_one_way(row: Criterion) -> None:
    used = [way for way in WAYS if getattr(row, way)]
    assert used in ([row.answered_by], ["words", "number"], ["check"]), used
    if row.check:
        assert re.fullmatch(r"CHK-\d{3}", row.check)
        assert row.answered_by == row.check
    else:
        assert row.answered_by in WAYS


@pytest.mark.parametrize("row", criteria(), ids=_id)
def test_a_criterion_speaks_in_one_short_line(row: Criterion) -> None:
    told = [row.text] if row.check else [row.text, row.message, row.fix]
    assert all(10 < len(one) <= 140 and "\n" not in one for one in told)
    assert row.check or (row.message.endswith(".") and row.fix.endswith("."))


@pytest.mark.parametrize("row", criteria(), ids=_id)
def test_a_criterion_names_only_what_exists(row: Criterion) -> None:
    assert row.payers
    assert set(row.payers) <= set(get_args(PayerType))
    assert set(row.kinds) <= set(get_args(Kind))
    assert set(row.purposes) <= set(get_args(Purpose))
    assert set(row.states) <= set(STATES)
    assert row.attachment in ("", *get_args(AttachmentKind))
    assert row.service in ("", *services())
    assert {row.least, row.over} <= {"", *(one.id for one in thresholds())}
    assert bool(row.number) == bool(row.least)


def test_what_was_only_recalled_blocks_nothing() -> None:
    assert [row.id for row in criteria() if row.confidence == "recalled" and row.severity == "block"] == []


@pytest.mark.parametrize(
    ("service", "code", "known"),
    [
        ("cpap", "E0601", True),
        ("cpap", "e0601 ", True),
        ("cpap", "E0470", True),
        ("cpap", "E0471", False),
        ("cpap", "A7034", False),
        ("power_wheelchair", "K0812", False),
        ("power_wheelchair", "K0813", True),
        ("power_wheelchair", "K0856", True),
        ("power_wheelchair", "K0898", True),
        ("power_wheelchair", "K0899", False),
        ("power_wheelchair", "L0850", False),
        ("power_mobility", "K0806", True),
        ("rehabilitation", "97110", True),
        ("rehabilitation", "92507", True),
        ("rehabilitation", "90834", False),
        ("rehabilitation", "971", False),
        ("rehabilitation", "", False),
    ],
)
def test_a_service_is_known_by_its_codes(service: str, code: str, known: bool) -> None:
    assert services()[service].has_code(code) is known


def test_the_definition_goes_by_state_and_age() -> None:
    def ids(state: str, age: int | None) -> list[str]:
        return [row.id for row in definitions_for("medicaid_ffs", state, age)]

    assert ids("CA", 21) == ["def_medical_adult"]
    assert ids("CA", 20) == ["def_medical_under21", "def_epsdt_federal"]
    assert ids("CA", None) == ["def_medical_adult", "def_medical_under21", "def_epsdt_federal"]
    assert ids("TX", 20) == ["def_epsdt_federal"]
    assert ids("FL", 40) == ["def_fl_medicaid"]
    assert [row.id for row in definitions_for("commercial")] == ["def_ama"]


def test_a_threshold_is_the_one_in_force_on_the_day() -> None:
    last, first = threshold("aic_court", date(2026, 12, 31)), threshold("aic_court", date(2027, 1, 1))
    assert last is not None
    assert first is not None
    assert (last.value, first.value) == (1960, 2000)
    assert threshold("kx_ot", date(2027, 1, 1)) is None, "next year's was not published yet"
    assert threshold("cpap_ahi_low", date(2030, 1, 1)) is not None


def test_a_space_in_a_pattern_is_any_white_space_and_a_doubtful_one_may_be_none() -> None:
    compiled = tables._spaced("apnea test ?[0-9] board[- ]certified")
    assert compiled.search("Apnea\n  test4 board\ncertified")
    assert compiled.search("apnea test  4 Board-certified")
    assert not compiled.search("apneatest 4 board certified")


@pytest.mark.parametrize("unit", ["a", " ", "AHI ", "AHI 3", "repeat ", "7", "7 %", "N", "imminent serious ", "A. "])
def test_the_longest_text_a_field_holds_is_read_in_reasonable_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    began = time.perf_counter()
    for row in criteria():
        for pattern in (row.words, row.number, row.never, row.tried):
            if pattern is not None:
                list(pattern.finditer(text))
    assert time.perf_counter() - began < 1
