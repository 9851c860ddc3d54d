"""Two people changed one field: both values, who was first and when, and three ways on. No keystroke is lost.

`keeping.py` shows it where the store says so. What was typed stays a draft until one of the ways is chosen.
"""

from __future__ import annotations

import re
import time
from difflib import SequenceMatcher
from textwrap import wrap
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.model import paths, values
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import BoardError, Invalid, NotFound, ReasonAsked
from lmnboard.model.fields import Field
from lmnboard.screens.keeping import standing, veil_of
from lmnboard.screens.quiet import KEPT, QuietScreen
from lmnboard.screens.reasons import ask_why
from lmnboard.store.drafts import Half
from lmnboard.widgets.field_list import FieldList
from lmnboard.widgets.lines import Lines, Row

_SENTENCES = re.compile(r"(?<=[a-z0-9)%][a-z0-9)%][.!?])\s+(?=[A-Z])|\n")
"""Where a sentence ends; after `Dr.` or an initial none does."""
_MINE = "mine"
READ = 1.0
"""Seconds for which a value that has just come in cannot be chosen away: a key was meant for the one before it."""


class Clash(msgspec.Struct):
    """A field of a case or directory record, what somebody typed for it, and what stands there: `UNSET` for no row."""

    target: str
    field: Field
    path: str
    mine: Any
    theirs: Any
    half: Half
    because: str = ""
    """Why a deadline is changed, where a reason has been given."""

    @property
    def title(self) -> str:
        return f"{self.target} {self.field.title}"


def show_both(screen: QuietScreen, clash: Clash) -> None:
    """Show both values over a screen; not over an editor that is open there, which would take its keys away."""
    try:
        first = screen.board.last_change(clash.target, clash.path)
    except NotFound:
        clash.half.stays()
        screen.say(f"{clash.target} is gone. {KEPT}", "alarm")
        return
    if screen.focused is not None or not screen.on_top:
        clash.half.stays()
        screen.app.call_later(screen.say, f"{clash.title}: {_who(screen, first)} was quicker. {KEPT}", "alarm")
        return
    screen.app.get_screen("merge", MergeScreen).ask(screen, clash, first)


class MergeScreen(QuietScreen):
    """What they made of a field above, what you typed below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "keep mine", tooltip="Keep mine, as it stands here"),
        Binding("ctrl+t", "theirs", "keep theirs", tooltip="Keep theirs; what you typed goes"),
        Binding("enter", "edit", "merge", tooltip="Merge: edit yours, with theirs before you"),
        Binding("escape", "later", "decide later", tooltip="Theirs stands; yours stays as a draft"),
        Binding("j,down", "scroll(1)", "down", show=False, tooltip="Down in both texts"),
        Binding("k,up", "scroll(-1)", "up", show=False, tooltip="Up in both texts"),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]
    _clash: Clash
    _below: QuietScreen
    _first: Entry | None = None
    _doc: dict[str, Any]
    _sent = False
    _came_at = 0.0

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)
        yield FieldList(self._keep, lambda: None, self._begin)

    def ask(self, below: QuietScreen, clash: Clash, first: Entry | None) -> None:
        """Show a clash. Keys that were typed before it was seen were meant for the screen below, and choose nothing."""
        self._below, self._clash, self._first = below, clash, first
        self._doc = {_MINE: clash.mine}
        self._sent, self._came_at = False, 0.0
        release = self.face.hold()
        self.app.push_screen("merge")
        forgotten = self.face.forget_keys()

        def begin() -> None:
            self.fields.at = 0
            self.board_changed(set())
            if not self._came_at:  # else the line says already that this is another value
                self.say(f"Keys typed meanwhile did nothing ({forgotten}). {self._hint}" if forgotten else self._hint)
            release()

        self.call_after_refresh(begin)

    @property
    def _hint(self) -> str:
        if self._clash.theirs is UNSET:
            return "ctrl+s makes the row again, with yours in it."
        return "Enter edits yours; nothing is lost with escape."

    @property
    def fields(self) -> FieldList:
        return self.query_one(FieldList)

    # ------------------------------------------------------------------ what is shown
    def board_changed(self, touched: set[str]) -> None:
        clash, board = self._clash, self.board
        if any(board.name_of(record) == clash.target for record in touched):
            self._look_again()
        who, veil = _who(self, self._first), veil_of(self, clash.target)
        at = f", {values.show_instant(self._first.at, board.clinic)}" if self._first else ""
        what = "has removed this row" if clash.theirs is UNSET else f"has changed {clash.field.title} too"
        self.head((f" {clash.target}: {who} {what}{at}", "strong"))
        theirs = self._removed_row() if clash.theirs is UNSET else values.show(clash.field, clash.theirs, board.clinic)
        mine = values.show(clash.field, self._doc[_MINE], board.clinic)
        if clash.theirs is not UNSET:
            theirs, mine = veil.of(clash.field, theirs), veil.of(clash.field, mine)
        width = max(self.size.width - 6, 20)
        long = clash.field.editor == "long" and clash.theirs is not UNSET
        rows = _both(theirs, mine, who, width) if long else _one(theirs, who, width, clash.theirs is UNSET)
        lines = self.query_one(Lines)
        lines.styles.height = min(len(rows), self.size.height // 2 - 1 if long else self.size.height - 8)
        lines.show(rows)
        field = msgspec.structs.replace(clash.field, path=_MINE, title=f"yours: {clash.field.title}")
        self.fields.show(clash.title, self._doc, [field], board.catalogue_of(clash.target), board.clinic, veil=veil)

    def _look_again(self) -> None:
        """Somebody has written to this record: where it is this field, theirs is what stands now."""
        clash = self._clash
        try:
            doc = self._present()
            now = paths.value_at(doc, clash.path)
            if now == clash.theirs:
                return
            self._came(now)
        except NotFound:
            clash.half.stays()
            self._leave(f"{clash.target} is gone. {KEPT}", "alarm")
            return
        self._say_came()

    def _came(self, now: Any) -> None:
        """Another value stands there than the one that was shown."""
        clash = self._clash
        self._first = self.board.last_change(clash.target, clash.path)
        clash.theirs, self._came_at = now, time.monotonic()

    def _say_came(self) -> None:
        self.say(f"{_who(self, self._first)} has just changed it again: this is how it stands now.", "alarm")

    @property
    def _unread(self) -> bool:
        return time.monotonic() - self._came_at < READ

    def _present(self) -> dict[str, Any]:
        table, slash, slug = self._clash.target.partition("/")
        shown = self.board.shown
        return shown.listed(table, slug)[1] if slash else shown.doc(self._clash.target)

    def _removal(self) -> Change | None:
        changes = self._first.changes if self._first else ()
        return next((c for c in changes if c.path and self._clash.path.startswith(f"{c.path}/")), None)

    def _removed_row(self) -> str:
        """What the row said that somebody has removed."""
        removal = self._removal()
        row = removal.before if removal is not None and isinstance(removal.before, dict) else {}
        rows = paths.list_around(removal.path) if removal is not None else ""
        veil, clinic = veil_of(self, self._clash.target), self.board.clinic
        said = []
        for field in self.board.catalogue_of(self._clash.target).row_fields(rows) if rows else ():
            value = paths.value_at(row, field.path.rpartition("/*/")[2])
            if field.editor != "rows" and value not in (None, UNSET, []):
                text = veil.of(field, values.show(field, value, clinic))
                said.append(f"{values.sentence_case(field.title)}: {text}")
        return "\n".join(said)

    # ------------------------------------------------------------------ ways on
    def _begin(self, _target: str, _path: str, _found: Any, stood: str) -> Half:
        return self._clash.half.within(self._clash.path, stood)

    def _keep(self, _target: str, _path: str, field: Field, typed: str, _found: Any, half: Half) -> bool:
        try:
            value = values.read(field, typed, self.board.shown.today(), self.board.clinic)
        except Invalid as error:
            self.say(str(error), "alarm")
            return False
        self._doc[_MINE] = value
        self.board_changed(set())
        self.say("ctrl+s keeps it as it stands here.")
        return True

    def action_edit(self) -> None:
        self.fields.edit()

    def action_scroll(self, by: int) -> None:
        self.query_one(Lines).go(by)

    def action_page(self, by: int) -> None:
        self.query_one(Lines).page(by)

    def action_send(self) -> None:
        """Write mine over what is shown as theirs; where that has changed again, the newest is shown."""
        if self._sent or self._unread:
            return
        self._sent = True
        clash, mine = self._clash, self._doc[_MINE]
        seen, removal = clash.theirs, self._removal()

        def done(_entry: Entry) -> None:
            text = values.show(clash.field, mine, self.board.clinic)
            shown = " ".join(veil_of(self, clash.target).of(clash.field, text).split())
            self._leave(f"{clash.title}: {shown[:60] or 'empty'}", "good")

        def give_reason(because: str, reason: Half | None) -> None:
            clash.because = because
            if reason is not None:
                reason.left()
            self.action_send()

        def failed(error: BoardError) -> None:
            self._sent = False
            if isinstance(error, ReasonAsked):
                ask_why(self, clash.target, str(error), give_reason, lambda: None)
                return
            theirs = standing(error, clash.path)
            if theirs is None or clash.theirs is UNSET:
                self.say(f"{KEPT} {error}", "alarm")
                return
            self._came(theirs[0])
            self.board_changed(set())
            self._say_came()

        self.act(lambda: self._write(mine, seen, removal), done, failed, clash.half)

    def _write(self, mine: Any, seen: Any, removal: Change | None) -> Entry:
        """`seen`: what was shown when the key was pressed; news that comes before the write does not change it."""
        clash = self._clash
        if seen is not UNSET:
            found = {clash.path: seen}
            return self.board.edit(clash.target, {clash.path: mine}, found=found, because=clash.because)
        if removal is None or not isinstance(removal.before, dict):
            raise NotFound("That row is not in the history.")
        row = {key: value for key, value in removal.before.items() if key not in ("id", "order")}
        paths.put(row, clash.path.removeprefix(f"{removal.path}/"), mine)
        return self.board.add_row(clash.target, paths.list_around(removal.path), row)

    def action_theirs(self) -> None:
        if self._unread:
            return
        self._clash.half.settled()
        self._leave(f"{self._clash.title}: theirs stands.", "good")

    def action_later(self) -> None:
        self._clash.half.stays()
        self._leave(f"{self._clash.title}: theirs stands. {KEPT}", "base")

    def _leave(self, why: str, tone: str) -> None:
        if self.on_top:
            self.app.pop_screen()
        self._below.say(why, tone)


def _who(screen: QuietScreen, entry: Entry | None) -> str:
    return screen.board.clinic.name_of("staff", entry.by) if entry else "Somebody"


def _one(theirs: str, who: str, width: int, removed: bool) -> list[Row]:
    said = [part for line in theirs.split("\n") for part in wrap(line, width)] or ["(empty)"]
    title = f" It said before {who} removed it:" if removed else f" It says now ({who}):"
    return [Row(((title, "strong"),)), *(Row(((f"   {line}", "base"),)) for line in said), Row((("", "base"),))]


def _both(theirs: str, mine: str, who: str, width: int) -> list[Row]:
    """Both texts, sentence by sentence: what only one of them says is marked."""
    rows = [Row(((f" Both texts: - only in {who}'s, as it stands now; + only in yours", "strong"),))]
    theirs_, mine_ = ([s for s in _SENTENCES.split(text) if s] for text in (theirs, mine))
    for tag, at, to, my_at, my_to in SequenceMatcher(None, theirs_, mine_, autojunk=False).get_opcodes():
        only = [("-", "block", sentence) for sentence in theirs_[at:to]]
        only += [("+", "good", sentence) for sentence in mine_[my_at:my_to]]
        same = [(" ", "base", sentence) for sentence in theirs_[at:to]]
        for mark, style, sentence in same if tag == "equal" else only:
            rows += [Row(((f" {mark} ", style), (line, "base"))) for line in wrap(sentence, width)]
    return rows
