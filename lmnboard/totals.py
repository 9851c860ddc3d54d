"""How many cases are open, late, due today, without owner or date, snoozed: of any cards, and group by group.

Groups are those of a location, owner, payer or provider. Counts what `Shown` says of each card and decides nothing;
the board's head and lanes, the totals' screen and `lmnboard list --totals` all count here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Literal

import msgspec

from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES
from lmnboard.shown import Shown
from lmnboard.workflow.clocks import BANDS
from lmnboard.workflow.covering import is_unowned

By = Literal["location", "owner", "payer", "provider"]
GROUPED: tuple[By, ...] = ("location", "owner", "payer", "provider")
"""What cases are grouped by, in the order in which a key walks it."""
TABLES: dict[By, str] = {"location": "locations", "owner": "staff", "payer": "payers", "provider": "providers"}
"""The directory's table that names the groups."""
_LATE, _TODAY, _NONE = (BANDS.index(name) for name in ("late", "today", "none"))


class Total(msgspec.Struct, frozen=True):
    """Counts of some cases. All but `stages` are of those that are not resolved."""

    open: int = 0
    late: int = 0
    today: int = 0
    unowned: int = 0
    undated: int = 0
    snoozed: int = 0
    stages: tuple[int, ...] = (0,) * len(STAGES)
    """How many are in each stage, in the order of `STAGES`."""

    @property
    def cases(self) -> int:
        return sum(self.stages)


def total(cards: Sequence[Card], shown: Shown, bands: Mapping[int, int] | None = None) -> Total:
    """The counts of some cards; `bands`, where it is known how many of them are in each band, by place in `BANDS`."""
    running = [card for card in cards if card.stage != "resolved"]
    if bands is None:
        bands = Counter([shown.place_of(card)[0] for card in running])
    staff = shown.clinic.staff
    stages = Counter(map(attrgetter("stage"), cards))
    return Total(
        open=len(running),
        late=bands.get(_LATE, 0),
        today=bands.get(_TODAY, 0),
        unowned=sum([is_unowned(card.owner, staff) for card in running]),
        undated=bands.get(_NONE, 0),
        snoozed=sum([is_snoozed(card, shown) for card in running if card.snoozed_until]),
        stages=tuple(stages[stage] for stage in STAGES),
    )


def bands_of(column: Sequence[Card], shown: Shown) -> dict[int, int]:
    """How many cards are in each band, by its place in `BANDS`: of cards of one stage in the order of their column.

    A card's place begins with its band, so a few looks find where each ends.
    """
    if not column or column[0].stage == "resolved":
        return {}
    ends = [bisect_left(column, band, key=lambda card: shown.place_of(card)[0]) for band in range(len(BANDS) + 1)]
    return {band: end - start for band, (start, end) in enumerate(pairwise(ends))}


def added(totals: Iterable[Total]) -> Total:
    """The counts of several groups together."""
    rows = list(totals)
    return Total(
        open=sum(row.open for row in rows),
        late=sum(row.late for row in rows),
        today=sum(row.today for row in rows),
        unowned=sum(row.unowned for row in rows),
        undated=sum(row.undated for row in rows),
        snoozed=sum(row.snoozed for row in rows),
        stages=tuple(sum(row.stages[at] for row in rows) for at in range(len(STAGES))),
    )


def is_snoozed(card: Card, shown: Shown) -> bool:
    """Whether a case is put off until a day that has not come yet at its location."""
    return bool(card.snoozed_until) and str(card.snoozed_until) > shown.day(card.location).today.isoformat()


def groups(cards: Iterable[Card], by: By) -> dict[str, list[Card]]:
    """Cards by their location, owner, payer or provider; under an empty text those that have none."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(getattr(card, by) or "", []).append(card)
    return found


def in_order(slugs: Iterable[str], by: By, shown: Shown, me: str) -> list[str]:
    """Groups as people look for them: what has none first, then one's own, then the others by name."""
    own = own_groups(by, shown, me)
    table = TABLES[by]
    return sorted(slugs, key=lambda slug: (slug != "", slug not in own, shown.clinic.name_of(table, slug).casefold()))


def own_groups(by: By, shown: Shown, me: str) -> tuple[str, ...]:
    """What is this person's own: their locations as the staff list has them in order, themselves, who they sign as."""
    person = shown.clinic.staff.get(me)
    if by == "owner":
        return (me,)
    if person is None or by == "payer":
        return ()
    return tuple(person.locations) if by == "location" else tuple(filter(None, (person.provider,)))


def name_of(slug: str, by: By, shown: Shown) -> str:
    """A group as people name it; `no owner` for what has none."""
    return shown.clinic.name_of(TABLES[by], slug) or f"no {by}"


def totals_by(by: By, cards: Iterable[Card], shown: Shown, me: str) -> list[tuple[str, str, Total]]:
    """Each group's id, name and counts, in the order of `in_order`."""
    found = groups(cards, by)
    return [(slug, name_of(slug, by, shown), total(found[slug], shown)) for slug in in_order(found, by, shown, me)]
