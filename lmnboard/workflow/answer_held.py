"""Which answers of a payer are not recorded, as they cannot be what was meant: each says how it is mended. Pure.

Imports the model and `dated`. Called by `answers` before anything follows from an answer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.choices import ADVERSE, GRANTED, UNFILED
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Invalid, Refused
from lmnboard.workflow import limits
from lmnboard.workflow.dated import instant, last_submission
from lmnboard.workflow.steps import Moment

if TYPE_CHECKING:
    from lmnboard.workflow.answers import Answer


def hold(answer: Answer, case: Case, clinic: Clinic, now: Moment) -> None:
    """Raise where an answer cannot be what was meant."""
    if case.stage == "resolved":
        raise Refused(f"{case.id} is resolved: move it back to Follow-up (<), then record the answer.")
    # A first denial may well come before any letter of ours; one of an appeal answers what we sent.
    if case.appeal.of and case.stage in UNFILED and answer.outcome != "withdrawn" and last_submission(case) is None:
        raise Refused(
            f"{case.id} is an appeal that was never sent, so nobody has answered it: submit it (ctrl+s) first. If it "
            "went out by another way, move it to Follow-up with that as the reason, then record the answer."
        )
    received = answer.received_on or now.today
    for name, on in (("received", received), ("dated", answer.notice_on)):
        if on is not None and on > now.today:
            raise Invalid(f"{us_date(on)} is still to come: an answer is {name} on a day that has been.")
    if answer.notice_on and answer.notice_on > received:
        raise Invalid(f"A notice of {us_date(answer.notice_on)} cannot have come on {us_date(received)}.")
    _hold_after_sending(answer, case, clinic, now)
    if answer.valid_from and answer.valid_to and answer.valid_to < answer.valid_from:
        raise Invalid(f"It cannot be valid to {us_date(answer.valid_to)}, as it begins {us_date(answer.valid_from)}.")
    if answer.not_appealed_because and answer.outcome not in ADVERSE:
        raise Invalid("Why it is not appealed is said of a denial, not of this answer.")
    if answer.outcome not in GRANTED:  # what is granted ends there, and is renewed when it runs out
        limits.hold_near(answer.next_on, case.stage, now.today)


def hold_sent(before: Case, after: Case, clinic: Clinic, today: date) -> None:
    """Raise `Invalid` where an edit says that a letter leaves on a day to come, or only after it was answered."""
    zone = clinic.zone(after.location)
    stood = {row.id: row.sent_at for row in before.submissions}
    days = [(row, at.astimezone(zone).date()) for row in after.submissions if (at := instant(row.sent_at))]
    answers = [on for row in after.responses if (on := row.notice_on or row.received_on)]
    for row, on in days:
        if row.sent_at == stood.get(row.id):
            continue
        if on > today:
            raise Invalid(f"{us_date(on)} is still to come: a letter was sent on a day that has been.")
        if answers and min(answers) < min(day for _row, day in days):
            raise Invalid(
                f"Sent {us_date(on)}, it would have left after it was answered, {us_date(min(answers))}: mend that "
                "answer's dates first, where they are wrong."
            )


def _hold_after_sending(answer: Answer, case: Case, clinic: Clinic, now: Moment) -> None:
    """Raise where an answer is older than the first letter that it can answer; days are those of the location."""
    sent = [(at, row.id) for row in case.submissions if (at := instant(row.sent_at) or instant(row.received_at))]
    if not sent:
        return
    first, row = min(sent)
    left = first.astimezone(clinic.zone(case.location)).date()
    for name, on in (("dated", answer.notice_on), ("received", answer.received_on or now.today)):
        if on is not None and on < left:
            raise Invalid(
                f"An answer {name} {us_date(on)} is older than the letter of {case.id}, sent {us_date(left)}: mend "
                f"that date, or submissions/{row}/sent_at of the case where the letter left earlier than that."
            )
