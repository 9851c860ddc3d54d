"""The line above the board: the clinic and where, what is open in it and what is wrong with that, who is here, the day.

Pure: spans of as many words as the terminal has room for; what counts most is said at every width.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from rich.cells import cell_len

from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.screens.reading import counted
from lmnboard.totals import Total
from lmnboard.widgets.drawn import Span

_SHORTER = (
    (0, 0, True), (0, 1, True), (0, 2, True), (1, 2, True), (1, 3, True), (1, 3, False), (2, 3, False), (2, 4, False),
)  # fmt: skip
"""Which name and which right side go together, and whether the counts are set apart: from the most cells down."""


class Head(Struct, frozen=True):
    """What the line says."""

    clinic: str
    place: str
    """The location that is shown; an empty text where the clinic has but one."""
    total: Total
    """What is shown, of `open` cases that are at that place."""
    open: int
    filter: str
    me: str
    today: date
    drafts: int = 0
    others: int = 0
    """How many other people are at the board."""
    cover: str = ""
    """Who covers for whom, where that concerns `me`."""
    marked: int = 0
    narrowed: bool = False
    """Whether `place` leaves cases out; then it is said at every width."""


def head(told: Head, width: int) -> list[Span]:
    """The line in the most words that fit: what is left out first is who else is here, last the clinic's name."""
    found: list[Span] = []
    for left, right in _ways(told):
        room = width - sum(cell_len(text) for text, _style in left) - cell_len(right)
        found = [*left, (" " * max(room, 2), "base"), (right, "quiet")]
        if room >= 2:
            break
    return found


def _ways(told: Head) -> Iterator[tuple[list[Span], str]]:
    """The left and the right side of the line, from the most words to the fewest."""
    others = f"{counted(told.others, 'other')} in   " if told.others else ""
    drafts = f"{counted(told.drafts, 'draft')}: R  " if told.drafts else ""
    full = f"{told.me}   {echo_date(told.today)} "
    cover = f"{told.cover}   " if told.cover else ""
    full, short = f"{cover}{full}", f"{cover}{told.me}  {told.today:%m/%d} "
    rights = (others + drafts + full, drafts + full, full, short, f"{told.today:%m/%d} ")
    clinic = told.clinic
    names = (
        f" {clinic} · {told.place}" if told.place else f" {clinic}",
        f" {told.place}" if told.narrowed else f" {clinic}",
        f" {told.place}" if told.narrowed else "",
    )
    for name, right, in_words in _SHORTER:
        yield _left(told, names[name], in_words=in_words), rights[right]


def _left(told: Head, name: str, *, in_words: bool) -> list[Span]:
    total = told.total
    between = " · " if in_words else " "
    of = f" of {told.open}" if told.filter else ""
    counts = [f"{total.open}{of} open", *_some((total.late, "late"), (total.today, "today"))]
    wrong = _some((total.unowned, "unowned"), (total.undated, "undated"), mark="‼ " if in_words else "‼")
    snoozed = [*_some((total.snoozed, "snoozed")), *_some((told.marked, "marked"), mark="◆ " if in_words else "◆")]
    spans: list[Span] = [(f"{name}{'   ' if in_words and name else ' '}{between.join(counts)}", "strong")]
    for text, style in (*((text, "alarm") for text in wrong), *((text, "strong") for text in snoozed)):
        spans += [(between, "strong"), (text, style)]
    if told.filter:
        spans.append((f"   filter: {told.filter}", "strong"))
    return spans


def _some(*counts: tuple[int, str], mark: str = "") -> list[str]:
    return [f"{mark}{count} {name}" for count, name in counts if count]
