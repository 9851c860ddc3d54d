"""A real terminal for tests: a program in a pty, keys as bytes, and what a person would see on the screen.

Knows nothing of the board. Waiting is always for something to be seen, never for a time.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pyte

PROGRAM = (sys.executable, "-m", "lmnboard")
ROOT = Path(__file__).parents[1]
PATIENCE = 20.0
"""Seconds until something that is waited for is given up; long, as tests share two cores."""

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, ESCAPE, TAB, SPACE, BACKSPACE = "\r", "\x1b", "\t", " ", "\x7f"
_NOT_DRAWN = re.compile(rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b[P_][^\x1b]*\x1b\\")
"""Modes and queries, which pyte would print as text."""
_OURS = ("COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "TMUX", "LMNBOARD_BOARD")
"""What the terminal that runs the tests has told, and this one has not."""
_UNFINISHED = re.compile(rb"\x1b(\[[0-9;:<>=?$]*)?\Z")


def ctrl(letter: str) -> str:
    return chr(ord(letter.upper()) - 64)


class Terminal:
    """A program in a terminal of a given size. Use it in a `with`: the program is gone at the end of it."""

    def __init__(
        self,
        *argv: str | Path,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str | None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._drawn: list[str] | None = None
        self.sent = b""
        """Every byte that the program has sent."""
        self._status: int | None = None
        given = {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
        known = os.environ | dict.fromkeys(_OURS) | given | dict(environment or {})
        variables = {name: value for name, value in known.items() if value is not None}
        command = [str(word) for word in argv]
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if folder is not None:
                os.chdir(folder)
            os.execvpe(command[0], command, variables)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        os.close(self._fd)

    # ------------------------------------------------------------------ what is seen
    @property
    def lines(self) -> list[str]:
        if self._drawn is None:  # to draw takes a while, and who waits looks many times
            self._drawn = [line.rstrip() for line in self._screen.display]
        return self._drawn

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cursor_is_shown(self) -> bool:
        return not self._screen.cursor.hidden

    def span(self, line: int, left: int, right: int) -> str:
        """The text of some cells of a line; wide characters take two."""
        return "".join(self._screen.buffer[line][column].data for column in range(left, right))

    def line_of(self, text: str) -> int:
        """The number of the first line that holds a text."""
        found = next((at for at, line in enumerate(self.lines) if text in line), None)
        assert found is not None, f"{text!r} is not on the screen:\n{self.text}"
        return found

    # ------------------------------------------------------------------ keys
    def keys(self, *keys: str) -> None:
        """Send keys in one write, as a fast typist or a paste of keys would."""
        os.write(self._fd, "".join(keys).encode("utf-8", "surrogateescape"))

    def press(self, keys: str, sees: str | Sequence[str] | Callable[[Terminal], bool]) -> float:
        """Send keys and wait for what they bring; the seconds it took."""
        self.read()
        begun = time.monotonic()
        self.keys(keys)
        self.sees(sees)
        return time.monotonic() - begun

    def resize(self, columns: int, rows: int) -> None:
        self.read()
        self._screen.resize(rows, columns)
        self._drawn = None
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # ------------------------------------------------------------------ waiting
    def read(self, quiet: float = 0.0) -> int:
        """Take what the program sends until it has sent nothing for `quiet` seconds; the number of bytes."""
        taken = 0
        while select.select([self._fd], [], [], quiet)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                break
            if not data:
                break
            taken += len(data)
            self.sent += data
            self._feed(data)
        return taken

    def _feed(self, data: bytes) -> None:
        data = self._rest + data
        # A sequence that is not whole yet waits for the rest of it.
        unfinished = _UNFINISHED.search(data)
        whole = unfinished.start() if unfinished else len(data)
        self._rest = data[whole:]
        self._stream.feed(_NOT_DRAWN.sub(b"", data[:whole]))
        self._drawn = None

    def sees(self, wanted: str | Sequence[str] | Callable[[Terminal], bool], within: float = PATIENCE) -> None:
        """Wait until a text, or each of several, is on the screen, or a condition of it holds."""
        if callable(wanted):
            holds = wanted
        else:
            texts = [wanted] if isinstance(wanted, str) else list(wanted)

            def holds(at: Terminal) -> bool:
                return all(text in at.text for text in texts)

        end = time.monotonic() + within
        while True:
            self.read()
            if holds(self):
                return
            assert time.monotonic() < end, f"never seen: {wanted!r}\n{self.text}"
            select.select([self._fd], [], [], 0.02)
            if self._over():
                self.read(0.1)
                assert holds(self), f"ended with {self._status} before {wanted!r} was seen:\n{self.text}"
                return

    def gone(self, text: str, within: float = PATIENCE) -> None:
        """Wait until a text is no longer on the screen."""
        self.sees(lambda at: text not in at.text, within)

    def bytes_for(self, keys: str, quiet: float = 0.12) -> int:
        """The number of bytes that keys bring, until nothing more comes."""
        self.read(quiet)
        self.keys(keys)
        self._wait_for_bytes()
        return self.read(quiet) + self._first

    _first = 0

    def _wait_for_bytes(self) -> None:
        before = len(self.sent)
        end = time.monotonic() + PATIENCE
        while len(self.sent) == before and time.monotonic() < end:
            select.select([self._fd], [], [], 0.05)
            self.read()
        self._first = len(self.sent) - before

    # ------------------------------------------------------------------ the end
    def _over(self) -> bool:
        if self._status is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self._status = os.waitstatus_to_exitcode(status)
        return self._status is not None

    def ends(self, within: float = PATIENCE) -> int:
        """Wait for the program to end; its exit status."""
        end = time.monotonic() + within
        while not self._over():
            self.read(0.02)
            assert time.monotonic() < end, f"still running:\n{self.text}"
        self.read(0.05)
        assert self._status is not None
        return self._status

    def hang_up(self) -> None:
        """Cut the line, as a connection that drops does; nothing can be seen after it."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)
