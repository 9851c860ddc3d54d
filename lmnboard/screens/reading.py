"""Findings and letters as lines to read: the same on the checklist, beside a case and in the letter's own screen."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from lmnboard.checklist.finding import Finding, count
from lmnboard.widgets.drawn import Span
from lmnboard.widgets.lines import Row

MARKS = {"block": "✗", "warn": "!", "info": "·"}
_GAP = re.compile(r"(\[\[[^\]]*\]\])")


def finding_rows(findings: Iterable[Finding], width: int) -> list[Row]:
    """Each finding as its mark, what is missing, and how to mend it."""
    rows = []
    for finding in findings:
        mark, style = mark_of(finding)
        said = textwrap.wrap(finding.message or finding.title, max(width - 4, 20))
        rows.append(Row(((f" {mark} ", style), (said[0], "base")), finding_key(finding)))
        rows += [Row(((f"   {line}", "base"),)) for line in said[1:]]
        rows += [Row(((f"   {line}", "quiet"),)) for line in textwrap.wrap(finding.fix, max(width - 4, 20))]
    return rows


def summary(findings: Sequence[Finding]) -> tuple[str, str]:
    """A case's checklist for its card: how many of how many hold, and the worst with its number."""
    held, asked = count(findings)
    for severity in ("block", "warn"):
        open_ = {f.check for f in findings if f.severity == severity and f.status in ("fail", "person")}
        if open_:
            return f"{held}/{asked}", f"{MARKS[severity]}{len(open_)}"
    return f"{held}/{asked}", "✓"


def mark_of(finding: Finding) -> tuple[str, str]:
    """The mark of a finding and its style."""
    if finding.status == "pass":
        return "✓", "good"
    if finding.status == "person":
        return "☐", "person"
    return MARKS[finding.severity], finding.severity


def finding_key(finding: Finding) -> str:
    """What a line of the checklist stands for; a check that somebody ticks keeps it when it is ticked."""
    return f"{finding.check} {finding.record} {finding.field}" if finding.status == "fail" else finding.check


def counted(number: int, what: str) -> str:
    """`1 blocker`, `2 blockers`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def marks_of(findings: Sequence[Finding]) -> dict[str, str]:
    """The worst severity of each field that a finding points at."""
    marks: dict[str, str] = {}
    for severity in ("info", "warn", "block"):
        failing = (f for f in findings if f.status == "fail" and f.severity == severity and f.record == "cases")
        marks |= {f.field: severity for f in failing}
    return marks


def letter_rows(text: str, width: int = 0) -> list[Row]:
    """The lines of a letter, with what is missing standing out; broken to `width` where one is given."""
    lines = text.split("\n")
    if width:
        lines = [part for line in lines for part in textwrap.wrap(line, width) or [""]]
    return [Row(tuple(_spans(line))) for line in lines]


def _spans(line: str) -> Iterable[Span]:
    for part in _GAP.split(line):
        yield (part, "gap" if part.startswith("[[") else "base")
