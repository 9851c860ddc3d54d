"""What every action of the board stands on: the store, what is shown, who acts, and how an action becomes an entry.

`Board` builds on this and is what screens and commands use. Two threads may share it: one acts (drafts, appends), one
shows (`take`); what is shown changes only in `take`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from lmnboard import people
from lmnboard.checklist.finding import Finding
from lmnboard.model import paths
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.change import Change, Entry
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Conflict, Moved, NotFound
from lmnboard.model.fields import Catalogue, catalogue
from lmnboard.model.records import Records
from lmnboard.shown import Shown
from lmnboard.store.papers import Papers
from lmnboard.store.port import Rewound, Store
from lmnboard.workflow.steps import Moment

if TYPE_CHECKING:
    from lmnboard.letters import Letter

CASES = catalogue(Case)
TRIES = 20
"""How often an action is drafted again when somebody else was quicker."""

News = list[Entry] | Records
"""What a board did not know yet: entries, or everything where it has to be read again."""


class Draft(msgspec.Struct, frozen=True):
    """An action before it is an entry."""

    action: str
    changes: list[Change]
    note: str = ""


class Desk:
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
        self.shown = Shown(store.load(), clock)
        self.deliver: Callable[[News], object] = self.take
        self._account = people.login(self.shown.clinic.settings.service_account)

    @property
    def me(self) -> str:
        """The staff member at the keyboard; the account's name where the directory does not know it."""
        return people.staff_of(self._account, self.shown.clinic)

    @property
    def clinic(self) -> Clinic:
        return self.shown.clinic

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
            self.shown = Shown(news, self._clock)
            return {f"cases/{number}" for number in self.shown.cards}
        return self.shown.take(news)

    def close(self) -> None:
        self._store.close()

    # ------------------------------------------------------------------ looking
    def findings(self, case_id: str) -> list[Finding]:
        """What the checklist says of a case as it is shown."""
        return self.judge(self.shown.doc(case_id))

    def judge(self, doc: dict[str, Any]) -> list[Finding]:
        """What the checklist says of any case's document."""
        # Imported when first asked: what only lists or edits does not wait for a hundred checks.
        from lmnboard.checklist.runner import judge
        from lmnboard.checklist.subject import Subject
        from lmnboard.letters import handwritten

        case = typed_case(doc)
        signed = case.signature.letter_sha256
        return judge(
            Subject.of(
                case,
                self.clinic,
                self.shown.today(case.location),
                handwritten.outdated(doc),
                # The directory speaks in the letter too: a new address of the payer makes it another one.
                signed_other=signed is not None and signed != self._letter(case).signed_sha256,
            )
        )

    def letter(self, case_id: str, *, draft: bool = False) -> Letter:
        """The letter of a case as it would print now."""
        return self._letter(self.shown.case(case_id), draft=draft)

    def history(self) -> Iterator[Entry]:
        """Every entry, newest first."""
        return self._store.newest_first()

    def name_of(self, record: str) -> str:
        """A record as people name it: `LMN-0042` for `cases/42`, `payers/aetna` for `payers/3`."""
        doc = self.shown.records.doc(record) or {}
        table = record.partition("/")[0]
        return str(doc.get("id") or record) if table == "cases" else f"{table}/{doc.get('id') or record}"

    def title_of(self, record: str, path: str) -> str:
        """The title of a field, or of the list that a row lies in."""
        known = self.catalogue_of(record).fields
        pattern = paths.pattern(path)
        field = known.get(pattern) or known.get(pattern.removesuffix("/order").removesuffix("/*"))
        return field.title if field else path

    def last_change(self, target: str, path: str) -> Entry | None:
        """The entry that changed a field or its row last."""
        record = self._record(target)[0]
        for entry in self.history():
            if any(c.record == record and path.startswith(c.path) for c in entry.changes):
                return entry
        return None

    def catalogue_of(self, target: str) -> Catalogue:
        """The fields of a case (`LMN-0042`) or of a directory record (`payers/aetna`)."""
        table = target.partition("/")[0]
        return catalogue(DIRECTORY[table]) if table in DIRECTORY else CASES

    # ------------------------------------------------------------------ acting
    def _record(self, target: str) -> tuple[str, dict[str, Any]]:
        """The record and its document as the store has it now, of a case or a directory record."""
        table, slash, slug = target.partition("/")
        record = self.shown.listed(table, slug)[0] if slash else f"cases/{number_of(target)}"
        doc = self._store.records.doc(record)
        if doc is None:
            raise NotFound(f"There is no case {target!r}.")
        return record, doc

    def _act(self, draft: Callable[[], Draft], *, judged: str = "") -> Entry:
        """Draft an action and append it; drafted anew where somebody else was quicker.

        `judged` is the case whose state the draft was decided on: an entry about it is only written over that state.
        """
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
                if not left or any("/" not in change.path for change in conflict.mine):
                    raise
            self.catch_up()
        raise AssertionError("unreachable")

    def _append(self, drafted: Draft, expect: Mapping[str, int] | None = None, of: int = 0) -> Entry:
        """The entry that was made; where nothing changes there is none, and what is returned has number 0."""
        entry = Entry(
            0, self._at(), self.me, drafted.action, tuple(drafted.changes), drafted.note, dict(expect or {}), of
        )
        if not entry.changes:
            return entry
        entry = self._store.append(entry)
        self.catch_up()
        return entry

    def _at(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def _now(self, location: str | None = None) -> Moment:
        return Moment(self.me, self._at(), self.shown.today(location))

    def _letter(self, case: Case, *, draft: bool = False) -> Letter:
        from lmnboard.letters import set_letter

        denied = self.shown.records.doc(f"cases/{number_of(case.appeal.of or '')}")
        appealed = typed_case(denied) if denied else None
        return set_letter(case, self.clinic, self.shown.today(case.location), denied=appealed, draft=draft)

    def _appealed(self, case_id: str) -> bool:
        """Whether another case appeals the answer to this one."""
        # A list of its own: the thread that shows may take a card in meanwhile.
        return any(number_of(card.appeal.of or "") == number_of(case_id) for card in list(self.shown.cards.values()))
