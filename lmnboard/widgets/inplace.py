"""Editors that always lie laid out, hidden, in a line-drawn widget, and are shown over one region of it.

Mounting an editor when it is needed costs a whole screen of bytes; this costs its own cells. What to do with the text
is a function made at opening, which names the case: never the place of the cursor, which others may move.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input, TextArea

from lmnboard.model.values import plain
from lmnboard.widgets.drawn import Drawn, cut

INDENT = 2
"""Cells before long text, its editor's padding: what stood there before it is covered too."""
ON = 2
"""A step that goes on editing."""
STAY = 9
"""A step that goes nowhere: what is kept is about to be used."""
Keep = Callable[[str, int], bool]
"""Takes the text and where to go next: 1 or -1 to a neighbour, `ON` or `-ON` to edit that at once, 0 nowhere.

False where the text cannot be kept; the editor stays open then.
"""
Offer = Callable[[str], list[str]]
"""What may be chosen for what is typed so far."""


_LEAVE: list[BindingType] = [
    Binding("tab", f"keep({ON})", "keep, edit next"),
    Binding("shift+tab", f"keep({-ON})", show=False),
    Binding("escape", "leave", "leave as it was"),
    Binding("ctrl+s", "keep_all", "keep, do it"),
]


def show(editor: Input | TextArea, region: Region) -> None:
    """Show an editor: one pass of the layout, in which only its own cells are drawn."""
    editor.styles.offset = region.x, region.y
    editor.styles.width, editor.styles.height = region.width, region.height
    editor.styles.visibility = "visible"
    editor.screen.set_focus(editor, scroll_visible=False)


def hide(editor: Input | TextArea) -> None:
    """Hide an editor. The focus goes first, as Textual looks for another to focus when a focused widget is hidden."""
    editor.screen.set_focus(None)
    editor.styles.visibility = "hidden"


def is_in_form(editor: Input | TextArea) -> bool:
    """Whether the editor's screen is a form, which is carried out as a whole."""
    return hasattr(editor.screen, "action_send")


async def carry_out(editor: Input | TextArea) -> None:
    """Carry out the form of an editor that has been kept."""
    if editor.screen.focused is None and is_in_form(editor):
        await editor.screen.run_action("send")


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


_DATE = re.compile(r"\d\d/\d\d/\d{4}")
"""A date as it is shown."""


class LineEditor(Input):
    """One line of text over a region of its parent; with `offer`, a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep(0)", "keep"),
        *_LEAVE,
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
    ]
    # Cuts the chain of bindings here: no key of the screen acts while text is typed.
    is_modal = True
    _keep: Keep
    _leave: Callable[[], None] | None
    _offer: Offer | None = None
    _offered_for = ""
    _typed: Callable[[str], None] | None = None

    def __init__(self, choices: ChoiceList | None = None) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._choices = choices

    def open_over(
        self,
        region: Region,
        value: str,
        keep: Keep,
        *,
        offer: Offer | None = None,
        foot: str = "",
        typed: Callable[[str], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        """Edit `value` over a region. `typed` hears each change, `leave` that it was left as it was.

        With `foot`, what is offered is searched for what is typed, anything may be typed, and `foot` says what in.
        """
        self._keep, self._offer, self._typed, self._leave = keep, offer, typed, leave
        value = plain(value)
        with self.prevent(Input.Changed):
            self.value = value
        self.cursor_position = len(value)
        self._offered_for = value
        if self._choices is not None:
            self._choices.foot = foot
        if offer is not None or _DATE.fullmatch(value):  # such a value is typed anew, not mended
            self.selection = type(self.selection)(0, len(value))
        if offer is not None:
            self._show_choices(offer(""), region, value)
        show(self, region)

    def _show_choices(self, offered: list[str], region: Region, chosen: str = "") -> None:
        choices = self._choices
        if choices is None or not isinstance(self.parent, Drawn):
            return
        choices.offered = offered
        choices.at = offered.index(chosen) if chosen in offered else -1
        self._place_choices(choices, region)
        choices.styles.visibility = "visible"
        choices.refresh()

    def _place_choices(self, choices: ChoiceList, region: Region) -> None:
        if not isinstance(self.parent, Drawn):
            return
        below = self.parent.size.height - region.bottom
        # What is searched changes with every key, its room does not: the screen is not laid out anew for each.
        wanted = 9 if choices.foot else max(len(choices.offered), 1)
        height = min(wanted, max(below, region.y, 1), 9)
        top = region.bottom if height <= below else max(region.y - height, 0)
        left = min(region.x, INDENT) if choices.foot else region.x
        choices.styles.offset = left, top
        choices.styles.width, choices.styles.height = max(region.right - left, 16), height

    def follow(self, region: Region) -> None:
        """Stand over another region, with what is typed."""
        self.styles.offset, self.styles.width = (region.x, region.y), region.width
        if self._offer is not None and self._choices is not None:
            self._place_choices(self._choices, region)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer_for_typed()
        if self._typed is not None:
            self._typed(self.value)

    def _offer_for_typed(self) -> None:
        """Offer what fits what is typed by now; a key that chooses may come before the message that it changed."""
        if self._offer is not None and self._choices is not None and self.value != self._offered_for:
            self._offered_for = self.value
            self._choices.offered = self._offer(self.value)
            self._choices.at = 0 if self.value.strip() else -1
            self._choices.refresh()

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted, as one: Input alone drops all but the first."""
        event.text = " ".join(event.text.split())
        super()._on_paste(event)
        event.prevent_default()

    def action_step(self, by: int) -> None:
        self._offer_for_typed()
        choices = self._choices
        if self._offer is None or choices is None or (choices.foot and not choices.offered):
            self.action_keep(by)
        elif choices.offered:
            choices.at = (max(choices.at, -1 if by > 0 else 0) + by) % len(choices.offered)
            choices.refresh()

    def action_keep(self, step: int) -> None:
        value = self.value
        self._offer_for_typed()
        choices = self._choices
        if self._offer is not None and choices is not None and 0 <= choices.at < len(choices.offered):
            value = choices.offered[choices.at]
        typed = self._typed
        self.put_away()
        if not self._keep(value, step):
            self._typed = typed
            self.styles.visibility = "visible"
            self.screen.set_focus(self, scroll_visible=False)
            if self._offer is not None and choices is not None:
                choices.styles.visibility = "visible"

    async def action_keep_all(self) -> None:
        """Keep, and carry out the form that this is a field of."""
        self.action_keep(STAY)
        await carry_out(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "keep_all" or is_in_form(self)

    def action_leave(self) -> None:
        self.put_away()
        if self._leave is not None:
            self._leave()

    def put_away(self) -> None:
        """Close it, and tell nobody: not of a change either, of which the message is still to come."""
        self._typed = None
        hide(self)
        if self._choices is not None:
            self._choices.styles.visibility = "hidden"


class TextEditor(TextArea):
    """Long text over a region of its parent, as high as the text and at most as the region."""

    BINDINGS: ClassVar[list[BindingType]] = _LEAVE
    is_modal = True
    _keep: Keep
    _typed: Callable[[str], None] | None = None
    _leave: Callable[[], None] | None = None
    _most = 1

    def __init__(self) -> None:
        super().__init__(compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False

    def open_over(
        self,
        region: Region,
        value: str,
        keep: Keep,
        *,
        typed: Callable[[str], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        """Edit `value` over a region. `typed` hears each change, `leave` that it was left as it was."""
        self._keep, self._typed, self._leave, self._most = keep, typed, leave, region.height
        self.styles.max_height = region.height
        with self.prevent(TextArea.Changed):
            self.text = "\n".join(plain(line) for line in value.split("\n"))
        # As the layout to come will wrap it, so that the height is known before.
        self.wrapped_document.wrap(region.width - 1 - INDENT, tab_width=self.indent_width)
        show(self, Region(region.x, region.y, region.width, self._rows))
        self.move_cursor(self.document.end)

    def follow(self, region: Region) -> None:
        """Stand over another region, with what is typed."""
        self._most = region.height
        self.styles.max_height = region.height
        self.styles.offset, self.styles.width = (region.x, region.y), region.width
        self.wrapped_document.wrap(region.width - 1 - INDENT, tab_width=self.indent_width)
        self.styles.height = self._rows

    @property
    def _rows(self) -> int:
        return max(1, min(self._most, self.wrapped_document.height))

    def on_text_area_changed(self) -> None:
        self.styles.height = self._rows
        if self._typed is not None:
            self._typed(self.text)

    def action_keep(self, step: int) -> None:
        typed = self._typed
        self.put_away()
        if not self._keep(self.text, step):
            self._typed = typed
            self.styles.visibility = "visible"
            self.screen.set_focus(self, scroll_visible=False)

    async def action_keep_all(self) -> None:
        """Keep, and carry out the form that this is a field of."""
        self.action_keep(STAY)
        await carry_out(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "keep_all" or is_in_form(self)

    def action_leave(self) -> None:
        self.put_away()
        if self._leave is not None:
            self._leave()

    def put_away(self) -> None:
        """Close it, and tell nobody: not of a change either, of which the message is still to come."""
        self._typed = None
        hide(self)
