"""The rounds of a case: each submission with the payer's answers to it, and what a denial gives as its reasons. Pure.

Read from the cases of the past, archived ones among them; days are dates at the case's location. Called by `facts`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from lmnboard.knowledge import denial_codes
from lmnboard.model.choices import Response
from lmnboard.model.past import Answered, Past
from lmnboard.model.paths import row_number

DECIDED: tuple[Response, ...] = ("approved", "partly_approved", "denied", "non_affirmed")
"""Answers that decide; more information asked, or a withdrawal, does not."""
_BESIDE = ("remark", "group")
"""Categories of codes that add to a reason and are none themselves."""


class Round(msgspec.Struct):
    """One submission and the payer's answers to it. `sent` is None where nobody wrote it down."""

    sent: date | None
    row: int
    answers: list[Answered] = msgspec.field(default_factory=list)

    @property
    def decision(self) -> Answered | None:
        return next((answer for answer in reversed(self.answers) if answer.outcome in DECIDED), None)


def rounds(case: Past, day: Callable[[str | None], date | None]) -> list[Round]:
    """The submissions of a case, each with the answers that came after it and before the next. At least one.

    Within a day the numbers of the rows say which was first, as a case gives each number once and counts up.
    """
    sent = sorted(case.submissions, key=lambda row: row.sent_at or "")
    made = [Round(day(row.sent_at), row_number(row.id)) for row in sent] or [Round(None, 0)]
    for answer in sorted(case.responses, key=lambda row: row.order or 0):
        on = answered_on(answer)
        came_first = (at for at in reversed(made) if _was_before(at, on, row_number(answer.id)))
        next(came_first, made[0]).answers.append(answer)
    return made


def _was_before(at: Round, on: date | None, row: int) -> bool:
    if at.sent is None or on is None or at.sent == on:
        return at.row < row or not at.row
    return at.sent < on


def answered_on(answer: Answered) -> date | None:
    """The day of the payer's decision: that of its notice, else the day on which it came."""
    return answer.notice_on or answer.received_on


def categories(answer: Answered) -> list[str]:
    """The categories of the reasons that a denial gives, each once; what only adds to another reason is left out."""
    found = dict.fromkeys(_category(reason.code, reason.words) for reason in answer.reasons)
    own = [category for category in found if category not in _BESIDE]
    return own or list(found) or ["no reason recorded"]


def _category(code: str | None, words: str | None) -> str:
    if not code:
        return "in words only" if words else "no reason recorded"
    known = denial_codes.read(code).row
    return known.category if known else "code not in the list"
