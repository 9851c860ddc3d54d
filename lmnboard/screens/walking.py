"""The agenda of whoever is at the keyboard, made once for as long as nothing changes, and the walk through it by `n`.

Knows no screen. The agenda, the board and the case share one `Walk` and one `Left`, which the face holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

import msgspec

from lmnboard.board import Board
from lmnboard.model.card import number_of
from lmnboard.model.change import Entry
from lmnboard.totals import Total, total
from lmnboard.workflow.agenda import Agenda, Item, agenda
from lmnboard.workflow.next_act import act

if TYPE_CHECKING:
    from lmnboard.shown import Shown
    from lmnboard.workflow.clocks import Day
    from lmnboard.workflow.paces import Paces
    from lmnboard.workflow.since import Happened


class Step(msgspec.Struct, frozen=True):
    """Where the walk goes next: the item, its place among so many, and whether it begins again from the first."""

    item: Item
    place: int
    of: int
    again: bool


class Walk:
    """One person's agenda, and how far they have walked it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._made: tuple[Shown, int, Day, bool, Paces | None] | None = None
        self._agenda = Agenda([])
        self.total = Total()
        """What is open in the clinic, as counted with the agenda."""
        self.here = ""
        """The case that they came to last."""
        self._known: frozenset[str] = frozenset()
        self._ahead: frozenset[str] = frozenset()
        self._visited: set[str] = set()
        self._carried = ""
        self.everybody = False
        """Whether the whole clinic's cases are asked for."""
        self.of_all = False
        """Whether the agenda is the whole clinic's: it was asked for, or this person has no case and nothing to do."""
        self.paces: Paces | None = None
        """The clinic's own pace, once somebody has read it from the history."""

    def agenda(self) -> Agenda:
        """The agenda as the board is shown now."""
        shown = self._board.shown
        day = shown.day(None)
        made = (shown, shown.seq, day, self.everybody, self.paces)
        if made != self._made:
            self._made = made
            self.total = total(list(shown.cards.values()), shown)
            self._agenda = self._of("" if self.everybody else self._board.me)
            self.of_all = self.everybody
            if not (self._agenda.items or self._agenda.mine or self.everybody):
                self._agenda, self.of_all = self._of(""), True
        return self._agenda

    def _of(self, me: str) -> Agenda:
        shown = self._board.shown
        return agenda(shown.cards.values(), shown.clinic, shown.day, me, self.paces)

    def stand(self, case_id: str) -> None:
        """Somebody went to this case by themselves: the walk goes on from it."""
        self._visited.clear()
        self._stand(case_id)

    def _stand(self, case_id: str) -> None:
        order = [item.card.id for item in self.agenda().items]
        at = order.index(case_id) if case_id in order else -1
        self.here = case_id
        self._visited.add(case_id)
        self._known = frozenset(order)
        self._ahead = frozenset(order[at + 1 :]) - self._visited

    def next(self, here: str, among: Sequence[Item] | None = None) -> Step | None:
        """The next thing that needs this person after the case at hand; None where nothing does.

        What lay ahead when somebody came to a case still does when that case has gone elsewhere by what was done with
        it; what has come since is not missed. After the last it begins again. `among`: only these items.
        """
        step = self.ahead_of(here, among)
        if step is not None:
            if step.again:
                self._visited.clear()
            self._stand(step.item.card.id)
        return step

    def carry(self, case_id: str) -> None:
        """The walk went on in the case's own screen: the one below stands on that case when it is seen again."""
        self._carried = case_id

    def carried(self) -> str:
        """The case that a screen below has yet to stand on; asked once."""
        case_id, self._carried = self._carried, ""
        return case_id

    def ahead_of(self, here: str, among: Sequence[Item] | None = None) -> Step | None:
        """Where `next` would go; nobody goes there yet."""
        items = self.agenda().items if among is None else among
        if not items:
            return None
        if here != self.here:
            self.stand(here)
        found = next((item for item in items if self._lies_ahead(item.card.id)), items[0])
        again = not self._lies_ahead(found.card.id)
        return Step(found, items.index(found) + 1, len(items), again)

    def _lies_ahead(self, case_id: str) -> bool:
        return case_id != self.here and (case_id in self._ahead or case_id not in self._known)


def step_in_words(step: Step, board: Board) -> str:
    """Where the walk has come to, and what is to be done there."""
    return f"{'again, ' if step.again else ''}{step.place} of {step.of}: {in_words(step.item, board)}"


def in_words(item: Item, board: Board) -> str:
    """The case, the next act and what it hangs on."""
    said = act(item, board.clinic, board.shown.day(item.card.location))
    called = f"call {said.call}" if said.call and said.call != said.hangs_on else ""
    return f"{item.card.id} " + "; ".join(filter(None, (said.does, said.hangs_on, called)))


class Left:
    """How far this person had come when they last left, and what has happened to their cases since."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._file = board.last_seen()
        self._seq = 0
        self._upto = 0
        self.happened: list[Happened] = []
        """What others and the rules did to their cases since, oldest first, as far as `read` has come."""
        self.seen = self._file.read()
        """Where the last session ended; None at the first."""

    def stirred(self) -> None:
        """A key was pressed: what the board shows now was before them."""
        self._seq = self._board.shown.seq

    def keep(self, ago: float) -> None:
        """Keep how far they have come, with the instant of the last key, so many seconds ago; nothing without any."""
        if self._seq:
            from lmnboard.store.last_seen import Seen

            at = datetime.now(UTC) - timedelta(seconds=ago)
            self._file.keep(Seen(self._seq, at.isoformat(timespec="seconds")), self._board.shown.seq)

    def read(self) -> None:
        """Read on in the history, in a thread of its own, to where they had left or this has read."""
        if self.seen is None or self.seen.seq > self._board.shown.seq:
            return
        upto = max(self._upto, self.seen.seq)
        found = list(takewhile(lambda entry: entry.seq > upto, self._board.history()))
        if found:
            self.happened, self._upto = [*self.happened, *self._told(found)], found[0].seq

    def _told(self, newest_first: list[Entry]) -> list[Happened]:
        from lmnboard.workflow.agenda import covered
        from lmnboard.workflow.since import happened

        shown, me = self._board.shown, self._board.me
        owners = {me, *covered(shown.clinic, me, shown.today())}

        def is_mine(record: str) -> bool:
            card = shown.cards.get(number_of(record.removeprefix("cases/")))
            return card is not None and card.owner in owners

        return list(happened(newest_first, me, is_mine, shown.clinic))
