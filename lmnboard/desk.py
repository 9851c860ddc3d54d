"""What every action of the board stands on: the store, what is shown, who acts, and how an action becomes an entry.

`Board` builds on this and is what screens and commands use. Two threads may share it: one acts (drafts, appends), one
shows (`take`); what is shown changes only in `take`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lmnboard import people
from lmnboard.looking_up import LookingUp
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Conflict, Invalid, Moved, NotAllowed, NotFound, StoreError
from lmnboard.model.records import Records
from lmnboard.shelf import Shelf
from lmnboard.shown import Shown
from lmnboard.store.papers import Papers
from lmnboard.store.port import Rewound, Store
from lmnboard.workflow.assignment import Counted, Loads, loads
from lmnboard.workflow.steps import Moment

if TYPE_CHECKING:
    from lmnboard.store.drafts import Drafts
    from lmnboard.store.last_seen import LastSeen
    from lmnboard.store.presence import Presence

TRIES = 20
"""How often an action is drafted again when somebody else was quicker."""

News = list[Entry] | Records
"""What a board did not know yet: entries, or everything where it has to be read again."""


class Draft(msgspec.Struct, frozen=True):
    """An action before it is an entry. `expect` names the revisions of records that it was decided on.

    `by` is who did it where it is not the person at the keyboard: the program, by a rule.
    """

    action: str
    changes: list[Change]
    note: str = ""
    expect: dict[str, int] = {}
    by: str = ""


class Desk(LookingUp):
    """One person's place at the board.

    `deliver` is handed what this board did not know yet, by whichever thread found it; a face passes it on to the
    thread that shows. Left alone, it is taken in at once.
    """

    def __init__(
        self, store: Store, papers: Papers, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._papers = papers
        self._clock = clock
        self._batch = ""
        self.codes = Shelf(papers.place.folder)
        self.shown = Shown(store.load(), clock)
        self.deliver: Callable[[News], object] = self.take
        self._account = people.login(self.shown.clinic.settings.service_account)
        people.admit(self._account, store, clock())
        store.migrate(self._at(), self.me)

    @property
    def me(self) -> str:
        """The staff member at the keyboard; the account's name where the directory does not know it."""
        return people.staff_of(self._account, self.shown.clinic)

    @property
    def notices(self) -> list[str]:
        """What was found at opening and mended, in sentences."""
        return self._store.notices

    def changed(self) -> bool:
        """Whether others may have written since the last look: one system call."""
        return self._store.changed()

    def check(self) -> str:
        """Why nothing can be written to this board, where that is so. Reads the whole history, once."""
        return self._store.check()

    def catch_up(self) -> None:
        """Fetch what is new and deliver it. For the thread that acts."""
        try:
            news: News = self._store.since(self.shown.seq)
        except Rewound:
            news = self._store.records.copy()
        if news:
            self.deliver(news)

    def take(self, news: News) -> set[str]:
        """Show what is new; the names of the records it touched. For the thread that shows."""
        if isinstance(news, Records):
            before, self.shown = self.shown.records, Shown(news, self._clock)
            # Of another history, perhaps: one of the same revision may say something else, and one may be gone.
            return {f"{table}/{n}" for stood in (before, news) for table, rows in stood.tables.items() for n in rows}
        return self.shown.take(news)

    def presence(self) -> Presence:
        """This session among the others at the board, for a face that stays open."""
        from lmnboard.store.presence import Presence

        return Presence(self._papers.place, self._account)

    def drafts(self, say: Callable[[str], object]) -> Drafts:
        """Where this person's half-typed text is kept; `say` takes a sentence when it cannot be."""
        from lmnboard.store.drafts import Drafts

        return Drafts(self._papers.place, self._account, say)

    def last_seen(self) -> LastSeen:
        """Where it is kept how far in the history this person had come when they left."""
        from lmnboard.store.last_seen import LastSeen

        return LastSeen(self._papers.place, self._account)

    def now(self) -> datetime:
        """The time at the clinic."""
        return self._clock().astimezone(self.clinic.zone())

    def close(self) -> None:
        self._store.close()

    def templates(self, *, to_write: bool = False) -> Path:
        """The folder of the clinic's own templates, there or not; `NotAllowed` where one may not write to it."""
        if to_write:
            self._held("", [Change("settings/1")])  # how letters are worded is a setting of the clinic
        return self._own_templates()

    # ------------------------------------------------------------------ acting
    def _act(self, draft: Callable[[], Draft], *, judged: str = "") -> Entry:
        """Draft an action and append it; drafted anew where somebody else was quicker.

        `judged` is the case whose state the draft was decided on: an entry about it is only written over that state.
        """
        if judged:
            self._permit(judged)
        for left in reversed(range(TRIES)):
            expect = {}
            if judged:
                record, doc = self._record(judged)
                expect = {record: int(doc.get("revision") or 0)}
            drafted = draft()
            try:
                return self._append(drafted, expect)
            except (Moved, Rewound):
                if not left:
                    raise
            except Conflict as conflict:
                if not left or not all("/" in change.path for change in conflict.mine):
                    raise
            self.catch_up()
        raise AssertionError("unreachable")

    def _typed(self, target: str, doc: dict[str, Any]) -> None:
        """Raise `Invalid` where a record would not be what its declaration says, and so could not be shown."""
        table = target.partition("/")[0]
        try:
            typed_listed(table, doc) if table in DIRECTORY else typed_case(doc)
        except msgspec.ValidationError as error:
            raise Invalid(f"This cannot be kept: {error}.") from None

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is done meanwhile is one bulk action: an entry a case, each with its own result, undone together."""
        self._batch = os.urandom(6).hex()
        try:
            yield
        finally:
            self._batch = ""

    def _append(
        self, drafted: Draft, expect: Mapping[str, int] | None = None, of: int = 0, *, anothers: bool = False
    ) -> Entry:
        """The entry that was made; where nothing changes there is none, and what is returned has number 0.

        Raises `NotAllowed` where the person's role does not have it. `anothers`: it takes back somebody else's entry.
        """
        held = self._held(drafted.action, drafted.changes, anothers=anothers)
        expect = {**held, **drafted.expect, **(expect or {})}
        changes = tuple(drafted.changes)
        by = drafted.by or self.me
        entry = Entry(0, self._at(), by, drafted.action, changes, drafted.note, expect, of, self._batch)
        if not entry.changes:
            return entry
        entry = self._store.append(entry)
        with suppress(StoreError):  # it is saved: what cannot be read back now is shown at the next look
            self.catch_up()
        return entry

    def reveal(self, where: str) -> Entry:
        """Record that hidden names were shown; `where` names the case and screen, or the board. It changes nothing.

        Once a minute: a key that is held down makes no thousand entries, which could hide another.
        """
        entry = Entry(0, self._at(), self.me, "reveal", note=where)
        since = (self._clock() - timedelta(minutes=1)).astimezone(UTC).isoformat(timespec="milliseconds")
        for said in takewhile(lambda said: said.at > since, self.history()):
            if (said.by, said.action, said.note) == (entry.by, entry.action, entry.note):
                return said
        entry = self._store.append(entry)
        with suppress(StoreError):
            self.catch_up()
        return entry

    def _held(self, action: str, changes: Iterable[Change], *, anothers: bool = False) -> dict[str, int]:
        """Hold an action against the person's role as it is now: one that was taken away a second ago is gone."""
        if self.changed():
            self.catch_up()
        return people.hold(self._account, self._store.records, action, changes, anothers=anothers)

    def refusal(self, table: str = "cases") -> str:
        """Why this person may not write to a table, as it is shown; nothing where they may. Asked before they type."""
        try:
            people.hold(self._account, self.shown.records, "", [Change(f"{table}/$1", "", UNSET, {})], anothers=False)
        except NotAllowed as why:
            return str(why)
        return ""

    def _permit(self, case_id: str) -> None:
        """Raise `NotAllowed` before an action on a case says what it lacks, or makes a file; `NotFound` for no case."""
        record = self._record(case_id)[0]
        if not record.startswith("cases/"):
            raise NotFound(f"There is no case {case_id!r}.")
        self._held("", [Change(record)])

    def _at(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def _now(self, location: str | None = None) -> Moment:
        return Moment(self.me, self._at(), self.shown.today(location))

    def _loads(self, without: int = 0) -> Loads:
        """How many open cases each person owns, but for the one of a number, which is to be given to somebody."""
        # A list of its own: the thread that shows may take a card in meanwhile.
        return Counted(lambda: loads(list(self.shown.cards.values()), without))

    def _appealed(self, case: Case) -> bool:
        """Whether another case appeals the answer to this one, also one that is archived by now."""
        # A list of its own: the thread that shows may take a card in meanwhile.
        cards = list(self.shown.cards.values())
        number, by = number_of(case.id), number_of(case.appeal.by or "")
        if any(card.is_appeal and number_of(card.appeal.of or "") == number for card in cards):
            return True
        return bool(by) and by not in self.shown.cards
