"""Undo and redo: the changes of an entry the other way round, as an entry of their own.

`Board` builds on this as on the desk. What somebody has changed since stays, and no signature comes back over a letter
that it was not given for.
"""

from __future__ import annotations

from contextlib import nullcontext
from itertools import takewhile

import msgspec

from lmnboard.desk import TRIES, Desk, Draft
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET, Change, Entry, still_fits
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import Conflict, NotFound
from lmnboard.workflow import edits, undoing


class TakenBack(msgspec.Struct, frozen=True):
    """An entry that was undone or redone, and its changes that stay because somebody has changed the field since.

    Of a bulk action it is the first of `others` that went the same way; `stay` says which of them could not, and why.
    """

    entry: Entry
    original: Entry
    kept: tuple[Change, ...]
    others: tuple[TakenBack, ...] = ()
    stay: tuple[str, ...] = ()


class _Overtaken(Conflict):
    """Somebody was quicker between looking and writing."""


class TakingBack(Desk):
    """What one has done oneself can be taken back, across restarts too."""

    def to_undo(self) -> Entry | None:
        """What `undo` would take back."""
        return undoing.to_undo((entry for entry in self.history() if entry.changes), self.me)

    def undo(self, seq: int = 0) -> TakenBack:
        """Take back one's own last action, or the entry of that number.

        Raises `Conflict` where it is taken back already, or somebody has changed the same since.
        """
        history = self.history()
        original = next((e for e in history if e.seq == seq), None) if seq else self.to_undo()
        if original is None or original.action in undoing.LASTING or not original.changes:
            raise NotFound(f"Entry {seq} cannot be taken back." if seq else "There is nothing of yours to undo.")
        return self._take_back("undo", original) if seq else self._together("undo", original)

    def redo(self) -> TakenBack:
        """Do again what one's last undo took back."""
        original = undoing.to_redo(self.history(), self.me)
        if original is None:
            raise NotFound("There is nothing to redo.")
        return self._together("redo", original)

    def _together(self, action: str, original: Entry) -> TakenBack:
        """An entry with those of the same bulk action; as many as still can be, each with its own result."""
        done: list[TakenBack] = []
        stay: list[str] = []
        batch = undoing.batch_of(self.history(), original)
        with self.as_one() if len(batch) > 1 else nullcontext():
            for entry in batch:
                try:
                    done.append(self._take_back(action, entry, stands=len(batch) > 1))
                except Conflict as conflict:
                    if len(batch) == 1:
                        raise
                    stay.append(f"{self.name_of(entry.changes[0].record)}: {conflict}")
        if not done:
            raise Conflict(stay[0])
        return msgspec.structs.replace(done[0], others=tuple(done[1:]), stay=tuple(stay))

    def _take_back(self, action: str, original: Entry, *, stands: bool = False) -> TakenBack:
        """Take back what can be; looked at again where somebody was quicker, as then less of it can.

        `stands`: the history has just said that nobody has taken it back.
        """
        for left in reversed(range(TRIES)):
            self.catch_up()
            if not stands:
                self._hold_standing(original)
            try:
                return self._take_back_once(action, original)
            except _Overtaken:
                stands = False
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _hold_standing(self, original: Entry) -> None:
        """Raise `Conflict` where an entry is taken back already: twice would be the same, and say that it was not."""
        gone = undoing.taken_back_by(self.history(), original)
        if gone is not None:
            who = self.clinic.name_of("staff", gone.by)
            raise Conflict(
                f"Entry {original.seq} is taken back already, by {who} (entry {gone.seq}): "
                f"take back entry {gone.seq} to have it again."
            )

    def _take_back_once(self, action: str, original: Entry) -> TakenBack:
        changes = tuple(self._whole(original, change) for change in undoing.reverse(original))
        anothers = undoing.is_anothers(original, self.me)
        self._held(action, changes, anothers=anothers)
        clashes = undoing.staying(changes, (change for change, _now in self._store.records.clashes(changes)))
        left = [change for change in changes if change not in clashes]
        if clashes and not (left and all(undoing.may_stay(original, change) for change in clashes)):
            raise Conflict(f"Entry {original.seq} stays: somebody has changed the same since.", clashes)
        voided, standing, expect = [], left, {}
        for record in dict.fromkeys(change.record for change in left if change.record.startswith("cases/")):
            doc = self._store.records.doc(record)
            if doc:
                expect[record] = int(doc.get("revision") or 0)
                voided += edits.voids_signature(doc, [change for change in left if change.record == record], CASES)
                standing = self._without_stale_signature(record, standing)
        note = edits.VOIDED if voided or standing != left else ""
        try:
            entry = self._append(Draft(action, standing + voided, note, expect), of=original.seq, anothers=anothers)
        except Conflict as conflict:
            raise _Overtaken(str(conflict), conflict.mine, conflict.theirs) from None
        return TakenBack(entry, original, tuple(clashes))

    def _whole(self, original: Entry, change: Change) -> Change:
        """A change that takes a record away: as it stands now, where nobody but rules has touched it since."""
        doc = self._store.records.doc(change.record) if change.path == "" and change.after is UNSET else None
        if doc is None or still_fits(change, doc):
            return change
        since = takewhile(lambda entry: entry.seq > original.seq, self.history())
        plain = undoing.without_rules(doc, change.record, since)
        return Change(change.record, "", doc, UNSET) if still_fits(change, plain) else change

    def _without_stale_signature(self, record: str, changes: list[Change]) -> list[Change]:
        """The changes without a signature that they would bring back under a letter that says something else."""
        signing = [c for c in changes if _signs(c, record) and c.after is not None]
        raw = self._store.records.judge(changes, 0).outcome.get(record) if signing else None
        if raw is None:
            return changes
        case = typed_case(msgspec.json.decode(raw))
        if case.signature.letter_sha256 in (None, self._letter(case).signed_sha256):
            return changes
        return [change for change in changes if not _signs(change, record)]


def _signs(change: Change, record: str) -> bool:
    return change.record == record and change.path.startswith("signature.")
