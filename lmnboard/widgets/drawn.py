"""Widgets that draw themselves line by line, so that a key sends what it changed and nothing else.

Imports Textual and rich alone; every widget and most screens stand on these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from lmnboard.model.values import plain

Span = tuple[str, str]
"""A piece of text and the name of its style: a component class without its dashes, or `base`."""


class Drawn(Widget):
    """A widget that keeps its styles until the theme changes: `refresh` empties Textual's own cache at every key."""

    ALLOW_SELECT = False
    _styles_now: dict[str, Style] | None = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_now = None

    @property
    def looks(self) -> dict[str, Style]:
        if self._styles_now is None:
            named = {name[2:]: self.get_component_rich_style(name) for name in self.COMPONENT_CLASSES}
            self._styles_now = {**named, "base": self.rich_style}
        return self._styles_now

    def strip_of(self, spans: Sequence[Span], width: int | None = None, over: str = "") -> Strip:
        """A line of spans, filled or cut to the width; `over` is a style laid over the whole line."""
        looks = self.looks
        laid = looks[over] if over else None
        segments = [Segment(plain(text), looks[name] + laid if laid else looks[name]) for text, name in spans if text]
        width = self.size.width if width is None else width
        return Strip(segments).adjust_cell_length(width, looks["base"] + laid if laid else looks["base"])

    def refresh_rows(self, *rows: int) -> None:
        """Draw some rows of the widget again."""
        self.refresh(*(Region(0, row, self.size.width, 1) for row in rows if 0 <= row < self.size.height))


class OneLine(Drawn):
    """A line of text that is sent only when it changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"--strong", "--alarm", "--quiet", "--good"}
    spans: tuple[Span, ...] = ()

    def say(self, *spans: Span) -> None:
        if spans != self.spans:
            self.spans = spans
            self.refresh()

    @property
    def seen(self) -> tuple[Span, ...]:
        """What of it is drawn here."""
        return self.spans

    def render_line(self, y: int) -> Strip:
        """The text; where it is longer than the line, it ends in an ellipsis."""
        width, spans = self.size.width, self.seen
        if sum(cell_len(plain(text)) for text, _style in spans) <= width:
            return self.strip_of(spans)
        return Strip.join([self.strip_of(spans, width - 1), self.strip_of([("…", spans[-1][1])], 1)])


class KeyLine(Drawn):
    """The keys that work here and now, made from the live bindings; for a while the rest of a long sentence instead."""

    COMPONENT_CLASSES: ClassVar[set[str]] = OneLine.COMPONENT_CLASSES | {"--key"}
    hints: tuple[tuple[str, str], ...] = ()
    over: Span = ("", "base")

    def lay_over(self, text: str, style: str) -> None:
        """Show a text in place of the keys; an empty one shows these again."""
        if (text, style) != self.over:
            self.over = text, style
            self.refresh()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._read)

    def _read(self, screen: Screen[Any]) -> None:
        hints = tuple((keys.split(" ")[0], does) for keys, does, _action in live_keys(screen))
        if screen.is_current and hints != self.hints:
            self.hints = hints
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The hints that fit, the last one (the way to all others) always among them."""
        text, style = self.over
        if text:
            return self.strip_of([(cut(text, self.size.width), style)])
        if not self.hints:
            return self.strip_of([])
        *hints, last = self.hints
        room = self.size.width - _cells(last)
        spans: list[Span] = []
        for keys, does in hints:
            room -= _cells((keys, does))
            if room < 0:
                break
            spans += [(f" {keys}", "key"), (f" {does} ", "base")]
        return self.strip_of([*spans, (f" {last[0]}", "key"), (f" {last[1]} ", "base")])


def _cells(hint: tuple[str, str]) -> int:
    return len(hint[0]) + len(hint[1]) + 3


def live_keys(screen: Screen[Any], *, every: bool = False) -> list[tuple[str, str, str]]:
    """(keys, what they do, the action), one for each thing done: the screen's own first, then what screens share.

    `every` adds those that the key line leaves out.
    """
    kinds = [kind for at in (screen.focused, screen, screen.app) if at is not None for kind in type(at).__mro__]
    ours = [kind for kind in kinds if kind.__module__.startswith("lmnboard")]
    order = [b for kind in ours for b in vars(kind).get("BINDINGS", ()) if isinstance(b, Binding)]
    place = {key.strip(): at for at, b in reversed(list(enumerate(order))) for key in b.key.split(",")}
    rows: dict[str, tuple[list[str], str]] = {}
    known = [active for active in screen.active_bindings.values() if active.binding.key in place]
    for active in sorted(known, key=lambda active: place[active.binding.key]):
        binding = active.binding
        if not (active.enabled and binding.description and not binding.system and (binding.show or every)):
            continue
        says = (binding.tooltip or binding.description) if every else binding.description
        keys, _action = rows.setdefault(says, ([], binding.action))
        keys.append(screen.app.get_key_display(binding))
    return [(" ".join(keys), says, action) for says, (keys, action) in rows.items()]


def cut(text: str, width: int) -> str:
    """Text of exactly this many cells, with an ellipsis where it was longer."""
    if width <= 0:
        return ""
    text = plain(text)
    fitted = set_cell_size(text, width)
    return fitted if fitted.rstrip() == text.rstrip() else set_cell_size(text, width - 1).rstrip() + "…"
