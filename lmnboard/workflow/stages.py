"""The gates between the five stages: what must be true to leave each, and what is still missing.

A move forward asks every gate on the way; a move back asks none. Pure: findings and case are arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

from lmnboard.checklist.finding import STAGES_LEFT, Finding, blockers
from lmnboard.model.case import Case
from lmnboard.model.choices import ADVERSE, STAGES, Stage, words
from lmnboard.workflow.dated import instant
from lmnboard.workflow.lateness import awaiting

WITHOUT_LETTER = ("withdrawn", "entered_in_error")
"""Outcomes that end a case wherever it stands."""


def is_forward(case: Case, target: Stage) -> bool:
    return STAGES.index(target) > STAGES.index(case.stage)


def gate(case: Case, target: Stage, findings: Sequence[Finding], *, appealed: bool) -> list[str]:
    """What keeps a case from moving to `target`: one sentence each, with how to mend it; empty where it may go.

    `appealed`: another case appeals the payer's answer to this one.
    """
    if not is_forward(case, target):
        return []
    if target == "resolved" and case.outcome in WITHOUT_LETTER:
        return []
    on_the_way = STAGES[STAGES.index(case.stage) : STAGES.index(target)]
    judged = [stage for stage in on_the_way if stage in STAGES_LEFT]
    reasons = [reason(finding) for finding in blockers(findings, judged[-1])] if judged else []
    if "review" in on_the_way and not _sent_meanwhile(case):
        reasons.append("The letter has not been sent: submit it, which moves the case by itself.")
    if "follow_up" in on_the_way:
        reasons += _missing_answer(case, appealed)
    return reasons


def judges(case: Case, target: Stage) -> bool:
    """Whether the gate to a stage asks the checklist: not once the letter has left."""
    return is_forward(case, target) and case.stage in STAGES_LEFT


def reason(finding: Finding) -> str:
    """A finding as one line: what is missing and how to mend it."""
    return f"{finding.message} {finding.fix}".strip()


def _sent_meanwhile(case: Case) -> bool:
    """Whether the letter was recorded as sent while the case stood in review, as where it was taken in so."""
    since = case.stage_since
    if case.stage != "review" or since is None:
        return False
    began = instant(since)
    return began is not None and any((at := instant(row.sent_at)) and at >= began for row in case.submissions)


def _missing_answer(case: Case, appealed: bool) -> list[str]:
    last = case.last_answer
    if last is None or awaiting(case):
        return ["No answer of the payer to what was sent last is recorded: r records it."]
    answer = last.outcome
    if answer == "more_information":
        return ["The payer asked for more information: send it and record the next answer."]
    if answer in ADVERSE and not appealed and not last.not_appealed_because:
        return [f"The payer's answer is {words(answer).lower()}: appeal it, or say why not."]
    return []


def outcome_of(case: Case) -> str | None:
    """How a case ends: as a person said, else as the payer answered last."""
    if case.outcome:
        return case.outcome
    answer = case.last_answer.outcome if case.last_answer else None
    if answer == "more_information":  # no case ends so
        return None
    return "denied" if answer == "non_affirmed" else answer
