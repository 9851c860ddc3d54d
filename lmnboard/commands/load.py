"""`import`: new cases from a spreadsheet's CSV file, each opened as by hand; all of them or none.

`headings` says what its columns are, `cells` reads them, `bulk` does it as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial

import msgspec

from lmnboard.board import Board
from lmnboard.commands import bulk, common
from lmnboard.commands.asking import count
from lmnboard.commands.cells import Faults, Reader, Taken
from lmnboard.commands.common import Line
from lmnboard.commands.headings import columns
from lmnboard.desk import CASES
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import Invalid
from lmnboard.workflow import edits
from lmnboard.workflow.importing import dates_by_hand

BECAUSE = "imported from spreadsheet"
"""The reason on the card of a case that came with a stage of its own."""
_MOST_TWINS = 20


def run(name: str, what: str, board: str | None, words_: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("file", metavar="FILE|-", nargs="?", help="a CSV file with a line of headings")
    bulk.options(line)
    args = line.read(words_)
    if args.columns:
        bulk.print_columns("cases")
        return 0
    if not args.file:
        line.error("name the file, or - for standard input")
    with common.opened(args) as opened:
        _import(opened, args.file, bulk.mapped(args), ignore_unknown=args.ignore_unknown, dry_run=args.dry_run)
    return 0


def _import(board: Board, source: str, mapped: Mapping[str, str], *, ignore_unknown: bool, dry_run: bool) -> None:
    name, sheet = bulk.sheet(source)
    found = columns(sheet, "cases", mapped, ignore_unknown=ignore_unknown)
    faults = Faults(name)
    reader = Reader(board.clinic, board.shown.today(), faults, "patient.name")
    taken = reader.rows(sheet, found)
    for row in taken:
        _hold(row, faults)
    faults.settle()
    if not taken:
        raise Invalid(f"{name} has headings and no rows below them.")
    if reader.turned:
        common.tell(f"Names written 'Last, First' are taken as 'First Last': {reader.turned:,} of them.")
    _warn_of_twins(board, taken)
    by_stage = Counter(_stage(row) for row in taken)
    stages = ", ".join(f"{by_stage[stage]:,} in {words(stage)}" for stage in STAGES if by_stage[stage])
    if dry_run:
        for row in taken[: bulk.MOST_SHOWN]:
            print(f"line {row.line}: new: {_said(row, board.clinic)}")
        if len(taken) > bulk.MOST_SHOWN:
            print(f"and {len(taken) - bulk.MOST_SHOWN:,} more")
        print(f"{count(len(taken), 'case')} would come: {stages}. Nothing was written.")
        return
    acts = [bulk.Act(row.line, partial(_open, board, row)) for row in taken]
    done = bulk.carry_out(board, acts, name)
    ids = [_id_of(board, entry) for entry in done]
    print(f"{count(len(ids), 'case')}, {ids[0]} to {ids[-1]}: {stages}. 'lmnboard undo' takes all of them back.")


def _hold(row: Taken, faults: Faults) -> None:
    """What must be true of a row beyond its cells."""
    if not (row.found.get("patient.name") or row.found.get("patient.record_number")):
        faults.add(row.line, "", "no patient: a case needs a name or a chart number. Is it a line of totals?")
    if row.found.get("stage") == "resolved" and not _outcome(row):
        faults.add(row.line, "", "it is Resolved without an outcome: give a column 'outcome'.")
    try:
        doc = edits.new_document(row.whole())
        edits.name_rows(doc, CASES)
        typed_case(doc)
    except (Invalid, msgspec.ValidationError) as error:
        faults.add(row.line, "", f"{str(error).rstrip('.')}.")


def _outcome(row: Taken) -> str | None:
    found: str | None = row.found.get("outcome") or row.found.get("responses/1/outcome")
    return found


def _stage(row: Taken) -> Stage:
    found: Stage = row.found.get("stage") or "gathering"
    return found


def _open(board: Board, row: Taken) -> Iterator[Entry]:
    """Open a case as by hand, and put it where it stood."""
    given = row.whole()
    stage, since = _stage(row), _since(row, board.clinic)
    given.pop("stage", None)
    given.pop("stage_since", None)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    for note in given.get("notes", ()):
        note |= {"at": at, "by": board.me}
    given |= dates_by_hand(given, BECAUSE)
    if stage == "gathering" and not since:
        yield board.new(given)
    else:
        yield board.open_as(given, stage, BECAUSE, since)


def _id_of(board: Board, entry: Entry) -> str:
    """The case that an entry opened."""
    return board.shown.card(entry.changes[0].record.removeprefix("cases/")).id


def _since(row: Taken, clinic: Clinic) -> str:
    """The instant from which the case was in its stage, as far as the file says."""
    said = row.found.get("stage_since")
    if not said and _stage(row) == "follow_up":
        said = row.found.get("submissions/1/sent_at")
    if not said and _stage(row) == "resolved" and row.found.get("responses/1/received_on"):
        day = date.fromisoformat(row.found["responses/1/received_on"])
        noon = datetime.combine(day, time(12), tzinfo=clinic.zone(row.found.get("location")))
        said = noon.astimezone(UTC).isoformat(timespec="seconds")
    return said or ""


def _said(row: Taken, clinic: Clinic) -> str:
    """A case on one line, with its dates as they were read."""
    found = row.found

    def shown(path: str, before: str = "") -> str:
        value = found.get(path)
        text = values.show(CASES.of(path), value, clinic) if value is not None else ""
        return f"{before}{text}" if text else ""

    who = shown("patient.name") or shown("patient.record_number", "chart ")
    born = shown("patient.date_of_birth", "born ")
    parts = (
        f"{who} ({born})" if born else who,
        shown("request.treatment"),
        shown("payer"),
        shown("submit_by", "file by "),
        shown("next_touch.on", "next touch "),
        words(_stage(row)),
        shown("owner"),
    )
    return values.plain(" · ".join(part for part in parts if part))


def _warn_of_twins(board: Board, taken: list[Taken]) -> None:
    """Say which rows repeat an open case of the same patient and treatment, or a row before them."""
    seen: dict[tuple[str, str], str] = {
        (card.patient.name.casefold(), (card.request.treatment or "").casefold()): card.id
        for card in board.shown.open_cards()
        if card.patient.name
    }
    told = 0
    for row in taken:
        who = str(row.found.get("patient.name") or "").casefold()
        key = who, str(row.found.get("request.treatment") or "").casefold()
        if who and key in seen and _stage(row) != "resolved":
            told += 1
            if told <= _MOST_TWINS:
                common.tell(f"line {row.line}: the same patient and treatment as {seen[key]}: perhaps twice the same.")
        elif who and _stage(row) != "resolved":
            seen[key] = f"line {row.line}"
    if told > _MOST_TWINS:
        common.tell(f"and {told - _MOST_TWINS:,} more that may be there twice.")
