"""The labelled letters, and what is amiss in a label: `python -m tests.letters.labels [NAME …]`."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SETS = ("tuning", "measuring")
STATUSES = ("pass", "weak", "placeholder", "fail", "person", "not_applicable")
_FACTS = (
    "about", "quality", "purpose", "kind", "payer_type", "state", "date", "placeholders", "weak_phrases", "misspelled",
    "status",
)  # fmt: skip


class Labelled(NamedTuple):
    """A letter and what somebody who read it says of it: `status` by row (`014`)."""

    name: str
    path: Path
    text: str
    facts: dict[str, Any]
    status: dict[str, str]


@cache
def rows() -> tuple[str, ...]:
    """The rows that are labelled, as the list in README.md has them."""
    listed = (HERE / "README.md").read_text(encoding="utf-8").split("## The rows")[1]
    return tuple(re.findall(r"(?:^- | · )(\d{3}) ", listed, re.MULTILINE))


def read(path: Path) -> Labelled:
    """One letter by its text file."""
    facts = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    status = {row: said for said, listed in facts["status"].items() for row in listed.split()}
    return Labelled(path.stem, path, path.read_text(encoding="utf-8"), facts, status)


def letters(of: str) -> list[Labelled]:
    """All letters of `tuning` or `measuring`."""
    return [read(path) for path in sorted((HERE / of).glob("*.txt")) if path.with_suffix(".toml").exists()]


def amiss(letter: Labelled) -> list[str]:
    """What is wrong with a label, as lines for whoever writes it."""
    found = [f"no {name}" for name in _FACTS if name not in letter.facts]
    listed = " ".join(letter.facts["status"].values()).split()
    found += [f"unknown status {said}" for said in letter.facts["status"] if said not in STATUSES]
    found += [f"row {row} is not labelled" for row in rows() if row not in listed]
    found += [f"row {row} is not in the list" for row in listed if row not in rows()]
    found += [
        f"row {row} is labelled {listed.count(row)} times" for row in sorted(set(listed)) if listed.count(row) > 1
    ]
    flat = " ".join(letter.text.split())
    words = [*letter.facts["placeholders"], *letter.facts["misspelled"], *(w for _, w in letter.facts["weak_phrases"])]
    found += [f"{said!r} does not stand in the letter" for said in words if " ".join(said.split()) not in flat]
    if bool(letter.facts["placeholders"]) != (letter.status.get("141") == "fail"):
        found.append("141 is fail exactly where there are placeholders")
    for row in ("045", "046", "047", "058"):
        if (letter.status.get(row) == "not_applicable") != ("case" not in letter.facts):
            found.append(f"{row} is asked exactly where there is a [case]")
    return found


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for letter in (letter for of in SETS for letter in letters(of) if not wanted or letter.name in wanted):
        for line in amiss(letter):
            print(f"{letter.path.parent.name}/{letter.name}: {line}")
