"""The editor of a long text, which grows with it.

Lies hidden in the list of fields whose text it edits (see `inplace`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Region
from textual.widgets import TextArea

from lmnboard.model.values import plain
from lmnboard.widgets.inplace import INDENT, LEAVE, STAY, Keep, carry_out, hide, is_in_form, show


class TextEditor(TextArea):
    """Long text over a region of its parent, as high as the text and at most as the region."""

    BINDINGS: ClassVar[list[BindingType]] = LEAVE
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
