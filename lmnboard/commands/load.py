"""`import`: new cases from a spreadsheet's CSV file, each opened as by hand; all of them or none.

`headings` says what its columns are, `cells` reads them, `bulk` does it as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from lmnboard.board import Board
from lmnboard.commands import bulk, common
from lmnboard.commands.asking import count
from lmnboard.commands.cells import Faults, Reader, Taken
from lmnboard.commands.common import Line
from lmnboard.commands.headings import columns
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import values
from lmnboard.model.case import CASES, Case
from lmnboard.model.change import Entry
from lmnboard.model.choices import APPEALED, STAGES, UNFILED, Stage, words
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import Invalid, Refused
from lmnboard.workflow import edits
from lmnboard.workflow.dated import instant
from lmnboard.workflow.importing import dates_by_hand, decided_at, last_answer
from lmnboard.workflow.limits import too_far

BECAUSE = "imported from spreadsheet"
"""The reason on the card of a case that came with a stage of its own."""
_MOST_TWINS = 20
_SAID_BEFORE = ("patient.date_of_birth", "submit_by", "next_touch.on")


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
    answered: dict[int, Case] = {}
    for row in taken:
        _hold(row, board, faults, answered)
    faults.settle()
    if not taken:
        raise Invalid(f"{name} has headings and no rows below them.")
    if reader.turned:
        common.tell(f"Names written 'Last, First' are taken as 'First Last': {reader.turned:,} of them.")
    _warn_of_twins(board, taken)
    _warn_of_no_window(answered)
    by_stage = Counter(answered[row.line].stage if row.line in answered else _stage(row) for row in taken)
    stages = ", ".join(f"{by_stage[stage]:,} in {words(stage)}" for stage in STAGES if by_stage[stage])
    if dry_run:
        for row in taken[: bulk.MOST_SHOWN]:
            print(f"line {row.line}: new: {_said(row, answered.get(row.line), board.clinic)}")
        if len(taken) > bulk.MOST_SHOWN:
            print(f"and {len(taken) - bulk.MOST_SHOWN:,} more")
        print(f"{count(len(taken), 'case')} would come: {stages}. Nothing was written.")
        return
    acts = [bulk.Act(row.line, partial(_open, board, row)) for row in taken]
    done = bulk.carry_out(board, acts, name)
    ids = [_id_of(board, entry) for entry in done]
    print(f"{count(len(ids), 'case')}, {ids[0]} to {ids[-1]}: {stages}. 'lmnboard undo' takes all of them back.")


def _hold(row: Taken, board: Board, faults: Faults, answered: dict[int, Case]) -> None:
    """What must be true of a row beyond its cells. What a row with the payer's answer comes to goes into `answered`."""
    before = faults.count
    if not (row.found.get("patient.name") or row.found.get("patient.record_number")):
        faults.add(row.line, "", "no patient: a case needs a name or a chart number. Is it a line of totals?")
    if row.found.get("stage") == "resolved" and not _outcome(row):
        faults.add(row.line, "", "it is Resolved without an outcome: give a column 'outcome'.")
    told = (row.whole().get("responses") or [{}])[-1]
    if _stage(row) != "resolved" and not told.get("outcome") and told.keys() - {"reference"}:
        faults.add(
            row.line,
            "",
            "it has a date or a reason of a decision and no decision: say Denied, Approved or More information under "
            "'status' or 'decision', or empty them.",
        )
    try:
        doc = edits.new_document(row.whole())
        edits.name_rows(doc, CASES)
        case = typed_case(doc)
        _hold_dates(case, row.line, board, faults)
        _hold_sent(case, _stage(row), row.line, faults)
        if faults.count == before and _stage(row) != "resolved" and last_answer(row.whole()):
            answered[row.line] = board.would_open_as(_given(board, row), _stage(row), BECAUSE)
    except (Invalid, Refused, msgspec.ValidationError) as error:
        faults.add(row.line, "", f"{str(error).rstrip('.')}.")


def _hold_dates(case: Case, line: int, board: Board, faults: Faults) -> None:
    """Dates of a row that cannot both be so."""
    zone = board.clinic.zone(case.location)
    sent = [at.astimezone(zone).date() for row in case.submissions if (at := instant(row.sent_at))]
    for answer in case.responses:
        decided = answer.notice_on or answer.received_on
        if sent and decided and decided < min(sent):
            faults.add(line, "", f"decided {us_date(decided)}, before it was submitted, {us_date(min(sent))}.")
    touch = case.next_touch.on
    if touch and case.stage != "resolved" and (why := too_far(touch, board.shown.today(case.location))):
        faults.add(line, "", f"next touch: {why}")


def _hold_sent(case: Case, stage: Stage, line: int, faults: Faults) -> None:
    """An appeal that has not been sent has no answer."""
    answered = any(answer.outcome != "withdrawn" for answer in case.responses)
    if case.appeal.of and answered and stage in UNFILED and not case.submissions:
        told = "it is an appeal that was not sent, and has an answer"
        faults.add(line, "", f"{told}: say when it was submitted, or leave the answer out.")


def _outcome(row: Taken) -> str | None:
    found: str | None = row.found.get("outcome") or row.found.get("responses/1/outcome")
    return found


def _stage(row: Taken) -> Stage:
    found: Stage = row.found.get("stage") or "gathering"
    return found


def _open(board: Board, row: Taken) -> Iterator[Entry]:
    """Open a case as by hand, and put it where it stood."""
    given = _given(board, row)
    stage, since = _stage(row), _since(row, board.clinic)
    if stage == "gathering" and not since and not last_answer(given):
        yield board.new(given)
    else:
        yield board.open_as(given, stage, BECAUSE, since)


def _given(board: Board, row: Taken) -> dict[str, Any]:
    """The fields of a row's case, by path, but for the stage."""
    given = row.whole()
    given.pop("stage", None)
    given.pop("stage_since", None)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    for note in given.get("notes", ()):
        note |= {"at": at, "by": board.me}
    told = (given.get("responses") or [{}])[-1]
    if _stage(row) == "follow_up" and told and not told.get("outcome"):
        # The number under which a payer has it is no answer: it is what confirms that they have it.
        given["responses"] = given["responses"][:-1]
        sent = given.setdefault("submissions", [{}])
        sent[-1].setdefault("confirmation", told["reference"])
    return given | dates_by_hand(given, BECAUSE)


def _id_of(board: Board, entry: Entry) -> str:
    """The case that an entry opened."""
    return board.shown.card(entry.changes[0].record.removeprefix("cases/")).id


def _since(row: Taken, clinic: Clinic) -> str:
    """The instant from which the case was in its stage, as far as the file says."""
    said = row.found.get("stage_since")
    if not said and _stage(row) == "follow_up":
        said = row.found.get("submissions/1/sent_at")
    if not said and _stage(row) == "resolved":
        said = decided_at(row.whole(), clinic)
    return said or ""


def _said(row: Taken, answered: Case | None, clinic: Clinic) -> str:
    """A case on one line, with its dates as they were read, and what the payer's answer asks for."""
    found = row.found

    def shown(path: str, before: str = "") -> str:
        value = found.get(path)
        text = values.show(CASES.of(path), value, clinic) if value is not None else ""
        return f"{before}{text}" if text else ""

    who = shown("patient.name") or shown("patient.record_number", "chart ")
    born = shown("patient.date_of_birth", "born ")
    last = last_answer(row.whole()) or {}
    answer = answered.last_answer if answered else None
    parts = (
        f"{who} ({born})" if born else who,
        shown("request.treatment"),
        shown("payer"),
        shown("submit_by", "file by "),
        shown("next_touch.on", "next touch "),
        words(answered.stage if answered else _stage(row)),
        words(last["outcome"]) if last else shown("outcome"),
        *_other_dates(found, clinic),
        f"our answer due {us_date(answer.due)}" if answer and answer.due and not last.get("due") else "",
        shown("owner"),
    )
    return values.plain(" · ".join(part for part in parts if part))


def _other_dates(found: Mapping[str, Any], clinic: Clinic) -> Iterator[str]:
    """Each date of a row that is not said before, with its title."""
    for path, value in found.items():
        field = CASES.of(path)
        if path in _SAID_BEFORE or field.editor not in ("date", "instant"):
            continue
        text = values.show(field, value, clinic)
        yield f"{field.title} {text.partition(' ')[0]}"


def _warn_of_no_window(answered: Mapping[int, Case]) -> None:
    """Say which denials come without a day by which to appeal them, as their file says no date."""
    lines = [
        f"{line:,}"
        for line, case in answered.items()
        if (answer := case.last_answer)
        and answer.outcome in APPEALED
        and not (answer.due or answer.not_appealed_because)
        if not (answer.notice_on or answer.received_on)
    ]
    if lines:
        more = f" and {len(lines) - _MOST_TWINS:,} more" if len(lines) > _MOST_TWINS else ""
        common.tell(
            f"Denied without a decision date: line {', '.join(lines[:_MOST_TWINS])}{more}. Nothing says by when to "
            "appeal: give a column 'decision date', or 'date of the notice' on the board."
        )


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
