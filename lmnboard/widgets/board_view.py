"""The board: five columns of cards, drawn as one widget. The cursor is a case, never a place.

Asks `Shown` for columns and clocks and decides nothing. Wide, it draws five columns of cards; narrow, the column of
the cursor with full cards and the others as rails, one line a card.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.shown import Shown
from lmnboard.widgets.drawn import Drawn, Span, cut
from lmnboard.widgets.inplace import ChoiceList, LineEditor
from lmnboard.workflow.clocks import BANDS, GLYPHS, PRESSING, Clock, nearest, nearest_clock

NARROW = 100
"""Below this width only the cursor's column shows full cards."""
RAIL = 10
HEAD = 1
LABEL = 11
"""Cells of a field's name before its editor on a card."""

WIDE = 34
"""From this width on a card's column has room for words in full."""

Progress = Callable[[Card, bool], str]
"""What the checklist says of a card: `83/90 ✗2` in full, `✗2` in short; empty while it is not known."""
_BRIEF = {"file by": "file", "next touch": "touch", "reply due": "reply"}


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
        self._shown: Shown | None = None
        self._keep: Callable[[Card], bool] = lambda card: True
        self._columns: dict[str, list[Card]] = {stage: [] for stage in STAGES}
        self.stage: Stage = "gathering"
        self._on: dict[str, int] = dict.fromkeys(STAGES, 0)
        self._place: dict[str, int] = dict.fromkeys(STAGES, 0)
        self._tops: dict[str, int] = dict.fromkeys(STAGES, 0)

    def compose(self) -> ComposeResult:
        choices = ChoiceList()
        yield choices
        yield LineEditor(choices)

    # ------------------------------------------------------------------ what is shown
    def show(self, shown: Shown, keep: Callable[[Card], bool] | None = None) -> None:
        """Show a board, as far as a filter keeps its cards. The cursor stays on its case wherever that went."""
        self._shown = shown
        self._keep = keep or (lambda card: True)
        here = self.selected
        if here is not None and here.number in shown.cards and self._keep(shown.cards[here.number]):
            self.stage = _stage(shown.cards[here.number].stage)
            self._on[self.stage] = here.number
        for stage in STAGES:
            column = shown.column(stage)
            self._columns[stage] = [card for card in column if self._keep(card)] if keep else column
            self._settle(stage)
        self.refresh()

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
    def counts(self) -> dict[str, int]:
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
        elif scrolled:
            self.refresh(self._column_region(), before, Region(0, 0, self.size.width, HEAD))
        elif moved:
            self.refresh(before, self._card_region(), Region(0, 0, self.size.width, HEAD))
        else:
            self.refresh(before, self._card_region())

    def stand_on(self, card: Card) -> None:
        """Put the cursor on a case; nothing where the filter hides it."""
        stage = _stage(card.stage)
        at = next((i for i, found in enumerate(self._columns[stage]) if found.number == card.number), None)
        if at is not None:
            self.stand(stage, at)

    def end(self, last: bool) -> None:
        self.stand(self.stage, len(self._columns[self.stage]) if last else 0)

    def page(self, by: int) -> None:
        self.go(0, by * max(1, (self.size.height - HEAD) // self._rows))

    def edit(
        self, label: str, value: str, keep: Callable[[str, int], bool], offer: Callable[[str], list[str]] | None
    ) -> None:
        """Edit a field of the card in place: its name on the card's third line, the editor beside it."""
        region = self._card_region()
        self._label = f" {label}"
        left = min(LABEL, region.width // 2)
        line = Region(region.x + left, region.y + 2, region.width - left - 1, 1)
        self._labelled = self._on[self.stage]
        self.refresh(Region(region.x, region.y + 2, region.width, 1))
        self.query_one(LineEditor).open_over(line, value, keep, offer=offer, leave=self.edited)

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

    def _bounds(self, stage: str) -> tuple[int, int]:
        """The cells of a column, from and up to."""
        at, width = STAGES.index(_stage(stage)), self.size.width
        if not self.narrow:
            return at * width // len(STAGES), (at + 1) * width // len(STAGES)
        here = STAGES.index(self.stage)
        wide = width - RAIL * (len(STAGES) - 1)
        left = RAIL * at + (wide - RAIL if at > here else 0)
        return left, left + (wide if at == here else RAIL)

    def _card_region(self) -> Region:
        left, right = self._bounds(self.stage)
        top = HEAD + self._place[self.stage] * self._rows - self._tops[self.stage]
        return Region(left, top, right - left - 1, 4)

    def _column_region(self) -> Region:
        left, right = self._bounds(self.stage)
        return Region(left, 0, right - left, self.size.height)

    def _scroll(self, stage: Stage) -> bool:
        """Bring the cursor's card wholly into view; True if the column moved."""
        top, height = self._place[stage] * self._rows, max(self.size.height - HEAD, self._rows)
        before = self._tops[stage]
        self._tops[stage] = max(min(before, top), top + self._rows - height, 0)
        return self._tops[stage] != before

    def on_resize(self) -> None:
        for stage in STAGES:
            self._scroll(stage)

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
        if self._shown is None:
            return self.strip_of([])
        parts: list[Strip] = []
        for stage in STAGES:
            left, right = self._bounds(stage)
            parts.append(self._cell(stage, y, right - left))
        return Strip.join(parts)

    def _cell(self, stage: Stage, y: int, width: int) -> Strip:
        rail = self.narrow and stage != self.stage
        if y < HEAD:
            return self.strip_of(self._head(stage, width, rail), width)
        if rail:
            return self.strip_of(self._rail_line(stage, y - HEAD, width), width)
        at, line = divmod(y - HEAD + self._tops[stage], self._rows)
        cards = self._columns[stage]
        if at >= len(cards):
            empty = not cards and y == HEAD + 1
            return self.strip_of([(" nothing here", "quiet")] if empty else [], width)
        if line == 4:
            return self.strip_of([("─" * (width - 1), "rule")], width)
        on = stage == self.stage and at == self._place[stage]
        spans = self._card_line(cards[at], line, width - 1)
        body = self.strip_of(spans, width - 1, over="cursor" if on else "")
        return Strip.join([body, self.strip_of([], 1)])

    def _head(self, stage: Stage, width: int, rail: bool) -> list[Span]:
        cards = self._columns[stage]
        name = f" {words(stage)}"
        count = f" {len(cards)}"
        style = "head-here" if stage == self.stage else "head"
        if rail:
            return [(cut(name, width - len(count) - 1) + count, style)]
        spans: list[Span] = [(name + count, style)]
        if stage != "resolved":
            for place in range(PRESSING):
                pressing = sum(1 for card in cards if self._shown and self._shown.place_of(card)[0] == place)
                if pressing:
                    name = f" {BANDS[place]}" if width >= WIDE else ""
                    spans.append((f" {GLYPHS[BANDS[place]]}{pressing}{name}", BANDS[place]))
        return spans

    def _rail_line(self, stage: Stage, y: int, width: int) -> list[Span]:
        cards = self._columns[stage]
        if y >= len(cards):
            return []
        if y == self.size.height - HEAD - 1 and len(cards) > y + 1:
            return [(f" +{len(cards) - y} more", "quiet")]
        card = cards[y]
        glyph, style = self._glyph(card)
        return [(f" {glyph} {card.number:04d}", style)]

    def _glyph(self, card: Card) -> tuple[str, str]:
        if card.stage == "resolved" or self._shown is None:
            return "✓", "good"
        band = BANDS[nearest(card, self._shown.day(card.location))[0]]
        return GLYPHS[band], band

    def _card_line(self, card: Card, line: int, width: int) -> list[Span]:
        """One of the four lines of a card: how near, who, what, and which clock, how far, whose."""
        shown = self._shown
        if shown is None:
            return []
        if line == 1:
            return [(cut(f"  {card.patient.name or 'no name yet'}", width), "base" if card.patient.name else "quiet")]
        if line == 2:
            if card.number == self._labelled:
                return [(cut(self._label, width), "quiet")]
            payer = shown.clinic.name_of("payers", card.payer) or "no payer"
            what = card.request.treatment or "no request yet"
            room = max(width - 5 - min(len(payer), width // 3), 8)
            what = what if len(what) <= room else cut(what, room).rstrip()
            return [(cut(f"  {what} · {payer}", width), "base")]
        clock = nearest_clock(card, shown.day(card.location))
        return self._first_line(card, clock, width) if line == 0 else self._last_line(card, clock, width)

    def _first_line(self, card: Card, clock: Clock | None, width: int) -> list[Span]:
        marks = ("⚑ " if card.overrides else "") + ("EXP " if card.expedited else "") + card.id
        if card.stage == "resolved":
            says, style = f"✓ {words(card.outcome or 'no outcome')}", "good" if card.outcome else "quiet"
        elif clock is None:
            says, style = "  no date", "none"
        else:
            says, style = f"{GLYPHS[clock.band]} {clock.says}", clock.band
        return [(cut(says, width - len(marks) - 1), style), (f" {marks}", "quiet")]

    def _last_line(self, card: Card, clock: Clock | None, width: int) -> list[Span]:
        owner = card.owner or "no owner"
        wide = width >= WIDE
        if clock is None:
            when = f"since {_short(card.stage_since)}" if card.stage_since else ""
        else:
            when = f"{clock.name if wide else _BRIEF.get(clock.name, clock.name)} {clock.on:%m/%d}"
            if wide and clock.safe != clock.on:
                when += f", best by {clock.safe:%m/%d}"
        progress = self._progress(card, wide) if card.stage != "resolved" else ""
        right = " ".join(filter(None, (progress, owner)))
        room = width - len(right) - 1
        return [(cut(f"  {when}", room), "quiet"), (f" {right}", "quiet")]


def _short(at: str | None) -> str:
    return f"{at[5:7]}/{at[8:10]}" if at else ""


def _stage(stage: str) -> Stage:
    return next((known for known in STAGES if known == stage), "gathering")
