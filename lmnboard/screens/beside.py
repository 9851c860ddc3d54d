"""What stands beside the fields of a case: the checklist of the section, following the field, or the letter.

Pure but for the widget it draws on. Called by the case's screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from lmnboard.checklist.finding import Finding
from lmnboard.screens.reading import finding_key, finding_rows, letter_rows, said_once, weight
from lmnboard.widgets.finding_lines import FindingLines
from lmnboard.widgets.lines import Row

LEAST = 30
"""Cells for which the side is set at the least."""


def show_letter(side: FindingLines, text: str) -> None:
    """The letter, broken to the width of the side."""
    side.show(letter_rows(text, max(side.size.width, LEAST) - 1))


def show_findings(side: FindingLines, findings: Sequence[Finding], section: str, path: str, *, follow: bool) -> None:
    """The section's findings, what is about the field at `path` standing out; `follow` brings that into view."""
    mine = sorted((f for f in findings if f.section == section and (f.is_open or f.silenced)), key=weight)
    here = {finding_key(f): f.is_open for f in mine if _is_about(f, path)}
    width = max(side.size.width, LEAST)
    rows = [row for f in said_once(mine) for row in finding_rows(f, width, here=finding_key(f) in here)]
    if not any(f.is_open for f in mine):
        rows = [Row(((" Nothing is missing here.", "good"),)), *rows]
    side.show(rows)
    first = next((key for key, is_open in here.items() if is_open), "")
    if follow and first:
        side.reveal(first)


def _is_about(finding: Finding, path: str) -> bool:
    """Whether it is about the field under the cursor, or about the row whose head the cursor stands on."""
    return bool(path) and finding.record == "cases" and f"{finding.field}/".startswith(f"{path}/")
