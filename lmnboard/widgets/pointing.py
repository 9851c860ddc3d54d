"""Words that an open editor is to show: selected, so that what is typed takes their place.

Imports the editors. Called by the case's screen on the way from a line of the checklist.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import input as input_
from textual.widgets import text_area

from lmnboard.widgets.line_editor import LineEditor
from lmnboard.widgets.text_editor import TextEditor


def point_at(editor: LineEditor | TextEditor, find: Callable[[str], tuple[int, int] | None]) -> None:
    """Select what `find` finds in an editor's text, and bring it into view.

    The cursor stands on its first letter: behind it, one more would look selected where there are no colours.
    """
    text = editor.value if isinstance(editor, LineEditor) else editor.text
    place = find(text)
    if place is None:
        return
    start, end = place
    if isinstance(editor, LineEditor):
        editor.selection = input_.Selection(end, start)
        return
    editor.selection = text_area.Selection(_location(text, end), _location(text, start))
    editor.call_after_refresh(editor.scroll_cursor_visible)


def _location(text: str, at: int) -> tuple[int, int]:
    """Line and column of a place in a text."""
    return text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1
