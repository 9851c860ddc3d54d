"""What a case is that comes from elsewhere, already in some stage: as if it had been opened here and gone there. Pure.

Called by `lmnboard.importing`. Nothing is judged: what the letter lacks shows on the checklist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmnboard.knowledge.tasks import rule_of
from lmnboard.model.choices import STAGES, Stage
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.workflow import deadlines, edits, steps
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.dated import BY_HAND
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.tasks import GIVEN


def opened(
    values: Mapping[str, Any], stage: Stage, because: str, since: str, clinic: Clinic, now: Moment, load: Loads
) -> dict[str, Any]:
    """The document of a case that stands in `stage` already, past the gates for a reason that stays on the card.

    `since`: the instant from which it was there; now where nobody knows. An owner and a next touch that were given
    stay. Tasks of the stages behind it are left out: they come if it goes back.
    """
    doc = steps.new_case(dict(values), clinic, now, load)
    if stage != "gathering":
        _leave_out_tasks_before(doc, stage)
        if not values.get("next_touch.on"):
            doc.pop("next_touch", None)  # proposed for gathering; what is next here is proposed on entering
        given = {path for path in ("owner", "waiting_on") if values.get(path)}
        passed = steps.enter("", doc, stage, clinic, now, load, by_hand=False)
        doc = edits.applied(doc, [change for change in passed.changes if change.path not in given])
        if stage == "follow_up" and "waiting_on" not in given:
            doc["waiting_on"] = "payer"
        due = deadlines.answer_due(typed_case(doc), clinic) if stage == "follow_up" else None
        if due is not None and not values.get("answer_due.on"):
            doc = edits.applied(doc, steps.dated("", doc, "answer_due", "on", due, now))
        doc = edits.applied(doc, [steps.override("", doc, "Stage as it was elsewhere", because, now)])
    doc["stage_since"] = since or now.at
    return doc


def dates_by_hand(values: Mapping[str, Any], because: str) -> dict[str, Any]:
    """What goes with deadlines that are given: that a person said them, so that no rule counts them anew."""
    told: dict[str, Any] = {}
    for part, path in (("answer_due", "answer_due.on"), ("appeal", "appeal.file_by")):
        if values.get(path):
            told |= {f"{part}.rule": BY_HAND, f"{part}.because": because}
    return told


def _leave_out_tasks_before(doc: dict[str, Any], stage: Stage) -> None:
    """Take out what rules asked for in earlier stages, with its marks, as if it had never been asked."""
    kept = []
    for task in doc.get("tasks") or []:
        rule = rule_of(task.get("origin"))
        if rule is not None and STAGES.index(rule.stage) < STAGES.index(stage):
            doc["ran"].pop(f"{GIVEN}{rule.id}", None)
        else:
            kept.append(task)
    if "tasks" in doc:
        doc["tasks"] = kept
