"""How long the reliability tests run: seconds in `make test`, at length in `make soak`, which writes its figures down.

A test asks `often` how many times to do its worst and gives `found` what came of it. `python -m tests.soak` turns the
figures of the last soak into the table of `docs/reliability.md`.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T", int, float)

LONG = os.environ.get("LMNBOARD_SOAK") == "1"
FIGURES = Path(__file__).parents[1] / "build" / "soak.jsonl"
PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- figures of the last soak -->", "<!-- end of the figures -->"


def often(short: T, long: T) -> T:
    """The smaller number in `make test`, the larger in `make soak`."""
    return long if LONG else short


def found(what: str, **figures: str | int | float) -> None:
    """Write down what a test of the soak counted: one line a test, appended whole, as several processes write.

    Only what was counted: that nothing was lost is what the test asserts before it gets here, and no figure.
    """
    if LONG:
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a") as file:
            file.write(json.dumps({"what": what, **figures}) + "\n")


def table(figures: list[dict[str, Any]]) -> str:
    """The figures of a soak as people read them: a row for each test that gave some."""
    rows = []
    for figure in figures:
        came = [f"{name.replace('_', ' ')} {_shown(value)}" for name, value in figure.items() if name != "what"]
        rows.append(f"| {figure['what']} | {' · '.join(came)} |")
    day = datetime.now(UTC).date().isoformat()
    about = f"{day}, {os.cpu_count()} cores, Python {platform.python_version()}."
    return "\n".join([about, "", "| what was done | what came of it |", "| --- | --- |", *sorted(rows)])


def _shown(value: str | int | float) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def main() -> int:
    """Put the figures of the last soak into the page, between its two marks, and show them."""
    if not FIGURES.exists():
        print(f"There are no figures in {FIGURES}: run 'make soak'.", file=sys.stderr)
        return 1
    figures = [json.loads(line) for line in FIGURES.read_text().splitlines()]
    before, begun, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _old, ended, after = rest.partition(END)
    if not (begun and ended):
        print(f"{PAGE} does not have the lines {BEGIN} and {END}.", file=sys.stderr)
        return 1
    PAGE.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}", "utf-8")
    print(f"{table(figures)}\n\n{len(figures)} tests gave figures; they stand in {PAGE.name}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
