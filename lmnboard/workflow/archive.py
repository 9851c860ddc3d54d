"""Which cases may leave the board: resolved ones that nobody has touched since a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lmnboard.model.card import Card
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.closing import day_of


def due(cards: Iterable[Card], before: date, clinic: Clinic) -> list[Card]:
    """The cases that were resolved before a day, at their location, and promise nothing for a day from then on."""
    return [
        card
        for card in cards
        if card.stage == "resolved"
        and not card.archived_at
        and (card.next_touch.on or "") < before.isoformat()
        and card.stage_since
        and day_of(card.stage_since, clinic, card.location) < before
    ]
