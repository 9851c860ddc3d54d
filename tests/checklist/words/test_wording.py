"""Words that payers reject in a letter, and the innocent ones that look like them."""

from __future__ import annotations

from datetime import date

import pytest

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.runner import CHECKS
from lmnboard.written.facts import Told

_BY_ID = {check.id: check for check in CHECKS}
_TOLD = Told("prior_authorization", "procedure", "commercial")


def words(row: str, body: str) -> list[str]:
    """What a row rejects in a letter with this body."""
    subject = LetterSubject.of(
        f"Aetna\n\nDear Reviewer:\n\n{body}\n\nSincerely,\n\nA. Rivera, MD", date(2026, 11, 21), _TOLD
    )
    found = _BY_ID[f"CHK-{row}"].judge_letter(subject)
    return [" ".join(one.words.split()) for one in found if one.status == "fail"]


@pytest.mark.parametrize(
    ("row", "body", "rejected"),
    [
        ("088", "A gym membership is medically\nnecessary for her.", "medically necessary"),
        ("088", "He really needs this test.", "really needs this test"),
        ("088", "It is medically necessary. Studies show a 70% improvement rate.", "It is medically necessary"),
        ("088", "Her pain is bad and she requires this surgery.", "she requires this surgery"),
        ("088", "The chair is essential.", "The chair is essential"),
        ("088", "He needs this pump. He agrees because of his wife.", "needs this pump"),
        ("089", "Conservative care was unsuccessful.", "Conservative care was unsuccessful"),
        ("091", "It is known to be effective.", "is known to be effective"),
        ("091", "Most experts agree.", "Most experts agree"),
        ("097", "It saves her trips to the clinic.", "saves her trips"),
        ("097", "It gives peace of mind.", "peace of mind"),
        ("192", "He has hurt for years.", "for years"),
        ("192", "She has severe headaches.", "severe"),
        ("192", "She has had severe pain since 2023 and came on March 3, 2026.", "severe"),
        ("192", "He would strongly benefit from it.", "would strongly benefit from"),
        ("192", "She has hurt for quite some time.", "for quite some time"),
        ("192", "We beleive in it.", "We beleive"),
        ("192", "she has severe pain. she is tired. she took 5 pills.", "severe"),
        ("192", "It will improve her quality of life.\n\nPlease approve 12 visits.", "improve her quality of life"),
        ("192", "Please see attached.", "see attached"),
        ("091", "The literature supports it.", "The literature supports"),
        ("091", "It is best according to the latest guidelines.", "according to the latest guidelines"),
        ("097", "She would rather have a shot.", "would rather"),
        ("097", "It makes him more comfortable.", "makes him more comfortable"),
        ("092", "It may be experimental.", "experimental"),
        ("003", "It is an elective procedure.", "elective"),
        ("003", "The optional seat is requested.", "optional"),
        ("090", "It lowers the rate of fractures by 68%.", "lowers the rate of fractures by 68%"),
        ("090", "It finds a cause in 40 percent of children.", "finds a cause in 40 percent"),
    ],
)
def test_what_a_payer_rejects_is_found(row: str, body: str, rejected: str) -> None:
    assert words(row, body) == [rejected]


@pytest.mark.parametrize(
    ("row", "body"),
    [
        ("088", "It is medically necessary because the MRI shows a tear."),
        ("088", "The test is medically necessary. Her MRI of May showed a tear."),
        ("088", "Your notice says that it was denied as not medically necessary."),
        ("088", "Your policy considers it medically necessary when the BMI is 40."),
        ("088", "I certify that this is medically necessary."),
        ("088", "The pump is needed because her A1c is 9.4%."),
        ("097", "He wants to walk to school; the request is not a matter of ease of use."),
        ("192", "I have known her for years."),
        ("192", "We hope that you will approve it."),
        ("192", "Her disease is severe (FEV1 38 %)."),
        ("192", "The drug is for moderate to severe disease."),
        ("192", "She has no significant history."),
        ("192", "It prevents significant illness and significant disability."),
        ("192", "Walking is limited to the house."),
        ("192", "See attached MRI report of 03/02/2026."),
        ("091", "It is the standard of care (AAN guideline, 2021)."),
        ("091", "Research shows remission [2]."),
        ("097", "The request has nothing to do with convenience."),
        ("097", "It is not wanted for general health, for comfort or for convenience."),
        ("097", "Please call at your earliest convenience."),
        ("097", "I would prefer to talk; Blue Choice Preferred covers her."),
        ("092", "The operation restores function and is not cosmetic."),
        ("003", "She had an elective hernia repair in 2019."),
        ("003", "This surgery is in no way elective."),
        ("090", "In ADVANCE, 45% of patients were in remission [2]."),
        ("090", "Her pain was reduced by 30%."),
        ("090", "He has a reduced ejection fraction of 30%."),
    ],
)
def test_innocent_words_pass(row: str, body: str) -> None:
    assert words(row, body) == []


def test_a_percentage_is_asked_for_its_source_only_where_there_is_one() -> None:
    subject = LetterSubject.of("Dear Reviewer:\n\nShe is tired.\n\nSincerely,", date(2026, 11, 21), _TOLD)
    assert [one.status for one in _BY_ID["CHK-090"].judge_letter(subject)] == ["not_applicable"]


@pytest.mark.parametrize("blank", ["TBD", "[Name]", "____", "XXXX", "{{name}}", "[MM/DD/YYYY]", "<name>", " "])
def test_a_placeholder_is_no_answer(blank: str) -> None:
    assert says_nothing(blank)


@pytest.mark.parametrize("answer", ["none", "Ended TBD", "0", "dose [dose] daily", "-"])
def test_words_beside_a_placeholder_are_an_answer(answer: str) -> None:
    assert not says_nothing(answer)
