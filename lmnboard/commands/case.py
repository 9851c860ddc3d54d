"""`new`, `show`, `list`, `set`, `move`, `assign`, `note`: a case from the shell, by the same board as a key press."""

from __future__ import annotations

import sys
from typing import Any

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.desk import CASES
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths, values
from lmnboard.model.card import Card
from lmnboard.model.change import UNSET
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Field
from lmnboard.model.sections import SECTIONS
from lmnboard.workflow.clocks import GLYPHS, nearest_clock


def run(name: str, what: str, board: str | None, words_: list[str]) -> int:
    line = Line(name, what, board)
    act = {
        "new": _new, "show": _show, "list": _list, "set": _set, "move": _move, "assign": _assign, "note": _note,
    }[name]  # fmt: skip
    return act(line, words_)


def _new(line: Line, given: list[str]) -> int:
    line.add_argument("--from", dest="source", metavar="FILE|-", help="a JSON object with the case's fields")
    line.add_argument("--set", dest="fields", metavar="PATH=VALUE", action="append", default=[])
    args = line.parse_args(given)
    with common.opened(args) as board:
        doc = common.read_json(args.source) if args.source else {}
        found = common.from_json(board, CASES, doc, location=None)
        found |= common.assignments(board, CASES, {}, args.fields, location=None)
        entry = board.new(found)
        print(board.shown.cards[int(entry.changes[0].record.partition("/")[2])].id)
    return 0


def _set(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument(
        "fields",
        metavar="PATH=VALUE",
        nargs="*",
        help='request.duration="12 weeks"; diagnoses/d1/code=M54.51; patient.name=- reads standard input; '
        'treatments+=\'{"name": "…"}\' adds a row',
    )
    line.add_argument("--from", dest="source", metavar="FILE|-", help="a JSON object with the fields to set")
    line.add_argument("--remove", metavar="ROW", action="append", default=[], help="a row, as treatments/t3")
    args = line.parse_args(given)
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        doc = board.shown.doc(card.id)
        added = [word for word in args.fields if "+=" in word.partition("=")[0] + "="]
        fields = common.assignments(
            board, CASES, doc, [w for w in args.fields if w not in added], location=card.location
        )
        rows = [_typed_row(board, word, card) for word in added]
        if args.source:
            for path, value in common.from_json(
                board, CASES, common.read_json(args.source), location=card.location
            ).items():
                _sort_out(path, value, doc, fields, rows)
        if not (fields or rows or args.remove):
            raise Invalid("Nothing was given to set.")
        if fields:
            board.edit(card.id, fields)
        for path, row in rows:
            board.add_row(card.id, path, row)
        for row_path in args.remove:
            board.remove_row(card.id, common.resolved(doc, row_path))
    return 0


def _typed_row(board: Board, word: str, card: Card) -> tuple[str, dict[str, Any]]:
    import msgspec

    path, _, text = word.partition("+=")
    try:
        row = msgspec.json.decode(text if text != "-" else sys.stdin.read())
    except msgspec.DecodeError as error:
        raise Invalid(f'{path}+= takes a JSON object, as \'{{"name": "Physical therapy"}}\': {error}.') from None
    found = common.from_json(board, CASES, _holding(path, [row]), location=card.location)
    return path, found[path][0]


def _holding(path: str, value: Any) -> dict[str, Any]:
    """A document with nothing but this."""
    doc: dict[str, Any] = {}
    paths.put(doc, path, value)
    return doc


def _sort_out(
    path: str, value: Any, doc: dict[str, Any], fields: dict[str, Any], rows: list[tuple[str, dict[str, Any]]]
) -> None:
    """Rows that the case has are edited field by field, others added; everything else is set."""
    field = CASES.fields.get(path)
    if field is None or field.editor != "rows":
        fields[path] = value
        return
    for row in value:
        row_path = f"{path}/{row.get('id')}"
        if paths.value_at(doc, row_path) is UNSET:
            rows.append((path, row))
        else:
            fields |= {f"{row_path}/{key}": item for key, item in row.items() if key != "id"}


def _show(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("--json", action="store_true", help="the stored record")
    args = line.parse_args(given)
    with common.opened(args) as board:
        doc = board.shown.doc(args.id)
        if args.json:
            common.print_json(doc)
            return 0
        card = board.shown.card(args.id)
        clock = nearest_clock(card, board.shown.day(card.location))
        due = f", {clock.name} {us_date(clock.on)} ({clock.says})" if clock else ""
        print(f"{card.id}  {words(card.stage)}{due}")
        for section, title in SECTIONS.items():
            told = [
                text for field in CASES if field.section == section and "/" not in field.path
                for text in _told(board, field, doc)
            ]  # fmt: skip
            if told:
                print(f"\n{title}")
                print("\n".join(told))
    return 0


def _told(board: Board, field: Field, doc: dict[str, Any]) -> list[str]:
    """The lines that `show` writes for a field: none where it is empty."""
    value = paths.value_at(doc, field.path)
    if field.editor != "rows":
        text = values.show(field, value, board.clinic)
        return [f"  {field.title}: {text}"] if text else []
    lines = []
    for row in paths.in_order(value):
        said = [
            f"{inner.title}: {text}"
            for inner in CASES.row_fields(field.path)
            if inner.editor != "rows"
            and (text := values.show(inner, paths.value_at(row, inner.path.rpartition("/*/")[2]), board.clinic))
        ]
        lines.append(f"  {field.path}/{row.get('id')}  " + "; ".join(said))
    return lines


def _list(line: Line, given: list[str]) -> int:
    line.add_argument("query", metavar="QUERY", nargs="*", help="words, owner:dana, stage:review, due:<7d, late, !word")
    form = line.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--csv", action="store_true")
    args = line.parse_args(given)
    with common.opened(args) as board:
        from lmnboard import query

        found = query.cards(" ".join(args.query), board.shown, board.me)
        rows = [_row(board, card) for card in found]
    if args.json:
        common.print_json(rows)
    elif args.csv:
        import csv

        writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(rows)
    return 0 if rows else 1


_COLUMNS = ("id", "stage", "clock", "on", "says", "priority", "patient", "request", "payer", "owner", "location")


def _row(board: Board, card: Card) -> dict[str, str]:
    clinic = board.clinic
    clock = nearest_clock(card, board.shown.day(card.location))
    says = words(card.outcome or "") if card.stage == "resolved" else "no date"
    return {
        "id": card.id,
        "stage": words(card.stage),
        "clock": clock.name if clock else "",
        "on": clock.on.isoformat() if clock else "",
        "says": f"{GLYPHS[clock.band]} {clock.says}".strip() if clock else says,
        "priority": "EXP" if card.expedited else "",
        "patient": card.patient.name or "",
        "request": card.request.treatment or "",
        "payer": clinic.name_of("payers", card.payer),
        "owner": card.owner or "",
        "location": card.location or "",
    }


def _print_table(rows: list[dict[str, str]]) -> None:
    shown = ("id", "says", "clock", "priority", "stage", "patient", "request", "payer", "owner")
    limit = {"patient": 24, "request": 30, "payer": 22}
    width = {key: min(max((len(row[key]) for row in rows), default=0), limit.get(key, 99)) for key in shown}
    for row in rows:
        cells = (row[key][: width[key]].ljust(width[key]) for key in shown if width[key])
        print("  ".join(cells).rstrip())


def _move(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("stage", metavar="STAGE", help=", ".join(STAGES))
    line.add_argument(
        "--because", metavar="WHY", default="", help="pass the gate for this reason; it stays on the card"
    )
    args = line.parse_args(given)
    with common.opened(args) as board:
        board.move(args.id, _stage(args.stage), args.because)
    return 0


def _stage(typed: str) -> Stage:
    found = values.matching(typed.replace("-", "_"), {stage: words(stage) for stage in STAGES})
    if len(found) != 1:
        raise Invalid(f"There is no stage {typed!r}: it may be {', '.join(STAGES)}.")
    return next(stage for stage in STAGES if stage == found[0])


def _assign(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("staff", metavar="STAFF", help="who takes it: an id of the staff list")
    args = line.parse_args(given)
    with common.opened(args) as board:
        field = CASES.of("owner")
        board.assign(args.id, values.read(field, args.staff, board.shown.today(), board.clinic) or "")
    return 0


def _note(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("text", metavar="-", choices=["-"], help="the note, on standard input")
    args = line.parse_args(given)
    with common.opened(args) as board:
        text = values.clean(sys.stdin.read())
        if not text:
            raise Invalid("The note on standard input is empty.")
        board.note(args.id, text)
    return 0
