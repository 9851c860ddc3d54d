"""`check`, `attach`, `attest`, `sign`, `export`, `submit`: from a case to a letter that has left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lmnboard.board import Board
from lmnboard.checklist.finding import Finding, blockers, count
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.desk import CASES
from lmnboard.model import values
from lmnboard.model.errors import Invalid

MARKS = {"block": "✗", "warn": "!", "info": "·"}


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    act = {
        "check": _check, "attach": _attach, "attest": _attest, "sign": _sign, "export": _export, "submit": _submit,
    }[name]  # fmt: skip
    return act(line, words)


def _check(line: Line, given: list[str]) -> int:
    line.add_argument("ids", metavar="ID", nargs="*")
    line.add_argument("--all", action="store_true", help="every open case")
    line.add_argument("--file", metavar="CASE.json", help="a case that is not on the board; - for standard input")
    line.add_argument("--json", action="store_true", help="every check with its result")
    args = line.parse_args(given)
    if bool(args.ids) + args.all + bool(args.file) != 1:
        line.error("name cases, or --all, or --file")
    with common.opened(args) as board:
        judged: dict[str, list[Finding]] = {}
        if args.file:
            judged[args.file] = board.judge(_document(board, args.file))
        for card in board.shown.open_cards() if args.all else [board.shown.card(case_id) for case_id in args.ids]:
            judged.setdefault(card.id, board.findings(card.id)) if not args.file else None
    if args.json:
        common.print_json(judged)
    else:
        for name, findings in judged.items():
            _print_findings(name, findings)
    return 1 if any(blockers(findings) for findings in judged.values()) else 0


def _document(board: Board, source: str) -> dict[str, Any]:
    from lmnboard.workflow import edits

    doc = edits.new_document(common.from_json(board, CASES, common.read_json(source), location=None))
    edits.name_rows(doc, CASES)
    return doc


def _print_findings(name: str, findings: list[Finding]) -> None:
    held, asked = count(findings)
    print(f"{name}  {held} of {asked} checks hold")
    for finding in findings:
        if finding.status in ("fail", "person"):
            mark = "☐" if finding.status == "person" else MARKS[finding.severity]
            where = f"  [{finding.field}]" if finding.field else ""
            print(f"  {mark} {finding.check} {finding.message} {finding.fix}".rstrip() + where)


def _attach(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("file", metavar="FILE", type=Path)
    line.add_argument("--title", metavar="T", required=True, help="what it is, as the letter lists it")
    line.add_argument(
        "--kind", metavar="K", default="", help="note, lab, imaging, consult, guideline, order, form, denial …"
    )
    line.add_argument("--date", metavar="D", default="", help="the date of the document")
    args = line.parse_args(given)
    with common.opened(args) as board:
        today = board.shown.today(board.shown.card(args.id).location)
        kind = values.read(CASES.of("attachments/*/kind"), args.kind, today, board.clinic)
        on = values.read(CASES.of("attachments/*/date"), args.date, today, board.clinic)
        board.attach(args.id, args.file, title=values.clean(args.title, lines=False), kind=kind, on=on)
    return 0


def _attest(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument(
        "check", metavar="CHECK", help="as 'lmnboard check' names it: CHK-044; a second time takes it back"
    )
    args = line.parse_args(given)
    with common.opened(args) as board:
        board.attest(args.id, args.check.upper())
    return 0


def _sign(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("--method", choices=CASES.of("signature.method").choices, default="", help="how it is signed")
    line.add_argument("--word", metavar="HOW", default="", help="for the provider: how the signature was given")
    args = line.parse_args(given)
    with common.opened(args) as board:
        board.sign(args.id, method=args.method, word=args.word)
    return 0


def _export(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument("--format", choices=["txt"], default="txt")
    line.add_argument("-o", dest="target", metavar="FILE|-", help="write here instead of exports/ beside the board")
    line.add_argument("--draft", action="store_true", help="write it although something is missing, marked DRAFT")
    args = line.parse_args(given)
    with common.opened(args) as board:
        exported = board.export(args.id, draft=args.draft)
        text = exported.path.read_text("utf-8")
        if args.target == "-":
            sys.stdout.write(text)
        elif args.target:
            try:
                Path(args.target).write_text(text, "utf-8")
            except OSError as error:
                raise Invalid(f"{args.target} cannot be written: {error.strerror}; it is at {exported.path}.") from None
            print(args.target)
        else:
            print(exported.path)
        if exported.blockers:
            print(
                f"lmnboard: a draft: {len(exported.blockers)} blockers, see 'lmnboard check {args.id}'.",
                file=sys.stderr,
            )
    return 0


def _submit(line: Line, given: list[str]) -> int:
    common.case_argument(line)
    line.add_argument(
        "--method", metavar="M", default="", help="fax, portal, mail, electronic; else as the payer wants it"
    )
    line.add_argument("--to", metavar="X", default="", help="number or address; else as the directory has it")
    line.add_argument("--confirmation", metavar="N", default="", help="the payer's or the fax machine's confirmation")
    line.add_argument(
        "--next", dest="next_on", metavar="DATE", default="", help="when to ask for it; else next business day"
    )
    line.add_argument("--because", metavar="WHY", default="", help="submit with open checks for this reason")
    args = line.parse_args(given)
    with common.opened(args) as board:
        today = board.shown.today(board.shown.card(args.id).location)
        method = values.read(CASES.of("policy.submission_method"), args.method, today, board.clinic)
        next_on = values.read(CASES.of("next_touch.on"), args.next_on, today, board.clinic)
        sending = board.proposed_sending(args.id, method or "").given(
            to=args.to, confirmation=args.confirmation, next_on=next_on
        )
        board.submit(args.id, sending, args.because)
        print(f"Sent by {sending.method} to {sending.to}; next: {sending.next_what}, {sending.next_on:%m/%d/%Y}.")
    return 0
