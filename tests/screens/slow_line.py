"""A slow line: a port of this machine that passes bytes on to another one late and few at a time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

DELAY = 0.15
"""Seconds until a byte is at the other end, each way."""
BYTES_A_SECOND = 4000


@contextmanager
def slow_line(port: int) -> Iterator[int]:
    """The number of a port that leads to `port` over a slow line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port), daemon=True).start()
        yield int(listener.getsockname()[1])


def _accept(listener: socket.socket, port: int) -> None:
    with suppress(OSError):  # closed at the end of the test
        while True:
            here, _address = listener.accept()
            there = socket.create_connection(("127.0.0.1", port))
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(512):
            time.sleep(DELAY / 4 + len(data) / BYTES_A_SECOND)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
