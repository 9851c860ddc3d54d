"""What an edit changes: fields, rows, and the signature that it voids. Pure: documents in, changes out.

Called by the board under its own name for each action; the store then holds every change against what stands.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from copy import deepcopy
from typing import Any

from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import Invalid, NotFound
from lmnboard.model.fields import Catalogue

VOIDED = "the signature no longer holds: the letter says something else now"


def set_fields(
    record: str, doc: dict[str, Any], values: Mapping[str, Any], found: Mapping[str, Any] | None = None
) -> list[Change]:
    """Changes that set fields by path. `found` is what the person saw there; without it, what stands now."""
    changes = []
    for path, after in values.items():
        now = paths.value_at(doc, path)
        if now is UNSET:
            raise NotFound(f"{path}: that row is not there any more.")
        before = now if found is None or path not in found else found[path]
        if before != after:
            changes.append(Change(record, path, before, after))
    return changes


def add_row(record: str, doc: dict[str, Any], rows: str, prefix: str, values: Mapping[str, Any]) -> Change:
    """A change that adds a row at the end of a list, under an id that the record never used."""
    row_id = f"{prefix}{highest_row(doc) + 1}"
    last = max((row.get("order") or 0 for row in rows_at(doc, rows)), default=0)
    row: dict[str, Any] = {"id": row_id, "order": last + 1}
    for path, value in values.items():
        paths.put(row, path, value)
    return Change(record, f"{rows}/{row_id}", UNSET, row)


def remove_row(record: str, doc: dict[str, Any], row_path: str) -> Change:
    row = paths.value_at(doc, row_path)
    if not isinstance(row, dict):
        raise NotFound(f"{row_path}: that row is not there any more.")
    return Change(record, row_path, row, UNSET)


def move_row(record: str, doc: dict[str, Any], row_path: str, by: int) -> list[Change]:
    """Changes of `order` that take a row up (-1) or down (+1) in its list; none where it is at the end already."""
    rows_path, _, row_id = row_path.rpartition("/")
    rows = paths.in_order(paths.value_at(doc, rows_path))
    at = next((i for i, row in enumerate(rows) if row.get("id") == row_id), None)
    if at is None:
        raise NotFound(f"{row_path}: that row is not there any more.")
    if not 0 <= at + by < len(rows):
        return []
    rows.insert(at + by, rows.pop(at))
    return [
        Change(record, f"{rows_path}/{row['id']}/order", row.get("order"), place)
        for place, row in enumerate(rows, 1)
        if row.get("order") != place
    ]


def applied(doc: dict[str, Any], changes: list[Change]) -> dict[str, Any]:
    """The document as these changes leave it."""
    after = deepcopy(doc)
    for change in changes:
        paths.put(after, change.path, deepcopy(change.after))
    return after


def voids_signature(doc: dict[str, Any], changes: list[Change], catalogue: Catalogue) -> list[Change]:
    """Changes that take back a signature where the others change what the letter says; else none."""
    signature = doc.get("signature") or {}
    if not signature.get("by") or not any(_in_letter(change.path, catalogue) for change in changes):
        return []
    record = changes[0].record
    return [Change(record, f"signature.{key}", value, None) for key, value in signature.items() if value is not None]


def new_document(values: Mapping[str, Any]) -> dict[str, Any]:
    """A document from fields by path, whose rows may come without ids."""
    doc: dict[str, Any] = {}
    for path, value in values.items():
        paths.put(doc, path, value)
    return doc


def name_rows(doc: dict[str, Any], catalogue: Catalogue) -> None:
    """Give each row that came without an id the next one of its list, and its place where it has none."""
    for field in catalogue:
        if field.editor == "rows":
            for rows in _lists_at(doc, field.path):
                _name_rows_of(rows, field.about.prefix, doc)


def slug(name: str, taken: Container[str]) -> str:
    """A short id made of a name, which no other record of its table has. Raises `Invalid` where there is no name."""
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:32].strip("-")
    if not words:
        raise Invalid("A record of the directory needs a name.")
    found, number = words, 2
    while found in taken:
        found, number = f"{words}-{number}", number + 1
    return found


def rows_at(doc: dict[str, Any], rows: str) -> list[dict[str, Any]]:
    found = paths.value_at(doc, rows)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def highest_row(doc: dict[str, Any]) -> int:
    """The highest row number that a record ever used."""
    return max(doc.get("last_row") or 0, paths.highest_row(doc))


def _name_rows_of(rows: list[Any], prefix: str, doc: dict[str, Any]) -> None:
    for place, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise Invalid('A list holds rows with fields, as [{"name": "…"}].')
        if not row.get("id"):
            row["id"] = f"{prefix}{highest_row(doc) + 1}"
        elif (
            "/" in str(row["id"]) or sum(other.get("id") == row["id"] for other in rows if isinstance(other, dict)) > 1
        ):
            raise Invalid(f"{row['id']!r} cannot be the id of a row: another has it, or it has a slash.")
        row.setdefault("order", place)


def _lists_at(doc: dict[str, Any], pattern: str) -> list[list[Any]]:
    """Every list that a pattern of the catalogue names in a document: `responses/*/reasons` may be several."""
    here: list[Any] = [doc]
    for part in pattern.split("/"):
        if part == "*":
            here = [row for rows in here for row in rows if isinstance(row, dict)]
        else:
            here = [paths.value_at(item, part) for item in here]
            here = [value for value in here if isinstance(value, list)]
    return here


def _in_letter(path: str, catalogue: Catalogue) -> bool:
    """Whether a field, a row or the order of rows is something the letter says."""
    pattern = paths.pattern(path)
    for known in (pattern, pattern.removesuffix("/order"), pattern.removesuffix("/*")):
        field = catalogue.fields.get(known.removesuffix("/*"))
        if field is not None:
            return field.about.letter
    return False
