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
from lmnboard.checklist.finding import Finding
from lmnboard.model import paths
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.change import Change, Entry
from lmnboard.model.clinic import Clinic, typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Conflict, Invalid, Moved, NotAllowed, NotFound, StoreError
from lmnboard.model.fields import Catalogue, catalogue
from lmnboard.model.records import Records
from lmnboard.shelf import Shelf
from lmnboard.shown import Shown
from lmnboard.store.papers import Papers
from lmnboard.store.port import Rewound, Store
from lmnboard.workflow.steps import Moment

if TYPE_CHECKING:
    from lmnboard.checklist.letter_subject import LetterSubject
    from lmnboard.checklist.subject import Subject
    from lmnboard.letters import Letter
    from lmnboard.store.drafts import Drafts
    from lmnboard.store.presence import Presence
    from lmnboard.written.facts import Told

CASES = catalogue(Case)
TRIES = 20
"""How often an action is drafted again when somebody else was quicker."""

News = list[Entry] | Records
"""What a board did not know yet: entries, or everything where it has to be read again."""


class Draft(msgspec.Struct, frozen=True):
    """An action before it is an entry. `expect` names the revisions of records that it was decided on."""

    action: str
    changes: list[Change]
    note: str = ""
    expect: dict[str, int] = {}


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
        self._batch = ""
        self.codes = Shelf(papers.place.folder)
        """The code books that cases and letters are judged by."""
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

        return self._without_bad_books(lambda: judge(self._subject(doc)))

    def judge_letter(self, text: str, told: Told, case_id: str = "") -> list[Finding]:
        """What the checklist says of the words of a letter that somebody wrote, beside the case they were written for.

        `told` says what sort of letter it is where no case does and the words are not to be asked.
        """
        from lmnboard.checklist.runner import judge_letter

        def judged() -> list[Finding]:
            record = self._subject(self.shown.doc(case_id)) if case_id else None
            return judge_letter(self._letter_subject(text, told, record))

        return self._without_bad_books(judged)

    def _without_bad_books(self, judge: Callable[[], list[Finding]]) -> list[Finding]:
        """A judgement; where the index of codes turns out to be damaged, one by the form of codes alone."""
        try:
            return judge()
        except StoreError as error:
            self.codes.close(str(error))
            return judge()

    def _letter_subject(self, text: str, told: Told, record: Subject | None) -> LetterSubject:
        from lmnboard.checklist.letter_subject import LetterSubject

        today = record.today if record else self.shown.today()
        return LetterSubject.of(text, today, told, record, self.codes.book)

    def _subject(self, doc: dict[str, Any]) -> Subject:
        from lmnboard.checklist.subject import Subject
        from lmnboard.letters import handwritten

        case = typed_case(doc)
        signed = case.signature.letter_sha256
        subject = Subject.of(
            case,
            self.clinic,
            self.shown.today(case.location),
            handwritten.outdated(doc),
            # The directory speaks in the letter too: a new address of the payer makes it another one.
            signed_other=signed is not None and signed != self._digest(case),
        )
        return msgspec.structs.replace(
            subject, others=self.shown.others, letter=self._own_words(case), books=self.codes.book
        )

    def _own_words(self, case: Case) -> str:
        """The letter, where a person or the clinic has worded some of it; else nothing, as our templates are known."""
        if not any(msgspec.structs.astuple(case.letter.sections)) and not self.templates().exists():
            return ""
        try:
            return self._letter(case).text
        except Invalid:  # a template of the clinic that lets no letter be set is said where the letter is asked for
            return ""

    def letter(self, case_id: str, *, draft: bool = False) -> Letter:
        """The letter of a case as it would print now."""
        return self._letter(self.shown.case(case_id), draft=draft)

    def templates(self, *, to_write: bool = False) -> Path:
        """The folder of the clinic's own templates, there or not; `NotAllowed` where one may not write to it."""
        if to_write:
            self._held("", [Change("settings/1")])  # how letters are worded is a setting of the clinic
        return self._papers.place.folder.absolute() / "templates"

    def history(self, *, oldest_first: bool = False) -> Iterator[Entry]:
        """Every entry, newest first unless told otherwise, read no further than is asked for."""
        if oldest_first:
            from lmnboard.store import oldest_first as forwards

            return forwards.entries(self._papers.place)
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
        entry = Entry(0, self._at(), self.me, drafted.action, changes, drafted.note, expect, of, self._batch)
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
            people.hold(self._account, self.shown.records, "", [Change(f"{table}/1")], anothers=False)
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

    def _letter(self, case: Case, *, draft: bool = False) -> Letter:
        from lmnboard.letters import set_letter

        denied = self.shown.records.doc(f"cases/{number_of(case.appeal.of or '')}")
        appealed = typed_case(denied) if denied else None
        today = self.shown.today(case.location)
        return set_letter(case, self.clinic, today, denied=appealed, draft=draft, templates=self.templates())

    def _digest(self, case: Case) -> str:
        """What a signature would stand for now; empty where a template of the clinic lets no letter be set.

        A signature cannot stand for a letter that is not there, and the rest of the checklist is still to be seen.
        """
        try:
            return self._letter(case).signed_sha256
        except Invalid:
            return ""

    def _appealed(self, case: Case) -> bool:
        """Whether another case appeals the answer to this one, also one that is archived by now."""
        # A list of its own: the thread that shows may take a card in meanwhile.
        cards = list(self.shown.cards.values())
        return bool(case.appeal.by) or any(number_of(card.appeal.of or "") == number_of(case.id) for card in cards)
