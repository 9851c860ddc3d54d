"""Criteria packs and a payer's own criteria: of whom each is asked, what it does not find, and what mends it."""

from __future__ import annotations

import time
from datetime import date
from typing import Any, NamedTuple

import msgspec
import pytest

from lmnboard.checklist import criteria_own as own
from lmnboard.checklist.criteria import check_id, checks_of, own_check_id, pack_checks
from lmnboard.checklist.criteria_asked import STATES_OF_A_CASE
from lmnboard.checklist.finding import LONGEST_LINE, Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import Check
from lmnboard.checklist.runner import CHECKS
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.payer_rules.tables import criteria
from lmnboard.model.case import Case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import catalogue
from lmnboard.model.sections import SECTIONS
from tests.checklist.builders import (
    KINDS,
    PAYER_TYPES,
    PURPOSES,
    REMOVED,
    TODAY,
    a_clinic_with,
    a_complete_case,
    a_subject,
    edited,
    of_check,
)

CPAP = {"request.treatment": "CPAP device", "request.codes": [{"id": "c1", "system": "HCPCS", "code": "E0601"}]}
POWER = {"request.treatment": "Power chair", "request.codes": [{"id": "c1", "system": "HCPCS", "code": "K0823"}]}
CHILD = {"patient.date_of_birth": "2012-06-01"}
AHI = {"id": "f9", "name": "AHI", "result": "22 per hour, 164 events"}
PLAIN = {"rationale": "The extrusion on MRI of 08/04/2026 explains the weakness."}
CANCER = {"diagnoses/d1/code": "C50.911", "off_label": True}
APPROVED = {"responses": [{"id": "r1", "outcome": "approved"}]}


class Asked(NamedTuple):
    """A case that lacks what a row asks, where that is found, and the edit that mends it."""

    row: str
    payer: str
    kind: str
    lacks: dict[str, Any]
    field: str
    mends: dict[str, Any]
    purpose: str = "prior_authorization"
    state: str = "TX"
    severity: str = "warn"
    record: str = "cases"


def _tick(row: str) -> dict[str, Any]:
    return {"attestations": [{"id": "q1", "check": f"RULE-{row.upper()}", "by": "dana", "at": "2026-11-19T15:00:00Z"}]}


def _says(field: str, text: str) -> dict[str, Any]:
    return {field: text}


ROWS = [
    Asked("dme_swo", "medicare_ffs", "equipment", {"attachments/a5": REMOVED}, "attachments",
          {"attachments/a3": {"id": "a3", "kind": "order", "title": "Order"}}),
    Asked("dme_swo_time", "medicare_ffs", "equipment", {}, "attestations", _tick("dme_swo_time")),
    Asked("cpap_initial", "medicare_ffs", "equipment", CPAP, "findings", {"findings/f9": AHI}, severity="block"),
    Asked("cpap_symptoms", "medicare_advantage", "equipment", CPAP | {"findings/f9": AHI | {"result": "9.4 per hour"}},
          "history.comorbidities", _says("history.symptoms", "Epworth 15 of 24.")),
    Asked("cpap_too_low", "medicare_ffs", "equipment", CPAP | {"findings/f9": AHI | {"result": "3 per hour"}},
          "findings", {"findings/f9/result": "31 per hour"}),
    Asked("cpap_before", "medicare_ffs", "equipment", CPAP, "attestations", _tick("cpap_before")),
    Asked("cpap_continue", "medicare_ffs", "equipment", CPAP, "findings",
          {"findings/f9": {"id": "f9", "name": "Download", "result": "88 % of nights over 4 hours"}},
          purpose="continuation", severity="block"),
    Asked("cpap_nights", "medicare_ffs", "equipment",
          CPAP | {"findings/f9": {"id": "f9", "name": "Download", "result": "over 4 h on 52 % of nights"}}, "findings",
          {"findings/f9/result": "over 4 h on 83 % of nights"}, purpose="continuation"),
    Asked("cpap_benefit", "medicare_ffs", "equipment", CPAP, "history.symptoms",
          _says("history.symptoms", "Sleepiness has improved: Epworth 6."), purpose="continuation"),
    Asked("cpap_failed", "medicare_ffs", "equipment",
          CPAP | {"treatments/t9": {"id": "t9", "name": "CPAP, 2024", "outcome": "failed"}}, "findings",
          {"findings/f9": {"id": "f9", "name": "Repeat sleep study in the laboratory", "result": "AHI 31"}}),
    Asked("pmd_f2f", "medicare_ffs", "equipment", POWER, "history.functional_impact",
          _says("history.functional_impact", "Cannot reach the toilet in time.")),
    Asked("pmd_home", "medicare_ffs", "equipment", POWER, "history.functional_impact",
          _says("history.functional_impact", "Cannot leave her bedroom at home.")),
    Asked("pmd_cane", "medicare_ffs", "equipment", POWER, "alternatives",
          _says("alternatives/l1/explanation", "A walker tires her after 6 m.")),
    Asked("pmd_manual", "medicare_ffs", "equipment", POWER, "alternatives",
          _says("alternatives/l1/name", "Manual wheelchair")),
    Asked("pmd_scooter", "medicare_ffs", "equipment", POWER, "alternatives", _says("alternatives/l1/name", "Scooter")),
    Asked("pmd_safe", "medicare_ffs", "equipment", POWER, "rationale",
          _says("rationale", "She drove it safely on 09/14/2026.")),
    Asked("ther_skills", "medicare_ffs", "therapy", PLAIN, "rationale",
          _says("rationale", "It takes a therapist's skills to raise the load after MRI of 08/04/2026.")),
    Asked("ther_cert", "medicare_ffs", "therapy", {}, "attestations", _tick("ther_cert")),
    Asked("ther_kx", "medicare_ffs", "therapy", {"value": 2600}, "attestations", _tick("ther_kx")),
    Asked("mcd_epsdt_ca", "medicaid_ffs", "therapy", CHILD, "rationale",
          _says("letter.sections.opening", "This is an EPSDT request."), state="CA"),
    Asked("mcd_prognosis_ca", "medicaid_ffs", "therapy", CHILD, "history.course",
          _says("history.course", "Since birth; the prognosis is a slow gain."), state="CA"),
    Asked("com_reviewer", "commercial", "procedure", PLAIN, "letter.sections.request",
          _says("letter.sections.request", "Please let a same-specialty reviewer read."), "appeal", severity="info"),
    Asked("app_stated", "part_d", "medication", {"responses": []}, "responses",
          {"responses": [{"id": "r1", "outcome": "denied", "reasons": [{"id": "x2", "words": "Not necessary"}]}]},
          "appeal"),
    Asked("wc_status", "workers_comp", "therapy", _says("history.functional_impact", "Walks 100 m."),
          "history.functional_impact", _says("history.functional_impact", "Walks 100 m; off work since 09/03/2025.")),
    Asked("wc_guideline_tx", "workers_comp", "therapy", _says("policy.criteria_set", "InterQual 2026"),
          "policy.criteria_set", _says("policy.criteria_set", "ODG 2026, low back")),
    Asked("wc_guideline_ca", "workers_comp", "therapy", {}, "policy.criteria_set",
          _says("policy.criteria_set", "MTUS, low back"), state="CA"),
    Asked("wc_guideline_ny", "workers_comp", "therapy", {}, "policy.criteria_set",
          _says("evidence/e1/title", "Medical Treatment Guidelines, mid and low back"), state="NY"),
    Asked("wc_ca_rfa", "workers_comp", "therapy", {}, "attachments",
          {"attachments/a3": {"id": "a3", "kind": "form", "title": "DWC Form RFA"}}, state="CA", severity="block"),
    Asked("wc_ca_exp", "workers_comp", "therapy", {"priority": "expedited"}, "rationale",
          _says("rationale", "I certify an imminent and serious threat to her health."), state="CA", severity="block"),
    Asked("wc_tx_approval", "workers_comp", "therapy",
          APPROVED | {"authorization": {"number": "A-1", "units_granted": 24}}, "authorization.to",
          {"authorization.to": "2027-02-01"}, severity="info"),
    Asked("fsa_elements_other", "hsa_fsa", "other", {"request.duration": None}, "request.duration",
          {"request.duration": "12 months"}, "reimbursement"),
    Asked("fsa_account", "hsa_fsa", "equipment", {"coverage.policy_number": None}, "coverage.policy_number",
          {"coverage.policy_number": "FSA-4410"}, "reimbursement", severity="info"),
    Asked("fsa_clinician", "hsa_fsa", "equipment", {"patient.treated_since": None}, "patient.treated_since",
          {"patient.treated_since": "2025-01-09"}, "reimbursement"),
    Asked("fsa_renew", "hsa_fsa", "equipment", APPROVED, "authorization.to", {"authorization.to": "2027-11-20"},
          "reimbursement"),
    Asked("off_compendia", "medicare_ffs", "medication", CANCER, "evidence",
          {"evidence/e1/source": "NCCN Drugs and Biologics Compendium"}),
    Asked("off_exception", "part_d", "medication",
          {"treatments": [], "alternatives": [{"id": "l2", "name": "Etanercept", "explanation": "Twice weekly."}],
           "rationale": "It is due."}, "alternatives", {"alternatives/l2/reason": "contraindicated"}),
    Asked("off_monitoring", "commercial", "medication", {"off_label": True}, "rationale",
          _says("rationale", "Liver enzymes are measured monthly, as labs.")),
]  # fmt: skip


def _subject(asked: Asked, *edits: dict[str, Any]) -> Subject:
    case = a_complete_case(asked.kind, asked.purpose)
    for edit in edits:
        case = edited(case, edit)
    return a_subject(case, a_clinic_with(asked.payer, {"payers/meridian": {"state": asked.state}}))


def _judged(subject: Subject) -> list[Finding]:
    return [finding for check in checks_of(subject) for finding in check.judge(subject)]


def _open(subject: Subject, check: str) -> list[Finding]:
    return [finding for finding in of_check(_judged(subject), check) if finding.is_open]


@pytest.mark.parametrize("asked", ROWS, ids=lambda asked: asked.row)
def test_what_a_pack_asks_is_found_missing_and_is_mended(asked: Asked) -> None:
    check = f"RULE-{asked.row.upper()}"
    [found] = _open(_subject(asked, asked.lacks), check)
    assert (found.record, found.field, found.severity) == (asked.record, asked.field, asked.severity)
    mended = of_check(_judged(_subject(asked, asked.lacks, asked.mends)), check)
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
            other = _subject(asked._replace(payer=elsewhere), asked.lacks)
            [found] = of_check(_judged(other), f"RULE-{asked.row.upper()}")
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
            [found] = of_check(_judged(_subject(other, asked.lacks)), f"RULE-{asked.row.upper()}")
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
    assert _open(_subject(asked, edits), f"RULE-{row.upper()}") == []


def test_a_request_without_codes_is_known_by_its_words() -> None:
    asked = next(asked for asked in ROWS if asked.row == "cpap_initial")
    words = {"request.treatment": "Auto-adjusting positive airway pressure", "request.codes": []}
    assert _open(_subject(asked, words), "RULE-CPAP_INITIAL")


def test_where_nothing_is_written_yet_that_alone_is_the_finding() -> None:
    by_words = {row.id: row for row in criteria() if row.words or row.number}
    for asked in ROWS:
        if asked.row in by_words and not asked.field.startswith("letter."):
            nothing: list[str] | None = [] if asked.field in ("findings", "alternatives", "evidence") else None
            subject = _subject(asked, asked.lacks, {asked.field: nothing})
            assert _open(subject, f"RULE-{asked.row.upper()}") == [], asked.row


def test_the_21st_birthday_is_the_adults_first_day() -> None:
    asked = next(asked for asked in ROWS if asked.row == "mcd_epsdt_ca")
    assert _open(_subject(asked, {"patient.date_of_birth": "2005-11-21"}), "RULE-MCD_EPSDT_CA")
    assert not _open(_subject(asked, {"patient.date_of_birth": "2005-11-20"}), "RULE-MCD_EPSDT_CA")


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
    found = _open(a_subject(a_complete_case("equipment"), clinic), "RULE-DME_PRACTITIONER")
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
    found = _open(a_subject(case, clinic), "RULE-NO_CMN")
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
    assert not _open(subject, "RULE-NO_CMN")
    assert own.asked_forms(subject) == ["CMN", "Title XIX form"]
    assert own.asked_forms(a_subject(a_complete_case("equipment"), clinic)) == []


def test_what_was_recalled_is_said_to_be_so_and_never_blocks() -> None:
    by_id = {check.id: check for check in pack_checks()}
    for row in criteria():
        if row.confidence == "recalled" and not row.check:
            assert by_id[check_id(row)].held.source.endswith("(recalled, confirm)")
            assert by_id[check_id(row)].held.severity != "block"


# ------------------------------------------------------------------ a payer's own criteria
def _own(*rows: dict[str, Any], payer_type: str = "commercial", **payer: Any) -> Any:
    return a_clinic_with(payer_type, {"payers/meridian": {"criteria": list(rows), **payer}})


def test_a_payers_own_words_are_looked_for_in_the_case() -> None:
    row = {
        "id": "k3",
        "text": "Names the Oswestry score.",
        "words": "Roland-Morris | functional index",
        "severity": "block",
    }
    clinic = _own(row, source="Provider manual 2026, ch. 6")
    [found] = _open(a_subject(a_complete_case(), clinic), "PAYER-MERIDIAN-K3")
    assert (found.severity, found.field, found.source) == ("block", "rationale", "Provider manual 2026, ch. 6")
    assert found.message == "Nothing says “Roland-Morris”, and the payer asks: Names the Oswestry score."
    for text in ("Roland Morris 14 of 24.", "The functional\n index is 31."):
        said = edited(a_complete_case(), {"history.symptoms": text})
        assert not _open(a_subject(said, clinic), "PAYER-MERIDIAN-K3")
    part_of_a_word = edited(a_complete_case(), {"history.symptoms": "dysfunctional index"})
    assert _open(a_subject(part_of_a_word, clinic), "PAYER-MERIDIAN-K3")


def test_signs_in_a_payers_words_are_no_pattern() -> None:
    row = {"id": "k1", "text": "Score", "words": "A1c (>9) | 50% | |"}
    said = edited(a_complete_case(), {"rationale": "Her A1c (>9) is 10.2."})
    assert not _open(a_subject(said, _own(row)), "PAYER-MERIDIAN-K1")
    assert _open(a_subject(a_complete_case(), _own(row)), "PAYER-MERIDIAN-K1")


def test_a_payers_own_enclosure_is_asked() -> None:
    clinic = _own({"id": "k1", "text": "Order of the specialist", "attachment": "order"})
    without = edited(a_complete_case(), {"attachments/a5": REMOVED})
    [found] = _open(a_subject(without, clinic), "PAYER-MERIDIAN-K1")
    assert (found.severity, found.field, found.section) == ("warn", "attachments", "enclosures")
    case = edited(without, {"attachments/a9": {"id": "a9", "kind": "order"}})
    assert not _open(a_subject(case, clinic), "PAYER-MERIDIAN-K1")


def test_a_row_without_words_or_enclosure_is_ticked_by_a_person() -> None:
    clinic = _own({"id": "k2", "text": "Units are those of the portal's calculator."})
    case = a_complete_case()
    [found] = _open(a_subject(case, clinic), "PAYER-MERIDIAN-K2")
    assert (found.status, found.stage, found.severity) == ("person", "review", "warn")
    case["attestations"] = [{"id": "q1", "check": "PAYER-MERIDIAN-K2", "by": "dana"}]
    assert not _open(a_subject(case, clinic), "PAYER-MERIDIAN-K2")


def test_a_tick_for_one_payer_is_none_for_the_next() -> None:
    clinic = _own({"id": "k2", "text": "Units are those of the portal's calculator."})
    other = msgspec.structs.replace(clinic.payers["meridian"], id="harbor")
    case = edited(
        a_complete_case(),
        {"payer": "harbor", "attestations": [{"id": "q1", "check": "PAYER-MERIDIAN-K2", "by": "dana"}]},
    )
    clinic.payers["harbor"] = other
    assert _open(a_subject(case, clinic), own_check_id(other, "k2"))


@pytest.mark.parametrize(
    ("row", "kind", "purpose", "asked"),
    [
        ({}, "therapy", "appeal", True),
        ({"kind": "therapy"}, "therapy", "appeal", True),
        ({"kind": "therapy"}, "equipment", "appeal", False),
        ({"purpose": "appeal"}, "therapy", "continuation", False),
        ({"kind": "therapy", "purpose": "appeal"}, "therapy", "appeal", True),
    ],
)
def test_a_payers_row_is_asked_of_its_kind_and_purpose(
    row: dict[str, str], kind: str, purpose: str, asked: bool
) -> None:
    clinic = _own({"id": "k1", "text": "Visit log of the year"} | row)
    assert bool(_open(a_subject(a_complete_case(kind, purpose), clinic), "PAYER-MERIDIAN-K1")) is asked


def test_a_row_that_was_just_added_asks_nothing() -> None:
    assert checks_of(a_subject(a_complete_case(), _own({"id": "k1"}))) == pack_checks()


def test_an_edit_of_the_payer_is_judged_at_once() -> None:
    case = a_complete_case()
    before = checks_of(a_subject(case, _own({"id": "k1", "text": "First"})))
    after = checks_of(a_subject(case, _own({"id": "k1", "text": "Second"})))
    assert [check.held.title for check in (before[-1], after[-1])] == [
        "Meridian Health: First",
        "Meridian Health: Second",
    ]


def test_the_page_limit_counts_the_letter_and_its_enclosures() -> None:
    clinic = a_clinic_with("commercial", {"payers/meridian": {"page_limit": 40}})
    case = edited(a_complete_case(), {"attachments/a1/pages": 30, "attachments/a2/pages": 9})
    assert not _open(a_subject(case, clinic), "PAYER-MERIDIAN-PAGES")
    [found] = _open(a_subject(edited(case, {"attachments/a2/pages": 10}), clinic), "PAYER-MERIDIAN-PAGES")
    assert found.message == "Letter and enclosures have 41 pages, and the payer takes 40."
    two_pages = "line\n" * (own.LINES_A_PAGE + 1)
    assert own.over_page_limit(a_subject(case, clinic), two_pages) is not None


def test_pages_of_a_letter() -> None:
    full = own.LINES_A_PAGE
    assert [own.pages(text) for text in ("", "one", "x\n" * full, "x\n" * full + "x", "a\fb\n")] == [1, 1, 1, 2, 2]


COVERED = [
    {"id": "g1", "code": "97110", "diagnoses": ["M54", "M51.1"], "most_units": 24},
    {"id": "g2", "code": "72148"},
]


@pytest.mark.parametrize(
    ("code", "diagnosis", "covered"),
    [
        ("97110", "M51.16", True),
        ("97110", "M54.50", True),
        ("97110", "M51.26", False),
        ("97112", "Z00.00", True),
        ("72148", "Z00.00", True),
    ],
)
def test_a_code_needs_a_diagnosis_that_the_entered_policy_covers(code: str, diagnosis: str, covered: bool) -> None:
    clinic = a_clinic_with("commercial", {"payers/meridian": {"covered": COVERED}})
    case = edited(a_complete_case("therapy"), {"request.codes/c1/code": code, "diagnoses/d1/code": diagnosis})
    faults = list(own.not_covered(a_subject(case, clinic)))
    assert [fault.field for fault in faults] == ([] if covered else ["request.codes/c1/supports"])
    named = edited(case, {"request.codes/c1/supports": ["M54.50"]})
    assert list(own.not_covered(a_subject(named, clinic))) == []


@pytest.mark.parametrize(("units", "field"), [(24, []), (25, ["request.codes/c1/units"]), (None, [])])
def test_more_units_than_the_entered_policy_allows(units: int | None, field: list[str]) -> None:
    clinic = a_clinic_with("commercial", {"payers/meridian": {"covered": COVERED}})
    case = edited(a_complete_case("therapy"), {"request.codes/c1/units": units})
    assert [fault.field for fault in own.over_most_units(a_subject(case, clinic))] == field


@pytest.mark.parametrize(
    ("accepted", "credentials", "refused"),
    [
        (False, "PT, DPT", True),
        (False, "MD", False),
        (False, "MD, former PT", False),
        (True, "PT", False),
        (None, "PT", False),
    ],
)
def test_a_payer_may_take_no_therapists_letter(accepted: bool | None, credentials: str, refused: bool) -> None:
    edits: dict[str, dict[str, Any]] = {
        "payers/meridian": {"therapist_letters": accepted},
        "providers/castellanos": {"credentials": credentials},
    }
    fault = own.therapist_refused(a_subject(a_complete_case("therapy"), a_clinic_with("commercial", edits)))
    assert (fault is not None) is refused


# ------------------------------------------------------------------ every finding, every letter
def _all_findings() -> list[Finding]:
    long_row = {"id": "k1", "text": "Every word of it " * 20 + ".", "attachment": "order", "words": "never said " * 9}
    clinics = [
        a_clinic_with(payer_type, {"payers/meridian": {"state": state, "criteria": [long_row], "page_limit": 1}})
        for payer_type in PAYER_TYPES
        for state in ("TX", "CA", "NY")
    ]
    found: list[Finding] = []
    for clinic in clinics:
        for kind in KINDS:
            for purpose in PURPOSES:
                bare = {"id": "LMN-1", "kind": kind, "purpose": purpose, "payer": "meridian", "off_label": True}
                for extra in ({}, CPAP, POWER):
                    found += _judged(a_subject(edited(bare, extra | CHILD), clinic))
    for asked in ROWS:
        found += _judged(_subject(asked, asked.lacks))
    return found


def test_every_finding_is_one_short_line_at_a_field_that_exists() -> None:
    for finding in _all_findings():
        assert finding.section in SECTIONS
        if finding.is_open:
            assert all(10 < len(line) <= LONGEST_LINE for line in (finding.message, finding.fix)), finding.message
            assert finding.message.endswith("."), finding.message
            table = finding.record.partition("/")[0]
            field = catalogue(Case if table == "cases" else DIRECTORY[table]).of(finding.field)
            assert table != "cases" or field.section == finding.section


def test_a_letter_is_read_for_the_words_of_a_pack_and_of_its_payer() -> None:
    clinic = _own({"id": "k1", "text": "Names ODG", "words": "ODG"}, payer_type="medicare_ffs", page_limit=1)
    record = a_subject(edited(a_complete_case("equipment"), CPAP), clinic)

    def said(letter: str) -> dict[str, tuple[str, tuple[int, int] | None]]:
        subject = LetterSubject.of(letter, TODAY, record=record)
        read = [check for check in checks_of(record) if check.in_letter]
        return {f.check: (f.status, f.span) for check in read for f in check.judge_letter(subject)}

    good = said("Dear Medical Director,\nI ask for CPAP: AHI 22 per hour. ODG agrees.\n")
    assert good["RULE-CPAP_INITIAL"] == ("pass", (39, 42))
    assert good["PAYER-MERIDIAN-K1"][0] == good["PAYER-MERIDIAN-PAGES"][0] == "pass"
    poor = said("Dear Medical Director,\nI ask for CPAP.\n" * 40)
    assert poor["RULE-CPAP_INITIAL"][0] == poor["PAYER-MERIDIAN-K1"][0] == poor["PAYER-MERIDIAN-PAGES"][0] == "fail"
    assert said("Dear Medical Director,\nI ask for a cane.\n")["RULE-CPAP_INITIAL"][0] == "not_applicable"


def test_all_criteria_of_a_case_are_judged_in_under_a_millisecond() -> None:
    rows = [{"id": f"k{i}", "text": f"Row {i}", "words": f"nowhere {i} | nothing {i}"} for i in range(1, 11)]
    for payer_type in PAYER_TYPES:
        subject = a_subject(edited(a_complete_case("equipment"), CPAP), _own(*rows, payer_type=payer_type))
        _judged(subject)
        rounds = []
        for _ in range(20):
            began = time.perf_counter()
            _judged(subject)
            rounds.append(time.perf_counter() - began)
        assert min(rounds) < 0.001, payer_type


def test_the_checks_of_a_payer_are_made_once() -> None:
    subject = a_subject(a_complete_case(), _own({"id": "k1", "text": "Row"}))
    first, second = checks_of(subject), checks_of(subject)
    assert all(one is other for one, other in zip(first, second, strict=True))
    assert isinstance(first[0], Check)
    assert subject.today == TODAY == date(2026, 11, 20)
