"""What a command that changes a board's files has in common with another: it asks, and says what changes first."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lmnboard import audit
from lmnboard.board import Board
from lmnboard.model.change import UNSET, Change
from lmnboard.model.values import clean

_LONGEST = 60


def agreed(yes: bool, question: str) -> bool:
    """Whether to go on: `--yes` was given, or a person at a terminal says so."""
    if yes:
        return True
    if sys.stdin and sys.stdin.isatty() and sys.stdout.isatty():
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    print("lmnboard: nothing was written; run it again with --yes to do this.", file=sys.stderr)
    return False


def show(changes: Iterable[Change], board: Board) -> None:
    """What would change, record by record and field by field, now and then; counted at the end."""
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        by_record.setdefault(change.record, []).append(change)
    came = gone = fields = 0
    for record, of_it in by_record.items():
        print(audit.name_of(record, board.name_of))
        for change in of_it:
            if change.path:
                fields += 1
                print(f"  {line(change, board)}")
            elif change.after is UNSET:
                gone += 1
                print("  goes")
            elif change.before is UNSET:
                came += 1
                print("  comes back")
            else:
                print("  is written anew")
    changed = len(by_record) - came - gone
    print(f"{count(fields, 'field')} of {count(changed, 'record')} changed, {came} to come, {gone} to go.")


def line(change: Change, board: Board) -> str:
    """A change on one line, by its field's title and path."""
    told = audit.told(change, board.clinic)
    title = f"{told.title} ({change.path})" if told.field else change.path
    return f"{title}: {_short(told.before)} -> {_short(told.after)}"


def count(number: int, what: str, several: str = "") -> str:
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def _short(text: str) -> str:
    text = clean(text, lines=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
