"""What a case is that comes from elsewhere, already in some stage: as if it had been opened here and gone there. Pure.

Called by `lmnboard.importing`. Nothing is judged: what the letter lacks shows on the checklist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from lmnboard.knowledge.tasks import rule_of
from lmnboard.model.choices import STAGES, Stage
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.workflow import answers, deadlines, edits, steps
from lmnboard.workflow.answers import Answer, Reason
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.dated import BY_HAND
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.tasks import GIVEN


def opened(
    values: Mapping[str, Any], stage: Stage, because: str, since: str, clinic: Clinic, now: Moment, load: Loads
) -> dict[str, Any]:
    """The document of a case that stands in `stage` already, past the gates for a reason that stays on the card.

    `since`: the instant from which it was there; now where nobody knows. An owner and a next touch that were given
    stay. Tasks of the stages behind it are left out: they come if it goes back. What follows from the payer's last
    answer follows as where it is recorded here, its clock counted from the dates that are known.
    """
    answered = last_answer(values) if stage != "resolved" else None
    before = {**values, "responses": values["responses"][:-1]} if answered else values
    doc = _standing(before, stage, because, clinic, now, load)
    if answered:
        doc = _followed(doc, answered, values, clinic, now, load)
    moved = doc["stage"] != stage
    doc["stage_since"] = (decided_at(values, clinic) if moved else since) or now.at
    return doc


def last_answer(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row of the payer's last answer, where it says what the answer was."""
    rows = values.get("responses") or [{}]
    row: dict[str, Any] = rows[-1]
    return row if row.get("outcome") else None


def decided_at(values: Mapping[str, Any], clinic: Clinic) -> str:
    """The instant of the payer's last answer, noon of its day; nothing where no day is given."""
    row = (values.get("responses") or [{}])[-1]
    on = row.get("received_on") or row.get("notice_on")
    if not on:
        return ""
    noon = datetime.combine(date.fromisoformat(on), time(12), tzinfo=clinic.zone(values.get("location")))
    return noon.astimezone(UTC).isoformat(timespec="seconds")


def _standing(
    values: Mapping[str, Any], stage: Stage, because: str, clinic: Clinic, now: Moment, load: Loads
) -> dict[str, Any]:
    """The case in its stage, before the payer's last answer."""
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
    return doc


def _followed(
    doc: dict[str, Any], row: Mapping[str, Any], values: Mapping[str, Any], clinic: Clinic, now: Moment, load: Loads
) -> dict[str, Any]:
    """The case after the answer of this row; what the file says of whose it is goes before what follows."""
    day = steps.day_of(typed_case(doc), clinic, now)
    after = answers.follow("", doc, _answer_of(row, values), clinic, day, now, load).doc
    kept = after["responses"][-1]
    for told, reason in zip(filter(_says_why, row.get("reasons") or ()), kept.get("reasons") or (), strict=True):
        reason |= {key: value for key, value in told.items() if key not in reason}
    after["responses"][-1] = {**row, **kept}
    return after | {path: values[path] for path in ("owner", "waiting_on") if values.get(path)}


def _answer_of(row: Mapping[str, Any], values: Mapping[str, Any]) -> Answer:
    days = {name: row.get(name) for name in ("received_on", "notice_on", "effective_on", "due")}
    days["next_on"] = values.get("next_touch.on")
    dates: dict[str, Any] = {name: date.fromisoformat(on) for name, on in days.items() if on}
    return Answer(
        outcome=row["outcome"],
        reference=row.get("reference") or "",
        reasons=tuple(
            Reason(told.get("code") or "", told.get("words") or "")
            for told in filter(_says_why, row.get("reasons") or ())
        ),
        not_appealed_because=row.get("not_appealed_because") or "",
        next_what=values.get("next_touch.what") or "",
        elsewhere=True,
        **dates,
    )


def _says_why(reason: Mapping[str, Any]) -> bool:
    return bool(reason.get("code") or reason.get("words"))


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
