"""A payer's own criteria, page limit, policy and who may write: what they ask of a case, in its words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from lmnboard.checklist import criteria_own as own
from lmnboard.checklist.criteria import checks_of, own_check_id, pack_checks
from tests.checklist.builders import REMOVED, a_clinic_with, a_complete_case, a_subject, edited
from tests.checklist.packs import a_payer_with, still_open


def test_a_payers_own_words_are_looked_for_in_the_case() -> None:
    row = {
        "id": "k3",
        "text": "Names the Oswestry score.",
        "words": "Roland-Morris | functional index",
        "severity": "block",
    }
    clinic = a_payer_with(row, source="Provider manual 2026, ch. 6")
    [found] = still_open(a_subject(a_complete_case(), clinic), "PAYER-MERIDIAN-K3")
    assert (found.severity, found.field, found.source) == ("block", "rationale", "Provider manual 2026, ch. 6")
    assert found.message == "Nothing says “Roland-Morris”, and the payer asks: Names the Oswestry score."
    for text in ("Roland Morris 14 of 24.", "The functional\n index is 31."):
        said = edited(a_complete_case(), {"history.symptoms": text})
        assert not still_open(a_subject(said, clinic), "PAYER-MERIDIAN-K3")
    part_of_a_word = edited(a_complete_case(), {"history.symptoms": "dysfunctional index"})
    assert still_open(a_subject(part_of_a_word, clinic), "PAYER-MERIDIAN-K3")


def test_signs_in_a_payers_words_are_no_pattern() -> None:
    row = {"id": "k1", "text": "Score", "words": "A1c (>9) | 50% | |"}
    said = edited(a_complete_case(), {"rationale": "Her A1c (>9) is 10.2."})
    assert not still_open(a_subject(said, a_payer_with(row)), "PAYER-MERIDIAN-K1")
    assert still_open(a_subject(a_complete_case(), a_payer_with(row)), "PAYER-MERIDIAN-K1")


def test_a_payers_own_enclosure_is_asked() -> None:
    clinic = a_payer_with({"id": "k1", "text": "Order of the specialist", "attachment": "order"})
    without = edited(a_complete_case(), {"attachments/a5": REMOVED})
    [found] = still_open(a_subject(without, clinic), "PAYER-MERIDIAN-K1")
    assert (found.severity, found.field, found.section) == ("warn", "attachments", "enclosures")
    case = edited(without, {"attachments/a9": {"id": "a9", "kind": "order"}})
    assert not still_open(a_subject(case, clinic), "PAYER-MERIDIAN-K1")


def test_a_row_without_words_or_enclosure_is_ticked_by_a_person() -> None:
    clinic = a_payer_with({"id": "k2", "text": "Units are those of the portal's calculator."})
    case = a_complete_case()
    [found] = still_open(a_subject(case, clinic), "PAYER-MERIDIAN-K2")
    assert (found.status, found.stage, found.severity) == ("person", "review", "warn")
    case["attestations"] = [{"id": "q1", "check": "PAYER-MERIDIAN-K2", "by": "dana"}]
    assert not still_open(a_subject(case, clinic), "PAYER-MERIDIAN-K2")


def test_a_tick_for_one_payer_is_none_for_the_next() -> None:
    clinic = a_payer_with({"id": "k2", "text": "Units are those of the portal's calculator."})
    other = msgspec.structs.replace(clinic.payers["meridian"], id="harbor")
    case = edited(
        a_complete_case(),
        {"payer": "harbor", "attestations": [{"id": "q1", "check": "PAYER-MERIDIAN-K2", "by": "dana"}]},
    )
    clinic.payers["harbor"] = other
    assert still_open(a_subject(case, clinic), own_check_id(other, "k2"))


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
    clinic = a_payer_with({"id": "k1", "text": "Visit log of the year"} | row)
    assert bool(still_open(a_subject(a_complete_case(kind, purpose), clinic), "PAYER-MERIDIAN-K1")) is asked


def test_a_row_that_was_just_added_asks_nothing() -> None:
    assert checks_of(a_subject(a_complete_case(), a_payer_with({"id": "k1"}))) == pack_checks()


def test_an_edit_of_the_payer_is_judged_at_once() -> None:
    case = a_complete_case()
    before = checks_of(a_subject(case, a_payer_with({"id": "k1", "text": "First"})))
    after = checks_of(a_subject(case, a_payer_with({"id": "k1", "text": "Second"})))
    assert [check.held.title for check in (before[-1], after[-1])] == [
        "Meridian Health: First",
        "Meridian Health: Second",
    ]


def test_the_page_limit_counts_the_letter_and_its_enclosures() -> None:
    clinic = a_clinic_with("commercial", {"payers/meridian": {"page_limit": 40}})
    case = edited(a_complete_case(), {"attachments/a1/pages": 30, "attachments/a2/pages": 9})
    assert not still_open(a_subject(case, clinic), "PAYER-MERIDIAN-PAGES")
    [found] = still_open(a_subject(edited(case, {"attachments/a2/pages": 10}), clinic), "PAYER-MERIDIAN-PAGES")
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
