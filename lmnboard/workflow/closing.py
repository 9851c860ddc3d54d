"""Which dates of a case close on us, and the day on which something fell: what the agenda judges a card by. Pure.

Dates are ISO text, as a card has them. Imports the clocks; `agenda.py`, `next_act.py` and the calendar call it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from lmnboard.model.card import Card
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.clocks import FILED

Dates = list[tuple[str, str]]
"""Clocks by their names, with ISO dates."""
PEER_TO_PEER = "peer_to_peer"
"""The origin of the task to ask for a discussion with the payer's reviewer."""


class Near(NamedTuple):
    """A filing that is near: the day by which it is best met, its date (both ISO), and its clock."""

    safe: str
    on: str
    clock: str


def windows(card: Card, dates: Dates, *, appealed: bool = False) -> Dates:
    """The dates of a case by which something has to be out of our hands: filings, replies, peer-to-peer, continuing.

    `dates` are those of all its clocks. `appealed`: another case says that it appeals this one, and has its window.
    """
    found = [date for date in dates if date[0] in FILED and not (appealed and date[0] == "reply due")]
    if card.tasks:
        found += [
            ("peer to peer", task.due)
            for task in card.tasks
            if task.origin == PEER_TO_PEER and task.due and task.is_open
        ]
    return found


def day_of(instant: str, clinic: Clinic, location: str | None) -> date:
    """The day at a location on which a stored instant fell."""
    return datetime.fromisoformat(instant).astimezone(clinic.zone(location)).date()
