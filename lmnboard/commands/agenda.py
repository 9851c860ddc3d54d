"""`agenda`: what needs a person, most pressing first: a page to print or to be read aloud, JSON, or a calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from itertools import count, groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from lmnboard import __version__
from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.curtain import Veil
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import values
from lmnboard.model.card import Card
from lmnboard.model.choices import words
from lmnboard.model.errors import NotFound
from lmnboard.report import pace
from lmnboard.totals import total
from lmnboard.workflow.agenda import SECTIONS, Agenda, Item, agenda
from lmnboard.workflow.clocks import FILED, Day, open_dates
from lmnboard.workflow.closing import windows
from lmnboard.workflow.next_act import absent, act, why
from lmnboard.workflow.placing import WEEK

if TYPE_CHECKING:
    from lmnboard.commands.icalendar import Event
    from lmnboard.workflow.paces import Paces

WIDTH = 79
EVERYBODY = "all"
_TOLD_WHY = ("lost", "harm", "stuck")
"""Sections whose cases say on the page why they stand there; of the others the next act says it."""
_WHO = {"provider": "the doctor", "patient": "the patient", "payer": "the payer"}
_TO_DO = {
    "file by": "file the letter",
    "reply due": "answer the payer",
    "continue by": "ask to continue care",
    "peer to peer": "ask for the peer-to-peer talk",
    "service": "service date",
    "answer due": "the payer's answer is due",
}
"""What a clock asks for on its day."""


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("--for", dest="who", metavar="STAFF", default="", help="whose: a staff id or name, or all")
    line.add_argument("--on", metavar="DATE", default="", help="as of that day, with the cases as they stand now")
    form = line.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one object, with its items in order")
    form.add_argument("--ics", action="store_true", help="an iCalendar file: each running date as a day")
    args = line.read(given)
    with common.opened(args) as opened:
        page = Page(opened, args.who, args.on)
        if args.ics:
            from lmnboard.commands.icalendar import calendar

            stamp = opened.now().astimezone(UTC)
            print(calendar(page.events(), stamp, f"lmnboard//lmnboard {__version__}"), end="")
        elif args.json:
            common.print_json(page.as_json())
        else:
            print("\n".join(page.text()))
        return 0 if page.made.items or args.ics else 1


class Page:
    """One person's agenda on one day. Without `named` nothing on it says who a patient is, as in a mail."""

    def __init__(self, board: Board, who: str, on: str, *, named: bool = True, paces: Paces | None = None) -> None:
        self._board = board
        self._named = named
        self.who = _person(board, who)
        self._on = _day(board, on)
        self._days: dict[str | None, Day] = {}
        self.paces = pace(board) if paces is None else paces
        """The clinic's own pace, for the next page: reading it takes longest."""
        self.made = self._made()
        self.total = total(list(board.shown.cards.values()), board.shown)
        """What is open in the whole clinic, whosever agenda this is."""

    def _made(self, *, whole: bool = False) -> Agenda:
        shown = self._board.shown
        return agenda(shown.cards.values(), shown.clinic, self.day, self.who, self.paces, whole=whole)

    def day(self, location: str | None) -> Day:
        """The day that was asked for, else today, at a location."""
        if self._on is None:
            return self._board.shown.day(location)
        if location not in self._days:
            clinic = self._board.clinic
            self._days[location] = Day(self._on, clinic.settings, clinic.closed_days(location))
        return self._days[location]

    # ------------------------------------------------------------------ text
    def text(self) -> Iterator[str]:
        """The page: sections as words, no line longer than 79 characters, nothing drawn."""
        made, of_all, today = self.made, self.total, self.day(None).today
        whose = f"Agenda of {self._board.clinic.name_of('staff', self.who)}" if self.who else "Agenda, everybody's"
        yield f"{whose}, {echo_date(today)}"
        own = f"{made.mine} {'mine' if self.who == self._board.me else 'theirs'}" if self.who else ""
        counts = [f"{of_all.open} open", own, f"{made.snoozed} snoozed"]
        wrong = [f"{of_all.unowned} without an owner", f"{of_all.undated} without a date"]
        yield ", ".join([count for count in counts if count] + wrong) + "."
        numbers = count(1)
        for section, items in groupby(made.items, key=lambda item: item.section):
            found = list(items)
            yield ""
            yield f"{SECTIONS[section].upper()} ({len(found)})"
            for item in found:
                yield from self._lines(next(numbers), item)
        if not made.items:
            yield "Nothing needs a person."
        yield ""
        yield from self._below()

    def _lines(self, number: int, item: Item) -> Iterator[str]:
        card, day = item.card, self.day(item.card.location)
        payer = self._board.clinic.name_of("payers", card.payer)
        cover: Callable[[str], str] = str if self._named else Veil(self._board.shown.doc(card.id)).over
        facts = (card.patient.name or "no name yet", payer, card.request.treatment or "") if self._named else (payer,)
        yield from _wrapped(f"{number}. {card.id}", ", ".join(filter(None, facts)))
        said = act(item, self._board.clinic, day)
        hangs = f"call {said.call}" if said.call and said.hangs_on == said.call else said.hangs_on
        call = f"call {said.call}" if said.call and said.call != said.hangs_on else ""
        marks = (
            "nobody has it" if not card.owner and item.clock != "unowned" else "",
            self._covered(item),
            self._has(item),
        )
        yield from _wrapped("  ", cover("; ".join(filter(None, (said.does, hangs, call, *marks)))))
        if item.section in _TOLD_WHY:
            yield from _wrapped("  ", cover(why(item, self._board.clinic, day, self.paces)))

    def _has(self, item: Item) -> str:
        """Who has it, where the page is nobody's own."""
        owner = item.card.owner if not self.who else ""
        return f"{self._board.clinic.name_of('staff', owner)} has it" if owner else ""

    def _covered(self, item: Item) -> str:
        return f"for {absent(item, self._board.clinic)}" if item.covered else ""

    def _below(self) -> Iterator[str]:
        made, today = self.made, self.day(None).today
        waits = [
            f"{waits.count} for {_WHO[who]}" + (f", {waits.late} of them late" if waits.late else "")
            for who, waits in made.waits.items()
            if waits.count
        ]
        yield f"Waiting: {'; '.join(waits) or 'none'}."
        when = "Yesterday" if made.last_day == today - timedelta(days=1) else f"{made.last_day:%A}"
        yield f"{when}: {made.came} came in, {made.left_us} left us, {made.left_over} left over."
        days = (
            f"{today + timedelta(days=at):%a} {count}" for at, count in zip(range(1, WEEK + 1), made.due, strict=True)
        )
        yield f"Due in the next 7 days: {', '.join(days)}."

    # ------------------------------------------------------------------ JSON
    def as_json(self) -> dict[str, Any]:
        made = self.made
        return {
            "for": self.who or EVERYBODY,
            "on": self.day(None).today,
            "open": self.total.open,
            "mine": made.mine,
            "unowned": self.total.unowned,
            "undated": self.total.undated,
            "snoozed": made.snoozed,
            "items": [self._row(item) for item in made.items],
            "waits": made.waits,
            "last_day": {
                "on": made.last_day, "came": made.came, "left_us": made.left_us, "left_over": made.left_over,
            },
            "next_7_days": made.due,
        }  # fmt: skip

    def _row(self, item: Item) -> dict[str, Any]:
        card, day = item.card, self.day(item.card.location)
        said = act(item, self._board.clinic, day)
        return {
            "id": card.id,
            "section": item.section,
            "act": said.does,
            "hangs_on": said.hangs_on,
            "call": said.call,
            "why": why(item, self._board.clinic, day, self.paces),
            "clock": item.clock,
            "on": item.on,
            "owner": card.owner or "",
            "covered_for": item.covered,
            "stage": card.stage,
            "patient": card.patient.name or "",
            "payer": self._board.clinic.name_of("payers", card.payer),
            "request": card.request.treatment or "",
            "value": card.value,
            "expedited": card.expedited,
        }

    # ------------------------------------------------------------------ calendar
    def events(self) -> Iterator[Event]:
        """A day for each clock that runs for their cases, also for what is put off or to be renewed."""
        named = bool(self._board.clinic.settings.names_in_mail)
        for item in self._made(whole=True).items:
            veil = None if named else Veil(self._board.shown.doc(item.card.id))
            for clock, on in _dates(item.card).items():
                yield self._event(item.card, clock, on, veil)

    def _event(self, card: Card, clock: str, on: str, veil: Veil | None) -> Event:
        from lmnboard.commands.icalendar import Event

        cover: Callable[[str], str] = veil.over if veil else str
        # It stands on its legal day; on a weekend or holiday nobody is there to meet it.
        safe = self.day(card.location).safe(on) if clock in FILED else on
        best = f", best by {echo_date(date.fromisoformat(safe))}" if safe != on else ""
        what = f"{clock}: {self._to_do(card, clock, on)}{best}"
        whom = card.id if veil else f"{card.id} {card.patient.name or ''}".strip()
        payer = self._board.clinic.name_of("payers", card.payer)
        lines = [f"{words(card.stage)}, {payer}" if payer else words(card.stage)]
        if card.owner:
            lines.append(f"With {self._board.clinic.name_of('staff', card.owner)}")
        if not veil and card.request.treatment:
            lines.append(card.request.treatment)
        slug = clock.replace(" ", "-")
        return Event(
            uid=f"{card.id}.{slug}@{_mark(card)}.lmnboard.invalid",
            on=date.fromisoformat(on),
            summary=cover(f"{whom}, {what}"),
            description=cover("\n".join(lines)),
            category=clock,
        )

    def _to_do(self, card: Card, clock: str, on: str) -> str:
        if clock == "next touch":
            return card.next_touch.what or "see how it stands"
        if clock == "task":
            open_ = (task for task in card.tasks if task.is_open)
            return next((task.title for task in open_ if task.due == on and task.title), "a task")
        if clock == "file by" and (card.purpose == "appeal" or card.appeal.of):
            return "file the appeal"
        return _TO_DO.get(clock, "see how it stands")


def _dates(card: Card) -> dict[str, str]:
    """Each running clock of a case with its first date; of a resolved case the day its renewal begins."""
    dates = open_dates(card)
    found: dict[str, str] = {}
    for clock, on in [*dates, *windows(card, dates)]:
        found[clock] = min(found.get(clock, on), on)
    if card.stage == "resolved" and card.next_touch.on:
        found["next touch"] = card.next_touch.on
    return found


def _mark(card: Card) -> str:
    """What tells a case from that of another clinic with its number, and says nothing: of the instant it was opened."""
    return hashlib.sha256(f"{card.id} {card.created_at or ''}".encode()).hexdigest()[:16]


def _person(board: Board, named: str) -> str:
    """The staff id that was named; whose keyboard it is where nobody was, and everybody for who is not on the list."""
    staff = board.clinic.staff
    if not named:
        return board.me if board.me in staff else ""
    if named.casefold() == EVERYBODY:
        return ""
    login = [slug for slug, person in staff.items() if person.login == named]
    found = login or values.matching(named, {slug: person.name or slug for slug, person in staff.items()})
    if len(found) != 1:
        known = ", ".join([*found, *(slug for slug in staff if slug not in found)][:9]) or "it is empty"
        raise NotFound(f"{named!r} is {'several' if found else 'nobody'} on the staff list: {known}, or {EVERYBODY}.")
    return found[0]


def _day(board: Board, typed: str) -> date | None:
    return common.day("--on", typed, board.shown.today())


def _wrapped(first: str, text: str) -> list[str]:
    """A text behind its number or indent, in lines of the page's width."""
    text = values.plain(" ".join(text.split()))
    return wrap(f"{first} {text}", WIDTH, subsequent_indent="   ", break_on_hyphens=False, drop_whitespace=True)
