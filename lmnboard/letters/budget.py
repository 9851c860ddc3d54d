"""What setting one letter with a clinic's templates may cost, counted while it is set.

Imports Jinja2 only. `guard` puts these filters into a template where something may grow: rows that are gone through,
texts that are read or joined, parts that are included. What is too much is refused in words that tell no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined, pass_context
from jinja2.runtime import Context

WORK = 500_000
"""What one letter may cost: a character that is joined or filtered counts 1, a node gone through in a loop `A_NODE`."""
A_NODE = 20
INCLUDES = 40
"""Parts of one letter; ours has 14. One that includes itself ends here."""
OUTPUT = 100_000
"""Characters of one letter, forty full pages; each line counts `A_NODE` more."""

BUDGET = " budget"
"""Where the budget stands among the facts. With a space, so that no template can name it; so have our own filters."""

_ABBREVIATION = re.compile(r"(?:\w\.)+")


class Budget:
    """What is left for one letter."""

    def __init__(self) -> None:
        self._work = WORK
        self._includes = INCLUDES

    def spend(self, work: int) -> None:
        self._work -= work
        if self._work < 0:
            raise TemplateRuntimeError(
                "the letter takes too much work from here on: fewer loops inside loops, shorter texts"
            )

    def include(self) -> None:
        self._includes -= 1
        if self._includes < 0:
            raise TemplateRuntimeError(f"more than {INCLUDES} parts are included, as where one includes itself")


def counting(known: Collection[str]) -> dict[str, Callable[..., Any]]:
    """The filters that `Guard` puts in. `known` are the templates that may be included."""

    @pass_context
    def part(context: Context, name: Any) -> Any:
        # Not named in the sentence: it may have been put together from what a field says.
        if not isinstance(name, str) or name not in known:
            raise TemplateRuntimeError("a part is included that is none of ours")
        context[BUDGET].include()
        return name

    return {" rows": _rows, " read": _read, " joined": _joined, " part": part}


def printed(value: Any) -> Any:
    """What a template puts out, as text; nothing for None. Raises where it is a list, a record or not there."""
    if value is None:
        return ""
    if not isinstance(value, str | int):
        if isinstance(value, Undefined):
            return str(value)  # raises and says which name, or is a missing else
        raise TemplateRuntimeError("a list or a whole record is put out: name one of its fields")
    return value


@pass_context
def _rows(context: Context, value: Any, body: int) -> Any:
    """A list that is gone through or cut; its whole cost is known before."""
    size = len(value)  # raises where it is not there, and says which name
    if not isinstance(value, list):
        raise TemplateRuntimeError("only the rows of a list are gone through or cut")
    context[BUDGET].spend(size * body * A_NODE)
    return value


@pass_context
def _read(context: Context, value: Any) -> Any:
    context[BUDGET].spend(A_NODE + _length(value))
    return value


@pass_context
def _joined(context: Context, parts: Iterable[Any]) -> str:
    made = []
    for part in parts:
        made.append(text := str(printed(part)))
        context[BUDGET].spend(len(text))
    return "".join(made)


def _length(value: Any) -> int:
    if isinstance(value, str):
        # Because a filter that looks for an abbreviation at the end tries each of its letters as its beginning.
        return len(value) + sum(len(run) ** 2 for run in _ABBREVIATION.findall(value)) // A_NODE
    return sum(A_NODE + _length(item) for item in value if isinstance(item, str)) if isinstance(value, list) else 0
