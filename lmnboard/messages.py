"""Every message of the program: what other threads tell the one that draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class NewsArrived(Message):
    """The store has something that is not shown yet."""

    news: Any


@dataclass
class ActionEnded(Message):
    """An action has been written, or has failed: what to do now, in the thread that draws."""

    then: Callable[[], None]


@dataclass
class CardsJudged(Message):
    """The checklist's results for some cards, by number and the revision that was judged."""

    results: dict[tuple[int, int], tuple[str, str]]
