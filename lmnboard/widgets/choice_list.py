"""What may be chosen for what is typed, one below the other.

Drawn where the editor it belongs to says; `LineEditor` fills it and moves in it.
"""

from __future__ import annotations

from typing import ClassVar

from textual.strip import Strip

from lmnboard.widgets.drawn import Drawn, cut


class ChoiceList(Drawn):
    """What may be chosen, under the editor it belongs to; `foot` stands on its last line, where there is one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"--chosen", "--quiet"}
    offered: list[str]
    at = 0
    foot = ""

    def __init__(self) -> None:
        super().__init__()
        self.offered = []

    def render_line(self, y: int) -> Strip:
        rows = self.size.height - bool(self.foot)
        if y == rows:
            return self.strip_of([("▏", "base"), (cut(self.foot, self.size.width - 1), "quiet")])
        at = max(0, self.at - rows + 1) + y
        text = self.offered[at] if at < len(self.offered) else "" if self.offered or y else self._nothing
        return self.strip_of([("▏", "base"), (cut(text, self.size.width - 1), "chosen" if at == self.at else "base")])

    @property
    def _nothing(self) -> str:
        return "type words, or the beginning of a code" if self.foot and self.at < 0 else "nothing fits"
