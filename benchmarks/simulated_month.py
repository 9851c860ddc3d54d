"""A month at the simulated clinic, day by day: who opens the board, what comes in, what clerks do, what was announced.

Every act is one of the real board's, on real files, in sessions that open and close. Called by `simulation`.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.simulated_clinic import CLERKS, Arriving, PayerByMail
from lmnboard.board import Board
from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.card import Card
from lmnboard.model.choices import ADVERSE, APPEALED, GRANTED
from lmnboard.model.errors import BoardError, Refused
from lmnboard.store.file import FileStore
from lmnboard.store.papers import Papers
from lmnboard.workflow.agenda import Agenda, agenda
from lmnboard.workflow.clocks import open_dates
from lmnboard.workflow.closing import windows
from lmnboard.workflow.contacts import Contacted

TIMED = ("open", "agenda", "edit", "due")
"""What is timed each day, in the order in which it is printed."""
ENOUGH = 140
"""Cases that a clerk works on in a day at most."""
Deadline = tuple[int, str, str]
"""A case's number, the clock's name, its date in ISO."""


class Clock:
    """The clinic's time: a moment goes by with each look at it, as work takes one."""

    _now = datetime(2026, 1, 1, tzinfo=UTC)

    def begin(self, day: date) -> None:
        """Eight in the morning in Chicago, six in Los Angeles."""
        self._now = datetime(day.year, day.month, day.day, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(milliseconds=200)
        return self._now


class Month:
    """The simulation, with what it has seen."""

    def __init__(self, path: Path, seed: int, cases: int) -> None:
        self._path = path
        self._cases = cases
        self._chance = random.Random(seed)
        self.clock = Clock()
        self._mail = PayerByMail(self._chance)
        self._arriving = Arriving(self._chance)
        self._announced: set[tuple[int, str]] = set()
        self._running: set[Deadline] = set()
        self.times: dict[str, list[list[float]]] = {name: [] for name in TIMED}
        self.did: Counter[str] = Counter()
        self.unannounced: list[str] = []
        self.passed = 0

    # ------------------------------------------------------------------ a day
    def begin(self, day: date) -> None:
        """Set the clock to a morning, and time it by itself."""
        self.clock.begin(day)
        for name in TIMED:
            self.times[name].append([])

    def day(self, day: date) -> None:
        """One working day: the first clerk's program does what is due; then each clerk in turn; cases come in."""
        self.begin(day)
        for at, (clerk, location) in enumerate(CLERKS.items()):
            with self.session(clerk) as board:
                if at == 0:
                    self.did["done by itself"] += len(self.timed("due", board.run_due))
                    self.look_at_deadlines(board, day)
                self._open_mail(board, location, day)
                self._take_in(board, location, self._cases // len(CLERKS), day)
                made = self.timed("agenda", partial(agenda_of, board))
                self._announce(made)
                self._work(board, made, day)

    @contextmanager
    def session(self, clerk: str) -> Iterator[Board]:
        """A clerk's own session, as another process would have it; who it is is said as sudo says it."""
        os.environ["SUDO_UID"] = str(70001 + list(CLERKS).index(clerk))

        def opened() -> Board:
            store = FileStore(self._path)
            board = Board(store, Papers(store.place), clock=self.clock)
            board.shown.open_cards()
            return board

        board = self.timed("open", opened)
        try:
            yield board
        finally:
            board.close()

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        found = work()
        self.times[name][-1].append((time.perf_counter() - began) * 1000)
        return found

    # ------------------------------------------------------------------ deadlines
    def look_at_deadlines(self, board: Board, day: date) -> None:
        """Which deadlines passed since yesterday, and whether anybody had been told; then those that run now."""
        still = set(_deadlines(board))
        for number, name, on in self._running & still:
            if on < day.isoformat():
                self.passed += 1
                if (number, on) not in self._announced:
                    self.unannounced.append(f"LMN-{number:04d}: {name} {on}, seen as passed on {day}")
        self._running = {deadline for deadline in still if deadline[2] >= day.isoformat()}

    def _announce(self, made: Agenda) -> None:
        """What is on somebody's agenda in its first two sections is announced: the case with each of its dates."""
        for item in made.items:
            if item.section in ("lost", "harm"):
                self._announced |= {(item.card.number, on) for _name, on in _windows(item.card)}

    # ------------------------------------------------------------------ what clerks do
    def _take_in(self, board: Board, location: str, count: int, day: date) -> None:
        for _ in range(count):
            board.new(self._arriving.case(location, day))
            self.did["opened"] += 1

    def _open_mail(self, board: Board, location: str, day: date) -> None:
        for case_id, answer in self._mail.arrived(location, day):
            if board.shown.card(case_id).stage != "follow_up":
                continue  # somebody took it back: the answer is for a letter that is being written again
            board.respond(case_id, answer)
            self.did[f"answered: {answer.outcome}"] += 1

    def _work(self, board: Board, made: Agenda, day: date) -> None:
        """The agenda from the top, as far as the day goes; for each case the next act."""
        for item in made.items[:ENOUGH]:
            case_id = item.card.id
            card = board.shown.card(case_id)
            if card.stage != item.card.stage:
                continue  # it went on by itself while the clerk was at another
            try:
                self._next_act(board, card, day)
            except BoardError as error:
                raise RuntimeError(f"{case_id}, in {card.stage}: {error}") from error

    def _next_act(self, board: Board, card: Card, day: date) -> None:
        stage = card.stage
        if stage == "gathering":
            self._gather(board, card, day)
        elif stage == "drafting":
            self._draft(board, card, day)
        elif stage == "review":
            self._send(board, card, day)
        elif stage == "follow_up":
            self._follow_up(board, card, day)
        elif card.outcome in GRANTED:
            board.renew(card.id)
            self.did["renewed"] += 1
        else:
            self.did["on the agenda though resolved"] += 1

    def _gather(self, board: Board, card: Card, day: date) -> None:
        """Some of what is missing comes each day; when all is there the tasks are done and the case goes on."""
        if self._chance.random() < 0.45:
            self._touch(board, card, day, "Ask for the records")
            return
        fields = self._arriving.facts(card.id, board.shown.doc(card.id), day)
        self.timed("edit", lambda: board.edit(card.id, {**fields, **_tasks_done(board, card.id, day)}))
        self.did["done by itself"] += len(board.run_due([card.id]))
        if board.shown.card(card.id).stage == "gathering":
            self._on(board, card.id, "drafting")

    def _draft(self, board: Board, card: Card, day: date) -> None:
        if self._chance.random() < 0.4:
            self._touch(board, card, day, "Ask how the draft goes")
            return
        self.timed("edit", lambda: board.edit(card.id, {
            "rationale": self._arriving.rationale(board.shown.doc(card.id)), **_tasks_done(board, card.id, day)
        }))  # fmt: skip
        self.did["done by itself"] += len(board.run_due([card.id]))
        if board.shown.card(card.id).stage == "drafting":
            self._on(board, card.id, "review")

    def _on(self, board: Board, case_id: str, stage: Any) -> None:
        """A move through the gate, or past it for a reason."""
        try:
            board.move(case_id, stage)
        except Refused:
            board.move(case_id, stage, "The provider asks to go on")
            self.did["moved with a reason"] += 1
        self.did["moved"] += 1

    def _send(self, board: Board, card: Card, day: date) -> None:
        if self._chance.random() < 0.1:
            board.move(card.id, "drafting")
            self.did["sent back"] += 1
            return
        done = _tasks_done(board, card.id, day)
        if done:
            board.edit(card.id, done)
        for finding in board.findings(card.id):
            if finding.status == "person":
                board.attest(card.id, finding.check)
        board.sign(card.id, method="electronic", word="signed in the portal")
        sending = board.proposed_sending(card.id)
        sending = sending.given(to=sending.to or "(512) 555-0190", confirmation=f"C{self._chance.randrange(10**6)}")
        try:
            board.submit(card.id, sending)
        except Refused:
            board.submit(card.id, sending, "The provider asks to send it as it is")
            self.did["sent with a reason"] += 1
        self._mail.sent(board.shown.case(card.id), board.clinic, day)
        self.did["sent"] += 1

    def _follow_up(self, board: Board, card: Card, day: date) -> None:
        answer = card.last_answer.outcome
        if answer in ADVERSE:
            appeals = answer in APPEALED and self._chance.random() < 0.7
            try:
                if appeals:
                    board.appeal(card.id)
                    self.did["appealed"] += 1
                    return
            except Refused:
                self.did["no level left"] += 1
            board.not_appealed(card.id, "The patient and the provider let it be")
            self.did["done by itself"] += len(board.run_due([card.id]))
            return
        if (card.next_touch.on or "") > day.isoformat():
            return
        touch = board.proposed_after_contact(card.id)
        said = Contacted(with_="member services", reference=f"R{self._chance.randrange(10**6)}",
                         summary="In review", next_on=touch.on, next_what=touch.what)  # fmt: skip
        board.contact(card.id, said)
        self.did["called"] += 1

    def _touch(self, board: Board, card: Card, day: date, what: str) -> None:
        board.touch(card.id, add_business_days(day, 1), what)
        self.did["touched"] += 1


def agenda_of(board: Board) -> Agenda:
    return agenda(board.shown.cards.values(), board.clinic, board.shown.day, board.me)


def _tasks_done(board: Board, case_id: str, day: date) -> dict[str, Any]:
    """The fields that say that every open task of a case is done."""
    tasks = board.shown.case(case_id).tasks
    left = (task for task in tasks if not (task.done_at or task.waived_because))
    return {f"tasks/{task.id}/{key}": value for task in left
            for key, value in (("done_at", day.isoformat()), ("done_by", board.me))}  # fmt: skip


def _windows(card: Card) -> list[tuple[str, str]]:
    return [(name, on) for name, on in windows(card, open_dates(card)) if name in ("file by", "reply due")]


def _deadlines(board: Board) -> Iterator[Deadline]:
    for card in board.shown.cards.values():
        if card.stage != "resolved":
            yield from ((card.number, name, on) for name, on in _windows(card))
