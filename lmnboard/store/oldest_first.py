"""The history from its first entry on, a stretch at a time: a listing of six years does not stand in memory.

Stands on `history` and `place`; reads only, without the lock. The desk hands it to `lmnboard history`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.model.change import Entry
from lmnboard.model.errors import StoreError
from lmnboard.store import history
from lmnboard.store.place import Place

_STRETCH = 1 << 20
"""Bytes that are read at a time."""


def entries(place: Place) -> Iterator[Entry]:
    """Every entry up to now. It ends where the chain does; `verify` says what is wrong there. Raises `StoreError`."""
    at, seq, rest = history.START, 0, b""
    try:
        with open(place.history, "rb") as file:
            while True:
                read = file.read(_STRETCH)
                data = rest + read
                # The last line of a stretch goes with the next one, as it may not be whole.
                end = data.rfind(b"\n") + 1 if read else len(data)
                rest = data[end:]
                found = history.scan(data[:end], at, seq)
                yield from (line.entry for line in found.lines)
                at, seq = found.at, seq + len(found.lines)
                if found.damage or not read:
                    return
    except OSError as error:
        raise StoreError(f"The history cannot be read: {error.strerror} ({place.history}).") from None
