"""The request of a letter: named at both ends, with dose, frequency, duration and code."""

from __future__ import annotations

import time

import pytest

from lmnboard.checklist.finding import LONGEST_LINE
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words import narrative, opening, order, outcomes, request
from lmnboard.model.choices import Kind
from tests.checklist.words.letters import letter, said, words_of

_DRUG = "I am the neurologist of Ana Ortiz and request approval of galcanezumab. She has migraine.\n\n"
_CHAIR = "I am the physiatrist of Ana Ortiz and request a power wheelchair. She has ALS.\n\n"
_SCAN = "I am the orthopedist of Ana Ortiz and request an MRI of the knee. She fell.\n\n"


def drug(rest: str) -> LetterSubject:
    return letter(_DRUG + rest)


def chair(rest: str) -> LetterSubject:
    return letter(_CHAIR + rest, "equipment")


def test_the_item_is_named_at_both_ends() -> None:
    assert said(request.named_twice, drug("Please approve galcanezumab 120 mg monthly.")).status == "pass"
    assert said(request.named_twice, drug("Please approve this medication as soon as possible.")).status == "weak"
    late = letter("Ana has migraine. It is bad.\n\nPlease approve galcanezumab.")
    assert said(request.named_twice, late).status == "weak"
    never = letter("Ana has migraine. It is bad.\n\nPlease approve this medication.")
    assert said(request.named_twice, never).status == "fail"
    assert said(request.named, never).status == "weak"
    assert words_of(never, said(request.named, never).span) == "Please approve this medication."


def test_another_word_of_its_name_names_it_too() -> None:
    assert said(request.named_twice, chair("Please approve the wheelchair.")).status == "pass"
    assert said(request.named_twice, chair("Please approve this device.")).status == "weak"


def test_what_the_item_will_do_is_no_request_for_it() -> None:
    s = letter(
        "I request a stimulator. She has pain.\n\nWith the stimulator she will walk. Thank you for approving this care."
    )
    assert said(request.named_twice, s).status == "weak"


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Please approve galcanezumab 120 mg subcutaneously every month.", "pass"),
        ("I ask for two pens of galcanezumab 240 mg, then 120 mg under the skin.", "pass"),
        ("Please approve galcanezumab 120 mg.", "weak"),
        ("She took topiramate 100 mg by mouth in 2024. Please approve galcanezumab.", "fail"),
        ("Please approve galcanezumab [dose] monthly.", "placeholder"),
    ],
)
def test_the_dose_is_the_requested_drugs(rest: str, status: str) -> None:
    assert said(request.dose, drug(rest)).status == status


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Please approve galcanezumab monthly, 12 months.", "pass"),
        ("Please approve galcanezumab monthly for the rest of the plan year.", "pass"),
        ("Please approve galcanezumab monthly. She will need it long-term.", "weak"),
        ("She took topiramate for six months. Please approve galcanezumab 120 mg every 4 weeks.", "fail"),
    ],
)
def test_the_duration_is_that_of_the_request(rest: str, status: str) -> None:
    assert said(request.duration, drug(rest)).status == status


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Please approve galcanezumab 120 mg q4 weeks for 12 months.", "pass"),
        ("Please approve rizatriptan as needed for 12 months.", "weak"),
        ("She took topiramate twice daily. Please approve galcanezumab for a year.", "fail"),
    ],
)
def test_the_frequency_is_that_of_the_request(rest: str, status: str) -> None:
    assert said(request.frequency, drug(rest)).status == status


def test_equipment_is_asked_for_its_use_and_its_length_of_need() -> None:
    sound = chair("She will use it every day. Length of need is 99 months. Please approve one power wheelchair.")
    bare = chair("She takes riluzole twice daily. Please approve the power wheelchair.")
    assert [said(request.frequency, sound).status, said(request.duration, sound).status] == ["pass", "pass"]
    assert [said(request.frequency, bare).status, said(request.duration, bare).status] == ["fail", "fail"]


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("Please approve the wheelchair, K0861.", "pass"),
        ("Please approve the wheelchair (CPT 15823-50).", "pass"),
        ("Please approve the wheelchair. Diagnosis code G1221.", "fail"),
        ("Please approve the wheelchair. HCPCS code: TBD", "placeholder"),
    ],
)
def test_the_code_is_one_of_a_service(rest: str, status: str) -> None:
    assert said(request.code, chair(rest)).status == status


def test_a_drug_may_have_a_quantity_instead_of_a_code() -> None:
    assert said(request.code, drug("Please approve galcanezumab, one pen per month.")).status == "pass"
    assert said(request.code, drug("Please approve galcanezumab 120 mg.")).status == "fail"


@pytest.mark.parametrize(
    ("kind", "opens", "rest", "status"),
    [
        ("medication", _DRUG, "Please approve galcanezumab 120 mg monthly.", "pass"),
        ("medication", _DRUG, "I respectfully request that you approve galcanezumab.", "weak"),
        ("equipment", _CHAIR, "Please approve the power wheelchair.", "weak"),
        ("equipment", _CHAIR, "Please approve one power wheelchair.", "pass"),
        ("test", _SCAN, "Please approve the MRI.", "pass"),
        ("test", _SCAN, "We ask that you overturn your decision.", "weak"),
        ("test", _SCAN, "Thank you for your time. Please call me with any questions.", "fail"),
        ("test", _SCAN, "I request a peer-to-peer review.", "fail"),
    ],
)
def test_the_closing_request_says_it_all_again(kind: Kind, opens: str, rest: str, status: str) -> None:
    assert said(request.closing, letter(opens + rest, kind)).status == status


def test_every_message_fits_its_line() -> None:
    empty = letter("Ana has pain. It is bad.\n\nShe is here.", "therapy", "continuation")
    rules = (
        opening.who, opening.relation, opening.what, opening.in_time, opening.since_when, opening.why_sent,
        request.named, request.named_twice, request.dose, request.duration, request.frequency, request.code,
        request.closing, order.quantity, order.examination, order.visits, outcomes.expected, outcomes.measurable,
        outcomes.consequences, outcomes.therapy_goal, narrative.whole,
    )  # fmt: skip
    for one in [said(rule, empty) for rule in rules]:
        assert one.status in ("fail", "weak")
        assert one.message.endswith(".")
        assert one.fix.endswith(".")
        assert max(len(one.message), len(one.fix)) <= LONGEST_LINE


@pytest.mark.parametrize(
    "words", ["I request approval of it ", "a", "i we ", "12 visits ", "if not without ", "of [x] since ____ "]
)
def test_a_hostile_letter_is_read_in_seconds(words: str) -> None:
    """Of a third of the longest: what grows with the square of the length would take nine times as long for it."""
    s = letter(words * (20_000 // len(words)), "therapy")
    began = time.process_time()
    for rule in (
        opening.since_when,
        request.named_twice,
        request.dose,
        order.visits,
        outcomes.expected,
        narrative.whole,
    ):
        rule(s)
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize(
    "ask",
    [
        "Your prompt authorization of galcanezumab 120 mg monthly for a year would be appreciated.",
        "The Plan should reverse its decision and cover galcanezumab 120 mg monthly.",
        "I would be grateful if you approved galcanezumab 120 mg monthly.",
        "Approve galcanezumab 120 mg monthly. Call my cell.",
        "She needs it badly. So, please: Emgality 120 mg every four weeks.",
    ],
)
def test_other_words_for_a_closing_request_ask_too(ask: str) -> None:
    assert said(request.closing, drug(ask)).status == "pass"


@pytest.mark.parametrize(
    "begin",
    [
        "I have prescribed galcanezumab for Ana Ortiz. She has migraine.",
        "You denied Emgality on May 3. I disagree.",
        "This letter is in support of Emgality (galcanezumab) for Ana Ortiz. She has migraine.",
    ],
)
def test_an_opening_names_the_item_in_other_words_of_asking(begin: str) -> None:
    s = letter(f"{begin}\n\nShe has 18 days a month. Please approve galcanezumab 120 mg monthly.")
    assert said(opening.what, s).status == "pass"


@pytest.mark.parametrize(
    "goal",
    [
        "By 12 weeks her HIT-6 score should drop from 66 to 50.",
        "My hope is that she blows an FEV1 of 85 % by March 2027.",
        "Goal: headache two hours a day or less at six months.",
        "We are aiming for 8 migraine days a month within six months.",
    ],
)
def test_a_goal_is_a_goal_in_other_words(goal: str) -> None:
    assert said(outcomes.measurable, drug(goal)).status == "pass"


@pytest.mark.parametrize(
    "fear",
    [
        "If we do nothing, the headaches will become permanent.",
        "Should the denial stand, she faces the loss of her post.",
        "Waiting risks irreversible nerve damage.",
    ],
)
def test_what_a_refusal_would_do_is_told_in_other_words(fear: str) -> None:
    assert said(outcomes.harm, drug(fear)).status == "pass"


def test_what_was_not_done_is_no_consequence() -> None:
    s = drug("He would not order it if it was not the right drug. She was treated without success.")
    assert said(outcomes.consequences, s).status == "fail"
