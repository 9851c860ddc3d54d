"""What sort of letter it is, by its words: purpose, kind of request, type of payer.

Whoever knows better says so (`check --letter --kind …`). Imports this room; the words are in `sorts.toml`. Called by
`facts`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

from lmnboard.model.choices import Kind, PayerType, Purpose
from lmnboard.written.letter import Letter, Span

_OPENING = 900
"""Characters of a letter's beginning that say what it is for."""

_ASKED = 70
"""Characters behind a word of asking in which the thing asked for is named."""

_ASKED_WEIGHT = 4
_SENDER_LINES = 3
"""Lines at the top where the practice's own name may stand, whose words are no payer's."""


@cache
def _words() -> dict[str, Any]:
    """The tables of `sorts.toml`, each list of words as one pattern."""
    read = tomllib.loads(Path(__file__).with_name("sorts.toml").read_text(encoding="utf-8"))
    return {name: {k: _any(v) for k, v in t.items()} if isinstance(t, dict) else _any(t) for name, t in read.items()}


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)".replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def payer_type(letter: Letter) -> PayerType:
    """The type of payer that header, subject and text speak of; `commercial` where nothing says another."""
    head = Span(0, letter.body.start)
    opening = Span(letter.body.start, min(len(letter.text), letter.body.start + _OPENING))
    places = [(head, "payer"), (opening, "payer_in_text")]
    if not letter.find(_words()["commercial"], head):
        places.append((letter.body, "payer_anywhere"))
    for place, table in places:
        found = next((name for name, pattern in _words()[table].items() if letter.find(pattern, place)), None)
        if found == "medicaid_ffs" and letter.find(_words()["managed_medicaid"], _payers_part(letter)):
            return "medicaid_mc"
        if found == "medicare_ffs" and letter.find(_words()["medicare_of_a_plan"], _payers_part(letter)):
            return "medicare_advantage"
        if found is not None:
            return cast(PayerType, found)
    return "commercial"


def _payers_part(letter: Letter) -> Span:
    """The header under its first lines: a practice may be called like a plan (Blue Ridge, Community)."""
    lines = [line for line in letter.lines if letter.text[line.start : line.end].strip()]
    start = lines[_SENDER_LINES].start if len(lines) > _SENDER_LINES else 0
    top = letter.text[:start].lower()
    # A letter without a letterhead begins with its addressee.
    return Span(start if re.search(r"\d{5}|\d{3}[-.) ]+\d{4}|npi", top) else 0, letter.body.start)


def purpose(letter: Letter, of_payer: PayerType) -> Purpose:
    """Why the letter is sent, by its subject and opening."""
    if of_payer == "hsa_fsa":
        return "reimbursement"
    head = Span(0, letter.body.start)
    opening = Span(letter.body.start, min(len(letter.text), letter.body.start + _OPENING // 2))
    for place in (head, opening):
        if _words()["purpose"]["appeal"].search(letter.text, *place):
            return "appeal"
    for place in (head, opening):
        if _words()["purpose"]["continuation"].search(letter.text, *place):
            return "continuation"
    return "prior_authorization"


def kind(letter: Letter) -> Kind:
    """What is requested, by the words of subject, opening and request; the most frequent kind, of equals the first.

    Words right behind an asking ("authorization of …", "I request …") weigh most: a drug tried before a device is
    named as often as the device.
    """
    opening = Span(letter.body.start, min(len(letter.text), letter.body.start + _OPENING // 2))
    asked = [
        (Span(match.end(), min(place.end, match.end() + _ASKED)), _ASKED_WEIGHT)
        for place in (letter.header, opening)
        for match in letter.find_all(_words()["asking"], place)
    ]
    places = [(letter.header, 2), (opening, 3), *((part.span, 2) for part in letter.parts_of("request")), *asked]
    return _heaviest(letter, places) or _heaviest(letter, [(letter.body, 1)]) or "procedure"


def _heaviest(letter: Letter, places: list[tuple[Span, int]]) -> Kind | None:
    weights = {
        name: sum(weight * len(letter.find_all(pattern, place)) for place, weight in places)
        for name, pattern in _words()["kind"].items()
    }
    best = max(weights, key=lambda name: weights[name])
    return cast(Kind, best) if weights[best] else None
