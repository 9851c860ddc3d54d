"""Boards of any size: the example clinic's cases again and again, with new ids and other dates.

Stands on `lmnboard.begin`, which checks every record. Made in a temporary folder; nothing outlives the run.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.terminal import environment
from lmnboard import begin
from lmnboard.board import Board
from lmnboard.opening import open_board

EXAMPLE = Path(__file__).parents[1] / "board.json.example"
SHORTEST = 1600
"""Bytes. Shorter cases of the example have hardly begun; without them the mean is that of a real case, 5.5 KB."""
Doc = dict[str, Any]


class Made:
    """One board on the disk, as it was made; measurements that write take a copy."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.cases = cases
        self._folder = folder / f"cases-{cases}"
        self._folder.mkdir(mode=0o700)
        self.path = self._folder / "board.json"
        begin.begin(self.path, _tables(cases))
        with self.opened() as board:  # a board from before, on which the rules act once: not while it is measured
            board.run_due()
        # The same of the index of codes, which each home folder makes once in the background.
        look_up = [sys.executable, "-m", "lmnboard", "codes", "E11.9"]
        subprocess.run(look_up, env=environment(self._folder), stdout=subprocess.DEVNULL, check=True)
        os.sync()

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """The path of a copy that may be written, gone afterwards. Flushed first, or its own bytes are measured."""
        folder = self._folder.with_name(f"{self._folder.name}-copy")
        shutil.copytree(self._folder, folder)
        os.sync()
        try:
            yield folder / self.path.name
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def opened(self) -> Iterator[Board]:
        """The board as it was made, to look something up in it."""
        board = open_board(self.path)
        try:
            yield board
        finally:
            board.close()


def _tables(cases: int) -> dict[str, dict[int, Doc]]:
    example = msgspec.json.decode(EXAMPLE.read_bytes())
    as_of = date.fromisoformat(example["_example"]["1"]["as_of"])
    tables = {
        name: {int(number): doc for number, doc in rows.items()}
        for name, rows in example.items()
        if name not in ("cases", "_example")
    }
    pattern = [doc for doc in example["cases"].values() if len(msgspec.json.encode(doc)) >= SHORTEST]
    place = {doc["id"]: at for at, doc in enumerate(pattern)}
    since = (datetime.now(UTC).date() - as_of).days
    # Seeded: two runs on one day measure the same board.
    chance = random.Random(cases)
    tables["cases"] = {}
    for number in range(1, cases + 1):
        first = number - 1 - (number - 1) % len(pattern) + 1
        ids = {old: f"LMN-{first + at:04d}" for old, at in place.items()}
        shift = timedelta(days=since + round(chance.triangular(-12, 90, 10)))
        tables["cases"][number] = _again(pattern[(number - 1) % len(pattern)], ids, shift)
    return tables


def _again(value: Any, ids: dict[str, str], shift: timedelta) -> Any:
    """A value with other case ids and shifted dates; birthdays move with the rest, as nothing here reads them."""
    if isinstance(value, dict):
        return {key: _again(item, ids, shift) for key, item in value.items()}
    if isinstance(value, list):
        return [_again(item, ids, shift) for item in value]
    if not isinstance(value, str):
        return value
    if value in ids:
        return ids[value]
    if len(value) >= 10 and value[4] == value[7] == "-":
        try:
            moved = datetime.fromisoformat(value) + shift
        except ValueError:
            return value
        return moved.isoformat() if "T" in value else moved.date().isoformat()
    return value
