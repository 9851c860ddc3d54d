"""The template engine: sandboxed, strict, and able to read the project's own templates and nothing else.

Imports Jinja2, this room's filters and the model's errors; called when the first letter of a process is set, because
the import and the compiling are most of what a letter costs. `own` builds on it for a clinic's own templates.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lmnboard.letters.compiled import Kept, kept
from lmnboard.letters.wording import FILTERS
from lmnboard.model.errors import Invalid

_PACKAGE = Path(__file__).parent.parent


def templates_folder() -> Path:
    """`lmnboard/_templates` where the package is installed from a wheel, the top-level `templates` in a checkout."""
    shipped = _PACKAGE / "_templates"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "templates"


@cache
def our_names() -> tuple[str, ...]:
    """Every template that there is, as `opening/appeal.txt.j2`."""
    ours = templates_folder()
    return tuple(sorted(path.relative_to(ours).as_posix() for path in ours.rglob("*.j2")))


def is_there(folder: Path) -> bool:
    """Whether a clinic has templates of its own. Raises `Invalid` where something else stands in the folder's place."""
    try:
        mode = os.lstat(folder).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise Invalid(f"{folder} cannot be read: {error.strerror}.") from None
    if not stat.S_ISDIR(mode):
        raise Invalid(f"{folder} is no folder (a link is not followed): put the clinic's templates in one.")
    return folder != templates_folder()  # a board at the top of a checkout has ours beside it


class Strict(ImmutableSandboxedEnvironment):
    """How every template is read. Plain text needs no escaping.

    Jinja2's own globals and filters are left out: some of them take any amount of time or memory, and a letter
    needs none.
    """

    def __init__(self, loader: BaseLoader, compiled: Kept | None, *, auto_reload: bool = False) -> None:
        super().__init__(
            loader=loader,
            bytecode_cache=compiled,
            undefined=StrictUndefined,
            autoescape=False,
            auto_reload=auto_reload,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self.printed,
        )
        self.globals.clear()
        self.filters.clear()
        self.filters.update(FILTERS)

    def words(self, name: str, facts: Mapping[str, Any]) -> str:
        """A template's words with these facts."""
        return self.get_template(name).render(facts)

    @staticmethod
    def printed(value: Any) -> Any:
        """What is put out for a value."""
        return "" if value is None else value


@cache
def environment() -> Strict:
    """The one environment of the process for our templates, with what they compile to."""
    return Strict(FileSystemLoader(templates_folder()), kept("ours"))
