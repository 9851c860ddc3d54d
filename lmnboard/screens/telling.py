"""Entries of the history as lines to read: in a list, and one in full. The words are those of `audit`.

Knows the board and the widgets' rows; the history's screen calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from lmnboard import audit
from lmnboard.board import Board
from lmnboard.curtain import GONE, UP, Veil
from lmnboard.model import values
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Row

MOST = 6
"""Changes and records of one entry that the list shows."""


class Telling:
    """How entries are told to one person: of one case by its `record`, or, where that is empty, of all."""

    def __init__(self, board: Board, record: str, width: int, *, names_hidden: bool) -> None:
        self._board = board
        self._record = record
        self._width = width
        self._hidden = names_hidden

    def rows(self, entry: Entry) -> Iterator[Row]:
        """An entry in the list: its heading, on which the cursor stands, and its changes on a line each."""
        width, number = self._width, f"  {entry.seq} "
        heading = cut(f" {self._heading(entry)}", width - len(number))
        yield Row(((heading, "base"), (number, "quiet")), str(entry.seq))
        if entry.note:
            yield Row(((cut(f"   {_line(self._note(entry))}", width), "quiet"),))
        changes = self._about(entry)
        for change in changes[:MOST]:
            told = audit.told(change, self._board.clinic, self._veil(change.record))
            if not _is_internal(told):
                yield Row(((_change_line(told, width), "quiet"),))
        if len(changes) > MOST:
            yield Row(((f"   … {len(changes) - MOST} more", "quiet"),))

    def in_full(self, entry: Entry) -> list[Row]:
        """One entry with everything that it changed, long texts wrapped."""
        width = max(self._width - 8, 20)
        texts: list[tuple[str, str]] = [(f" {self._heading(entry)}", "strong")]
        texts += [(f" {line}", "base") for line in wrap(self._note(entry), width)]
        for change in self._about(entry):
            name = "" if self._record else f"{self._named(change)}  "
            for told in audit.parts(change, self._board.clinic, self._veil(change.record)):
                if not _is_internal(told):
                    texts += [("", "base"), (f" {name}{told.title}  ({told.path or 'the whole record'})", "base")]
                    texts += _sides(told, change, width)
        return [Row(((text, style),)) for text, style in texts]

    def _heading(self, entry: Entry) -> str:
        who = self._board.clinic.name_of("staff", entry.by)
        when = values.show_instant(entry.at, self._board.clinic)
        names = [] if self._record else list(dict.fromkeys(map(self._named, entry.changes)))
        more = " …" if len(names) > MOST else ""
        return "  ".join(filter(None, (when, who, audit.done(entry), ", ".join(names[:MOST]) + more)))

    def _about(self, entry: Entry) -> Sequence[Change]:
        about = [change for change in entry.changes if self._record in ("", change.record)]
        return [change for change in about if not audit.is_mark(change)]

    def _named(self, change: Change) -> str:
        return audit.name_of(change.record, self._board.name_of)

    def _note(self, entry: Entry) -> str:
        note = entry.note
        for record in list(dict.fromkeys(change.record for change in self._about(entry)))[:MOST]:
            note = self._veil(record).over(note)
        return note

    def _veil(self, record: str) -> Veil:
        if not self._hidden:
            return UP
        doc = self._board.shown.records.doc(record)
        return GONE if doc is None and record.startswith("cases/") else Veil(doc or {})


def _sides(told: audit.Told, change: Change, width: int) -> Iterator[tuple[str, str]]:
    """What stood there and what stands there since, wrapped; of a row or record that came or went, the one there is."""
    sides = [("was", "quiet", told.before), ("now", "base", told.after)]
    if change.before is UNSET:
        del sides[0]
    elif change.after is UNSET:
        del sides[1]
    for mark, style, said in sides:
        lines = [part for line in said.split("\n") for part in wrap(line, width) or [""]]
        for at, line in enumerate(lines):
            yield f"   {'   ' if at else mark}  {line}", style


def _is_internal(told: audit.Told) -> bool:
    return told.field is not None and told.field.about.internal


def _line(text: str) -> str:
    return " ".join(text.split())


def _change_line(told: audit.Told, width: int) -> str:
    """A change on one line: what came with +, what went with −, anything else from what to what."""
    before, after = _line(told.before), _line(told.after)
    if told.before == audit.ABSENT:
        return cut(f"   + {told.title}: {after}", width)
    if told.after == audit.ABSENT:
        return cut(f"   − {told.title}: {before}", width)
    room = width - len(told.title) - 8
    if len(before) + len(after) > room and len(before) > room // 2:
        before = cut(before, max(room // 2, room - len(after), 8)).rstrip()
    return cut(f"   {told.title}: {before} → {after}", width)
