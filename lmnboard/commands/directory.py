"""`directory`: providers, payers, staff, locations and the clinic's settings, shown and edited."""

from __future__ import annotations

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.model import paths, values
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import catalogue


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("table", choices=list(DIRECTORY))
    line.add_argument("id", metavar="ID", nargs="?", help="a record; without it, all of the table")
    line.add_argument(
        "--set", dest="fields", metavar="PATH=VALUE", action="append", default=[], help="edit it, or make it: npi=…"
    )
    line.add_argument("--json", action="store_true")
    args = line.parse_args(words)
    with common.opened(args) as opened:
        if args.fields:
            slug = _edit(opened, args.table, args.id, args.fields)
            print(f"{args.table}/{slug}")
        elif args.id:
            _show_one(opened, args.table, args.id, as_json=args.json)
        else:
            _show_all(opened, args.table, as_json=args.json)
    return 0


def _edit(board: Board, table: str, slug: str | None, fields: list[str]) -> str:
    """Edit a record, or make it where there is none of that id; its id."""
    known = slug in board.shown.slugs(table)
    doc = board.shown.listed(table, slug)[1] if slug and known else {}
    given = common.assignments(board, catalogue(DIRECTORY[table]), doc, fields, location=None)
    if slug and known:
        board.edit(f"{table}/{slug}", given)
        return slug
    entry = board.new_listed(table, given, slug or "")
    return str(entry.changes[0].after["id"]) if isinstance(entry.changes[0].after, dict) else ""


def _show_one(board: Board, table: str, slug: str, *, as_json: bool) -> None:
    doc = board.shown.listed(table, slug)[1]
    if as_json:
        common.print_json(doc)
        return
    print(f"{table}/{slug}")
    for field in catalogue(DIRECTORY[table]):
        if "/" in field.path:
            continue
        value = paths.value_at(doc, field.path)
        if field.editor == "rows":
            for row in paths.in_order(value):
                print(
                    f"  {field.path}/{row.get('id')}  {row.get('text') or row.get('level') or row.get('stage') or ''}"
                )
        elif value not in (None, []):
            print(f"  {field.path}: {values.show(field, value, board.clinic)}")


def _show_all(board: Board, table: str, *, as_json: bool) -> None:
    docs = [board.shown.listed(table, slug)[1] for slug in board.shown.slugs(table)]
    if as_json:
        common.print_json(docs)
        return
    width = max((len(str(doc["id"])) for doc in docs), default=0)
    for doc in docs:
        print(f"{str(doc['id']).ljust(width)}  {doc.get('name') or doc.get('clinic') or ''}")
