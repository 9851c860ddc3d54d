"""The terminal at the other end of a line that may be cut at any moment: then the program is told, and ends.

Textual's own driver spins for ever on a closed input, and waits for ever for room where its output has failed. Only
`app.py` names this.
"""

from __future__ import annotations

import io
import select
import threading
from collections.abc import Callable
from typing import Any

from textual.drivers.linux_driver import LinuxDriver

from lmnboard.messages import LineCut


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
            super().run_input_thread()
        except OSError:
            self._tell()

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
