"""`respond`, `appeal`, `renew`: the payer's answer recorded with all that follows, and the case that follows from it.

What the payer wrote may name the patient: its words and what it asks for come from standard input, never as arguments.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any, get_args

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.knowledge import denial_codes
from lmnboard.model import values
from lmnboard.model.case import CASES
from lmnboard.model.change import Entry
from lmnboard.model.choices import Response, words
from lmnboard.model.errors import Invalid
from lmnboard.workflow.answers import Answer, Reason

OUTCOMES: tuple[Response, ...] = get_args(Response)
_DATES = {
    "received_on": ("--received", "the day it came; else today"),
    "notice_on": ("--notice", "the date on the notice"),
    "effective_on": ("--effective", "the day a reduction or stop begins"),
    "due": ("--due", "our answer due, where the notice says a day; else counted"),
    "valid_from": ("--from-day", "authorized from"),
    "valid_to": ("--to-day", "authorized to"),
}


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    return {"respond": _respond, "appeal": _appeal, "renew": _renew}[name](line, given)


def _respond(line: Line, given: list[str]) -> int:
    line.case_id()
    line.add_argument("outcome", metavar="OUTCOME", help=", ".join(OUTCOMES))
    line.add_argument(
        "--code",
        metavar="C",
        action="append",
        default=[],
        type=common.text,
        help="a denial code, CO-50; may be repeated",
    )
    line.add_argument(
        "--reason", metavar="-", choices=["-"], help="the payer's reason in its words, from standard input"
    )
    line.add_argument("--item", metavar="-", choices=["-"], help="what it asks for, from standard input, one a line")
    for field, (option, told) in _DATES.items():
        line.add_argument(option, dest=field, metavar="DATE", default="", help=told)
    line.add_argument("--reference", metavar="N", default="", type=common.text, help="the payer's reference")
    line.add_argument("--number", metavar="N", default="", type=common.text, help="the authorization's number")
    line.add_argument("--asked", metavar="N", default="", help="units asked")
    line.add_argument("--units", metavar="N", default="", help="units granted")
    line.add_argument(
        "--not-appealed", metavar="WHY", default="", type=common.text, help="why a denial is not appealed"
    )
    line.add_argument("--next", dest="next_on", metavar="DATE", default="", help="next touch; else as proposed")
    line.add_argument("--what", metavar="X", default="", type=common.text, help="next step; else as proposed")
    line.add_argument("--appeal", action="store_true", help="open the appeal of a denial at once")
    args = line.read(given)
    if args.reason and args.item:
        line.error("argument --item: not with --reason, standard input is but one")
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        entry = board.respond(card.id, _answer(board, card.location, args))
        print(values.printable(entry.note))
        if args.appeal:
            opened = board.appeal(card.id)
            print(f"{_new_id(board, opened)}: {values.printable(opened.note)}")
    return 0


def _answer(board: Board, location: str | None, args: argparse.Namespace) -> Answer:
    found = values.matching(args.outcome.replace("-", "_"), {one: words(one) for one in OUTCOMES})
    if len(found) != 1:
        raise Invalid(f"There is no answer {args.outcome!r}: it may be {', '.join(OUTCOMES)}.")
    today = board.shown.today(location)
    said = {name: _day(board, name, getattr(args, name), today) for name in (*_DATES, "next_on")}
    units = {name: _number(board, name, getattr(args, option), today) for name, option in _UNITS.items()}
    codes = [code for typed in args.code for code in denial_codes.split(typed)]
    text = ""
    if args.reason or args.item:
        what = "The payer's reason" if args.reason else "What the payer asks for"
        told = common.typed_words(what)
        text = values.read(CASES.of("responses/*/reasons/*/words"), told, today, board.clinic) or ""
        if not text:
            raise Invalid(f"{what} is to come on standard input, which is empty: nothing was recorded.")
    # Words of the payer's go with its only code; beside several they are a reason of their own.
    alone = len(codes) == 1 and bool(args.reason)
    reasons = [Reason(code, text if alone else "") for code in codes]
    if args.reason and not alone:
        reasons.append(Reason("", text))
    items = [line.strip(" -*") for line in text.split("\n")] if args.item else []
    given: dict[str, Any] = {**said, **units}
    return Answer(
        outcome=next(one for one in OUTCOMES if one == found[0]),
        reference=args.reference,
        number=args.number,
        reasons=tuple(reasons),
        items=tuple(filter(None, items)),
        not_appealed_because=args.not_appealed,
        next_what=args.what,
        **given,
    )


_UNITS = {"units_asked": "asked", "units_granted": "units"}
_FIELDS = {
    "received_on": "responses/*/received_on",
    "notice_on": "responses/*/notice_on",
    "effective_on": "responses/*/effective_on",
    "due": "responses/*/due",
    "valid_from": "authorization.from",
    "valid_to": "authorization.to",
    "next_on": "next_touch.on",
}


def _day(board: Board, name: str, typed: str, today: date) -> date | None:
    iso = values.read(CASES.of(_FIELDS[name]), typed, today, board.clinic)
    return date.fromisoformat(iso) if iso else None


def _number(board: Board, name: str, typed: str, today: date) -> int | None:
    number = values.read(CASES.of(f"authorization.{name}"), typed, today, board.clinic)
    return None if number is None else int(number)


def _appeal(line: Line, given: list[str]) -> int:
    line.description = "Open the linked appeal of a denied case; prints its id, and what this level asks."
    line.case_id()
    args = line.read(given)
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        asks = board.next_level(card.id)
        entry = board.appeal(card.id)
        print(_new_id(board, entry))
        _tell_entry(entry)
        for text in asks[1:]:
            common.tell(text)
    return 0


def _renew(line: Line, given: list[str]) -> int:
    line.description = "Open the linked renewal of an approved case; prints its id."
    line.case_id()
    args = line.read(given)
    with common.opened(args) as board:
        entry = board.renew(args.id)
        print(_new_id(board, entry))
        _tell_entry(entry)
    return 0


def _new_id(board: Board, entry: Entry) -> str:
    new = next(change for change in entry.changes if not change.path)
    return board.shown.card(new.record.removeprefix("cases/")).id


def _tell_entry(entry: Entry) -> None:
    """What followed, on standard error: standard output is for what a program reads."""
    common.tell(entry.note)
