"""Paths into a record: `request.duration`, `treatments/t3/outcome`, `request.codes/c1`.

A dot goes into a map, a slash into a list and out of a row: parts at even places are field paths, parts at odd places
row ids. Rows are found by id, never by place, so that people who add, edit and remove different rows never collide.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from lmnboard.model.errors import Invalid, NotFound


def names_row(path: str) -> bool:
    """Whether a path ends at a row rather than at a field."""
    return path.count("/") % 2 == 1


def value_at(doc: dict[str, Any], path: str) -> Any | UnsetType:
    """The value at `path`; None for a field without a value, `UNSET` for anything of a row that is not there."""
    here: Any = doc
    for place, part in enumerate(path.split("/")):
        if place % 2:
            here = row_of(here, part)
            if here is None:
                return UNSET
        else:
            for key in part.split("."):
                here = here.get(key) if isinstance(here, dict) else None
    return here


def put(doc: dict[str, Any], path: str, value: Any | UnsetType) -> None:
    """Set the field or row at `path`, making the maps on the way; `UNSET` removes it.

    Raises `NotFound` where the path goes through a row that is not there, `Invalid` where it goes through a value that
    holds no fields or rows, or where the row brings another id than its path.
    """
    parts = path.split("/")
    here: Any = doc
    for place, part in enumerate(parts[:-1]):
        here = _enter_row(here, part, path) if place % 2 else _enter(here, part.split("."), list, path)
    if names_row(path):
        _put_row(here, parts[-1], value, path)
        return
    *maps, last = parts[-1].split(".")
    here = _enter(here, maps, dict, path)
    if value is UNSET:
        here.pop(last, None)
    else:
        here[last] = value


def row_of(rows: Any, row_id: str) -> dict[str, Any] | None:
    """The row of that id in a list of rows, or None."""
    if isinstance(rows, list):
        for row in rows:
            if isinstance(row, dict) and row.get("id") == row_id:
                return row
    return None


def row_around(path: str) -> str:
    """The row that a path is or lies in, the innermost: `treatments/t3` of `treatments/t3/outcome`; else nothing."""
    parts = path.split("/")
    return "/".join(parts[: len(parts) // 2 * 2])


def list_around(path: str) -> str:
    """The list of the row that a path is or lies in; else nothing."""
    return row_around(path).rpartition("/")[0]


def in_order(rows: Any) -> list[dict[str, Any]]:
    """The rows of a list as people see them: by their `order` number, then as they were added."""
    if not isinstance(rows, list):
        return []
    return sorted((r for r in rows if isinstance(r, dict)), key=lambda r: r.get("order") or 0)


def highest_row(value: Any) -> int:
    """The highest number in any row id of a record (`t3` is 3): the next row takes the one after it."""
    if isinstance(value, dict):
        return max((highest_row(item) for item in value.values() if isinstance(item, dict | list)), default=0)
    return max((max(row_number(row.get("id")), highest_row(row)) for row in value if isinstance(row, dict)), default=0)


def row_number(row_id: Any) -> int:
    """The number of a row id, given in the order of adding over all lists of a record; 0 for an id from elsewhere."""
    digits = str(row_id or "").lstrip("abcdefghijklmnopqrstuvwxyz")
    # An id from elsewhere may be a timestamp or a serial number: nobody counts rows that far.
    return int(digits) if len(digits) <= 9 and digits.isascii() and digits.isdigit() else 0


def pattern(path: str) -> str:
    """The path with every row id as `*`: the key of the field catalogue (`treatments/*/outcome`)."""
    return "/".join("*" if place % 2 else part for place, part in enumerate(path.split("/")))


def _enter(here: dict[str, Any], keys: list[str], last: type, path: str) -> Any:
    """What the keys lead to from a map, made where nothing is there: maps on the way, `last` at the end."""
    for at, key in enumerate(keys, 1):
        kind = last if at == len(keys) else dict
        found: Any = here.get(key)
        if found is None:
            found = here[key] = kind()
        elif not isinstance(found, kind):
            raise Invalid(f"{key!r} in {path!r} holds neither fields nor rows.")
        here = found
    return here


def _enter_row(rows: Any, row_id: str, path: str) -> dict[str, Any]:
    row = row_of(rows, row_id)
    if row is None:
        raise NotFound(f"There is no row {row_id!r} at {path!r}.")
    return row


def _put_row(rows: list[Any], row_id: str, value: Any | UnsetType, path: str) -> None:
    at = next((i for i, row in enumerate(rows) if isinstance(row, dict) and row.get("id") == row_id), None)
    if value is UNSET:
        if at is not None:
            del rows[at]
        return
    if not isinstance(value, dict) or value.get("id") != row_id:
        raise Invalid(f"A row at {path!r} has to carry the id {row_id!r}.")
    if at is None:
        rows.append(value)
    else:
        rows[at] = value
