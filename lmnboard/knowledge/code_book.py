"""What a book of codes answers: the types and the protocol that checks and editors are written against. No I/O.

Imports only the standard library. `lmnboard.codes` answers it from an index on disk. Codes may be given as people type
them (`m5450`, `M54.5-`); those that come back are written as on a claim (`M54.50`).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, Protocol

System = Literal["ICD-10-CM", "HCPCS", "CPT"]


class CodeSet(NamedTuple):
    """One edition of a system's codes, and the days that it is good for."""

    system: System
    name: str
    """`FY2026 (April 1 2026)`, `October 2026`, `the clinic's own list`."""
    first_day: date | None
    last_day: date | None
    """None where it has no end: the clinic's own list. Beyond it, what a code is may have changed."""
    codes: int
    billable: int
    source: str
    """Where it came from: `packaged`, or the file's name in `codes/` beside the board."""
    added: int
    deleted: int
    revised: int
    """How many codes it has more, fewer and otherwise than the set before it; a code made a header is revised."""


class Code(NamedTuple):
    """A code as it stands on a day. `description` is the official long one, with the 7th character's words."""

    system: System
    code: str
    description: str
    billable: bool
    since: date | None
    """The first day on which it stood like this; None where that is before the sets that are known."""
    until: date | None
    """The last day on which it stands like this; None while no set says that it ends."""


class Seventh(NamedTuple):
    """A 7th character that a code may end in, and what it means. Placeholders (`X`) stand between."""

    character: str
    meaning: str
    code: str
    """The whole code, `T20.30XA`."""


class Exclusion(NamedTuple):
    """An Excludes1 note ("not coded here") and where in the tabular list it stands: `M54.5`, `M50-M54`."""

    at: str
    note: str


class CodeBook(Protocol):
    """Codes by day. Every look-up takes well under a millisecond, and may be called from any thread.

    A day before the first known set is judged by the first, one after the last by the last: ask `in_force` whether the
    answer is to be trusted. Only ICD-10-CM has children, 7th characters, sides and exclusions.
    """

    def sets(self) -> tuple[CodeSet, ...]:
        """Every set that the book was made from, by system and first day."""

    def in_force(self, system: System, on: date) -> CodeSet | None:
        """The set that answers for a day; None where nothing is known of the system. Compare its `last_day`."""

    def find(self, system: System, code: str, on: date) -> Code | None:
        """A code as it stands on a day; None where there is none then. Sections and chapters are no codes."""

    def ever(self, system: System, code: str) -> Code | None:
        """The last that is known of a code, whatever the day: it says since or until when it exists."""

    def children(self, code: str, on: date) -> tuple[Code, ...]:
        """The codes right below a header, headers among them; none below a billable code."""

    def seventh_characters(self, code: str, on: date) -> tuple[Seventh, ...]:
        """The 7th characters of which a code needs one; none where it needs none."""

    def more_specific(self, code: str, on: date) -> tuple[Code, ...]:
        """Codes beside an "unspecified" one that say more of the same thing; none where there are none to choose.

        What is called "Other …" is not among them. A header stands for the codes below it.
        """

    def naming_the_side(self, code: str, on: date) -> tuple[Code, ...]:
        """The same code with right, left or both sides, where this one leaves the side unspecified."""

    def exclusions(self, code: str) -> tuple[Exclusion, ...]:
        """The Excludes1 notes that hold for a code, its own and those of all above it."""

    def excluded(self, code: str, other: str) -> Exclusion | None:
        """The Excludes1 note by which two codes are not coded together; None where none that can be read does."""

    def search(self, words: str, on: date, *, limit: int = 20, system: System | None = None) -> list[Code]:
        """Codes valid on a day in whose description all words begin some word, the shortest description first.

        Where fewer than `limit` are found, those follow that only the list's own other terms for them ("lumbago")
        lead to. A beginning of a code finds the codes that begin so.
        """
