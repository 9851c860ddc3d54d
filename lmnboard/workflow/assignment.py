"""Who owns a case on entering a stage: the location's rule, else the house's own. Pure, and says which rule decided.

Called by `steps` for new cases and moves, and by the automatic rules for a case that nobody owns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.card import Card
from lmnboard.model.case import Case
from lmnboard.model.choices import Stage, words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Assignment
from lmnboard.model.errors import Invalid
from lmnboard.workflow.covering import is_away
from lmnboard.workflow.dated import last

PROVIDER = "provider"
LEAST_LOADED = "least_loaded"
Loads = Mapping[str, int]
"""Staff id → how many open cases they own."""


class Counted(Mapping[str, int]):
    """Loads that are counted when a rule first asks for them: most do not, and it takes every card of the board."""

    def __init__(self, count: Callable[[], Loads]) -> None:
        self._count = count

    @cached_property
    def _counted(self) -> Loads:
        return self._count()

    def __getitem__(self, person: str) -> int:
        return self._counted[person]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)


class Assigned(msgspec.Struct, frozen=True):
    """The staff id, and a sentence that says which rule chose it; an empty text for nobody, where there is no staff.

    `unmet` says which rule of the location could not be followed, as it names nobody who works on cases.
    """

    to: str
    why: str
    unmet: str = ""


def hold_one_each(location: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> None:
    """Raise `Invalid` where a location comes to have two rules for one stage: only one of them could count.

    One that had them `before` may be mended row by row.
    """
    stages, had = _ruled(location), _ruled(before or {})
    twice = next((stage for stage, count in stages.items() if count > max(had[stage], 1)), None)
    if twice:
        name = location.get("name") or location.get("id") or "The location"
        raise Invalid(f"{name} has a rule for {words(twice)} already, and one counts: change it, or remove it first.")


def _ruled(location: Mapping[str, Any]) -> Counter[Stage]:
    """How many rules there are for each stage."""
    return Counter(row["stage"] for row in paths.in_order(location.get("assignment")) if row.get("stage"))


def loads(cards: Iterable[Card], without: int = 0) -> Counter[str]:
    """How many open cases each person owns. `without`: the number of the case that is to be assigned."""
    return Counter(card.owner for card in cards if card.owner and card.stage != "resolved" and card.number != without)


def assigned(case: Case, stage: Stage, clinic: Clinic, today: date, load: Loads, by: str = "") -> Assigned:
    """Who owns a case that enters a stage. `by` is who moves or submits it; `case` is as it was before."""
    found, unmet = _by_the_location(case, stage, clinic, today, load)
    found = found or _by_the_house(case, stage, clinic, today, load, by)
    return msgspec.structs.replace(_covered(found, clinic, today), unmet=unmet)


def owner_where_none(case: Case, clinic: Clinic, today: date, load: Loads) -> Assigned:
    """Who owns a case that has lost its owner."""
    found = assigned(case, case.stage, clinic, today, load, sender(case))
    if _may_work(clinic, found.to):
        return found
    opener = case.created_by or ""
    if _may_work(clinic, opener):
        return _covered(Assigned(opener, f"{_name(clinic, opener)} opened it"), clinic, today)
    able = [person for person in clinic.staff if _may_work(clinic, person)]
    people = _working(clinic, case.location) or _working(clinic, None) or able or [*clinic.staff]
    return _least_loaded(people, clinic, today, load, "nobody owned it") or Assigned("", "")


def sender(case: Case) -> str:
    """Who sent the letter last."""
    sent = last([row for row in case.submissions if row.sent_by])
    return (sent.sent_by or "") if sent else ""


def note_of(case: Case, found: Assigned, clinic: Clinic) -> str:
    """What the history says of it, where it changes the owner or a rule of the location could not be followed."""
    if found.unmet:
        has = f"{_name(clinic, found.to)} has it: {found.why}" if found.to else "nobody has it yet"
        return f"{found.unmet}, so {has}"
    if not found.to or found.to == case.owner:
        return ""
    return f"{_name(clinic, found.to)} owns it now: {found.why}"


def _by_the_location(case: Case, stage: Stage, clinic: Clinic, today: date, load: Loads) -> tuple[Assigned | None, str]:
    """As the location's row for the stage says; without a row nobody, and where it names nobody who is there, so."""
    place = clinic.locations.get(case.location or "")
    row = next((row for row in place.assignment if row.stage == stage and row.to), None) if place else None
    if place is None or row is None:
        return None, ""
    where = f"the rule of {place.name or place.id} for {words(stage)}"
    if row.to == PROVIDER:
        found, whom = _provider(case, clinic, where), _signer(case, clinic)
    elif row.to == LEAST_LOADED:
        found = _least_loaded(_among(row, clinic, case.location), clinic, today, load, where)
        whom = "the least loaded, and nobody there takes cases"
    else:
        found = Assigned(row.to or "", where) if _may_work(clinic, row.to) else None
        whom = f"{_name(clinic, row.to or '')}, who takes no cases"
    return found, "" if found else f"T{where[1:]} gives it to {whom}"


def _signer(case: Case, clinic: Clinic) -> str:
    """The signing provider in the words of a rule that did not find them among the staff."""
    if not case.provider:
        return "the signing provider, and none is named yet"
    return f"the signing provider, {clinic.name_of('providers', case.provider)}, who is not among the staff"


def _by_the_house(case: Case, stage: Stage, clinic: Clinic, today: date, load: Loads, by: str) -> Assigned:
    """Drafting goes to the provider who signs, review to a second person, follow-up to whoever sent it."""
    stays = Assigned(case.owner or by, "it stays with its owner")
    if stage == "drafting":
        return _provider(case, clinic, "the provider who signs drafts the letter") or stays
    if stage == "follow_up" and _may_work(clinic, by):
        return Assigned(by, "whoever sent the letter follows it up")
    if stage == "review":
        drafters = _drafters(case, clinic)
        if case.owner in drafters:
            others = [person for person in _working(clinic, case.location) if person not in drafters]
            return _least_loaded(others, clinic, today, load, "not the drafter reads it") or stays
    return stays


def _drafters(case: Case, clinic: Clinic) -> Collection[str | None]:
    """Who wrote the letter: the owner while it is drafted, and the provider who signs it."""
    signer = _provider(case, clinic, "")
    return {case.owner if case.stage == "drafting" else None, signer.to if signer else None} - {None}


def _provider(case: Case, clinic: Clinic, why: str) -> Assigned | None:
    """The staff record of the provider who signs."""
    signing = (p.id for p in clinic.staff.values() if case.provider and p.provider == case.provider)
    found = next((person for person in signing if _may_work(clinic, person)), None)
    return Assigned(found, why) if found else None


def _among(row: Assignment, clinic: Clinic, location: str | None) -> list[str]:
    named = [person for person in row.among if _may_work(clinic, person)]
    return named or _working(clinic, location)


def _may_work(clinic: Clinic, person: str | None) -> bool:
    """Whether somebody is on the staff list and not to read only: no rule gives a case to who cannot work on it."""
    known = clinic.staff.get(person or "")
    return known is not None and known.role != "read_only"


def _working(clinic: Clinic, location: str | None) -> list[str]:
    """The staff of a location who take cases and are no providers. Who names no location works at every one."""
    return [
        person.id
        for person in clinic.staff.values()
        if not person.provider
        and person.role not in ("read_only", "provider")
        and (not location or not person.locations or location in person.locations)
    ]


def _least_loaded(people: Iterable[str], clinic: Clinic, today: date, load: Loads, where: str) -> Assigned | None:
    """Who of these has the fewest open cases, ties by name; those who are away only where all are."""
    people = list(people)
    here = [person for person in people if not is_away(clinic.staff[person], today)] or people
    if not here:
        return None
    chosen = min(here, key=lambda person: (load.get(person, 0), _name(clinic, person).casefold(), person))
    count = load.get(chosen, 0)
    return Assigned(chosen, f"{where}, fewest open cases ({count})" if len(here) > 1 else where)


def _covered(found: Assigned, clinic: Clinic, today: date) -> Assigned:
    """Who stands in for somebody who is away, as far as one names another; who has no cover keeps it."""
    seen = [found.to]
    while seen[-1] in clinic.staff and is_away(clinic.staff[seen[-1]], today):
        cover = clinic.staff[seen[-1]].covered_by
        if not cover or not _may_work(clinic, cover) or cover in seen:
            return found
        seen.append(cover)
    if len(seen) == 1:
        return found
    until = clinic.staff[found.to].away_to
    ends = f" until {us_date(until)}" if until else ""
    return Assigned(seen[-1], f"{found.why}; {_name(clinic, found.to)} is away{ends}")


def _name(clinic: Clinic, person: str) -> str:
    return clinic.name_of("staff", person)
