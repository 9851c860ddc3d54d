"""Checks of the order behind the request: how many, on which examination, where, and how many visits so far.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import (
    continued_therapy,
    procedure,
    supplied_in_quantity,
)
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.typed_dates import us_date

_DAYS_OF_SIX_MONTHS = 184


@check(
    "CHK-168",
    "Therapy and equipment: quantity stated",
    part="N",
    section="request",
    source="guide B.021-023, B.048-049",
    applies=supplied_in_quantity,
    also=("CHK-167",),
)
def quantity(s: Subject) -> Fault | None:
    if says_nothing(s.case.request.quantity):
        shown = "24 visits" if s.case.kind == "therapy" else "1 device and 4 masks per year"
        return missing("request.quantity", "the payer approves a number", f"Write how many, for example {shown}.")
    return None


@check(
    "CHK-169",
    "Therapy and equipment: face-to-face exam",
    part="N",
    section="request",
    source="guide B.049; 42 CFR 410.38(d)",
    applies=supplied_in_quantity,
)
def face_to_face(s: Subject) -> Fault | None:
    on = s.case.request.face_to_face_on
    if on is None:
        return missing("request.face_to_face_on", "the order stands on an examination")
    if on > s.today:
        return wrong(
            "request.face_to_face_on",
            f"Face-to-face examination is on {us_date(on)}, which is still to come.",
            "Write the date of the examination that supports the order.",
            words=us_date(on),
        )
    if s.payer.type == "medicare_ffs" and s.case.kind == "equipment" and (s.today - on).days > _DAYS_OF_SIX_MONTHS:
        return wrong(
            "request.face_to_face_on",
            "Face-to-face examination is over six months old; Medicare may ask one within six months of the order.",
            "Write the date of a newer examination, or have one done.",
            words=us_date(on),
            severity="warn",
        )
    return None


@check(
    "CHK-095",
    "Setting is not more costly than needed",
    part="G",
    section="request",
    severity="warn",
    source="guide B.032-033",
    applies=procedure,
)
def setting(s: Subject) -> Fault | None:
    if says_nothing(s.case.request.setting):
        return missing("request.setting", "the payer asks for the least costly place that is safe")
    return None


@check(
    "CHK-012",
    "Therapy beyond its visit limit: visits used and allowed",
    part="A",
    section="history",
    severity="warn",
    source="guide A.026-027",
    applies=continued_therapy,
)
def visits(s: Subject) -> Iterator[Fault]:
    if s.case.visits.used is None:
        yield missing("visits.used", "the payer counts them", "Write how many, for example 18.")
    if s.case.visits.limit is None:
        yield missing("visits.limit", "the payer counts against it", "Write the plan's limit, for example 20.")
