"""Cases and records that come from elsewhere: put where they stood there, listed under the id that was planned.

`Board` builds on this as on taking back: an import is all or nothing. `commands.load` reads the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lmnboard.desk import Draft
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.choices import Stage
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import Conflict
from lmnboard.taking_back import TakingBack
from lmnboard.workflow import edits, importing

Rows = Iterable[tuple[str, Mapping[str, Any]]]


class Importing(TakingBack):
    """What an import does beside opening cases."""

    def open_as(self, values: Mapping[str, Any], stage: Stage, because: str, since: str = "") -> Entry:
        """Open a case that was worked on elsewhere, in the stage that it was in there, for a reason.

        `since`: the instant from which it was in that stage. Nothing is judged, and no gate is asked. What follows from
        an answer of the payer's follows.
        """

        def draft() -> Draft:
            return Draft(
                "new", [Change("cases/$1", "", UNSET, self._as_it_was(values, stage, because, since))], because
            )

        return self._act(draft)

    def would_open_as(self, values: Mapping[str, Any], stage: Stage, because: str) -> Case:
        """The case as `open_as` would open it now; raises as that does. Nothing is written."""
        return typed_case(self._as_it_was(values, stage, because, ""))

    def _as_it_was(self, values: Mapping[str, Any], stage: Stage, because: str, since: str) -> dict[str, Any]:
        self._typed("", edits.new_document(values))
        now = self._now(values.get("location"))
        doc = importing.opened(values, stage, because, since, self.clinic, now, self._loads())
        self._typed("", doc)
        return doc

    def list_as(self, table: str, slug: str, values: Mapping[str, Any]) -> Entry:
        """Add a record to the directory under this id. Raises `Conflict` where somebody has just taken the id."""

        def draft() -> Draft:
            if slug in getattr(self.clinic, table):
                raise Conflict(f"Somebody has just listed {table}/{slug}: look at it, then import again.")
            doc = {**edits.new_document(values), "id": slug}
            edits.name_rows(doc, self.catalogue_of(f"{table}/"))
            self._typed(f"{table}/", doc)
            return Draft("directory", [Change(f"{table}/$1", "", UNSET, doc)])

        return self._act(draft)

    def relist(self, target: str, revision: int, values: Mapping[str, Any], added: Rows) -> Entry:
        """Set fields of a directory record and add rows, over what was seen of it. Raises `Conflict` else."""

        def draft() -> Draft:
            record, doc = self._record(target)
            if doc.get("revision") != revision:
                raise Conflict(f"Somebody has just changed {target}: look at it, then import again.")
            changes = edits.set_fields(record, doc, values)
            after = edits.applied(doc, changes)
            for rows, row in added:
                prefix = self.catalogue_of(target).of(rows).about.prefix
                changes.append(edits.add_row(record, after, rows, prefix, row))
                after = edits.applied(after, changes[-1:])
            self._typed(target, after)
            return Draft("directory", changes, expect={record: revision})

        return self._act(draft)

    def take_back(self, entries: Iterable[Entry]) -> None:
        """Take back these entries of one's own, the last first, as one bulk action."""
        with self.as_one():
            for entry in reversed(list(entries)):
                self._take_back("undo", entry)
