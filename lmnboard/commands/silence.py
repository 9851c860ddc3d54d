"""`silence`: not to hear of a check any more, in one case with a reason or in all of them, and to hear of it again."""

from __future__ import annotations

from lmnboard.checklist.silencing import OF_IDENTITY
from lmnboard.commands import common
from lmnboard.commands.common import Line


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("check", metavar="CHECK", help="as 'lmnboard check' names it: CHK-024")
    line.add_argument("id", metavar="ID", nargs="?", default="", help="the case; without one every case, by a lead")
    line.add_argument("--because", metavar="WHY", default="", type=common.text, help="the reason, for a case")
    line.add_argument("--words", metavar="W", default="", type=common.text, help="only what it says of these words")
    line.add_argument("--back", action="store_true", help="hear of it again")
    args = line.read(given)
    check = args.check.upper()
    if args.words and args.back:
        line.error("argument --back: takes back all that was silenced of a check; leave --words out")
    if args.words and check in OF_IDENTITY:
        line.error(f"argument --words: {check} is silenced in a case for the words that it names; leave them out")
    if args.id and not args.because and not args.back:
        line.error("argument --because: a case says why a check is silenced in it")
    with common.opened(args) as opened:
        if args.back:
            opened.hear_again(check, args.id)
        elif args.id:
            opened.silence(args.id, check, args.because, args.words)
        else:
            opened.silence_for_all(check, args.words)
    return 0
