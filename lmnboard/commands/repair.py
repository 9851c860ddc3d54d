"""`repair`: a board that is read-only because its history is damaged; says what it keeps before it does anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lmnboard import audit, people, served
from lmnboard.commands import asking
from lmnboard.commands.asking import count
from lmnboard.commands.common import Line
from lmnboard.model import values
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import NotAllowed, StoreError
from lmnboard.opening import open_board, verified
from lmnboard.store import repair
from lmnboard.store.place import Place
from lmnboard.which_board import board_path, is_there

_SHOWN = 20
"""Entries that are listed of those that are merged; their numbers are all said."""


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("--yes", action="store_true", help="do it, without being asked")
    args = line.read(given)
    path = board_path(args.board)
    if not is_there(path):
        raise StoreError(f"There is no board at {path}.")
    clinic, by = _who(path)
    place = Place(path)
    plan = repair.plan(place, datetime.now(UTC).isoformat(timespec="milliseconds"), by)
    if plan is None:
        print(f"{path}: nothing in its history is damaged. {verified(path).entries} entries are whole.")
        return 0
    for sentence in _told(plan, clinic, place):
        print(sentence)
    if not asking.agreed(args.yes, "Repair the board?"):
        return 1
    kept = repair.carry_out(place, plan)
    found = verified(path)
    print(f"Repaired: {found.entries} entries, head {found.head[:16]}. As they were: {', '.join(kept)}.")
    for fault in found.faults:
        print(fault)
    return 1 if found.faults else 0


def _who(path: Path) -> tuple[Clinic, str]:
    """The clinic, and who repairs it; a board that cannot be shown at all knows nobody's role."""
    try:
        board = open_board(path)
    except NotAllowed:
        raise
    except StoreError:
        if served.is_served():
            raise
        return Clinic(), people.login(None)
    try:
        board.permit(repair.ACTION)
        return board.clinic, board.me
    finally:
        board.close()


def _told(plan: repair.Plan, clinic: Clinic, place: Place) -> Iterator[str]:
    """What is kept and what is not, in words."""
    if plan.good:
        yield f"{place.history.name} is whole up to entry {plan.good}: that stays as it is."
    else:
        yield f"No entry of {place.history.name} can be kept as it is."
    if plan.snapshot_at:
        yield (
            f"{place.board.name} is whole and has the board as it stood at entry {plan.snapshot_at}: what was shown is "
            "kept."
        )
    if plan.merged:
        yield f"Kept is what they changed, but not who did it and when: {repair.numbers(plan.merged)}."
        known = [bad for bad in plan.merged if bad.at]
        yield from (f"  {_entry(bad, clinic)}" for bad in known[:_SHOWN])
        if len(known) > _SHOWN:
            yield f"  and {len(known) - _SHOWN:,} after them"
    if plan.partly:
        yield f"Of these, not everything fits any more: {', '.join(map(str, plan.partly))}."
    if plan.lost:
        yield f"Lost for good: {repair.numbers(plan.lost)}."
        yield from (f"  {_entry(bad, clinic)}" for bad in plan.lost)
    records = len({change.record for change in plan.changes})
    yield (
        f"One entry, {plan.good + 1} 'repair', takes in {count(len(plan.changes), 'change')} of "
        f"{count(records, 'record')}. The damaged files are kept beside the board."
    )
    fuller = repair.fuller_backup(place, plan.good)
    if not fuller:
        yield "No backup in backups/ has more."
    else:
        backup, seq = fuller
        known_to = max(bad.seq for bad in (*plan.merged, *plan.lost)) if plan.merged or plan.lost else plan.good
        yield (
            f"{backup.parent.name}/{backup.name} has entries up to {seq}: {repair.restore_from(backup)} brings them "
            + ("all back." if seq >= known_to else f"back, but not what was done after entry {seq}.")
        )


def _entry(bad: repair.Bad, clinic: Clinic) -> str:
    if not bad.at:
        return f"{bad.seq}: who did what when is not known"
    try:
        when = values.show_instant(bad.at, clinic)
    except ValueError:  # the damage is in it
        when = bad.at
    sure = "" if bad.entry else ", as far as its line can be read"
    return f"{bad.seq}: {when}, {bad.by}, {audit.done(bad.entry) if bad.entry else bad.action}{sure}"
