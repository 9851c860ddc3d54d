"""What the editor of a code offers: codes that begin so or are called so, and how long their set is good.

Imports `knowledge`. A screen makes one for the field that is edited; `FieldList` hands it to the editor.
"""

from __future__ import annotations

from datetime import date

from lmnboard.knowledge.code_book import Code, CodeBook, System
from lmnboard.knowledge.typed_dates import us_date

_MOST = 20
_CODE = 9
"""Cells for a code: seven characters, its dot, a space."""


class CodeSearch:
    """Codes of some systems as they stand on a day. `book` is None while the index is being made."""

    def __init__(self, book: CodeBook | None, systems: tuple[System, ...], on: date) -> None:
        self._book = book
        self._systems = systems
        self._on = on
        self._codes: dict[str, str] = {}

    def offer(self, typed: str) -> list[str]:
        """The codes for what is typed, each a line with its description."""
        if self._book is None or not typed.strip():
            return []
        book = self._book
        found = [c for system in self._systems for c in book.search(typed, self._on, limit=_MOST, system=system)]
        begun = typed.strip().upper().replace(".", "")
        if not any(code.code.replace(".", "").startswith(begun) for code in found):
            found.sort(key=lambda code: not code.billable)  # enter takes the first: one that can be billed
        offered = {self._line(code): code.code for code in found}
        self._codes |= offered
        return list(offered)

    @staticmethod
    def _line(code: Code) -> str:
        """A header's code ends in an ellipsis: there is more below it to choose from."""
        return f"{code.code if code.billable else f'{code.code} …':<{_CODE}} {code.description}"

    def code_of(self, line: str) -> str:
        """The code of a line that was offered; anything else as it is."""
        return self._codes.get(line, line)

    @property
    def good(self) -> str:
        """Which sets are searched, and to which day they are good."""
        if self._book is None:
            return "The index of codes is being made."
        told = []
        for system in self._systems:
            known = self._book.in_force(system, self._on)
            if known is not None:
                name = known.name.partition(" (")[0]
                end = f", good to {us_date(known.last_day)}" if known.last_day else ""
                told.append(f"{system} {name}{end}")
        return "; ".join(told)
