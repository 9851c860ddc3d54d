"""The template engine: sandboxed, strict, and able to read the project's own templates and nothing else.

Imports Jinja2 and this room's filters; only `text` calls it, when the first letter of a process is set, because the
import and the compiling are most of what a letter costs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lmnboard.letters.compiled import kept
from lmnboard.letters.wording import FILTERS

_PACKAGE = Path(__file__).parent.parent


def templates_folder() -> Path:
    """`lmnboard/_templates` where the package is installed from a wheel, the top-level `templates` in a checkout."""
    shipped = _PACKAGE / "_templates"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "templates"


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment of the process, with its compiled templates.

    Plain text needs no escaping. Jinja2's own globals and filters are left out: some of them take any amount of
    time or memory, and a letter needs none.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates_folder()),
        bytecode_cache=kept(),
        undefined=StrictUndefined,
        autoescape=False,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_nothing_for_none,
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    return made


def _nothing_for_none(value: Any) -> Any:
    return "" if value is None else value
