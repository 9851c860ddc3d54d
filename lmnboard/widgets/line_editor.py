"""The editor of one line of text, which may offer what can be chosen for what is typed.

Lies hidden in the widget whose line it edits (see `inplace`): a list of fields, a card, the message line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widgets import Input

from lmnboard.model.values import plain
from lmnboard.widgets.choice_list import ChoiceList
from lmnboard.widgets.drawn import Drawn
from lmnboard.widgets.inplace import LEAVE, STAY, Keep, carry_out, hide, is_in_form, show

Offer = Callable[[str], list[str]]
"""What may be chosen for what is typed so far."""
_DATE = re.compile(r"\d\d/\d\d/\d{4}")
"""A date as it is shown."""


class LineEditor(Input):
    """One line of text over a region of its parent; with `offer`, a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep(0)", "keep"),
        *LEAVE,
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
    ]
    # Cuts the chain of bindings here: no key of the screen acts while text is typed.
    is_modal = True
    _keep: Keep
    _leave: Callable[[], None] | None
    _offer: Offer | None = None
    _offered_for = ""
    _several = False
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
        several: bool = False,
        typed: Callable[[str], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        """Edit `value` over a region. `typed` hears each change, `leave` that it was left as it was.

        With `foot`, what is offered is searched for what is typed, anything may be typed, and `foot` says what in.
        `several`: what is offered completes the last of several, with commas between.
        """
        self._keep, self._offer, self._typed, self._leave = keep, offer, typed, leave
        self._several = several
        value = plain(value)
        with self.prevent(Input.Changed):
            self.value = value
        self.cursor_position = len(value)
        self._offered_for = value
        if self._choices is not None:
            self._choices.foot = foot
        if (offer is not None and not several) or _DATE.fullmatch(value):  # such a value is typed anew, not mended
            self.selection = type(self.selection)(0, len(value))
        if offer is not None:
            self._show_choices(offer(f"{value}," if several else ""), region, value)
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
        left = 0 if choices.foot else region.x
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
            last = self.value.rpartition(",")[2] if self._several else self.value
            self._choices.at = 0 if last.strip() else -1
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
