"""How many, after which examination, to which end, and what happens without it; and whether the whole is told."""

from __future__ import annotations

import pytest

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words import narrative, order, outcomes
from tests.checklist.words.letters import letter, said

_THERAPY = "I am the physical therapist of Ana Ortiz and request more physical therapy. She had a stroke.\n\n"
_DRUG = "I am the neurologist of Ana Ortiz and request approval of galcanezumab. She has migraine.\n\n"


def therapy(rest: str) -> LetterSubject:
    return letter(_THERAPY + rest, "therapy", "continuation")


def drug(rest: str) -> LetterSubject:
    return letter(_DRUG + rest)


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Please authorize 12 additional visits.", "pass"),
        ("I am requesting twelve (12) more sessions.", "pass"),
        ("She has completed 20 sessions. Please authorize more therapy.", "fail"),
        ("Please authorize physical therapy twice a week.", "fail"),
    ],
)
def test_visits_that_are_asked_for_are_counted_not_those_used(rest: str, status: str) -> None:
    assert said(order.quantity, therapy(rest)).status == status


def test_one_device_is_a_number_and_a_device_is_none() -> None:
    asks = "I request a power wheelchair. She has ALS.\n\nPlease approve "
    assert said(order.quantity, letter(asks + "one power wheelchair.", "equipment")).status == "pass"
    assert said(order.quantity, letter(asks + "the power wheelchair for 12 months.", "equipment")).status == "fail"


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("At her office visit of June 2, 2026 she walked 40 m.", "pass"),
        ("I re-evaluated her on 06/02/2026.", "pass"),
        ("On exam she walks with a cane.", "weak"),
        ("She was seen face to face on [date].", "placeholder"),
        ("She walks with a cane since June 2, 2026.", "fail"),
    ],
)
def test_the_examination_has_its_date(rest: str, status: str) -> None:
    assert said(order.examination, therapy(rest)).status == status


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Her plan allows 20 visits per year and she has used 18.", "pass"),
        ("To date she has attended 18 visits; the annual limit is 20 visits.", "pass"),
        ("She has used 18 of her 20 allowed visits.", "pass"),
        ("She has completed 18 visits.", "weak"),
        ("Her plan has a limit of 20 visits a year.", "weak"),
        ("Please approve 12 visits.", "fail"),
    ],
)
def test_visits_used_and_allowed(rest: str, status: str) -> None:
    assert said(order.visits, therapy(rest)).status == status


@pytest.mark.parametrize(
    ("rest", "outcome", "goal"),
    [
        ("We anticipate 50% fewer migraine days within three months.", "pass", "pass"),
        ("Goals of treatment:\n- MIDAS below 10\n- by March 2027", "pass", "pass"),
        ("The goal is fewer than four headache days a month.", "pass", "weak"),
        ("This medication will improve her quality of life.", "weak", "fail"),
        ("Please approve 60 mg daily for 12 months so that she can feel better.", "weak", "fail"),
        ("Studies show that it will reduce attacks by 50% in 12 weeks.", "fail", "fail"),
    ],
)
def test_an_outcome_is_measurable_and_dated(rest: str, outcome: str, goal: str) -> None:
    assert said(outcomes.expected, drug(rest)).status == outcome
    assert said(outcomes.measurable, drug(rest)).status == goal


def test_of_a_test_the_decision_it_serves_is_the_outcome() -> None:
    asks = "I request an MRI of the knee. She fell.\n\n"
    assert (
        said(outcomes.expected, letter(asks + "The result will determine whether surgery is needed.", "test")).status
        == "pass"
    )
    assert said(outcomes.expected, letter(asks + "We hope it will show the cause.", "test")).status == "weak"


@pytest.mark.parametrize(
    ("rest", "told", "harmful"),
    [
        ("If this request is denied, she will likely lose her job.", "pass", "pass"),
        ("Failure to treat could lead to hospital admission.", "pass", "pass"),
        ("Left untreated, her disease will worsen.", "pass", "pass"),
        ("Without tilt the curve will progress.", "pass", "pass"),
        ("Without it she will have trouble getting around.", "pass", "fail"),
        ("She took topiramate without relief. She should not be made to wait.", "fail", "not_applicable"),
    ],
)
def test_what_happens_without_it(rest: str, told: str, harmful: str) -> None:
    assert said(outcomes.consequences, drug(rest)).status == told
    assert said(outcomes.harm, drug(rest)).status == harmful


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Goal: Berg from 36 to 45 within eight weeks.", "pass"),
        ("Berg was 36 on 06/02/2026.\n\nGoals: Berg 45 or more in eight weeks.", "pass"),
        ("Goals: Berg 45 or more.", "weak"),
        ("We hope she will feel better.", "fail"),
    ],
)
def test_a_therapy_goal_has_baseline_target_and_time(rest: str, status: str) -> None:
    assert said(outcomes.therapy_goal, therapy(rest)).status == status


_PAST = "She was diagnosed in 2015 and has nine attacks a month. Topiramate 100 mg was tried in 2024 and failed."
_WHY = "Her attacks meet your policy criteria, and propranolol is contraindicated."
_AHEAD = (
    "I expect half as many attacks by March 2027. " + "Please approve galcanezumab 120 mg monthly for 12 months. " * 8
)


def test_a_narrative_that_lacks_a_part_is_weak_and_one_that_lacks_more_fails() -> None:
    assert said(narrative.whole, drug(f"{_PAST}\n\n{_WHY}\n\n{_AHEAD}")).status == "pass"
    assert said(narrative.whole, drug(f"{_PAST}\n\nPlease approve galcanezumab.")).status == "weak"
    assert said(narrative.whole, letter("Ana has pain. Please approve it.")).status == "fail"


def test_a_history_after_the_outcome_is_out_of_order() -> None:
    assert said(narrative.in_order, drug(f"{_PAST}\n\n{_WHY}\n\n{_AHEAD}")).status == "pass"
    assert said(narrative.in_order, drug(f"{_AHEAD}\n\n{_WHY}\n\n{_PAST}")).status == "fail"
    assert said(narrative.in_order, drug(_PAST)).status == "not_applicable"
