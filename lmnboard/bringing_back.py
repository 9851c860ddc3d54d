"""Bringing records back to what they were: what would change, and the one entry that does it.

`Board` builds on this as on the desk. Where the earlier state comes from (the history, a backup, another program's
file) is found by `restoring`; what was shown is what is written, or nothing is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from lmnboard.desk import Desk, Draft
from lmnboard.model import difference
from lmnboard.model.change import Change, Entry
from lmnboard.model.records import Records

RESTORE = "restore"


class BringingBack(Desk):
    """Restoring, as one entry on top of the history: `undo` takes it back."""

    def changes_to(self, then: Records, only: Container[str] | None = None) -> list[Change]:
        """What would make the board what it was; `only` these records, by name (`cases/42`)."""
        self.catch_up()
        return difference.between(self._store.records, then, only)

    def clashes(self, changes: Iterable[Change]) -> list[tuple[Change, Any]]:
        """The changes that somebody else's came before, with what stands now."""
        self.catch_up()
        return self._store.records.clashes(changes)

    def restore(self, changes: list[Change], note: str) -> Entry:
        """Write changes that were looked at, all of them. Raises `Conflict` where somebody was quicker."""
        return self._append(Draft(RESTORE, changes, note))

    def permit(self, action: str, changes: Iterable[Change] = ()) -> None:
        """Raise `NotAllowed` unless the person's role has an action that works on the files themselves."""
        self._held(action, changes)
