"""The store port: four operations, and a store is done. `Board` knows a store only by this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lmnboard.model.change import Entry
from lmnboard.model.errors import StoreError
from lmnboard.model.records import Records


class Rewound(StoreError):
    """Entries that were seen have been taken back (a failed write elsewhere): load the board again."""


class Store(Protocol):
    """Keeps entries, in one order for everybody."""

    notices: list[str]
    """Sentences about what was found at opening and mended, for the user to see."""

    @property
    def records(self) -> Records:
        """Everything up to the last entry seen, for the thread that acts."""

    def load(self) -> Records:
        """Everything, at one point in history. Raises `StoreError`."""

    def migrate(self, at: str, by: str) -> None:
        """Bring a board that an older program wrote to the present form, as entries of `by`; the old one is kept."""

    def append(self, draft: Entry) -> Entry:
        """Judge a draft against what stands now, number it, chain it and make it durable, all under one lock.

        Raises `Conflict` with both values where a change no longer fits, `Moved` where `expect` no longer holds,
        `StoreError` where nothing could be written; then nothing was.
        """

    def check(self) -> str:
        """Hold the whole history against its chain, once; why nothing can be written, or nothing.

        Opening reads only what came after the snapshot. The first `append` of a process checks as well.
        """

    def since(self, seq: int) -> list[Entry]:
        """The entries after `seq`, in order. Cheap enough to call several times a second. Raises `Rewound`."""

    def changed(self) -> bool:
        """Whether somebody may have written since the last look: one system call."""

    def newest_first(self) -> Iterator[Entry]:
        """The history, last entry first, read no further back than is asked for."""

    def close(self) -> None:
        """Leave everything tidy; nothing is ever unsaved."""
