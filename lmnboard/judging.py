"""Judging cases and letters: what the checklist says of a record and of words, and the letter as it would print now.

`Desk` builds on this; it knows what is shown and the papers, and writes nothing. The rules are imported when first
asked: what only lists or edits does not wait for a hundred checks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lmnboard.checklist.finding import Finding
from lmnboard.model.card import number_of
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.shelf import Shelf
from lmnboard.shown import Shown
from lmnboard.store.papers import Papers

if TYPE_CHECKING:
    from lmnboard.checklist.letter_subject import LetterSubject
    from lmnboard.checklist.subject import Subject
    from lmnboard.letters import Letter
    from lmnboard.written.facts import Told


class Judging:
    """What is shown, judged."""

    shown: Shown
    codes: Shelf
    """The code books that cases and letters are judged by."""
    _papers: Papers

    @property
    def clinic(self) -> Clinic:
        return self.shown.clinic

    def _own_templates(self) -> Path:
        """The folder of the clinic's own templates, there or not."""
        return self._papers.place.folder.absolute() / "templates"

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
        if not any(msgspec.structs.astuple(case.letter.sections)) and not self._own_templates().exists():
            return ""
        try:
            return self._letter(case).text
        except Invalid:  # a template of the clinic that lets no letter be set is said where the letter is asked for
            return ""

    def letter(self, case_id: str, *, draft: bool = False) -> Letter:
        """The letter of a case as it would print now."""
        return self._letter(self.shown.case(case_id), draft=draft)

    def _letter(self, case: Case, *, draft: bool = False) -> Letter:
        from lmnboard.letters import set_letter

        denied = self.shown.records.doc(f"cases/{number_of(case.appeal.of or '')}")
        appealed = typed_case(denied) if denied else None
        today = self.shown.today(case.location)
        return set_letter(case, self.clinic, today, denied=appealed, draft=draft, templates=self._own_templates())

    def _digest(self, case: Case) -> str:
        """What a signature would stand for now; empty where a template of the clinic lets no letter be set.

        A signature cannot stand for a letter that is not there, and the rest of the checklist is still to be seen.
        """
        try:
            return self._letter(case).signed_sha256
        except Invalid:
            return ""
