"""What several rules read from one letter is read once.

Imports `letter_subject`. Called by the rules for request and outcomes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.knowledge.pattern import Pattern

T = TypeVar("T")


def once_a_letter(reads: Callable[[LetterSubject], T]) -> Callable[[LetterSubject], T]:
    """The function below, keeping its last result: a letter is judged by all rules before the next one comes."""
    last: list[tuple[LetterSubject, T]] = []

    @wraps(reads)
    def known(s: LetterSubject) -> T:
        if not last or last[0][0] is not s:
            last[:] = [(s, reads(s))]
        return last[0][1]

    return known


def compiled(pattern: str) -> Pattern:
    """A pattern for words, any case. White space is taken whole, so that long runs of it cost no time."""
    whole = pattern.replace(r"\s+", r"\s++").replace(r"[\s-]+", r"[\s-]++").replace(r"\s*", r"\s*+")
    return Pattern(whole, re.IGNORECASE)
