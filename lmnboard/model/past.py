"""What the clinic's numbers read of a case: few fields, decoded straight from the stored bytes, as for a card.

Every case of a board is read at once for them, so it names only what is counted. Read it like `Case`: the declarations
there say what the fields mean.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.model.choices import Kind, Outcome, Purpose, Response, Stage, Trigger

Text = str | None
Day = date | None


class _Appeal(msgspec.Struct, frozen=True, gc=False):
    of: Text = None
    by: Text = None
    file_by: Day = None


class _Request(msgspec.Struct, frozen=True, gc=False):
    start_on: Day = None


class _Authorization(msgspec.Struct, frozen=True, gc=False):
    to: Day = None


class _Due(msgspec.Struct, frozen=True, gc=False):
    on: Day = None


class Sent(msgspec.Struct, frozen=True, gc=False):
    id: str = ""
    sent_at: Text = None


class _Reason(msgspec.Struct, frozen=True, gc=False):
    code: Text = None
    words: Text = None


class Answered(msgspec.Struct, frozen=True, gc=False):
    id: str = ""
    order: float | None = None
    outcome: Response | None = None
    notice_on: Day = None
    received_on: Day = None
    due: Day = None
    reasons: tuple[_Reason, ...] = ()


class _Contact(msgspec.Struct, frozen=True, gc=False):
    """Only that there was one."""


class Past(msgspec.Struct, frozen=True, gc=False):
    """What one case has behind it."""

    id: str = ""
    purpose: Purpose | None = None
    kind: Kind | None = None
    trigger: Trigger | None = None
    location: Text = None
    payer: Text = None
    provider: Text = None
    stage: Stage = "gathering"
    stage_since: Text = None
    created_at: Text = None
    outcome: Outcome | None = None
    submit_by: Day = None
    appeal: _Appeal = _Appeal()
    request: _Request = _Request()
    authorization: _Authorization = _Authorization()
    answer_due: _Due = _Due()
    submissions: tuple[Sent, ...] = ()
    responses: tuple[Answered, ...] = ()
    contacts: tuple[_Contact, ...] = ()

    @property
    def last_answer(self) -> Answered | None:
        return max(reversed(self.responses), key=lambda row: row.order or 0, default=None)


_decode = msgspec.json.Decoder(Past).decode


def past_of(raw: Any) -> Past:
    """The past of an encoded case; raises `msgspec.ValidationError` where a value has a wrong type."""
    return _decode(raw)
