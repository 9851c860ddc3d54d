"""Undo and redo from the history: which entry to take back, and its changes the other way round. Pure.

Each person takes back their own. An undo is an entry of its own that names the one it takes back (`of`); a redo names
the undo. So both survive a restart, and the history keeps what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import takewhile
from typing import Any

from lmnboard.model import paths
from lmnboard.model.change import PROGRAM, Change, Entry, standing, still_fits

LASTING = frozenset({"begin", "export", "print", "copy", "remind", "reveal", "take-in", "repair"})
"""Actions that are not taken back: what has left has left, and what was seen was seen."""
RULE = "rule"
"""The action of an entry that an automatic rule made: anybody who works on cases may take it back, by its number."""
BY_ITSELF = frozenset({"archive", "archive due", "migrate", RULE})
"""Actions that nobody did on purpose, or for everybody: taken back by their number only, never by `u`."""
TOUCH = "next_touch."
"""What the paths of the next touch begin with."""
_APART = 100
"""Other actions of a person between two entries of a bulk action of theirs, after which no more of it is looked for."""


def to_undo(newest_first: Iterable[Entry], by: str) -> Entry | None:
    """The last action of a person that nobody has undone yet."""
    for entry in _standing(newest_first):
        if entry.by == by and not entry.of and entry.action not in LASTING | BY_ITSELF:
            return entry
    return None


def to_redo(newest_first: Iterable[Entry], by: str) -> Entry | None:
    """The last undo of a person, unless they did something else since."""
    for entry in _standing(newest_first):
        if entry.by == by and entry.action not in LASTING | BY_ITSELF | {"redo"}:
            return entry if entry.action == "undo" else None
    return None


def taken_back_by(newest_first: Iterable[Entry], entry: Entry) -> Entry | None:
    """The entry that has taken another one back, and stands itself; None where that one stands."""
    since = takewhile(lambda other: other.seq > entry.seq, _standing(newest_first))
    return next((other for other in since if other.of == entry.seq), None)


def _standing(newest_first: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that nobody has taken back, whoever that was: a redo takes an undo back."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.seq not in gone:
            gone.add(entry.of)
            yield entry


def batch_of(newest_first: Iterable[Entry], entry: Entry) -> list[Entry]:
    """An entry with the others of its bulk action, newest first, as far as they are not taken back already."""
    if not entry.batch:
        return [entry]
    found, apart = [], 0
    for other in _standing(newest_first):
        if other.batch == entry.batch:
            found.append(other)
            apart = 0
        elif found and other.by == entry.by and other.seq < entry.seq:
            apart += 1  # a bulk action is done in one go, but its person may do two at once, in two terminals
            if apart > _APART:
                break
    return found


def reverse(entry: Entry) -> tuple[Change, ...]:
    """The changes that take an entry back, last first.

    The marks of automatic rules stay: what was taken back is not done again by itself.
    """
    return tuple(_back(change) for change in reversed(entry.changes) if not change.path.startswith("ran."))


def without_rules(doc: dict[str, Any], record: str, since: Iterable[Entry]) -> dict[str, Any]:
    """A record as it would stand had no rule touched it: without what those entries did, newest first, that still
    stands. One that changed another record too is left as it is, as the two belong together."""
    plain = deepcopy(doc)
    for entry in since:
        if (entry.by, entry.action) != (PROGRAM, RULE) or any(change.record != record for change in entry.changes):
            continue
        for change in reversed(entry.changes):
            back = change.reversed()
            if still_fits(back, standing(plain, back)):
                paths.put(plain, back.path, deepcopy(back.after))
    return plain


def _back(change: Change) -> Change:
    back = change.reversed()
    # A list that was not there goes again: kept as nothing, it would be no list.
    gone = back.after is None and isinstance(back.before, list)
    return Change(back.record, back.path, back.before) if gone else back


def is_anothers(entry: Entry, me: str) -> bool:
    """Whether taking an entry back undoes what another person did; what a rule did is nobody's."""
    return entry.by not in (me, PROGRAM)


def may_stay(entry: Entry, change: Change) -> bool:
    """Whether an entry may go back without one of its changes, which somebody has written over since.

    Half a move or half a signature would be a lie; that a case was given to somebody else meanwhile is none, nor that
    somebody has promised something else than what a rule proposed.
    """
    promised = entry.action == RULE and change.path.startswith(TOUCH)
    return entry.action == "edit" or change.path == "owner" or promised


def staying(changes: Iterable[Change], clashes: Iterable[Change]) -> list[Change]:
    """The changes that stay with those that somebody has written over: of a promise its day stays with its words."""
    clashes = list(clashes)
    promised = {change.record for change in clashes if change.path.startswith(TOUCH)}
    return [c for c in changes if c in clashes or (c.record in promised and c.path.startswith(TOUCH))]
