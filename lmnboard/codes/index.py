"""The index: every code of every set, its exclusions and its words, written into one sqlite database.

Imports `packaged`, `loaded` and `sets`. Called by `Books` in a thread of its own; `Book` reads what is written here.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lmnboard.codes import sets
from lmnboard.codes.loaded import Loaded, text_of
from lmnboard.codes.packaged import Excludes, Packaged, Row, read

FORMAT = 1
"""Counted up when what is written here changes: another index is made then."""

Progress = Callable[[int, int], object]
"""Told how much of how much is done. What it raises ends the work."""

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
CREATE TABLE code_set(
    system INT, name TEXT, first_day INT, last_day INT, codes INT, billable INT, source TEXT, added INT, deleted INT,
    revised INT);
CREATE TABLE code(
    id INTEGER PRIMARY KEY, system INT, code TEXT, since INT, until INT, billable INT, text TEXT, also TEXT);
CREATE TABLE excludes(at TEXT, low TEXT, high TEXT, first TEXT, last TEXT, note TEXT);
CREATE VIRTUAL TABLE words USING fts5(
    text, also, content='code', content_rowid='id', detail=column, columnsize=0,
    tokenize='unicode61 remove_diacritics 2');
"""
# The shortest description comes first: then a search that stops after twenty hits has the best ones.
_SORTED = """
INSERT INTO code(system, code, since, until, billable, text, also)
SELECT system, code, since, until, billable, text, also FROM stage ORDER BY length(text), system, code, since
"""
_INDEXES = (
    "CREATE UNIQUE INDEX by_code ON code(system, code, since)",
    "CREATE INDEX by_owner ON excludes(low)",
    "CREATE INDEX by_section ON excludes(low) WHERE high <> low",
)
_GIVE_WAY = 0.0005
_BATCH = 1000
_AT_ONCE = 1000
"""Rows whose words are written in one statement, which lets no other thread run for some milliseconds."""
_READ, _LAID, _IN_ORDER, _WHOLE = 60, 65, 85, 100
"""How far the work is, in hundredths, after each part of it."""


def build(
    db: sqlite3.Connection, data: Packaged, files: Sequence[Loaded], folder: Path | None, progress: Progress
) -> None:
    """Write the index into an empty database. Raises `Invalid` where a file does not fit, and `OSError`."""
    with _giving_way():
        _build(db, data, files, folder, progress)


@contextmanager
def _giving_way() -> Iterator[None]:
    """Let the thread that draws the screen run within half a millisecond of asking, instead of Python's five.

    Measured on a loop of 60 Hz meanwhile: 4 ms late at the 95th percentile, instead of 13.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _GIVE_WAY))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _build(
    db: sqlite3.Connection, data: Packaged, files: Sequence[Loaded], folder: Path | None, progress: Progress
) -> None:
    db.executescript(_SCHEMA + sets.STAGE)
    db.execute("BEGIN")
    _packaged(db, data, progress)
    for file in files:
        sets.lay(db, file, text_of(folder, file))
    sets.end_each_at_the_next(db)
    progress(_LAID, _WHOLE)
    db.execute(_SORTED)
    for statement in _INDEXES:
        db.execute(statement)
    progress(_IN_ORDER, _WHOLE)
    _words(db, progress)
    db.execute("COMMIT")
    db.execute("DROP TABLE stage")
    db.execute("DROP TABLE incoming")


def _packaged(db: sqlite3.Connection, data: Packaged, progress: Progress) -> None:
    rows: list[Row] = []
    notes: list[Excludes] = []
    for done, size in read(data, rows.append, notes.append):
        if len(rows) > _BATCH or done == size:
            db.executemany(
                "INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((sets.ICD, row.code, sets.ALWAYS, sets.OPEN_END, row.billable, row.text, row.also) for row in rows),
            )
            db.executemany("INSERT INTO excludes VALUES (?, ?, ?, ?, ?, ?)", notes)
            rows.clear()
            notes.clear()
        progress(done * _READ // size, _WHOLE)
    sets.lay_packaged(db, data)


def _words(db: sqlite3.Connection, progress: Progress) -> None:
    last = db.execute("SELECT max(id) FROM code").fetchone()[0]
    for start in range(0, last, _AT_ONCE):
        db.execute(
            "INSERT INTO words(rowid, text, also) SELECT id, text, also FROM code WHERE id > ? AND id <= ?",
            (start, start + _AT_ONCE),
        )
        progress(_IN_ORDER + start * (_WHOLE - _IN_ORDER) // last, _WHOLE)
    progress(_WHOLE, _WHOLE)
