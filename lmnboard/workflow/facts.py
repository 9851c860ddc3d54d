"""What each case contributes to the clinic's numbers: one fact an event, with the day it counts for. Pure.

Which measures there are and how facts become numbers is `numbers.py`, which calls this. A fact names the payer, the
location and the kind of service, and never a person: these numbers rank nobody. Days are dates at the case's location.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec

from lmnboard.model.card import number_of
from lmnboard.model.choices import ADVERSE, APPEALED, GRANTED, UNFILED
from lmnboard.model.clinic import Clinic
from lmnboard.model.past import Answered, Past
from lmnboard.workflow.rounds import Round, answered_on, categories, rounds
from lmnboard.workflow.stays import Stay

REFUSED = ("denied", "non_affirmed")
"""Decisions that count as denials; an approval in part is counted by itself."""
AGES = ((7, "0 to 7 days"), (14, "8 to 14 days"), (30, "15 to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))
OLDEST = "over 90 days"
PAST, UNDATED = "passed", "no deadline"


class Keys(msgspec.Struct, frozen=True, gc=False):
    """What a case is grouped by; an empty text where it does not say."""

    payer: str
    location: str
    service: str


class Period(msgspec.Struct, frozen=True):
    """The days from `since` to `until`, both with it; None for no limit on that side."""

    since: date | None = None
    until: date | None = None

    def has(self, on: date | None) -> bool:
        """Whether a day lies in it; one that nobody wrote down lies only in the whole of time."""
        if on is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


ALWAYS = Period()


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One event for one measure. `own` is the measure's own group: a stage, a category, a level, an age.

    `value` is a number of days or of contacts, `hit` whether it is one of those that the measure counts. `first` is
    false where an event has been counted for this measure already under another group.
    """

    measure: str
    on: date | None
    keys: Keys
    own: str = ""
    value: float = 0.0
    hit: bool = False
    first: bool = True


def facts(
    cases: Sequence[Past],
    stays: Iterable[Stay],
    clinic: Clinic,
    today: Callable[[str | None], date],
    during: Period = ALWAYS,
) -> Iterator[Fact]:
    """Every fact of these cases, archived ones among them, and of their stays that ended in a period.

    `today` is the day at a location. What was entered in error is left out.
    """
    known = {number_of(case.id): case for case in cases if case.outcome != "entered_in_error"}
    chain = {number: number_of(case.appeal.of or "") for number, case in known.items() if case.appeal.of}
    appealed = frozenset(chain.values())
    days = _Days(clinic)
    keys = {number: _keys(case) for number, case in known.items()}
    for number, case in known.items():
        told = Told(case, keys[number], days, today(case.location))
        yield from told.work()
        yield from told.answers(_level(number, chain), appealed=bool(case.appeal.by) or number in appealed)
        yield from told.deadlines()
    yield from _of_stays(stays, known, keys, days, during)


class _Days:
    """The date of an instant at a location."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._zones = {place: clinic.zone(place) for place in (None, *clinic.locations)}

    def of(self, instant: str | None, location: str | None) -> date | None:
        if not instant:
            return None
        zone = self._zones[location] if location in self._zones else self._zones[None]
        return datetime.fromisoformat(instant).astimezone(zone).date()


def _keys(case: Past) -> Keys:
    return Keys(case.payer or "", case.location or "", case.kind or "")


def _level(number: int, chain: dict[int, int]) -> int:
    """Which appeal of its chain a case is: 1 for that of a first denial. A chain that bites its tail ends."""
    seen = {number}
    while chain.get(number, number) not in seen:
        number = chain[number]
        seen.add(number)
    return max(len(seen) - 1, 1)


class Told:
    """One case, and what it tells."""

    def __init__(self, case: Past, keys: Keys, days: _Days, today: date) -> None:
        self._case = case
        self._keys = keys
        self._today = today
        self._begun = days.of(case.created_at, case.location)
        self._resolved = days.of(case.stage_since, case.location) if case.stage == "resolved" else None
        self._rounds = rounds(case, lambda instant: days.of(instant, case.location))
        self._is_appeal = case.purpose == "appeal" or bool(case.appeal.of)

    def _fact(self, measure: str, on: date | None, own: str = "", value: float = 0.0, *, hit: bool = False) -> Fact:
        return Fact(measure, on, self._keys, own, value, hit)

    # ------------------------------------------------------------------ our own work
    def work(self) -> Iterator[Fact]:
        """How much came and went, and what it took."""
        case = self._case
        yield self._fact("opened", self._begun)
        yield from (self._fact("sent", at.sent) for at in self._rounds if at.sent)
        if not case.appeal.of:
            after = case.trigger == "claim_denied" or case.purpose == "appeal"
            yield self._fact("afterthought", self._begun, hit=after)
        if case.stage == "resolved":
            yield self._fact("resolved", self._resolved, case.outcome or "no outcome", hit=True)
            yield self._fact("contacts", self._resolved, value=len(case.contacts))
            if self._begun and self._resolved:
                yield self._fact("whole_days", self._resolved, value=(self._resolved - self._begun).days)

    def deadlines(self) -> Iterator[Fact]:
        """Filings and replies, in time or not; how old what is open is; services after their authorization."""
        case = self._case
        yield from self._filing()
        yield from self._replies()
        last = self._rounds[-1].sent
        if case.stage == "follow_up" and last and not self._rounds[-1].answers:
            yield self._fact("aging", None, age((self._today - last).days), hit=True)
        if case.stage in UNFILED:
            due = case.last_answer.due if case.last_answer else self._file_by
            left = UNDATED if due is None else PAST if due < self._today else age((due - self._today).days)
            yield self._fact("to_filing", None, left, hit=True)
        served, until = case.request.start_on, case.authorization.to
        if served and until:
            yield self._fact("expired", served, hit=served > until)

    @property
    def _file_by(self) -> date | None:
        return min(filter(None, (self._case.submit_by, self._case.appeal.file_by)), default=None)

    def _filing(self) -> Iterator[Fact]:
        """Whether the first letter left by the filing deadline, once it has left or the deadline has passed."""
        due, sent = self._file_by, self._rounds[0].sent
        if due is None:
            return
        if sent:
            yield self._fact("filed_late", sent, hit=sent > due)
        elif not self._case.responses:  # else it was sent, and nobody wrote down when
            end = self._today if self._case.stage in UNFILED else self._resolved
            if end is not None and end > due:
                yield self._fact("filed_late", due, hit=True)

    def _replies(self) -> Iterator[Fact]:
        for at, round_ in enumerate(self._rounds):
            asked = [answer.due for answer in round_.answers if answer.outcome == "more_information" and answer.due]
            if not asked:
                continue
            sent = self._rounds[at + 1].sent if at + 1 < len(self._rounds) else None
            if sent:
                yield self._fact("replied_late", sent, hit=sent > asked[-1])
            elif round_.decision is None and asked[-1] < self._today:
                yield self._fact("replied_late", asked[-1], hit=True)

    # ------------------------------------------------------------------ what the payer answered
    def answers(self, level: int, *, appealed: bool) -> Iterator[Fact]:
        """Decisions: how they went, how long they took, why not, and what became of them."""
        first = [answer for answer in self._rounds[0].answers if answer.outcome != "withdrawn"]
        if first and not self._is_appeal:
            yield self._fact("first_pass", answered_on(first[-1]), hit=first[-1].outcome == "approved")
        decided = [(at, at.decision) for at in self._rounds]
        for at, decision in decided:
            if decision is not None:
                yield from self._decision(at, decision)
        last = next((decision for _at, decision in reversed(decided) if decision is not None), None)
        if last is None:
            return
        on = answered_on(last)
        if self._is_appeal:
            granted = last.outcome in GRANTED
            yield self._fact("overturned", on, f"level {level}", hit=granted)
        elif last.outcome in APPEALED:
            yield self._fact("appealed", on, hit=appealed)
        due = self._case.answer_due.on
        if due and on and self._rounds[-1].decision is last:
            yield self._fact("late_answers", on, hit=on > due)

    def _decision(self, at: Round, decision: Answered) -> Iterator[Fact]:
        on = answered_on(decision)
        if at.sent and on and on >= at.sent:
            measure = "appeal_answer_days" if self._is_appeal else "answer_days"
            yield self._fact(measure, on, value=(on - at.sent).days)
        if not self._is_appeal:
            yield self._fact("denied", on, hit=decision.outcome in REFUSED)
            yield self._fact("in_part", on, hit=decision.outcome == "partly_approved")
        if decision.outcome in ADVERSE:
            for nth, category in enumerate(categories(decision)):
                yield Fact("reasons", on, self._keys, category, hit=True, first=nth == 0)


def age(days: int) -> str:
    """The bucket that a number of days falls into."""
    return next((name for most, name in AGES if days <= most), OLDEST)


def _of_stays(
    stays: Iterable[Stay], known: dict[int, Past], keys: dict[int, Keys], days: _Days, during: Period
) -> Iterator[Fact]:
    """What came back from review; and the days in each stage: a case's stays in one together, as of the last one."""
    spent: dict[tuple[int, str], tuple[date | None, float]] = {}
    for stay in stays:
        number = int(stay.record.removeprefix("cases/"))
        case = known.get(number)
        on = days.of(stay.ended, case.location) if case else None
        if case is None or not during.has(on):
            continue
        # Newest first: the first that is met is the last that ended.
        left, before = spent.get((number, stay.stage), (on, 0.0))
        spent[number, stay.stage] = left, before + stay.days
        if stay.stage == "review":
            yield Fact("rework", on, keys[number], hit=stay.is_back)
    for (number, stage), (left, total) in spent.items():
        yield Fact("stage_days", left, keys[number], stage, total)
