"""Editors that always lie laid out, hidden, in a line-drawn widget, and are shown over one region of it.

Mounting an editor when it is needed costs a whole screen of bytes; this costs its own cells. What to do with the text
is a function made at opening, which names the case: never the place of the cursor, which others may move. Here is what
the editor of a line and the editor of a long text have in common.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.geometry import Region

if TYPE_CHECKING:  # the board starts without the editor of long texts
    from textual.widgets import Input, TextArea

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

LEAVE: list[BindingType] = [
    Binding("tab", f"keep({ON})", "keep, edit next"),
    Binding("shift+tab", f"keep({-ON})", show=False),
    Binding("escape", "leave", "leave as it was"),
    Binding("ctrl+s", "keep_all", "keep, do it"),
]
"""How an editor is left."""


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
