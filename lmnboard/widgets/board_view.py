"""The board: five columns of cards, drawn as one widget. The cursor is a case, never a place.

Asks `Shown` for columns and clocks and decides nothing. Wide, it draws five columns of cards; narrow, the column of
the cursor with full cards and the others as rails, one line a card. What is on which line says `Column`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, Stage
from lmnboard.shown import Shown
from lmnboard.totals import By, Total, added
from lmnboard.widgets import card_lines
from lmnboard.widgets.card_lines import RAIL, Progress
from lmnboard.widgets.columns import Column, Keep, Spot
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.editing_on_card import EditingOnCard

NARROW = 100
"""Below this width only the cursor's column shows full cards."""
FULL = 24
"""Cells that the column of the cursor keeps where there is little room; the rails give way."""
HEAD = 1

_Picture = tuple[Stage, dict[Stage, tuple[tuple[object, ...], list[tuple[int, int]]]]]


class BoardView(EditingOnCard):
    """Columns of cards. `show` gives it a board; `stand_on` puts the cursor on a card."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "--cursor", "--head", "--head-here", "--lane", "--late", "--today", "--urgent", "--soon", "--later", "--none",
        "--missing", "--quiet", "--good", "--rule",
    }  # fmt: skip

    class Opened(Message):
        """A card was clicked while the cursor stood on it."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self.hides_names = False
        self.marked: dict[int, None] = {}
        """The numbers of the cases that are marked, in the order in which that was done."""
        self._shown: Shown | None = None
        self._columns: dict[Stage, Column] = {stage: Column() for stage in STAGES}
        self._by: By | None = None
        self.stage: Stage = "gathering"

    # ------------------------------------------------------------------ what is shown
    def show(
        self,
        shown: Shown,
        keep: Keep | None = None,
        archived: Sequence[Card] = (),
        *,
        by: By | None = None,
        me: str = "",
        anew: bool = True,
    ) -> None:
        """Show a board, as far as a filter keeps its cards. The cursor stays on its case wherever that went.

        `archived` cards that it keeps come after the resolved ones. `by`: each column in lanes, this person's first.

        Without `anew` only what looks different is drawn, which is little where others edit their cases.
        """
        before = None if anew else self._picture()
        self._shown = shown
        here = self.selected
        if here is not None and here.number in shown.cards and (keep is None or keep(shown.cards[here.number])):
            self.stage = shown.cards[here.number].stage
            self._columns[self.stage].on = here.number
        if by != self._by:
            self._by = by
            for stage in (stage for stage in STAGES if stage != self.stage):
                self._columns[stage].forget()
        for stage in STAGES:
            cards, column = shown.column(stage), self._columns[stage]
            column.fill([*cards, *archived] if stage == "resolved" and archived else cards, keep, by, shown, me)
            column.settle()
            self._scroll(stage)
        self.follow()
        if before is None:
            self.refresh()
        else:
            self.refresh(*self._differing(before, self._picture()))

    def _picture(self) -> _Picture:
        """What is in view of each column: its head, its lanes, where it begins, and its cards with their revisions."""
        rows = self.size.height // self._rows + 2
        return self.stage, {
            stage: (
                (column.total, tuple(column.lanes), column.top, column.place),
                [(c.number, c.revision) for c in column.cards[self._first(stage) : self._first(stage) + rows]],
            )
            for stage, column in self._columns.items()
        }

    def _first(self, stage: Stage) -> int:
        """The first card of a column that is in view."""
        return 0 if self._is_rail(stage) else self._columns[stage].first(self._rows)

    def _differing(self, before: _Picture, after: _Picture) -> list[Region]:
        """The regions in which two pictures differ: single cards where a column has the same ones, else the column."""
        if before[0] != after[0]:
            return [self.size.region]
        regions = []
        for stage in STAGES:
            (head, cards), (head_now, cards_now) = before[1][stage], after[1][stage]
            left, right = self._bounds(stage)
            if head != head_now or [n for n, _r in cards] != [n for n, _r in cards_now]:
                regions.append(Region(left, 0, right - left, self.size.height))
                continue
            first = self._first(stage)
            for at, (was, now) in enumerate(zip(cards, cards_now, strict=True), first):
                if was != now:
                    regions.append(self._region_of(stage, at).intersection(self.size.region))
        return regions

    def refresh_judged(self, numbers: Set[int]) -> None:
        """Draw the lines of these cards again that say what the checklist does, where they are in view."""
        regions = []
        for stage, column in self._columns.items():
            if self._is_rail(stage):
                continue
            first = self._first(stage)
            for at, card in enumerate(column.cards[first : first + self.size.height // self._rows + 2], first):
                if card.number in numbers:
                    left, top, width, _height = self._region_of(stage, at)
                    rows = [top + line for line in card_lines.JUDGED if HEAD <= top + line < self.size.height]
                    regions += [Region(left, row, width, 1) for row in rows]
        if regions:
            self.refresh(*regions)

    @property
    def selected(self) -> Card | None:
        return self._columns[self.stage].selected

    @property
    def counts(self) -> dict[Stage, int]:
        return {stage: len(column.cards) for stage, column in self._columns.items()}

    @property
    def total(self) -> Total:
        """The counts of all cards that are shown."""
        return added(column.total for column in self._columns.values())

    # ------------------------------------------------------------------ the cursor
    def go(self, columns: int, cards: int) -> None:
        """Move the cursor by columns or by cards. Another column is entered in the same lane, where it has that."""
        stage = STAGES[(STAGES.index(self.stage) + columns) % len(STAGES)]
        here, column = self._columns[self.stage], self._columns[stage]
        place = column.place
        if columns and here.lanes:
            same = column.place_in(here.lanes[here.lane_of(here.place)].slug)
            place = place if same is None else same
        self.stand(stage, place + cards)

    def go_lane(self, by: int) -> None:
        """Move the cursor to the first card of the next lane, or of this or the one before."""
        self.stand(self.stage, self._columns[self.stage].to_lane(by))

    def stand(self, stage: Stage, place: int) -> None:
        """Put the cursor on a card of a column; places beyond its ends are its ends."""
        before = self.card_region
        moved = stage != self.stage
        self.stage = stage
        self._columns[stage].stand(place)
        scrolled = self._scroll(stage)
        if moved and self.narrow:
            self.refresh()
            return
        left, right = self._bounds(stage)
        regions = [before, Region(left, 0, right - left, self.size.height) if scrolled else self.card_region]
        if moved:
            regions.append(Region(0, 0, self.size.width, HEAD))
        self.refresh(*regions)

    def stand_on(self, card: Card) -> bool:
        """Put the cursor on a case; False where it is not shown."""
        at = self._columns[card.stage].place_of(card.number)
        if at is not None:
            self.stand(card.stage, at)
        return at is not None

    def end(self, last: bool) -> None:
        self.stand(self.stage, len(self._columns[self.stage].cards) if last else 0)

    def page(self, by: int) -> None:
        self.go(0, by * max(1, (self.size.height - HEAD) // self._rows))

    # ------------------------------------------------------------------ geometry
    @property
    def narrow(self) -> bool:
        return self.size.width < NARROW

    @property
    def _rows(self) -> int:
        """Lines of a card: four, and a rule between cards where there is height for it."""
        return 5 if self.size.height >= 30 else 4

    def _is_rail(self, stage: Stage) -> bool:
        return self.narrow and stage != self.stage

    def _bounds(self, stage: Stage) -> tuple[int, int]:
        """The cells of a column, from and up to."""
        at, width = STAGES.index(stage), self.size.width
        if not self.narrow:
            return at * width // len(STAGES), (at + 1) * width // len(STAGES)
        here = STAGES.index(self.stage)
        rail = min(RAIL, max(width - FULL, 0) // (len(STAGES) - 1))
        wide = width - rail * (len(STAGES) - 1)
        left = rail * at + (wide - rail if at > here else 0)
        return left, left + (wide if at == here else rail)

    def _region_of(self, stage: Stage, place: int) -> Region:
        """Where a card of a column is drawn: its four lines, or its line in a rail."""
        left, right = self._bounds(stage)
        column = self._columns[stage]
        if self._is_rail(stage):
            return Region(left, HEAD + column.line_of(place, 1), right - left, 1)
        return Region(left, HEAD + column.line_of(place, self._rows) - column.top, right - left, 4)

    @property
    def card_region(self) -> Region:
        """Where the card under the cursor is drawn."""
        return self._region_of(self.stage, self._columns[self.stage].place).shrink((0, 1, 0, 0))

    def _spot(self, column: Column, line: int) -> Spot:
        """What is on a line of the view of a column: in lanes the first is the heading of the lane that is there."""
        spot = column.at(column.top + line, self._rows)
        return Spot(spot.lane, column.lanes[spot.lane].start, -1) if column.lanes and line == 0 else spot

    def _scroll(self, stage: Stage) -> bool:
        return self._columns[stage].scroll(self._rows, self.size.height - HEAD)

    def on_resize(self) -> None:
        for stage in STAGES:
            self._scroll(stage)
        self.follow()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self.screen.focused is not None:
            return
        stage = next(stage for stage in STAGES if event.x < self._bounds(stage)[1])
        column = self._columns[stage]
        place, on_card = column.place, False
        if event.y >= HEAD:
            line = event.y - HEAD
            spot = column.at(line, 1) if self._is_rail(stage) else self._spot(column, line)
            place, on_card = spot.place, spot.line >= 0
        if 0 <= place < max(len(column.cards), 1):
            again = on_card and stage == self.stage and place == column.place
            self.stand(stage, place)
            if again:
                self.post_message(self.Opened())

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        bounds = ((stage, *self._bounds(stage)) for stage in STAGES)
        return Strip.join([self._cell(stage, y, right - left) for stage, left, right in bounds])

    def _cell(self, stage: Stage, y: int, width: int) -> Strip:
        shown = self._shown
        column, rail = self._columns[stage], self._is_rail(stage)
        if y < HEAD or shown is None:
            above = 0 if rail else column.above(self._rows)
            here = stage == self.stage
            spans = card_lines.head(stage, column.total, width, above=above, here=here, rail=rail)
            return self.strip_of(spans, width)
        if rail:
            last = y == self.size.height - 1
            return self.strip_of(card_lines.rail_line(column, y - HEAD, shown, self.marked, last=last), width)
        spot = self._spot(column, y - HEAD)
        if spot.line < 0:
            return self.strip_of(card_lines.lane_head(column.lanes[spot.lane], width), width)
        if spot.place >= len(column.cards):
            said = {1: " nothing here", 2: self.label if self.labelled and stage == self.stage else ""}
            return self.strip_of([("" if column.cards else said.get(y - HEAD, ""), "quiet")], width)
        if spot.line == 4:
            return self.strip_of([("─" * (width - 1), "rule")], width)
        card = column.cards[spot.place]
        on = stage == self.stage and spot.place == column.place
        if spot.line == 2 and on and self.labelled:
            spans = [(cut(self.label, width - 1), "quiet")]
        else:
            spans = card_lines.line_of(card, spot.line, shown, width - 1, self._progress, hidden=self.hides_names)
        if spot.line == 1 and card.number in self.marked:
            spans = card_lines.marked(spans)
        body = self.strip_of(spans, width - 1, over="cursor" if on else "")
        return Strip.join([body, self.strip_of([], 1)])
