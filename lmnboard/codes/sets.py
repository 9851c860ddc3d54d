"""Sets laid over one another: each row of `stage` is a code as it stands from one day to another.

Imports `cms`, `loaded`, `packaged` and `years`. Called by `index` with the sets in the order of their first days. A
code that a set deletes, revises or makes a header ends the day before, and what it becomes begins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, get_args

from lmnboard.codes import cms
from lmnboard.codes.loaded import Loaded
from lmnboard.codes.packaged import Packaged
from lmnboard.codes.years import first_day, fiscal_year, last_day, quarter_end
from lmnboard.knowledge.code_book import System
from lmnboard.model.errors import Invalid

ALWAYS, OPEN_END = 1, date.max.toordinal()
"""A row's first day where no set before it is known, and its last where no set ends it. Days are ordinals."""
SYSTEMS: tuple[System, ...] = get_args(System)
ICD, HCPCS, CPT = (SYSTEMS.index(name) for name in ("ICD-10-CM", "HCPCS", "CPT"))
"""Systems as they are written in the index."""

STAGE = """
CREATE TEMP TABLE stage(
    system INT, code TEXT, since INT, until INT, billable INT, text TEXT, also TEXT,
    PRIMARY KEY (system, code, since)) WITHOUT ROWID;
CREATE TEMP TABLE incoming(code TEXT PRIMARY KEY, billable INT, text TEXT, until INT) WITHOUT ROWID;
"""
_SHORTEST = 0.5
"""A whole set with fewer codes than this part of the one before was cut short on its way."""


class Changed(NamedTuple):
    """How many codes a set has more, fewer and otherwise than the one before."""

    added: int = 0
    deleted: int = 0
    revised: int = 0


def needed(files: Sequence[Loaded], data: Packaged) -> list[Loaded]:
    """The loaded files that say more than the list that comes with the program, and than each other."""
    newer = [file for file in files if file.kind in ("hcpcs", "cpt") or (file.first or date.min) > data.first_day]
    whole = {file.first for file in newer if file.kind == "icd10cm-order"}
    return [file for file in newer if file.kind != "icd10cm-addenda" or file.first not in whole]


def lay_packaged(db: sqlite3.Connection, data: Packaged) -> None:
    """Enter the set whose rows are in `stage` already."""
    _enter(db, ICD, data.name, data.first_day, data.last_day, "packaged", Changed())


def lay(db: sqlite3.Connection, file: Loaded, text: str) -> None:
    """Lay a loaded file over what is there. Raises `Invalid` where it does not fit."""
    _LAY[file.kind](db, file, text)


def _icd_order(db: sqlite3.Connection, file: Loaded, text: str) -> None:
    first = file.first or date.min
    changed = _whole(db, file, text, ICD, first)
    _enter(db, ICD, _name_of_year(first), first, last_day(fiscal_year(first)), file.name, changed)


def _icd_addenda(db: sqlite3.Connection, file: Loaded, text: str) -> None:
    first = file.first or date.min
    day = first.toordinal()
    if db.execute("SELECT max(last_day) FROM code_set WHERE system = ?", (ICD,)).fetchone()[0] < day - 1:
        raise Invalid(
            f"{file.label} changes the set of fiscal year {fiscal_year(date.fromordinal(day - 1))}, which is not "
            "loaded: load that first, or the order file of the new year instead."
        )
    rows = cms.addenda(text, file.label)
    for act in ("delete", "revise", "add"):
        for row in rows:
            if row.act == act:
                _amend(db, row, day, file.label)
    deleted = {row.code for row in rows if row.act == "delete"}
    added = {row.code for row in rows if row.act == "add"}
    revised = {row.code for row in rows if row.act == "revise"} | (added & deleted)
    changed = Changed(len(added - deleted), len(deleted - added), len(revised))
    _enter(db, ICD, _name_of_year(first), first, last_day(fiscal_year(first)), file.name, changed)


def _amend(db: sqlite3.Connection, row: cms.Amended, day: int, name: str) -> None:
    """One line of addenda. A code that is deleted and added becomes a header, or a code again."""
    stands = db.execute(
        "SELECT since FROM stage WHERE system = ? AND code = ? AND until >= ?", (ICD, row.code, day)
    ).fetchone()
    if row.act == "add" and stands:
        raise Invalid(f"{name}, line {row.line}: {row.code} is added, and is there: it changes another year's set.")
    if row.act != "add" and not stands:
        raise Invalid(f"{name}, line {row.line}: {row.code} is not there to {row.act}: it changes another year's set.")
    if stands:
        db.execute(
            "UPDATE stage SET until = ? WHERE system = ? AND code = ? AND since = ?", (day - 1, ICD, row.code, *stands)
        )
    if row.act != "delete":
        db.execute(
            "INSERT INTO stage VALUES (:system, :code, :day, :open, :billable, :text, coalesce("
            "(SELECT also FROM stage WHERE system = :system AND code = :code ORDER BY since DESC LIMIT 1), ''))",
            {
                "system": ICD, "code": row.code, "day": day, "open": OPEN_END, "billable": row.billable,
                "text": row.text,
            },
        )  # fmt: skip


def _hcpcs(db: sqlite3.Connection, file: Loaded, text: str) -> None:
    first = file.first or date.min
    changed = _whole(db, file, text, HCPCS, first)
    _enter(db, HCPCS, f"{first:%B %Y}", first, quarter_end(first), file.name, changed)


def _own(db: sqlite3.Connection, file: Loaded, text: str) -> None:
    _whole(db, file, text, CPT, date.min)
    _enter(db, CPT, "the clinic's own list", None, None, file.name, Changed())


_LAY: dict[cms.Kind, Callable[[sqlite3.Connection, Loaded, str], None]] = {
    "icd10cm-order": _icd_order,
    "icd10cm-addenda": _icd_addenda,
    "hcpcs": _hcpcs,
    "cpt": _own,
}


def _whole(db: sqlite3.Connection, file: Loaded, text: str, system: int, first: date) -> Changed:
    """Put a whole set in the place of the one before, from its first day on. Raises `Invalid`."""
    listed = cms.codes(file.kind, text, file.label)
    db.execute("DELETE FROM incoming")
    db.executemany(
        "INSERT INTO incoming VALUES (?, ?, ?, ?)",
        ((row.code, row.billable, row.text, row.until.toordinal() if row.until else OPEN_END) for row in listed),
    )
    given = {"system": system, "day": first.toordinal(), "since": first.toordinal()}
    before = db.execute("SELECT count(*) FROM stage WHERE system = :system AND until >= :day", given).fetchone()[0]
    if len(listed) < before * _SHORTEST:
        raise Invalid(f"{file.label} has {len(listed):,} codes, the set before it {before:,}: it is cut short.")
    if not before:
        given["since"] = ALWAYS
    changed = Changed(*db.execute(_COUNTED, given).fetchone()) if before else Changed()
    for statement in _LAID:
        db.execute(statement, given)
    return changed


_COUNTED = """
SELECT
    (SELECT count(*) FROM incoming AS new WHERE new.until >= :day AND NOT EXISTS (
        SELECT 1 FROM stage AS old WHERE old.system = :system AND old.code = new.code AND old.until >= :day)),
    (SELECT count(*) FROM stage AS old WHERE old.system = :system AND old.until >= :day AND NOT EXISTS (
        SELECT 1 FROM incoming AS new WHERE new.code = old.code AND new.until >= :day)),
    (SELECT count(*) FROM incoming AS new WHERE new.until >= :day AND EXISTS (
        SELECT 1 FROM stage AS old WHERE old.system = :system AND old.code = new.code AND old.until >= :day
        AND (old.billable <> new.billable OR old.text <> new.text)))
"""
_LAID = (
    # what stands as it stood: only its end may be told now
    """
UPDATE stage SET until = incoming.until FROM incoming
WHERE stage.system = :system AND stage.until >= :day AND incoming.code = stage.code
AND incoming.billable = stage.billable AND incoming.text = stage.text
""",
    # what is gone, or stands otherwise
    """
UPDATE stage SET until = :day - 1 WHERE system = :system AND until >= :day AND NOT EXISTS (
    SELECT 1 FROM incoming WHERE incoming.code = stage.code
    AND incoming.billable = stage.billable AND incoming.text = stage.text)
""",
    # what is new, or stands otherwise; what had ended before, where nothing was known of it
    """
INSERT INTO stage SELECT
    :system, code, CASE WHEN until < :day THEN 1 ELSE :since END, until, billable, text, coalesce(
        (SELECT also FROM stage WHERE system = :system AND code = incoming.code ORDER BY since DESC LIMIT 1), '')
FROM incoming WHERE NOT EXISTS (
    SELECT 1 FROM stage WHERE system = :system AND code = incoming.code AND (until >= :day OR incoming.until < :day))
""",
)


def end_each_at_the_next(db: sqlite3.Connection) -> None:
    """A set is good until another of its system begins, if that is sooner."""
    db.execute(
        "UPDATE code_set SET last_day = min(last_day, coalesce((SELECT min(next.first_day) - 1 FROM code_set AS next "
        "WHERE next.system = code_set.system AND next.first_day > code_set.first_day), last_day))"
    )


def _enter(
    db: sqlite3.Connection,
    system: int,
    name: str,
    first: date | None,
    last: date | None,
    source: str,
    changed: Changed,
) -> None:
    day = first.toordinal() if first else ALWAYS
    codes, billable = db.execute(
        "SELECT count(*), total(billable) FROM stage WHERE system = ? AND since <= ? AND until >= ?", (system, day, day)
    ).fetchone()
    end = last.toordinal() if last else None
    db.execute(
        "INSERT INTO code_set VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (system, name, first and day, end, codes, int(billable), source, *changed),
    )


def _name_of_year(first: date) -> str:
    year = fiscal_year(first)
    return f"FY{year}" if first == first_day(year) else f"FY{year} ({first:%B %Y})"
