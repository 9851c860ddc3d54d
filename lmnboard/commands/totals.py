"""`list --totals`: how many cases are open, late and so on, by location, owner, payer or provider.

Counts as the board's lanes and totals do; `looking` calls it with the cards that the filter left.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.model import values
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES
from lmnboard.totals import GROUPED, By, Total, added, totals_by

_COUNTS = ("open", "late", "today", "unowned", "undated", "snoozed")


def add_option(line: argparse.ArgumentParser) -> None:
    line.add_argument(
        "--totals", metavar="BY", choices=GROUPED, help=f"counts instead of cases, by {', '.join(GROUPED)}"
    )


def tell(board: Board, cards: Sequence[Card], args: argparse.Namespace) -> None:
    """Print the counts of each group; to people with their sum."""
    by: By = args.totals
    found = totals_by(by, cards, board.shown, board.me)
    if args.json:
        common.print_json([{by: slug, "name": name if slug else "", **_counts(total)} for slug, name, total in found])
    elif args.csv:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow((by, "name", *_counts(Total())))
        writer.writerows(
            [common.cell(slug), common.cell(name if slug else ""), *_counts(total).values()]
            for slug, name, total in found
        )
    else:
        rows = [(name, total) for _slug, name, total in found]
        _print([*rows, ("all", added(total for _name, total in rows))], by)


def _counts(total: Total) -> dict[str, Any]:
    """The counts by name; a stage's name counts the cases in it."""
    return {name: getattr(total, name) for name in _COUNTS} | dict(zip(STAGES, total.stages, strict=True))


def _print(rows: Sequence[tuple[str, Total]], by: By) -> None:
    lines = [(by, *_counts(Total()))]
    lines += [(values.plain(name), *(str(count or "·") for count in _counts(total).values())) for name, total in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for name, *counts in lines:
        cells = (count.rjust(width) for count, width in zip(counts, widths[1:], strict=True))
        print("  ".join((name.ljust(widths[0]), *cells)))
