"""Spelling and reading level: judged apart from the other checks, as the dictionaries take a moment to be read.

`Board` builds on this as on the desk. A face asks in the background; the dictionaries are read once a process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from lmnboard.checklist.finding import Finding
from lmnboard.desk import Desk
from lmnboard.model.case import Case

if TYPE_CHECKING:
    from lmnboard.checklist.letter_subject import LetterSubject
    from lmnboard.spelling import Speller
    from lmnboard.written.facts import Told

_NAMES = ("patient.", "coverage.", "injury.employer", "injury.claim_number")
"""What begins so names people and numbers, which no dictionary has."""

_one_reads = threading.Lock()
_read: list[Speller] = []


class Proofreading(Desk):
    """What a reader of language would mark."""

    def language(self, case_id: str) -> list[Finding]:
        """Misspelled words, hard sentences and everyday wording of a case. Takes a second at its first call."""
        from lmnboard.checklist.runner import judge_language
        from lmnboard.checklist.texts import texts_of_letter

        subject = self._subject(self.shown.doc(case_id))
        names = list(self._names(subject.case))
        speller = self._speller()
        found = [
            (field, word)
            for field, text in texts_of_letter(subject.case)
            if speller and not field.startswith(_NAMES)
            for word in speller.misspelled(text, names)
        ]
        return judge_language(msgspec.structs.replace(subject, misspelled=found))

    def language_of_letter(self, text: str, told: Told, case_id: str = "") -> list[Finding]:
        """The same of the words of a letter that somebody wrote."""
        record = self._subject(self.shown.doc(case_id)) if case_id else None
        subject = self._letter_subject(text, told, record)
        return judge_words(subject, self._speller(), list(self._names(record.case)) if record else [])

    def suggestions(self, word: str) -> list[str]:
        """What a misspelled word may be meant to be. Takes a tenth of a second."""
        speller = self._speller()
        return speller.suggest(word) if speller else []

    def _names(self, case: Case) -> Iterator[str]:
        """Names that may stand in this letter and in no dictionary."""
        clinic = self.clinic
        provider, payer = clinic.provider_of(case), clinic.payer_of(case)
        named = (case.patient.name, case.coverage.subscriber_name, case.coverage.plan_name, case.injury.employer)
        places = (provider.practice.name, provider.practice.address.city, payer.name, payer.address.city)
        yield from filter(None, (*named, *places, provider.name))
        yield from (staff.name for staff in clinic.staff.values() if staff.name)
        yield from (other.name for other in clinic.providers.values() if other.name)

    def _speller(self) -> Speller | None:
        return speller(self.clinic.settings.words)


def judge_words(subject: LetterSubject, speller: Speller | None, names: list[str]) -> list[Finding]:
    """What the checks of language say of a letter's words."""
    from lmnboard.checklist.runner import judge_language

    facts = subject.facts
    told = [match["name"] for match in facts.authors] + ([facts.patient.value] if facts.patient else [])
    found = speller.misspelled(subject.letter.text, [*names, *told]) if speller else []
    return judge_language(msgspec.structs.replace(subject, misspelled=found))


def speller(clinic_words: list[str]) -> Speller | None:
    """The dictionaries, read once a process; None where this machine has none, which takes nothing but spelling."""
    from lmnboard.spelling import NoDictionary, Speller, medical_words

    with _one_reads:
        if not _read:
            try:
                _read.append(Speller(medical_words=medical_words()))
            except NoDictionary:
                return None
        _read[0].use_clinic_words(clinic_words)
        return _read[0]
