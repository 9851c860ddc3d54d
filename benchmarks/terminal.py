"""A program in a real pseudo-terminal: what it sends, how much of it, and when, from the key to the last byte.

Imports the standard library alone, so that measuring needs no more than running. The measurements of the face use it.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

COLUMNS, ROWS = 120, 40
FRAME_GAP = 0.012
"""Seconds without a byte after which what came before counts as one frame."""
_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\-_=>])")


class Frame(NamedTuple):
    """Milliseconds to its last byte, and its bytes."""

    ms: float
    size: int


class Sent:
    """What came within one wait: pieces with the second at which each was read."""

    def __init__(self, since: float) -> None:
        self.since = since
        self._pieces: list[tuple[float, bytes]] = []

    def add(self, at: float, piece: bytes) -> None:
        self._pieces.append((at, piece))

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(piece) for _at, piece in self._pieces)

    @property
    def last(self) -> float:
        """Milliseconds to the last byte; 0 where none came."""
        return (self._pieces[-1][0] - self.since) * 1000 if self._pieces else 0.0

    @property
    def frame(self) -> Frame:
        """The first frame of it."""
        if not self._pieces:
            return Frame(0.0, 0)
        at = self._frame_end(0)
        return Frame(
            (self._pieces[at][0] - self.since) * 1000, sum(len(piece) for _at, piece in self._pieces[: at + 1])
        )

    def shows(self, text: str) -> bool:
        return self._piece_with(text) is not None

    def until(self, text: str) -> float:
        """Milliseconds to the end of the first frame that has `text` on it; to the last byte where none has."""
        found = self._piece_with(text)
        if found is None:
            return self.last
        return (self._pieces[self._frame_end(found)][0] - self.since) * 1000

    def _frame_end(self, index: int) -> int:
        """The last piece of the frame that a piece is part of."""
        while index + 1 < len(self._pieces) and self._pieces[index + 1][0] - self._pieces[index][0] < FRAME_GAP:
            index += 1
        return index

    def _piece_with(self, text: str) -> int | None:
        wanted = text.encode()
        if wanted not in _CONTROL.sub(b"", b"".join(piece for _at, piece in self._pieces)):
            return None
        whole = b""
        for index, (_at, piece) in enumerate(self._pieces):
            whole += piece
            if wanted in _CONTROL.sub(b"", whole):
                return index
        return None


class Terminal:
    """One program on a terminal of 120×40 as it is over SSH: 256 colours, no COLORTERM. Leaving it ends the program."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        """Start a command in a folder, which is its home as well, so that no configuration of the user's is read."""
        self.sent = Sent(time.perf_counter())
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.chdir(folder)
                os.execve(command[0], list(command), environment(folder))
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)
        os.waitpid(self.pid, 0)

    def started(self, text: str, *, limit: float = 60.0) -> float:
        """Milliseconds from the start to the first frame that shows `text`; then waits until all is quiet."""
        self._wait(text, limit)
        if not self.sent.shows(text):
            raise RuntimeError(f"It did not show {text!r} within {limit:.0f} s.")
        self._read(0.5, limit)
        return self.sent.until(text)

    def press(self, keys: str, *, quiet: float = 0.12, text: str = "", limit: float = 5.0) -> Sent:
        """Type keys; all that is sent until `text` was there, where given, and it is quiet for `quiet` seconds."""
        self.sent = Sent(time.perf_counter())
        os.write(self._fd, keys.encode())
        self._wait(text, limit)
        self._read(quiet, limit)
        return self.sent

    def listen(self, *, seconds: float = 0.0, text: str = "", limit: float = 5.0) -> Sent:
        """What comes by itself, for some seconds or until it shows `text`."""
        self.sent = Sent(time.perf_counter())
        if text:
            self._wait(text, limit)
            self._read(0.12, limit)
        else:
            end = self.sent.since + seconds
            while (left := end - time.perf_counter()) > 0:
                self._once(left)
        return self.sent

    def cpu(self) -> float:
        """Seconds of processor time that the program has used."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> tuple[float, float]:
        """MiB that are resident, and this process's share of them (its PSS)."""
        found = dict(line.split(":", 1) for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()[1:])
        return _mib(found["Rss"]), _mib(found["Pss"])

    def _wait(self, text: str, limit: float) -> None:
        """Read until a byte has come, or the text has."""
        end = time.perf_counter() + (limit if text else 1.0)
        while (left := end - time.perf_counter()) > 0:
            if self._once(left) and (not text or self.sent.shows(text)):
                return

    def _read(self, quiet: float, limit: float) -> None:
        """Read until nothing comes for a while."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self._once(quiet):
            pass

    def _once(self, wait: float) -> bool:
        """One read, of what comes within `wait` seconds; False where nothing does."""
        if not select.select([self._fd], [], [], wait)[0]:
            return False
        try:
            piece = os.read(self._fd, 65536)
        except OSError:
            raise RuntimeError("The program on the terminal has ended.") from None
        self.sent.add(time.perf_counter(), piece)
        return True


def environment(folder: Path) -> dict[str, str]:
    """What a child is given: the same everywhere, and nothing of the user's."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def _mib(field: str) -> float:
    return int(field.split()[0]) / 1024
