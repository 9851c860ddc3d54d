"""`Board`: the one door. Everything that staff can do is a method here that returns the entry it made.

Screens and the command line call nothing else. A method drafts changes with the pure functions of `workflow`, asks the
gates, and appends one entry; it raises one of `model.errors`, whose sentence the user reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from lmnboard import people, served
from lmnboard.archiving import Archiving
from lmnboard.automatic import Automatic
from lmnboard.bringing_back import BringingBack
from lmnboard.checklist.finding import blockers
from lmnboard.desk import Draft
from lmnboard.importing import Importing
from lmnboard.leaving import Leaving
from lmnboard.model import paths
from lmnboard.model.card import number_of
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.choices import Stage, words
from lmnboard.model.clinic import typed_case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid, Moved, NotAllowed, NotFound, Refused
from lmnboard.quieting import Quieting
from lmnboard.reminding import Reminding
from lmnboard.taking_back import TakingBack
from lmnboard.touching import Touching
from lmnboard.workflow import answer_held, assignment, contacts, edits, redating, signing, stages, steps
from lmnboard.workflow.steps import Sending

OWN_WORDS = "letter.sections."


class Board(Archiving, Automatic, BringingBack, Importing, Leaving, Quieting, Reminding, TakingBack, Touching):
    """A clinic's board, for one person at one keyboard. A `target` is a case (`LMN-0042`) or `table/slug`."""

    def shut_out(self) -> str:
        """Why this person may no longer look at the board, as the staff list stands now; nothing where they may."""
        return people.shut_out(self._account, self.shown.records)

    # ------------------------------------------------------------------ fields and rows
    def new(self, values: Mapping[str, Any]) -> Entry:
        """Open a case with these fields (by path); the store numbers it."""

        def draft() -> Draft:
            self._typed("", edits.new_document(values))
            now, load = self._now(values.get("location")), self._loads()
            doc = steps.new_case(dict(values), self.clinic, now, load)
            note = "" if values.get("owner") else steps.why_owned(doc, self.clinic, now, load)
            return Draft("new", [Change("cases/$1", "", UNSET, doc)], note)

        return self._act(draft)

    def new_listed(self, table: str, values: Mapping[str, Any], slug: str = "") -> Entry:
        """Add a record to the directory; its id is made from its name unless given."""

        def draft() -> Draft:
            doc = edits.new_document(values)
            doc["id"] = edits.slug(slug or str(doc.get("name") or ""), getattr(self.clinic, table, ()))
            edits.name_rows(doc, self.catalogue_of(f"{table}/"))
            self._typed(f"{table}/", doc)
            assignment.hold_one_each(doc)
            return Draft("directory", [Change(f"{table}/$1", "", UNSET, doc)])

        if table not in DIRECTORY:
            raise NotFound(f"There is no {table!r} in the directory: {', '.join(DIRECTORY)}.")
        return self._act(draft)

    def edit(
        self,
        target: str,
        values: Mapping[str, Any],
        *,
        found: Mapping[str, Any] | None = None,
        note: str = "",
        because: str = "",
    ) -> Entry:
        """Set fields by path. `found` is what the person saw in them: where something else stands, it is a conflict.

        Raises `ReasonAsked` where a deadline that stands is changed without `because`.
        """
        record, doc = self._record(target)
        return self._append(self._edited(target, doc, self._set(record, doc, values, found), note, because=because))

    def revise(
        self,
        target: str,
        values: Mapping[str, Any],
        *,
        added: Iterable[tuple[str, Mapping[str, Any]]] = (),
        removed: Iterable[str] = (),
        because: str = "",
    ) -> Entry:
        """Set fields, add rows and remove rows as one entry: all of it or nothing. `because` as in `edit`."""

        def draft() -> Draft:
            record, doc = self._record(target)
            changes = self._set(record, doc, values)
            after = deepcopy(doc)
            for rows, row in added:
                prefix = self.catalogue_of(target).of(rows).about.prefix
                changes.append(edits.add_row(record, after, rows, prefix, row))
                paths.put(after, changes[-1].path, deepcopy(changes[-1].after))
            changes += [edits.remove_row(record, doc, row) for row in removed]
            return self._edited(target, doc, changes, because=because)

        return self._act(draft)

    def _set(
        self, record: str, doc: dict[str, Any], values: Mapping[str, Any], found: Mapping[str, Any] | None = None
    ) -> list[Change]:
        """Changes that set fields; a section in somebody's own words notes which facts it was written over."""
        changes = edits.set_fields(record, doc, values, found)
        sections = {p.removeprefix(OWN_WORDS): value for p, value in values.items() if p.startswith(OWN_WORDS)}
        if sections:
            from lmnboard.letters import handwritten

            for section in sections.keys() & handwritten.FACTS.keys():
                over = handwritten.facts_digest(doc, section) if sections[section] else None
                changes += edits.set_fields(record, doc, {f"letter.written_over.{section}": over})
        return changes

    def add_row(self, target: str, rows: str, values: Mapping[str, Any], action: str = "edit") -> Entry:
        """Add a row at the end of a list."""

        def draft() -> Draft:
            record, doc = self._record(target)
            prefix = self.catalogue_of(target).of(rows).about.prefix
            return self._edited(target, doc, [edits.add_row(record, doc, rows, prefix, values)], action=action)

        return self._act(draft)

    def remove_row(self, target: str, row: str, because: str = "") -> Entry:
        """Take a row away; `because` as in `edit`, where it is an answer that has a deadline."""
        record, doc = self._record(target)
        return self._append(self._edited(target, doc, [edits.remove_row(record, doc, row)], because=because))

    def move_row(self, target: str, row: str, by: int) -> Entry:
        """Take a row up (-1) or down (+1) in its list."""

        def draft() -> Draft:
            record, doc = self._record(target)
            return self._edited(target, doc, edits.move_row(record, doc, row, by))

        return self._act(draft)

    def assign(self, case_id: str, owner: str) -> Entry:
        if owner not in self.clinic.staff:
            raise NotFound(f"{owner} is not on the staff list: {', '.join(self.clinic.staff) or 'it is empty'}.")
        self._permit(case_id)
        record, doc = self._record(case_id)
        return self._append(Draft("assign", edits.set_fields(record, doc, {"owner": owner})))

    def note(self, case_id: str, text: str) -> Entry:
        return self.add_row(case_id, "notes", {"at": self._at(), "by": self.me, "text": text}, "note")

    def attach(self, case_id: str, source: Path | bytes, *, title: str, kind: str | None, on: date | None) -> Entry:
        """Keep a copy of a file, or what was read from one, as an enclosure of the letter."""
        self._permit(case_id)
        if isinstance(source, Path) and served.is_served():
            raise NotAllowed("The program cannot reach your files here: send one with 'attach ID - --title T < FILE'.")
        copy = self._papers.attach(self.shown.card(case_id).id, source)
        row = {"title": title, "kind": kind, "date": on.isoformat() if on else None, **copy}
        return self.add_row(case_id, "attachments", row, "attach")

    def _edited(
        self,
        target: str,
        doc: dict[str, Any],
        changes: list[Change],
        note: str = "",
        action: str = "edit",
        because: str = "",
    ) -> Draft:
        after = edits.applied(doc, changes)
        self._typed(target, after)
        if any(change.path.startswith("assignment") for change in changes):
            assignment.hold_one_each(after, doc)
        if "/" not in target and changes:
            record, day = changes[0].record, self.shown.day(doc.get("location"))
            contacts.hold_edited(doc, changes, day.today)
            if any(change.path.startswith("submissions/") for change in changes):
                answer_held.hold_sent(typed_case(doc), typed_case(after), self.clinic, day.today)
            changes = changes + redating.explained(record, doc, changes, because, self._now())
            changes = changes + redating.followed(record, doc, changes, self.clinic, day)
            changes = changes + self._woken(doc, changes)
        voided = edits.voids_signature(doc, changes, self.catalogue_of(target))
        told = (note, because.strip(), edits.VOIDED if voided else "")
        return Draft(action, changes + voided, "; ".join(filter(None, told)))

    # ------------------------------------------------------------------ steps of a case
    def move(self, case_id: str, stage: Stage, because: str = "") -> Entry:
        """Move a case; raises `Refused` with what is missing, unless there is a reason to pass the gate."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            if case.stage == stage:
                raise Invalid(f"{case.id} is in {words(stage)} already.")
            now = self._now(case.location)
            reasons = stages.gate(case, stage, self.judge(doc), appealed=self._appealed(case))
            if reasons and not because:
                raise Refused(f"{case.id} cannot go to {words(stage)} yet.", reasons)
            passed = steps.enter(record, doc, stage, self.clinic, now, self._loads(number_of(case.id)))
            let_go, told = self._let_go(case, stage, now)
            changes = passed.changes + let_go
            if reasons:
                what = f"{words(case.stage)} to {words(stage)}"
                changes.append(steps.override(record, doc, what, because, now))
            return Draft("move", changes, "; ".join(filter(None, (because, passed.note, *told))))

        return self._act(draft, judged=case_id)

    def attest(self, case_id: str, check: str) -> Entry:
        """Tick a check that a person answers for; where it is seen ticked, take the tick back."""
        seen = any(given.check == check for given in self.shown.case(case_id).attestations)

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            if case.stage in ("follow_up", "resolved"):
                raise Refused(f"{case.id} has been sent: the ticks stay as they were given.")
            asked = next((f for f in self.judge(doc) if f.check == check), None)
            ticked = any(given.check == check for given in case.attestations)
            if ticked != seen:
                raise Moved(f"Somebody has just {'' if ticked else 'un'}ticked {check} on {case.id}.")
            if asked is None or not (ticked or asked.status == "person"):
                raise NotFound(f"{check} is not a check that a person ticks on {case.id}.")
            return Draft("attest", signing.attest(record, doc, case, check, self._now()), asked.title)

        return self._act(draft, judged=case_id)

    def sign(self, case_id: str, *, method: str = "", word: str = "", read: str = "") -> Entry:
        """Record the provider's signature under the letter as it stands. `word`: how the provider gave it.

        `read` is the digest of the letter that was read; raises `Moved` where it says something else by now.
        """

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            how = method or signing.default_signature(case, self.clinic, self.me)
            digest = self._letter(case).signed_sha256
            if read and digest != read:
                raise Moved(f"Somebody has just changed what the letter of {case.id} says. Read it again, then sign.")
            now = self._now(case.location)
            changes = signing.sign(record, case, self.clinic, now, method=how, word=word, digest=digest)
            return Draft("sign", changes, word)

        return self._act(draft, judged=case_id)

    def submit(self, case_id: str, sending: Sending, because: str = "") -> Entry:
        """Record that the letter was sent, keep it as it left, and move the case to follow-up.

        Raises `Refused` while a blocker stands, unless there is a reason, which stays on the card.
        """

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            now = self._now(case.location)
            if case.stage != "review":
                raise Refused(f"{case.id} is in {words(case.stage)}: a letter is submitted from Review.")
            open_ = blockers(self.judge(doc))
            if open_ and not because:
                raise Refused(f"{case.id} cannot be submitted yet.", [stages.reason(finding) for finding in open_])
            letter = self._papers.keep_sent(case.id, self._letter(case).text)
            load, denied = self._loads(number_of(case.id)), self._denied(case)
            passed = steps.submit(record, doc, sending, letter, self.clinic, now, load, denied)
            changes = passed.changes
            if open_:
                # Beside the row of the submission, which takes an id of its own.
                after = edits.applied(doc, changes)
                changes.append(steps.override(record, after, "Submitted with open checks", because, now))
            return Draft("submit", changes, "; ".join(filter(None, (because, passed.note))))

        return self._act(draft, judged=case_id)

    def proposed_sending(self, case_id: str, method: str = "") -> Sending:
        """How this payer wants a letter, where to, and when to ask whether it came."""
        case = self.shown.case(case_id)
        payer = self.clinic.payer_of(case)
        how = method or case.policy.submission_method or payer.submission_method or "fax"
        return steps.proposed(case, how, self.clinic, self.shown.day(case.location))
