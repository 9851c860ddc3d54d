"""`directory import`: payers, providers, staff and locations from a spreadsheet's CSV file; all of them or none.

A record that is there already is changed only with `--update`, field by field; an empty cell leaves a field alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from lmnboard.board import Board
from lmnboard.commands import asking, bulk, common
from lmnboard.commands.cells import MOST_SAID, Faults, Reader, Taken
from lmnboard.commands.common import Line
from lmnboard.commands.headings import TABLES, Column, columns, fields_of
from lmnboard.commands.named import folded, known_as, turned_round
from lmnboard.model import paths, values
from lmnboard.model.change import Change, Entry
from lmnboard.model.clinic import Clinic, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid, Refused
from lmnboard.tabular import Sheet
from lmnboard.workflow import edits

PEOPLE = ("providers", "staff")


class Planned(msgspec.Struct, frozen=True):
    """What a line of the file does: a new record, or changes of one that has `revision`."""

    line: int
    slug: str
    name: str
    whole: dict[str, Any]
    revision: int = 0
    fields: dict[str, Any] = {}
    added: list[tuple[str, dict[str, Any]]] = []
    changes: list[Change] = []


def run(name: str, board: str | None, words: list[str]) -> int:
    what = "payers, providers, staff or locations from a CSV file: all or nothing"
    line = Line(name, what, board)
    line.add_argument("file", metavar="FILE|-", help="a CSV file with a line of headings; with --columns a table")
    line.add_argument("--table", choices=TABLES, help="what its rows are, where the file's name does not begin so")
    line.add_argument("--update", action="store_true", help="change records that are there already")
    bulk.options(line)
    args = line.read(words)
    if args.columns:
        table = args.table or args.file
        if table not in TABLES:
            line.error(f"--columns takes a table: {', '.join(TABLES)}")
        bulk.print_columns(table)
        return 0
    with common.opened(args) as opened:
        source, sheet = bulk.sheet(args.file)
        mapped = bulk.mapped(args)
        table = args.table or _table_of(args.file, sheet, mapped)
        planned = _plan(opened, table, source, sheet, mapped, ignore_unknown=args.ignore_unknown)
        if args.dry_run:
            _show(planned, opened, table)
            print(f"{_count(planned)} in {table}. Nothing was written.")
            return 0
        if not args.update:
            _refuse_changes(planned, table, opened)
        # Oneself first: a list that names a lead before whoever imports it would lock them out.
        planned.sort(key=lambda plan: plan.whole.get("login") != opened.me)
        acts = [bulk.Act(plan.line, partial(_do, opened, table, plan)) for plan in planned if _is_change(plan)]
        bulk.carry_out(opened, acts, source)
        print(f"{_count(planned)} in {table}." + (" 'lmnboard undo' takes it back." if acts else ""))
    return 0


def _table_of(source: str, sheet: Sheet, mapped: Mapping[str, str]) -> str:
    """The table that a file is for: as its name begins, else the only one that knows all of its headings."""
    begins = os.path.basename(source).casefold()
    found = [table for table in TABLES if begins.startswith(table.removesuffix("s"))]
    if len(found) != 1:
        found = [table for table in TABLES if _fits(sheet, table, mapped)]
    if len(found) != 1:
        raise Invalid(f"Say what the rows are: --table {'|'.join(TABLES)}.")
    return found[0]


def _fits(sheet: Sheet, table: str, mapped: Mapping[str, str]) -> bool:
    try:
        columns(sheet, table, mapped)
    except Invalid:
        return False
    return True


# ---------------------------------------------------------------------- what would come
def _plan(
    board: Board, table: str, name: str, sheet: Sheet, mapped: Mapping[str, str], *, ignore_unknown: bool
) -> list[Planned]:
    """What each line does. Raises `Unreadable` with all that is wrong."""
    found = columns(sheet, table, mapped, ignore_unknown=ignore_unknown)
    faults = Faults(name)
    ids, clinic = _ids(board, table, sheet, found, faults)
    reader = Reader(clinic, board.shown.today(), faults, "name" if table in PEOPLE else "")
    planned = []
    for row in reader.rows(sheet, found):
        row.found.pop("id", None)
        slug = ids.get(row.line, "")
        if slug and slug in getattr(board.clinic, table):
            planned.append(_revised(board, table, slug, row))
        elif slug:
            planned.append(_new(table, slug, row, faults))
    faults.settle()
    if not planned:
        raise Invalid(f"{name} has headings and no rows below them.")
    return planned


def _ids(board: Board, table: str, sheet: Sheet, found: list[Column], faults: Faults) -> tuple[dict[int, str], Clinic]:
    """The id of each line's record, and the directory with those that are new: rows may name one another."""
    listed = dict(getattr(board.clinic, table))
    ids: dict[int, str] = {}
    lines: dict[str, int] = {}
    for row in sheet.rows:
        given = _given(row.cells, found, person=table in PEOPLE)
        try:
            slug = _slug(listed, table, given.get("id", ""), given.get("name", ""))
        except Invalid as error:
            faults.add(row.line, "", str(error))
            continue
        if slug in lines:
            faults.add(row.line, "", f"it is the same record as line {lines[slug]}: {table}/{slug}. Leave one out.")
            continue
        lines[slug] = row.line
        ids[row.line] = slug
        if slug not in listed:
            # Every table has a name but the settings, which no file lists.
            listed[slug] = DIRECTORY[table](id=slug, name=given.get("name"))  # type: ignore[call-arg]
    return ids, msgspec.structs.replace(board.clinic, **{table: listed})


def _given(cells: list[str], found: Sequence[Column], *, person: bool) -> dict[str, str]:
    """The id and the name of a row."""
    by = {(column.path, column.piece): cells[column.at] for column in found if column.path in ("id", "name")}
    pieces = [by.get(("name", piece), "") for piece in ("first", "middle", "last")]
    name = by.get(("name", "")) or " ".join(filter(None, pieces))
    return {"id": by.get(("id", ""), ""), "name": turned_round(name) if person else name}


def _slug(listed: Mapping[str, Any], table: str, given: str, name: str) -> str:
    """The id of a row's record: as given, that of the record of its name, else made of the name."""
    try:
        slug = edits.slug(given, ()) if given else known_as(listed, name, table) if name else ""
        slug = slug or edits.slug(name, listed)
    except Invalid as error:
        if "several" in str(error):
            raise
        raise Invalid("a record needs a name, and an id of letters or digits where its name has none.") from None
    if slug not in listed and not name:
        raise Invalid(f"there is no {table}/{slug} yet: give its name as well.")
    return slug


def _new(table: str, slug: str, row: Taken, faults: Faults) -> Planned:
    whole = row.whole()
    doc = edits.new_document({**whole, "id": slug})
    try:
        edits.name_rows(doc, fields_of(table))
        typed_listed(table, doc)
    except (Invalid, msgspec.ValidationError) as error:
        faults.add(row.line, "", f"{str(error).rstrip('.')}.")
    return Planned(row.line, slug, str(whole.get("name") or ""), whole)


def _revised(board: Board, table: str, slug: str, row: Taken) -> Planned:
    """What a line changes of a record that is there: rows are those at the same place, or come behind the last."""
    record, doc = board.shown.listed(table, slug)
    fields: dict[str, Any] = {}
    new_rows: dict[str, dict[int, dict[str, Any]]] = {}
    for path, value in row.found.items():
        rows, slash, rest = path.partition("/")
        if slash:
            place, _, inner = rest.partition("/")
            standing = paths.in_order(paths.value_at(doc, rows))
            if int(place) > len(standing):
                new_rows.setdefault(rows, {}).setdefault(int(place), {})[inner] = value
                continue
            path = f"{rows}/{standing[int(place) - 1]['id']}/{inner}"
        if paths.value_at(doc, path) != value and not (path == "name" and _same_name(doc, value)):
            fields[path] = value
    added = [(rows, by_place[place]) for rows, by_place in new_rows.items() for place in sorted(by_place)]
    changes = edits.set_fields(record, doc, fields)
    return Planned(row.line, slug, str(doc.get("name") or ""), {}, doc.get("revision") or 0, fields, added, changes)


def _same_name(doc: dict[str, Any], name: str) -> bool:
    """Whether a name only differs from the one that stands by case, title or degree."""
    return folded(str(doc.get("name") or "")) == folded(name)


# ---------------------------------------------------------------------- showing and doing
def _show(planned: Sequence[Planned], board: Board, table: str) -> None:
    for plan in planned[: bulk.MOST_SHOWN]:
        if not plan.revision:
            print(values.plain(f"line {plan.line}: new: {table}/{plan.slug}  {plan.name}"))
            print(values.plain(f"    {_fields(plan.whole, table, board)}"))
        elif _is_change(plan):
            print(values.plain(f"line {plan.line}: changed: {table}/{plan.slug}  {plan.name}"))
            for said in _changes(plan, table, board):
                print(values.plain(f"    {said}"))
    if len(planned) > bulk.MOST_SHOWN:
        print(f"and {len(planned) - bulk.MOST_SHOWN:,} more lines")


def _fields(whole: Mapping[str, Any], table: str, board: Board) -> str:
    """The fields of a new record, as they were read."""
    said = []
    for path, value in whole.items():
        field = fields_of(table).of(path)
        if field.editor == "rows":
            said.append(f"{field.title}: {len(value)}")
        elif path != "name":
            said.append(f"{field.title}: {values.show(field, value, board.clinic)}")
    return "; ".join(said) or "its name only"


def _changes(plan: Planned, table: str, board: Board) -> list[str]:
    said = [asking.line(change, board) for change in plan.changes]
    for rows, row in plan.added:
        inner = "; ".join(f"{path}: {value}" for path, value in row.items())
        said.append(f"{fields_of(table).of(rows).title}: one more row: {inner}")
    return said


def _is_change(plan: Planned) -> bool:
    return bool(not plan.revision or plan.fields or plan.added)


def _count(planned: Sequence[Planned]) -> str:
    new = sum(not plan.revision for plan in planned)
    changed = sum(bool(plan.revision) and _is_change(plan) for plan in planned)
    return f"{new:,} new, {changed:,} changed, {len(planned) - new - changed:,} unchanged"


def _refuse_changes(planned: Sequence[Planned], table: str, board: Board) -> None:
    """Raise `Refused` where a record that is there already would be changed."""
    changed = [plan for plan in planned if plan.revision and _is_change(plan)]
    if changed:
        reasons = [
            f"line {plan.line}, {table}/{plan.slug}: {said}"
            for plan in changed
            for said in _changes(plan, table, board)
        ]
        shown = reasons[:MOST_SAID] + ([f"and {len(reasons) - MOST_SAID:,} more"] if len(reasons) > MOST_SAID else [])
        raise Refused(
            f"{asking.count(len(changed), 'record')} in {table} say something else already; nothing was written. "
            "--update changes them.",
            shown,
        )


def _do(board: Board, table: str, plan: Planned) -> Iterator[Entry]:
    if plan.revision:
        yield board.relist(f"{table}/{plan.slug}", plan.revision, plan.fields, plan.added)
    else:
        yield board.list_as(table, plan.slug, plan.whole)
