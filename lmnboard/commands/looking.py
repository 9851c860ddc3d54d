"""`list` and `show`: cases to be read by people, and by programs as JSON or CSV; their counts stand in `totals`."""

from __future__ import annotations

import sys
from datetime import date
from hashlib import sha256
from typing import Any

from lmnboard.board import Board
from lmnboard.commands import common, totals
from lmnboard.commands.common import Line
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths, values
from lmnboard.model.card import Card
from lmnboard.model.case import CASES
from lmnboard.model.choices import words
from lmnboard.model.fields import Field
from lmnboard.model.sections import SECTIONS
from lmnboard.workflow.clocks import GLYPHS, nearest_clock

COLUMNS = (
    "id", "stage", "band", "clock", "on", "says", "priority", "patient", "request", "payer", "owner", "location",
    "outcome",
)  # fmt: skip
"""What a program gets of each case. Choices are as they are stored; `on` is the date of the nearest clock."""


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    return {"list": _list, "show": _show}[name](line, given)


def _list(line: Line, given: list[str]) -> int:
    line.add_argument("query", metavar="QUERY", nargs="*", help="words, owner:dana, stage:review, due:<7d, late, !word")
    form = line.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a list of objects")
    form.add_argument("--csv", action="store_true", help="with a line of column names")
    totals.add_option(line)
    line.add_argument(
        "--sample",
        metavar="N",
        type=int,
        default=0,
        help="only N of them by lot, the same ones for everybody all month: letters to be looked at again",
    )
    args = line.read(given)
    with common.opened(args) as board:
        from lmnboard import query

        found = query.cards(" ".join(args.query), board.shown, board.me)
        found = _by_lot(found, args.sample, board.shown.today()) if args.sample > 0 else found
        if args.totals:
            totals.tell(board, found, args)
        elif args.json:
            common.print_json([_row(board, card) for card in found])
        elif args.csv:
            import csv

            writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for card in found:
                writer.writerow({name: common.cell(value) for name, value in _row(board, card).items()})
        else:
            _print_table([_cells(board, card) for card in found])
        if not found:
            print(f"lmnboard: no case {'fits' if args.query else 'is on the board'}.", file=sys.stderr)
    return 0 if found else 1


def _by_lot(cards: list[Card], count: int, today: date) -> list[Card]:
    """So many of the cases, in their order. The lot is drawn anew each month, and is the same for all."""
    drawn = sorted(cards, key=lambda card: sha256(f"{today:%Y-%m} {card.id}".encode()).digest())[:count]
    return [card for card in cards if card in drawn]


def _row(board: Board, card: Card) -> dict[str, str]:
    clock = nearest_clock(card, board.shown.day(card.location))
    return {
        "id": card.id,
        "stage": card.stage,
        "band": clock.band if clock else "none",
        "clock": clock.name if clock else "",
        "on": clock.on.isoformat() if clock else "",
        "says": clock.says if clock else "",
        "priority": card.priority or "",
        "patient": card.patient.name or "",
        "request": card.request.treatment or "",
        "payer": board.clinic.name_of("payers", card.payer),
        "owner": card.owner or "",
        "location": card.location or "",
        "outcome": card.outcome or "",
    }


_LIMITS = (99, 99, 99, 99, 99, 24, 30, 22, 99)


def _cells(board: Board, card: Card) -> tuple[str, ...]:
    """A line of the table that people read."""
    clock = nearest_clock(card, board.shown.day(card.location))
    undated = words(card.outcome or "") if card.stage == "resolved" else "no date"
    return (
        card.id,
        f"{GLYPHS[clock.band]} {clock.says}" if clock else f"  {undated}",
        clock.name if clock else "",
        "EXP" if card.expedited else "",
        words(card.stage),
        card.patient.name or "",
        card.request.treatment or "",
        board.clinic.name_of("payers", card.payer),
        card.owner or "",
    )


def _print_table(lines: list[tuple[str, ...]]) -> None:
    widths = [
        min(max(map(len, column)), limit) for column, limit in zip(zip(*lines, strict=True), _LIMITS, strict=False)
    ]
    for line in lines:
        seen = (_cut(cell, width).ljust(width) for cell, width in zip(line, widths, strict=True) if width)
        print(_visible("  ".join(seen)).rstrip())


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else cell[: width - 1] + "…"


def _show(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument("--json", action="store_true", help="the stored record")
    args = line.read(given)
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        doc = board.shown.doc(card.id)
        if args.json:
            common.print_json(doc)
            return 0
        clock = nearest_clock(card, board.shown.day(card.location))
        due = f", {clock.name} {us_date(clock.on)} ({clock.says})" if clock else ""
        print(f"{card.id}  {words(card.stage)}{due}")
        chain = board.chain(card.id)
        if len(chain) > 1:
            print("  " + " -> ".join(values.plain(link.says) for link in chain))
        for section, title in SECTIONS.items():
            told = [
                text for field in CASES
                if field.section == section and "/" not in field.path and not field.about.internal
                for text in _told(board, field, doc)
            ]  # fmt: skip
            if told:
                print(f"\n{title}")
                print("\n".join(map(_visible, told)))
    return 0


def _told(board: Board, field: Field, doc: dict[str, Any]) -> list[str]:
    """The lines that `show` writes for a field: none where it is empty."""
    value = paths.value_at(doc, field.path)
    if field.editor != "rows":
        text = values.show(field, value, board.clinic)
        return [f"  {field.title}: {text}"] if text else []
    return [f"  {field.path}/{row.get('id')}  {_said(board, field, row)}" for row in paths.in_order(value)]


def _said(board: Board, rows: Field, row: dict[str, Any]) -> str:
    """A row on one line, with the rows inside it in brackets."""
    said = []
    for field in CASES.row_fields(rows.path):
        value = paths.value_at(row, field.path.rpartition("/*/")[2])
        if field.editor == "rows":
            said += [f"[{row_['id']} {_said(board, field, row_)}]" for row_ in paths.in_order(value)]
        elif text := values.show(field, value, board.clinic):
            said.append(f"{field.title}: {text}")
    return "; ".join(said)


def _visible(text: str) -> str:
    """Text whose lines stay, without what would turn or hide what a terminal shows."""
    return "\n".join(values.plain(line) for line in text.split("\n"))
