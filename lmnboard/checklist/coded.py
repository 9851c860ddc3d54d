"""What the code book says against a code on a day: not there, not billable, too general, not on a list.

Imports `knowledge.code_book`. Called by the checks of a case's codes and by the rules for those of a letter, so that
both say the same. Beyond the days that a set is good for nothing blocks, and the message says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from lmnboard.checklist.finding import LONGEST_LINE, Severity
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.code_book import Code, CodeBook, Exclusion, System
from lmnboard.knowledge.typed_dates import us_date

MOST_OFFERED = 4
_MOST_SPECIFIC = 3
_CATEGORY = 3


F = TypeVar("F", bound=Callable[..., Any])


def remembered(judge: F) -> F:
    """The function below, keeping its last answers: a case is judged on every edit, its codes seldom change, and an
    open book never does."""
    return cast("F", lru_cache(maxsize=1024)(judge))


class Amiss(NamedTuple):
    """What is the matter with a code, how to mend it, and how bad that is; None as bad as its check."""

    message: str
    fix: str
    severity: Severity | None = None


def good_to(book: CodeBook, system: System, on: date) -> str:
    """Where no loaded set is good for a day: `good to 09/30/2026`, or `good from 10/01/2025`; else empty."""
    known = book.in_force(system, on)
    if known is None:
        return ""
    if known.last_day is not None and on > known.last_day:
        return f"good to {us_date(known.last_day)}"
    if known.first_day is not None and on < known.first_day:
        return f"good from {us_date(known.first_day)}"
    return ""


@remembered
def unknown(book: CodeBook, code: str, on: date) -> Amiss | None:
    """A well-formed diagnosis code that is none on the day."""
    if book.find("ICD-10-CM", code, on) is not None:
        return None
    once = book.ever("ICD-10-CM", code)
    if once is not None and once.until is not None and once.until < on:
        message = f"{code} is no code any more since {us_date(once.until)}, so the claim is returned."
    elif once is not None and once.since is not None:
        message = f"{code} is a code only from {us_date(once.since)} on, so the claim is returned."
    else:
        message = f"There is no ICD-10-CM code {code}, so the claim is returned."
    return _judged(book, "ICD-10-CM", on, message, _near(book, code, on))


@remembered
def not_billable(book: CodeBook, code: str, on: date) -> Amiss | None:
    """A code that only heads others, or lacks its 7th character."""
    found = book.find("ICD-10-CM", code, on)
    if found is None or found.billable:
        return None
    endings = book.seventh_characters(code, on)
    if endings:
        message = f"{code} lacks its 7th character, so the claim is returned."
        fix = _listing("Choose ", [(one.code, one.meaning) for one in endings])
    else:
        message = f"{code} only heads a group of codes and cannot be billed."
        fix = _listing("Choose one below it: ", [(_dashed(one), one.description) for one in book.children(code, on)])
    return _judged(book, "ICD-10-CM", on, message, fix)


@remembered
def too_general(book: CodeBook, code: str, on: date) -> Amiss | None:
    """An "unspecified" code beside which stand others that name side, type or stage. Never blocks."""
    sides = book.naming_the_side(code, on)
    if sides:
        message = f"{code} leaves the side open, which invites a question or a denial."
        said, among = "Where the chart names the side, choose ", sides
    else:
        among = book.more_specific(code, on)
        if not among:
            return None
        message = f"{code} says 'unspecified', and more specific codes stand beside it."
        said = "Keep it where no more is known; else choose "
    fix = _listing(said, [(_dashed(one), one.description) for one in among], _MOST_SPECIFIC)
    return _judged(book, "ICD-10-CM", on, message, fix)


def not_together(book: CodeBook, codes: Sequence[str], on: date) -> Iterable[tuple[str, Amiss]]:
    """Pairs of diagnoses that the list itself says are not coded together; the second of each."""
    for at, code in enumerate(codes):
        for other in codes[:at]:
            note = _excluded(book, other, code)
            if note is not None:
                message = f"{other} and {code} are not coded together: the Excludes1 note at {note.at}."
                fix = "Keep the one that the chart supports; keep both only where they are unrelated, and say so."
                yield code, _judged(book, "ICD-10-CM", on, message, fix)


@remembered
def _excluded(book: CodeBook, code: str, other: str) -> Exclusion | None:
    return book.excluded(code, other)


def official_words(code: Code) -> str:
    """How to mend a code and words that disagree: what the code stands for, cut to one line."""
    begin, end = f"{code.code} is '", "': choose the code of the diagnosis, or correct the words."
    room = LONGEST_LINE - len(begin) - len(end)
    words = code.description if len(code.description) <= room else code.description[: room - 1].rstrip() + "…"
    return f"{begin}{words}{end}"


def not_listed(book: CodeBook, system: System, code: str, on: date) -> Amiss | None:
    """A requested code that the loaded HCPCS file, or the clinic's own CPT list, does not have."""
    if book.in_force(system, on) is None or book.find(system, code, on) is not None:
        return None
    if system == "CPT":
        return Amiss(
            f"{quoted(code)} is not on the clinic's own list of CPT codes.",
            "Check its digits, or add it to the list with 'lmnboard codes load'.",
            "warn",
        )
    once = book.ever(system, code)
    ended = f" any more since {us_date(once.until)}" if once and once.until and once.until < on else ""
    message = f"{quoted(code)} is no {system} code{ended}, so the claim is returned."
    return _judged(book, system, on, message, "Check its signs against the order, or search for it by its words.")


def _judged(book: CodeBook, system: System, on: date, message: str, fix: str) -> Amiss:
    """Blocks as its check does, on days that a set is good for; else it warns and says for which days that is."""
    beyond = good_to(book, system, on)
    if not beyond:
        return Amiss(message, fix)
    return Amiss(f"{message[:-1]} (by the set {beyond}).", fix, "warn")


def _near(book: CodeBook, code: str, on: date) -> str:
    """What there is instead: the codes below the longest beginning that is one."""
    for end in range(len(code) - 1, _CATEGORY - 1, -1):
        header = book.find("ICD-10-CM", code[:end].rstrip("."), on)
        below = book.children(header.code, on) if header else ()
        if header and below:
            return _listing(f"Below {header.code} there are ", [(_dashed(one), one.description) for one in below])
        if header:
            return f"Check its signs against the chart; there is {header.code}."
    return "Check its signs against the chart, or search for it by its words in the code field."


def _dashed(code: Code) -> str:
    return code.code if code.billable else f"{code.code}-"


def _listing(begin: str, among: Sequence[tuple[str, str]], most: int = MOST_OFFERED) -> str:
    """Codes to choose from as one line, with their meaning where there is room."""
    shown = among[:most]
    more = f" and {len(among) - most} more" if len(among) > most else ""
    for listed in ([f"{code} ({meaning})" for code, meaning in shown], [code for code, _ in shown]):
        line = f"{begin}{', '.join(listed)}{more}."
        if len(line) <= LONGEST_LINE:
            return line
    return f"{begin}{shown[0][0]}{more}."
