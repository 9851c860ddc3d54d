"""The curtain: a patient's name, birth date and numbers as a screen shows them that others can see. Pure text.

Imports the model and how dates are written. Screens and widgets ask it; what is stored, searched or exported never
passes through it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.fields import Field

HIDDEN = "•••"
SAYS = "Names are hidden: p shows them."
_NAMES = ("patient.name", "coverage.subscriber_name")
_DAYS = ("patient.date_of_birth", "coverage.subscriber_date_of_birth")
_NUMBERS = ("patient.record_number", "coverage.policy_number", "coverage.group_number", "injury.claim_number")
_SHORTEST = 3
"""Letters of a part of a name that is looked for by itself: `de` and `la` are in every text."""
_TITLES = ("Mr.", "Ms.", "Mrs.", "Mx.", "Dr.", "Mr", "Ms", "Mrs", "Mx", "Dr", "Miss")
"""What a part that is too short to be looked for by itself is found by: `Ms. Ng`."""
_APOSTROPHES = (("'", "\N{RIGHT SINGLE QUOTATION MARK}"), ("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
_RARE = 5
"""Letters from which on a part is looked for in small letters too: `may` and `will` are words."""


def initials(name: str) -> str:
    """`Ada Okafor` and `Okafor, Ada` as `A. O.`"""
    last, comma, first = name.partition(",")
    parts = f"{first} {last}".split() if comma else name.split()
    return " ".join(f"{part[0].upper()}." for part in parts)


def is_private(field: Field) -> bool:
    """Whether a case's field may say who the patient is: what is declared so, and every long text."""
    return field.about.private or field.editor == "long"


class Veil:
    """What hides one case. Without a document, where the curtain is up, everything passes as it is."""

    def __init__(self, doc: Mapping[str, Any] | None) -> None:
        self._hides = doc is not None
        self._instead = dict(_words(dict(doc))) if doc else {}
        # The longest first: a whole name goes before its parts.
        words = sorted(self._instead, key=len, reverse=True)
        self._found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None

    def over(self, text: str) -> str:
        """A text with the patient's name, birth date and numbers hidden in it."""
        return self._found.sub(lambda word: self._instead[word[0]], text) if self._found else text

    def of(self, field: Field | None, text: str) -> str:
        """A field's value as it may be shown: a name as its initials, anything else that is private not at all.

        None is a field that this program does not know.
        """
        if not (self._hides and text):
            return text
        if field is None:
            return HIDDEN
        if paths.pattern(field.path) in _NAMES:
            return initials(text)
        return HIDDEN if is_private(field) else self.over(text)

    def quoting(self, field: Field | None, words: str, text: str) -> str:
        """A text that quotes words of a field."""
        if self._hides and words and field is not None and is_private(field):
            text = text.replace(words, HIDDEN)
        return self.over(text)


class _OfNobody(Veil):
    """Hides a case that is gone: who it was about is not known any more, so nothing that was written of it shows."""

    def over(self, text: str) -> str:
        return HIDDEN if text else text


UP = Veil(None)
"""The curtain is up: nothing is hidden."""
GONE = _OfNobody({})


def _words(doc: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text that is hidden wherever it stands, and what stands there instead."""
    for path in _NUMBERS:
        if (number := _text(doc, path)) and number.casefold() != "none":
            yield from ((form, HIDDEN) for form in (number, number.upper(), number.lower()))
    for path in _DAYS:
        yield from ((form, HIDDEN) for form in _forms(_text(doc, path)))
    for path in reversed(_NAMES):
        name = _text(doc, path)
        parts = name.replace(",", " ").split()
        halves = [half for double in parts if "-" in double for half in double.split("-")]
        for part in (*halves, *parts, name):
            for spelt in _spellings(part):
                forms = (spelt, spelt.upper(), spelt.title(), *([spelt.lower()] if len(spelt) >= _RARE else []))
                if len(part) >= _SHORTEST:
                    yield from ((form, initials(part)) for form in forms)
                elif part:
                    yield from ((f"{title} {form}", f"{title} {initials(part)}") for title in _TITLES for form in forms)


def _spellings(name: str) -> tuple[str, ...]:
    """A name as people write it whose keyboard has no accents, or another apostrophe."""
    decomposed = unicodedata.normalize("NFD", name)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    found = (name, unicodedata.normalize("NFC", name), decomposed, bare)
    return tuple(dict.fromkeys(form for spelt in found for form in (spelt, *(spelt.replace(*p) for p in _APOSTROPHES))))


def _text(doc: dict[str, Any], path: str) -> str:
    value = paths.value_at(doc, path)
    return value.strip() if isinstance(value, str) else ""


def _forms(day: str) -> tuple[str, ...]:
    """A date as the board, the letter and people write it."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return (day,) if day else ()
    full, day_of_month = us_date(on), f"{on.day}, {on.year}"
    return (
        day,
        full,
        f"{on.month}/{on.day}/{on.year}",
        full[:-4] + full[-2:],
        f"{on:%B} {day_of_month}",
        f"{on:%b} {day_of_month}",
    )
