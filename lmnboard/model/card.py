"""What the board shows of a case: few fields, decoded straight from the stored bytes.

Ten thousand of these are made at start, so it names only what a card, a column's order or the filter needs. Read it
like `Case`: the declarations there say what the fields mean.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lmnboard.model.choices import UNFILED, Kind, Outcome, Priority, Purpose, Response, Stage, WaitingOn
from lmnboard.model.paths import row_number

Text = str | None


class _Name(msgspec.Struct, frozen=True, gc=False):
    name: Text = None
    record_number: Text = None
    date_of_birth: Text = None


class _Touch(msgspec.Struct, frozen=True, gc=False):
    on: Text = None
    what: Text = None


class _Appeal(msgspec.Struct, frozen=True, gc=False):
    of: Text = None
    file_by: Text = None
    continue_by: Text = None
    by: Text = None


class _Code(msgspec.Struct, frozen=True, gc=False):
    code: Text = None


class _Request(msgspec.Struct, frozen=True, gc=False):
    treatment: Text = None
    start_on: Text = None
    codes: tuple[_Code, ...] = ()


class _Number(msgspec.Struct, frozen=True, gc=False):
    policy_number: Text = None


class _Sent(msgspec.Struct, frozen=True, gc=False):
    id: str = ""


class _Answer(msgspec.Struct, frozen=True, gc=False):
    id: str = ""
    order: float | None = None
    outcome: Response | None = None
    due: Text = None
    reference: Text = None
    not_appealed_because: Text = None


class _Contact(msgspec.Struct, frozen=True, gc=False):
    at: Text = None


class _Task(msgspec.Struct, frozen=True, gc=False):
    title: Text = None
    owner: Text = None
    origin: Text = None
    due: Text = None
    done_at: Text = None
    waived_because: Text = None

    @property
    def is_open(self) -> bool:
        """Neither done nor waived."""
        return not (self.done_at or self.waived_because)


class _Due(msgspec.Struct, frozen=True, gc=False):
    on: Text = None


class _Authorization(msgspec.Struct, frozen=True, gc=False):
    to: Text = None


class _Signed(msgspec.Struct, frozen=True, gc=False):
    by: Text = None


class _Override(msgspec.Struct, frozen=True, gc=False):
    """Only that there is one."""


class Card(msgspec.Struct, gc=False):
    """The summary of one case. Dates are ISO text, which sorts as dates do."""

    id: str = ""
    revision: int = 0
    stage: Stage = "gathering"
    stage_since: Text = None
    created_at: Text = None
    purpose: Purpose | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    owner: Text = None
    location: Text = None
    payer: Text = None
    provider: Text = None
    value: float | None = None
    submit_by: Text = None
    snoozed_until: Text = None
    waiting_on: WaitingOn | None = None
    outcome: Outcome | None = None
    archived_at: Text = None
    tags: tuple[str, ...] = ()
    next_touch: _Touch = _Touch()
    answer_due: _Due = _Due()
    authorization: _Authorization = _Authorization()
    signature: _Signed = _Signed()
    appeal: _Appeal = _Appeal()
    patient: _Name = _Name()
    coverage: _Number = _Number()
    request: _Request = _Request()
    diagnoses: tuple[_Code, ...] = ()
    submissions: tuple[_Sent, ...] = ()
    responses: tuple[_Answer, ...] = ()
    contacts: tuple[_Contact, ...] = ()
    tasks: tuple[_Task, ...] = ()
    overrides: tuple[_Override, ...] = ()
    number: int = msgspec.field(default=0, name="(number)")
    """The case's number in its table: from the record's name, never from the document."""

    @property
    def last_answer(self) -> _Answer:
        """The payer's last answer, as people have them in order; an empty one where there is none."""
        return max(reversed(self.responses), key=lambda row: row.order or 0, default=_Answer())

    @property
    def awaits_answer(self) -> bool:
        """Whether the case stands still until the payer has answered what was sent last."""
        return self.stage == "follow_up" and (not self.responses or self.is_unanswered)

    @property
    def is_unanswered(self) -> bool:
        """Whether the payer has yet to answer what was sent last, also where the case is worked on again meanwhile."""
        if not self.submissions:
            return False
        sent = max(row_number(row.id) for row in self.submissions)
        return all(row_number(row.id) < sent for row in self.responses)

    @property
    def owes_answer(self) -> bool:
        """Whether the payer owes us its answer: moving a case back does not take its letter back."""
        return self.awaits_answer or (self.stage in UNFILED and self.is_unanswered)

    @property
    def is_appeal(self) -> bool:
        """Whether it appeals another case: closed before it was ever sent, or answered, it has appealed nothing."""
        if not self.appeal.of or self.stage != "resolved" or self.submissions:
            return bool(self.appeal.of)
        return any(row.outcome != "withdrawn" for row in self.responses)

    @property
    def expedited(self) -> bool:
        return self.priority == "expedited"


def number_of(case_id: str) -> int:
    """The number of a case: `LMN-0042`, `lmn-42` and `42` are 42; 0 for anything else."""
    digits = case_id.strip().upper().removeprefix("LMN-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


_decode = msgspec.json.Decoder(Card).decode


def card_of(raw: Any, number: int) -> Card:
    """The card of an encoded case; raises `msgspec.ValidationError` where a value has a wrong type."""
    card = _decode(raw)
    card.number = number
    return card
