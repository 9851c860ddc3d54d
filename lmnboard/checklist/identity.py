"""Checks that a text speaks of this patient and nobody else: name, policy number, birth date, and no other patient.

What people copy from the last letter is caught here, in the case's texts; the rules for letters use the same search.
Imports this room. Run by `runner`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from lmnboard.checklist.alike import Place, births_off, folded, misspelled, numbers_off
from lmnboard.checklist.fault import Fault, wrong
from lmnboard.checklist.others import Person, Stranger, name_key
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.texts import texts_of_letter
from lmnboard.model.case import Case


# ------------------------------------------------------------- who else may be named
def own_person(s: Subject) -> Person:
    given = s.case.patient
    return Person(given.name or "", given.date_of_birth, s.case.coverage.policy_number or "")


@lru_cache(maxsize=512)
def _key(name: str) -> tuple[str, ...]:
    return name_key(name)


def known_names(s: Subject) -> set[tuple[str, ...]]:
    """Names that may stand in any letter: providers, staff, the subscriber, whom the payer is addressed at."""
    directory = s.clinic
    people = [one.name for one in directory.providers.values()]
    people += [one.name for one in directory.staff.values()]
    people += [s.case.coverage.subscriber_name, s.payer.attention]
    return {key for name in people if name and (key := _key(name))}


def known_last_names(s: Subject) -> set[str]:
    """Last names of those who may stand in any letter, folded."""
    return {folded(key[-1]) for key in known_names(s)}


# ------------------------------------------------------------- the checks of a case
# One edit changes one text: the others of a case are not searched again. Bounded, as they name patients.
_misspelled = lru_cache(maxsize=4096)(misspelled)
_numbers_off = lru_cache(maxsize=4096)(numbers_off)
_births_off = lru_cache(maxsize=4096)(births_off)
_LONG = (
    "history.",
    "letter.sections.",
    "rationale",
    "outcomes.",
    "findings/",
    "treatments/",
    "alternatives/",
    "evidence/",
    "policy.",
    "injury.",
)


def _told(case: Case) -> Iterator[tuple[str, str]]:
    """The texts in which a name may be misspelled: not the fields that hold it."""
    return ((field, text) for field, text in texts_of_letter(case) if field.startswith(_LONG))


def _off(s: Subject, places: Callable[[str], Iterable[Place]], message: str, fix: str) -> Iterator[Fault]:
    """A fault at each place of the case's texts that differs from its record."""
    for field, text in _told(s.case):
        for place in places(text):
            yield wrong(field, message, fix, words=text[slice(*place)], span=place)


@check(
    "CHK-045",
    "Patient's name spelled alike everywhere",
    part="D",
    section="patient",
    source="guide A.117-118",
)
def name_agrees(s: Subject) -> Iterator[Fault]:
    name = s.case.patient.name
    if not name:
        return
    known = frozenset(known_last_names(s))
    yield from _off(
        s,
        lambda text: _misspelled(text, name, known),
        "The patient's name is spelled otherwise here, and a payer may not know the member by it.",
        "Write it as on the insurance card, or correct the full legal name.",
    )


@check(
    "CHK-046",
    "Policy number alike everywhere",
    part="D",
    section="coverage",
    source="guide A.118",
)
def number_agrees(s: Subject) -> Iterator[Fault]:
    number = s.case.coverage.policy_number
    if not number:
        return
    yield from _off(
        s,
        lambda text: _numbers_off(text, number),
        "A number here is the policy number but for a sign or two, and one of them is wrong.",
        "Compare both with the insurance card.",
    )


@check(
    "CHK-047",
    "Date of birth alike everywhere",
    part="D",
    section="patient",
    source="guide A.118",
)
def birth_agrees(s: Subject) -> Iterator[Fault]:
    born = s.case.patient.date_of_birth
    if born is None:
        return
    yield from _off(
        s,
        lambda text: _births_off(text, born),
        "Another date of birth stands here than on the patient's page.",
        "Compare both with the insurance card, for example 03/14/1958.",
    )


@check(
    "CHK-048",
    "No other patient's data in the letter",
    part="D",
    section="letter",
    source="guide A.118, A.121",
)
def nobody_else(s: Subject) -> Iterator[Fault]:
    if s.others is None:
        return
    own, known = own_person(s), known_names(s)
    for field, text in _told(s.case):
        for stranger in s.others.named_in(text, own, known):
            yield wrong(
                field,
                told_of(stranger),
                "Take it out, or silence this for the case with the reason, as for a relative.",
                words=text[stranger.start : stranger.end],
                span=(stranger.start, stranger.end),
            )


def told_of(stranger: Stranger) -> str:
    """The message about somebody else's data, without saying whose."""
    return f"The {stranger.what} of another patient ({stranger.case_id}) stands here, and must not reach this payer."
