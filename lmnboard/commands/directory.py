"""`directory`: providers, payers, staff, locations and the clinic's settings, shown and edited."""

from __future__ import annotations

from typing import Any

from lmnboard.board import Board
from lmnboard.commands import common, load_directory
from lmnboard.commands.common import Line
from lmnboard.commands.given import Given
from lmnboard.model import paths, values
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import NotFound
from lmnboard.model.fields import Field, catalogue
from lmnboard.workflow.payer_clocks import clocks_of, confirming

IMPORT = "import"
_STANDING = len("recalled")


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    first = next((word for word in words if word in DIRECTORY or word == IMPORT), "")
    if first == IMPORT:
        words.remove(IMPORT)
        return load_directory.run(f"{name} {IMPORT}", board, words)
    line = Line(name, what, board)
    line.epilog = "'lmnboard directory import FILE.csv' takes in records from a spreadsheet: its own --help tells more."
    line.add_argument("table", metavar="TABLE", choices=list(DIRECTORY), help=", ".join(DIRECTORY))
    line.add_argument("id", metavar="ID", nargs="?", help="a record; without it, all of the table")
    line.add_argument(
        "--set",
        dest="fields",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="edit the record; with a name, make it where there is none of that id; may be repeated",
    )
    line.add_argument("--json", action="store_true", help="the stored records")
    args = line.read(words)
    with common.opened(args) as opened:
        if args.table == "settings":  # a clinic has one record of them
            args.id = next(iter(opened.shown.slugs("settings")), "clinic")
        if args.fields:
            print(f"{args.table}/{_edit(opened, args.table, args.id or '', args.fields)}")
        elif args.id:
            _show_one(opened, args.table, args.id, as_json=args.json)
        else:
            _show_all(opened, args.table, as_json=args.json)
    return 0


def _edit(board: Board, table: str, slug: str, fields: list[str]) -> str:
    """Edit a record, or make it where there is none of that id; its id."""
    known = slug in board.shown.slugs(table)
    given = Given(board, catalogue(DIRECTORY[table]), board.shown.listed(table, slug)[1] if known else {})
    given.take_words(fields)
    if known:
        board.revise(f"{table}/{slug}", given.fields, added=given.added)
        return slug
    new = given.whole()
    if slug and table != "settings" and not new.get("name"):
        raise NotFound(f"There is no {slug!r} in {table}. To make it, give its name as well: --set name=…")
    made: Any = board.new_listed(table, new, slug).changes[0].after
    return str(made["id"])


def _show_one(board: Board, table: str, slug: str, *, as_json: bool) -> None:
    doc = board.shown.listed(table, slug)[1]
    if as_json:
        common.print_json(doc)
        return
    print(f"{table}/{slug}")
    fields = catalogue(DIRECTORY[table])
    for field in fields:
        value = paths.value_at(doc, field.path) if "/" not in field.path else None
        if field.editor == "rows":
            for row in paths.in_order(value):
                print(f"  {field.path}/{row.get('id')}  {_row(board, fields.row_fields(field.path), row)}")
        elif text := values.show(field, value, board.clinic):
            print(f"  {field.path}: {text}")
    if table == "payers":
        _show_clocks(board, slug)


def _show_clocks(board: Board, slug: str) -> None:
    """What the payer's answers and appeals are counted by, each with its source and how far to trust it."""
    payer = board.clinic.payers[slug]
    found = clocks_of(payer, board.clinic, board.shown.today())
    if found:
        print("\nClocks (the clinic's own go before the shipped rules)")
    for clock in found:
        rule = f" [{clock.rule}]" if clock.rule else ""
        print(f"  {clock.standing.ljust(_STANDING)}  {clock.time}: {clock.what}{rule}")
        print(f"  {''.ljust(_STANDING)}  {clock.source}")
    recalled = next((clock.rule for clock in found if not clock.confirmed), "")
    if recalled:
        value = ",".join(confirming(payer, recalled))
        print(f"A recalled rule that you have checked: directory payers {slug} --set confirmed_rules={value}")


def _row(board: Board, fields: list[Field], row: dict[str, Any]) -> str:
    shown = ((field.title, values.show(field, row.get(field.name), board.clinic)) for field in fields)
    return "; ".join(f"{title}: {text}" for title, text in shown if text)


def _show_all(board: Board, table: str, *, as_json: bool) -> None:
    docs = [board.shown.listed(table, slug)[1] for slug in board.shown.slugs(table)]
    if as_json:
        common.print_json(docs)
        return
    width = max((len(str(doc["id"])) for doc in docs), default=0)
    for doc in docs:
        print(f"{str(doc['id']).ljust(width)}  {doc.get('name') or ''}".rstrip())
