"""What the groups and rows of every declared record build on.

Imports nothing of the board. The groups of a case, the directory and the forms of the screens are such.
"""

from __future__ import annotations

from datetime import date

import msgspec

Text = str | None
Day = date | None


class Part(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A group of fields of a case."""


class Row(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One row of a list. `id` is unique in its case and never used twice; `order` says where it stands."""

    id: str = ""
    order: float | None = None
