"""The opening of a letter: who writes, of which patient since when, for what, and why it is sent."""

from __future__ import annotations

import pytest

from lmnboard.checklist.words import opening
from tests.checklist.words.letters import letter, said, words_of

_SOUND = "As Ana Ortiz's dermatologist for the past three years, I am requesting prior authorization of dupilumab."
_SICK = " She has eczema."


def test_a_sound_opening_holds_in_every_row() -> None:
    s = letter(_SOUND + _SICK)
    rules = (opening.who, opening.relation, opening.what, opening.in_time, opening.since_when, opening.why_sent)
    assert [said(rule, s).status for rule in rules] == ["pass"] * 6
    assert "dermatologist" in words_of(s, said(opening.who, s).span)
    assert words_of(s, said(opening.what, s).span) == "dupilumab"


@pytest.mark.parametrize(
    ("opens", "status"),
    [
        ("I have been Mr. Tan's family physician for twelve years and request Ozempic.", "pass"),
        ("My name is Paul Weir and I request a cardiac MRI for my patient.", "pass"),
        ("I, Jane Doe, MD, treat Ana Ortiz and request mepolizumab.", "pass"),
        ("Dr. Brandt here, the neurologist. I request a nerve study.", "pass"),
        ("I am writing on behalf of my patient, Ana Ortiz, to request Dupixent.", "fail"),
        ("I have been seeing Ana Ortiz since March 2024 and request more psychotherapy.", "fail"),
        ("Our office was surprised by your denial of Dupixent.", "fail"),
        ("I am [Provider Name], and I request Dupixent for my patient.", "placeholder"),
    ],
)
def test_who_writes_is_a_role_or_a_name(opens: str, status: str) -> None:
    assert said(opening.who, letter(opens + _SICK)).status == status


@pytest.mark.parametrize(
    ("opens", "status"),
    [
        ("I am a speech-language pathologist working with Tim. I request 24 sessions of speech therapy.", "pass"),
        ("Mr. Tan is a patient of Dr. Shah and needs a walker.", "pass"),
        ("Mr. Tan has been under my care and needs a walker.", "pass"),
        ("This letter is to request coverage of a lumbar fusion for John Tan.", "fail"),
    ],
)
def test_the_relation_to_the_patient_is_told(opens: str, status: str) -> None:
    assert said(opening.relation, letter(opens + _SICK)).status == status


@pytest.mark.parametrize(
    ("opens", "status"),
    [
        ("Mr. Tan has been under my care since March 2022.", "pass"),
        ("I am the physician of Ana Ortiz, whom I first saw on 03/02/2024.", "pass"),
        ("I am Elena's pediatrician and have seen her since birth.", "pass"),
        ("I am the endocrinologist of Ana Ortiz. She has had osteoporosis since 2017.", "weak"),
        ("Ana Ortiz has had osteoporosis since 2017.", "fail"),
        ("I have treated Ana Ortiz since [date].", "placeholder"),
    ],
)
def test_since_when_is_of_the_treatment_and_not_of_the_disease(opens: str, status: str) -> None:
    assert said(opening.since_when, letter(opens + " I request Prolia.")).status == status


def test_a_request_that_comes_in_the_second_paragraph_is_buried() -> None:
    s = letter("Ana Ortiz has had eczema since 2017. It itches.\n\nI am requesting approval of dupilumab.")
    assert said(opening.what, s).status == "fail"
    assert said(opening.in_time, s).status == "fail"


def test_a_request_in_the_third_sentence_is_late_and_not_buried() -> None:
    s = letter("Ana Ortiz has had eczema since 2017. It itches. I am requesting approval of dupilumab.")
    assert said(opening.what, s).status == "fail"
    assert said(opening.in_time, s).status == "pass"


def test_a_test_that_was_done_is_not_the_one_requested() -> None:
    s = letter("Lucas was seen by neurology. He had an MRI.\n\nPlease approve whole exome sequencing.", "test")
    assert said(opening.what, s).status == "fail"


def test_a_placeholder_names_nothing() -> None:
    s = letter("I request pre-authorization for [Treatment/Procedure] for my patient, [Patient Name]. She has eczema.")
    assert said(opening.what, s).status == "placeholder"
    assert words_of(s, said(opening.what, s).span) == "[Treatment/Procedure]"


@pytest.mark.parametrize(
    ("subject", "opens", "status"),
    [
        ("Re: CPAP machine", "I am writing for my patient, who is in need of a CPAP machine.", "fail"),
        ("Re: Prior authorization, CPAP machine", "I am writing for my patient, who needs one.", "pass"),
        ("Attn: Prior Authorization\n\nRe: CPAP", "I am writing for my patient, who needs one.", "fail"),
        ("Re: CPAP", "We disagree with your denial of CPAP.", "pass"),
        ("Re: CPAP", "I ask that CPAP be covered.", "pass"),
        ("Re: therapy", "I ask for 12 additional physical therapy visits.", "pass"),
    ],
)
def test_why_it_is_sent_stands_in_subject_or_opening(subject: str, opens: str, status: str) -> None:
    assert said(opening.why_sent, letter(opens + _SICK, subject=subject)).status == status
