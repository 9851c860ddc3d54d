"""Criteria packs: of whom each row is asked, what it does not find, and what mends it."""

from __future__ import annotations

from typing import Any

import pytest

from lmnboard.checklist import criteria_own as own
from lmnboard.checklist.criteria import check_id, pack_checks
from lmnboard.checklist.criteria_asked import STATES_OF_A_CASE
from lmnboard.checklist.runner import CHECKS
from lmnboard.knowledge.payer_rules.tables import criteria
from tests.checklist.builders import KINDS, PURPOSES, a_clinic_with, a_complete_case, a_subject, edited, of_check
from tests.checklist.packs import AHI, CPAP, POWER, ROWS, Asked, judged, still_open, subject_of


@pytest.mark.parametrize("asked", ROWS, ids=lambda asked: asked.row)
def test_what_a_pack_asks_is_found_missing_and_is_mended(asked: Asked) -> None:
    check = f"RULE-{asked.row.upper()}"
    [found] = still_open(subject_of(asked, asked.lacks), check)
    assert (found.record, found.field, found.severity) == (asked.record, asked.field, asked.severity)
    mended = of_check(judged(subject_of(asked, asked.lacks, asked.mends)), check)
    assert [finding.status for finding in mended] == ["pass"]


def test_every_row_that_judges_for_itself_has_a_story_here() -> None:
    told = {check_id(row) for row in criteria() if not row.check}
    others = {"RULE-DME_PRACTITIONER", "RULE-NO_CMN"}
    assert {f"RULE-{asked.row.upper()}" for asked in ROWS} | others == told == {check.id for check in pack_checks()}


def test_a_row_that_another_check_answers_names_one_that_runs() -> None:
    run = {row for check in CHECKS for row in (check.id, *check.also)}
    assert {row.check for row in criteria() if row.check} <= run
    assert {name for row in criteria() for name in row.when} == set(STATES_OF_A_CASE)


def test_the_other_payers_are_not_asked() -> None:
    for asked in ROWS:
        elsewhere = "part_d" if asked.payer != "part_d" else "commercial"
        if asked.row != "app_stated" and asked.payer != "hsa_fsa":
            other = subject_of(asked._replace(payer=elsewhere), asked.lacks)
            [found] = of_check(judged(other), f"RULE-{asked.row.upper()}")
            assert found.status == "not_applicable", asked.row


def test_another_state_purpose_or_kind_is_not_asked() -> None:
    by_id = {row.id: row for row in criteria()}
    for asked in ROWS:
        row, others = by_id[asked.row], []
        if row.states:
            others.append(asked._replace(state="WA"))
        if row.purposes and asked.payer != "hsa_fsa":
            others += [asked._replace(purpose=purpose) for purpose in PURPOSES if purpose not in row.purposes]
        if row.kinds:
            others += [asked._replace(kind=kind) for kind in KINDS if kind not in row.kinds]
        for other in others:
            [found] = of_check(judged(subject_of(other, asked.lacks)), f"RULE-{asked.row.upper()}")
            assert found.status == "not_applicable", other


@pytest.mark.parametrize(
    ("row", "edits"),
    [
        ("cpap_initial", CPAP | {"request.codes": [{"id": "c1", "system": "HCPCS", "code": "K0003"}]}),
        ("cpap_initial", {"request.treatment": "Wheelchair", "request.codes": []}),
        ("cpap_symptoms", CPAP | {"findings/f9": AHI}),
        ("cpap_symptoms", CPAP),
        ("cpap_too_low", CPAP | {"findings/f9": AHI | {"result": "32 per hour, on CPAP AHI 2.1"}}),
        ("cpap_too_low", CPAP | {"findings/f9": AHI | {"name": "AHI (4 % desaturation)", "result": "22"}}),
        ("cpap_failed", CPAP | {"treatments/t9": {"id": "t9", "name": "CPAP", "outcome": "helped"}}),
        ("ther_kx", {"value": 2480}),
        ("ther_kx", {"value": None}),
        ("pmd_scooter", POWER | {"request.codes/c1/code": "K0806"}),
        ("mcd_epsdt_ca", {"patient.date_of_birth": "2005-11-20"}),
        ("mcd_epsdt_ca", {"patient.date_of_birth": None}),
        ("off_compendia", {"off_label": True}),
        ("wc_ca_exp", {"priority": "standard"}),
        ("app_stated", {"appeal.of": "LMN-0041"}),
    ],
)
def test_a_case_to_which_a_row_does_not_speak_is_left_alone(row: str, edits: dict[str, Any]) -> None:
    asked = next(asked for asked in ROWS if asked.row == row)
    assert still_open(subject_of(asked, edits), f"RULE-{row.upper()}") == []


def test_a_request_without_codes_is_known_by_its_words() -> None:
    asked = next(asked for asked in ROWS if asked.row == "cpap_initial")
    words = {"request.treatment": "Auto-adjusting positive airway pressure", "request.codes": []}
    assert still_open(subject_of(asked, words), "RULE-CPAP_INITIAL")


def test_where_nothing_is_written_yet_that_alone_is_the_finding() -> None:
    by_words = {row.id: row for row in criteria() if row.words or row.number}
    for asked in ROWS:
        if asked.row in by_words and not asked.field.startswith("letter."):
            nothing: list[str] | None = [] if asked.field in ("findings", "alternatives", "evidence") else None
            subject = subject_of(asked, asked.lacks, {asked.field: nothing})
            assert still_open(subject, f"RULE-{asked.row.upper()}") == [], asked.row


def test_the_21st_birthday_is_the_adults_first_day() -> None:
    asked = next(asked for asked in ROWS if asked.row == "mcd_epsdt_ca")
    assert still_open(subject_of(asked, {"patient.date_of_birth": "2005-11-21"}), "RULE-MCD_EPSDT_CA")
    assert not still_open(subject_of(asked, {"patient.date_of_birth": "2005-11-20"}), "RULE-MCD_EPSDT_CA")


@pytest.mark.parametrize(
    ("credentials", "may"),
    [
        ("MD", True), ("M.D.", True), ("DO, FAAPMR", True), ("DPM", True), ("PA-C", True), ("FNP-BC", True),
        ("DNP, AGACNP-BC", True), ("NP", True), ("APRN, CNS", True), ("PT, DPT", False), ("DC", False),
        ("OTR/L", False), ("PhD", False), ("RN", False),
    ],
)  # fmt: skip
def test_equipment_is_ordered_by_a_treating_practitioner(credentials: str, may: bool) -> None:
    clinic = a_clinic_with("medicare_ffs", {"providers/castellanos": {"credentials": credentials}})
    found = still_open(a_subject(a_complete_case("equipment"), clinic), "RULE-DME_PRACTITIONER")
    assert [(f.record, f.field, f.severity) for f in found] == (
        [] if may else [("providers/castellanos", "credentials", "block")]
    )


def test_a_payer_row_that_asks_for_a_cmn_gets_advice() -> None:
    asks: dict[str, Any] = {
        "required_forms": ["CMS-484 (oxygen)"],
        "criteria": [{"id": "k1", "text": "Signed CMN or DIF enclosed"}],
    }
    clinic = a_clinic_with("medicare_ffs", {"payers/meridian": asks})
    case = edited(a_complete_case("equipment"), {"policy.required_form": "Certificate of Medical Necessity"})
    found = still_open(a_subject(case, clinic), "RULE-NO_CMN")
    assert {(f.record, f.field, f.words) for f in found} == {
        ("payers/meridian", "required_forms", "CMS-484"),
        ("payers/meridian", "criteria/k1/text", "CMN"),
        ("cases", "policy.required_form", "Certificate of Medical Necessity"),
    }
    assert {f.severity for f in found} == {"info"}
    spans = {f.field: f.span for f in found}
    assert spans["policy.required_form"] == (0, 32)
    assert spans["criteria/k1/text"] == (7, 10)
    assert own.asked_forms(a_subject(case, clinic)) == []


def test_a_state_program_may_still_have_its_own_certificate() -> None:
    clinic = a_clinic_with("medicaid_ffs", {"payers/meridian": {"required_forms": ["CMN", "none", "Title XIX form"]}})
    not_looked_up = edited(a_complete_case("equipment"), {"policy.required_form": None})
    subject = a_subject(not_looked_up, clinic)
    assert not still_open(subject, "RULE-NO_CMN")
    assert own.asked_forms(subject) == ["CMN", "Title XIX form"]
    assert own.asked_forms(a_subject(a_complete_case("equipment"), clinic)) == []


def test_what_was_recalled_is_said_to_be_so_and_never_blocks() -> None:
    by_id = {check.id: check for check in pack_checks()}
    for row in criteria():
        if row.confidence == "recalled" and not row.check:
            assert by_id[check_id(row)].held.source.endswith("(recalled, confirm)")
            assert by_id[check_id(row)].held.severity != "block"
