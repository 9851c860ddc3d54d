"""What a card, a rail and the head of a column say, as spans. Pure: `board_view` decides where they are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from lmnboard.curtain import initials
from lmnboard.model.card import Card
from lmnboard.model.choices import Stage, words
from lmnboard.shown import Shown
from lmnboard.widgets.drawn import Span, cut
from lmnboard.workflow.clocks import BANDS, GLYPHS, PRESSING, Clock, nearest, nearest_clock

WIDE = 34
"""From this width on a column has room for words in full."""
_ROOM = 6
"""Cells from which on something of the named mistakes is told behind the patient's name."""


class Told(NamedTuple):
    """What the checklist says of a card: how many of how many hold, the worst with its number, the named mistakes."""

    held: str
    worst: str
    mistakes: tuple[str, ...] = ()


JUDGED = (1, 3)
"""The lines of a card that say what the checklist does."""
Progress = Callable[[Card], Told | None]
"""What the checklist says of a card; None while it is not known."""
_ENDED = {"approved": ("✓", "good"), "partly_approved": ("◐", "soon"), "denied": ("✗", "late")}
"""How a resolved case ended: its mark and style."""
_BRIEF = {"file by": "file", "next touch": "touch", "reply due": "reply"}


def head(
    stage: Stage, count: int, pressing: Counter[int], width: int, *, above: int, here: bool, rail: bool
) -> list[Span]:
    """The name of a column, how many cards it has, how many of them are late or due today, or out of view above."""
    name, number = f" {words(stage)}", f" {count}"
    style = "head-here" if here else "head"
    if rail:
        return [(cut(name, width - len(number) - 1) + number, style)]
    spans: list[Span] = [(name + number, style)]
    for place in range(PRESSING):
        if pressing[place]:
            band = BANDS[place]
            spans.append((f" {GLYPHS[band]}{pressing[place]}{f' {band}' if width >= WIDE else ''}", band))
    if above:
        spans.append((f" ↑{above}", "quiet"))
    return spans


def rail(cards: Sequence[Card], at: int, shown: Shown, *, last: bool) -> list[Span]:
    """One line of a column that is drawn as a rail: how near a card is, and its number."""
    if at >= len(cards):
        return []
    if last and len(cards) > at + 1:
        return [(f" +{len(cards) - at}", "quiet")]
    card = cards[at]
    if card.stage == "resolved":
        mark, style = _ENDED.get(card.outcome or "", ("·", "quiet"))
        return [(f" {mark} {card.number:04d}", style)]
    band = BANDS[nearest(card, shown.day(card.location))[0]]
    return [(f" {GLYPHS[band]} {card.number:04d}", band)]


def line_of(card: Card, line: int, shown: Shown, width: int, progress: Progress, *, hidden: bool) -> list[Span]:
    """One of the four lines of a card: how near; who, by initials where `hidden`; what of whom; which clock, whose."""
    if line == 1:
        return _who(card, width, progress, hidden=hidden)
    if line == 2:
        return [(cut(f"  {_asked(card, shown, width)}", width), "base")]
    clock = nearest_clock(card, shown.day(card.location))
    return _first(card, clock, width) if line == 0 else _last(card, clock, width, progress)


def _who(card: Card, width: int, progress: Progress, *, hidden: bool) -> list[Span]:
    """The patient; behind the name, where there is room, the mistakes that the letter makes."""
    name = card.patient.name or ""
    said = (initials(name) if hidden else name) or "no name yet"
    told = progress(card) if card.stage != "resolved" else None
    room = width - cell_len(said) - 4
    made = _fitting(told.mistakes, room) if told and room >= _ROOM else ""
    left = width - len(made) - (1 if made else 0)
    return [(cut(f"  {said}", left), "base" if name else "quiet"), *([(f" {made}", "quiet")] if made else [])]


def _fitting(names: Sequence[str], room: int) -> str:
    """As many names as there is room for, without how often, and how many more there are."""
    names = [name.partition(" ")[0] for name in names]
    for shown in range(len(names), 0, -1):
        more = f" +{len(names) - shown}" if shown < len(names) else ""
        said = " ".join(names[:shown]) + more
        if len(said) <= room:
            return said
    return ""


def _asked(card: Card, shown: Shown, width: int) -> str:
    payer = shown.clinic.name_of("payers", card.payer) or "no payer"
    what = card.request.treatment or "no request yet"
    room = max(width - 5 - min(len(payer), width // 3), 8)
    return f"{what if len(what) <= room else cut(what, room).rstrip()} · {payer}"


def _first(card: Card, clock: Clock | None, width: int) -> list[Span]:
    marks = ("⚑ " if card.overrides else "") + ("EXP " if card.expedited else "") + card.id
    if card.stage == "resolved":
        mark, style = _ENDED.get(card.outcome or "", ("·", "quiet"))
        says = f"{mark} {words(card.outcome or 'no outcome')}"
    elif clock is None:
        says, style = "  no date", "none"
    else:
        says, style = f"{GLYPHS[clock.band]} {clock.says}", clock.band
    return [(cut(says, width - len(marks) - 1), style), (f" {marks}", "quiet")]


def _last(card: Card, clock: Clock | None, width: int, progress: Progress) -> list[Span]:
    wide = width >= WIDE
    if clock is None:
        when = f"since {card.stage_since[5:7]}/{card.stage_since[8:10]}" if card.stage_since else ""
    else:
        when = f"{clock.name if wide else _BRIEF.get(clock.name, clock.name)} {clock.on:%m/%d}"
        if wide and clock.safe != clock.on:
            when += f", best by {clock.safe:%m/%d}"
    told = progress(card) if card.stage != "resolved" else None
    says = [*([told.held] if wide else []), told.worst] if told else []
    right = " ".join((*says, card.owner or "no owner"))
    return [(cut(f"  {when}", width - len(right) - 1), "quiet"), (f" {right}", "quiet")]
