"""`check --rules`: every row of the checklist and of the payers' criteria, for reading and as JSON.

Stands on `checklist.rows` and the payers' definitions; called by `check`. It needs no board.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from lmnboard.checklist.rows import Row, payer_rows, rows
from lmnboard.commands import common
from lmnboard.knowledge.payer_rules.tables import definitions

WIDTH = 79
_KINDS = {
    "check": "checks",
    "shared": "answered by other checks",
    "gate": "gates",
    "behaviour": "behaviours of the board",
}


def show(*, as_json: bool) -> int:
    """Print the list; the exit status."""
    if as_json:
        common.print_json([*rows(), *payer_rows()])
        return 0
    _print_wrapped("", f"{len(rows())} rows: {_counted(rows())}.")
    print()
    _print_sections(rows())
    print("WHAT KINDS OF PAYERS ASK BEYOND THAT\n")
    _print_sections(payer_rows())
    print("WHAT PAYERS MEAN BY MEDICALLY NECESSARY\n")
    for definition in definitions():
        _print_wrapped("- ", f"{definition.text} ({definition.cited})")
    return 0


def _counted(given: Iterable[Row]) -> str:
    count: Counter[str] = Counter(row.sort for row in given)
    return ", ".join(f"{count[sort]} {name}" for sort, name in _KINDS.items() if count[sort])


def _print_sections(given: Iterable[Row]) -> None:
    for section, of_section in groupby(given, key=lambda row: row.section):
        print(section)
        for row in of_section:
            _print_wrapped(f"  {row.id} {row.severity}  ", row.title)
            _print_wrapped("   ", " · ".join(_told(row)))
        print()


def _told(row: Row) -> list[str]:
    """What it is, when it is asked, and where it comes from."""
    tests = ", ".join(test.replace("::", ": ") for test in row.shown_by)
    if len(row.answered_by) == 1:
        told = [f"the same as {row.answered_by[0]}"]
    elif row.answered_by:
        told = ["answered by " + ", ".join(row.answered_by)]
    elif tests:
        told = [row.sort, f"shown by {tests}"]
    else:
        told = [", ".join(row.how), re.split("[:;]", row.applies)[0] if row.id.startswith("CHK") else row.applies]
    return [*told, row.source]


def _print_wrapped(lead: str, text: str) -> None:
    indent = " " * (3 if lead.strip() else len(lead))
    wrapped = textwrap.fill(
        text, WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    print(wrapped)
