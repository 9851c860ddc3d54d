"""What is sent to the terminal, made short: only the cells that changed, and no code that says what holds anyway.

Textual draws a changed region from the left edge of its widget on, which for a card in the last column is the whole
line. Called by the app for every frame.
"""

from __future__ import annotations

import re

from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.strip import Strip

_DEFAULTS = re.compile(r"\x1b\[(?:39;49m|([0-9;]*);39;49m)")
"""The terminal's own colours: every run of text ends with a reset, so they hold already."""


class Sparing(CompositorUpdate):
    """An update of the screen that says the same in fewer bytes."""

    def __init__(self, update: CompositorUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        update = self._update
        said = _changed(update, console) if isinstance(update, ChopsUpdate) else update.render_segments(console)
        return _DEFAULTS.sub(lambda code: f"\x1b[{code[1]}m" if code[1] else "", said)


def _changed(update: ChopsUpdate, console: Console) -> str:
    said = []
    for y, left, right in update.spans:
        at = -1
        run: list[Strip] = []
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or end <= left or x >= right:
                continue
            begins, ends = max(x, left), min(end, right)
            if begins != at:
                said.append(_line(run, console))
                run = []
                said.append(f"\x1b[{y + 1};{begins + 1}H")
            run.append(strip.crop(begins - x, ends - x))
            at = ends
        said.append(_line(run, console))
    return "".join(said)


def _line(strips: list[Strip], console: Console) -> str:
    return Strip.join(strips).simplify().render(console) if strips else ""
