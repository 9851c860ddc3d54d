"""What the editor of several names offers: those of the directory that fit the name typed last.

A list of fields makes one for a field that holds several staff members, locations and the like, with commas between.
"""

from __future__ import annotations

from lmnboard.model import values


class SeveralNames:
    """Names (value → name), of which a field takes several."""

    good = ""

    def __init__(self, options: dict[str, str]) -> None:
        self._options = options
        self._whole: dict[str, str] = {}

    def offer(self, typed: str) -> list[str]:
        """The names that fit what is typed behind the last comma; all others that are not there yet for nothing."""
        *before, last = (name.strip() for name in typed.split(","))
        standing = [name for name in before if name]
        found = values.matching(last, self._options) if last else list(self._options)
        names = [name for value in found if (name := self._options[value]) not in standing]
        self._whole = {name: ", ".join([*standing, name]) for name in names}
        return names

    def code_of(self, line: str) -> str:
        """All names, with the one of a line that was offered as the last; anything else as it is."""
        return self._whole.get(line, line)
