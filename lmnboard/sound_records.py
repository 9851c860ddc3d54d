"""What every record is held against that comes from elsewhere: it can be shown, counted from, and found by its id.

Stands on the declarations of the model. A board begins with such records, and one that is restored takes them in.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from lmnboard.knowledge import typed_dates
from lmnboard.model import paths, values
from lmnboard.model.case import Case
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Catalogue, catalogue
from lmnboard.workflow import edits


def cleaned(value: Any) -> Any:
    """Texts as every other way in leaves them: nothing in them can change the terminal that shows them."""
    if isinstance(value, str):
        return values.clean(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return {key: cleaned(item) for key, item in value.items()} if isinstance(value, dict) else value


def check(table: str, number: int, doc: dict[str, Any], ids: set[str]) -> None:
    """Name what a record leaves unnamed; raise `Invalid` unless it can be shown and found by its id."""
    if table != "cases" and table not in DIRECTORY:
        return
    last_row = doc.get("last_row", 0)
    if not isinstance(last_row, int) or not 0 <= last_row < 1_000_000_000:
        raise Invalid(f"{table} {number}: its last_row is not the number of a row.")
    if table == "cases" and doc.setdefault("id", f"LMN-{number:04d}") != f"LMN-{number:04d}":
        raise Invalid(f"cases {number}: its id is {doc['id']!r}, and should be LMN-{number:04d}.")
    known = catalogue(Case if table == "cases" else DIRECTORY[table])
    try:
        edits.name_rows(doc, known)
        if table == "cases":
            typed_case(doc)
        else:
            typed_listed(table, doc)
            for day in doc.get("holidays") or ():
                date.fromisoformat(day)
            if doc.get("time_zone"):
                ZoneInfo(doc["time_zone"])
        _check_days(doc, known)
    except (Invalid, msgspec.ValidationError, ValueError, KeyError, OSError) as error:
        raise Invalid(f"{table} {number}: {str(error).rstrip('.')}.") from None
    if not doc.get("id") or doc["id"] in ids:
        raise Invalid(f"{table} {number}: it has no id, or one that another record has: {doc.get('id')!r}.")
    ids.add(doc["id"])


def _check_days(doc: dict[str, Any], known: Catalogue) -> None:
    """Raise `Invalid` where a date or an instant of a typed record is none that can be shown and counted from."""
    for field in known:
        if field.editor not in ("date", "instant"):
            continue
        found: list[Any] = [doc]
        for part in field.path.split("/"):
            if part == "*":
                found = [row for rows in found for row in rows or ()]
            else:
                found = [paths.value_at(item, part) for item in found]
        for value in filter(None, found):
            try:
                soon = typed_dates.within_reach(datetime.fromisoformat(value))
            except ValueError:
                soon = False
            if not soon:
                raise Invalid(f"{field.path} is {value[:40]!r}, which is no day between 1900 and 2199")
