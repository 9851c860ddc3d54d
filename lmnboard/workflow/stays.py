"""How long cases stood in each stage, read from the history: one stay a visit, without what was taken back. Pure.

Stands on the entries alone: a move says since when the case was in the stage it leaves. Called by `paces` and by the
clinic's numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from lmnboard.model.change import Change, Entry
from lmnboard.model.choices import STAGES, Stage

_DAY = timedelta(days=1)


class Stay(msgspec.Struct, frozen=True, gc=False):
    """One visit of a case to a stage that has ended, and the stage it went on to.

    `record` is as in the history (`cases/42`); both instants are UTC in ISO 8601.
    """

    record: str
    stage: Stage
    into: Stage
    began: str
    ended: str

    @property
    def days(self) -> float:
        """Elapsed days and parts of one, weekends and holidays among them."""
        return (datetime.fromisoformat(self.ended) - datetime.fromisoformat(self.began)) / _DAY

    @property
    def is_back(self) -> bool:
        return STAGES.index(self.into) < STAGES.index(self.stage)


def stays(newest_first: Iterable[Entry], since: str = "") -> Iterator[Stay]:
    """Every stay that has ended, the last one first, as far back as the instant `since`.

    A move that was undone does not count, and one that was done again does, at the time when it was first made. Cases
    that a board began with bring no stays of their own, but their first move says since when they stood where it
    found them.
    """
    gone: set[int] = set()
    for entry in newest_first:
        if entry.at < since:
            return
        if entry.seq in gone:
            continue
        if entry.action in ("undo", "redo"):
            gone.add(entry.of)
            continue
        yield from _ended_by(entry)


def _ended_by(entry: Entry) -> Iterator[Stay]:
    """The stays that an entry ended: wherever it changed a stage together with the instant since when."""
    moved = [change for change in entry.changes if change.path == "stage"]
    for move in moved:
        since = next((c for c in entry.changes if c.path == "stage_since" and c.record == move.record), None)
        if since is not None and move.before in STAGES and move.after in STAGES and _goes_on(since):
            yield Stay(move.record, move.before, move.after, str(since.before), str(since.after))


def _goes_on(since: Change) -> bool:
    """Whether time went on between two instants: a restored board takes cases back to an earlier one."""
    try:
        return datetime.fromisoformat(str(since.before)) <= datetime.fromisoformat(str(since.after))
    except (TypeError, ValueError):  # nobody wrote down since when
        return False
