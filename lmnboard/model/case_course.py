"""What becomes of a letter: tasks, the signature, submissions, calls, the payer's answers, the appeal and the renewal.

The groups and rows of a case that record it; `case` puts them together with those of `case_facts`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from lmnboard.model.choices import Channel, Response, SignatureMethod, SubmissionMethod
from lmnboard.model.fields import About
from lmnboard.model.parts import Day, Part, Row, Text


class NextTouch(Part):
    on: Annotated[Day, About(title="next touch", help="The day on which we do the next thing.", example="+3b")] = None
    what: Annotated[Text, About(title="next step", example="Call for status")] = None


class Task(Row):
    title: Annotated[Text, About(title="task", example="Collect MRI report")] = None
    owner: Annotated[Text, About(title="task owner", editor="ref", table="staff")] = None
    due: Annotated[Day, About(title="due")] = None
    done_at: Annotated[Day, About(title="done on", past=True)] = None
    done_by: Annotated[Text, About(title="done by", editor="ref", table="staff")] = None
    waived_because: Annotated[Text, About(title="waived because")] = None
    origin: Annotated[Text, About(title="origin", kept=True)] = None

    @property
    def is_open(self) -> bool:
        """Neither done nor waived."""
        return not (self.done_at or self.waived_because)


class Override(Row):
    what: Annotated[Text, About(title="what was overridden")] = None
    because: Annotated[Text, About(title="reason")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    at: Annotated[Text, About(title="at", editor="instant")] = None


class Silence(Row):
    check: Annotated[Text, About(title="check")] = None
    words: Annotated[Text, About(title="words", help="Only where it speaks of these; all of the check without.")] = None
    because: Annotated[Text, About(title="reason")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    at: Annotated[Text, About(title="at", editor="instant")] = None


class Attestation(Row):
    check: Annotated[Text, About(title="check")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    at: Annotated[Text, About(title="at", editor="instant")] = None


class Signature(Part):
    by: Annotated[Text, About(title="signed by", editor="ref", table="providers")] = None
    on: Annotated[Day, About(title="signed on", past=True)] = None
    method: Annotated[SignatureMethod | None, About(title="how it was signed")] = None
    word: Annotated[Text, About(title="how we know", help="Where somebody else recorded the signature.")] = None
    letter_sha256: Annotated[Text, About(title="digest of the letter signed", internal=True)] = None


class SentLetter(Part):
    path: Annotated[Text, About(title="file")] = None
    sha256: Annotated[Text, About(title="digest", internal=True)] = None


class Submission(Row):
    sent_at: Annotated[
        Text,
        About(title="sent at", editor="instant", mended=True, help="Where it left before it was recorded here: when."),
    ] = None
    received_at: Annotated[Text, About(title="received at", editor="instant")] = None
    extended_by: Annotated[Text, About(title="extended by")] = None
    to: Annotated[Text, About(title="sent to")] = None
    method: Annotated[SubmissionMethod | None, About(title="sent by way of")] = None
    sent_by: Annotated[Text, About(title="sent by", editor="ref", table="staff")] = None
    confirmation: Annotated[Text, About(title="confirmation number")] = None
    letter: Annotated[SentLetter, About(title="the letter that left")] = msgspec.field(default_factory=SentLetter)


class Contact(Row):
    at: Annotated[Text, About(title="at", editor="instant")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    with_: Annotated[Text, About(title="with whom")] = msgspec.field(default=None, name="with")
    channel: Annotated[Channel | None, About(title="channel")] = None
    reference: Annotated[Text, About(title="call reference", help="The number they gave for this call.")] = None
    summary: Annotated[Text, About(title="what was said", editor="long")] = None
    promise: Annotated[Text, About(title="what they promised", example="Decision by Friday")] = None
    next_on: Annotated[Day, About(title="next contact on")] = None


class DenialReason(Row):
    code: Annotated[Text, About(title="denial code", example="CO-50")] = None
    words: Annotated[Text, About(title="reason in the payer's words", editor="long")] = None
    answered: Annotated[Text, About(title="where the letter answers it")] = None


class PayerResponse(Row):
    outcome: Annotated[Response | None, About(title="answer")] = None
    notice_on: Annotated[Day, About(title="date of the notice", past=True)] = None
    received_on: Annotated[Day, About(title="received on", past=True)] = None
    effective_on: Annotated[
        Day, About(title="in effect from", help="The day a reduction or stop begins, where the notice says one.")
    ] = None
    reference: Annotated[Text, About(title="payer's reference")] = None
    reasons: Annotated[list[DenialReason], About(title="stated reasons", prefix="x")] = msgspec.field(
        default_factory=list
    )
    due: Annotated[Day, About(title="our answer due")] = None
    not_appealed_because: Annotated[
        Text, About(title="why it is not appealed", help="A denial stays open until it is appealed or this says why.")
    ] = None
    recorded_by: Annotated[Text, About(title="recorded by", editor="ref", table="staff", kept=True)] = None


class AnswerDue(Part):
    """The day by which the payer must have answered, and what it was counted by."""

    on: Annotated[Day, About(title="answer due", help="Counted from the submission; change it with a reason.")] = None
    rule: Annotated[
        Text, About(title="answer due by rule", kept=True, help="The rule it was counted by, or 'by hand'.")
    ] = None
    because: Annotated[Text, About(title="why the answer is due then", kept=True)] = None


class Authorization(Part):
    number: Annotated[Text, About(title="authorization number")] = None
    from_: Annotated[Day, About(title="valid from")] = msgspec.field(default=None, name="from")
    to: Annotated[Day, About(title="valid to")] = None
    units_asked: Annotated[int | None, About(title="units asked")] = None
    units_granted: Annotated[int | None, About(title="units granted")] = None


class Appeal(Part):
    of: Annotated[Text, About(title="appeal of case", example="LMN-0017")] = None
    level: Annotated[
        Text,
        About(title="level of appeal", help="The rung of the payer's ladder, as redetermination.", letter=True),
    ] = None
    rung: Annotated[Text, About(title="rung of the ladder", kept=True, internal=True)] = None
    file_by: Annotated[Day, About(title="appeal to be filed by")] = None
    rule: Annotated[Text, About(title="file by, by rule", kept=True)] = None
    because: Annotated[Text, About(title="why it is to be filed by then", kept=True)] = None
    continue_by: Annotated[
        Day, About(title="continue benefits by", help="Medicaid: ask by then and the care goes on meanwhile.")
    ] = None
    filed_by: Annotated[
        Text, About(title="who files", help="The patient, a representative, or the provider where that is allowed.")
    ] = None
    consent_on: Annotated[
        Day, About(title="consent signed on", past=True, help="CMS-1696 or the patient's consent.")
    ] = None
    by: Annotated[Text, About(title="appealed by case", kept=True, internal=True)] = None
    points: Annotated[
        list[DenialReason],
        About(title="reasons to answer", prefix="h", letter=True, help="Of the denial that is appealed, one by one."),
    ] = msgspec.field(default_factory=list)


class Renewal(Part):
    """The case whose approval runs out, and the case that renews it."""

    of: Annotated[Text, About(title="renewal of case", kept=True, example="LMN-0017")] = None
    by: Annotated[Text, About(title="renewed by case", kept=True)] = None


class Note(Row):
    at: Annotated[Text, About(title="at", editor="instant")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    text: Annotated[Text, About(title="note", editor="long")] = None


class Export(Row):
    at: Annotated[Text, About(title="at", editor="instant")] = None
    by: Annotated[Text, About(title="by", editor="ref", table="staff")] = None
    path: Annotated[Text, About(title="file")] = None
    sha256: Annotated[Text, About(title="digest", internal=True)] = None
    draft: Annotated[bool | None, About(title="a draft")] = None
