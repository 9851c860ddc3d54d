"""Names in spreadsheets: whom or what of the directory one means, and people whose last name is written first.

Stands on the model's clinic; `cells` and `load_directory` use it. A name is found whole or not at all: what only
begins like one of ours would give a case to the wrong person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Invalid

_LAST_FIRST = re.compile(r"([^,]+), ?([^,]+)")
_AFTER_A_NAME = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "v", "md", "do", "np", "pa", "pa-c", "rn", "phd", "pharmd", "dpm", "dds", "dmd"}
    | {"dpt", "pt", "ot", "otr", "slp", "cnm", "crna", "esq", "mph", "fnp", "aprn"}
)
_LIKE = 0.6
_CALLED: tuple[Callable[[str, Any], str], ...] = (
    lambda slug, _record: slug,
    lambda _slug, record: record.name or "",
    lambda _slug, record: getattr(record, "login", None) or "",
)


class Names:
    """The names of a directory."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._found: dict[tuple[str, str], str] = {}
        self._refused: dict[tuple[str, str], str] = {}
        """Why not: a column may say the same a thousand times, and near names take long to find."""

    def id_of(self, table: str, text: str) -> str:
        """The id of the record that has this id, name or login. Raises `Invalid` with near names."""
        key = (table, text)
        if key in self._refused:
            raise Invalid(self._refused[key])
        if key not in self._found:
            listed = getattr(self._clinic, table)
            try:
                self._found[key] = known_as(listed, text, table) or _refuse(listed, text, table)
            except Invalid as error:
                self._refused[key] = str(error)
                raise
        return self._found[key]


def known_as(listed: Mapping[str, Any], text: str, table: str) -> str:
    """The id of the record that has this id, name or login; nothing for none. Raises `Invalid` where several have."""
    wanted = folded(text)
    for called in _CALLED:
        found = [slug for slug, record in listed.items() if wanted and folded(called(slug, record)) == wanted]
        if len(found) > 1:
            raise Invalid(f"“{text}” is the name of several {table}: write the id, {' or '.join(found[:5])}.")
        if found:
            return found[0]
    return ""


def _refuse(listed: Mapping[str, Any], text: str, table: str) -> str:
    if not listed:
        raise Invalid(f"“{text}” is not in the directory, which has no {table} yet: add or import them first.")
    wanted = folded(text)
    names = {folded(record.name or slug): record.name or slug for slug, record in listed.items()}
    near = [names[name] for name in get_close_matches(wanted, names, 2, _LIKE)]
    near = near or [name for called, name in names.items() if wanted and wanted in called][:2]
    meant = f"Did you mean {' or '.join(near)}? Else add" if near else "Add"
    raise Invalid(f"“{text}” is not among the {table} of the directory. {meant} it there first.")


def folded(name: str) -> str:
    """A name to be compared: without case, title, degrees and dots, first name first."""
    text = " ".join(name.casefold().replace(".", "").split()).removeprefix("dr ")
    first, *rest = [part.strip() for part in text.split(",")]
    return " ".join([*(part for part in rest if part and not set(part.split()) <= _AFTER_A_NAME), first])


def turned_round(name: str) -> str:
    """`Okafor, Ada` as `Ada Okafor`; any other name as it is, also one that only goes on with a degree."""
    found = _LAST_FIRST.fullmatch(name)
    if found is None or found[2].casefold().replace(".", "").strip() in _AFTER_A_NAME:
        return name
    return f"{found[2].strip()} {found[1].strip()}"
