"""The agenda: which cases need a person today, and in which order. Pure, from cards, the clinic and a day per location.

Imports the clocks and the model. The screen, `lmnboard agenda`, the board's `n` and reminders ask it; what each line
says is `next_act.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from lmnboard.model.card import Card, number_of
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.clocks import ANSWER, FILED, Day, open_dates
from lmnboard.workflow.closing import Dates, Near, day_of, windows
from lmnboard.workflow.covering import is_away, is_unowned
from lmnboard.workflow.placing import PAST, WEEK, Place, Placing, Section, Today, next_filing

if TYPE_CHECKING:
    from lmnboard.workflow.paces import Paces

SECTIONS: dict[Section, str] = {
    "lost": "today or lost",
    "harm": "expedited, or service near",
    "promised": "promised today",
    "ready": "ready to leave us",
    "stuck": "stuck",
    "rest": "the rest",
}
"""The sections in their order, with their headings."""
_PRESSING = ("lost", "harm")
"""What everybody sees of cases whose owner is away without anybody in their place."""
CLOSING = (*FILED, "peer to peer")
"""Clocks whose line says by itself when it has to be out of our hands."""
_PLACE = {section: place for place, section in enumerate(SECTIONS)}


class Item(msgspec.Struct, frozen=True):
    """A case on the agenda: where it stands, and the date that put it there (`clock` names it, `on` is ISO or empty).

    `covered` is who is away or has left, where it is done for somebody; `appealed_by` the case that says it appeals
    this one; `files` what has to leave us within days although something else put it there.
    """

    card: Card
    section: Section
    clock: str
    on: str
    covered: str = ""
    appealed_by: str = ""
    files: Near | None = None


class Waits(msgspec.Struct):
    """How many cases wait for somebody, how many of those are late, and since when the oldest does (ISO, or empty)."""

    count: int = 0
    late: int = 0
    oldest: str = ""


class Agenda(msgspec.Struct):
    """The items of one person, or of all, in order; and what is counted beside them.

    `mine` is how many open cases this person has, `unowned` how many of the items nobody has. What is open, unowned or
    undated in the whole clinic is counted by `lmnboard.totals`, as on the board. `due` has, for each of the next seven
    days, how many cases have a date of ours then: a filing or reply at its safe day, a peer-to-peer, the service,
    the next touch, a task; the payer's own is none. `came`, `left_us` and `left_over` are the last working day's.
    """

    items: list[Item]
    mine: int = 0
    unowned: int = 0
    snoozed: int = 0
    waits: dict[str, Waits] = {}
    due: list[int] = []
    last_day: date = date.min
    came: int = 0
    left_us: int = 0
    left_over: int = 0


def agenda(
    cards: Iterable[Card],
    clinic: Clinic,
    days: Callable[[str | None], Day],
    me: str = "",
    paces: Paces | None = None,
    *,
    whole: bool = False,
) -> Agenda:
    """What needs a person, most pressing first: theirs, nobody's, and that of those they cover; of all without `me`.

    What presses of a case whose owner nobody stands in for is everybody's, so that it is not lost with them; a case of
    somebody who has left is nobody's.

    `days` gives the day at a location. Without `paces` a stage's usual length is five business days, and no case has
    a last safe start. With `whole` what is put off and renewals to come are there too, as a calendar has them.
    """
    return _Making(clinic, days, me, paces, whole=whole).of(cards)


def covered(clinic: Clinic, me: str, today: date) -> frozenset[str]:
    """Who is away today and has this person in their place, also by way of somebody who is away as well."""
    return frozenset(staff for staff in clinic.staff if staff != me and stands_in(clinic, staff, today) == me)


def stands_in(clinic: Clinic, who: str, today: date) -> str:
    """Who has somebody's cases today: they themselves unless they are away, then whoever covers them, and so on."""
    for _ in clinic.staff:
        person = clinic.staff.get(who)
        if person is None or not person.covered_by or not is_away(person, today):
            break
        who = person.covered_by
    return who


class _Making:
    """One agenda on its way."""

    def __init__(
        self, clinic: Clinic, days: Callable[[str | None], Day], me: str, paces: Paces | None, *, whole: bool
    ) -> None:
        self._whole = whole
        self._clinic = clinic
        self._days = days
        self._me = me
        self._places: dict[str | None, Today] = {}
        self._placing = Placing(clinic, paces)
        person = clinic.staff.get(me)
        self._signs = person.provider if person is not None else None
        today = days(None).today
        self._covers = covered(clinic, me, today) if me else frozenset[str]()
        has = {who: clinic.staff.get(stands_in(clinic, who, today)) for who in clinic.staff}
        self._here = frozenset(who for who, person in has.items() if person is not None and not is_away(person, today))
        """Whose cases somebody has who is not away."""
        self._made = Agenda([], waits={who: Waits() for who in ("provider", "patient", "payer")}, due=[0] * WEEK)

    def of(self, cards: Iterable[Card]) -> Agenda:
        made = self._made
        made.last_day = self._today(None).last_day
        keyed: list[tuple[tuple[int, int, str, float, int], Item]] = []
        cards = list(cards)
        appeals = {number_of(card.appeal.of or ""): card.id for card in cards if card.appeal.of and card.is_appeal}
        for card in cards:
            near: Near | None = None
            today = self._today(card.location)
            mine = self._is_theirs(card)
            if card.stage == "resolved":
                if mine:
                    self._count_ended(card, today)
                touch = card.next_touch.on
                if not (mine and touch and (self._whole or touch <= today.iso)):
                    continue
                place = Place("promised" if touch <= today.iso else "rest", "next touch", touch)
            else:
                dates = open_dates(card)
                made.mine += card.owner == self._me
                if not mine and card.owner in self._here:
                    continue
                closing = windows(card, dates, appealed=card.number in appeals)
                if mine:
                    self._count_mine(card, dates, closing, today)
                place = self._placing.of(card, dates, closing, today)
                if not mine and place.section not in _PRESSING:
                    continue
                if card.snoozed_until and card.snoozed_until > today.iso and not _wakes(place, today):
                    made.snoozed += mine
                    if not self._whole:
                        continue
                if closing and place.section != "harm" and place.clock not in CLOSING:
                    near = next_filing(closing, today)
            section, clock, on, step = place
            unowned = is_unowned(card.owner, self._clinic.staff)
            made.unowned += unowned
            gone = unowned and card.owner != self._me
            away = card.owner if card.owner and (not mine or gone or card.owner in self._covers) else ""
            item = Item(card, section, clock, on, away, appeals.get(card.number, ""), near)
            # By the day where a day decides, so that money never comes before it; else by value, then by age.
            first = on or "9" if section in ("lost", "harm") else near.safe if near else "9"
            first = "" if step == PAST else first
            keyed.append(((_PLACE[section], step, first, -(card.value or 0), card.number), item))
        keyed.sort(key=_key)
        made.items = [item for _key_, item in keyed]
        return made

    # ------------------------------------------------------------------ whose it is
    def _is_theirs(self, card: Card) -> bool:
        if not self._me or card.owner == self._me or card.owner in self._covers:
            return True
        if is_unowned(card.owner, self._clinic.staff):
            return True
        if self._signs and card.provider == self._signs and card.stage == "review" and not card.signature.by:
            return True
        return any(task.owner == self._me and task.is_open for task in card.tasks)

    def _today(self, location: str | None) -> Today:
        found = self._places.get(location)
        if found is None:
            found = self._places[location] = Today(self._days(location))
        return found

    # ------------------------------------------------------------------ what is counted
    def _count_mine(self, card: Card, dates: Dates, closing: Dates, today: Today) -> None:
        made = self._made
        who = "payer" if card.awaits_answer else card.waiting_on or ""
        waits = made.waits.get(who)
        if waits is not None:
            waits.count += 1
            waits.late += who == "payer" and bool(card.answer_due.on) and (card.answer_due.on or "") < today.iso
            if card.stage_since:
                waits.oldest = min(waits.oldest or card.stage_since, card.stage_since)
        ahead: set[int | None] = set()
        left_over = False
        for name, on in dates:
            if on < today.iso:
                left_over = left_over or name != ANSWER
            elif name != ANSWER and name not in FILED:
                ahead.add(today.week.get(on))
        for name, on in closing:
            if on > today.iso:
                ahead.add(today.week.get(today.day.safe(on) if name in FILED else on))
        for at in ahead:
            if at is not None:
                made.due[at] += 1
        made.left_over += left_over
        made.came += self._fell_on_last_day(card.created_at, card.location, today)
        made.left_us += card.stage == "follow_up" and self._fell_on_last_day(card.stage_since, card.location, today)

    def _count_ended(self, card: Card, today: Today) -> None:
        self._made.came += self._fell_on_last_day(card.created_at, card.location, today)
        self._made.left_us += self._fell_on_last_day(card.stage_since, card.location, today)

    def _fell_on_last_day(self, instant: str | None, location: str | None, today: Today) -> bool:
        if not instant or instant[:10] not in today.in_utc:
            return False
        return day_of(instant, self._clinic, location) == today.last_day


def _wakes(place: Place, today: Today) -> bool:
    """Whether a case is shown although it was put off: a window closes, or the service is here without an approval."""
    return place.section == "lost" or (place.clock == "service" and place.on <= today.next_morning)


def _key(keyed: tuple[tuple[int, int, str, float, int], Item]) -> tuple[int, int, str, float, int]:
    return keyed[0]
