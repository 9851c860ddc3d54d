"""Every text of a case that its letter says, with its path.

Imports the model's field catalogue, so that no field is listed a second time. Called by the checks that read all words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.fields import catalogue
from lmnboard.model.parts import Row

_last: list[tuple[Case, tuple[tuple[str, str], ...]]] = []


def texts_of_letter(case: Case) -> tuple[tuple[str, str], ...]:
    """Path and value of each text that the letter of a case says.

    The last case's are kept: seven checks ask for them before the next case comes.
    """
    found = next((texts for kept, texts in _last if kept is case), None)
    if found is None:
        found = tuple(_texts(case, "", ""))
        _last[:] = [(case, found)]
    return found


@cache
def _said() -> frozenset[str]:
    """The patterns of the paths of all texts that go into the letter."""
    return frozenset(
        field.path for field in catalogue(Case) if field.about.letter and field.editor in ("text", "long", "icd10cm")
    )


def _texts(record: msgspec.Struct, prefix: str, pattern: str) -> Iterator[tuple[str, str]]:
    for name, key in zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True):
        value: Any = getattr(record, name)
        if isinstance(value, str):
            if pattern + key in _said():
                yield prefix + key, value
        elif isinstance(value, msgspec.Struct):
            yield from _texts(value, f"{prefix}{key}.", f"{pattern}{key}.")
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, Row):
                    yield from _texts(row, f"{prefix}{key}/{row.id}/", f"{pattern}{key}/*/")
