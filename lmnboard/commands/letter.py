"""`attach`, `attest`, `sign`, `export`, `submit`: from a case to a letter that has left."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lmnboard.checklist.finding import Finding
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import values
from lmnboard.model.case import CASES
from lmnboard.model.choices import words
from lmnboard.model.errors import Invalid
from lmnboard.store.papers import LARGEST, Papers
from lmnboard.store.place import Place
from lmnboard.which_board import board_path
from lmnboard.workflow.signing import REMINDER


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    act = {
        "attach": _attach, "attest": _attest, "sign": _sign, "export": _export, "submit": _submit,
    }[name]  # fmt: skip
    return act(line, given)


def _attach(line: Line, given: list[str]) -> int:
    kinds = CASES.of("attachments/*/kind").choices
    line.case_id()
    line.add_argument("file", metavar="FILE|-", help="is copied beside the board; - reads standard input")
    line.add_argument("--title", metavar="T", required=True, type=common.text, help="what it is, as the letter says it")
    line.add_argument("--kind", metavar="K", default="", help=", ".join(kinds))
    line.add_argument("--date", metavar="D", default="", help="the date of the document")
    args = line.read(given)
    if not args.title:
        line.error("argument --title: the letter lists each enclosure by its title")
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        today = board.shown.today(card.location)
        kind = values.read(CASES.of("attachments/*/kind"), args.kind, today, board.clinic)
        on = values.read(CASES.of("attachments/*/date"), args.date, today, board.clinic)
        source = common.standard_input_as_it_is(LARGEST) if args.file == "-" else Path(args.file)
        entry = board.attach(card.id, source, title=args.title, kind=kind, on=date.fromisoformat(on) if on else None)
        common.say_if_voided(card.id, entry)
    return 0


def _attest(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument(
        "check", metavar="CHECK", help="as 'lmnboard check' names it: CHK-181; a second time takes it back"
    )
    args = line.read(given)
    with common.opened(args) as board:
        check = args.check.upper()
        board.attest(args.id, check)
        case = board.shown.case(args.id)
        ticked = any(given.check == check for given in case.attestations)
        common.tell(f"{check} of {case.id} is {'ticked' if ticked else 'no longer ticked'}.")
    return 0


def _sign(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument("--method", choices=CASES.of("signature.method").choices, default="", help="how it is signed")
    line.add_argument(
        "--word",
        metavar="HOW",
        default="",
        type=common.text,
        help='where you are not the provider: how the signature was given, as "signed the printed letter"',
    )
    args = line.read(given)
    with common.opened(args) as board:
        board.sign(args.id, method=args.method, word=args.word)
    common.tell(REMINDER)
    return 0


def _export(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument("--format", choices=["txt"], default="txt", help="plain text of 72 columns")
    line.add_argument("-o", dest="target", metavar="FILE|-", help="write it here as well as into exports/")
    line.add_argument("--draft", action="store_true", help="write it although something is missing, marked DRAFT")
    line.add_argument(
        "--print", dest="printer", metavar="PRINTER", nargs="?", const="", help="print it, and write no file of it"
    )
    args = line.read(given)
    if args.printer is not None and args.target:
        line.error("argument --print: not with -o; print it, then export it")
    with common.opened(args) as board:
        if args.printer is not None:
            printed = board.print_letter(args.id, printer=args.printer, draft=args.draft)
            print(f"Printed: {printed.job or args.printer or 'the usual printer has it'}")
            _say_blockers(args.id, printed.blockers)
            return 0
        to = "standard output" if args.target == "-" else Path(args.target or "").name
        exported = board.export(args.id, draft=args.draft, to=to)
    if args.target not in (None, "-") and Papers(Place(board_path(args.board))).holds(Path(args.target)):
        raise Invalid(
            f"{args.target} is a file of the board and is not written over; the letter is at {exported.path}."
        )
    data = exported.path.read_bytes()
    if args.target == "-":
        sys.stdout.write(data.decode())
    elif args.target:
        try:
            Path(args.target).write_bytes(data)
        except OSError as error:
            raise Invalid(f"{args.target} cannot be written: {error.strerror}; it is at {exported.path}.") from None
        print(args.target)
    else:
        print(exported.path)
    _say_blockers(args.id, exported.blockers)
    return 0


def _say_blockers(case_id: str, found: Sequence[Finding]) -> None:
    if found:
        print(f"lmnboard: a draft, as {len(found)} blockers stand: 'lmnboard check {case_id}'.", file=sys.stderr)


def _submit(line: Line, given: list[str]) -> int:
    methods = CASES.of("policy.submission_method").choices
    line.case_id()
    line.add_argument("--method", metavar="M", default="", help=f"{', '.join(methods)}; else as the payer wants it")
    line.add_argument(
        "--to", metavar="X", default="", type=common.text, help="number or address; else as the directory has it"
    )
    line.add_argument(
        "--confirmation", metavar="N", default="", type=common.text, help="the payer's or the fax machine's number"
    )
    line.add_argument(
        "--next", dest="next_on", metavar="DATE", default="", help="when to ask for it; else next business day"
    )
    line.add_argument(
        "--because", metavar="WHY", default="", type=common.text, help="submit with open checks for this reason"
    )
    args = line.read(given)
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        today = board.shown.today(card.location)
        method = values.read(CASES.of("submissions/*/method"), args.method, today, board.clinic)
        next_on = values.read(CASES.of("next_touch.on"), args.next_on, today, board.clinic)
        sending = board.proposed_sending(card.id, method or "").given(
            to=args.to, confirmation=args.confirmation, next_on=next_on
        )
        board.submit(card.id, sending, args.because)
    way = words(sending.method).lower()
    print(f"Sent by {way} to {sending.to}; next: {sending.next_what}, {us_date(sending.next_on)}.")
    return 0
