"""`call`, `touch`, `snooze`, `cover`: what keeps a case moving, from the shell, by the board that keys use.

What was said may name the patient, and arguments can be read by others: it comes on standard input.
"""

from __future__ import annotations

import argparse
from datetime import date

import msgspec

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.knowledge.phonetic import spelled
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import values
from lmnboard.model.case import CASES
from lmnboard.model.errors import Invalid
from lmnboard.workflow.calling import Call
from lmnboard.workflow.contacts import Contacted

PROPOSED = "proposed"
"""What `touch` takes in place of a date to take the proposal."""
BACK = "back"
"""What `snooze` takes in place of a date to bring a case back."""


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    return {"call": _call, "touch": _touch, "snooze": _snooze, "cover": _cover}[name](line, words)


def _call(line: Line, given: list[str]) -> int:
    line.description = (
        "What the payer asks for on the telephone, in its order, and what was said before. With --said - the call is "
        "recorded: what was said is read from standard input, as it may name the patient; lines that begin with "
        "'with:' and 'promise:' say with whom, and what they promised. The next touch is as proposed unless given."
    )
    line.case_id()
    line.add_argument("--phonetic", action="store_true", help="identifiers spelled: letters by the radio alphabet")
    line.add_argument("--json", action="store_true", help="one object")
    line.add_argument("--said", metavar="-", choices=["-"], help="record the call; standard input says what was said")
    line.add_argument("--channel", metavar="C", default="phone", help=", ".join(CASES.of("contacts/*/channel").choices))
    line.add_argument("--reference", metavar="N", default="", type=common.text, help="the number they gave for it")
    line.add_argument("--next", dest="next_on", metavar="DATE", default="", help="the next touch; else as proposed")
    line.add_argument("--what", metavar="STEP", default="", type=common.text, help="the next step; else as proposed")
    args = line.read(given)
    with common.opened(args) as board:
        case_id = board.shown.card(args.id).id
        if args.said:
            _record(board, case_id, args)
        elif args.json:
            common.print_json(msgspec.to_builtins(board.call_of(case_id)))
        else:
            _print_call(board.call_of(case_id), phonetic=args.phonetic)
    return 0


def _record(board: Board, case_id: str, args: argparse.Namespace) -> None:
    card = board.shown.card(case_id)
    today = board.shown.today(card.location)
    told = {"with": "", "promise": ""}
    said = []
    for line in values.clean(common.typed_words("What was said")).split("\n"):
        key, colon, text = line.partition(":")
        if colon and key.strip().casefold() in told:
            told[key.strip().casefold()] = text.strip()
        else:
            said.append(line)
    summary = values.read(CASES.of("contacts/*/summary"), "\n".join(said), today, board.clinic)
    proposed = board.proposed_after_contact(case_id)
    on = common.day("--next", args.next_on, today)
    what = args.what or proposed.what
    contacted = Contacted(
        with_=told["with"],
        channel=values.read(CASES.of("contacts/*/channel"), args.channel, today, board.clinic),
        reference=args.reference,
        summary=summary or "",
        promise=told["promise"],
        next_on=on or proposed.on,
        next_what=what,
        waiting_on="payer" if card.stage == "follow_up" else None,
    )
    board.contact(case_id, contacted)
    print(f"Recorded. Next: {what}, {echo_date(on or proposed.on)}.")


def _print_call(call: Call, *, phonetic: bool) -> None:
    print(f"{call.payer}: {call.phone or 'no phone in the directory'}")
    print(f"Hours: {call.hours or 'not in the directory'}")
    for group in call.asked:
        print(f"\n{group.title}")
        for said in group.said:
            aloud = f"  ({spelled(said.text)})" if phonetic and said.spell else ""
            print(values.plain(f"  {said.name}: {said.text}{aloud}"))
    if call.promised:
        print("\n" + values.plain(f"They promised: {call.promised}"))
    told = [*call.before, *(f"open task: {task.title or ''}" for task in call.tasks)]
    for place, text in enumerate(told):
        print(("\n" if place == 0 else "") + values.plain(f"- {text}"))


def _touch(line: Line, given: list[str]) -> int:
    line.description = (
        "Say what we do next with a case and when. Without a date what is proposed is printed, and why; 'proposed' "
        "takes it."
    )
    line.case_id()
    line.add_argument("date", metavar="DATE", nargs="?", default="", help="+3b, fri, 12/4; or 'proposed'")
    line.add_argument("--what", metavar="STEP", default="", type=common.text, help="the next step")
    args = line.read(given)
    with common.opened(args) as board:
        card = board.shown.card(args.id)
        proposed = board.proposed_touch(card.id)
        if proposed is None and args.date in ("", PROPOSED):
            common.tell(f"{card.id} is resolved, and there is nothing to renew: nothing is proposed.")
            return 1
        if not args.date and proposed is not None:
            print(f"{echo_date(proposed.on)}  {values.plain(proposed.what)}  ({proposed.why})")
            return 0
        if args.date == PROPOSED and proposed is not None:
            on: date | None = proposed.on
            what = args.what or proposed.what
        else:
            on = common.day("DATE", args.date, board.shown.today(card.location))
            what = args.what or card.next_touch.what or (proposed.what if proposed else "")
        board.touch(card.id, on, what)
        if on is not None:
            print(f"Next: {values.plain(what)}, {echo_date(on)}.")
    return 0


def _snooze(line: Line, given: list[str]) -> int:
    line.description = "Put cases off until a day, never past a deadline; each is back by itself on that day."
    line.add_argument("ids", metavar="ID", nargs="+", help="the case: LMN-0042, or 42; several are undone together")
    line.add_argument("date", metavar="DATE", help=f"until when: mon, +3b, 12/4; '{BACK}' brings it back at once")
    args = line.read(given)
    with common.opened(args) as board:
        until = None if args.date == BACK else common.day("DATE", args.date, board.shown.today())
        if until is None and args.date != BACK:
            raise Invalid(f"Say until when, as mon, +3b or 12/4; or '{BACK}'.")
        return common.each(board, args.ids, lambda case_id: board.snooze(case_id, until))


def _cover(line: Line, given: list[str]) -> int:
    line.description = "Say in your own staff record who has your cases while you are away, or that you are back."
    line.add_argument("by", metavar="BY", nargs="?", default="", help="an id or name of 'lmnboard directory staff'")
    line.add_argument("--until", metavar="DATE", default="", help="the last day on which you are away")
    line.add_argument("--from", dest="since", metavar="DATE", default="", help="the first; today unless given")
    line.add_argument("--end", action="store_true", help="you are back")
    args = line.read(given)
    if args.end == bool(args.by):
        line.error("say who covers and until when, or --end")
    with common.opened(args) as board:
        today = board.shown.today()
        if args.end:
            board.uncover()
            return 0
        by = values.read(CASES.of("owner"), args.by, today, board.clinic)
        until = common.day("--until", args.until, today)
        if not by or until is None:
            raise Invalid("Say who covers, and until when: lmnboard cover BY --until DATE.")
        board.cover(by, until, common.day("--from", args.since, today))
        print(f"{board.clinic.name_of('staff', by)} has your cases until {echo_date(until)}.")
    return 0
