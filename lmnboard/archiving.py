"""The archive: resolved cases past the clinic's limit leave the board's file in one entry, and come back by another.

`Board` builds on this as on the desk. Archived cases are found by their number and by the filter's `archived`; they are
not among the board's cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from lmnboard.desk import Desk, Draft
from lmnboard.model.card import Card, card_of
from lmnboard.model.change import Change, Entry
from lmnboard.model.errors import NotFound, Refused
from lmnboard.workflow import archive


class Archiving(Desk):
    """Taking old cases off the board and bringing them back."""

    def archive(self, before: date | None = None) -> Entry:
        """Archive what was resolved before a day, else what is past the clinic's limit; entry 0 where there is none."""
        return self._archive("archive", before)

    def archive_due(self) -> Entry | None:
        """Do what the clinic's limit says, where it has set one: whoever's program is first does it for everybody."""
        days = self.clinic.settings.archive_after_days
        return self._archive("archive due", None) if days and self._due(None) else None

    def _archive(self, action: str, before: date | None) -> Entry:
        def draft() -> Draft:
            due = self._due(before)
            changes = [Change(f"cases/{card.number}", "archived_at", None, self._at()) for card in due]
            # Somebody may be opening one of them again at this moment.
            return Draft(action, changes, expect={f"cases/{card.number}": card.revision for card in due})

        return self._act(draft)

    def bring_back(self, case_ids: Sequence[str]) -> Entry:
        """Put archived cases on the board again, in the stage they left it from."""

        def draft() -> Draft:
            changes = []
            for case_id in case_ids:
                record, doc = self._record(case_id)
                if not doc.get("archived_at"):
                    raise NotFound(f"{doc.get('id')} is on the board, not in the archive.")
                changes.append(Change(record, "archived_at", doc["archived_at"], None))
            return Draft("bring back", changes)

        return self._act(draft)

    def _due(self, before: date | None) -> list[Card]:
        days = self.clinic.settings.archive_after_days
        if before is None:
            if not days:
                raise Refused(
                    "The clinic has set no limit: say --before DATE, or set 'archive resolved cases after days' in the "
                    "directory's settings."
                )
            before = self.shown.today() - timedelta(days=days)
        due = archive.due(list(self.shown.cards.values()), before, self.clinic)
        # What is shown may not know yet what another program has just done to one of them; the store does.
        stands = self._store.records.tables.get("cases", {})
        return archive.due(
            [card_of(stands[card.number], card.number) for card in due if card.number in stands], before, self.clinic
        )
