"""The board: five columns of cards, drawn as one widget. The cursor is a case, never a place.

Asks `Shown` for columns and clocks and decides nothing. Wide, it draws five columns of cards; narrow, the column of
the cursor with full cards and the others as rails, one line a card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, Stage
from lmnboard.shown import Shown
from lmnboard.store.drafts import Half
from lmnboard.widgets import card_lines
from lmnboard.widgets.card_lines import Progress
from lmnboard.widgets.drawn import Drawn, cut
from lmnboard.widgets.inplace import ChoiceList, LineEditor

NARROW = 100
"""Below this width only the cursor's column shows full cards."""
RAIL = 10
FULL = 24
"""Cells that the column of the cursor keeps where there is little room; the rails give way."""
HEAD = 1
LABEL = 12
"""Cells of a field's name before its editor on a card."""

_Picture = tuple[Stage, dict[Stage, tuple[tuple[object, ...], list[tuple[int, int]]]]]


class BoardView(Drawn):
    """Columns of cards. `show` gives it a board; `keep_on` the card to stand on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "--cursor", "--head", "--head-here", "--late", "--today", "--urgent", "--soon", "--later", "--none",
        "--quiet", "--good", "--rule",
    }  # fmt: skip

    class Opened(Message):
        """A card was clicked while the cursor stood on it."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self.hides_names = False
        self._shown: Shown | None = None
        self._keep: Callable[[Card], bool] = lambda card: True
        self._columns: dict[Stage, list[Card]] = {stage: [] for stage in STAGES}
        self._pressing: dict[Stage, Counter[int]] = {stage: Counter() for stage in STAGES}
        self.stage: Stage = "gathering"
        self._on: dict[Stage, int] = dict.fromkeys(STAGES, 0)
        self._place: dict[Stage, int] = dict.fromkeys(STAGES, 0)
        self._tops: dict[Stage, int] = dict.fromkeys(STAGES, 0)

    def compose(self) -> ComposeResult:
        choices = ChoiceList()
        yield choices
        yield LineEditor(choices)

    # ------------------------------------------------------------------ what is shown
    def show(
        self,
        shown: Shown,
        keep: Callable[[Card], bool] | None = None,
        archived: Sequence[Card] = (),
        *,
        anew: bool = True,
    ) -> None:
        """Show a board, as far as a filter keeps its cards. The cursor stays on its case wherever that went.

        `archived` cards that it keeps come after the resolved ones.

        Without `anew` only what looks different is drawn, which is little where others edit their cases.
        """
        before = None if anew else self._picture()
        self._shown = shown
        self._keep = keep or (lambda card: True)
        here = self.selected
        if here is not None and here.number in shown.cards and self._keep(shown.cards[here.number]):
            self.stage = shown.cards[here.number].stage
            self._on[self.stage] = here.number
        for stage in STAGES:
            column = [*shown.column(stage), *archived] if stage == "resolved" and archived else shown.column(stage)
            self._columns[stage] = [card for card in column if self._keep(card)] if keep else column
            self._pressing[stage] = (
                Counter(shown.place_of(card)[0] for card in self._columns[stage] if stage != "resolved")
                if keep
                else shown.pressing(stage)
            )
            self._settle(stage)
        self._follow()
        if before is None:
            self.refresh()
        else:
            self.refresh(*self._differing(before, self._picture()))

    def _picture(self) -> _Picture:
        """What is in view of each column: its head, where it begins, and its cards with their revisions."""
        rows = self.size.height // self._rows + 2
        return self.stage, {
            stage: (
                (len(self._columns[stage]), dict(self._pressing[stage]), self._tops[stage], self._place[stage]),
                [(c.number, c.revision) for c in self._columns[stage][self._first(stage) : self._first(stage) + rows]],
            )
            for stage in STAGES
        }

    def _first(self, stage: Stage) -> int:
        """The first card of a column that is in view."""
        rail = self.narrow and stage != self.stage
        return 0 if rail else self._tops[stage] // self._rows

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
            changed = [at for at, (was, now) in enumerate(zip(cards, cards_now, strict=True)) if was != now]
            rows = 1 if self.narrow and stage != self.stage else self._rows
            for at in changed:
                top = HEAD + (self._first(stage) + at) * rows - (self._tops[stage] if rows > 1 else 0)
                regions.append(Region(left, top, right - left, min(rows, 4)).intersection(self.size.region))
        return regions

    def refresh_judged(self, numbers: Set[int]) -> None:
        """Draw the lines of these cards again that say what the checklist does, where they are in view."""
        regions = []
        for stage in STAGES:
            if self.narrow and stage != self.stage:
                continue
            left, right = self._bounds(stage)
            first = self._first(stage)
            for at, card in enumerate(self._columns[stage][first : first + self.size.height // self._rows + 2], first):
                top = HEAD + at * self._rows - self._tops[stage]
                rows = [top + line for line in card_lines.JUDGED if HEAD <= top + line < self.size.height]
                if card.number in numbers:
                    regions += [Region(left, row, right - left, 1) for row in rows]
        if regions:
            self.refresh(*regions)

    def _settle(self, stage: Stage) -> None:
        """Put a column's cursor back on its card, or on the one that took the place of a card that went."""
        cards = self._columns[stage]
        at = next((i for i, card in enumerate(cards) if card.number == self._on[stage]), None)
        self._place[stage] = max(0, min(self._place[stage], len(cards) - 1)) if at is None else at
        self._on[stage] = cards[self._place[stage]].number if cards else 0
        self._scroll(stage)

    @property
    def selected(self) -> Card | None:
        cards = self._columns[self.stage]
        return cards[self._place[self.stage]] if cards else None

    @property
    def counts(self) -> dict[Stage, int]:
        return {stage: len(cards) for stage, cards in self._columns.items()}

    # ------------------------------------------------------------------ the cursor
    def go(self, columns: int, cards: int) -> None:
        """Move the cursor by columns or by cards."""
        stage = STAGES[(STAGES.index(self.stage) + columns) % len(STAGES)]
        self.stand(stage, self._place[stage] + cards)

    def stand(self, stage: Stage, place: int) -> None:
        """Put the cursor on a card of a column; places beyond its ends are its ends."""
        before = self._card_region()
        moved = stage != self.stage
        self.stage = stage
        cards = self._columns[stage]
        self._place[stage] = max(0, min(place, len(cards) - 1))
        self._on[stage] = cards[self._place[stage]].number if cards else 0
        scrolled = self._scroll(stage)
        if moved and self.narrow:
            self.refresh()
            return
        regions = [before, self._column_region() if scrolled else self._card_region()]
        if moved:
            regions.append(Region(0, 0, self.size.width, HEAD))
        self.refresh(*regions)

    def stand_on(self, card: Card) -> None:
        """Put the cursor on a case; nothing where the filter hides it."""
        stage = card.stage
        at = next((i for i, found in enumerate(self._columns[stage]) if found.number == card.number), None)
        if at is not None:
            self.stand(stage, at)

    def end(self, last: bool) -> None:
        self.stand(self.stage, len(self._columns[self.stage]) if last else 0)

    def page(self, by: int) -> None:
        self.go(0, by * max(1, (self.size.height - HEAD) // self._rows))

    def edit(
        self,
        label: str,
        value: str,
        keep: Callable[[str, int], bool],
        offer: Callable[[str], list[str]] | None,
        half: Half,
    ) -> None:
        """Edit a field of the card in place: its name on the card's third line, the editor beside it."""
        region = self._card_region()
        self._label = f" {label}"
        self._labelled = self._on[self.stage]
        self.refresh(Region(region.x, region.y + 2, region.width, 1))

        def leave() -> None:
            half.left()
            self.edited()

        self.query_one(LineEditor).open_over(
            self._editor_region(), value, keep, offer=offer, typed=half.typed, leave=leave
        )

    def _editor_region(self) -> Region:
        region = self._card_region()
        left = min(LABEL, region.width // 2)
        return Region(region.x + left, region.y + 2, region.width - left - 1, 1)

    def _follow(self) -> None:
        """Keep an open editor over its card, which others or a new size may have moved."""
        if self._labelled:
            self.query_one(LineEditor).follow(self._editor_region())

    _label = ""
    _labelled = 0

    def edited(self) -> None:
        """Take the name of the edited field off the card again."""
        self._labelled = 0
        self.refresh(self._card_region())

    # ------------------------------------------------------------------ geometry
    @property
    def narrow(self) -> bool:
        return self.size.width < NARROW

    @property
    def _rows(self) -> int:
        """Lines of a card: four, and a rule between cards where there is height for it."""
        return 5 if self.size.height >= 30 else 4

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

    def _card_region(self) -> Region:
        left, right = self._bounds(self.stage)
        top = HEAD + self._place[self.stage] * self._rows - self._tops[self.stage]
        return Region(left, top, right - left - 1, 4)

    def _column_region(self) -> Region:
        left, right = self._bounds(self.stage)
        return Region(left, 0, right - left, self.size.height)

    def _scroll(self, stage: Stage) -> bool:
        """Bring the cursor's card wholly into view; True if the column moved.

        It moves by half a column at once, so that the keys after it send a card and not a column.
        """
        top, height = self._place[stage] * self._rows, max(self.size.height - HEAD, self._rows)
        before = self._tops[stage]
        if not before <= top <= before + height - self._rows:
            half = height // 2 // self._rows * self._rows
            last = len(self._columns[stage]) * self._rows - height
            wanted = top - half if top > before else top - height + self._rows + half
            self._tops[stage] = max(0, min(wanted, last, top))
        return self._tops[stage] != before

    def on_resize(self) -> None:
        for stage in STAGES:
            self._scroll(stage)
        self._follow()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self.screen.focused is not None:
            return
        stage = next(stage for stage in STAGES if event.x < self._bounds(stage)[1])
        rows = 1 if self.narrow and stage != self.stage else self._rows
        top = 0 if rows == 1 else self._tops[stage]
        place = (event.y - HEAD + top) // rows if event.y >= HEAD else self._place[stage]
        if 0 <= place < max(len(self._columns[stage]), 1):
            again = stage == self.stage and place == self._place[stage] and event.y >= HEAD
            self.stand(stage, place)
            if again:
                self.post_message(self.Opened())

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        bounds = ((stage, *self._bounds(stage)) for stage in STAGES)
        return Strip.join([self._cell(stage, y, right - left) for stage, left, right in bounds])

    def _cell(self, stage: Stage, y: int, width: int) -> Strip:
        shown = self._shown
        rail = self.narrow and stage != self.stage
        if y < HEAD or shown is None:
            here = stage == self.stage
            count = len(self._columns[stage])
            above = -(-self._tops[stage] // self._rows)
            spans = card_lines.head(stage, count, self._pressing[stage], width, above=above, here=here, rail=rail)
            return self.strip_of(spans, width)
        if rail:
            last = y == self.size.height - 1
            return self.strip_of(card_lines.rail(self._columns[stage], y - HEAD, shown, last=last), width)
        at, line = divmod(y - HEAD + self._tops[stage], self._rows)
        cards = self._columns[stage]
        if at >= len(cards):
            empty = not cards and y == HEAD + 1
            return self.strip_of([(" nothing here", "quiet")] if empty else [], width)
        if line == 4:
            return self.strip_of([("─" * (width - 1), "rule")], width)
        on = stage == self.stage and at == self._place[stage]
        if line == 2 and cards[at].number == self._labelled:
            spans = [(cut(self._label, width - 1), "quiet")]
        else:
            spans = card_lines.line_of(cards[at], line, shown, width - 1, self._progress, hidden=self.hides_names)
        body = self.strip_of(spans, width - 1, over="cursor" if on else "")
        return Strip.join([body, self.strip_of([], 1)])
