"""A column of the board: its cards, in lanes or not, where its cursor stands, and which line each card is on.

Knows cards and `totals` but draws nothing. `board_view` has one of these for each stage; lines are counted from the
first below the column's head, before scrolling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lmnboard.model.card import Card
from lmnboard.shown import Shown
from lmnboard.totals import By, Total, added, bands_of, groups, in_order, name_of, total

Keep = Callable[[Card], bool]
"""Whether a card is shown."""


class Lane(NamedTuple):
    """Cards of one group within a column, from the place of its first card on."""

    slug: str
    name: str
    start: int
    total: Total


class Spot(NamedTuple):
    """What is on a line of a column: the heading of a lane, or a line of a card; places beyond the last are nothing."""

    lane: int
    place: int
    line: int
    """The line within the card; -1 is the lane's heading."""


class Column:
    """Cards in their order. The cursor is a case: `on` is its number, `place` where it stands."""

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.lanes: list[Lane] = []
        self.total = Total()
        self.place = 0
        self.on = 0
        self.top = 0
        """The first line that is in view."""
        self._from: tuple[Sequence[Card] | None, Keep | None, By | None] = (None, None, None)

    def fill(self, of: list[Card], keep: Keep | None, by: By | None, shown: Shown, me: str) -> None:
        """Put in those of other cards that are kept, most pressing first within each lane.

        Nothing to do where it is the same list and the same test as before: a change makes another.
        """
        if self._from[0] is of and self._from[1:] == (keep, by):
            return
        self._from = of, keep, by
        cards = [card for card in of if keep(card)] if keep else of
        if by is None:
            self.cards, self.lanes, self.total = cards, [], total(cards, shown, bands_of(cards, shown))
            return
        self.cards, self.lanes = [], []
        found = groups(cards, by)
        for slug in in_order(found, by, shown, me):
            within = found[slug]
            count = total(within, shown, bands_of(within, shown))
            self.lanes.append(Lane(slug, name_of(slug, by, shown), len(self.cards), count))
            self.cards += within
        self.total = added(lane.total for lane in self.lanes)

    def forget(self) -> None:
        """Let the cursor stand on whatever comes first."""
        self.place = self.on = self.top = 0

    # ------------------------------------------------------------------ the cursor
    @property
    def selected(self) -> Card | None:
        return self.cards[self.place] if self.cards else None

    def stand(self, place: int) -> None:
        """Put the cursor on a card; places beyond the ends are the ends."""
        self.place = max(0, min(place, len(self.cards) - 1))
        self.on = self.cards[self.place].number if self.cards else 0

    def settle(self) -> None:
        """Put the cursor back on its card, or on the one that took the place of a card that went."""
        at = self.place_of(self.on)
        self.stand(self.place if at is None else at)

    def place_of(self, number: int) -> int | None:
        return next((at for at, card in enumerate(self.cards) if card.number == number), None)

    def lane_of(self, place: int) -> int:
        """The lane that a card is in; -1 where there are none."""
        return bisect_right(self.lanes, place, key=lambda lane: lane.start) - 1

    def to_lane(self, by: int) -> int:
        """The place of the first card of a lane before or after the cursor's; backward, of its own lane first."""
        here = self.lane_of(self.place)
        if not self.lanes:
            return self.place
        if by < 0 and self.place > self.lanes[here].start:
            by += 1
        return self.lanes[max(0, min(here + by, len(self.lanes) - 1))].start

    def place_in(self, slug: str) -> int | None:
        """Where the cursor stands when it comes to this column in a lane: its own place, or the lane's first card."""
        lane = next((at for at, lane in enumerate(self.lanes) if lane.slug == slug), None)
        if lane is None:
            return None
        return self.place if self.lane_of(self.place) == lane else self.lanes[lane].start

    # ------------------------------------------------------------------ lines
    def line_of(self, place: int, rows: int) -> int:
        """The first line of a card, where each has so many rows."""
        return place * rows + self.lane_of(place) + 1

    def at(self, line: int, rows: int) -> Spot:
        """What is on a line."""
        if not self.lanes:
            place, within = divmod(line, rows)
            return Spot(-1, place, within)
        lane = bisect_right(range(len(self.lanes)), line, key=lambda at: self.lanes[at].start * rows + at) - 1
        start = self.lanes[lane].start
        place, within = divmod(line - start * rows - lane - 1, rows)
        return Spot(lane, start, -1) if place < 0 else Spot(lane, start + place, within)

    def first(self, rows: int) -> int:
        """The place of the first card that is in view, if only in part."""
        return self.at(self.top, rows).place

    def above(self, rows: int) -> int:
        """How many cards are not wholly in view above."""
        spot = self.at(self.top + self._pinned, rows)
        return spot.place + (spot.line > 0)

    def scroll(self, rows: int, height: int) -> bool:
        """Bring the cursor's card wholly into a view of so many lines; True if the column moved.

        It moves by half a view at once, so that the keys after it send a card and not a column. In lanes the first
        line of the view is the heading of the lane that is there, so cards have one line less.
        """
        line, before = self.line_of(self.place, rows), self.top
        height = max(height, rows + self._pinned)
        if before + self._pinned <= line <= before + height - rows:
            return False
        half = height // 2 // rows * rows
        last = len(self.cards) * rows + len(self.lanes) - height
        wanted = line - half if line > before else line - height + rows + half
        if self.lanes and wanted > 0:
            spot = self.at(wanted + 1, rows)
            wanted = self.line_of(spot.place + (spot.line > 0), rows) - 1
        self.top = max(0, min(wanted, last, line - self._pinned))
        return self.top != before

    @property
    def _pinned(self) -> int:
        """Lines of the view that the heading of the lane on top takes."""
        return 1 if self.lanes else 0
