"""Cards as the agenda sees them on Friday, 20 November 2026, and the agenda that they make."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from lmnboard.model.card import Card, card_of
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer, Provider, Settings, Staff
from lmnboard.workflow.agenda import Agenda, Item, agenda
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.paces import Paces

TODAY = date(2026, 11, 20)
LONG_AGO = "2026-11-02T15:00:00.000+00:00"
JUST_NOW = "2026-11-19T15:00:00.000+00:00"
CLINIC = Clinic(
    providers={"shah": Provider(id="shah", name="Leila Shah", credentials="MD")},
    payers={
        "aetna": Payer(id="aetna", name="Aetna", phone="+18665550101", hours="Mon-Fri 9-18 ET", submission_method="fax")
    },
    staff={
        "dana": Staff(id="dana", name="Dana Whitcomb"),
        "jo": Staff(id="jo", name="Jo Lindgren"),
        "leila": Staff(id="leila", name="Leila Shah", provider="shah"),
    },
    locations={"main": Location(id="main", time_zone="America/Chicago")},
    settings=Settings(time_zone="America/Chicago"),
)


def a_card(number: int = 1, **fields: Any) -> Card:
    """A case that nothing presses: in gathering since yesterday, with a touch in December."""
    doc: dict[str, Any] = {
        "id": f"LMN-{number:04d}", "stage": "gathering", "stage_since": JUST_NOW, "created_at": JUST_NOW,
        "owner": "dana", "location": "main", "payer": "aetna", "provider": "shah", "waiting_on": "us",
        "next_touch": {"on": "2026-12-14", "what": "Look again"},
    }  # fmt: skip
    return card_of(msgspec.json.encode(doc | fields), number)


def sent(number: int = 1, **fields: Any) -> Card:
    """A case that the payer has."""
    more = {"stage": "follow_up", "waiting_on": "payer", "submissions": [{"id": "s1"}], **fields}
    return a_card(number, **more)


def made(*cards: Card, me: str = "dana", paces: Paces | None = None, clinic: Clinic = CLINIC) -> Agenda:
    day = Day(TODAY, clinic.settings)
    return agenda(cards, clinic, lambda _location: day, me, paces)


def only(*cards: Card, **more: Any) -> Item:
    [item] = made(*cards, **more).items
    return item


LOST = a_card(1, submit_by="2026-11-20")
HARM = a_card(2, priority="expedited", value=1)
PROMISED = a_card(3, next_touch={"on": "2026-11-20", "what": "Ring the patient"}, value=90_000)
REST = a_card(6, value=500_000)
