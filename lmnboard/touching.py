"""What keeps a case moving between its stages: contacts with the payer, the next touch, snoozing, cover for others.

`Board` builds on this as on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lmnboard.desk import Desk, Draft
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import CASES
from lmnboard.model.change import Change, Entry
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import NotFound, Refused
from lmnboard.workflow import calling, contacts, edits, limits, redating, touches
from lmnboard.workflow.calling import Call
from lmnboard.workflow.contacts import Contacted
from lmnboard.workflow.touches import Touch


class Touching(Desk):
    """Calls, next touches and what is put off until a day."""

    # ------------------------------------------------------------------ what is next
    def proposed_touch(self, case_id: str) -> Touch | None:
        """What to do next with a case as it stands; None where it is resolved for good."""
        case = self.shown.case(case_id)
        return touches.proposed_touch(case, self.clinic, self.shown.day(case.location))

    def proposed_after_contact(self, case_id: str) -> Touch:
        """What to do next after a contact with the payer now."""
        case = self.shown.case(case_id)
        return touches.after_contact(case, self.clinic, self.shown.day(case.location), self._clock())

    def call_of(self, case_id: str) -> Call:
        """What the payer of a case asks for on the telephone, and what it said before."""
        return calling.call_of(self.shown.case(case_id), self.clinic, self._clock())

    def contact(self, case_id: str, said: Contacted) -> Entry:
        """Record what was said with the payer, what we do next, whose move it is and a task it has settled, at once."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            now = self._now(doc.get("location"))
            changes = contacts.contact(record, doc, said, CASES.of("contacts").about.prefix, now)
            self._typed("", edits.applied(doc, changes))
            return Draft("contact", changes)

        return self._act(draft, judged=case_id)

    def touch(self, case_id: str, on: date | None, what: str, note: str = "") -> Entry:
        """Say what we do next with a case and when; with a note where there is something to say."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            now = self._now(doc.get("location"))
            return Draft("touch", contacts.touch(record, doc, on, what, note, CASES.of("notes").about.prefix, now))

        return self._act(draft, judged=case_id)

    # ------------------------------------------------------------------ put off
    def snooze(self, case_id: str, until: date | None) -> Entry:
        """Put a case off until a day, on which it is back by itself; None takes that back.

        Raises `Refused` where a deadline would pass meanwhile, with its name and date.
        """

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            if until is not None:
                why = limits.refuses_snooze(case, self.clinic, until, self.shown.day(case.location))
                if why:
                    raise Refused(why)
            day = until.isoformat() if until else None
            told = f"until {us_date(until)}" if until else "back at once"
            return Draft("snooze", edits.set_fields(record, doc, {"snoozed_until": day}), told)

        return self._act(draft, judged=case_id)

    def _woken(self, doc: dict[str, Any], changes: list[Change]) -> list[Change]:
        """The change that brings a case back which would now be put off past a deadline; else none."""
        return contacts.woken(doc, changes, self.clinic, self.shown.day(doc.get("location")))

    # ------------------------------------------------------------------ deadlines that stand
    def asks_why(self, target: str, values: Mapping[str, Any]) -> str:
        """The question to be answered before these fields are edited: a deadline that stands is moved with a reason."""
        if "/" in target or not self.shown.has(target):
            return ""
        return redating.asks_why(self.shown.doc(target), values)

    # ------------------------------------------------------------------ cover
    def cover(self, by: str, until: date, since: date | None = None) -> Entry:
        """Say in one's own staff record who has one's cases while one is away, today or from another day on."""

        def draft() -> Draft:
            record, doc = self._own_record()
            now = self._now()
            return Draft("cover", contacts.cover(record, doc, self.clinic.staff, by, until, since, now))

        return self._act(draft)

    def uncover(self) -> Entry:
        """One is back: nobody covers any more."""

        def draft() -> Draft:
            return Draft("cover", contacts.uncover(*self._own_record()), "is back")

        return self._act(draft)

    def _own_record(self) -> tuple[str, dict[str, Any]]:
        if self.me not in self.clinic.staff:
            raise NotFound(f"{self.me!r} is not on the staff list: a lead puts you there, with your account.")
        return self._record(f"staff/{self.me}")
