"""Cases that were sent and denied, and clinics with one payer, for the stories of deadlines."""

from __future__ import annotations

from typing import Any

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer

MONDAY = "2026-11-23T15:00:00+00:00"
"""Nine in the morning in Chicago; Thanksgiving is on the 26th."""


def a_clinic(payer_type: str | None = "commercial", state: str | None = "NM", **payer: Any) -> Clinic:
    """A clinic in Chicago's zone with one payer; of New Mexico, which has no time of its own among the rules."""
    record = {"id": "payer", "name": "Meridian Health", "type": payer_type, "state": state, **payer}
    return Clinic(
        payers={"payer": msgspec.convert({key: value for key, value in record.items() if value is not None}, Payer)},
        locations={"main": Location(id="main", time_zone="America/Chicago")},
    )


def a_case(**fields: Any) -> Case:
    """A case that was faxed on Monday morning; `sent` are fields of its submission, None for none."""
    sent = fields.pop("sent", {})
    doc = {
        "id": "LMN-0001",
        "payer": "payer",
        "location": "main",
        "stage": "follow_up",
        "purpose": "prior_authorization",
        "kind": "procedure",
        "priority": "standard",
        "request": {"treatment": "Rhinoplasty"},
        **({} if sent is None else {"submissions": [{"id": "s1", "sent_at": MONDAY, "method": "fax", **sent}]}),
        **fields,
    }
    return msgspec.convert({key: value for key, value in doc.items() if value is not None}, Case)


def denied(notice: str | None = None, received: str | None = None, *, rung: str = "", **fields: Any) -> Case:
    """A case with a denial of a date, received on a day; with a rung it was itself an appeal at that level."""
    answer = {"id": "r2", "outcome": "denied", "notice_on": notice, "received_on": received, **fields.pop("answer", {})}
    appeal = {"purpose": "appeal", "appeal": {"of": "LMN-0009", "rung": rung}} if rung else {}
    return a_case(**appeal, **fields, responses=[{key: value for key, value in answer.items() if value is not None}])
