"""When a stage is left by itself: the clinic has set it so, its tasks are done and the gate of a person's move is open.

Pure. A stay in a stage is advanced once: its key in `ran` is set by the rule, and by a person's own moves, so that
nothing jumps back under their hands. Called by the automatic rules and by `steps`.
"""

from __future__ import annotations

import re

from lmnboard.model.case import Case
from lmnboard.model.choices import STAGES, Stage
from lmnboard.model.directory import Settings
from lmnboard.workflow import tasks
from lmnboard.workflow.stages import WITHOUT_LETTER, gate

UNLESS_SET: tuple[Stage, ...] = ("gathering", "drafting", "follow_up")
"""The stages that are left by themselves where the clinic says nothing. Review is left by sending the letter, which a
person does; where it is set, a letter that was recorded as sent while the case stood in review takes the case on."""


def by_themselves(settings: Settings) -> tuple[Stage, ...]:
    """The stages that this clinic lets cases leave by themselves; none where it says `none`."""
    if not settings.advance:
        return UNLESS_SET
    return tuple(stage for stage in STAGES[:-1] if stage in settings.advance)


def advances(settings: Settings, stage: Stage) -> bool:
    """Whether this clinic lets cases leave a stage by themselves."""
    return stage in by_themselves(settings)


def key(stage: Stage, since: str | None) -> str:
    """The mark in `ran` of one stay in a stage, by the instant at which it began."""
    return f"advance-{stage}-{compact(since)}"


def compact(since: str | None) -> str:
    """An instant as a part of a key: its digits, up to the millisecond."""
    return re.sub("[^0-9]", "", since or "0")[:17]


def next_stage(case: Case, settings: Settings) -> Stage | None:
    """The stage that a case may go on to by itself, as far as can be said without judging its letter; else None.

    What was withdrawn or entered in error is ended by a person, unless it waits for nothing but an answer.
    """
    if not advances(settings, case.stage) or key(case.stage, case.stage_since) in case.ran:
        return None
    if case.outcome in WITHOUT_LETTER and case.stage != "follow_up":
        return None
    return None if tasks.of_stage(case) else STAGES[STAGES.index(case.stage) + 1]


def may_hold(case: Case, target: Stage, *, appealed: bool) -> bool:
    """Whether the gate could be open, without the checklist: what is certainly missing needs no judging."""
    if gate(case, target, (), appealed=appealed):
        return False
    if case.stage == "gathering":
        return case.policy.reviewed_on is not None
    if case.stage == "drafting":
        return bool(case.request.treatment and case.payer and case.provider and case.diagnoses)
    return True
