"""Rules for letters: how many are asked for, on which examination, and how many visits were used.

Imports this room, `asked` and `amounts`. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import continued_therapy, supplied_in_quantity
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words import amounts
from lmnboard.checklist.words.amounts import NUMBER
from lmnboard.checklist.words.asked import asked
from lmnboard.checklist.words.once import compiled
from lmnboard.written.found import PARTIAL_DATE
from lmnboard.written.letter import Span

_EXAMINED = compiled(
    r"\b(?:face[- ]?to[- ]?face|in[- ]person|seen\s+in\s+person|(?:re-?)?examin(?:ed|ation)"
    r"|on\s+(?:the\s+)?(?:physical\s+)?exam|(?:re-?)?evaluated|(?:re-?|mobility\s+|functional\s+|initial\s+"
    r"|PT\s+|OT\s+|therapy\s+)?(?:evaluation|assessment)\s+(?:of|on|dated)"
    r"|re-?evaluation|re-?assess\w+|last\s+(?:seen|visit|office)|(?:office|clinic|most\s+recent|latest"
    r"|follow[- ]up)\s+visit|(?:I|we)\s+(?:last\s+)?saw|was\s+seen|assessed\s+(?:him|her|them)"
    r"|physical\s+exam\w*|telehealth\s+visit)\b"
)
_IN_PERSON = compiled(r"face[- ]?to[- ]?face|in[- ]person")
_REACH = 70
_USED = compiled(
    rf"\b(?:used|attended|completed|had|received|exhausted|undergone|seen\s+for|after|finished"
    rf"|participated\s+in)\s+(?:\w+\s+){{0,3}}?(?:all\s+)?(?:of\s+)?(?:the\s+|his\s+|her\s+"
    rf"|their\s+)?{NUMBER}(?:\s+of\s+(?:the\s+|his\s+|her\s+|\w+\s+)?{NUMBER})?"
    rf"(?:[\s-]+\w+){{0,4}}?[\s-]+(?:visits?|sessions?|treatments|appointments)"
    rf"|\b{NUMBER}\s+(?:\w+\s+)?(?:visits\s+|sessions\s+)?(?:are|were|have\s+been"
    rf"|has\s+been)\s+(?:already\s+)?(?:used|attended|completed|exhausted)"
    rf"|\bused\s+{NUMBER}\b|\b{NUMBER}\s+(?:of|out\s+of|/)\s+(?:the\s+|his\s+"
    rf"|her\s+)?{NUMBER}\s+(?:\w+\s+){{0,3}}?(?:visits|sessions)|(?:visits|sessions)\s+used\W{{0,3}}\s*{NUMBER}"
    rf"|\b{NUMBER}\s+(?:visits|sessions)\s+(?:so\s+far|to\s+date|used|attended|completed)"
)
_ALLOWED = compiled(
    rf"\b(?:allow(?:s|ed)?|limit(?:s|ed)?|benefit|cap(?:s|ped)?|maximum|covers?|authorized|approved|permits?"
    rf"|entitled)\b(?:[^.;\d]{{0,50}}?)\b{NUMBER}\s+(?:\w+\s+){{0,3}}?(?:visits?|sessions?|treatments|per"
    rf"|a\s+(?:calendar\s+)?year|each)"
    rf"|\b{NUMBER}[\s-]+(?:\w+[\s-]+){{0,3}}?(?:visits?|sessions?)[\s-]+(?:\w+\s+){{0,4}}?(?:allow\w*|limit"
    rf"|maximum|cap|authorized|approved|benefit|per\s+(?:calendar\s+|plan\s+|benefit\s+)?year|in\s+(?:the"
    rf"|a)\s+plan\s+year|covered)"
    rf"|\b(?:used|exhausted|completed|attended)\s+(?:all\s+)?{NUMBER}\s+(?:of|out\s+of|/)\s+(?:the\s+|his\s+"
    rf"|her\s+)?{NUMBER}|\b(?:used|exhausted)\s+all\s+(?:of\s+)?(?:the\s+|his\s+|her\s+)?{NUMBER}"
    rf"|\b{NUMBER}[- ]visit\s+(?:limit|cap|maximum|benefit)"
)


@in_letter("CHK-168", supplied_in_quantity)
def quantity(s: LetterSubject) -> Said:
    found = _visits(s) if s.facts.kind == "therapy" else _devices(s)
    if found:
        return stands(found)
    for gap in s.facts.blanks:
        before = s.letter.text[max(0, gap.start - 20) : gap.start].lower()
        if "quantity" in s.letter.text[gap.start : gap.end].lower() + before or "qty" in before:
            return blank("the quantity", gap)
    shown = "'24 visits'" if s.facts.kind == "therapy" else "'one device and four masks a year'"
    return absent(
        "The request says no number, and the payer approves a number.",
        f"Write how many, for example {shown}.",
        asked(s).closing or asked(s).opening,
    )


def _visits(s: LetterSubject) -> Span | None:
    """A number of visits that is asked for, not one that was used or is allowed."""
    text = s.letter.text
    for place in asked(s).zones:
        for match in amounts.VISITS.finditer(text, *place):
            clause = text[max(place.start, match.start() - 45) : min(place.end, match.end() + 25)]
            near = re.split(r"[;.]\s", clause)
            own = next((part for part in near if match.group() in part), clause)
            if not amounts.SPENT.search(own):
                return Span(*match.span())
    return None


def _devices(s: LetterSubject) -> Span | None:
    for place in asked(s).zones:
        for match in amounts.ITEMS.finditer(s.letter.text, *place):
            return Span(*match.span())
    return None


@in_letter("CHK-169", supplied_in_quantity)
def examination(s: LetterSubject) -> Said:
    """An examination with its date in its sentence, near the words for it."""
    text, undated = s.letter.text, None
    gap = None
    looks = ("exam", "evaluat", "assess", "visit", "saw", "seen", "face", "person")
    found = [(m, one) for one in asked(s).sentences_with(looks) for m in s.letter.find_all(_EXAMINED, one)]
    for match, sentence in found:
        near = Span(max(sentence.start, match.start() - _REACH), min(sentence.end, match.end() + _REACH))
        if PARTIAL_DATE.search(text, *near):
            return stands(match.span())
        gap = gap or next((one for one in s.facts.blanks if near.holds(one.start)), None)
        undated = undated or match
    if gap:
        return blank("the date of the examination", gap)
    fix = "Write it with its date, for example 'At the face-to-face examination on 03/11/2026'."
    if undated:
        return weak("The examination has no date, and the order stands on a dated one.", fix, undated.span())
    return absent(
        "No face-to-face examination is told, and the order stands on one.",
        fix,
        asked(s).closing or asked(s).opening,
    )


@in_letter("CHK-012", continued_therapy)
def visits(s: LetterSubject) -> Said:
    places = asked(s).sentences_with(("visit", "session", "used", "treatments"))
    used = next((found for place in places if (found := s.letter.find(_USED, place))), None)
    allowed = next((found for place in places if (found := s.letter.find(_ALLOWED, place))), None)
    if used and allowed:
        return stands(used.span())
    fix = "Give both, for example 'has used 18 of the 20 visits that the plan allows'."
    if used:
        return weak("The visits allowed are not told, and the payer counts against them.", fix, used.span())
    if allowed:
        return weak("The visits used so far are not told, and the payer counts them.", fix, allowed.span())
    return absent(
        "Neither the visits used nor those allowed are told, and the payer counts them.", fix, asked(s).opening
    )
