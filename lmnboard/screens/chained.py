"""The chain of a case as lines under its sections: what it appeals or renews, what follows from it, how each stands.

Imports the workflow's links. `show` and `w` say the same in full.
"""

from __future__ import annotations

from collections.abc import Sequence

from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Row
from lmnboard.workflow.appeals import Link


def chain_rows(chain: Sequence[Link], here: str, width: int, height: int) -> list[Row]:
    """The chain in so many cells and lines, with an empty line above; nothing for a case that stands alone.

    Levels have a line of their own where there is room; where there is not even one for each case, the first go.
    """
    if len(chain) < 2 or height < 2:
        return []
    rows: list[Row] = []
    levels = sum(2 if link.level else 1 for link in chain) < height
    for link in chain[-(height - 1) :]:
        mark = "▸" if link.id == here else " "
        day = f" {link.on:%m/%d}" if link.on else ""
        told = f"{cut(f'{link.id} {link.state}', width - 1 - len(day))}{day}"
        rows.append(Row(((f"{mark}{told}", "base" if link.id == here else "quiet"),)))
        if levels and link.level:
            rows.append(Row(((f"   {cut(link.level, width - 3)}", "quiet"),)))
    return [Row(((" ", "base"),)), *rows]
