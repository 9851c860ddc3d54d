"""What ticks and signatures change. Pure: the board asks the gates first, and sets the letter that is signed."""

from __future__ import annotations

from typing import Any

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.change import Change
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Refused
from lmnboard.workflow import edits
from lmnboard.workflow.steps import Moment

REMINDER = "Signed is what the record supports and the patient needs: nothing else is billed."
"""What whoever signs is reminded of (guide B.046, B.047)."""


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


def default_signature(case: Case, clinic: Clinic, by: str) -> str:
    """The kind of signature where nobody says: the provider's own is what the payer accepts, else electronic.

    Nothing for one that somebody else records: the letter must not call electronic what was signed on paper.
    """
    me = clinic.staff.get(by)
    if me is None or me.provider != case.provider:
        return ""
    accepted = case.policy.signature_method or clinic.payer_of(case).signature_method
    return "wet" if accepted == "wet" else "electronic"
