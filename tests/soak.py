"""How long the reliability tests run: seconds in `make test`, at length in `make soak`, which writes its figures down.

A test asks `often` how many times to do its worst and gives `found` what came of it. `python -m tests.soak` turns the
figures of the last soak into the table of `docs/reliability.md`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypeVar

T = TypeVar("T", int, float)

LONG = os.environ.get("LMNBOARD_SOAK") == "1"
FIGURES = Path(__file__).parents[1] / "build" / "soak.jsonl"


def often(short: T, long: T) -> T:
    """The smaller number in `make test`, the larger in `make soak`."""
    return long if LONG else short


def found(what: str, **figures: str | int | float) -> None:
    """Write down what a test of the soak found: one line a test, appended whole, as several processes write."""
    if LONG:
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a") as file:
            file.write(json.dumps({"what": what, **figures}) + "\n")
