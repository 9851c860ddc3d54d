"""What an editor asks where the value of its field is searched as it is typed.

Codes, codes of denials and several names at once are found so; a screen or a list of fields makes the search.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lmnboard.model.fields import Field


class Search(Protocol):
    """What is offered for what is typed, the value of a line of it, and what it searches."""

    @property
    def good(self) -> str: ...

    def offer(self, typed: str) -> list[str]: ...

    def code_of(self, line: str) -> str: ...


SearchCodes = Callable[[Field, str], Search | None]
"""A field and its path: where its code is searched, None for a field of anything else."""


def no_search(_field: Field, _path: str) -> Search | None:
    """Where no field holds a code."""
    return None
