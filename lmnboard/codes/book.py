"""The book: look-ups in an index that is on disk and never changes. What each means says `knowledge.code_book`.

Imports `kin` and `sets` of this room. `Books` opens it.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lmnboard.codes import kin
from lmnboard.codes.sets import ALWAYS, ICD, OPEN_END, SYSTEMS
from lmnboard.knowledge.code_book import Code, CodeBook, CodeSet, Exclusion, Seventh, System
from lmnboard.model.errors import StoreError

_CATEGORY, _LONGEST = 3, 7
_AFTER = "~"
"""Sorts behind every character that a code may have."""
_SIGNS = "0123456789"
"""What stands for a side in a code: never a letter."""
_BARE = str.maketrans("", "", ". -–\t")
_BEGINNING = re.compile(r"[A-Z][0-9][0-9A-Z]?\.?[0-9A-Z]{0,4}-?|[0-9]{4}[0-9FTUMA]?", re.IGNORECASE)
_WORD = re.compile(r"[0-9a-z]+")
_SMALL = frozenset({"a", "an", "and", "by", "due", "for", "in", "of", "on", "or", "the", "to", "with"})
_PLURAL = 5
_MOST = 12
"""Words of a search that count."""
_COLUMNS = "code.system, code.code, code.text, code.billable, code.since, code.until"
_VALID = "code.since <= :day AND code.until >= :day"


class Book(CodeBook):
    """An open index, from `path` where it lies in one. One connection for all threads, one at a time: a look-up takes
    some microseconds."""

    def __init__(self, db: sqlite3.Connection, path: Path | None = None) -> None:
        self._db = db
        self._path = path
        self._one_at_a_time = threading.Lock()
        self._sets = tuple(
            CodeSet(SYSTEMS[system], name, _date(first), _date(last), *rest)
            for system, name, first, last, *rest in self._rows("SELECT * FROM code_set ORDER BY system, first_day")
        )

    def close(self) -> None:
        """Needed only where the file is to be gone at once; a program's end closes it."""
        with self._one_at_a_time:
            self._db.close()

    def sets(self) -> tuple[CodeSet, ...]:
        return self._sets

    def in_force(self, system: System, on: date) -> CodeSet | None:
        known = [one for one in self._sets if one.system == system]
        begun = [one for one in known if one.first_day is None or one.first_day <= on]
        return begun[-1] if begun else known[0] if known else None

    def find(self, system: System, code: str, on: date) -> Code | None:
        found = self._at([bare(code)], on, SYSTEMS.index(system))
        return found[0] if found else None

    def ever(self, system: System, code: str) -> Code | None:
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM code WHERE system = :system AND code = :code ORDER BY since DESC LIMIT 1",
            system=SYSTEMS.index(system),
            code=bare(code),
        )
        return _code(rows[0]) if rows else None

    def children(self, code: str, on: date) -> tuple[Code, ...]:
        return tuple(self._children(bare(code), on))

    def seventh_characters(self, code: str, on: date) -> tuple[Seventh, ...]:
        header = self.find("ICD-10-CM", code, on)
        if header is None or header.billable:
            return ()
        below = self.children(code, on)
        if not below or not all(len(bare(child.code)) == _LONGEST for child in below):
            return ()
        return tuple(
            Seventh(child.code[-1], child.description.removeprefix(header.description).lstrip(", "), child.code)
            for child in below
        )

    def more_specific(self, code: str, on: date) -> tuple[Code, ...]:
        code = bare(code)
        line = self._at(_upwards(code), on)
        if not line or bare(line[-1].code) != code:
            return ()
        found: dict[str, Code] = {}
        for at in range(len(line) - 1, 0, -1):
            this, above = line[at], line[at - 1]
            left_open = kin.unspecified(this.description)
            if not left_open:
                break
            # What is called as the header is, and only "unspecified" besides, has all its other kinds beside it.
            whole = kin.is_the_same(above.description, this.description)
            for beside in self._children(bare(above.code), on):
                if (
                    kin.unspecified(beside.description) < left_open
                    and not kin.is_other(beside.description)
                    and (whole or kin.is_a_kind_of(beside.description, this.description))
                ):
                    found.setdefault(beside.code, beside)
        return tuple(found.values())

    def naming_the_side(self, code: str, on: date) -> tuple[Code, ...]:
        this = self.find("ICD-10-CM", code, on)
        if this is None or not kin.unspecified(this.description):
            return ()
        code = bare(code)
        places = range(_CATEGORY, len(code))
        near = (code[:at] + sign + code[at + 1 :] for at in places for sign in _SIGNS if sign != code[at])
        return tuple(one for one in self._at(near, on) if kin.names_the_side(one.description, this.description))

    def exclusions(self, code: str) -> tuple[Exclusion, ...]:
        return tuple(dict.fromkeys(Exclusion(at, note) for at, note, _first, _last in self._notes(bare(code))))

    def excluded(self, code: str, other: str) -> Exclusion | None:
        code, other = bare(code), bare(other)
        if code.startswith(other) or other.startswith(code):
            return None
        for this, that in ((code, other), (other, code)):
            for at, note, first, last in self._notes(this):
                if first and _covers(first, last, that):
                    return Exclusion(at, note)
        return None

    def search(self, words: str, on: date, *, limit: int = 20, system: System | None = None) -> list[Code]:
        among = f"AND code.system = {SYSTEMS.index(system)}" if system else ""
        given = {"day": on.toordinal(), "limit": limit}
        beginning = words.strip()
        if _BEGINNING.fullmatch(beginning):
            low = bare(beginning)
            rows = self._rows(
                f"SELECT {_COLUMNS} FROM code WHERE system IN (0, 1, 2) AND code >= :low AND code < :high "
                f"AND {_VALID} {among} ORDER BY length(code.code), code.code LIMIT :limit",
                low=low,
                high=low + _AFTER,
                **given,
            )
            if rows:
                return [_code(row) for row in rows]
        asked = _asked(words)
        if not asked:
            return []
        found: dict[tuple[int, str], Code] = {}
        for match in (f"{{text}} : ({asked})", asked):
            if len(found) < limit:
                rows = self._rows(
                    f"SELECT {_COLUMNS} FROM words JOIN code ON code.id = words.rowid WHERE words MATCH :match "
                    f"AND {_VALID} {among} ORDER BY words.rowid LIMIT :limit",
                    match=match,
                    **given,
                )
                found |= {(row[0], row[1]): _code(row) for row in rows if (row[0], row[1]) not in found}
        return list(found.values())[:limit]

    # ------------------------------------------------------------------ rows
    def _at(self, codes: Iterable[str], on: date, system: int = ICD) -> list[Code]:
        """Those of some codes that are valid on a day, in order."""
        codes = list(codes)
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM code WHERE system = {system} AND code IN ({', '.join('?' * len(codes))}) "
            "AND since <= ? AND until >= ? ORDER BY code",
            *codes,
            on.toordinal(),
            on.toordinal(),
        )
        return [_code(row) for row in rows]

    def _children(self, code: str, on: date) -> Iterator[Code]:
        """The next code behind a header is its first child; behind all that begins with this, the next is another."""
        after = code
        while len(code) >= _CATEGORY:
            rows = self._rows(
                f"SELECT {_COLUMNS} FROM code WHERE system = 0 AND code > :after AND code < :end AND {_VALID} "
                "ORDER BY code LIMIT 1",
                after=after,
                end=code + _AFTER,
                day=on.toordinal(),
            )
            if not rows:
                return
            yield _code(rows[0])
            after = rows[0][1] + _AFTER

    def _notes(self, code: str) -> list[tuple[str, str, str, str]]:
        """The Excludes1 notes over a code, the nearest first: where, the note, and the span of codes that it names."""
        owners = _upwards(code)
        notes: list[tuple[str, str, str, str]] = self._rows(
            "SELECT at, note, first, last FROM excludes "
            f"WHERE low IN ({', '.join('?' * len(owners))}) AND high = low ORDER BY length(low) DESC, rowid",
            *owners,
        )
        category = code[:_CATEGORY]
        notes += self._rows(
            "SELECT at, note, first, last FROM excludes WHERE high <> low AND low <= ? AND high >= ? ORDER BY low DESC",
            category,
            category,
        )
        return notes

    def _rows(self, statement: str, *values: object, **named: object) -> list[Any]:
        try:
            with self._one_at_a_time:
                return self._db.execute(statement, named or values).fetchall()
        except sqlite3.DatabaseError as error:
            if self._path and type(error) is sqlite3.DatabaseError:  # not what it makes of a wrong question
                self._path.unlink(missing_ok=True)
            raise StoreError(f"The index of codes is damaged ({error}): start again, and it is made anew.") from None


def bare(code: str) -> str:
    """A code as it is kept: upper case, without its dot and without the dash of a header."""
    return code.translate(_BARE).upper()


def shown(system: int, code: str) -> str:
    """A code as it is written on a claim."""
    return f"{code[:_CATEGORY]}.{code[_CATEGORY:]}" if system == ICD and len(code) > _CATEGORY else code


def _upwards(code: str) -> list[str]:
    """A code and all that may be headers of it, from its category down."""
    return [code[:end] for end in range(_CATEGORY, min(len(code), _LONGEST) + 1)]


def _code(row: tuple[int, str, str, int, int, int]) -> Code:
    system, code, text, billable, since, until = row
    return Code(
        SYSTEMS[system],
        shown(system, code),
        text,
        bool(billable),
        None if since == ALWAYS else date.fromordinal(since),
        None if until == OPEN_END else date.fromordinal(until),
    )


def _date(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _covers(first: str, last: str, code: str) -> bool:
    """Whether a code lies in a span: from `first`, to the last code that begins with `last`."""
    return code[: len(first)] >= first and code[: len(last)] <= last


def _asked(words: str) -> str:
    """A search in FTS5's language, with nothing in it that somebody could mean as such; empty where no word is left."""
    folded = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    found = _WORD.findall(folded)
    terms = [word for word in found if word not in _SMALL]
    if terms and len(terms) > 1 and len(terms[-1]) == 1 and terms[-1].isalpha():
        terms.pop()  # still being typed
    return " AND ".join(f'"{_stem(word)}"*' if len(word) > 1 else f'"{word}"' for word in terms[:_MOST])


def _stem(word: str) -> str:
    """A plural finds the singular: as words are looked for by their beginnings, only the ending has to go."""
    if len(word) < _PLURAL or word.endswith("ss") or not word.endswith("s"):
        return word
    return word[:-3] if word.endswith("ies") else word[:-1]
