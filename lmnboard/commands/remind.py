"""`remind`: does what is due by itself, then prints each person's list of the day, or mails it; for cron.

The list is the page of `lmnboard agenda`. Without the clinic's word nothing in a mail says who a patient is.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from datetime import date

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.agenda import Page
from lmnboard.commands.asking import count
from lmnboard.commands.common import Line
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.mail import PATIENCE, Hangs, NotHanded, hand_over, message
from lmnboard.model import values
from lmnboard.model.errors import Invalid
from lmnboard.workflow import reminders
from lmnboard.workflow.reminders import Untouched

LONGEST = 300.0
"""Seconds that the mail program has for all lists of a run; a message then has `LEAST`, and the first that is not taken
ends the run."""
LEAST = 1.0


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("--mail", action="store_true", help="hand each list to sendmail, once a day, instead of printing")
    line.add_argument("--for", dest="who", metavar="STAFF", default="", help="only this person's list")
    line.add_argument("--on", metavar="DATE", default="", help="the lists of that day, as the cases stand now")
    line.add_argument("--again", action="store_true", help="mail also what was mailed today already")
    args = line.read(words)
    with common.opened(args) as opened:
        if not args.on:
            done = opened.run_due()
            if done:
                common.tell(f"done by itself: {count(len(done), 'entry', 'entries')} in 'lmnboard history'.")
        named = bool(opened.clinic.settings.names_in_mail)
        if args.mail:
            with opened.mailing():
                return _mail(Lists(opened, args.who, args.on, named=named), again=args.again)
        # What cron prints is mailed: only a person at a terminal sees names unless the clinic says so.
        lists = Lists(opened, args.who, args.on, named=named or sys.stdout.isatty())
        print("\n\n".join(text for _who, text in lists.texts()) or "Nothing needs a person.")
    return 0


class Lists:
    """The lists of one day, of all who get one or of one person."""

    def __init__(self, board: Board, who: str, on: str, *, named: bool) -> None:
        self.board = board
        self._on = on
        self._named = named
        clinic, everybody = board.clinic, Page(board, "all", on, named=named)
        self._paces = everybody.paces
        self.day: date = everybody.day(None).today
        self._who = [self._page(who).who] if who else reminders.listed(clinic, self.day)
        self._leads = frozenset(reminders.leads(clinic, self.day))
        self._untouched: list[Untouched] = []
        if self._leads & set(self._who):
            places = (None, *clinic.locations)
            since = min(reminders.touched_since(everybody.day(place), clinic, place) for place in places)
            touched = board.last_touched(since)
            self._untouched = reminders.untouched(board.shown.cards.values(), clinic, everybody.day, touched)

    def texts(self) -> Iterator[tuple[str, str]]:
        """The staff id and the text of each list that has something on it."""
        for who in self._who:
            page = self._page(who)
            untouched = self._untouched if who in self._leads else []
            if page.made.items or untouched:
                yield who, "\n".join([*self._warning(untouched), *page.text()])

    def _page(self, who: str) -> Page:
        return Page(self.board, who, self._on, named=self._named, paces=self._paces)

    def _warning(self, untouched: list[Untouched]) -> Iterator[str]:
        """What a lead reads first: deadlines that come with nobody at them."""
        if not untouched:
            return
        yield f"NOBODY HAS TOUCHED THESE ({len(untouched)}) since the business day before, and their day is here:"
        for one in untouched:
            owner = self.board.clinic.name_of("staff", one.card.owner) or "nobody"
            whom = f", {one.card.patient.name}" if self._named and one.card.patient.name else ""
            yield values.plain(f"- {one.card.id}{whom}: {one.clock} {echo_date(one.on)}, with {owner}")
        yield ""


def _mail(lists: Lists, *, again: bool) -> int:
    """Mail each list that was not mailed on its day; the exit status. What one mail lacks stops no other."""
    board = lists.board
    had = set() if again else board.mailed(lists.day)
    status = sent = 0
    end = time.monotonic() + LONGEST
    for who, text in lists.texts():
        if who in had:
            continue
        record = board.clinic.staff[who]
        name = record.name or who
        try:
            identity = _identity(board, who, lists.day, board.now().isoformat() if again else "")
            subject = f"Agenda, {echo_date(lists.day)}"
            mail = message(record.email or record.login or "", subject, text + "\n", identity)
            hand_over(mail, min(PATIENCE, max(end - time.monotonic(), LEAST)))
        except Invalid:
            common.tell(f"{name} has neither an e-mail address nor a login: the list was not mailed.")
            status = max(status, 1)
        except Hangs as why:  # it would keep each of the others waiting as long
            common.tell(f"The list of {name} and those after it were not mailed; the next run tries again. {why}")
            status = Hangs.exit_status
            break
        except NotHanded as why:
            common.tell(f"The list of {name} was not mailed; the next run tries again. {why}")
            status = NotHanded.exit_status
        else:
            board.note_mailed(who, lists.day)
            sent += 1
    print(f"{count(sent, 'list')} mailed.")
    return status


def _identity(board: Board, who: str, day: date, more: str) -> str:
    """The same for a list that is mailed twice, because a crash left it unmarked: its reader's program shows one."""
    # A digest of it all: a board that was written by hand may have an id that no header takes.
    whose = f"{who} {board.clinic.settings.clinic or ''} {board.clinic.settings.id} {more}"
    return f"{day.isoformat()}.{hashlib.sha256(whose.encode()).hexdigest()[:24]}@lmnboard.invalid"
