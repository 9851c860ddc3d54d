"""What a card, a rail and the head of a column say, as spans. Pure: `board_view` decides where they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len

from lmnboard.curtain import Veil, initials
from lmnboard.model.card import Card
from lmnboard.model.choices import Stage, words
from lmnboard.shown import Shown
from lmnboard.totals import Total, is_snoozed
from lmnboard.widgets.columns import Column, Lane
from lmnboard.widgets.drawn import Span, cut
from lmnboard.workflow.clocks import BANDS, GLYPHS, Band, Clock, nearest, nearest_clock

RAIL = 10
"""Cells of a column that is drawn as a rail."""
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
_BRIEF = {
    "file by": "file",
    "continue by": "cont.",
    "next touch": "touch",
    "reply due": "reply",
    "answer due": "ans.",
}
"""What a clock is called where a column is narrow."""


def head(stage: Stage, total: Total, width: int, *, above: int, here: bool, rail: bool) -> list[Span]:
    """The name of a column, how many cards it has, how many of them are late or due today, or out of view above."""
    name, number = f" {words(stage)}", f" {total.cases}"
    style = "head-here" if here else "head"
    if rail:
        return [(cut(name, width - len(number) - 1) + number, style)]
    spans: list[Span] = [(name + number, style), *_pressing(total, in_words=width >= WIDE)]
    if above:
        spans.append((f" ↑{above}", "quiet"))
    return spans


def _pressing(total: Total, *, in_words: bool) -> list[Span]:
    """How many of some cards are late or due today, where any are."""
    counts: tuple[tuple[Band, int], ...] = (("late", total.late), ("today", total.today))
    return [(f" {GLYPHS[band]}{count}{f' {band}' if in_words else ''}", band) for band, count in counts if count]


def lane_head(lane: Lane, width: int) -> list[Span]:
    """The heading of a lane: whose, how many cards are in it, how many of them are late or due today."""
    pressing = _pressing(lane.total, in_words=width >= WIDE)
    number = f" {lane.total.cases}"
    room = width - 1 - len(number) - sum(len(text) for text, _style in pressing)
    name = cut(f"━{lane.name}", min(room, cell_len(lane.name) + 1))
    line = "━" * (room - cell_len(name) - 1)
    return [(name, "lane"), (number, "lane"), *pressing, (f" {line}" if line else "", "rule")]


def rail_line(column: Column, line: int, shown: Shown, marks: Container[int], *, last: bool) -> list[Span]:
    """A line of a column that is drawn as a rail: a card, the heading of a lane, on the last line how many are left."""
    spot = column.at(line, 1)
    left = len(column.cards) - spot.place
    if left > 1 and last:
        return [(f" +{left}", "quiet")]
    if spot.line < 0:
        lane = column.lanes[spot.lane]
        number = f" {lane.total.cases}"
        return [(cut(f"━{lane.name if lane.slug else 'none'}", RAIL - 1 - len(number)).rstrip() + number, "lane")]
    if left <= 0:
        return []
    card = column.cards[spot.place]
    spans = _rail(card, shown)
    return marked(spans) if card.number in marks else spans


def _rail(card: Card, shown: Shown) -> list[Span]:
    """How near a card is, and its number."""
    if card.stage == "resolved":
        mark, style = _ENDED.get(card.outcome or "", ("·", "quiet"))
        return [(f" {mark} {card.number:04d}", style)]
    band = BANDS[nearest(card, shown.day(card.location))[0]]
    return [(f" {GLYPHS[band]} {card.number:04d}", band)]


def marked(spans: Sequence[Span]) -> list[Span]:
    """A line that begins with a space, with the mark of a marked case there."""
    text, style = spans[0]
    return [("◆", "lane"), (text[1:], style), *spans[1:]]


def line_of(card: Card, line: int, shown: Shown, width: int, progress: Progress, *, hidden: bool) -> list[Span]:
    """One of the four lines of a card: how near; who, by initials where `hidden`; what of whom; which clock, whose."""
    if line == 1:
        return _who(card, width, progress, hidden=hidden)
    clock = nearest_clock(card, shown.day(card.location))
    if line == 3:
        return _last(card, clock, shown, width, progress)
    says, style = _says(card, clock)
    marks, left = _marks(card, shown, width - cell_len(says) - 1, in_words=width >= WIDE)
    if line == 0:
        return [(cut(says, width - cell_len(marks) - 1), style), (f" {marks}", "quiet")]
    return [(cut(f"  {left}{_asked(card, shown, width - cell_len(left), hidden=hidden)}", width), "base")]


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


def _asked(card: Card, shown: Shown, width: int, *, hidden: bool) -> str:
    payer = shown.clinic.name_of("payers", card.payer) or "no payer"
    what = card.request.treatment or "no request yet"
    what = Veil(shown.doc(card.id)).over(what) if hidden else what
    room = max(width - 5 - min(len(payer), width // 3), 8)
    return f"{what if len(what) <= room else cut(what, room).rstrip()} · {payer}"


def _says(card: Card, clock: Clock | None) -> Span:
    """What a card says first: how near its nearest clock is, or how the case ended."""
    if card.stage == "resolved":
        mark, style = _ENDED.get(card.outcome or "", ("·", "quiet"))
        return f"{mark} {words(card.outcome or 'no outcome')}", style
    return (f"{GLYPHS[clock.band]} {clock.says}", clock.band) if clock else ("  no date", "missing")


def _marks(card: Card, shown: Shown, room: int, *, in_words: bool) -> tuple[str, str]:
    """The marks of a case before its number, as long as there is room for; and those that go on another line.

    ⚑ it passed a gate for a reason, § it is an appeal or has one, z it is snoozed, EXP it is expedited.
    """
    until = card.snoozed_until or ""
    flag, expedited = "⚑" if card.overrides else "", "EXP" if card.expedited else ""
    appeal = "§" if card.appeal.of or card.appeal.by else ""
    told = f"§ of {card.appeal.of}" if card.appeal.of else f"§ {card.appeal.by}" if card.appeal.by else ""
    put_off = "z" if card.stage != "resolved" and is_snoozed(card, shown) else ""
    day = f"z {until[5:7]}/{until[8:10]}" if put_off else ""
    number = f"{card.number:04d}"
    ways = [(flag, appeal, put_off, expedited, card.id), (flag, appeal, put_off, expedited, number)]
    if put_off:
        ways.insert(0, (flag, appeal, day, expedited, card.id))
    if in_words:
        ways.insert(0, (flag, told, day, expedited, card.id))
    for way in ways:
        marks = " ".join(filter(None, way))
        if cell_len(marks) <= room:
            return marks, ""
    left = "".join(f"{mark} " for mark in (flag, appeal, put_off, expedited) if mark)
    return (card.id if len(card.id) <= room else number), left


def _last(card: Card, clock: Clock | None, shown: Shown, width: int, progress: Progress) -> list[Span]:
    """Which clock is nearest and its day, what the checklist says, and who has the case. A day is never cut."""
    wide = width >= WIDE
    told = progress(card) if card.stage != "resolved" else None
    says = " ".join([*([told.held] if wide else []), told.worst] if told else [])
    says = f"{says} " if says.strip() else ""
    owner = card.owner or "no owner"
    style = "quiet" if card.owner or card.stage == "resolved" else "missing"
    room = width - 3 - len(says)  # for the day and the owner
    ways = _whens(card, clock, shown, wide=wide)
    when = next((way for way in ways if cell_len(way) + cell_len(owner) <= room), ways[-1])
    indent = "  "
    if cell_len(when) + cell_len(owner) > room:
        indent = " "
        owner = cut(card.owner or "nobody", min(max(room + 1 - cell_len(when), 0), cell_len(owner))).rstrip()
    left = max(width - cell_len(says) - cell_len(owner) - 1, 0)
    return [(cut(f"{indent}{when}", left), "quiet"), (f" {says}", "quiet"), (owner, style)]


def _whens(card: Card, clock: Clock | None, shown: Shown, *, wide: bool) -> list[str]:
    """The nearest clock and its day, in the most words and in the fewest."""
    if clock is None:
        return [f"since {_day(card.stage_since, card, shown)}" if card.stage_since else ""]
    when = f"{clock.name if wide else _BRIEF.get(clock.name, clock.name)} {clock.on:%m/%d}"
    return [f"{when}, best by {clock.safe:%m/%d}", when] if wide and clock.safe != clock.on else [when]


def _day(instant: str | None, card: Card, shown: Shown) -> str:
    """The day of an instant at the case's location."""
    at = datetime.fromisoformat(instant or "").astimezone(shown.clinic.zone(card.location))
    return f"{at:%m/%d}"
