"""Judging a case: every registered check in its order.

Imports each module of checks once, by name, so that what runs stands here. Called by the board, the command line and
the screens.
"""

from __future__ import annotations

from lmnboard.checklist import (
    closing,
    codes,
    diagnosis,
    enclosures,
    evidence,
    findings,
    history,
    order,
    outcomes,
    patient,
    payer,
    programs,
    provider,
    rationale,
    request,
    requirements,
    signing,
    treatments,
    wording,
)
from lmnboard.checklist.finding import Finding
from lmnboard.checklist.registry import Check, registered_by
from lmnboard.checklist.subject import Subject

_IN_READING_ORDER = (
    provider, payer, requirements, programs, patient, diagnosis, history, findings, treatments, rationale, evidence,
    wording, request, order, codes, outcomes, enclosures, closing, signing,
)  # fmt: skip

CHECKS: tuple[Check, ...] = tuple(check for module in _IN_READING_ORDER for check in registered_by(module.__name__))
"""Every check that runs, in the order in which findings are given."""


def judge(subject: Subject) -> list[Finding]:
    """What every check says of the case: at least one finding each, those that hold or are not asked too."""
    return [finding for check in CHECKS for finding in check.judge(subject)]
