"""`check`: what a payer would miss, in cases of the board or from a file, or in a letter that somebody wrote."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from lmnboard.board import Board
from lmnboard.checklist.finding import Finding, blockers, count
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.commands.letter_file import words_of
from lmnboard.knowledge.us_states import us_state
from lmnboard.model.case import CASES
from lmnboard.model.choices import Kind, PayerType, Purpose, words
from lmnboard.workflow import edits
from lmnboard.written.facts import Told

MARKS = {"block": "✗", "warn": "!", "info": "·"}


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("ids", metavar="ID", nargs="*", help="cases: LMN-0042, or 42; with --count the words of a filter")
    line.add_argument("--all", action="store_true", help="every open case")
    line.add_argument(
        "--count",
        action="store_true",
        help="which rules are open most often in open cases, or in those of a filter: advice too, spelling not",
    )
    line.add_argument("--file", metavar="CASE.json|-", help="a case that is not on the board")
    line.add_argument("--letter", metavar="FILE|-", help="a letter that somebody wrote: text, or .docx")
    line.add_argument("--case", metavar="ID", help="with --letter: the case it was written for")
    line.add_argument(
        "--purpose", choices=get_args(Purpose), metavar="P", help=f"with --letter: {', '.join(get_args(Purpose))}"
    )
    line.add_argument("--kind", choices=get_args(Kind), metavar="K", help=f"with --letter: {', '.join(get_args(Kind))}")
    line.add_argument(
        "--payer-type",
        choices=get_args(PayerType),
        metavar="T",
        help=f"with --letter: {', '.join(get_args(PayerType))}",
    )
    line.add_argument(
        "--state",
        metavar="TX",
        default="",
        type=_state,
        help="with --letter: the state whose rules bind the payer; else all these are read from it",
    )
    line.add_argument("--rules", action="store_true", help="list every rule: when it is asked, how, and its source")
    line.add_argument("--json", action="store_true", help="every check with its result, by case")
    args = line.read(given)
    if bool(args.ids or args.count) + args.all + bool(args.file) + bool(args.letter) + args.rules != 1:
        line.error("name cases, or --all, or --count, or --file, or --letter, or --rules")
    if (args.case or args.purpose or args.kind or args.payer_type or args.state) and not args.letter:
        line.error("argument --letter: --case, --purpose, --kind, --payer-type and --state are about a letter")
    if args.rules:
        from lmnboard.commands import rules

        return rules.show(as_json=args.json)
    if args.count:
        from lmnboard.commands import failures

        with common.opened(args) as opened:
            return failures.tell(opened, args.ids, as_json=args.json)
    text = words_of(args.letter) if args.letter else ""
    judged = _letter(args, text) if args.letter else _cases(args)
    if args.json:
        common.print_json(judged)
    else:
        for name, findings in judged.items():
            _print_findings(name, findings, text)
        if args.letter and not args.case:
            print(f"  {_read_as(args, text)}")
    return 1 if any(blockers(findings) for findings in judged.values()) else 0


def _state(typed: str) -> str:
    if not typed:
        return ""
    try:
        return us_state(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _cases(args: argparse.Namespace) -> dict[str, list[Finding]]:
    """The findings of each case that was named, by its id or its file."""
    with common.opened(args) as board:
        if args.file:
            return {args.file: board.judge(_document(board, args.file))}
        cards = board.shown.open_cards() if args.all else map(board.shown.card, args.ids)
        return {card.id: [*board.findings(card.id), *board.language(card.id)] for card in cards}


def _document(board: Board, source: str) -> dict[str, Any]:
    from lmnboard.commands.given import Given

    given = Given(board, CASES)
    given.take_json(source)
    doc = edits.new_document(given.whole())
    edits.name_rows(doc, CASES)
    return doc


def _letter(args: argparse.Namespace, text: str) -> dict[str, list[Finding]]:
    """The findings of a letter, beside its case where one is named; without one no board is needed."""
    told = Told(args.purpose, args.kind, args.payer_type, args.state)
    if args.case:
        with common.opened(args) as board:
            case_id = board.shown.card(args.case).id
            judged = board.judge_letter(text, told, case_id)
            return {args.letter: [*judged, *board.language_of_letter(text, told, case_id)]}
    from lmnboard.checklist.letter_subject import LetterSubject
    from lmnboard.checklist.runner import judge_letter
    from lmnboard.proofreading import judge_words, speller
    from lmnboard.shelf import Shelf

    today = datetime.now(UTC).astimezone().date()
    subject = LetterSubject.of(text, today, told, books=Shelf(None, common.tell).book)
    return {args.letter: [*judge_letter(subject), *judge_words(subject, speller([]), [])]}


def _read_as(args: argparse.Namespace, text: str) -> str:
    """What sort of letter it was taken for, as half of the checks hang on that."""
    from lmnboard.written.facts import Facts
    from lmnboard.written.letter import Letter

    told = Told(args.purpose, args.kind, args.payer_type, args.state)
    facts = Facts(Letter(text), datetime.now(UTC).date(), told)
    sort = ", ".join(words(value).lower() for value in (facts.purpose, facts.kind, facts.payer_type))
    return f"Read as: {sort}. Where that is wrong, say so with --purpose, --kind, --payer-type."


def _print_findings(name: str, findings: Sequence[Finding], text: str) -> None:
    from lmnboard.checklist.runner import LANGUAGE

    apart = {check.id for check in LANGUAGE}  # as on the card: what is said of language only advises
    held, asked = count(finding for finding in findings if finding.check not in apart)
    beside = sum(finding.is_open for finding in findings if finding.check in apart)
    told = f"; beside them {beside} of spelling and reading, which {'is' if beside == 1 else 'are'} not counted"
    print(f"{name}  {held} of {asked} checks hold{told if beside else ''}")
    for finding in findings:
        if finding.silenced:
            print(f"  - {finding.check} silenced ({finding.silenced}): {finding.message}")
        elif finding.is_open:
            mark = "☐" if finding.status == "person" else MARKS[finding.severity]
            print(f"  {mark} {finding.check} {finding.message} {finding.fix}".rstrip() + _where(finding, text))


def _where(finding: Finding, text: str) -> str:
    """The field, or the line of a letter at which it stands."""
    if finding.field:
        return f"  [{finding.field}]"
    return f"  [line {text.count(chr(10), 0, finding.span[0]) + 1}]" if finding.span else ""
