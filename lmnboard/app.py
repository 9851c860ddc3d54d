"""The program with a face: wires the board to the screens, the acting thread and the watch on others' changes.

Decides nothing about cases. Keys act in the order in which they were typed, and a fault is told in one line without
anything of a patient.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from lmnboard.board import Board
from lmnboard.model.errors import BoardError, NotAllowed
from lmnboard.screens.board import BoardScreen
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.codes_coming import CodesComing
from lmnboard.screens.face import Face
from lmnboard.screens.idle import MINUTES, Idle
from lmnboard.screens.line import Line
from lmnboard.screens.quiet import R_OPENS, QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.widgets.drawn import live_keys

if TYPE_CHECKING:  # the board starts without it
    from lmnboard.screens.help import HelpScreen


def _screen(module: str, name: str) -> Callable[[], Screen[Any]]:
    """What makes a screen when it is first shown, and imports it then."""

    def make() -> Screen[Any]:
        made = getattr(import_module(f"lmnboard.screens.{module}"), name)()
        assert isinstance(made, Screen)
        return made

    return make


_TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
"""What says that somebody is there; a mouse that is only pushed aside is not."""


class BoardApp(Face):
    """The board on a terminal."""

    TITLE = "lmnboard"
    # Its own list of commands takes no key that is typed ahead, and fails where one comes while it is being filled.
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screens/lmnboard.tcss"
    # Named screens are made at their first use and stay: leaving one then paints the screen once, not twice.
    SCREENS: ClassVar[dict[str, Callable[[], Screen[Any]]]] = {
        "agenda": _screen("agenda", "AgendaScreen"),
        "blank": _screen("blank", "BlankScreen"),
        "call": _screen("call", "CallScreen"),
        "case": _screen("case", "CaseScreen"),
        "checklist": _screen("checklist", "ChecklistScreen"),
        "letter": _screen("letter", "LetterScreen"),
        "since": _screen("since", "SinceScreen"),
        "directory": _screen("directory", "DirectoryScreen"),
        "drafts": _screen("drafts", "DraftsScreen"),
        "form": _screen("form", "FormScreen"),
        "help": _screen("help", "HelpScreen"),
        "history": _screen("history", "HistoryScreen"),
        "merge": _screen("merging", "MergeScreen"),
        "payer-clocks": _screen("payer_clocks", "PayerClocksScreen"),
        "numbers": _screen("numbers", "NumbersScreen"),
        "results": _screen("results", "ResultsScreen"),
        "totals": _screen("totals", "TotalsScreen"),
        "why": _screen("why", "WhyScreen"),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "help", tooltip="All keys of this screen"),
        Binding("ctrl+q", "quit", "quit", show=False, tooltip="Quit; nothing is ever unsaved"),
        Binding("ctrl+p", "commands", "commands", show=False, tooltip="Any command by name"),
    ]

    def __init__(self, board: Board, *, limits: tuple[float, float] | None = None) -> None:
        """`limits`: minutes until the screen is blanked, and from then until leaving; else as the clinic has set."""
        plain = "NO_COLOR" in os.environ or os.environ.get("COLORTERM") not in ("truecolor", "24bit")
        # Given here and not by the theme alone: what NO_COLOR does to colours is decided in this call.
        super().__init__(board, ansi_color=True if plain else None)
        self.theme = "ansi-dark" if plain else "textual-dark"
        self.animation_level = "none"
        self.fault = ""
        self.line_cut = False
        self.shut_out = ""
        self.idle_minutes = 0.0
        self.idle = Idle(self, lambda: limits or self._set_limits(), self._leave_idle)
        self.codes_coming = CodesComing(self, lambda: self._show_again({"codes"}))
        self._typed: deque[events.Key | events.Paste] = deque()

    def get_default_screen(self) -> Screen[None]:
        return BoardScreen()

    def on_mount(self) -> None:
        self.call_after_refresh(_collect_again)
        self.call_after_refresh(self.codes_coming.begin)
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(signum, self.leave, 128 + signum)
        self.idle.begin()
        if self._first_screen() == "agenda":
            self.push_screen("agenda")

    def _first_screen(self) -> str:
        """The screen that a day begins with: as this person likes it, else as the clinic has set."""
        clinic = self.board.clinic
        person = clinic.staff.get(self.board.me)
        return (person and person.first_screen) or clinic.settings.first_screen or "board"

    def on_unmount(self) -> None:
        self.codes_coming.end()

    def get_driver_class(self) -> type[Driver]:
        return Line

    # ------------------------------------------------------------------ leaving
    def leave(self, status: int) -> None:
        """End at once, with what is half typed kept first."""
        self.drafts.flush()
        self.exit(None, status)

    def on_line_cut(self) -> None:
        self.line_cut = True
        self.leave(128 + signal.SIGHUP)

    def let_go(self, why: str) -> None:
        if why:
            self.shut_out = why.rstrip(".")
            self.leave(NotAllowed.exit_status)

    def limits_changed(self) -> None:
        self.idle.begin()

    def offer_drafts(self) -> None:
        if not self.drafts.waiting:
            return
        from lmnboard.screens.drafts import drop_what_stands

        drop_what_stands(self.drafts, self.board)
        waiting = self.drafts.waiting
        if waiting and isinstance(self.screen, QuietScreen):
            self.screen.board_changed(set())
            if self.focused is None and not self.board.notices:
                self.screen.say(f"Typed before and never kept: {counted(waiting, 'draft')}. {R_OPENS}")

    def _leave_idle(self, minutes: float) -> None:
        self.idle_minutes = minutes
        self.leave(0)

    def _set_limits(self) -> tuple[float, float]:
        settings = self.board.clinic.settings
        blank, left = settings.idle_minutes, settings.logoff_minutes
        return MINUTES if blank is None else blank, MINUTES if left is None else left

    def trouble(self, error: BoardError) -> None:
        self.warn(str(error))

    @property
    def case_at_hand(self) -> str:
        return self.screen.case_id if isinstance(self.screen, CaseWork) else ""

    def told_by_itself(self, sentence: str) -> bool:
        screen = self.screen
        free = isinstance(screen, QuietScreen) and screen.ready and self.focused is None and not screen.says_alarm()
        if free and isinstance(screen, QuietScreen):
            screen.say(sentence)
        return free

    def warn(self, why: str) -> None:
        if why and isinstance(self.screen, QuietScreen):
            self.screen.say(why, "alarm")

    # ------------------------------------------------------------------ keys
    async def on_event(self, event: events.Event) -> None:
        """Let each key act before the next is looked at: Textual alone loses what is typed ahead of an editor."""
        if isinstance(event, events.AppFocus | events.AppBlur):
            return
        if self.is_leaving and isinstance(event, events.InputEvent | events.Paste):
            return
        if isinstance(event, _TOUCHES) and not event.is_forwarded:
            self.last_key_at = time.monotonic()
            self.left.stirred()
            if self.idle.stirred():
                return
            if isinstance(self.screen, QuietScreen):
                self.screen.stirred()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            await self.act_on_keys()
        else:
            await super().on_event(event)

    async def act_on_keys(self) -> None:
        while self._typed and not self.holds and not self.is_leaving:
            if not (isinstance(self.screen, QuietScreen) and self.screen.ready):
                return  # it calls again when its widgets are there
            await self._act_on(self._typed.popleft())

    @property
    def is_leaving(self) -> bool:
        return super().is_leaving or bool(self.fault)

    def forget_keys(self) -> int:
        forgotten = len(self._typed)
        self._typed.clear()
        return forgotten

    async def _act_on(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key):
            self.last_keys = (self.last_keys[1], event.key)
            if await self._check_bindings(event.key, priority=True):
                return
        if self.focused is not None:
            event._set_forwarded()
            event.stop()
            await self.focused._dispatch_message(event)
        if isinstance(event, events.Key) and not event._no_default_action:
            await self._check_bindings(event.key)

    def action_help(self) -> None:
        self._keys_listed()
        self.push_screen("help")

    def action_commands(self) -> None:
        self._keys_listed().find_at_once()

    def _keys_listed(self) -> HelpScreen:
        """The help of the screen that is shown."""
        from lmnboard.screens.help import HelpScreen

        screen = self.get_screen("help", HelpScreen)
        screen.show_keys(live_keys(self.screen, every=True))
        return screen

    # ------------------------------------------------------------------ faults
    def _handle_exception(self, error: Exception) -> None:
        """Note where it happened. The message and the local variables may name a patient and are never shown."""
        cause = getattr(error, "error", error)
        frames = traceback.extract_tb(cause.__traceback__)
        place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        self.fault = self.fault or f"{type(cause).__name__}{place}"
        self.panic()
        # So that a test which runs the program has it raised.
        self._exception = self._exception or error
        self._exception_event.set()

    def panic(self, *renderables: Any) -> None:
        """End at once. Textual's own would print what it is handed, a traceback with patients' data among it."""
        self.fault = self.fault or "input"
        self._exit_renderables.clear()
        self._close_messages_no_wait()


def _collect_again() -> None:
    """From the first picture on: what was made until then is never looked through again."""
    gc.freeze()
    gc.enable()


def run(board: Board, *, limits: tuple[float, float] | None = None) -> int:
    """Show a board on this terminal until somebody quits; the exit status. `limits` as of `BoardApp`."""
    threading.excepthook = lambda fault: None
    app = BoardApp(board, limits=limits)
    kept = False
    try:
        app.run()
    finally:
        kept = app.drafts.close()
        board.close()
    if app.line_cut:
        return app.return_code or 0  # nobody is there to read anything
    said = []
    if app.fault:
        said.append(f"stopped by a fault ({app.fault}). What was saved is saved")
    if app.idle_minutes:
        said.append(f"left after {max(round(app.idle_minutes), 1)} idle minutes")
    if app.shut_out:
        said.append(app.shut_out)
    if app.drafts.mine:
        said.append("what was being typed is kept as a draft" if kept else "what was being typed could not be kept")
    if said:
        print(f"lmnboard: {'; '.join(said)}.", file=sys.stderr)
    return 3 if app.fault else app.return_code or 0
