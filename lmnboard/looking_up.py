"""Looking things up at the board: the history, what records and fields are called, who changed a field last.

`Desk` builds on this; it reads the store and what is shown, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lmnboard.judging import Judging
from lmnboard.model import paths
from lmnboard.model.card import number_of
from lmnboard.model.case import CASES
from lmnboard.model.change import Entry
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import NotFound
from lmnboard.model.fields import Catalogue, catalogue
from lmnboard.store.port import Store


class LookingUp(Judging):
    """What is shown and what is stored, by name."""

    _store: Store

    def history(self, *, oldest_first: bool = False) -> Iterator[Entry]:
        """Every entry, newest first unless told otherwise, read no further than is asked for."""
        if oldest_first:
            from lmnboard.store import oldest_first as forwards

            return forwards.entries(self._papers.place)
        return self._store.newest_first()

    def name_of(self, record: str) -> str:
        """A record as people name it: `LMN-0042` for `cases/42`, `payers/aetna` for `payers/3`."""
        doc = self.shown.records.doc(record) or {}
        table = record.partition("/")[0]
        return str(doc.get("id") or record) if table == "cases" else f"{table}/{doc.get('id') or record}"

    def title_of(self, record: str, path: str) -> str:
        """The title of a field, or of the list that a row lies in."""
        known = self.catalogue_of(record).fields
        pattern = paths.pattern(path)
        field = known.get(pattern) or known.get(pattern.removesuffix("/order").removesuffix("/*"))
        return field.title if field else path

    def last_change(self, target: str, path: str) -> Entry | None:
        """The entry that changed a field or its row last."""
        record = self._record(target)[0]
        for entry in self.history():
            if any(c.record == record and path.startswith(c.path) for c in entry.changes):
                return entry
        return None

    def catalogue_of(self, target: str) -> Catalogue:
        """The fields of a case (`LMN-0042`) or of a directory record (`payers/aetna`)."""
        table = target.partition("/")[0]
        return catalogue(DIRECTORY[table]) if table in DIRECTORY else CASES

    def _record(self, target: str) -> tuple[str, dict[str, Any]]:
        """The record and its document as the store has it now, of a case or a directory record."""
        table, slash, slug = target.partition("/")
        record = self.shown.listed(table, slug)[0] if slash else f"cases/{number_of(target)}"
        doc = self._store.records.doc(record)
        if doc is None:
            raise NotFound(f"There is no case {target!r}.")
        return record, doc
