"""The sections of a case at its left, each with what the checklist says of it.

Drawn by `CaseScreen`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from lmnboard.checklist.finding import Finding
from lmnboard.model.sections import SECTIONS
from lmnboard.screens.confirming import CARRIED
from lmnboard.widgets.lines import Row

COMPLETE, WEAK, MISSING = "●", "◐", "○"


def section_rows(judged: Sequence[Finding], carried: Container[str]) -> list[Row]:
    """A line for each section; `carried` are those whose facts came from an earlier case and wait."""
    return [_section_row(section, title, judged, carried) for section, title in SECTIONS.items()]


def _section_row(section: str, title: str, judged: Sequence[Finding], carried: Container[str]) -> Row:
    failing = [f for f in judged if f.section == section and f.is_open]
    if any(f.severity == "block" for f in failing):
        return Row(((f" {MISSING} ", "block"), (title, "base")), section)
    if section in carried:
        return Row(((f" {CARRIED} ", "person"), (title, "base")), section)
    if any(f.severity == "warn" for f in failing):
        return Row(((f" {WEAK} ", "warn"), (title, "base")), section)
    return Row(((f" {COMPLETE} ", "good"), (title, "base")), section)
