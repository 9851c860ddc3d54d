"""`new`, `set`, `move`, `assign`, `note`: a case worked on from the shell, by the board that keys use."""

from __future__ import annotations

from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.commands.given import Given
from lmnboard.model import values
from lmnboard.model.case import CASES
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.errors import Invalid, ReasonAsked

FIELDS_HELP = (
    'request.duration="12 weeks"; diagnoses/d1/code=M54.51; patient.name=- reads standard input; tags= empties; '
    'treatments+=\'{"name": "…"}\' adds a row'
)


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    act = {"new": _new, "set": _set, "move": _move, "assign": _assign, "note": _note}[name]
    return act(line, given)


def _new(line: Line, given: list[str]) -> int:
    line.add_argument("--from", dest="source", metavar="FILE|-", help="a JSON object with the case's fields")
    line.add_argument(
        "--set",
        dest="fields",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help=FIELDS_HELP + "; may be repeated",
    )
    args = line.read(given)
    with common.opened(args) as board:
        values_ = Given(board, CASES)
        if args.source:
            values_.take_json(args.source)
        values_.take_words(args.fields)
        entry = board.new(values_.whole())
        print(board.shown.card(entry.changes[0].record.removeprefix("cases/")).id)
    return 0


def _set(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument("fields", metavar="PATH=VALUE", nargs="*", help=FIELDS_HELP)
    line.add_argument(
        "--from", dest="source", metavar="FILE|-", help="a JSON object with the fields to set, as show --json prints it"
    )
    line.add_argument("--remove", metavar="ROW", action="append", default=[], help="a row, as treatments/t3")
    line.add_argument(
        "--because",
        metavar="WHY",
        default="",
        type=common.text,
        help="why a deadline that stands is changed; it stays on the case",
    )
    args = line.read(given)
    if not (args.fields or args.source or args.remove):
        line.error("nothing was given to set")
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        edits = Given(board, CASES, board.shown.doc(card.id), card.location)
        if args.source:
            edits.take_json(args.source)
        edits.take_words(args.fields)
        edits.take_removed(args.remove)
        try:
            entry = board.revise(card.id, edits.fields, added=edits.added, removed=edits.removed, because=args.because)
        except ReasonAsked as error:
            raise ReasonAsked(f"{error} Give it with --because.") from None
        common.say_if_voided(card.id, entry)
    return 0


def _move(line: Line, given: list[str]) -> int:
    line.case_ids()
    line.add_argument("stage", metavar="STAGE", help=", ".join(STAGES))
    line.add_argument(
        "--because",
        metavar="WHY",
        default="",
        type=common.text,
        help="pass the gate for this reason; it stays on the card",
    )
    args = line.read(given)
    with common.opened(args) as board:
        stage = _stage(args.stage)
        return common.each(board, args.ids, lambda case_id: board.move(case_id, stage, args.because))


def _stage(typed: str) -> Stage:
    found = values.matching(typed.replace("-", "_"), {stage: words(stage) for stage in STAGES})
    if len(found) != 1:
        raise Invalid(f"There is no stage {typed!r}: it may be {', '.join(STAGES)}.")
    return next(stage for stage in STAGES if stage == found[0])


def _assign(line: Line, given: list[str]) -> int:
    line.case_ids()
    line.add_argument("staff", metavar="STAFF", help="who takes it: an id or name of 'lmnboard directory staff'")
    args = line.read(given)
    with common.opened(args) as board:
        owner = values.read(CASES.of("owner"), args.staff, board.shown.today(), board.clinic)
        if not owner:
            raise Invalid("Say who takes it: an id or name of 'lmnboard directory staff'.")
        return common.each(board, args.ids, lambda case_id: board.assign(case_id, owner))


def _note(line: Line, given: list[str]) -> int:
    line.description = "Add a note to a case. The note is read from standard input, as it may name the patient."
    line.case_id()
    args = line.read(given)
    with common.opened(args) as board:
        case_id = board.shown.card(args.id).id
        said = common.typed_words("The note")
        note = values.read(CASES.of("notes/*/text"), said, board.shown.today(), board.clinic)
        if not note:
            raise Invalid("The note on standard input is empty.")
        board.note(case_id, note)
    return 0
