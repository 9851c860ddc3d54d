"""Checks of the previous treatments: what was tried, when, how long, how it went, why it was not enough.

Imports this room. Run by `runner`. A treatment that was never started (contraindicated) is asked for its reason only.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked, may_come_first, treatments_told
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import length_in_days, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case_facts import Treatment

_DAYS_ASIDE = 14
_SHARE_ASIDE = 0.5


def _given(s: Subject) -> list[Treatment]:
    """The treatments that were really begun."""
    return [row for row in s.case.treatments if row.outcome != "contraindicated"]


def _is_single(row: Treatment) -> bool:
    """Done on one day: a procedure has a date and no length."""
    return row.kind == "procedure"


@check(
    "CHK-065",
    "Previous treatments listed",
    part="F",
    section="treatments",
    source="guide A.049, A.197-198",
    applies=coverage_asked,
)
def listed(s: Subject) -> Iterator[Fault]:
    if not s.case.treatments and says_nothing(s.case.letter.sections.treatments):
        yield missing(
            "treatments",
            "payers ask what was tried first",
            "Add each one; where none applies, say why in the letter's own words.",
            severity="warn" if may_come_first(s) else None,
        )
    for row in s.case.treatments:
        if says_nothing(row.name):
            yield missing(f"treatments/{row.id}/name", "the payer asks what was tried")


@check(
    "CHK-066",
    "Previous treatments: dates",
    part="F",
    section="treatments",
    source="guide A.198",
    applies=treatments_told,
)
def dates(s: Subject) -> Iterator[Fault]:
    for row in _given(s):
        start, end = row.started_on, row.ended_on
        if start is None:
            yield missing(f"treatments/{row.id}/started_on", "payers count the weeks", of=row.name)
        elif start > s.today:
            yield _misdated(row, "started_on", f"started on {us_date(start)}, which is still to come")
        if end is not None and end > s.today and row.outcome != "ongoing":
            yield _misdated(row, "ended_on", f"ended on {us_date(end)}, which is still to come")
        elif end is not None and start is not None and end < start:
            yield _misdated(row, "ended_on", f"ended on {us_date(end)}, before it started")
        elif end is None and row.outcome != "ongoing" and says_nothing(row.duration) and not _is_single(row):
            yield missing(
                f"treatments/{row.id}/ended_on",
                "payers count the weeks",
                "Write when it ended, or its length, or choose the outcome ongoing.",
                of=row.name,
            )


@check(
    "CHK-067",
    "Previous treatments: durations",
    part="F",
    section="treatments",
    source="guide A.198",
    applies=treatments_told,
)
def durations(s: Subject) -> Iterator[Fault]:
    for row in _given(s):
        start, end, told = row.started_on, row.ended_on, length_in_days(row.duration)
        if start is not None and end is not None and told is not None:
            dated = (end - start).days
            if abs(dated - told) > max(_DAYS_ASIDE, _SHARE_ASIDE * told) and dated >= 0:
                yield wrong(
                    f"treatments/{row.id}/duration",
                    f"Length {quoted(row.duration or '')} does not go with its dates, which are {dated} days apart.",
                    "Correct the length or the dates, so that the payer reads one thing.",
                    words=(row.duration or "")[:40],
                    severity="warn",
                )
        elif start is None and says_nothing(row.duration) and not _is_single(row):
            yield missing(f"treatments/{row.id}/duration", "many policies ask a number of weeks", of=row.name)


@check(
    "CHK-068",
    "Previous treatments: outcomes",
    part="F",
    section="treatments",
    source="guide A.049, A.198",
    applies=treatments_told,
)
def outcomes(s: Subject) -> Iterator[Fault]:
    for row in s.case.treatments:
        if row.outcome is None:
            yield missing(
                f"treatments/{row.id}/outcome",
                "the payer asks how it went",
                "Choose failed, insufficient, not tolerated, contraindicated, helped or ongoing.",
                of=row.name,
            )


@check(
    "CHK-069",
    "Why each was insufficient, failed or no longer appropriate",
    part="F",
    section="treatments",
    source="guide A.125, A.199",
    applies=treatments_told,
)
def reasons(s: Subject) -> Iterator[Fault]:
    for row in s.case.treatments:
        helped_and_goes_on = row.outcome in ("helped", "ongoing") and s.case.purpose == "continuation"
        if says_nothing(row.details) and not helped_and_goes_on:
            yield missing(
                f"treatments/{row.id}/details",
                "'failed' alone convinces nobody",
                "Write what happened, for example 'pain 8 of 10 unchanged after 12 weeks'.",
                of=row.name,
            )


def _misdated(row: Treatment, field: str, what: str) -> Fault:
    return wrong(
        f"treatments/{row.id}/{field}", f"{quoted(row.name or 'Treatment')} {what}.", "Copy the dates from the chart."
    )
