"""How a letter tells its history: one fact changed changes the row, innocent wording does not."""

from __future__ import annotations

import time

import pytest

from lmnboard.checklist.runner import CHECKS
from lmnboard.model.choices import Kind, Purpose
from tests.checklist.words.letters import letter

_BY_ID = {check.id: check for check in CHECKS}

_ROWS = (
    "060", "061", "062", "063", "064", "065", "066", "067", "068", "069", "070", "073", "074", "075", "076", "077",
    "079", "086", "089",
)  # fmt: skip

SOUND = (
    "I am the rheumatologist of Ms. Adler. I request secukinumab 150 mg every four weeks.\n\n"
    "Ms. Adler noticed joint pain in March 2021, and I diagnosed psoriatic arthritis on 06/07/2022. "
    "It has become worse\n"
    "since last autumn: she has eleven swollen joints, two hours of stiffness, and cannot open\njars or type. "
    "The CDAI was 28 on 04/20/2026. Hand radiographs of 03/30/2026 showed new erosions. She also has hypertension. "
    "On examination there was dactylitis of the left third toe and tenderness over both wrists.\n\n"
    "Methotrexate 20 mg weekly from August 2022 to January 2024 was stopped because her liver enzymes tripled. "
    "Leflunomide 20 mg daily, 02/2024 to 10/2024, brought no meaningful reduction of the swollen joints."
)


def status(row: str, body: str, kind: Kind = "medication", purpose: Purpose = "prior_authorization") -> str:
    (finding,) = _BY_ID[f"CHK-{row}"].judge_letter(letter(body, kind, purpose, subject="Re: secukinumab"))
    assert len(finding.message) <= 140
    assert len(finding.fix) <= 140
    return finding.status


@pytest.mark.parametrize("row", _ROWS)
def test_a_history_that_tells_all_passes(row: str) -> None:
    assert status(row, SOUND) == "pass"


@pytest.mark.parametrize(
    ("row", "told", "instead", "then"),
    [
        ("062", "It has become worse\nsince last autumn: she", "She", "fail"),
        (
            "064",
            "I diagnosed psoriatic arthritis on 06/07/2022",
            "I diagnosed psoriatic arthritis two years ago",
            "weak",
        ),
        ("064", "on 06/07/2022", "on 06/07/2027", "fail"),
        ("064", "on 06/07/2022", "on [date]", "placeholder"),
        ("064", "and I diagnosed psoriatic arthritis on 06/07/2022", "and it hurts", "fail"),
        ("073", "on 04/20/2026", "", "weak"),
        ("075", "and cannot open\njars or type", "which limits her daily activities", "weak"),
        ("075", ", and cannot open\njars or type", "", "fail"),
        ("076", "She also has hypertension. ", "", "fail"),
        ("076", "She also has hypertension.", "She is otherwise healthy.", "pass"),
        ("066", "from August 2022 to January 2024 ", "", "weak"),
        ("069", "because her liver enzymes tripled", "in the end", "weak"),
    ],
)
def test_one_fact_changed_changes_the_row(row: str, told: str, instead: str, then: str) -> None:
    assert told in SOUND
    assert status(row, SOUND.replace(told, instead)) == then


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("She has had back pain for 18 months.", "pass"),
        ("He hurt his neck at work in 2025.", "pass"),
        ("She was born with a cleft palate, and has choked on food since birth.", "pass"),
        ("He has a six-week history of cough.", "pass"),
        ("She has had back pain for quite some time.", "weak"),
        ("I have treated him since 2019. He has back pain.", "fail"),
        ("He has back pain. Metformin since 2017 keeps his sugar down.", "fail"),
        ("She has had back pain since ____.", "placeholder"),
    ],
)
def test_duration_is_that_of_the_illness(body: str, said: str) -> None:
    assert status("061", "I am her doctor. I write for coverage.\n\n" + body) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("He is off work and sleeps in a chair.", "pass"),
        ("She cannot follow two-step directions in preschool.", "pass"),
        ("She trips on stairs.", "pass"),
        ("The pain has a significant impact on activities.", "weak"),
        ("He hurt his neck at work in 2025.", "fail"),
        ("If it goes untreated he could lose his job.", "fail"),
    ],
)
def test_an_effect_on_the_day_is_concrete(body: str, said: str) -> None:
    assert status("075", "I am his doctor. I write for coverage.\n\n" + body) == said


def test_a_history_of_rows_alone_is_no_narrative() -> None:
    rows = "I request an MRI.\n\nHistory\n- Knee pain since August 2025\n- Ibuprofen 600 mg, no help\n"
    rows += "- Exam: effusion 1+\n"
    assert status("079", rows, "test") == "fail"
    assert status("079", rows + "\n" + SOUND, "test") == "pass"


def test_a_bare_examination_is_a_weak_result_and_a_bare_test_too() -> None:
    opening = "I am his doctor. I request a brace.\n\n"
    assert status("070", opening + "On exam the knee is tender.", "equipment") == "weak"
    assert status("070", opening + "He had an MRI.", "equipment") == "weak"
    assert status("070", opening + "He has pain.", "equipment") == "fail"
    assert status("070", opening + "The MRI showed a torn meniscus.", "equipment") == "pass"


def test_a_functional_measure_is_asked_of_therapy_and_equipment() -> None:
    opening = "I am the therapist. I ask for more visits.\n\n"
    assert status("072", opening + "Her Berg Balance Scale was 24 of 56.", "therapy") == "pass"
    assert status("072", opening + "She has trouble with stairs and cannot stand.", "therapy") == "weak"
    assert status("072", opening + "Her Berg Balance Scale was 24 of 56.", "medication") == "not_applicable"


def test_findings_of_an_examination_that_are_a_placeholder_count_for_nothing() -> None:
    opening = "I am his doctor. I request a test.\n\n"
    assert status("077", opening + "Exam: [insert physical exam findings].", "test") == "placeholder"


@pytest.mark.parametrize("piece", ["- a\n", "score ", "pain cannot walk, ", "01/02/2026 to ", "no little ", "(insert "])
def test_a_stranger_cannot_keep_it_busy(piece: str) -> None:
    """Nor with a letter that is one sentence: a third of the longest, in a ninth of the time that would be too long."""
    subject = letter((piece * 20_000)[:20_000])
    assert subject.letter.sentences
    started = time.process_time()
    for row in ("061", "064", "065", "070", "073", "075", "086", "089"):
        _BY_ID[f"CHK-{row}"].judge_letter(subject)
    assert time.process_time() - started < 0.9


@pytest.mark.parametrize(
    ("row", "body"),
    [
        ("061", "Shoulder pain 9 months. Cannot reach overhead."),
        ("062", "Headache days have risen from 15 a month to 22 in August 2026."),
        ("063", "She has 22 headache days per month."),
        ("063", "He has pain, six out of ten."),
        (
            "064",
            "On August 10, after an echocardiogram at our own hospital that was read by Dr. Lee, he was diagnosed.",
        ),
        ("076", "She also has pancreatic insufficiency."),
        ("077", "On mental status examination there was psychomotor slowing."),
        ("075", "He was a roofer and has not climbed a ladder since."),
    ],
)
def test_other_clinics_say_it_in_other_words(row: str, body: str) -> None:
    assert status(row, body) == "pass"


def test_an_answer_to_the_denial_tells_the_history_too() -> None:
    body = "CRITERIA\n\nThe disease is recurrent, a second infarction having followed on March 2, 2025."
    assert status("062", body) == "pass"
