"""A TOML file that ships with the program, as a table.

Stands on the standard library. Called by the tables of this room that every command imports and few read.
"""

from pathlib import Path
from typing import Any


def table_of(file: Path) -> dict[str, Any]:
    """What the file says. A file of the package is there and well formed, or the tests fail."""
    import tomllib  # here: `list` reads no table, and making the parser takes as long as a hundred of its rows

    return tomllib.loads(file.read_text(encoding="utf-8"))
