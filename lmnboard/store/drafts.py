"""Half-typed text, on disk until the board has it or its writer gives it up: `drafts/<account>.<random>.json`.

One file a session, written whole by a thread of its own at most once a second, and locked beside it for as long as
the session lives: its drafts are offered to nobody else. The program with a face makes one `Drafts` and one `Half`
for each editor that opens.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from lmnboard.store.draft_file import Draft, Session, count_of
from lmnboard.store.place import Place, make_folder

__all__ = ["Draft", "Drafts", "Half"]

DELAY = 1.0
"""Seconds from the first keystroke that is not on disk to the write that holds it and those after it."""
RETRY = 5.0
"""Seconds until a write is tried again that the disk refused."""


class Half:
    """What is typed into one editor or form, for as long as it is kept nowhere else. Any thread may call it."""

    def __init__(self, drafts: Drafts, draft: Draft, stood: str, brought: Draft | None) -> None:
        self._drafts = drafts
        self._draft = draft
        self._stood = stood
        self._brought = brought
        self._over = False

    def typed(self, text: str) -> None:
        """It says this now. What stood there before is no draft."""
        if text != self._stood:
            self.note(typed=text)
        else:
            self.left()

    def note(self, **what: Any) -> None:
        """Take what is there by now, as fields of a `Draft`."""
        if not self._over:
            self._drafts.note(self._draft, what)

    def left(self) -> None:
        """Its writer gives it up. What it was brought back from stays."""
        self._drafts.drop(self._draft)

    def within(self, path: str, stood: str) -> Half:
        """An editor of a form, or over text that is a draft already."""
        return _Within(self, path, stood)

    @property
    def holds(self) -> bool:
        """Whether there is anything in it."""
        return self._drafts.has(self._draft)

    def stays(self) -> None:
        """It has no place to go: it waits for its writer."""
        self._drafts.wait(self._draft)

    def settled(self) -> None:
        """The board has it."""
        self._over = True
        self._drafts.drop(self._draft, self._brought)


class _Within(Half):
    """What is typed into a part of a draft: leaving it takes back no more than that."""

    def __init__(self, whole: Half, path: str, stood: str) -> None:
        super().__init__(whole._drafts, whole._draft, stood, None)
        self._path = path
        self._before = {"path": whole._draft.path, "typed": whole._draft.typed} if whole.holds else None

    def typed(self, text: str) -> None:
        if text != self._stood:
            self.note(path=self._path, typed=text)
        else:
            self.left()

    def left(self) -> None:
        if self._before is not None:
            self.note(**self._before)
        else:
            super().left()


class Drafts:
    """The half-typed text of one person: of this session, and of sessions of theirs that are gone."""

    def __init__(self, place: Place, account: str, say: Callable[[str], object]) -> None:
        """`say` takes one sentence when drafts cannot be written, and an empty one when they can be again."""
        self._place = place
        self._account = account.replace("/", "_")
        self._say = say
        self._mine = Session()
        self._sessions = [self._mine]
        self._waiting: list[Draft] = []
        self.on_waiting: Callable[[], object] = lambda: None
        """Called, in any thread, where one more draft waits for its writer."""
        self.elsewhere = 0
        """How many drafts other living sessions of this person held when `take_over` looked last."""
        self._changed = threading.Condition()
        self._saving = threading.Lock()
        self._stale = False
        self._failed = False
        self._closing = False
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------------ what is typed
    def begin(self, draft: Draft, stood: str = "", brought: Draft | None = None) -> Half:
        """An editor or form opens over what stood there. `brought` is a draft that it goes on with."""
        return Half(self, draft, stood, brought)

    def has(self, draft: Draft) -> bool:
        with self._changed:
            return any(draft in session.drafts for session in self._sessions)

    def note(self, draft: Draft, what: dict[str, Any]) -> None:
        """Keep a draft as it is now."""
        with self._changed:
            for name, value in what.items():
                setattr(draft, name, value)
            draft.at = datetime.now(UTC).isoformat(timespec="seconds")
            if not any(draft in session.drafts for session in self._sessions):
                self._mine.drafts.append(draft)
            self._soon()

    def drop(self, *drafts: Draft | None) -> None:
        """Keep drafts no longer."""
        with self._changed:
            for session in self._sessions:
                kept = [draft for draft in session.drafts if draft not in drafts]
                if len(kept) != len(session.drafts):
                    session.drafts = kept
                    self._soon()

    def wait(self, draft: Draft) -> None:
        """Count a draft of this session among those that wait for their writer."""
        self._waiting.append(draft)
        self.on_waiting()

    @property
    def waiting(self) -> int:
        """How many drafts wait for their writer; what is being typed or written does not."""
        with self._changed:
            mine = sum(draft in self._waiting for draft in self._mine.drafts)
            return mine + sum(len(session.drafts) for session in self._sessions if session is not self._mine)

    def take_away(self, draft: Draft) -> Callable[[], None]:
        """Drop a draft; what is returned brings it back to the session that typed it."""
        with self._changed:
            session = next((session for session in self._sessions if draft in session.drafts), self._mine)
            self.drop(draft)

        def bring_back() -> None:
            with self._changed:
                session.drafts.append(draft)
                if session is self._mine:
                    self._waiting.append(draft)
                self._soon()

        return bring_back

    @property
    def mine(self) -> bool:
        """Whether anything that was typed in this session is left."""
        return bool(self._mine.drafts)

    def all(self) -> list[Draft]:
        """Every draft, the newest first."""
        with self._changed:
            found = [draft for session in self._sessions for draft in session.drafts]
        return sorted(found, key=lambda draft: draft.at, reverse=True)

    # ------------------------------------------------------------------ sessions that are gone
    def take_over(self) -> None:
        """Take in the drafts of this person's sessions that ended without them; from now on they are this one's."""
        try:
            names = [] if self._folder.is_symlink() else os.listdir(self._folder)
        except OSError:
            return  # nobody has typed anything yet, or it cannot be read: then there is nothing to offer
        stems = {stem for stem, _, kind in (name.rpartition(".") for name in names) if kind in ("json", "lock")}
        living = 0
        for stem in sorted(stems):
            path = self._folder / f"{stem}.json"
            if stem.rpartition(".")[0] != self._account or any(path == session.path for session in self._sessions):
                continue
            session = Session.gone(path)
            if session is not None:
                with self._changed:
                    self._sessions.append(session)
            else:
                living += count_of(path)
        self.elsewhere = living

    # ------------------------------------------------------------------ writing
    def flush(self) -> bool:
        """Write what is not written yet, in this thread; False where the disk refuses."""
        with self._saving:
            try:
                for session in self._sessions:
                    with self._changed:
                        data = msgspec.json.encode(session.drafts) if session.drafts else b""
                    if data != session.saved:
                        session.save(data, self._place, self._new_path)
            except OSError as error:
                self._tell(f"What is being typed cannot be kept as a draft: {error.strerror} ({self._folder}).")
                return False
            self._tell("")
            return True

    def close(self) -> bool:
        """Write what is left, and let the next session of this person have it; False where the disk refuses."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        written = self.flush()
        for session in self._sessions:
            session.close()
        return written

    def _soon(self) -> None:
        self._stale = True
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        wait = DELAY
        while True:
            with self._changed:
                while not self._stale and not self._closing:
                    self._changed.wait()
                # A pause that new keystrokes do not put off.
                self._changed.wait_for(lambda: self._closing, wait)
                if self._closing:
                    return
                self._stale = False
            written = self.flush()
            wait = DELAY if written else RETRY
            if not written:
                with self._changed:
                    self._stale = True

    def _tell(self, wrong: str) -> None:
        """Say it once that drafts cannot be written, and that they can be again."""
        if bool(wrong) != self._failed:
            self._failed = bool(wrong)
            self._say(wrong)

    @property
    def _folder(self) -> Path:
        return self._place.folder / "drafts"

    def _new_path(self) -> Path:
        """A name for this session's file, in a folder that is made with the board's own permissions."""
        with suppress(FileExistsError):
            make_folder(self._folder, self._place.folder_mode)
        if self._folder.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return self._folder / f"{self._account}.{os.urandom(4).hex()}.json"
