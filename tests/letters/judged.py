"""A labelled letter as the subject of the checklist: its words, and the record beside it where its label has one."""

from __future__ import annotations

from functools import cache

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.others import Others, Person
from lmnboard.checklist.subject import Subject
from lmnboard.codes import Books
from lmnboard.knowledge.code_book import CodeBook
from lmnboard.model.case import Case
from lmnboard.model.case_facts import Coverage, Diagnosis, Patient
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer
from tests.letters.labels import Labelled


@cache
def book() -> CodeBook:
    """The codes that come with the program; their index is made once, in the user's cache."""
    books = Books(None)
    return books.open() or books.build()


def subject_of(letter: Labelled) -> LetterSubject:
    """The letter as `check --letter FILE` judges it, beside its record if there is one: its sort is read, not told."""
    record = _record(letter) if "case" in letter.facts else None
    return LetterSubject.of(letter.text, letter.facts["date"], None, record, book())


def _record(letter: Labelled) -> Subject:
    given = letter.facts["case"]
    others = Others()
    for number, other in enumerate(letter.facts.get("other_case", ()), 2):
        others.put(
            f"LMN-{number:04}",
            Person(other.get("patient", ""), other.get("date_of_birth"), other.get("policy_number", "")),
        )
    case = Case(
        id="LMN-0001",
        payer="payer",
        purpose=letter.facts["purpose"],
        kind=letter.facts["kind"],
        patient=Patient(name=given.get("patient"), date_of_birth=given.get("date_of_birth")),
        coverage=Coverage(policy_number=given.get("policy_number")),
        diagnoses=[Diagnosis(id=f"d{n}", code=code) for n, code in enumerate(given.get("codes", ()), 1)],
    )
    clinic = Clinic(payers={"payer": Payer(type=letter.facts["payer_type"], state=letter.facts["state"] or None)})
    return Subject(
        case,
        clinic,
        clinic.provider_of(case),
        clinic.payer_of(case),
        Location(),
        letter.facts["date"],
        others=others,
        books=book(),
    )
