"""What a card, a rail and the head of a column say, as spans. Pure: `board_view` decides where they are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from lmnboard.curtain import initials
from lmnboard.model.card import Card
from lmnboard.model.choices import Stage, words
from lmnboard.shown import Shown
from lmnboard.widgets.drawn import Span, cut
from lmnboard.workflow.clocks import BANDS, GLYPHS, PRESSING, Clock, nearest, nearest_clock

WIDE = 34
"""From this width on a column has room for words in full."""
Progress = Callable[[Card, bool], str]
"""What the checklist says of a card: `83/90 ✗2` in full, `✗2` in short; empty while it is not known."""
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
        name = card.patient.name or ""
        said = (initials(name) if hidden else name) or "no name yet"
        return [(cut(f"  {said}", width), "base" if name else "quiet")]
    if line == 2:
        return [(cut(f"  {_asked(card, shown, width)}", width), "base")]
    clock = nearest_clock(card, shown.day(card.location))
    return _first(card, clock, width) if line == 0 else _last(card, clock, width, progress)


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
    told = progress(card, wide) if card.stage != "resolved" else ""
    right = " ".join(filter(None, (told, card.owner or "no owner")))
    return [(cut(f"  {when}", width - len(right) - 1), "quiet"), (f" {right}", "quiet")]
