"""What is offered for a misspelled word."""

import pytest

from lmnboard.spelling import Speller
from tests.spelling.speller import SLIPS, Slip, speller


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.wrong)
def test_the_right_word_is_among_eight(slip: Slip) -> None:
    offered = [word.casefold() for word in speller().suggest(slip.wrong)]
    assert slip.right in offered
    assert len(offered) <= 8


def test_a_clinics_own_word_is_offered_first() -> None:
    assert Speller(["Neurogait"]).suggest("nuerogait")[0] == "neurogait"


def test_a_wrong_word_that_the_dictionary_has_is_not_offered() -> None:
    assert "opthalmology" not in speller().suggest("opthalmolgy")
