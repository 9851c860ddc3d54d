"""What happens by itself: the automatic rules, run over the board by whoever's program is first.

`Board` builds on this as on answering. A case is looked at when it has changed, when a day begins, and when the
directory changes; between that a run over a thousand cases compares a thousand references. What is judged is judged
once for each of these. An entry that a rule makes is the program's own, and may be taken back by anybody.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from lmnboard.answering import Answering
from lmnboard.desk import Draft
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.change import PROGRAM, Entry
from lmnboard.model.choices import ADVERSE, Stage, words
from lmnboard.model.clinic import Clinic, case_of, typed_case
from lmnboard.model.errors import BoardError, NotAllowed, StoreError
from lmnboard.model.records import Encoded
from lmnboard.workflow import advance, assignment, by_rule, contacts, following, stages, steps
from lmnboard.workflow.assignment import Counted, Loads
from lmnboard.workflow.rule import Act, Facts
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.undoing import RULE

MOST = 12
"""Entries that a run makes for one case at most; what is left over is done by the next."""


class Looked(msgspec.Struct):
    """The cases with which nothing is to be done, as they were when that was found: their bytes and those of the case
    that they appeal. It holds for these days at the clinic's locations, and for this directory."""

    clinic: Clinic = msgspec.field(default_factory=Clinic)
    days: tuple[date, ...] = ()
    settled: dict[int, tuple[Encoded, int, Encoded | None]] = {}
    appealed: frozenset[int] = frozenset()
    """The cases that another appeals, as the cards had it at an entry of this number."""
    appealed_at: int = -1
    given: dict[int, str] = {}
    """Cases that the present run has given to somebody, who may not be shown as their owner yet."""


class Automatic(Answering):
    """Doing what is due, once, whoever runs it."""

    more_due = False
    """Whether the last run was stopped by its time before it had looked at every case."""

    def run_due(self, cases: Iterable[str] | None = None, *, within: float = math.inf) -> list[Entry]:
        """Do what the clinic's rules say is due with these cases, or with all; the entries that were made.

        `within`: seconds after which no further case is begun, but for the first; `more_due` then says so, and the next
        run goes on.
        Nothing where this person may not write. Raises `StoreError` where the board cannot be read or written.
        """
        self.more_due = False
        if self.refusal():
            return []
        if self.changed():
            self.catch_up()
        end, begun = time.monotonic() + within, False
        done: list[Entry] = []
        looked = self._looked_today()
        looked.given = {}
        numbers = list(self._open_records()) if cases is None else [number_of(case_id) for case_id in cases]
        for number in numbers:
            raw = self._open_records().get(number)
            if raw is None or self._is_settled(looked, number, raw):
                continue
            if begun and time.monotonic() > end:
                self.more_due = True
                break
            begun = True
            try:
                self._run(looked, number, done)
            except NotAllowed:
                break  # the role was taken away meanwhile: the next person's program does the rest
        return done

    # ------------------------------------------------------------------ what is to be looked at
    @cached_property
    def _looked(self) -> Looked:
        return Looked()

    def _looked_today(self) -> Looked:
        clinic = self.clinic
        days = tuple(self.shown.today(location) for location in (None, *clinic.locations))
        looked = self._looked
        if looked.clinic is not clinic or looked.days != days:
            looked.clinic, looked.days, looked.settled = clinic, days, {}
        return looked

    def _open_records(self) -> dict[int, Encoded]:
        """The cases of the board as the store has them; those of the archive are not among them."""
        return self._store.records.tables.get("cases", {})

    def _is_settled(self, looked: Looked, number: int, raw: Encoded) -> bool:
        known = looked.settled.get(number)
        # The same object: a record that changes gets new bytes.
        return known is not None and known[0] is raw and known[2] is self._denied_raw(known[1])

    def _denied_raw(self, number: int) -> Encoded | None:
        return self._store.records.raw(f"cases/{number}") if number else None

    # ------------------------------------------------------------------ one case
    def _run(self, looked: Looked, number: int, done: list[Entry]) -> None:
        """Let the rules act on one case until none has anything to do."""
        for _ in range(MOST):
            raw = self._open_records().get(number)
            if raw is None:
                return
            denied = 0
            entry: Entry | None = None
            if not _has_ended(raw):
                try:
                    case = case_of(raw)
                    denied = number_of(case.appeal.of or "")
                    entry = self._next(case)
                except (NotAllowed, StoreError):
                    raise
                except (BoardError, msgspec.ValidationError, ValueError, OverflowError):
                    # What a rule cannot do now, or cannot count with, is a person's to mend: it is looked at when that
                    # changes, and no other case waits for it.
                    entry = None
            if entry is not None and entry.seq:
                done.append(entry)
                for change in entry.changes:
                    if change.path == "owner" and change.record == f"cases/{number}":
                        looked.given[number] = str(change.after)
            elif self._open_records().get(number) is raw:
                looked.settled[number] = (raw, denied, self._denied_raw(denied))
                return

    def _next(self, case: Case) -> Entry | None:
        """The entry of the first rule that has something to do with a case; entry 0 where it turns out to have none."""
        rule = by_rule.first(self._facts(case))
        if rule is not None:
            return self._by_rule(case.id, self._ruled)
        if following.opens_by_itself(case, self.clinic):
            return self._by_rule(case.id, self._appeal_by_itself)
        if self._target(case) is not None:
            return self._by_rule(case.id, self._advanced)
        return None

    def _facts(self, case: Case) -> Facts:
        return Facts(case, self.clinic, self.shown.day(case.location), self._denied(case))

    def _denied(self, case: Case) -> Case | None:
        """The case that this one appeals, archived or not, as the store has it."""
        raw = self._denied_raw(number_of(case.appeal.of or ""))
        return case_of(raw) if raw is not None else None

    def _by_rule(self, case_id: str, act: Callable[[str, dict[str, Any], Case], Act | None]) -> Entry:
        """What a rule does, drafted on the case as the store has it: somebody else's program may have been quicker."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            done = None if doc.get("archived_at") else act(record, doc, typed_case(doc))
            if done is None:
                return Draft(RULE, [], by=PROGRAM)
            own = [change for change in done.changes if change.record == record]
            back = contacts.woken(doc, own, self.clinic, self.shown.day(doc.get("location")))
            return Draft(RULE, [*done.changes, *back], done.note, by=PROGRAM)

        return self._act(draft, judged=case_id)

    def _ruled(self, record: str, doc: dict[str, Any], case: Case) -> Act | None:
        facts = self._facts(case)
        rule = by_rule.first(facts)
        return rule.does(record, doc, facts, self._moment(case), self._loads(number_of(case.id))) if rule else None

    # ------------------------------------------------------------------ a stage that is left
    def _target(self, case: Case) -> Stage | None:
        """The stage that a case may go on to, as far as that can be said without judging its letter."""
        target = advance.next_stage(case, self.clinic.settings)
        if target is None or not advance.may_hold(case, target, appealed=self._is_appealed(case)):
            return None
        return target

    def _is_appealed(self, case: Case) -> bool:
        """Whether another case appeals an adverse answer; asked of no other, as it takes every card of the board."""
        answer = case.last_answer
        if case.stage != "follow_up" or answer is None or answer.outcome not in ADVERSE:
            return False
        looked = self._looked
        if looked.appealed_at != self.shown.seq:
            cards = list(self.shown.cards.values())
            looked.appealed = frozenset(number_of(card.appeal.of or "") for card in cards if card.is_appeal)
            looked.appealed_at = self.shown.seq
        by = number_of(case.appeal.by or "")
        return number_of(case.id) in looked.appealed or (bool(by) and by not in self.shown.cards)

    def _advanced(self, record: str, doc: dict[str, Any], case: Case) -> Act | None:
        target = self._target(case)
        if target is None:
            return None
        findings = self.judge(doc) if stages.judges(case, target) else []
        if stages.gate(case, target, findings, appealed=self._is_appealed(case)):
            return None
        now = self._moment(case)
        passed = steps.enter(record, doc, target, self.clinic, now, self._loads(number_of(case.id)), by_hand=False)
        mark = steps.ran(record, advance.key(case.stage, case.stage_since), now)
        note = f"All that {words(case.stage)} asks for is there, so it goes on to {words(target)}"
        return Act([*passed.changes, mark], "; ".join(filter(None, (note, passed.note))))

    # ------------------------------------------------------------------ an appeal that opens by itself
    def _appeal_by_itself(self, record: str, doc: dict[str, Any], case: Case) -> Act | None:
        if not following.opens_by_itself(case, self.clinic):
            return None
        # Opened in the name of whoever has the denied case, who has the appeal too where no rule says otherwise.
        now, load = self._moment(case), self._loads(number_of(case.id))
        owner = case.owner or assignment.owner_where_none(case, self.clinic, now.today, load).to
        now = msgspec.structs.replace(now, by=owner)
        opened = following.appealed(record, doc, case, self.clinic, self.shown.day(case.location), now, load)
        changes = self._numbered(opened.changes)
        note = f"A denial opens its appeal by itself here. {' '.join(opened.says)}"
        return Act([*changes, steps.ran(record, following.APPEAL, now)], note)

    # ------------------------------------------------------------------ whoever runs it
    def _moment(self, case: Case) -> Moment:
        """Now, as the program's own: what a rule does is the same whoever runs it."""
        return msgspec.structs.replace(self._now(case.location), by=PROGRAM)

    def _loads(self, without: int = 0) -> Loads:
        """As it is shown, and with what the present run has given to somebody."""
        given = self._looked.given

        def count() -> Loads:
            cards = dict(self.shown.cards)
            for number in given.keys() & cards.keys():
                cards[number] = msgspec.structs.replace(cards[number], owner=given[number])
            return assignment.loads(cards.values(), without)

        return Counted(count) if given else super()._loads(without)


def _has_ended(raw: Encoded) -> bool:
    """Whether a case is resolved and was not authorized until a day: no rule has anything to do with it.

    Its bytes are asked, as most cases of an old board are such. In a text the quotes would be escaped.
    """
    found = bytes(raw)
    return b'"stage":"resolved"' in found and b'"authorization":' not in found
