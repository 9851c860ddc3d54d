"""Where an open case stands on the agenda: its section, and the date that puts it there. Pure.

Imports the clocks; `agenda.py` asks it for every card, so it compares texts and counts days only where it must.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.card import Card
from lmnboard.model.choices import GRANTED, UNFILED
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.clocks import FILED, Day
from lmnboard.workflow.closing import Dates, Near, day_of
from lmnboard.workflow.covering import is_unowned

if TYPE_CHECKING:
    from lmnboard.workflow.paces import Paces

Section = Literal["lost", "harm", "promised", "ready", "stuck", "rest"]
WEEK = 7
_SOON = 3
"""Working days within which a service without an approval is near."""
_USUAL = 5
"""Business days after which a case is longer in its stage than usual, where the clinic's own pace is not known."""
OPEN, PAST, BEGIN = range(3)
"""How things lost stand among themselves: what can still be met, what is past its day, what should have been begun."""


class Place(NamedTuple):
    """A section, the clock and the ISO date that put a case there (or empty), and its step within the section."""

    section: Section
    clock: str
    on: str
    step: int = 0


class Today:
    """The limits of one location's day, as ISO text."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.date = day.today
        self.iso = day.today.isoformat()
        self.next_morning = add_business_days(day.today, 1, day.closed).isoformat()
        self.soon = add_business_days(day.today, _SOON, day.closed).isoformat()
        self.usual = add_business_days(day.today, -_USUAL, day.closed).isoformat()
        self.last_day = add_business_days(day.today, -1, day.closed)
        self.in_utc = self.last_day.isoformat(), (self.last_day + timedelta(days=1)).isoformat()
        """The days in UTC on which something of the last day may have been written down."""
        self.week = {(day.today + timedelta(days=days)).isoformat(): days - 1 for days in range(1, WEEK + 1)}
        """The days to come, as ISO text, with their places."""


def next_filing(closing: Dates, today: Today) -> Near | None:
    """The filing or reply that is best met soonest, where that is still to come and within a few working days."""
    found: Near | None = None
    for name, on in closing:
        if on >= today.iso and name in FILED and (safe := today.day.safe(on)) <= today.soon:
            near = Near(safe, on, name)
            found = near if found is None else min(found, near)
    return found


def _appealed_service(card: Card, today: Today) -> str:
    """The service that an appeal is about, where it is still to come: a claim that was denied lies in the past."""
    on = card.request.start_on or ""
    return on if card.purpose == "appeal" and on >= today.iso else ""


class Placing:
    """Finds the place of one case after the other, on one day, at one clinic's pace."""

    def __init__(self, clinic: Clinic, paces: Paces | None) -> None:
        self._clinic = clinic
        self._paces = paces
        self._within: dict[tuple[str, str | None], str] = {}
        """By stage and provider, the day by which all that is left is usually done if it begins today; else empty."""
        self._usual: dict[tuple[str, str | None], float | None] = {}

    def of(self, card: Card, dates: Dates, closing: Dates, today: Today) -> Place:
        """The section of an open case, the clock and date that put it there, and its step within the section."""
        lost = self._lost(card, closing, today)
        if lost is not None:
            return lost
        granted = bool(card.responses) and card.last_answer.outcome in GRANTED
        if not granted:
            service = next((on for name, on in dates if name == "service"), "") or _appealed_service(card, today)
            if service and service <= today.soon:
                return Place("harm", "service", service)
            if card.priority == "expedited":
                return Place("harm", "expedited", min((on for _name, on in dates), default=""))
        touch = card.next_touch.on
        due = card.answer_due.on
        late = due if due and due < today.iso and card.owes_answer else ""
        asked = bool(late) and self._was_asked(card, late, today)
        if late and not asked:
            return Place("promised", "payer late", late)
        if touch and touch <= today.iso:
            return Place("promised", "next touch", touch)
        if card.tasks:
            task = min((on for name, on in dates if name == "task"), default="")
            if task and task <= today.iso:
                return Place("promised", "task", task)
        if is_unowned(card.owner, self._clinic.staff):
            return Place("stuck", "unowned", "")
        if asked and touch and card.awaits_answer:
            return Place("rest", "payer asked", touch)
        if card.stage == "review" or (card.stage == "follow_up" and not card.awaits_answer):
            return Place("ready", "", "")
        if not dates:
            return Place("stuck", "undated", "")
        if card.waiting_on in ("provider", "patient"):
            return Place("stuck", card.waiting_on, "")
        if self._is_slow(card, today):
            return Place("stuck", "slow", "")
        return Place("rest", "", min(on for _name, on in dates))

    def _was_asked(self, card: Card, late: str, today: Today) -> bool:
        """Whether a late payer was spoken to since its answer was due, and the next step is agreed on for later."""
        touch = card.next_touch.on
        if not touch or touch <= today.iso:
            return False
        # The day in UTC is never before that of a clinic in the States: most need no more than a look at the text.
        spoken = (at for contact in card.contacts if (at := contact.at) and at[:10] >= late)
        return any(day_of(at, self._clinic, card.location).isoformat() >= late for at in spoken)

    def _lost(self, card: Card, closing: Dates, today: Today) -> Place | None:
        """The window of a case that closes before the next working morning, or should have been begun for by now."""
        found: tuple[int, str, str] | None = None
        filing = ""
        for name, on in closing:
            if name == "file by":
                filing = min(filing or on, on)
            elif name == "continue by" and on < today.iso:
                continue  # care goes on only where it was asked for in time: it cannot be mended any more
            closes = today.day.safe(on) if name in FILED else on
            if closes < today.next_morning:
                one = (OPEN if on >= today.iso else PAST, on, name)
                found = one if found is None else min(found, one)
        if found is not None:
            return Place("lost", found[2], found[1], found[0])
        start = self._safe_start(card, filing, today) if filing else None
        if start is not None and start < today.date:
            return Place("lost", "last safe start", start.isoformat(), BEGIN)
        return None

    def _safe_start(self, card: Card, filing: str, today: Today) -> date | None:
        """The last safe start of a case that might be past it; None where it is not, or nobody can say."""
        paces, at = self._paces, (card.stage, card.provider)
        if paces is None or card.stage not in UNFILED:
            return None
        if at not in self._within:
            start = paces.last_safe_start(card.stage, card.provider, today.date)
            self._within[at] = "" if start is None else (today.date + (today.date - start)).isoformat()
        if filing > self._within[at]:  # there is time for all of it, whatever is done already
            return None
        since = card.stage_since
        spent = (today.date - day_of(since, self._clinic, card.location)).days if since else 0
        return paces.last_safe_start(
            card.stage, card.provider, date.fromisoformat(today.day.safe(filing)), max(spent, 0)
        )

    def _is_slow(self, card: Card, today: Today) -> bool:
        """Whether a case is longer in its stage than usual. What the payer has is slow only by a known pace."""
        since = card.stage_since
        if not since:
            return False
        usual = self._usual_days(card.stage, card.provider)
        if usual is None:
            if card.stage == "follow_up":
                return False
            limit = today.usual
        else:
            limit = (today.date - timedelta(days=usual)).isoformat()
        # The day in UTC is never before that of a clinic in the States: most need no more than a look at the text.
        return since[:10] < limit or (
            since[:10] == limit and day_of(since, self._clinic, card.location).isoformat() < limit
        )

    def _usual_days(self, stage: str, provider: str | None) -> float | None:
        if self._paces is None:
            return None
        at = (stage, provider)
        if at not in self._usual:
            self._usual[at] = self._paces.usual(stage, provider)
        return self._usual[at]
