"""Undo and redo from the history: which entry to take back, and its changes the other way round. Pure.

Each person takes back their own. An undo is an entry of its own that names the one it takes back (`of`); a redo names
the undo. So both survive a restart, and the history keeps what happened.
"""

from __future__ import annotations

from collections.abc import Iterable

from lmnboard.model.change import Change, Entry

LASTING = frozenset({"begin", "export", "print", "copy", "reveal", "take-in", "repair"})
"""Actions that are not taken back: what has left has left, and what was seen was seen."""
BY_ITSELF = frozenset({"archive", "archive due", "migrate"})
"""Actions that nobody did on purpose, or for everybody: taken back by their number only, never by `u`."""


def to_undo(newest_first: Iterable[Entry], by: str) -> Entry | None:
    """The last action of a person that is not undone yet."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.by != by or entry.seq in gone or entry.action in LASTING | BY_ITSELF:
            continue
        if entry.action in ("undo", "redo"):
            gone.add(entry.of)
        else:
            return entry
    return None


def to_redo(newest_first: Iterable[Entry], by: str) -> Entry | None:
    """The last undo of a person, unless they did something else since."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.by != by or entry.seq in gone or entry.action in LASTING | BY_ITSELF:
            continue
        if entry.action == "redo":
            gone.add(entry.of)
        else:
            return entry if entry.action == "undo" else None
    return None


def batch_of(newest_first: Iterable[Entry], entry: Entry) -> list[Entry]:
    """An entry with the others of its bulk action, newest first, as far as they are not taken back already."""
    if not entry.batch:
        return [entry]
    found, gone = [], set()
    for other in newest_first:
        if other.by == entry.by and other.of and other.seq not in gone:
            gone.add(other.of)
        if other.batch == entry.batch:
            found += [other] if other.seq not in gone else []
        elif found and other.by == entry.by and other.seq < entry.seq:
            break  # a bulk action is done in one go: before another action of this person there is none of it
    return found


def reverse(entry: Entry) -> tuple[Change, ...]:
    """The changes that take an entry back, last first."""
    return tuple(_back(change) for change in reversed(entry.changes))


def _back(change: Change) -> Change:
    back = change.reversed()
    # A list that was not there goes again: kept as nothing, it would be no list.
    gone = back.after is None and isinstance(back.before, list)
    return Change(back.record, back.path, back.before) if gone else back


def must_be_whole(entry: Entry) -> bool:
    """Whether an entry goes back altogether or not at all: half a move or half a signature would be a lie."""
    return entry.action != "edit"
