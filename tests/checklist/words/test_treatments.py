"""Which treatments a letter tells of, and how much of each."""

from __future__ import annotations

import pytest

from lmnboard.checklist.runner import CHECKS
from lmnboard.checklist.words.tried import treatments_of
from lmnboard.model.choices import Kind, Purpose
from tests.checklist.words.letters import letter

_BY_ID = {check.id: check for check in CHECKS}
_OPENING = "I am the doctor of Mr. Roe. I request secukinumab for him.\n\n"


def named(body: str, kind: Kind = "medication", purpose: Purpose = "prior_authorization") -> list[str]:
    return [one.name for one in treatments_of(letter(_OPENING + body, kind, purpose, "Re: secukinumab"))]


def statuses(row: str, body: str, kind: Kind = "medication", purpose: Purpose = "prior_authorization") -> list[str]:
    judged = _BY_ID[f"CHK-{row}"].judge_letter(letter(_OPENING + body, kind, purpose, "Re: secukinumab"))
    assert all(len(one.message) <= 140 and len(one.fix) <= 140 for one in judged)
    return [one.status for one in judged]


def test_what_was_given_is_named_and_what_is_weighed_or_asked_for_is_not() -> None:
    assert named("He took ibuprofen and did physical therapy for six weeks.") == ["ibuprofen", "therapy"]
    assert named("Methotrexate was considered and ruled out because of his liver.") == []
    assert named("He started secukinumab in May and is better.") == []
    assert named("The FDA approved adalimumab for this in 2005.") == []


def test_a_list_of_drugs_shares_what_is_said_of_it() -> None:
    both = treatments_of(letter(_OPENING + "He took naproxen and cyclobenzaprine from 01/02/2026 to 03/02/2026."))
    assert [(one.name, one.dated, one.long) for one in both] == [
        ("naproxen", True, True),
        ("cyclobenzaprine", True, True),
    ]


def test_what_follows_in_the_next_sentence_belongs_to_it() -> None:
    (one,) = treatments_of(letter(_OPENING + "He took naproxen. It was stopped because of gastritis in May 2026."))
    assert one.dated
    assert one.reason


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("He took naproxen for six weeks.", "pass"),
        ("He has tried several medications.", "weak"),
        ("He has failed [list treatments].", "placeholder"),
        ("He has pain.", "fail"),
        ("No treatment has been tried, as there is no treatment for this disease.", "pass"),
    ],
)
def test_a_treatment_is_asked_by_name(body: str, said: str) -> None:
    assert statuses("065", body) == [said]


@pytest.mark.parametrize(
    ("row", "body", "said"),
    [
        ("066", "He took naproxen.", "fail"),
        ("066", "He took naproxen in May 2026.", "pass"),
        ("066", "He took naproxen in May 2026. He also took gabapentin, which made him drowsy.", "weak"),
        ("067", "He took naproxen for six weeks.", "pass"),
        ("067", "He took naproxen in May 2026.", "fail"),
        ("067", "He had an epidural injection on 05/04/2026 with two days of relief.", "pass"),
        ("067", "He has taken gabapentin since May 2026.", "pass"),
        ("068", "He took naproxen in May 2026.", "fail"),
        ("068", "He took naproxen without success.", "pass"),
        ("069", "He took naproxen without success.", "fail"),
        ("069", "Naproxen was tried and did not work.", "pass"),
        ("069", "He has tried several medications.", "not_applicable"),
    ],
)
def test_of_each_is_asked_when_how_long_how_it_went_and_why_not(row: str, body: str, said: str) -> None:
    assert statuses(row, body) == [said]


def test_a_therapy_under_way_is_not_blocked_for_want_of_a_failure() -> None:
    body = "He had inpatient rehabilitation from 11/26/2025 to 12/23/2025, where he improved."
    assert statuses("069", body, "therapy", "continuation") == ["weak"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Methotrexate is ruled out by his ALT of 88 U/L.", "pass"),
        ("He took naproxen, which was stopped because of gastritis.", "pass"),
        ("He has tried various pain medicines.", "weak"),
        ("Alternatives considered: insert alternatives here.", "placeholder"),
        ("He has pain.", "fail"),
    ],
)
def test_an_alternative_is_asked_with_its_reason(body: str, said: str) -> None:
    assert statuses("086", body) == [said]


@pytest.mark.parametrize(
    "body",
    [
        "She tried several\nmedications without success.",
        "He has failed conservative treatment.",
        "He has tried everything.",
        "She has failed multiple diets and weight loss programs.",
        "Nothing has worked.",
    ],
)
def test_uncounted_treatments_are_found(body: str) -> None:
    assert "fail" in statuses("089", body)


@pytest.mark.parametrize(
    "body",
    [
        "He has failed two prior conservative treatments, naproxen and physical therapy, over 12 weeks.",
        "He has been through conservative treatment including physical therapy and ibuprofen.",
        "Your policy asks that several treatments be tried first.",
        "You denied it because there was no documentation of multiple treatments.",
        "Six weeks of failed conservative care are on record: ten weeks of therapy and two drugs.",
    ],
)
def test_counted_treatments_and_words_of_others_are_left_alone(body: str) -> None:
    assert statuses("089", body) == ["pass"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Obsetrelvir 40 mg daily, 02/2026 to 05/2026, gave no relief.", ["obsetrelvir"]),
        ("She took zuranolast at 30 mg for six weeks.", ["zuranolast"]),
        ("He had tralokinumab for four months.", ["tralokinumab"]),
        ("Parent-Child Interaction Therapy was delivered weekly from 9/2025 to 2/2026.", ["interaction therapy"]),
        ("His septoplasty of May 2022 gave no lasting relief.", ["septoplasty"]),
        ("Conservative therapy was tried for six weeks.", []),
        ("Her ferritin was 12 ng/mL and her dose was 40 mg.", []),
    ],
)
def test_a_treatment_that_no_list_knows_is_known_by_its_form(body: str, names: list[str]) -> None:
    assert named(body) == names


def test_two_names_of_one_drug_are_one_treatment() -> None:
    assert named("Keppra (levetiracetam) 1500 mg was taken from 01/2025 to 06/2025.") == ["keppra"]


def test_how_it_went_told_before_a_list_or_at_the_end_of_a_sentence_is_told_of_each() -> None:
    listed = (
        "These were tried without lasting relief:\n- naproxen, 01/2026 to 03/2026\n- gabapentin, 02/2026 to 04/2026"
    )
    assert statuses("069", listed) == ["pass"]
    assert statuses("068", "She took naproxen for six weeks and gabapentin for a month; neither gave relief.") == [
        "pass"
    ]


def test_what_is_named_by_the_way_is_not_asked_for_its_dates() -> None:
    body = "She took naproxen from 01/02/2026 to 03/02/2026. She is on light duty since May."
    assert statuses("067", body) == ["pass"]


def test_a_box_left_empty_names_no_treatment() -> None:
    assert named("Tried:\n[X] Walker, two falls\n[ ] Manual wheelchair", "equipment") == ["walker"]


@pytest.mark.parametrize(
    "body",
    ["Everything else was tried.", "Other treatments have been ruled out.", "She has failed several chemotherapies."],
)
def test_treatments_spoken_of_without_a_name_are_weak(body: str) -> None:
    assert statuses("065", body) == ["weak"]
    assert "fail" in statuses("089", body)
