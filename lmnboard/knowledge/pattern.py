"""A pattern that is compiled when it is first asked, not when its module is imported.

The rules that read letters hold some four hundred, a fifth of a second to compile, and a case whose letter our own
templates word asks none of them. Stands on nothing. Used by all that reads words: this room,
`written` and `checklist`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

Found = re.Match[str] | None


class Pattern:
    """What `re.compile` gives, later. `pattern` is its text, to stand in other patterns."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    # Each is the compiled pattern's own method from its first use on: a rule that is asked waits for nothing more.
    @cached_property
    def search(self) -> Callable[..., Found]:
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., Found]:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., Found]:
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[Any]]:
        return self._compiled.findall

    @cached_property
    def split(self) -> Callable[..., list[Any]]:
        return self._compiled.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub


AnyPattern = re.Pattern[str] | Pattern
"""What can be asked for in a text, compiled or not yet."""
