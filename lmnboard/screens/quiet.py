"""What every screen shares: it sends only what changes, and has a head, a line for messages and a line of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.app import ComposeResult
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from lmnboard.board import Board
from lmnboard.model.change import Entry
from lmnboard.model.errors import BoardError
from lmnboard.screens.face import Face
from lmnboard.taking_back import TakenBack
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import KeyLine, OneLine, Span

T = TypeVar("T")


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
    @property
    def face(self) -> Face:
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
        self.ready = True
        self.app.call_later(self.face.act_on_keys)

    def _hear(self, touched: set[str]) -> None:
        if self.is_current:
            self.board_changed(touched)

    def on_screen_resume(self) -> None:
        self.board_changed(set())

    def on_resize(self) -> None:
        before, self._drawn_at = self._drawn_at, self.size
        if self.is_current and before is not None and before != self.size:
            self.board_changed(set())

    def board_changed(self, touched: set[str]) -> None:
        """Something that is shown has changed: show it again."""

    # ------------------------------------------------------------------ saying and acting
    def head(self, *spans: Span) -> None:
        self.query_one("#head", OneLine).say(*spans)

    def say(self, text: str, tone: str = "base") -> None:
        """Put one sentence on the message line; `alarm` for what went wrong, `good` for what went right."""
        self.query_one(AskLine).say((f" {text}", tone))

    def say_error(self, error: BoardError) -> None:
        self.say(str(error), "alarm")

    def act(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | str,
        failed: Callable[[BoardError], None] | None = None,
    ) -> None:
        """Do something that writes; then say `done`, or call it. What went wrong is said unless `failed` takes it."""
        release = self.face.hold()

        def finish(result: T) -> None:
            if isinstance(done, str):
                self.say(done, "good")
            else:
                done(result)
            release()

        def give_up(error: BoardError) -> None:
            (failed or self.say_error)(error)
            release()

        self.face.act(work, finish, give_up)

    def go_to(self, name: str) -> None:
        """Show a named screen: back to it where it lies below this one, else over it."""
        wanted = self.app.get_screen(name)
        if wanted not in self.app.screen_stack:
            self.app.push_screen(name)
            return
        while self.app.screen is not wanted:
            self.app.pop_screen()

    def action_back(self) -> None:
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
        stays = f"; {len(taken.kept)} stay, changed by somebody since" if taken.kept else ""
        self.say(f"{done}: {self._told(taken.original)}{stays}", "good")

    def _told(self, entry: Entry) -> str:
        """An entry in words: whose record, what was done, and to which fields."""
        records = dict.fromkeys(self.board.name_of(change.record) for change in entry.changes)
        done = {"edit": "", "undo": "", "sign": "signed", "submit": "sent", "move": "moved", "attest": "ticked"}
        what = done.get(entry.action, entry.action)
        if not what:
            what = ", ".join(dict.fromkeys(self.board.title_of(c.record, c.path) for c in entry.changes))
        return f"{', '.join(records)} {what}"
