"""Letters that nobody wrote to be read: one piece repeated to the longest length, or many pieces in any order.

Each is judged by every check, those of language too, in a moment and without an exception.
"""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import judge_letter
from lmnboard.commands.letter_file import LONGEST
from lmnboard.proofreading import judge_words
from tests.letters.judged import book

DAY = date(2026, 11, 21)
SLOWEST = 15.0
"""Seconds of a processor for one letter; most take half a second."""

PIECES = (
    " ", "\n", "\n \n", "\t\t\t\n", "_", "(((", "[x] ", "1. ", "a ", "severe ", "because ", "see attached ", "mg ",
    "Dear x\n", "Patient: ", "NPI: ", "Re: ", "MD, ", "MRI ", "M54.16 ", "- item\n", "03/04/2026 ", "1234567890",
    "physical therapy for 3 weeks failed. ", "I request authorization for ", "Sincerely,\n", "Ann Lee, MD\n", "A\n\n",
    "x,", "A", "AB-", "1,",
)  # fmt: skip
SLOW_ONCE = ("A\n\n", "A", "AB-", "1,")
"""Pieces whose letters took seconds to minutes: many paragraphs, one word, a chain of capitals, a chain of numbers."""


def seconds_to_judge(text: str) -> float:
    begun = time.thread_time()
    subject = LetterSubject.of(text, DAY, books=book())
    assert judge_letter(subject)
    judge_words(subject, None, [])
    return time.thread_time() - begun


def repeated(piece: str) -> str:
    return (piece * LONGEST)[:LONGEST]


@pytest.mark.parametrize("piece", SLOW_ONCE)
def test_one_piece_repeated_to_the_longest_letter_is_judged_in_a_moment(piece: str) -> None:
    assert seconds_to_judge(repeated(piece)) < SLOWEST


@pytest.mark.parametrize("piece", PIECES)
def test_any_piece_repeated_for_a_page_is_judged_without_an_exception(piece: str) -> None:
    assert seconds_to_judge(repeated(piece)[: LONGEST // 40]) < SLOWEST


def test_pieces_in_any_order_are_judged_in_a_moment() -> None:
    chance = random.Random(1)
    text = "".join(chance.choice(PIECES) for _ in range(LONGEST))[:LONGEST]
    assert seconds_to_judge(text) < SLOWEST
