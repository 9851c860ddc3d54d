"""`archive.json`: resolved cases that have left the board's file, read when somebody first asks for one of them.

Made from the history as the snapshot is, so that nothing is lost with it. Stands on the snapshot's format; opening a
board puts a `Cold` into its records, and the publisher brings the file up to date before the snapshot.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress

from lmnboard.model.errors import Damaged, StoreError
from lmnboard.model.records import Archive, Encoded, Records
from lmnboard.store import history, snapshot
from lmnboard.store.beside import set_aside
from lmnboard.store.place import Place, write_whole

_BEGINNING = 256
"""Bytes of the file that hold its note."""


class Cold:
    """The archived cases as they were at one entry of the history; called, it brings them."""

    def __init__(self, place: Place, seq: int, at: str) -> None:
        self._place = place
        self._seq = seq
        self._at = at
        self._cases: dict[int, Encoded] | None = None
        self._reading = threading.Lock()

    def __call__(self) -> dict[int, Encoded]:
        with self._reading:
            if self._cases is None:
                self._cases = self._read()
            return self._cases

    def _read(self) -> dict[int, Encoded]:
        """From the file, or from the history where the file is of another moment or not as it was written.

        Raises `Damaged` where neither has them: fewer cases, or one that has come back since, would be a lie.
        """
        if not self._seq:
            return {}
        try:
            cases, stands_at = snapshot.decode_archive(self._place.archive.read_bytes())
            if stands_at == (self._seq, self._at):
                return cases
        except snapshot.Foreign:
            with suppress(OSError):  # who may not write reads the history
                set_aside(self._place.archive)
        except OSError:
            pass  # not there, or not to be read: the history has every case
        try:
            data = self._place.history.read_bytes()
        except OSError as error:
            raise StoreError(f"The history cannot be read: {error.strerror} ({self._place.history}).") from None
        records = Records()
        for line in history.scan(data, history.START, 0).lines[: self._seq]:
            records.apply(line.entry)
        if (records.archive.seq, records.archive.at) != (self._seq, self._at):
            file = self._place.archive.name
            raise Damaged(
                f"The archived cases cannot be read: {file} is not of this board as it stands, and "
                f"{self._place.history.name} does not lead to them. Bring {file} back from a backup."
            )
        return records.archive.cases()


def put_in(records: Records, note: snapshot.Note, place: Place) -> None:
    """Give records that come from a snapshot their archive, unless they brought it."""
    if note.inside is None:
        records.archive = Archive(Cold(place, note.archive_seq, note.archive_at), {}, note.archive_seq, note.archive_at)


def bring_up_to_date(place: Place, records: Records) -> None:
    """Write `archive.json` unless it stands where the archive of these records does."""
    if not records.archive.seq or _on_disk(place) == (records.archive.seq, records.archive.at):
        return
    cases = snapshot.encode_archive(records)
    set_aside(place.archive)
    write_whole(place.archive, place.temporary(), cases, place.file_mode)


def _on_disk(place: Place) -> tuple[int, str]:
    try:
        with open(place.archive, "rb") as file:
            return snapshot.archive_at(os.pread(file.fileno(), _BEGINNING, 0))
    except FileNotFoundError:
        return (0, "")
