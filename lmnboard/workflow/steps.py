"""What the steps of a case change: moving, signing, attesting, submitting. Pure: the board asks the gates first."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.knowledge.calendar import add_business_days
from lmnboard.knowledge.identifiers import show_phone
from lmnboard.model.case import Case
from lmnboard.model.change import Change
from lmnboard.model.choices import Stage, words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer
from lmnboard.model.errors import Invalid, Refused
from lmnboard.workflow import edits
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.stages import outcome_of


class Moment(msgspec.Struct, frozen=True):
    """Who acts, and when: the instant in UTC and the day at the case's location."""

    by: str
    at: str
    today: date


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """How a letter left, and what we do next."""

    method: str
    to: str
    confirmation: str = ""
    next_on: date
    next_what: str

    def given(self, *, to: str = "", confirmation: str = "", next_on: str | None = None) -> Sending:
        """The same with what a person said instead."""
        return msgspec.structs.replace(
            self,
            to=to or self.to,
            confirmation=confirmation,
            next_on=date.fromisoformat(next_on) if next_on else self.next_on,
        )


def new_case(values: dict[str, Any], clinic: Clinic, now: Moment) -> dict[str, Any]:
    """The document of a new case, to be numbered by the store. It has an owner and begins in gathering."""
    doc = edits.new_document(values)
    me = clinic.staff.get(now.by)
    doc |= {"id": "LMN-$1", "stage": "gathering", "stage_since": now.at, "created_at": now.at, "created_by": now.by}
    doc["owner"] = doc.get("owner") or now.by
    doc["priority"] = doc.get("priority") or "standard"
    doc["waiting_on"] = doc.get("waiting_on") or "us"
    doc["location"] = doc.get("location") or (me.locations[0] if me and me.locations else None)
    return doc


def move(record: str, case: Case, target: Stage, now: Moment) -> list[Change]:
    changes = [
        Change(record, "stage", case.stage, target),
        Change(record, "stage_since", case.stage_since, now.at),
    ]
    if target == "resolved" and not case.outcome:
        changes.append(Change(record, "outcome", None, outcome_of(case)))
    if case.stage == "resolved" and case.outcome:
        changes.append(Change(record, "outcome", case.outcome, None))
    if case.archived_at:
        changes.append(Change(record, "archived_at", case.archived_at, None))
    return changes


def override(record: str, doc: dict[str, Any], what: str, because: str, now: Moment) -> Change:
    """The reason for which a gate was passed, kept on the card."""
    return edits.add_row(record, doc, "overrides", "o", {"what": what, "because": because, "by": now.by, "at": now.at})


def attest(record: str, doc: dict[str, Any], case: Case, check: str, now: Moment) -> list[Change]:
    """A person's tick of a check; ticking again takes one's own tick back."""
    given = next((a for a in case.attestations if a.check == check), None)
    if given is not None:
        return [edits.remove_row(record, doc, f"attestations/{given.id}")]
    return [edits.add_row(record, doc, "attestations", "q", {"check": check, "by": now.by, "at": now.at})]


def sign(record: str, case: Case, clinic: Clinic, now: Moment, *, method: str, word: str, digest: str) -> list[Change]:
    """Record the provider's signature: the provider's own, or with `word` how the provider gave it.

    `digest` is of the letter that was signed. Raises `Refused` where this person may not sign it so.
    """
    provider = clinic.providers.get(case.provider or "")
    if provider is None:
        raise Refused(f"{case.id} names no signing provider: choose one under Case, then sign.")
    name = provider.name or provider.id
    if provider.may_sign is False:
        raise Refused(f"{name} may not sign letters: choose another signing provider under Case.")
    me = clinic.staff.get(now.by)
    own = me is not None and me.provider == provider.id
    if not own and not (word and method):
        raise Refused(
            f"Only {name} signs this letter. To record one that {name} gave, say how it was given (--method, --word)."
        )
    before = case.signature
    on = now.today.isoformat()
    after = {"by": provider.id, "on": on, "method": method, "word": word or None, "letter_sha256": digest}
    was = msgspec.to_builtins(before)
    return [Change(record, f"signature.{key}", was.get(key), value) for key, value in after.items()]


def day_of(iso: str) -> date:
    """A stored date."""
    return date.fromisoformat(iso)


def default_signature(case: Case, clinic: Clinic, by: str) -> str:
    """The kind of signature where nobody says: the provider's own is what the payer accepts, else electronic.

    Nothing for one that somebody else records: the letter must not call electronic what was signed on paper.
    """
    me = clinic.staff.get(by)
    if me is None or me.provider != case.provider:
        return ""
    accepted = case.policy.signature_method or clinic.payer_of(case).signature_method
    return "wet" if accepted == "wet" else "electronic"


def address_for(payer: Payer, method: str) -> str:
    """Where a letter to this payer goes by one way of submission; empty where the directory does not say."""
    if method == "mail":
        address = payer.address
        parts = [address.street, address.city, " ".join(filter(None, (address.state, address.zip)))]
        return ", ".join(part for part in parts if part)
    if method == "fax":
        return show_phone(payer.fax) if payer.fax else ""
    return payer.portal or "" if method == "portal" else ""


def proposed(payer: Payer, method: str, day: Day) -> Sending:
    """Where a letter goes by one way of submission; whether it came is asked on the next business day."""
    return Sending(
        method=method,
        to=address_for(payer, method),
        next_on=add_business_days(day.today, 1, day.closed),
        next_what="Confirm that the payer has the letter",
    )


def submit(
    record: str, doc: dict[str, Any], case: Case, sending: Sending, letter: dict[str, str], now: Moment
) -> list[Change]:
    """Record that the letter left, move to follow-up, and say what we do next and when."""
    if not sending.to:
        raise Invalid(f"Say where it went: the directory has no {words(sending.method).lower()} of this payer.")
    row = {
        "sent_at": now.at,
        "to": sending.to,
        "method": sending.method,
        "sent_by": now.by,
        "confirmation": sending.confirmation or None,
        "letter": letter,
    }
    touch = case.next_touch
    return [
        edits.add_row(record, doc, "submissions", "s", row),
        *move(record, case, "follow_up", now),
        Change(record, "waiting_on", case.waiting_on, "payer"),
        Change(record, "next_touch.on", touch.on.isoformat() if touch.on else None, sending.next_on.isoformat()),
        Change(record, "next_touch.what", touch.what, sending.next_what),
    ]
