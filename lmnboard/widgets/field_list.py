"""The fields of one section of a record, drawn line by line and edited in place.

Knows a record only as its document and catalogue, so that cases, providers, payers, staff and locations are edited by
the same widget. What is kept goes to the function it was made with.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from lmnboard.curtain import UP, Veil
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET
from lmnboard.model.clinic import Clinic
from lmnboard.model.fields import Catalogue, Field
from lmnboard.store.drafts import Half
from lmnboard.widgets.drawn import Drawn, Span, cut
from lmnboard.widgets.inplace import INDENT, ON, STAY, ChoiceList, LineEditor, TextEditor

MOST = 8
"""Lines of a long text that are shown while it is not edited."""

_OFFERED = frozenset({"choice", "ref", "yes_no", "stage", "assignee"})
"""Editors that list what may be chosen."""

LONG_LEFT = 3
"""Cells before the lines of a long text."""

KeepField = Callable[[str, str, Field, str, Any, Half], bool]
"""Whose field, path, field, what was typed, the value that stood there when the editor opened, and its draft.

False keeps the editor open.
"""
BeginField = Callable[[str, str, Any, str], Half]
"""Whose field, path, the value that stands there and its text: the draft of what is typed over it."""


class Search(Protocol):
    """Codes that are searched as they are typed: what is offered, the code of a line of it, and what it searches."""

    @property
    def good(self) -> str: ...

    def offer(self, typed: str) -> list[str]: ...

    def code_of(self, line: str) -> str: ...


SearchCodes = Callable[[Field, str], Search | None]
"""A field and its path: where its code is searched, None for a field of anything else."""


def no_search(_field: Field, _path: str) -> Search | None:
    """Where no field holds a code."""
    return None


class Item(msgspec.Struct, frozen=True):
    """Something the cursor can stand on: a field, the head of a row, or the place where a row is added.

    `said` is what is shown of its text: as much as the curtain lets through.
    """

    path: str
    field: Field
    kind: str
    label: str
    value: Any = None
    text: str = ""
    said: str = ""

    @property
    def hidden(self) -> bool:
        return self.said != self.text


class FieldList(Drawn):
    """Fields one below the other: name, value; long text wrapped; rows of lists under their head."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "--cursor", "--label", "--row", "--quiet", "--block", "--warn", "--person",
    }  # fmt: skip

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
        super().__init__()
        self._codes = codes
        self.filled: set[str] = set()
        """Paths that what was kept last has filled besides its own: editing goes on behind them."""
        self._begin = begin
        self._half: Half | None = None
        self._flows = flows
        self._target = ""
        self._keep = keep
        self._moved = moved
        self._items: list[Item] = []
        self._lines: list[tuple[int, int]] = []
        self._wrapped: list[list[str]] = []
        self._marks: dict[str, str] = {}
        self._carried = False
        self._clinic = Clinic()
        self._veil = UP
        self._catalogue: Catalogue | None = None
        self.at = 0
        self._top = 0

    def compose(self) -> ComposeResult:
        choices = ChoiceList()
        yield choices
        yield LineEditor(choices)
        yield TextEditor()

    # ------------------------------------------------------------------ what is shown
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
        self._target = target
        item = self.item
        here = item.path if item else ""
        self._catalogue, self._clinic, self._marks, self._veil = catalogue, clinic, marks or {}, veil
        self._carried = carried
        self._items = [item for field in fields for item in self._items_of(field, field.path, doc, "")]
        if item is not None and self.editor is not None and all(found.path != here for found in self._items):
            # Somebody has removed the row that is being typed into: its field stays until the editor is closed.
            self._items.insert(min(self.at, len(self._items)), msgspec.structs.replace(item, label="(removed)"))
        self.stand_on(here)
        self._wrap()
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        """Keep an open editor over its field, which other changes may have moved."""
        editor = self.editor
        if editor is not None:
            editor.follow(self._value_region(self.size.height if isinstance(editor, TextEditor) else 1))

    def _items_of(self, field: Field, path: str, doc: dict[str, Any], indent: str) -> list[Item]:
        if field.about.internal:
            return []
        value = paths.value_at(doc, path)
        title = indent + values.sentence_case(field.title)
        if field.editor != "rows":
            text = values.show(field, None if value is UNSET else value, self._clinic)
            if field.about.kept and not text:  # nobody can fill it in, so that it only takes room
                return []
            return [Item(path, field, "field", title, value, text, self._veil.of(field, text))]
        items = []
        rows = paths.in_order(value)
        for place, row in enumerate(rows, 1):
            row_path = f"{path}/{row.get('id')}"
            items.append(Item(row_path, field, "row", f"{title} {place} of {len(rows)}"))
            for inner in self._catalogue.row_fields(path) if self._catalogue else ():
                name = inner.path.rpartition("/*/")[2]
                items += self._items_of(inner, f"{row_path}/{name}", doc, indent + "  ")
        if not field.about.kept:
            none = "" if rows else "none yet"
            items.append(Item(path, field, "add", f"{indent}+ {field.title}", text=none, said=none))
        return items

    def _wrap(self) -> None:
        """Break every value into lines, and note which item and which of its lines each line of the list is."""
        self._value_left = self._room_for_labels()
        self._wrapped = []
        self._lines = []
        for at, item in enumerate(self._items):
            width = max(self.size.width - self._left_of(item) - 1, 10)
            lines = [part for line in item.said.split("\n") for part in textwrap.wrap(line, width) or [""]] or [""]
            if len(lines) > MOST:
                lines = [*lines[: MOST - 1], f"… {len(lines) - MOST + 1} more lines"]
            if _is_long(item):
                # The name has a line of its own, so that the text has the width.
                lines = ["", *lines]
            self._wrapped.append(lines)
            self._lines += [(at, line) for line in range(len(lines))]
        self._scroll()

    # ------------------------------------------------------------------ the cursor
    @property
    def item(self) -> Item | None:
        return self._items[self.at] if self.at < len(self._items) else None

    def stand_on(self, path: str) -> bool:
        """Put the cursor on a path, or on the nearest thing around it; False where there is nothing of it."""
        while path:
            at = next((i for i, item in enumerate(self._items) if item.path == path and item.kind != "add"), None)
            if at is None:
                at = next((i for i, item in enumerate(self._items) if item.path == path), None)
            if at is not None:
                self.at = at
                return True
            path = path.rpartition("/")[0]
        self.at = max(0, min(self.at, len(self._items) - 1))
        return False

    def go(self, by: int) -> bool:
        """Move the cursor by items; False at an end."""
        at = self.at + by
        if not 0 <= at < len(self._items):
            return False
        before = self._rows_of(self.at)
        self.at = at
        if self._scroll():
            self.refresh()
        else:
            self.refresh_rows(*before, *self._rows_of(at))
        self._moved()
        return True

    def reveal(self, path: str) -> None:
        """Bring a path into view with the cursor on it."""
        self.stand_on(path)
        self._scroll()
        self.refresh()

    def end(self, last: bool) -> None:
        self.go((len(self._items) - 1 if last else 0) - self.at)

    def _rows_of(self, at: int) -> list[int]:
        return [row - self._top for row, (item, _line) in enumerate(self._lines) if item == at]

    def _scroll(self) -> bool:
        rows = [row for row, (item, _line) in enumerate(self._lines) if item == self.at]
        if not rows or not self.size.height:
            return False
        before = self._top
        top = max(self._top, rows[-1] + 1 - self.size.height)
        self._top = max(min(top, rows[0]), 0)
        return self._top != before

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

        search = self._codes(field, item.path)

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
            typed=half.typed,
            leave=half.left,
        )

    def _step(self, step: int) -> None:
        """Go to the field beside this one, and edit it where the step says so."""
        moved = self.go(1 if step > 0 else -1)
        while moved and (self._items[self.at].kind != "field" or self._items[self.at].path in self.filled):
            moved = self.go(1 if step > 0 else -1)
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
        top = next(iter(self._rows_of(self.at)), 0) + _is_long(item)
        left = self._left_of(item) - INDENT * _is_long(item)
        return Region(left, top, max(self.size.width - left, 10), max(1, min(height, self.size.height - top)))

    _value_left = 18

    def _room_for_labels(self) -> int:
        """Cells for the longest name, at most half of the width."""
        longest = max(
            (len(item.label) for item in self._items if item.kind == "field" and not _is_long(item)), default=0
        )
        return max(16, min(longest + 3, self.size.width // 2))

    def _left_of(self, item: Item) -> int:
        return LONG_LEFT if _is_long(item) else self._value_left

    def on_resize(self) -> None:
        self._wrap()
        self._follow()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        row = event.y + self._top
        if self.screen.focused is None and row < len(self._lines):
            self.go(self._lines[row][0] - self.at)

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        row = y + self._top
        if row >= len(self._lines):
            return self.strip_of([])
        at, line = self._lines[row]
        item = self._items[at]
        left = self._left_of(item)
        if item.kind != "field":
            style = "row" if item.kind == "row" else "quiet"
            spans: list[Span] = [(f" {item.label}  {item.said}", style)]
        elif _is_long(item) and line == 0:
            spans = [self._mark(item), (item.label, "label")]
        else:
            mark = self._mark(item) if line == 0 else (" ", "base")
            label = cut(item.label, left - 2) if line == 0 else " " * (left - 2)
            value = self._wrapped[at][line]
            shown: Span = (value, "base") if item.text else (item.field.about.example and self._hint(item), "quiet")
            spans = [mark, (label + " ", "label"), shown]
        return self.strip_of(spans, over="cursor" if at == self.at else "")

    def _hint(self, item: Item) -> str:
        return f"e.g. {item.field.about.example}" if item.path == (self.item.path if self.item else "") else ""

    def _mark(self, item: Item) -> Span:
        severity = self._marks.get(item.path) or ("carried" if self._carried and item.text else "")
        return {
            "block": ("✗", "block"),
            "warn": ("!", "warn"),
            "person": ("☐", "person"),
            "carried": ("?", "person"),
        }.get(severity, (" ", "base"))


def _is_long(item: Item) -> bool:
    return item.kind == "field" and item.field.editor == "long"
