"""Codes of a case held against the real book: there, billable, specific, in agreement, on a list, covered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lmnboard.checklist.finding import LONGEST_LINE, Finding
from lmnboard.checklist.runner import judge
from lmnboard.codes import Books
from lmnboard.codes.book import Book
from lmnboard.knowledge.code_book import CodeBook
from tests.checklist.builders import a_clinic_with, a_complete_case, a_subject, edited
from tests.codes.conftest import NEW_YEAR, hcpcs, load

IN_FORCE, AFTER = date(2026, 8, 14), date(2026, 11, 20)


@pytest.fixture(scope="module")
def book() -> Book:
    found = Books(None).open()
    assert found is not None
    return found


def found(
    book: CodeBook | None, check: str, edits: dict[str, Any], on: date = IN_FORCE, kind: str = "procedure"
) -> list[Finding]:
    """What one check says of a complete case with these edits, on a day."""
    subject = a_subject(edited(a_complete_case(kind), {"request.start_on": None, **edits}))
    return [one for one in judge(msgspec.structs.replace(subject, today=on, books=book)) if one.check == f"CHK-{check}"]


def coded(book: CodeBook | None, check: str, code: str, words: str = "", on: date = IN_FORCE) -> list[Finding]:
    edits = {"diagnoses/d1/code": code, **({"diagnoses/d1/description": words} if words else {})}
    return [one for one in found(book, check, edits, on) if one.status == "fail"]


def test_a_sound_code_raises_nothing(book: Book) -> None:
    for check in ("051", "052", "053", "054", "055", "056"):
        assert coded(book, check, "M51.16") == []


def test_a_code_that_is_none_blocks_and_those_near_it_are_offered(book: Book) -> None:
    (one,) = coded(book, "052", "M54.55")
    assert one.is_blocker
    assert (one.field, one.words) == ("diagnoses/d1/code", "M54.55")
    assert one.fix.startswith("Below M54.5 there are M54.50")


def test_a_header_blocks_and_its_children_are_offered(book: Book) -> None:
    (one,) = coded(book, "053", "E11.2")
    assert one.is_blocker
    assert one.fix == "Choose one below it: E11.21, E11.22, E11.29."
    assert coded(book, "053", "M54")[0].fix.endswith(" more.")


def test_a_seventh_character_is_asked_for_by_its_meaning(book: Book) -> None:
    (one,) = coded(book, "053", "S13.4")
    assert "7th character" in one.message
    assert "S13.4XXA (initial encounter)" in one.fix
    assert coded(book, "053", "S13.4XXA") == []


def test_m54_5_names_what_has_replaced_it(book: Book) -> None:
    (one,) = coded(book, "053", "M54.5")
    assert one.is_blocker
    assert all(code in one.fix for code in ("M54.50", "M54.51", "M54.59"))


def test_beyond_the_last_day_of_the_set_it_warns_and_says_so(book: Book) -> None:
    for check, code in (("052", "M54.55"), ("053", "E11.2")):
        (one,) = coded(book, check, code, on=AFTER)
        assert one.severity == "warn"
        assert "good to 09/30/2026" in one.message


def test_the_day_of_the_service_counts_where_it_is_known(book: Book) -> None:
    (one,) = [
        f for f in found(book, "053", {"diagnoses/d1/code": "E11.2", "request.start_on": "2026-12-01"}) if f.is_open
    ]
    assert one.severity == "warn"


def test_a_newer_set_blocks_what_it_has_ended(tmp_path: Path) -> None:
    load(tmp_path, NEW_YEAR, "icd10cm_order_addenda_2027.txt")
    newer = Books(tmp_path).build()
    assert coded(newer, "052", "M72.2", on=IN_FORCE) == []
    (one,) = coded(newer, "052", "M72.2", on=AFTER)
    assert one.is_blocker
    assert "09/30/2026" in one.message


def test_unspecified_warns_never_blocks_and_names_three_better_ones(book: Book) -> None:
    (one,) = coded(book, "054", "M17.9", on=IN_FORCE)
    assert one.severity == "warn"
    assert one.fix.count("M17.") == 3
    assert coded(book, "054", "E11.9") == []


def test_a_side_left_open_is_offered_by_its_sides(book: Book) -> None:
    (one,) = coded(book, "054", "M25.569")
    assert "side" in one.message
    assert "M25.561" in one.fix
    assert "M25.562" in one.fix


@pytest.mark.parametrize(
    ("code", "words", "amiss"),
    [
        ("M25.561", "Left knee pain", "another side"),
        ("M17.11", "Osteoarthritis of both knees", "another side"),
        ("M17.11", "Hip osteoarthritis", "another part of the body"),
        ("E10.65", "Type 2 diabetes with hyperglycemia", "another type"),
        ("N18.30", "CKD stage 4", "another type, class or stage"),
        ("F84.0", "Global developmental delay", "something else"),
        ("M96.1", "Complex regional pain syndrome I of right lower limb", "something else"),
        ("J45.40", "Obstructive sleep apnea", "something else"),
    ],
)
def test_words_that_plainly_disagree_with_the_code(book: Book, code: str, words: str, amiss: str) -> None:
    (one,) = coded(book, "056", code, words)
    assert one.severity == "warn"
    assert amiss in one.message


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("I63.9", "CVA"),
        ("M75.01", "Frozen shoulder, right"),
        ("I25.2", "Heart attack in 2019"),
        ("E11.65", "Type II diabetes mellitus"),
        ("N18.31", "Stage 3 CKD"),
        ("M54.2", "Neck pain"),
        ("N62", "Macromastia"),
        ("I69.351", "Stroke with right sided weakness"),
        ("I50.22", "HFrEF, left ventricular, EF 25 %"),
        ("G47.33", "OSA"),
        ("S22.080A", "Compression fracture of T12"),
        ("M51.26", "Herniated disc L4-L5"),
        ("C34.11", "Lung cancer"),
        ("Z86.69", "Bacterial meningitis as a child"),
        ("H40.89", "Glaucoma after an injury"),
    ],
)
def test_a_clinics_own_words_for_it_raise_no_alarm(book: Book, code: str, words: str) -> None:
    assert coded(book, "056", code, words) == []


def test_both_sides_coded_one_by_one_agree_with_both_in_words(book: Book) -> None:
    rows = [
        {"id": "d1", "code": "M17.11", "description": "Osteoarthritis of both knees", "primary": True},
        {"id": "d2", "code": "M17.12", "description": "Osteoarthritis of both knees"},
    ]
    assert [one.status for one in found(book, "056", {"diagnoses": rows})] == ["pass"]


def test_diagnoses_that_are_not_coded_together(book: Book) -> None:
    rows = [
        {"id": "d1", "code": "M54.50", "description": "Low back pain", "primary": True},
        {"id": "d2", "code": "M51.26", "description": "Herniated disc"},
    ]
    (one,) = found(book, "056", {"diagnoses": rows})
    assert one.severity == "warn"
    assert "M54.50 and M51.26" in one.message
    assert "Excludes1" in one.message


def test_without_a_book_the_form_is_judged_and_nothing_is_looked_up() -> None:
    assert [one.status for one in found(None, "052", {"diagnoses/d1/code": "M54.55"})] == ["not_applicable"]
    assert [one.status for one in found(None, "056", {"diagnoses/d1/code": "M54.55"})] == ["not_applicable"]
    assert coded(None, "053", "M54.5")
    assert coded(None, "054", "M17.9", "Osteoarthritis, unspecified")


def test_a_requested_code_is_looked_up_where_its_file_is_loaded(book: Book, tmp_path: Path) -> None:
    edits = {"request.codes/c1/code": "K0003"}
    assert [one.status for one in found(book, "103", edits, AFTER, "equipment")] == ["pass"]
    load(
        tmp_path,
        hcpcs(("K0001", "Standard wheelchair", ""), ("K0009", "Other wheelchair", "20260101")),
        "HCPC2026_OCT_ANWEB.txt",
    )
    loaded = Books(tmp_path).build()
    (one,) = found(loaded, "103", edits, AFTER, "equipment")
    assert one.is_blocker
    assert "K0003" in one.message
    assert [one.status for one in found(loaded, "103", {"request.codes/c1/code": "K0001"}, AFTER, "equipment")] == [
        "pass"
    ]
    (late,) = found(loaded, "103", edits, date(2027, 2, 1), "equipment")
    assert late.severity == "warn"
    assert "good to 12/31/2026" in late.message


def test_of_several_diagnoses_each_requested_code_names_its_own() -> None:
    rows = [
        {"id": "d1", "code": "M51.16", "description": "Disc disorder with radiculopathy", "primary": True},
        {"id": "d2", "code": "E11.9", "description": "Type 2 diabetes"},
    ]
    unnamed = found(None, "057", {"diagnoses": rows, "request.codes/c1/supports": []})
    assert [one.field for one in unnamed if one.is_open] == ["request.codes/c1/supports"]
    named = found(None, "057", {"diagnoses": rows, "request.codes/c1/supports": ["M51.16"]})
    assert [one.status for one in named] == ["pass"]


def test_a_diagnosis_that_the_policy_does_not_cover() -> None:
    def covering(*begins: str) -> list[Finding]:
        covered = [{"id": "v1", "code": "63030", "diagnoses": list(begins)}]
        clinic = a_clinic_with("commercial", {"payers/meridian": {"covered": covered}})
        subject = a_subject(a_complete_case(), clinic)
        return [one for one in judge(subject) if one.check == "CHK-057"]

    assert [one.status for one in covering("M51")] == ["pass"]
    (one,) = covering("M48", "M43.1")
    assert one.status == "fail"
    assert "M48, M43.1" in one.message


def test_every_line_about_codes_is_short(book: Book) -> None:
    codes = ("M54.55", "Z99.99", "E11.2", "S13.4", "M84.45", "C50.919", "M17.9", "T84.0", "I63", "H40.10", "S72.00")
    for on in (IN_FORCE, AFTER):
        for code in codes:
            for check in ("052", "053", "054", "056"):
                for one in coded(book, check, code, "Carpal tunnel syndrome", on):
                    assert len(one.message) <= LONGEST_LINE, one.message
                    assert len(one.fix) <= LONGEST_LINE, one.fix
                    assert one.message.endswith(".")
                    assert one.fix.endswith(".")
