"""What was done to a case, or by a person over all cases, newest first; any one entry in full, and its undo.

The history is read a stretch at a time in a thread of its own, as far as somebody scrolls: it may be very long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard import audit
from lmnboard.messages import EntriesRead
from lmnboard.model.card import number_of
from lmnboard.model.change import Entry
from lmnboard.model.errors import BoardError
from lmnboard.screens.listing import Listing
from lmnboard.screens.one_case import OfOneCase
from lmnboard.screens.telling import Telling
from lmnboard.widgets.lines import Lines, Row

AHEAD = 100
"""Entries that are read before somebody asks for them."""
STRETCH = 0.2
"""Seconds of reading until what was found is shown."""


class HistoryScreen(Listing, OfOneCase):
    """Entries of one case, or of one person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "full", "in full", tooltip="This entry in full"),
        Binding("u", "undo", "undo it", tooltip="Undo this entry, whoever made it"),
        Binding("b", "by", "by person", tooltip="By: all that this person did, on every case; b again goes back"),
        Binding("escape,q,U", "leave", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._listing = 0
        self._begin_listing()

    def _begin_listing(self, by: str = "") -> None:
        self._listing += 1
        self._by = by
        self._entries: dict[int, Entry] = {}
        self._rows: list[Row] = []
        self._drawn_for: tuple[int, bool] = (0, False)
        self._source: Iterator[Entry] | None = None
        self._newest = 0
        self._wanted = AHEAD
        self._reading = self._ended = self._missed = False
        self._full: Entry | None = None

    def compose_body(self) -> ComposeResult:
        yield Lines()

    def show_case(self, case_id: str) -> None:
        super().show_case(case_id)
        self._begin_listing()

    def show_again(self) -> None:
        self._draw_head()
        looks = self.size.width, self.face.names_hidden
        if looks != self._drawn_for:
            self._drawn_for = looks
            self._rows = [row for entry in self._entries.values() for row in self._telling.rows(entry)]
        self._draw()
        self._read_on(older=self._newest == 0)

    def others_changed(self) -> None:
        if not self._by:
            super().others_changed()

    # ------------------------------------------------------------------ reading
    def _read_on(self, *, older: bool) -> None:
        """Read older entries than those that are here, or what has come since; one thing at a time."""
        if self._reading:
            self._missed |= not older
            return
        self._reading = True
        if older and self._source is None:
            self._source = self.board.history()
        source = self._source if older and self._source is not None else self.board.history()
        upto = 0 if older else self._newest
        threading.Thread(
            target=self._read, args=(self._listing, source, upto, older), daemon=True, name="history"
        ).start()

    def _read(self, listing: int, source: Iterator[Entry], upto: int, older: bool) -> None:
        found: list[Entry] = []
        newest, ended, trouble = 0, True, ""
        end = time.monotonic() + STRETCH
        try:
            for entry in source:
                newest = newest or entry.seq
                if entry.seq <= upto:
                    break
                if self._is_asked_for(entry):
                    found.append(entry)
                if older and (len(found) >= AHEAD or time.monotonic() > end):
                    ended = False
                    break
        except BoardError as error:
            trouble = str(error)
        self.post_message(EntriesRead(listing, found, newest, older, ended, trouble))

    def _is_asked_for(self, entry: Entry) -> bool:
        if self._by:
            return entry.by == self._by
        return audit.concerns(entry, self._record, self._case_id)

    @property
    def _record(self) -> str:
        """The case that is asked for; an empty text where it is a person."""
        return "" if self._by else f"cases/{number_of(self._case_id)}"

    @property
    def _telling(self) -> Telling:
        return Telling(self.board, self._record, self.size.width, names_hidden=self.face.names_hidden)

    def on_entries_read(self, message: EntriesRead) -> None:
        if message.listing != self._listing:
            return
        self._reading = False
        self._newest = max(self._newest, message.newest)
        found = {entry.seq: entry for entry in message.entries if entry.seq not in self._entries}
        rows = [row for entry in found.values() for row in self._telling.rows(entry)]
        if message.older:
            self._ended = message.ended
            self._entries |= found
            self._rows = [*self._rows, *rows]
        else:
            self._entries = found | self._entries
            self._rows = [*rows, *self._rows]
        if message.trouble:
            self.say(message.trouble, "alarm")
        if self.on_top:
            self._draw()
        if self._missed:
            self._missed = False
            self._read_on(older=False)
        elif not self._ended and len(self._entries) < self._wanted:
            self._read_on(older=True)

    def _ask_ahead(self) -> None:
        """Read on where the cursor has come near the end of what is here."""
        here = self._here
        if self._ended or here is None:
            return
        if here.seq in islice(reversed(self._entries), AHEAD // 2):
            self._wanted = len(self._entries) + AHEAD
            self._read_on(older=True)

    # ------------------------------------------------------------------ drawing
    def _draw_head(self) -> None:
        if self._by:
            name = self.board.clinic.name_of("staff", self._by)
            self.head((f" History of {name}, over all cases", "strong"))
        else:
            self.head_of_case("history")

    def _draw(self) -> None:
        if self._full is not None:
            self.lines.show(self._telling.in_full(self._full))
            return
        if not self._ended:
            last = [Row(((" reading …", "quiet"),))]
        else:
            last = [] if self._rows else [Row(((" The history has nothing of it.", "quiet"),))]
        self.lines.show([*self._rows, *last])

    # ------------------------------------------------------------------ the cursor
    @property
    def _here(self) -> Entry | None:
        key = self.lines.key
        return self._full or (self._entries.get(int(key)) if key else None)

    def moved(self) -> None:
        self._ask_ahead()

    def on_lines_chosen(self) -> None:
        self.action_full()

    def action_full(self) -> None:
        if self._full is None:
            self._full = self._here
            self._draw()
        else:
            self._back_to_list()

    def _back_to_list(self) -> None:
        entry, self._full = self._full, None
        self._draw()
        if entry is not None:
            self.lines.stand_on(str(entry.seq))

    def action_by(self) -> None:
        """From the history of the case to that of the person who made this entry, and back."""
        here = self._here
        if here is not None or self._by:
            self._begin_listing("" if self._by or here is None else here.by)
            self.lines.show([])
            self.show_again()

    def action_leave(self) -> None:
        if self._full is not None:
            self._back_to_list()
        elif self._by:
            self.action_by()
        else:
            self.action_back()

    def action_undo(self) -> None:
        """Undo the entry under the cursor; that a letter was signed or sent is only taken back by the key twice."""
        entry = self._here
        if entry is None:
            return
        if entry.action in ("sign", "submit") and self.face.last_keys != ("u", "u"):
            self.say(f"u again takes back entry {entry.seq}: {self._told(entry)}", "alarm")
            return
        self.face.last_keys = ("", "")
        self.act(lambda: self.board.undo(entry.seq), lambda taken: self._say_taken("Undone", taken))
