"""Diagnosis codes in the words of a letter: judged by the real book where they stand, and innocent look-alikes."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import CHECKS
from lmnboard.written.facts import Told
from tests.letters.judged import book

_BY_ID = {check.id: check for check in CHECKS}
_TOLD = Told("prior_authorization", "procedure", "commercial")
ROWS = ("050", "051", "052", "053", "054", "055", "056")


def said(row: str, body: str, on: date = date(2026, 8, 21), *, with_book: bool = True) -> list[Finding]:
    text = f"Aetna\n\nDear Reviewer:\n\n{body}\n\nSincerely,\n\nA. Rivera, MD"
    subject = LetterSubject.of(text, on, _TOLD, None, book() if with_book else None)
    return _BY_ID[f"CHK-{row}"].judge_letter(subject)


def status(row: str, body: str) -> str:
    return said(row, body)[0].status


@pytest.mark.parametrize(
    ("row", "body", "words"),
    [
        ("051", "Dx: 724.2 low back pain", "724.2"),
        ("051", "Diagnosis code: MO6.9", "MO6.9"),
        ("052", "Diagnosis: rheumatoid arthritis (M06.99)", "M06.99"),
        ("053", "Diagnosis: diabetic nephropathy (E11.2)", "E11.2"),
        ("053", "ICD 10: S13.4\nNPI: 1234567893", "S13.4"),
        ("054", "ICD10 J45909", "J45909"),
        ("054", "Dx: heart failure (I50.9)", "I50.9"),
        ("055", "She has low back pain (M54.50).", "M54.50"),
        ("055", "ICD-10: M54.9", "M54.9"),
        ("056", "Dx: left knee pain M25.561", "M25.561"),
        ("056", "Diagnosis: hip osteoarthritis, M17.11", "M17.11"),
        (
            "056",
            "Diagnoses:\n1. M17.11 - Unilateral primary osteoarthritis, left knee\n2. E11.9 - Type 2 diabetes",
            "M17.11",
        ),
        ("056", "Diagnosis: Type 2 diabetes mellitus\nwith hyperglycemia (E10.65)", "E10.65"),
        ("056", "Diagnosis: sleep apnea\nICD-10: M17.11", "M17.11"),
    ],
)
def test_what_is_wrong_with_a_code_is_said_at_the_code(row: str, body: str, words: str) -> None:
    found = said(row, body)
    assert [(one.status, one.words) for one in found] == [("fail", words)]


@pytest.mark.parametrize(
    "body",
    [
        "Diagnosis: T12 compression fracture (S22.080A). His A1c is 7.1, his FEV1.2 is 38.",
        "She takes vitamin B12 for a diagnosis of fatigue (R53.83).",
        "MRI of the left knee for right hip pain (M25.551) was done.",
        "ICD-10-CM M06.09 Rheumatoid arthritis without rheumatoid factor, multiple sites; I10 Essential hypertension",
        "Diagnosis: Idiopathic pulmonary fibrosis (J84.112); chronic\nrespiratory failure with hypoxia (J96.11)",
        "She has osteoarthritis of both knees (M17.11, M17.12). HCPCS E0601, NPI 1234567893.",
        "Dx: PTSD, chronic (F43.12)",
        "Class 3 obesity (E66.813), BMI 45.0-49.9 (Z68.42)",
    ],
)
def test_innocent_codes_and_what_looks_like_one(body: str) -> None:
    for row in ROWS:
        assert [one.message for one in said(row, body) if one.is_open] == [], row


def test_no_code_at_all_and_a_placeholder_in_its_place() -> None:
    assert status("050", "She has back pain.") == "fail"
    assert status("050", "Diagnosis: back pain (ICD-10: ____)") == "placeholder"
    assert status("050", "Diagnosis: [diagnosis], [ICD-10 code]") == "placeholder"
    assert status("050", "Diagnosis: back pain (M54.51)") == "pass"
    assert [status(row, "She has back pain.") for row in ROWS[1:]] == ["not_applicable"] * 6


def test_one_of_several_diagnoses_without_its_code_is_weak() -> None:
    (one,) = said("050", "Dx: Lumbar radiculopathy M54.16; depression")
    assert (one.status, one.words.strip()) == ("weak", "depression")


def test_the_letters_own_day_decides_and_beyond_the_set_it_warns() -> None:
    (one,) = said("053", "Date: 11/02/2026\n\nDiagnosis: multiple sclerosis (G35)", date(2026, 11, 2))
    assert (one.status, one.severity) == ("fail", "warn")
    assert "good to 09/30/2026" in one.message
    (sure,) = said("053", "Diagnosis: multiple sclerosis (G35)")
    assert sure.severity == "block"


def test_without_a_book_the_form_alone_is_judged() -> None:
    for row in ("052", "053", "054", "056"):
        assert [one.status for one in said(row, "Dx: heart failure (I50.99)", with_book=False)] == ["not_applicable"]
    assert said("050", "Dx: heart failure (I50.9)", with_book=False)[0].status == "pass"


@pytest.mark.parametrize(
    "body", ["Diagnosis: " + "M54.50 (" * 7000, "diagnosis " * 6000, "Diagnosis: " + " " * 30000 + "x:" * 10000]
)
def test_a_hostile_letter_takes_no_long_time(body: str) -> None:
    began = time.process_time()
    for row in ROWS:
        said(row, body)
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Primary diagnosis: Crohn's disease of the small intestine (K51.90)", "K51.90"),
        ("Dx: severe OA R knee (M17.12).", "M17.12"),
        ("Diagnosis: carpal tunnel syndrome of the left hand (G56.01)", "G56.01"),
        ("Diagnosis: chronic hepatitis B (B18.2)", "B18.2"),
        ("She suffers from chronic migraine, ICD-10 code G35.A, and has failed three preventives.", "G35.A"),
        ("The code is M17.12. The right knee has no cartilage left. Her right knee gives way daily.", "M17.12"),
        ("DIAGNOSIS: Left hemiplegia after cerebral infarction     ICD-10: I69.351", "I69.351"),
    ],
)
def test_a_kindred_disease_or_the_other_side_is_told_from_the_coded_one(body: str, code: str) -> None:
    assert [(one.status, one.words) for one in said("056", body)] == [("fail", code)]


@pytest.mark.parametrize(
    "body",
    [
        "Diagnosis: hemiparesis after left MCA stroke (I69.351)",
        "I request left total knee arthroplasty for primary osteoarthritis (M17.0)",
        "ICD-10 code M17.12. Her left knee is bone on bone. Her right knee was replaced in 2020.",
        "Diagnosis: heart failure with reduced ejection fraction (I50.22)",
        "Diagnosis: right bunion (M20.11)",
    ],
)
def test_other_words_for_the_coded_disease_agree_with_it(body: str) -> None:
    assert status("056", body) == "pass"
