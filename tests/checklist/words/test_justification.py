"""How the words of a letter justify, cite and answer: one fact changed makes the row change."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import CHECKS
from lmnboard.written.facts import Told

_BY_ID = {check.id: check for check in CHECKS}
_DRUG = Told("prior_authorization", "medication", "commercial")
_SURGERY = Told("prior_authorization", "procedure", "commercial")
_CITES = "The AAN guideline of 2021 recommends it where the AHI is over 30; hers is 41."


def said(row: str, body: str, told: Told = _DRUG, header: str = "Aetna\nP.O. Box 1") -> Finding:
    """The worst that a row says of a letter with this body."""
    text = f"{header}\n\nDear Medical Director:\n\n{body}\n\nSincerely,\n\nA. Rivera, MD"
    order = ("fail", "weak", "pass", "not_applicable")
    subject = LetterSubject.of(text, date(2026, 11, 21), told)
    return min(_BY_ID[f"CHK-{row}"].judge_letter(subject), key=lambda found: order.index(found.status))


@pytest.mark.parametrize(
    ("row", "body", "status"),
    [
        ("081", "She needs it now. Her MRI of March shows an 8 mm extrusion, so surgery is the next step.", "pass"),
        ("081", "We believe this is the best treatment and it will help her.", "weak"),
        ("081", "An oral appliance is not an option, as he wears full dentures.", "pass"),
        ("081", "She was born in Ohio.", "fail"),
        ("081", "Her BMI is 31 and she needs help.\n\nThis is medically necessary and the standard of care.", "weak"),
        ("081", "Topiramate is not enough, because she lives alone and cannot drive.", "pass"),
        ("083", "The 2022 AHA/ACC/HFSA heart failure guideline recommends it with an EF of 28%.", "pass"),
        ("090", "8 out of 10 patients get better.", "fail"),
        ("004", "NCD 160.24, item by item. Two signs: rigidity and bradykinesia.", "pass"),
        ("005", _CITES, "pass"),
        ("005", "Studies show that it works.", "weak"),
        ("005", "She is tired.", "fail"),
        ("005", "LCD L33797 covers it.", "pass"),
        ("083", _CITES, "pass"),
        ("083", "The AAN guideline recommends it.", "weak"),
        ("083", "Studies show that it works.", "fail"),
        ("083", "It worked (Statland JM et al., JAMA 2012;308:1357).", "pass"),
        ("083", "The AAN guideline recommends it, and I saw her on March 3, 2026.", "weak"),
        ("082", _CITES, "pass"),
        ("082", "The AAN guideline of 2021 recommends it.\n\nHer AHI is 41.", "weak"),
        ("082", "Studies show that it works.", "fail"),
        ("082", "She is tired.", "not_applicable"),
        ("085", "It is FDA-approved for migraine.", "pass"),
        ("085", "It is the best drug for migraine.", "fail"),
        ("010", "The use is off-label.", "weak"),
        ("010", "The use is off-label; DRUGDEX supports it.", "pass"),
        ("010", "It is not off-label.", "not_applicable"),
        ("004", "Your Coverage Policy 0051 asks for a BMI of 40. She meets it: 46.8.", "pass"),
        ("004", "Your Coverage Policy 0051 applies.", "weak"),
        ("004", "The policy asks for (1) age 12 or over: she is 57; (2) two attacks: four.", "pass"),
        ("004", "She is tired.", "fail"),
        ("148", "Your Coverage Policy 0051 applies.", "pass"),
        ("148", "You denied the drug in May.", "pass"),
        ("148", "We ask Aetna for it.", "weak"),
        ("148", "We ask you for it.", "fail"),
    ],
)
def test_a_row_reads_what_stands_in_the_letter(row: str, body: str, status: str) -> None:
    assert said(row, body).status == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("I request it as an outpatient procedure.", "pass"),
        ("It will be done at Mission Valley Hospital.", "pass"),
        ("It will be done as an inpatient, because an AHI of 41 calls for a monitor.", "pass"),
        ("It will be done as an inpatient.", "weak"),
        ("I request the operation.", "fail"),
    ],
)
def test_a_procedure_has_a_place_and_a_bed_has_its_reason(body: str, status: str) -> None:
    assert said("095", body, _SURGERY).status == status


def test_the_finding_points_at_the_words() -> None:
    assert said("005", "She is tired. Studies show that it works.").words == "Studies show"


@pytest.mark.parametrize("unit", ["a ", "A.", "(", "2021 ", "policy ", "He is 5 ", "1. a\n", "Society of ", "A "])
def test_a_hostile_letter_is_read_in_reasonable_time(unit: str) -> None:
    """Of a third of the longest: what grows with the square of the length would take nine times as long for it."""
    subject = LetterSubject.of((unit * 20_000)[:20_000], date(2026, 11, 21), _DRUG)
    began = time.process_time()
    for row in ("081", "005", "083", "082", "085", "010", "004", "148", "088", "192", "090"):
        _BY_ID[f"CHK-{row}"].judge_letter(subject)
    assert time.process_time() - began < 0.5
