"""The subject of a check: one case, with the people and the payer it names, on one day.

Imports the model, `others` and the code book's protocol. Made by whoever judges a case, and the only argument of every
check and predicate.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date

import msgspec

from lmnboard.checklist.others import Others
from lmnboard.knowledge.code_book import CodeBook
from lmnboard.knowledge.spelled import Misspelling
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer, Provider


class Subject(msgspec.Struct, frozen=True):
    """A case to be judged. `provider` and `payer` are empty records where the case names none that is known.

    `today` is the day at the case's location. `outdated` are the letter's hand-written sections whose facts have
    changed since, `signed_other` that the letter was signed when it said something else: whoever sets letters knows.
    `letter` is what it would print, given where words of the clinic's own stand in it; where it is empty, only our
    templates speak, which tests hold to the same rules. `others` are the clinic's other patients, `books` the
    code books, None while their index is being built; `misspelled` are fields with words that no dictionary has, found
    for the checks of language alone.
    """

    case: Case
    clinic: Clinic
    provider: Provider
    payer: Payer
    location: Location
    today: date
    outdated: Set[str] = frozenset()
    signed_other: bool = False
    letter: str = ""
    others: Others | None = None
    books: CodeBook | None = None
    misspelled: Sequence[tuple[str, Misspelling]] = ()

    @classmethod
    def of(
        cls,
        case: Case,
        clinic: Clinic,
        today: date,
        outdated: Set[str] = frozenset(),
        *,
        signed_other: bool = False,
    ) -> Subject:
        location = clinic.locations.get(case.location or "", Location())
        return cls(
            case, clinic, clinic.provider_of(case), clinic.payer_of(case), location, today, outdated, signed_other
        )
