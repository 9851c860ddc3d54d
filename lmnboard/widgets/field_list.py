"""The fields of one section of a record, edited in place.

`FieldLines` draws them. What is kept goes to the function it was made with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from textual.app import ComposeResult
from textual.geometry import Region

from lmnboard.curtain import UP, Veil
from lmnboard.model import values
from lmnboard.model.clinic import Clinic
from lmnboard.model.fields import Catalogue, Field
from lmnboard.store.drafts import Half
from lmnboard.widgets.choice_list import ChoiceList
from lmnboard.widgets.field_items import items_of
from lmnboard.widgets.field_lines import FieldLines
from lmnboard.widgets.inplace import INDENT, ON, STAY
from lmnboard.widgets.line_editor import LineEditor
from lmnboard.widgets.searching import SearchCodes, no_search
from lmnboard.widgets.several_names import SeveralNames
from lmnboard.widgets.text_editor import TextEditor

_OFFERED = frozenset({"choice", "ref", "yes_no", "stage", "assignee"})
"""Editors that list what may be chosen."""

KeepField = Callable[[str, str, Field, str, Any, Half], bool]
"""Whose field, path, field, what was typed, the value that stood there when the editor opened, and its draft.

False keeps the editor open.
"""
BeginField = Callable[[str, str, Any, str], Half]
"""Whose field, path, the value that stands there and its text: the draft of what is typed over it."""


class FieldList(FieldLines):
    """Fields that are edited where they stand."""

    def __init__(
        self,
        keep: KeepField,
        moved: Callable[[], None],
        begin: BeginField,
        *,
        flows: bool = False,
        codes: SearchCodes = no_search,
    ) -> None:
        """`flows`: a field that is kept leads on to the next empty one, as in a form that is filled in once."""
        super().__init__(moved)
        self._codes = codes
        self.filled: set[str] = set()
        """Paths that what was kept last has filled besides its own: editing goes on behind them."""
        self._begin = begin
        self._half: Half | None = None
        self._flows = flows
        self._target = ""
        self._keep = keep
        self._clinic = Clinic()

    def compose(self) -> ComposeResult:
        choices = ChoiceList()
        yield choices
        yield LineEditor(choices)
        yield TextEditor()

    def show(
        self,
        target: str,
        doc: dict[str, Any],
        fields: Sequence[Field],
        catalogue: Catalogue,
        clinic: Clinic,
        marks: dict[str, str] | None = None,
        veil: Veil = UP,
        *,
        carried: bool = False,
    ) -> None:
        """Show fields of a document. The cursor stays on its field. `marks` are severities by path.

        `carried`: what stands in them came from elsewhere, and nobody has confirmed it.
        `target` is whose fields they are; an editor that is open over another's is closed.
        """
        if target != self._target:
            self.close()
        self._target, self._clinic, self._marks, self._carried = target, clinic, marks or {}, carried
        items, here, removed = items_of(fields, doc, catalogue, clinic, veil), self.item, None
        if here is not None and self.editor is not None and all(item.path != here.path for item in items):
            # Somebody has removed the row that is being typed into: its field stays until the editor is closed.
            removed = msgspec.structs.replace(here, label="(removed)")
        self.lay(items, removed)

    def laid(self) -> None:
        """Keep an open editor over its field, which other changes may have moved."""
        editor = self.editor
        if editor is not None:
            editor.follow(self._value_region(self.size.height if isinstance(editor, TextEditor) else 1))

    # ------------------------------------------------------------------ editing
    def edit(self, draft: str | None = None, found: Any = None, half: Half | None = None) -> None:
        """Open the editor that fits the field under the cursor; with a draft of it that was typed over `found`."""
        item = self.item
        if item is None or item.kind != "field":
            return
        if item.hidden and draft is None and not self._flows:  # nobody writes over what they do not see
            return
        field, target = item.field, self._target
        stood = item.value if draft is None else found
        half = self._half = half or self._begin(target, item.path, item.value, item.text)
        several = self._several(field)
        search = self._codes(field, item.path) or several

        def keep(typed: str, step: int) -> bool:
            typed = search.code_of(typed) if search else typed
            self.filled.clear()
            if typed == item.text and draft is None:
                half.left()
            else:
                half.typed(typed)
                if not self._keep(target, item.path, field, typed, stood, half):
                    return False
            if self.app.screen is not self.screen:
                return True  # what was kept asks something first: the keys are that screen's
            if step and step != STAY:
                self.stand_on(item.path)
                self._step(step)
            elif self._flows and not step:
                self._on_to_empty()
            return True

        text = item.text if draft is None else draft
        if field.editor == "long":
            self._top_to_cursor()
            region = self._value_region(self.size.height)
            self.query_one(TextEditor).open_over(region, text, keep, typed=half.typed, leave=half.left)
            return
        options = values.options(field, self._clinic) if field.editor in _OFFERED else {}

        def offer(typed: str) -> list[str]:
            found = values.matching(typed.strip(), options) if typed.strip() else list(options)
            return [options[value] for value in found]

        self.query_one(LineEditor).open_over(
            self._value_region(1),
            text,
            keep,
            offer=search.offer if search else offer if options else None,
            foot=search.good if search else "",
            several=search is not None and search is several,
            typed=half.typed,
            leave=half.left,
        )

    def _several(self, field: Field) -> SeveralNames | None:
        """What is offered for a field that takes several of what may be chosen; None for any other."""
        chosen = field.editor == "list" and field.about.each in _OFFERED
        return SeveralNames(values.options(field, self._clinic)) if chosen else None

    def _step(self, step: int) -> None:
        """Go to the field beside this one, and edit it where the step says so."""
        by = 1 if step > 0 else -1
        moved = self.go(by)
        while moved and (self._items[self.at].kind != "field" or self._items[self.at].path in self.filled):
            self._unfold(by)
            moved = self.go(by)
        if moved and abs(step) == ON:
            self.edit()

    def _on_to_empty(self) -> None:
        """Edit the next field that has nothing in it."""
        empty = next((i for i in self._items[self.at + 1 :] if i.kind == "field" and not i.text), None)
        if empty is not None:
            self.go(self._items.index(empty) - self.at)
            self.edit()

    @property
    def editor(self) -> LineEditor | TextEditor | None:
        """The editor that is open, if one is."""
        focused = self.screen.focused
        return focused if isinstance(focused, LineEditor | TextEditor) and focused.parent is self else None

    def close(self) -> bool:
        """Close an open editor; whether what is typed in it stays behind as a draft."""
        editor = self.editor
        if editor is None:
            return False
        editor.put_away()
        if self._half is None or not self._half.holds:
            return False
        self._half.stays()
        return True

    def _top_to_cursor(self) -> None:
        """Give a long text the room below it: scroll its first line to the upper third."""
        rows = self._rows_of(self.at)
        if rows and rows[0] > self.size.height // 3:
            self._top += rows[0] - self.size.height // 3
            self.refresh()

    def _value_region(self, height: int) -> Region:
        item = self._items[self.at]
        top = next(iter(self._rows_of(self.at)), 0) + item.is_long
        left = self._left_of(item) - INDENT * item.is_long
        return Region(left, top, max(self.size.width - left, 10), max(1, min(height, self.size.height - top)))
