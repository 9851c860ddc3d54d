"""The payer's answers and what follows from them: recording one, and the case that appeals or renews it.

`Board` builds on this as on the desk.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lmnboard.desk import Desk, Draft
from lmnboard.model import values
from lmnboard.model.card import number_of
from lmnboard.model.case import CASES, Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.choices import Stage, words
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import Moved, NotFound
from lmnboard.model.sections import SECTIONS
from lmnboard.workflow import answers, appeals, deadlines, edits, following, steps
from lmnboard.workflow.answers import Answer, Followed
from lmnboard.workflow.appeals import Link
from lmnboard.workflow.following import Opened
from lmnboard.workflow.steps import Moment
from lmnboard.workflow.writing import folded


class Answering(Desk):
    """What a payer answered, and the next case that it leads to."""

    def respond(self, case_id: str, answer: Answer, *, seen: Collection[str] | None = None) -> Entry:
        """Record the payer's answer with everything that follows from it; the entry's note says what that is.

        `seen` are the ids of the answers that were known when this one was asked for; those that are shown, if not
        given. Raises `Moved` where somebody has recorded another since, `Refused` or `Invalid` where it cannot have
        been answered so.
        """
        known = {row.id for row in self.shown.case(case_id).responses} if seen is None else set(seen)

        def draft() -> Draft:
            record, doc = self._record(case_id)
            self._hold_seen(typed_case(doc), known)
            followed = self._followed(record, doc, answer)
            says, changes = list(followed.says), followed.changes
            case = typed_case(followed.doc)
            now = self._now(case.location)
            let_go, told = self._let_go(case, case.stage, now)
            changes, says = changes + let_go, says + told
            if following.opens_by_itself(case, self.clinic):
                opened = self._opened(record, followed.doc, case)
                mark = steps.ran(record, following.APPEAL, now)
                changes, says = [*changes, *opened.changes, mark], [*says, *opened.says]
            return Draft("respond", folded(changes), " ".join(says))

        return self._act(draft, judged=case_id)

    def what_follows(self, case_id: str, answer: Answer, seen: Collection[str] | None = None) -> tuple[str, ...]:
        """What recording an answer would change, in sentences, as the case is shown now; raises as `respond` does."""
        if seen is not None:
            self._hold_seen(self.shown.case(case_id), seen)
        return self._followed("", self.shown.doc(case_id), answer).says

    def _hold_seen(self, case: Case, seen: Collection[str]) -> None:
        """Raise `Moved` where somebody has recorded an answer that whoever records one now has not seen."""
        if new := [row for row in case.responses if row.id not in seen]:
            who = self.clinic.name_of("staff", new[-1].recorded_by) or "Somebody"
            what = words(new[-1].outcome or "an answer").lower()
            raise Moved(f"{who} has just recorded {what} on {case.id}: look at it, then record yours if it holds.")

    def _followed(self, record: str, doc: dict[str, Any], answer: Answer) -> Followed:
        location = doc.get("location")
        day, now = self.shown.day(location), self._now(location)
        load = self._loads(number_of(str(doc["id"])))
        denied = self._seen((doc.get("appeal") or {}).get("of") or "")
        followed = answers.follow(record, doc, answer, self.clinic, day, now, load, denied)
        self._typed("", followed.doc)
        return followed

    def not_appealed(self, case_id: str, because: str) -> Entry:
        """Say why the payer's denial is not appealed; then the case may leave follow-up."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            changes = following.left_so(record, doc, because, self.clinic, self._now(doc.get("location")))
            return Draft("not appealed", changes, because)

        return self._act(draft, judged=case_id)

    # ------------------------------------------------------------------ the case that follows
    def appeal(self, case_id: str) -> Entry:
        """Open the linked appeal of a case that the payer denied, wholly or in part; the facts come with it.

        Raises `Refused` where it is appealed already, has no denial, or stands at the last level.
        """

        def draft() -> Draft:
            record, doc = self._record(case_id)
            opened = self._opened(record, doc, typed_case(doc))
            return Draft("appeal", opened.changes, " ".join(opened.says))

        return self._act(draft, judged=case_id)

    def renew(self, case_id: str) -> Entry:
        """Open the linked renewal of a case that the payer approved; the facts come with it."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            day, now = self.shown.day(case.location), self._now(case.location)
            opened = following.renewed(record, doc, case, self.clinic, day, now, self._loads())
            return Draft("renew", self._numbered(opened.changes), " ".join(opened.says))

        return self._act(draft, judged=case_id)

    def _opened(self, record: str, doc: dict[str, Any], case: Case) -> Opened:
        day, now = self.shown.day(case.location), self._now(case.location)
        opened = following.appealed(record, doc, case, self.clinic, day, now, self._loads())
        return Opened(self._numbered(opened.changes), opened.says)

    def _numbered(self, changes: list[Change]) -> list[Change]:
        """The same with ids for the rows of the new case; raises `Invalid` where it could not be shown."""
        for change in changes:
            if change.before is UNSET and isinstance(change.after, dict) and not change.path:
                edits.name_rows(change.after, CASES)
                self._typed("", change.after)
        return changes

    def confirm(self, case_id: str, section: str) -> Entry:
        """Say that the facts of a section, carried from an earlier case, have been looked at and hold."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            task = appeals.unconfirmed(typed_case(doc).tasks).get(section)
            if task is None:
                title = SECTIONS.get(section, section)
                raise NotFound(f"{title} has no facts of an earlier case that wait to be confirmed.")
            now = self._now(doc.get("location"))
            done = {"done_at": now.today.isoformat(), "done_by": now.by}
            fields = {f"tasks/{task.id}/{key}": value for key, value in done.items()}
            return Draft("confirm", edits.set_fields(record, doc, fields), SECTIONS[section])

        return self._act(draft, judged=case_id)

    def chain(self, case_id: str) -> list[Link]:
        """The cases that a case follows from and leads to, as they are shown, first to last."""
        return appeals.chain(case_id, self._seen)

    def _let_go(self, case: Case, target: Stage, now: Moment) -> tuple[list[Change], list[str]]:
        """What moving an appeal to a stage changes of the denial that it appeals, and the sentence that says so."""
        number = number_of(case.appeal.of or "")
        doc = self.shown.records.doc(f"cases/{number}") if number else None
        changes = following.let_go(case, target, doc, self.clinic, now, self._loads(number))
        back = any(change.path == "stage" for change in changes)
        return changes, [f"{case.appeal.of} is back in Follow-up: appeal it, or say why not."] if back else []

    def _seen(self, case_id: str) -> Case | None:
        """A case as it is shown, archived or not; None for one that is not there."""
        doc = self.shown.records.doc(f"cases/{number_of(case_id)}")
        return typed_case(doc) if doc else None

    def next_level(self, case_id: str) -> tuple[str, ...]:
        """What appealing a case would take: its level, by when, who decides and who may file; nothing for none."""
        case = self.shown.case(case_id)
        rung = deadlines.next_rung(case, self.clinic)
        if rung is None:
            return ()
        due = case.last_answer.due if case.last_answer else None
        window = deadlines.file_by(case, self.clinic)
        told = following.told(rung, due or (window.on if window else None))
        return (told, *deadlines.filing(rung, case, self.clinic, self.shown.today(case.location))[1:])

    def no_level_left(self, case_id: str) -> str:
        """Why a denial cannot be appealed further, as a sentence; nothing where it can."""
        return appeals.no_level_left(self.shown.case(case_id), self.clinic)

    def lateness(self, case_id: str) -> tuple[str, ...]:
        """The payer's lateness with a case as it is now, as the payer's, and what its rule allows; nothing for none."""
        case = self.shown.case(case_id)
        late = deadlines.payer_lateness(case, self.clinic, self._clock(), self._seen(case.appeal.of or ""))
        return (values.sentence_case(late.said), late.allows) if late else ()
