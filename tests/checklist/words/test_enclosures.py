"""What a letter encloses, what it cites and what it points at: one fact changed makes the row change."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import CHECKS
from lmnboard.model.choices import Kind, Purpose
from lmnboard.written.facts import Told

_BY_ID = {check.id: check for check in CHECKS}
_NOTE = "Enclosures: office note, 04/09/2026"
_LIST = "Enclosures:\n1. Office note, 04/09/2026\n2. MRI report, 03/02/2026"
_NA = "not_applicable"


def said(
    row: str, body: str, tail: str = "", purpose: Purpose = "prior_authorization", kind: Kind = "procedure"
) -> Finding:
    """The worst that a row says of a letter with this body, and this below the signature."""
    text = (
        "Aetna\nPatient: Ada Okafor\n\nDear Medical Director:\n\nI am the physician who treats Ms. Okafor.\n\n"
        f"{body}\n\nSincerely,\n\nJane Doe, MD\n{tail}\n"
    )
    order = ("fail", "placeholder", "weak", "pass", _NA)
    subject = LetterSubject.of(text, date(2026, 6, 1), Told(purpose, kind, "commercial"))
    return min(_BY_ID[f"CHK-{row}"].judge_letter(subject), key=lambda found: order.index(found.status))


@pytest.mark.parametrize(
    ("body", "tail", "named", "listed", "note"),
    [
        ("", _LIST, "pass", "pass", "pass"),
        ("", "Enc: chart notes; labs", "pass", "pass", "pass"),
        ("", "Enc. (2) progress notes, MRI report", "pass", "pass", "pass"),
        ("", "Encls.\n- progress note\n- CT", "pass", "pass", "pass"),
        ("", "Encl.: clinic note of 06/23/2026; fields", "pass", "pass", "pass"),
        ("", "Attachments\n\n1) Visit notes\n2) X-rays\n\n3) Labs", "pass", "pass", "pass"),
        ("", "Attachments: visit_note_2026-07-06.pdf", "pass", "pass", "pass"),
        ("", "Supporting documentation: clinic notes, imaging", "pass", "pass", "pass"),
        ("", "Enclosures: MRI report", "pass", "pass", "fail"),
        ("", "Enclosures: [list]", "placeholder", "placeholder", "fail"),
        ("", "cc: patient\nEnclosures", "fail", "weak", "fail"),
        ("", "", "fail", "fail", "fail"),
        ("Please find attached [list supporting documents].", "", "placeholder", "placeholder", "fail"),
        ("Please find attached: office notes, lab results.", "", "pass", "pass", "pass"),
        ("The following documents are enclosed:\n- office note\n- MRI report", "", "pass", "pass", "pass"),
        ("I have enclosed her medical records.", "", "pass", "weak", "pass"),
        ("My note is attached, also the EMG.", "", "pass", "weak", "pass"),
        ("See attached.", "", "fail", "weak", "fail"),
        ("Records can be sent upon request.", "", "fail", "fail", "fail"),
        ("Nausea and notes of anxiety accompanied the attacks.", "", "fail", "fail", "fail"),
        ("He has an attachment disorder by evaluation.", "", "fail", "fail", "fail"),
    ],
)
def test_enclosures_are_found_however_a_clinic_names_them(
    body: str, tail: str, named: str, listed: str, note: str
) -> None:
    assert [said(row, body, tail).status for row in ("120", "129", "125")] == [named, listed, note]


@pytest.mark.parametrize(
    ("row", "body", "enclosed", "cited"),
    [
        ("121", "Her A1c is 9.2 %.", "laboratory report", True),
        ("121", "Labs: ESR 44, CRP 2.1.", "lab results", True),
        ("121", "Rheumatoid factor was positive.", "labs", True),
        ("121", "Potassium was 5.9 mmol/L.", "blood work", True),
        ("121", "Her A1c was <result>.", "labs", True),
        ("121", "She takes naproxen sodium 550 mg twice daily and calcium 600 mg.", "", False),
        ("121", "She injects testosterone 200 mg every two weeks.", "", False),
        ("121", "She has worked as a lab technician for 12 years.", "", False),
        ("122", "An X-ray in May was normal.", "x-ray report", True),
        ("122", "MRI (2/3/2026): L4-5 extrusion.", "MRI of 2/3/2026", True),
        ("122", "Radiographs demonstrate\njoint space narrowing.", "radiology report", True),
        ("122", "Echocardiogram 1/2/26 EF 30 %.", "echo", True),
        ("122", "She needs an MRI of the knee to rule out a tear.", "", False),
        ("122", "If the MRI shows a tear, surgery follows.", "", False),
        ("122", "The injection is done under ultrasound guidance.", "", False),
        ("122", "Heat, ultrasound and massage were tried.", "", False),
        ("122", "An MRI will be obtained after therapy.", "", False),
        ("123", "She was seen by neurology in March.", "neurology report", True),
        ("123", "A psychological evaluation on 2/1/2026 found no contraindication.", "psychological evaluation", True),
        ("123", "Her cardiologist, Dr. Lee, agrees with this plan.", "letter of Dr. Lee", True),
        ("123", "She was seen by Dr. Doe on 3/2.", "", False),
        ("123", "I refer her to a psychologist for evaluation.", "", False),
        ("123", "As her neurologist I recommend this drug.", "", False),
        ("124", "The 2023 ACR guideline recommends it.", "ACR 2023, page 4", True),
        ("124", "The American Thoracic Society recommends oxygen at this level.", "ATS statement", True),
        ("124", "The guideline for myotonia (Stunnenberg, 2020) names it.", "guideline", True),
        ("124", "Guidelines recommend this step.", "", False),
        ("124", "It meets MCG guideline A-0123.", "", False),
        ("124", "Dr. Doe is a fellow of the American College of Surgeons.", "", False),
    ],
)
def test_what_is_cited_has_to_be_enclosed(row: str, body: str, enclosed: str, cited: bool) -> None:
    assert said(row, body, _NOTE).status == ("fail" if cited else _NA)
    if cited:
        assert said(row, body, f"{_NOTE}; {enclosed}").status == "pass"


@pytest.mark.parametrize(
    ("body", "told", "listed"),
    [
        ("The MRI of 03/02/2026 shows a tear (see enclosure 2).", "pass", "pass"),
        ("The MRI of 03/02/2026 shows a tear (see enclosure 5).", "pass", "fail"),
        ("See attached.", "weak", "weak"),
        ("See attached MRI report dated 03/02/2026 demonstrating a tear.", "pass", "pass"),
        ("Please see the enclosed MRI report.", "weak", "pass"),
        ("The attached MRI report of March 2, 2026 shows a 7 mm extrusion.", "pass", "pass"),
        ("See attached polysomnography report of 1/2/2026, which shows an AHI of 40.", "pass", "fail"),
        ("See attached CT report of 1/2/2026, which shows a stone.", "pass", "pass"),
        ("Six visits from 9/15/2025, each with weight and activity log (enclosed).", "pass", "pass"),
        ("I have enclosed the office note.", _NA, _NA),
        ("The tissue is attached to the bone.", _NA, _NA),
    ],
)
def test_a_reference_says_which_document_its_date_and_what_it_shows(body: str, told: str, listed: str) -> None:
    assert [said(row, body, _LIST).status for row in ("127", "128")] == [told, listed]


def test_a_reference_is_not_looked_up_where_there_is_no_list() -> None:
    assert said("128", "See attached MRI report of 3/2/2026, which shows a tear.").status == _NA


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("Enclosures: denial letter of 5/1/2026; office note", "pass"),
        ("Enclosures: EOB, notes", "pass"),
        ("Enclosures: notice of adverse determination", "pass"),
        ("Attachments: your letter dated 5/1/2026, chart", "pass"),
        ("Enclosures: office note", "fail"),
        ("", "fail"),
    ],
)
def test_an_appeal_encloses_the_denial(tail: str, status: str) -> None:
    assert said("130", "I appeal your denial.", tail, purpose="appeal").status == status
    assert said("130", "I appeal your denial.", tail).status == _NA


def test_the_span_is_the_place_to_look_at() -> None:
    found = said("121", "Her A1c is 9.2 %.", _NOTE)
    assert found.words == "A1c"
    assert said("127", "Pain is 8 of 10. See attached.", _LIST).words == "See attached"


@pytest.mark.parametrize(
    "words", ["see attached (enclosed ", "Enclosures:\n", " ", "MRI of a. ", "American Academy of Society ", "labs "]
)
def test_a_hostile_letter_takes_no_long_time(words: str) -> None:
    body = (words * 60_000)[:60_000]
    for row in ("120", "121", "122", "123", "124", "127", "128"):
        begun = time.perf_counter()
        said(row, body)
        assert time.perf_counter() - begun < 3, row
