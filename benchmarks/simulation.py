"""A month of clinic life on a real board: `python -m benchmarks.simulation --days 22 --cases 50 --seed 1`.

Two locations, four clerks who work their agenda each day in sessions of their own, a payer that answers by chance and
by its type, the automatic rules each morning. Ends with what must hold: no open case without owner or next date, none
resolved without outcome, no deadline passed that was not on somebody's agenda before, and a board as fast as at the
start. Exit status 1 where one of them does not hold. Nothing outlives the run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from benchmarks.simulated_clinic import CLERKS, begin_clinic
from benchmarks.simulated_month import TIMED, Month, agenda_of
from lmnboard.begin import begin
from lmnboard.board import Board
from lmnboard.knowledge.calendar import is_business_day
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.records import split
from lmnboard.workflow.clocks import BANDS, nearest

FIRST_DAY = date(2026, 11, 2)
ROUNDS = 7


def lacking(board: Board) -> list[str]:
    """Every case that is nobody's, that has no date next, or that ended without an outcome."""
    found = []
    for card in [*board.shown.cards.values(), *board.shown.archived()]:
        if card.stage == "resolved":
            found += [] if card.outcome else [f"{card.id}: resolved without an outcome"]
            continue
        found += [] if card.owner else [f"{card.id}: in {card.stage} without an owner"]
        band = BANDS[nearest(card, board.shown.day(card.location))[0]]
        found += [f"{card.id}: in {card.stage} without a next date"] if band == "none" else []
    return found


def as_it_began(board: Board, folder: Path) -> Path:
    """A board that begins with these very cases: as large, and without their past."""
    path = folder / "board.json"
    tables = ("cases", *DIRECTORY)
    begin(path, {table: {split(name)[1]: doc for name, doc in board.shown.records.every(table)} for table in tables})
    return path


def measured(paths: Sequence[Path], day: date) -> list[dict[str, float]]:
    """Medians in milliseconds of what a clerk does first, board by board in turn; each is edited meanwhile."""
    months = [Month(path, 0, 0) for path in paths]
    for month in months:
        month.begin(day)
    for _ in range(ROUNDS):
        for month in months:
            with month.session(next(iter(CLERKS))) as board:
                month.timed("due", board.run_due)
                made = month.timed("agenda", partial(agenda_of, board))
                for item in made.items[:ROUNDS]:
                    fields = {"value": float(len(month.times["edit"][0]))}
                    month.timed("edit", partial(board.edit, item.card.id, fields))
    return [{name: _median(rows) for name, rows in month.times.items()} for month in months]


def _median(rows: list[list[float]]) -> float:
    values = sorted(value for row in rows for value in row)
    return values[len(values) // 2] if values else 0.0


def main() -> int:
    line = argparse.ArgumentParser(prog="python -m benchmarks.simulation", description=__doc__)
    line.add_argument("--days", type=int, default=22, help="working days")
    line.add_argument("--cases", type=int, default=50, help="new cases a day")
    line.add_argument("--seed", type=int, default=1)
    args = line.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="lmnboard-month-") as folder:
        path = begin_clinic(Path(folder))
        month = Month(path, args.seed, args.cases)
        day, last = FIRST_DAY, FIRST_DAY
        for number in range(1, args.days + 1):
            while not is_business_day(day):
                day += timedelta(days=1)
            month.day(day)
            print(f"... day {number}, {day}: {sum(month.did.values()):,} acts", file=sys.stderr, flush=True)
            day, last = day + timedelta(days=1), day
        with month.session(next(iter(CLERKS))) as board:
            month.look_at_deadlines(board, last)
            failed = _told(month, board, time.perf_counter() - began)
            again = Path(folder) / "again"
            again.mkdir()
            new = as_it_began(board, again)
        _tell_times(month, *measured([path, new], last))
    return 1 if failed else 0


def _told(month: Month, board: Board, seconds: float) -> bool:
    """Print what happened, and whether what must hold does."""
    stages = Counter(card.stage for card in board.shown.cards.values())
    print(f"{len(board.shown.cards):,} cases, {board.shown.seq:,} entries, {seconds:.0f} s")
    print("  " + ", ".join(f"{stage} {count}" for stage, count in sorted(stages.items())))
    print("  " + ", ".join(f"{what} {count:,}" for what, count in sorted(month.did.items())))
    missing = lacking(board)
    print(f"cases without owner, next date or outcome: {len(missing)}")
    print(f"deadlines passed: {month.passed}; of these on nobody's agenda before: {len(month.unannounced)}")
    for said in [*missing, *month.unannounced][:10]:
        print(f"  {said}")
    return bool(missing or month.unannounced)


def _tell_times(month: Month, now: dict[str, float], fresh: dict[str, float]) -> None:
    """How fast the board is beside its first days, when it was nearly empty, and beside as many cases with no past."""
    print("milliseconds: in the first days, now, a new board of the same cases, and now to new")
    for name in TIMED:
        first = _median(month.times[name][:3])
        print(f"{name:>8} {first:8.1f} {now[name]:8.1f} {fresh[name]:8.1f} {now[name] / fresh[name]:8.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
