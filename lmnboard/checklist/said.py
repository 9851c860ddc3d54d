"""What a check finds in the words of a letter: there, weak, only a placeholder, or absent, and where.

Imports `finding` and the written letter. Returned by the rules for letters; `registry` makes findings of these.
"""

from __future__ import annotations

import msgspec

from lmnboard.checklist.finding import Severity, Status

Place = tuple[int, int]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One result. `span` is where it stands or should have, in characters of the letter; `severity` as in `Fault`."""

    status: Status
    message: str = ""
    fix: str = ""
    span: Place | None = None
    severity: Severity | None = None


NOT_ASKED = Said(status="not_applicable")
"""The letter's own words show that the row does not apply to it."""


def stands(span: Place | None = None) -> Said:
    """The element is there."""
    return Said(status="pass", span=span)


def absent(message: str, fix: str, span: Place | None = None, *, severity: Severity | None = None) -> Said:
    """The element is missing, or what stands there is wrong."""
    return Said(status="fail", message=message, fix=fix, span=span, severity=severity)


def weak(message: str, fix: str, span: Place | None = None) -> Said:
    """Something stands in its place that a reviewer would not accept; it warns and never blocks."""
    return Said(status="weak", message=message, fix=fix, span=span)


def blank(what: str, span: Place) -> Said:
    """A placeholder stands where `what` should: `the member number`."""
    return Said(
        status="placeholder",
        message=f"A placeholder stands in place of {what}.",
        fix="Write the fact there.",
        span=span,
    )


def by_person(message: str, fix: str, span: Place | None = None) -> Said:
    """Words cannot show it; somebody has to look."""
    return Said(status="person", message=message, fix=fix, span=span)
