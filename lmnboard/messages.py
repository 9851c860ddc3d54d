"""Every message of the program: what other threads tell the one that draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from lmnboard.model.change import Entry
    from lmnboard.store.presence import Present
    from lmnboard.widgets.card_lines import Told


@dataclass
class NewsArrived(Message):
    """The store has something that is not shown yet."""

    news: Any


@dataclass
class ActionEnded(Message):
    """An action has been written, or has failed: what to do now, in the thread that draws."""

    then: Callable[[], None]


@dataclass
class OthersSeen(Message):
    """Somebody has come, gone, or opened another case: everybody else who is here now."""

    others: tuple[Present, ...]


@dataclass
class EntriesRead(Message):
    """A stretch of the history has been read for the listing numbered `listing`; `newest` is its newest entry's number.

    `older` entries go below those that are shown, others above. `ended`: there are no older ones, because of `trouble`
    where that is not empty.
    """

    listing: int
    entries: list[Entry]
    newest: int
    older: bool
    ended: bool
    trouble: str = ""


@dataclass
class LineCut(Message):
    """The terminal has gone away."""


@dataclass
class CardsJudged(Message):
    """The checklist's results for some cards, by number and the revision that was judged."""

    results: dict[tuple[int, int], Told]
