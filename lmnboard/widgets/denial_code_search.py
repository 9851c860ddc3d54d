"""What the editor of denial codes offers: codes that begin so or mean such, with what they mean, as they are typed.

Imports `knowledge`. Several codes stand in one field; what is offered completes the last. One that is not in the list
is offered as it was typed, first, so that nothing else is taken for it.
"""

from __future__ import annotations

import re

from lmnboard.knowledge import denial_codes
from lmnboard.knowledge.denial_codes import DenialCode

_MOST = 20
_CODES = 10
"""Cells for a code with its group."""


class DenialCodeSearch:
    """Codes of denials, in our words."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    @property
    def good(self) -> str:
        """What is searched."""
        return "Reason and remark codes, several with commas; what is not listed is kept as typed."

    def offer(self, typed: str) -> list[str]:
        """The codes for what is typed last, each a line with its meaning behind those that stand already."""
        text = typed.strip()
        before, last = _split(text) if any(sign.isdigit() for sign in text) else ("", text)
        if not last:
            return []
        given = denial_codes.read(last)
        standing = denial_codes.split(before)
        group = f"{given.group.code}-" if given.group else ""
        lines: dict[str, str] = {}
        if given.row is None and any(sign.isdigit() for sign in last):
            lines[_line(standing, given.text, "not in the list here: kept as it is")] = given.text
        found: list[DenialCode] = denial_codes.search(last)
        if given.row is not None and given.row not in found:
            found = [given.row, *found]
        for row in found[:_MOST]:
            code = row.code if row.kind == "group" else f"{group}{row.code}"
            lines[_line(standing, code, row.meaning)] = code
        self._kept |= {line: ", ".join([*standing, code]) for line, code in lines.items()}
        return list(lines)

    def code_of(self, line: str) -> str:
        """The codes of a line that was offered; anything else as it is."""
        return self._kept.get(line, line)


def _line(standing: list[str], code: str, meaning: str) -> str:
    return f"{', '.join([*standing, code]):<{_CODES}} {meaning}"


def _split(text: str) -> tuple[str, str]:
    """What stands before the last code, and the last code with its group."""
    found = re.search(r"(?i)(?:\b(?:CO|PR|OA|PI|CR|CARC|RARC)[\s-]*)?[^,;\s]*$", text)
    at = found.start() if found else len(text)
    return text[:at], text[at:]
