"""What a list of fields shows of a record: each field, the head of each row, and where a row is added. Pure.

Knows a record only as its document and catalogue, so that cases, providers, payers, staff and locations are shown by
the same widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from lmnboard.curtain import Veil
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET
from lmnboard.model.clinic import Clinic
from lmnboard.model.fields import Catalogue, Field


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

    @property
    def is_long(self) -> bool:
        """Whether its name has a line of its own, above a text that is wrapped."""
        return self.kind == "field" and self.field.editor == "long"

    @property
    def folds(self) -> bool:
        """Whether this is the head of a row whose fields are shown only while it is open."""
        return self.kind == "row" and bool(self.field.about.brief)


def items_of(
    fields: Sequence[Field], doc: dict[str, Any], catalogue: Catalogue, clinic: Clinic, veil: Veil
) -> list[Item]:
    """Every item of these fields of a record, in the order in which they are shown."""

    def of_field(field: Field, path: str, indent: str) -> list[Item]:
        if field.about.internal:
            return []
        value = paths.value_at(doc, path)
        title = indent + values.sentence_case(field.title)
        if field.editor == "rows":
            return of_rows(field, path, paths.in_order(value), title, indent)
        text = values.show(field, None if value is UNSET else value, clinic)
        if field.about.kept and not text:  # nobody can fill it in, so that it only takes room
            return []
        return [Item(path, field, "field", title, value, text, veil.of(field, text))]

    def of_rows(field: Field, path: str, rows: list[dict[str, Any]], title: str, indent: str) -> list[Item]:
        items = []
        for place, row in enumerate(rows, 1):
            row_path = f"{path}/{row.get('id')}"
            inside = []
            for inner in catalogue.row_fields(path):
                inside += of_field(inner, f"{row_path}/{_name(inner.path)}", indent + "  ")
            text, said = _in_brief(field, inside)
            items.append(Item(row_path, field, "row", f"{title} {place} of {len(rows)}", text=text, said=said))
            items += inside
        if not field.about.kept:
            none = "" if rows else "none yet"
            items.append(Item(path, field, "add", f"{indent}+ {field.title}", text=none, said=none))
        return items

    return [item for field in fields for item in of_field(field, field.path, "")]


def folded(items: Sequence[Item], opened: str) -> list[Item]:
    """The items without those of rows that fold, except of the row that is open."""
    shown: list[Item] = []
    shut = ""
    for item in items:
        if shut and item.path.startswith(shut):
            continue
        shut = f"{item.path}/" if item.folds and item.path != opened else ""
        shown.append(item)
    return shown


def _in_brief(rows: Field, inside: Sequence[Item]) -> tuple[str, str]:
    """A row in few words, where its list is declared so: as it is, and as the curtain lets it through."""
    by_name = {_name(item.path): item for item in inside}
    brief = [by_name[name] for name in rows.about.brief if name in by_name and by_name[name].text]
    # What it is called and who has it say by themselves what they are.
    bare = [_name(item.path) == rows.about.brief[0] or item.field.editor == "ref" for item in brief]
    names = ["" if says else f"{item.field.title} " for item, says in zip(brief, bare, strict=True)]
    text = [name + item.text for name, item in zip(names, brief, strict=True)]
    said = [name + item.said for name, item in zip(names, brief, strict=True)]
    return _in_two(text), _in_two(said)


def _in_two(parts: Sequence[str]) -> str:
    """What a row is called, and on a second line what else is to be known of it."""
    return "\n".join([*parts[:1], *filter(None, [" · ".join(parts[1:])])])


def _name(path: str) -> str:
    """A field's name in its row."""
    return path.rpartition("/")[2]
