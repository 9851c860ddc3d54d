"""The case that follows from another: an appeal of a denial, the renewal of an approval, and their chain. Pure.

The facts come with it and are to be confirmed: each section that brought some has a task until a person has looked.
Imports the model and the deadlines; `Board.appeal` and `Board.renew` make the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import msgspec

from lmnboard.knowledge import denial_codes
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.case_course import Task
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.fields import catalogue
from lmnboard.model.sections import SECTIONS
from lmnboard.workflow import deadlines
from lmnboard.workflow.dated import BY_HAND
from lmnboard.workflow.deadlines import Rung
from lmnboard.workflow.filing import parties

CARRIED = (
    "kind", "off_label", "location", "payer", "provider", "value", "tags", "patient", "coverage", "diagnoses",
    "history", "findings", "visits", "treatments", "alternatives", "evidence", "rationale", "request", "outcomes",
    "policy", "injury", "attachments",
)  # fmt: skip
"""Fields that an appeal takes over. Sections in somebody's own words, ticks and signatures were of the first letter."""
CONFIRM = "carried:"
"""What the origin of a task begins with that confirms the facts of a section; the section follows."""
EXTERNAL = "appeal:external_review"
LONGEST_CHAIN = 20


class Link(msgspec.Struct, frozen=True):
    """One case of a chain: which level it is, how it stands, and since when."""

    id: str
    level: str
    state: str
    on: date | None

    @property
    def says(self) -> str:
        """`LMN-0042, Internal appeal: denied 11/20/2026`."""
        level = f", {self.level}" if self.level else ""
        return f"{self.id}{level}: {self.state}{f' {us_date(self.on)}' if self.on else ''}"


def carried_over(earlier: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case that follows from another, from that one's document. Its priority is the earlier one's."""
    fields = {key: deepcopy(earlier[key]) for key in CARRIED if earlier.get(key) is not None}
    return {**fields, "priority": earlier.get("priority")}


def to_confirm(doc: dict[str, Any], earlier: str) -> list[dict[str, Any]]:
    """A task for each section whose fields came from an earlier case."""
    of_key = {field.path.partition(".")[0].partition("/")[0]: field.section for field in catalogue(Case)}
    sections = {of_key[key] for key in CARRIED if key in of_key and _says_something(doc.get(key))} - {"case"}
    return [
        {"title": f"Confirm {_in_words(section)} carried from {earlier}", "origin": f"{CONFIRM}{section}"}
        for section in SECTIONS
        if section in sections
    ]


def unconfirmed(tasks: list[Task]) -> dict[str, Task]:
    """The sections whose carried facts nobody has confirmed yet, with the task of each."""
    return {
        (task.origin or "").removeprefix(CONFIRM): task
        for task in tasks
        if (task.origin or "").startswith(CONFIRM) and task.is_open
    }


# ---------------------------------------------------------------------- appeals
def appeal_of(denied: dict[str, Any], case: Case, clinic: Clinic) -> dict[str, Any]:
    """The fields of the appeal of a case: its facts, its level with its dates, and the reasons that it answers."""
    rung = deadlines.next_rung(case, clinic)
    return {
        **carried_over(denied),
        "purpose": "appeal",
        "trigger": "claim_denied",
        "waiting_on": "us",
        "appeal": {
            "of": case.id,
            **({"level": rung.name.partition(" (")[0], "rung": rung.id} if rung else {}),
            **_filing(case, clinic),
            **_points(denied),
        },
    }


def no_level_left(case: Case, clinic: Clinic) -> str:
    """Why a denial cannot be appealed further, as a sentence; nothing where it can.

    A payer whose levels nobody has entered is appealed all the same: its notice says where.
    """
    answer = case.last_answer
    has_levels = bool(deadlines.ladder(case, clinic)) or (answer is not None and answer.outcome == "non_affirmed")
    return deadlines.why_no_rung(case, clinic) if has_levels and deadlines.next_rung(case, clinic) is None else ""


def _filing(case: Case, clinic: Clinic) -> dict[str, str]:
    """By when it is filed, and care asked to go on. What the notice itself says comes before what is counted."""
    window, care = deadlines.file_by(case, clinic), deadlines.continue_by(case, clinic)
    answer = case.last_answer
    given = answer.due if answer else None
    dates = {"continue_by": care.on.isoformat()} if care else {}
    if given and (window is None or given != window.on):
        return {**dates, "file_by": given.isoformat(), "rule": BY_HAND, "because": "as the payer's notice says"}
    return {**dates, "file_by": window.on.isoformat(), "rule": window.rule} if window else dates


def _points(denied: dict[str, Any]) -> dict[str, Any]:
    """The reasons of the last answer, each a point that the letter answers."""
    answers = paths.in_order(denied.get("responses"))
    reasons = paths.in_order(answers[-1].get("reasons")) if answers else []
    points = [{key: row[key] for key in ("code", "words", "answered") if row.get(key)} for row in reasons]
    return {"points": points} if points else {}


def tasks_of(case: Case, clinic: Clinic, rung: Rung | None) -> list[dict[str, Any]]:
    """What an appeal has to get beyond what every appeal gets: by the denial's codes, its level and its payer."""
    answer = case.last_answer
    codes = [reason.code for reason in answer.reasons if reason.code] if answer else []
    rows = [
        {"title": f"For {step.code}: {step.gather}", "origin": f"appeal:{step.code.lower()}"}
        for step in denial_codes.suggest(codes)
        if step.gather
    ]
    if rung is None:
        return rows
    if rung.form:
        rows.append({"title": f"Fill in {rung.form}, the form of this level", "origin": "appeal:form"})
    urgent = case.priority == "expedited"
    asked = [party.text for party in parties(case, clinic) if urgent or party.needs != "authorization"]
    who = rung.who_may_file or " ".join(asked)
    if who:
        rows.append({"title": f"Settle who files: {who}", "origin": "appeal:who_files"})
    if rung.amount:
        rows.append({"title": f"See that enough is in dispute: {rung.amount}", "origin": "appeal:amount"})
    if rung.auto_forward is False:
        title = "Ask for this level yourselves: a plan that upholds its denial does not send it on"
        rows.append({"title": title, "origin": "appeal:ask"})
    if clinic.payer_of(case).type == "commercial" and _external_ahead(case, clinic, rung):
        title = "Say in the letter that external review will be asked for"
        title += "; expedited, it may be asked for at once" if case.priority == "expedited" else ""
        rows.append({"title": title, "origin": EXTERNAL})
    return rows


def _external_ahead(case: Case, clinic: Clinic, rung: Rung) -> bool:
    later = [one for one in deadlines.ladder(case, clinic) if one.level > rung.level]
    return any("external" in one.name.casefold() for one in later)


# ---------------------------------------------------------------------- renewals
def renewal_of(approved: dict[str, Any], case: Case) -> dict[str, Any]:
    """The fields of the renewal of a case: its facts, and care from the day after the authorization ends."""
    fields = {
        **carried_over(approved),
        "purpose": "continuation",
        "trigger": "renewal",
        "waiting_on": "us",
        "renewal": {"of": case.id},
    }
    if case.authorization.to is not None:
        paths.put(fields, "request.start_on", (case.authorization.to + timedelta(days=1)).isoformat())
    return fields


def known_already(case: Case) -> tuple[str, str]:
    """The task of a renewal that the earlier case answers, by its origin, and what the answer is."""
    kept = case.authorization
    ends = f", to {us_date(kept.to)}" if kept.to else ""
    return "rule:earlier_authorization", f"{case.id} has it: {kept.number or 'no number'}{ends}"


# ---------------------------------------------------------------------- the chain
def chain(case_id: str, find: Callable[[str], Case | None]) -> list[Link]:
    """The cases that a case follows from and leads to, first to last; itself alone where there are none.

    `find` gives a case by its id, or None. A chain that bites its tail ends there.
    """
    here = find(case_id)
    if here is None:
        return []
    before = list(_walk(here, lambda case: case.appeal.of or case.renewal.of, find))
    after = list(_walk(here, lambda case: case.appeal.by or case.renewal.by, find))
    return [_link(case) for case in (*reversed(before), here, *after)]


def _walk(here: Case, step: Callable[[Case], str | None], find: Callable[[str], Case | None]) -> Iterator[Case]:
    seen = {here.id}
    at: Case | None = here
    while at is not None and len(seen) < LONGEST_CHAIN:
        following = step(at)
        at = find(following) if following and following not in seen else None
        if at is not None:
            seen.add(at.id)
            yield at


def _link(case: Case) -> Link:
    answer = case.last_answer
    level = case.appeal.level or ("appeal" if case.appeal.of else "renewal" if case.renewal.of else "")
    if answer is not None and answer.outcome:
        return Link(case.id, level, words(answer.outcome).lower(), answer.notice_on or answer.received_on)
    if case.outcome:
        return Link(case.id, level, words(case.outcome).lower(), None)
    if case.stage == "follow_up":
        return Link(case.id, level, "with the payer", None)
    due = case.appeal.file_by or case.submit_by
    return Link(case.id, level, "file by" if due else "to be filed", due)


def _says_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_says_something(inner) for inner in value.values())
    return value not in (None, "", [])


def _in_words(section: str) -> str:
    return SECTIONS[section].lower()
