"""Which shipped rules give the time for a payer's answer to a request, and what the facts leave open. Pure.

Imports the tables of the rules and `dated`. Called by `answer_due`.
"""

from __future__ import annotations

from datetime import date

import msgspec

from lmnboard.knowledge.payer_rules.clock_tables import AnswerTime, answer_times
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.dated import last_submission, state_of, type_of

Tracks = tuple[tuple[str, ...], ...]


class Fitting(msgspec.Struct, frozen=True):
    """A rule that applies, or may: `unknown` names what would have to be known."""

    row: AnswerTime
    unknown: tuple[str, ...] = ()


def tracks_of(case: Case) -> Tracks:
    """The tracks to look for, the next group only where a payer has none of the one before.

    Care that is to go on and is urgent may have the time of concurrent care (29 CFR 2560.503-1(f)(2)(ii)).
    """
    if case.purpose == "reimbursement":
        return (("payment",),)
    if case.priority != "expedited":
        return (("standard",),)
    return (("expedited", "concurrent") if case.purpose == "continuation" else ("expedited",), ("standard",))


def fitting(case: Case, clinic: Clinic, received: date) -> tuple[Fitting, ...]:
    """The rules in force on the day of receipt that apply or may apply; of the first group of tracks that has any."""
    for group in tracks_of(case):
        found = [
            Fitting(row, unknown)
            for row in answer_times()
            if row.in_force(received)
            and set(group) & set(row.tracks)
            and (unknown := _unknown(row, case, clinic)) is not None
        ]
        replaced = {other for fit in found if not fit.unknown for other in fit.row.replaces}
        if left := tuple(fit for fit in found if fit.row.id not in replaced):
            return left
    return ()


def _unknown(row: AnswerTime, case: Case, clinic: Clinic) -> tuple[str, ...] | None:
    """What is not known of whether a rule applies; nothing where it does, None where it does not."""
    payer = clinic.payer_of(case)
    if type_of(payer) not in row.payers or (row.program and row.program != payer.program):
        return None
    if row.states and state_of(payer, clinic, case) not in row.states:
        return None
    if row.codes and not {(code.code or "").upper() for code in case.request.codes} & set(row.codes):
        return None
    sent = last_submission(case)
    treatment = case.request.treatment
    asked = (
        (bool(row.kinds), case.kind is None, case.kind in row.kinds, "the kind of request"),
        (bool(row.purposes), case.purpose is None, case.purpose in row.purposes, "the purpose"),
        (bool(row.sent), not (sent and sent.method), bool(sent and sent.method in row.sent), "how it was sent"),
        (row.words is not None, not treatment, bool(row.words and row.words.search(treatment or "")), "the treatment"),
        (
            row.state_law,
            payer.self_funded in (None, "unknown"),
            payer.self_funded == "no",
            "if the plan is self-funded",
        ),
    )
    if any(matters and not missing and not holds for matters, missing, holds, _name in asked):
        return None
    names = [name for matters, missing, _holds, name in asked if matters and missing]
    return (*names, row.perhaps) if row.perhaps else tuple(names)
