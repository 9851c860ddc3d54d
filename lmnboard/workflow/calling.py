"""What a payer asks for on the telephone, in the order it asks, and what has been said so far. Pure.

Called by the board for the call screen and the `call` command. Every text is as people read it; `own` says which
lines are about the clinic alone, as a curtain hides all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from lmnboard.knowledge.identifiers import show_phone
from lmnboard.knowledge.phone_hours import read_hours, zone_of
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.case_course import Contact, Task
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer
from lmnboard.workflow.closing import day_of
from lmnboard.workflow.dated import last


class Said(msgspec.Struct, frozen=True):
    """One thing to read out: what it is, and what it says. `spell` is whether it is an identifier to be spelled."""

    name: str
    text: str
    spell: bool = False


class Group(msgspec.Struct, frozen=True):
    """What is asked together. `own`: it says nothing of the patient."""

    title: str
    said: tuple[Said, ...]
    own: bool = False


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know before the payer is called. `hours` says whether they answer now, where that is known."""

    payer: str
    phone: str
    hours: str
    is_open: bool | None
    asked: tuple[Group, ...]
    before: tuple[str, ...]
    promised: str
    tasks: tuple[Task, ...]


def call_of(case: Case, clinic: Clinic, now: datetime) -> Call:
    """The call about a case at this instant."""
    payer = clinic.payer_of(case)
    hours, is_open = open_now(payer, now)
    contacts = _newest_first(case)
    promise = next((contact for contact in contacts if contact.promise), None)
    return Call(
        payer=payer.name or payer.id or "no payer yet",
        phone=show_phone(payer.phone) if payer.phone else "",
        hours=hours,
        is_open=is_open,
        asked=tuple(group for group in _asked(case, clinic) if group.said),
        before=tuple(_told(contact, clinic, case) for contact in contacts),
        promised=f"{promise.promise} ({_day(promise.at, clinic, case)})" if promise else "",
        tasks=tuple(task for task in case.tasks if task.is_open),
    )


def open_now(payer: Payer, now: datetime) -> tuple[str, bool | None]:
    """A payer's hours as they stand, with whether they answer now by their own clock, where both can be read."""
    text = payer.hours or ""
    hours = read_hours(text) if text else None
    zone = zone_of(hours, payer.time_zone) if hours else None
    if hours is None or (zone is None and not hours.always):
        return text, None
    there = now.astimezone(zone)
    is_open = hours.is_open(there)
    clock = f"{there:%H:%M} there"
    if is_open is None:
        return f"{text}; {clock}, and it is not known whether they answer on such a day", None
    closes, opens = hours.closes(there), hours.opens_next(there)
    if is_open:
        return f"{text}; open now" + (f", {clock}, until {closes:%H:%M}" if closes else ""), True
    return f"{text}; closed now, {clock}" + (f", opens {opens:%a %m/%d %H:%M}" if opens else ""), False


def _asked(case: Case, clinic: Clinic) -> Iterator[Group]:
    provider, payer = clinic.provider_of(case), clinic.payer_of(case)
    place = clinic.locations.get(case.location or "")
    back = (place.phone if place else None) or provider.practice.phone
    name = ", ".join(filter(None, (provider.name, provider.credentials)))
    yours = [
        ("Practice", provider.practice.name, False),
        ("Provider", name, False),
        ("NPI", provider.npi, True),
        ("Call back", show_phone(back) if back else None, False),
    ]
    yield Group("You", _given(yours), own=True)
    patient, coverage = case.patient, case.coverage
    theirs = [
        ("Claim", case.injury.claim_number if payer.type == "workers_comp" else None, True),
        ("Member", coverage.policy_number, True),
        ("Name", patient.name, True),
        ("Born", us_date(patient.date_of_birth) if patient.date_of_birth else None, False),
        ("Group", coverage.group_number, True),
        ("Plan", coverage.plan_name, False),
    ]
    yield Group("Patient", _given(theirs))
    yield Group("Request", _given(_request(case, clinic)))
    granted = case.authorization
    span = " to ".join(us_date(on) for on in (granted.from_, granted.to) if on)
    yield Group("Authorization", _given([("Number", granted.number, True), ("Valid", span, False)]))


def _request(case: Case, clinic: Clinic) -> list[tuple[str, str | None, bool]]:
    sent = last(case.submissions)
    called = next((contact.reference for contact in _newest_first(case) if contact.reference), None)
    codes = [row for row in case.request.codes if row.code]
    units = [f"{row.units} of {row.code}" for row in codes if row.units]
    diagnoses = sorted(case.diagnoses, key=lambda row: not row.primary)
    confirmation = (sent.confirmation if sent else None) or ""
    way = f" by {words(sent.method).lower()}" if sent and sent.method else ""
    return [
        ("Reference", case.last_answer.reference if case.last_answer else None, True),
        ("Call reference", called, True),
        ("Confirmation", confirmation, " " not in confirmation),
        ("Sent", f"{_day(sent.sent_at, clinic, case)}{way}" if sent and sent.sent_at else None, False),
        ("Request", case.request.treatment, False),
        ("Codes", ", ".join(row.code or "" for row in codes), True),
        ("Units", ", ".join(units), False),
        ("Diagnoses", ", ".join(row.code for row in diagnoses if row.code), True),
        ("Service", us_date(case.request.start_on) if case.request.start_on else None, False),
        ("Appeal", case.appeal.level, False),
    ]


def _given(lines: list[tuple[str, str | None, bool]]) -> tuple[Said, ...]:
    return tuple(Said(name, text, spell) for name, text, spell in lines if text)


def _newest_first(case: Case) -> list[Contact]:
    return sorted(case.contacts, key=lambda contact: contact.at or "", reverse=True)


def _told(contact: Contact, clinic: Clinic, case: Case) -> str:
    """A contact in a sentence: when, who with whom, how, what was said and promised."""
    who = " with ".join(filter(None, (contact.by, contact.with_)))
    how = f", {words(contact.channel).lower()}" if contact.channel else ""
    head = " ".join(filter(None, (_day(contact.at, clinic, case), who))) + how
    told = [contact.summary, f"promised: {contact.promise}" if contact.promise else ""]
    told.append(f"reference {contact.reference}" if contact.reference else "")
    return f"{head}: {'; '.join(' '.join(text.split()) for text in told if text)}"


def _day(at: str | None, clinic: Clinic, case: Case) -> str:
    """The day of a stored instant at the case's location."""
    if not at:
        return ""
    return us_date(day_of(at, clinic, case.location))
