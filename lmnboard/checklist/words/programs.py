"""The words of `programs.toml` as patterns: what each kind of payer wants said.

Imports only the standard library. Called by `payers` and `answers`, and by the record's checks of programs.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def said(name: str) -> re.Pattern[str]:
    """The list of that name as one pattern for whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{label(name)})(?!\w)", re.IGNORECASE)


@cache
def label(name: str) -> str:
    """The list of that name as the text of a pattern, as `labelled` takes it."""
    either = "|".join(_lists()[name])
    return either.replace("[- ]", r"[-\s]").replace(" ?", r"\s*").replace(" ", r"\s+")


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("programs.toml").read_text(encoding="utf-8"))
