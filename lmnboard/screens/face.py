"""What the screens need of the program: the board, one thread that acts, one that watches, and news in order.

Knows no screen. `app.py` builds the program on it; every screen reaches it as `self.face`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from textual._compositor import CompositorUpdate
from textual.app import App
from textual.screen import Screen

from lmnboard.board import Board
from lmnboard.messages import ActionEnded, NewsArrived, OthersSeen
from lmnboard.model.errors import BoardError
from lmnboard.screens.by_itself import ByItself
from lmnboard.screens.walking import Left, Walk
from lmnboard.widgets.sparing import Sparing

if TYPE_CHECKING:
    from lmnboard.store.presence import Presence, Present

HOLD = 2.0
"""Seconds that keys wait at most for what the key before them began; a disk that hangs stops nobody."""
CHECK_AFTER = 2.0
"""Seconds after the start at which the whole history is held against its chain: not while somebody waits."""
LOOK = 0.25
"""Seconds between looks at what others have written."""
GREET = 4
"""Looks at others' changes between two looks at who is here."""
AWAKE = 600.0
"""Seconds after the last key until a session fades from what others see of it."""
T = TypeVar("T")


class Face(App[None]):
    """An app with a board. Actions are written in a thread of their own, one after the other."""

    def __init__(self, board: Board, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.board = board
        self.board.deliver = self._tell
        self.last_keys = ("", "")
        self.listeners: list[Callable[[set[str]], None]] = []
        """Called with the names of the records that changed, in the thread that draws."""
        self.names_hidden = bool(board.clinic.settings.curtain)
        """Whether the curtain is down: no screen shows who a patient is."""
        self.open_case = ""
        self.others: tuple[Present, ...] = ()
        """Everybody else who is here, and `open_case` what they see of this session."""
        self.greeters: list[Callable[[], None]] = []
        """Called where `others` has changed, or how many drafts wait, in the thread that draws."""
        self.last_key_at = time.monotonic()
        self.walk = Walk(board)
        self.left = Left(board)
        self.drafts = board.drafts(self._tell_of_drafts)
        """What is half typed, here and in sessions of this person that are gone."""
        self.drafts.on_waiting = lambda: self.post_message(ActionEnded(self._greet))
        self.holds = 0
        self.by_itself = ByItself(self)
        self._clerk = ThreadPoolExecutor(1, "clerk")
        self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)
        self._ending = threading.Event()

    def on_mount(self) -> None:
        self._watcher.start()
        self.act(self.drafts.take_over, lambda _: self.offer_drafts(), self.trouble)
        self.set_timer(CHECK_AFTER, self._tidy)
        self.set_interval(30, self._look_at_the_clock)

    def _tidy(self) -> None:
        self.act(self.board.check, self.warn, self.trouble)
        # Who may not, or cannot write, leaves it to the next person's program.
        self.act(self.board.archive_due, lambda _: None, lambda _: None)
        self.by_itself.begin()

    def on_unmount(self) -> None:
        self._ending.set()
        self._clerk.shutdown()
        self.drafts.close()
        self.left.keep(time.monotonic() - self.last_key_at)
        if self._watcher.is_alive():
            self._watcher.join(1)  # it takes this session from those who are here

    def act(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BoardError], None]) -> None:
        """Do something that writes, in the acting thread and in order; then call `done` or `failed` in this one."""

        def run() -> None:
            try:
                result = work()
            except BoardError as error:
                found = error
                self.post_message(ActionEnded(lambda: failed(found)))
            except Exception as error:  # a thread's fault must end the program as a key's does, not vanish
                fault = error
                self.post_message(ActionEnded(lambda: self._handle_exception(fault)))
            else:
                self.post_message(ActionEnded(lambda: done(result)))

        if not self._ending.is_set():
            self._clerk.submit(run)

    def hold(self) -> Callable[[], None]:
        """Let keys wait, so that what is typed ahead finds what the key before it opens; returns what lets them act."""
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                self.holds -= 1
                limit.stop()
                self.call_later(self.act_on_keys)

        self.holds += 1
        limit = self.set_timer(HOLD, release)
        return release

    async def act_on_keys(self) -> None:
        """Let the keys that wait act."""

    @property
    def is_leaving(self) -> bool:
        """Whether leaving has begun: no key acts and nothing is said any more, as the screens are being taken down."""
        return self._exit or not self.is_running

    def forget_keys(self) -> int:
        """Drop the keys that wait, as what they were meant for is no longer before their writer; how many they were."""
        return 0

    def limits_changed(self) -> None:
        """The clinic may have set other idle limits."""

    def let_go(self, why: str) -> None:
        """Leave where this person may not look at the board any more; an empty text where they may."""

    def offer_drafts(self) -> None:
        """The drafts of sessions that are gone have been found."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        made: Any = Sparing(renderable) if isinstance(renderable, CompositorUpdate) else renderable
        super()._display(screen, made)

    def warn(self, why: str) -> None:
        """Something that is wrong with the board; an empty text where nothing is."""

    @property
    def case_at_hand(self) -> str:
        """The case that the screen is about, or the cursor on; an empty text for none."""
        return ""

    def told_by_itself(self, sentence: str) -> bool:
        """Say what an automatic rule did that concerns this person; False where something else is said or asked."""
        return bool(sentence)

    def trouble(self, error: BoardError) -> None:
        """Something that nobody asked for has failed."""

    def _tell(self, news: Any) -> None:
        self.post_message(NewsArrived(news))

    def _tell_of_drafts(self, wrong: str) -> None:
        self.post_message(ActionEnded(lambda: self.warn(wrong)))

    def _watch(self) -> None:
        """Look for others and their changes in a thread of its own: a network disk that hangs stops no key."""
        presence: Presence | None = None
        seen = self.others
        looks = 0
        while not self._ending.wait(LOOK):
            if self.board.changed():
                self.act(self.board.catch_up, lambda _: None, self.trouble)
            looks += 1
            if looks % GREET == 0:
                presence = presence or self.board.presence()
                presence.be(self.board.me, self.open_case, awake=time.monotonic() - self.last_key_at < AWAKE)
                found = presence.others()
                if found != seen:
                    seen = found
                    self.post_message(OthersSeen(found))
        if presence is not None:
            presence.leave()

    def on_news_arrived(self, message: NewsArrived) -> None:
        touched = self.board.take(message.news)
        if self.is_leaving:
            return
        if not isinstance(message.news, list) or any(record.startswith("staff/") for record in touched):
            self.let_go(self.board.shut_out())
        if touched:
            self._show_again(touched)
        if isinstance(message.news, list):
            self.by_itself.heard(message.news)

    def on_others_seen(self, message: OthersSeen) -> None:
        self.others = message.others
        if not self.is_leaving:
            self._greet()

    def _greet(self) -> None:
        """Who else is here, or how many drafts wait, is said anew."""
        for greet in self.greeters:
            greet()

    def on_action_ended(self, message: ActionEnded) -> None:
        # On the way out there is no screen left to say it on; what was written is written.
        if not self.is_leaving:
            message.then()

    def _look_at_the_clock(self) -> None:
        if not self.is_leaving and self.board.shown.new_day():
            self._show_again(set())
            self.by_itself.run()

    def _show_again(self, touched: set[str]) -> None:
        if any(record.startswith("settings/") for record in touched):
            self.limits_changed()
        for listener in self.listeners:
            listener(touched)
