"""The one shape of every action: a `Change` of one field or row, an `Entry` of the changes of one action.

Durability, merging, live refresh, undo, audit and recovery all read this shape; there is no second mechanism.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from lmnboard.model import paths

__all__ = ["PROGRAM", "UNSET", "Change", "Entry", "UnsetType"]


PROGRAM = "lmnboard"
"""Who an entry is by that an automatic rule made, whosever program ran it."""


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field, row or whole record, from what to what.

    `record` is `table/number` (`cases/42`; `cases/$1` for one not numbered yet). `path` is empty for a whole record,
    else as in `lmnboard.model.paths`. `UNSET` on either side means "not there": a row or record added or removed.
    """

    record: str
    path: str = ""
    before: Any | UnsetType = UNSET
    after: Any | UnsetType = UNSET

    def reversed(self) -> Change:
        return Change(self.record, self.path, self.after, self.before)


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One action of one person, all or nothing.

    A draft has `seq` 0 and no digests; the store numbers and chains it under the lock. `at` is a UTC instant,
    ISO 8601 with offset. `expect` names the revision that each judged record had. `of` is the entry that an `undo`
    or `redo` takes back. Entries of one bulk action share a `batch`. `schema` is the form that records have from this
    entry on, where it is the first of that form; 0 in every other.
    """

    seq: int
    at: str
    by: str
    action: str
    changes: tuple[Change, ...] = ()
    note: str = ""
    expect: dict[str, int] = {}
    of: int = 0
    batch: str = ""
    schema: int = 0
    previous: str = ""


def standing(doc: dict[str, Any] | None, change: Change) -> Any | UnsetType:
    """What stands now where `change` would write."""
    if doc is None:
        return UNSET
    return doc if change.path == "" else paths.value_at(doc, change.path)


def still_fits(change: Change, now: Any | UnsetType) -> bool:
    """Whether `change` may be written over `now`: it found what stands there, or it says the same.

    An empty field is the same whether its key is missing, null or taken away; an absent row is not an empty one.
    """
    return _same(change, now, change.before) or _same(change, now, change.after)


def _same(change: Change, now: Any | UnsetType, then: Any | UnsetType) -> bool:
    if then is UNSET and change.path and not paths.names_row(change.path):
        then = None
    if now is UNSET or then is UNSET:
        return now is then
    if isinstance(now, dict) and isinstance(then, dict):
        said = _filled if change.path else _without_bookkeeping
        return bool(said(now) == said(then))
    return bool(now == then)


def _without_bookkeeping(doc: dict[str, Any]) -> Any:
    """A record's document as people wrote it: the store keeps these two keys itself, and what is empty says nothing."""
    return _filled({key: value for key, value in doc.items() if key not in ("revision", "last_row")})


def _filled(value: Any) -> Any:
    """A value without what is empty in it: a field that was filled and emptied again is as one that never was."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _filled(item)) not in (None, {}, [])}
    return [_filled(item) for item in value] if isinstance(value, list) else value
