"""The other subject of the checklist: the words of a letter, alone or beside the case that it was written for.

Imports `subject`, the model and the written letter. Made by the board, and by `registry` for what only words can show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.code_book import CodeBook
from lmnboard.knowledge.spelled import Misspelling
from lmnboard.model.case import Case
from lmnboard.model.case_facts import Patient
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer, Provider
from lmnboard.written.facts import Facts, Told
from lmnboard.written.letter import Letter


class LetterSubject(msgspec.Struct, frozen=True):
    """A letter to be judged. `asked` is its sort, as the predicates read it; `record` the case beside it."""

    letter: Letter
    facts: Facts
    asked: Subject
    record: Subject | None = None
    books: CodeBook | None = None
    misspelled: Sequence[Misspelling] = ()

    @classmethod
    def of(
        cls,
        text: str,
        today: date,
        told: Told | None = None,
        record: Subject | None = None,
        books: CodeBook | None = None,
    ) -> LetterSubject:
        """A letter judged on a day. Where a case stands beside it and nothing is told, its sort is that of the case."""
        if record is not None and told in (None, Told()):
            case, payer = record.case, record.payer
            told = Told(case.purpose, case.kind, payer.type, payer.state or "")
        letter = Letter(text)
        facts = Facts(letter, today, told)
        return cls(letter, facts, _asked(facts), record, record.books if record else books)


def _asked(facts: Facts) -> Subject:
    """A subject that holds no more than what the predicates ask: purpose, kind, payer and age."""
    case = Case(
        purpose=facts.purpose,
        kind=facts.kind,
        provider="author",
        payer="payer",
        patient=Patient(date_of_birth=facts.birth.value if facts.birth else None),
    )
    clinic = Clinic(
        providers={"author": Provider()}, payers={"payer": Payer(type=facts.payer_type, state=facts.state or None)}
    )
    return Subject.of(case, clinic, facts.day)
