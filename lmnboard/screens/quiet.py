"""What every screen shares: it sends only what changes, and has a head, a line for messages and a line of keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from textual.app import ComposeResult
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from lmnboard.board import Board
from lmnboard.curtain import UP, Veil
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.errors import BoardError
from lmnboard.screens.face import Face
from lmnboard.store.drafts import Draft, Half
from lmnboard.taking_back import TakenBack
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import KeyLine, OneLine, Span

if TYPE_CHECKING:
    from lmnboard.widgets.field_list import FieldList

T = TypeVar("T")
_CASE = re.compile(r"\bLMN-\d+\b")
KEPT = "Yours is kept as a draft: R."
"""Where text goes that has no place to go."""
NOTICED = 1.0
"""Seconds in which somebody who types notices that the editor is gone."""
R_OPENS = "R opens."
"""Ends the line that offers drafts."""


class QuietScreen(Screen[None]):
    """A screen that repaints only what changed when the focus moves, and paints once when it is shown."""

    AUTO_FOCUS = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    _drawn_at: Size | None = None

    def compose(self) -> ComposeResult:
        yield OneLine(id="head")
        yield from self.compose_body()
        yield AskLine(id="says")
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """What stands between the head and the message line."""
        yield from ()

    def _compositor_refresh(self) -> None:
        # The whole screen is painted in a moment anyway; Textual would paint it three times.
        if not self._repaint_required:
            super()._compositor_refresh()

    # ------------------------------------------------------------------ the board
    @cached_property
    def face(self) -> Face:
        """Kept once it is known: the acting thread cannot ask Textual for it when the program is on its way out."""
        app = self.app
        assert isinstance(app, Face)
        return app

    @property
    def board(self) -> Board:
        return self.face.board

    ready = False
    """Whether its widgets are there; keys wait until they are."""

    def on_mount(self) -> None:
        self.face.listeners.append(self._hear)
        self.face.greeters.append(self._greet)
        self.ready = True
        self.app.call_later(self.face.act_on_keys)

    @property
    def on_top(self) -> bool:
        """Whether this is the screen that is seen; Textual's `is_current` is true of the one below it as well.

        Not once leaving has begun: its parts are taken down one by one.
        """
        return self.app.screen_stack[-1:] == [self] and not self.face.is_leaving

    def _hear(self, touched: set[str]) -> None:
        if self.on_top:
            self.board_changed(touched)

    def _greet(self) -> None:
        if self.on_top:
            self.others_changed()

    def on_screen_resume(self) -> None:
        if self.on_top:  # the next key may have left it again
            self.board_changed(set())

    def on_resize(self) -> None:
        before, self._drawn_at = self._drawn_at, self.size
        if self.on_top and before is not None and before != self.size:
            self.board_changed(set())

    def board_changed(self, touched: set[str]) -> None:
        """Something that is shown has changed: show it again."""

    def others_changed(self) -> None:
        """Who else is here has changed, or how many drafts wait: say it where this screen does."""

    # ------------------------------------------------------------------ the curtain
    def veil(self) -> Veil:
        """What hides the patient whom this screen is about."""
        return Veil({}) if self.face.names_hidden else UP

    def covered(self, text: str) -> str:
        """A text as it may be shown here: with the curtain down, without who the patient is, nor of a case it names."""
        text, shown = self.veil().over(text), self.board.shown
        named = set(_CASE.findall(text)) if self.face.names_hidden else ()
        for case_id in filter(shown.has, named):
            text = Veil(shown.doc(case_id)).over(text)
        return text

    # ------------------------------------------------------------------ saying and acting
    def head(self, *spans: Span) -> None:
        self.query_one("#head", OneLine).say(*spans)

    def say(self, text: str, tone: str = "base") -> None:
        """Put one sentence on the message line; `alarm` for what went wrong, `good` for what went right."""
        self.query_one(AskLine).say((f" {self.covered(text)}", tone))

    def stirred(self) -> None:
        """Somebody goes on working: a sentence that has been there for some seconds goes. Unattended it stays."""
        if self.ready and self.on_top and self.focused is None and self.query_one(AskLine).is_read:
            self.say("")

    def says_alarm(self) -> bool:
        """Whether the message line says what went wrong: nothing that can wait takes its place."""
        return any(style == "alarm" for _text, style in self.query_one(AskLine).spans)

    def may_write(self, table: str = "cases") -> bool:
        """Whether this person's role lets them write there; says so where it does not, before anything is typed."""
        why = self.board.refusal(table)
        if why:
            self.say(why, "alarm")
        return not why

    def say_error(self, error: BoardError) -> None:
        self.say(str(error), "alarm")

    def say_kept(self, half: Half, error: BoardError) -> None:
        """Say why something could not be written, and that its text waits among the drafts."""
        half.stays()
        self.say(f"{KEPT} {error}", "alarm")

    def drafts_seen(self) -> None:
        """Take a line away that sends its reader to the drafts: they have been there since."""
        said = self.query_one(AskLine).says
        if KEPT in said or R_OPENS in said:
            self.say("")

    def act(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | str,
        failed: Callable[[BoardError], None] | None = None,
        half: Half | None = None,
    ) -> None:
        """Do something that writes; then say `done`, or call it. What went wrong is said unless `failed` takes it.

        `half` is the draft of what it writes: it goes once that is written, also where the program is left meanwhile.
        """
        release = self.face.hold()

        def write() -> T:
            result = work()
            if half is not None:
                half.settled()
            return result

        def finish(result: T) -> None:
            if isinstance(done, str):
                self.say(done, "good")
            else:
                done(result)
            release()

        def give_up(error: BoardError) -> None:
            if failed is not None:
                failed(error)
            elif half is not None:
                self.say_kept(half, error)
            else:
                self.say_error(error)
            release()

        self.face.act(write, finish, give_up)

    def begin_field(self, target: str, path: str, found: Any, stood: str) -> Half:
        """An editor opens on a field of a case or directory record that says `stood`: the draft of what is typed."""
        return self.face.drafts.begin(Draft(target=target, path=path, found=None if found is UNSET else found), stood)

    edits_next: Draft | None = None
    """A draft whose field is to be edited when this screen is shown."""

    def go_on_with_draft(self, fields: FieldList, target: str) -> None:
        """Open the editor of the draft that this screen was asked to go on with, over its field and no other."""
        draft, self.edits_next = self.edits_next, None
        if draft is None or fields.item is None or (draft.target, draft.path) != (target, fields.item.path):
            return
        half = self.face.drafts.begin(msgspec.structs.replace(draft), draft.typed, draft)
        release = self.face.hold()

        def begin() -> None:
            fields.edit(draft.typed, draft.found, half)
            release()

        self.call_after_refresh(begin)

    def let_typing_end(self) -> None:
        """An editor was taken away under somebody's fingers: what they go on typing is no command for what is below."""
        release = self.face.hold()

        def end() -> None:
            self.face.forget_keys()
            release()

        self.app.set_timer(NOTICED, end)

    def go_to(self, name: str) -> None:
        """Show a named screen: back to it where it lies below this one, else over it."""
        wanted = self.app.get_screen(name)
        if wanted not in self.app.screen_stack:
            self.app.push_screen(name)
            return
        while self.app.screen is not wanted:
            self.app.pop_screen()

    def action_drafts(self) -> None:
        """Show the drafts, with those of this person's sessions that have ended meanwhile."""

        def show(_found: None) -> None:
            if self.on_top and self.focused is None:  # a slow disk may answer when somebody types again
                self.go_to("drafts")

        self.act(self.face.drafts.take_over, show)

    def action_back(self) -> None:
        if self.on_top:
            self.app.pop_screen()

    def action_undo(self) -> None:
        """Undo at once; that a letter was signed or sent is only taken back by the key twice."""
        last = self.board.to_undo()
        if last is not None and last.action in ("sign", "submit") and self.face.last_keys != ("u", "u"):
            self.say(f"u again takes back: {self._told(last)}", "alarm")
            return
        self.face.last_keys = ("", "")
        self.act(self.board.undo, lambda taken: self._say_taken("Undone", taken))

    def action_redo(self) -> None:
        self.act(self.board.redo, lambda taken: self._say_taken("Done again", taken))

    def _say_taken(self, done: str, taken: TakenBack) -> None:
        stay = len(taken.stay) + sum(len(one.kept) for one in (taken, *taken.others))
        stays = f"; {stay} stay, changed by somebody since" if stay else ""
        more = f" and {len(taken.others)} more" if taken.others else ""
        self.say(f"{done}: {self._told(taken.original)}{more}{stays}", "good")

    def _told(self, entry: Entry) -> str:
        """An entry in words: whose record, what was done, and to which fields."""
        records = dict.fromkeys(self.board.name_of(change.record) for change in entry.changes)
        done = {
            "edit": "",
            "undo": "",
            "sign": "signed",
            "submit": "sent",
            "move": "moved",
            "attest": "ticked",
            "rule": "changed by rule",
            "contact": "call recorded",
            "touch": "next touch",
            "snooze": "put off",
            "cover": "cover",
            "respond": "payer's answer",
            "appeal": "appeal opened",
            "renew": "renewal opened",
        }
        what = done.get(entry.action, entry.action)
        if not what:
            what = ", ".join(dict.fromkeys(self.board.title_of(c.record, c.path) for c in entry.changes))
        return f"{', '.join(records)} {what}"
