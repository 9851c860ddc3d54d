"""The agenda of so many open cases: making it, with the automatic rules of a board on which all is done, and its keys.

The peer of making it is what a list without judgement does: one sort by the next date. Called by `__main__`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import msgspec

from benchmarks.boards import Made
from benchmarks.face import KEY, command
from benchmarks.table import Aim, Row
from benchmarks.terminal import Terminal
from lmnboard.board import Board
from lmnboard.model.card import Card
from lmnboard.opening import open_board
from lmnboard.workflow.agenda import Agenda, agenda
from lmnboard.workflow.clocks import open_dates
from lmnboard.workflow.next_act import act, why
from lmnboard.workflow.paces import Paces

ROUNDS = 12
IN_VIEW = 20
"""Lines of the agenda that a screen shows."""
PATIENCE = 180.0
"""Seconds in which the rules may do at first what is due."""
_PACES = Paces({(stage, None): [3.0] * 5 for stage in ("gathering", "drafting", "review", "follow_up")})


def making(made: Made) -> Iterator[Row]:
    """The pure agenda of as many open cases as the board has cases, at a known pace; and the words of a page of it."""
    with made.opened() as board:
        found = list(islice(cycle(board.shown.open_cards()), made.cases))
        cards = [_numbered(card, number) for number, card in enumerate(found, 1)]
        one = partial(_agenda, board, cards)
        page = one().items[:IN_VIEW]
        peer = [_milliseconds(partial(_by_date, cards)) for _ in range(ROUNDS)]
        taken = [_milliseconds(one) for _ in range(ROUNDS)]
        aims = [Aim("p95", 50)] if made.cases <= 1000 else []
        yield Row("agenda of open cases", made.cases, taken, peer=peer, peer_name="sort by date", aims=aims)

        def words() -> None:
            for item in page:
                act(item, board.clinic, board.shown.day(item.card.location))
                why(item, board.clinic, board.shown.day(item.card.location), _PACES)

        yield Row(f"words of {IN_VIEW} lines of it", made.cases, [_milliseconds(words) for _ in range(ROUNDS)])


def with_rules(made: Made) -> Iterator[Row]:
    """The automatic rules over all open cases once they have done what was due, and the agenda after them."""
    with made.copy() as path:
        board = _settled(path)
        try:
            cards = board.shown.open_cards()

            def both() -> None:
                board.run_due()
                _agenda(board, cards)

            taken = [_milliseconds(both) for _ in range(ROUNDS)]
            rules = [_milliseconds(board.run_due) for _ in range(ROUNDS)]
            aims = [Aim("p95", 50)] if made.cases <= 1000 else []
            yield Row("automatic rules, nothing due", len(cards), rules)
            yield Row("automatic rules and agenda", len(cards), taken, aims=aims)
        finally:
            board.close()


def keys(made: Made) -> Iterator[Row]:
    """The agenda's keys on a terminal: to it, along it, and what they send."""
    with made.copy() as path:
        _settled(path).close()
        yield from _pressed(made, path)


def _pressed(made: Made, path: Path) -> Iterator[Row]:
    with Terminal(command(path), path.parent) as terminal:
        terminal.started("Gathering")
        shown = []
        for _ in range(10):
            shown.append(terminal.press("T", text="STUCK:", quiet=0.4))
            terminal.press("b", quiet=0.4)
        times = [one.until("STUCK:") for one in shown]
        yield Row("show the agenda, T", made.cases, times, sent=[one.size for one in shown])
        terminal.press("T", quiet=1.0)
        walked = [terminal.press("jk"[at % 2]) for at in range(20)]
        yield Row(
            "agenda: cursor key", made.cases, [one.last for one in walked], sent=[s.size for s in walked], aims=KEY
        )
        nexts = [terminal.press("n") for _ in range(10)]
        yield Row(
            "agenda: next, n", made.cases, [one.last for one in nexts], sent=[one.size for one in nexts], aims=KEY
        )


def _settled(path: Path) -> Board:
    """A board on which the rules have done what was due."""
    board = open_board(path)
    end = time.monotonic() + PATIENCE
    while board.run_due(within=PATIENCE):
        if time.monotonic() > end:
            raise RuntimeError("the rules had not done what was due in time")
    return board


def _agenda(board: Board, cards: list[Card]) -> Agenda:
    return agenda(cards, board.clinic, board.shown.day, "", _PACES)


def _by_date(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: min((on for _clock, on in open_dates(card)), default="9"))


def _numbered(card: Card, number: int) -> Card:
    again = msgspec.structs.replace(card)
    again.number = number
    return again


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def figures(made: Made) -> Iterator[Row]:
    """All of it."""
    yield from making(made)
    yield from with_rules(made)
    yield from keys(made)
