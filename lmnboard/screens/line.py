"""The terminal at the other end of a line that may be cut at any moment: then the program is told, and ends.

What a slow line brings in one piece is read as it was typed, and a byte that is no text ends nothing. Textual's own
driver spins for ever on a closed input, and waits for ever for room where its output has failed. Only `app.py` names
this.
"""

from __future__ import annotations

import io
import os
import select
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from lmnboard.messages import LineCut

_ESCAPE = "\x1b"
_MEANT = tuple(f"{_ESCAPE}{key}" for key in "[Obf\x7f")
"""What begins a longer key, and the keys by which some terminals go a word to the left and right, or take it away."""
_PASTES, _PASTED = f"{_ESCAPE}[200~", f"{_ESCAPE}[201~"
"""What a terminal sends before and behind a text that is pasted."""
_TURN = 0.1
"""Seconds between two looks whether an Escape has stayed alone, or the program is ending."""


class Line(LinuxDriver):
    """Textual's driver, which ends with its terminal."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._cut = threading.Lock()
        self._file = _Output(2, self._tell)

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives this method no types
        threading.Thread(target=self._watch, name="line", daemon=True).start()

    def run_input_thread(self) -> None:
        try:
            self._read_keys()
        except OSError:
            self._tell()

    def _read_keys(self) -> None:
        keys = Keys(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _TURN)[0]:
                text = decode(os.read(self.fileno, 4096))
                for event in keys.feed(text) if text else ():
                    self.process_message(event)
            for event in keys.tick():
                self.process_message(event)

    def _watch(self) -> None:
        """Wait in the kernel until the terminal hangs up; what is typed wakes nobody here."""
        line = select.poll()
        line.register(self.fileno, 0)
        line.poll()
        self._tell()

    def _tell(self) -> None:
        """Stop reading and say so, once."""
        if self._cut.acquire(blocking=False):
            self.exit_event.set()
            self._app.post_message(LineCut())


class Keys(XTermParser):
    """Textual's reading of keys, but for two things that come in one piece.

    Escape with a key right behind it is Escape and that key: Textual takes both for alt and that key, so that what is
    typed is not left but goes on, and enter keeps it. What is pasted is one text: Textual takes it for keys from the
    first Escape in it on.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._marking = ""
        """What may be the beginning of a mark that begins or ends a paste."""

    def feed(self, data: str) -> Iterable[Message]:
        """The events of what was read; of nothing, those at the end of it."""
        sound = "".join(map(self._without_escape, data))
        return super().feed(sound) if sound or not data else ()

    def _without_escape(self, letter: str) -> str:
        """What goes on to be read for one letter more; in what is pasted no Escape but that of its end."""
        mark = _PASTED if self._pasting else _PASTES
        held, self._marking = self._marking + letter, ""
        if held == mark:
            self._pasting = not self._pasting
            return letter if self._pasting else mark
        if mark.startswith(held):
            self._marking = held
        elif letter == _ESCAPE:
            self._marking, held = letter, held[:-1]
        if not self._pasting:
            return letter
        return "" if held == self._marking else held.replace(_ESCAPE, "")

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt or (len(sequence) == 2 and sequence[0] == _ESCAPE and sequence not in _MEANT):
            yield events.Key("escape", _ESCAPE)
            sequence = sequence[-1]
        yield from super()._sequence_to_key_events(sequence)


class _Output(io.TextIOWrapper):
    """What is sent to a terminal; on a line that is cut it goes nowhere."""

    def __init__(self, terminal: int, cut: Callable[[], None]) -> None:
        bytes_ = io.BufferedWriter(io.FileIO(terminal, "wb", closefd=False))
        super().__init__(bytes_, encoding="utf-8", errors="backslashreplace")
        self._cut = cut

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            self._cut()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self._cut()
