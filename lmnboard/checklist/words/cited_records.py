"""What a letter's text cites that would have to be enclosed: laboratory values, images, consultations, guidelines.

Imports `documents`, whose tables hold the words, and the written letter. Called by `enclosures`, both of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lmnboard.checklist.words.documents import enclosed, near, tables
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import PARTIAL_DATE
from lmnboard.written.letter import Letter, Span

_MOST = 200
"""Names of one row that are looked at: letters come from strangers."""

_MEASURED = Pattern(
    r"[^.;\d]{0,28}?(?:(?<![\w.])[<>]?\d[\d.,]*+(?!\s?(?:mg|mcg|iu|units?|meq|ml|g)\b(?!\s?/))"
    r"|\b(?:positive|negative|normal|abnormal|elevated|raised|low|high|undetectable|detected|deficient|suppressed|reduced|increased)\b"
    r"|[<\[{_]{1,2}\w*)",
    re.IGNORECASE,
)
_DONE = Pattern(
    r"\b(?:was|were|is|are|show\w*|reveal\w*|demonstrat\w+|found|done|obtained|performed|confirm\w*|dated|last|latest|recent"
    r"|previous|prior|had|has|positive|negative|normal|abnormal|unremarkable|reported|read|identified|noted|taken|underwent"
    r"|measured|documented|consistent|with|per|T-?scores?|BI-RADS|EF|ejection)\b",
    re.IGNORECASE,
)
_ASKED_BEFORE = Pattern(
    r"\b(?:request\w*|authori[sz]\w*|approv\w*|ordering|order an?|needs?|needed|would|will|without(?: an?| the| this)?"
    r"|recommend\w*|ask(?:ing|s)?|should|schedul\w*|repeat|den(?:y|ied|ial)|if|get|obtain|cover(?:age)?|appeal\w*|before|pending"
    r"|await\w*|referral|refer|require[sd]?|serial|annual|future|follow-up|whether)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_ASKED_AFTER = Pattern(
    r"[^.;:]{0,20}\b(?:will|would|should|to be|(?:is|are) (?:the |an? |medically |being )?(?:needed|necessary"
    r"|requested|required|the standard|standard|indicated|recommended|only|best|test)"
    r"|of choice|can|could|(?-i:may)|compatible)\b",
    re.IGNORECASE,
)
_DATED_BEHIND = Pattern(
    r"[^.;\n]{0,30}?(?:\b(?:of|on|dated|from|in)\s+(?:the\s+)?|\(\s*|(?<=\w)\s+)(?=\d|(?-i:[A-Z]))", re.IGNORECASE
)
_RESULT_BEHIND = Pattern(r"(?:\s+\w+){0,2}?:\s*(?!to\b|cpt\b|the\b|request|need|medically)", re.IGNORECASE)
_DATED_GUIDELINE = Pattern(
    r"(?<!MCG\s)\b(?:guidelines?|practice\s+parameters?|consensus\s+statement)\b"
    r"(?:\s+(?:for|on|of)\b[^;]{3,110}?|\s*[,(]\s*)\b(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\s+(?:\w+\s+){0,5}guidelines?\b",
    re.IGNORECASE,
)


def cited_lab(letter: Letter) -> Span | None:
    """A laboratory value that the text gives, or says to be high, low or negative."""
    for match in _each(letter, "cited", "lab"):
        if _MEASURED.match(letter.text, match.end()) and not _in_list(letter, match.start()):
            return Span(*match.span())
    return None


def cited_imaging(letter: Letter) -> Span | None:
    """An image that was taken; one that is asked for is none."""
    for match in _each(letter, "cited", "imaging"):
        if not _in_list(letter, match.start()) and _was_done(letter, match):
            return Span(*match.span())
    return None


def _was_done(letter: Letter, match: re.Match[str]) -> bool:
    sentence = near(letter, match.start())
    behind = _DATED_BEHIND.match(letter.text, match.end())
    if behind and PARTIAL_DATE.match(letter.text, behind.end()):
        return True
    before = letter.text[max(sentence.start, match.start() - 60) : match.start()]
    if _RESULT_BEHIND.match(letter.text, match.end()):
        return True
    if _ASKED_BEFORE.search(before) or _ASKED_AFTER.match(letter.text, match.end()):
        return False
    return bool(_DONE.search(letter.text, *sentence))


def cited_consult(letter: Letter, authors: frozenset[str]) -> Span | None:
    """Somebody else who saw the patient for an opinion; `authors` are the signers' last names, in small letters."""
    for match in _each(letter, "others", "seen_by"):
        sentence = near(letter, match.start())
        before = letter.text[max(sentence.start, match.start() - 60) : match.start()]
        names = {word.strip(".,").lower() for word in letter.text[match.start() : match.end() + 20].split()}
        if not (_in_list(letter, match.start()) or _ASKED_BEFORE.search(before) or names & authors):
            return Span(*match.span())
    return None


def cited_guidelines(letter: Letter) -> list[tuple[Span, frozenset[str]]]:
    """Each guideline that the text names, by organization or year: where, and the short names it goes by."""
    found = []
    for match in _each(letter, "others", "organization"):
        sentence = near(letter, match.start())
        if not _in_list(letter, match.start()) and tables()["others"]["guideline"].stand_in(sentence.of(letter.text)):
            found.append((Span(*match.span()), _short_names(match.group())))
    dated = _DATED_GUIDELINE.finditer(letter.text, *letter.body)
    found += [(Span(*match.span()), frozenset[str]()) for match in dated if not _in_list(letter, match.start())]
    return found


def _short_names(name: str) -> frozenset[str]:
    """The acronyms that stand in a name, and its initials."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    acronyms = re.findall(r"[A-Z]{3,}", name)
    return frozenset([*acronyms, *([initials] if len(initials) > 2 else [])])


def _each(letter: Letter, table: str, row: str) -> Iterator[re.Match[str]]:
    return islice(tables()[table][row].find_all(letter.text, enclosed(letter).small, letter.body), _MOST)


def _in_list(letter: Letter, at: int) -> bool:
    place = enclosed(letter).listed
    return place is not None and place.holds(at)
