"""What a letter says it encloses, and where its text points at an enclosure.

Imports the written letter; the names of documents are in `documents.toml`. Called by `enclosures` and `cited_records`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.phrases import find_placeholders
from lmnboard.written.found import PARTIAL_DATE
from lmnboard.written.letter import Letter, Span

_NAMES = (
    r"(?:list of )?(?:enclosures?|attachments?|enclosed|attached|annex(?:ed|es)?|joined documents"
    r"|exhibits?|(?:supporting|enclosed|attached)[ \t]+"
    r"(?:documents?|documentation|records|materials?)|documents?[ \t]+(?:enclosed|attached|included))"
)
_HEAD = Pattern(
    rf"^[ \t]*+[*_#=-]{{0,4}}[ \t]*+(?:\d{{1,2}}[.)][ \t]+)?(?:(?P<whole>{_NAMES})\b|(?P<short>encls?|encs?)\b\.?)"
    r"(?:[ \t]+(?:please find|list|herewith|with this letter|for (?:your )?review|are|is|include|as follows))?"
    r"[*_]{0,3}[ \t]*+(?:\(?\d{1,2}\)?)?[ \t]*+(?P<mark>:|[-–—](?=[ \t])|)[*_]{0,3}[ \t]*+(?P<rest>[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
# These three are looked for in the letter in small letters, which is three times as fast.
_LEAD_IN = Pattern(
    r"\b(?:enclos\w+|attach\w+|(?:supporting|following)\s+(?:documents?|documentation|records))\b[^.:;\n]{0,60}"
    r"(?:\n(?!\s*\n)[^.:;\n]{0,60})?:(?=\s)",
)
_ITEM = Pattern(r"[ \t]*(?:[-•*·–+o][ \t]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)][ \t]|\[[ xX\d]{1,2}\])")
_LIST_STOPS = Pattern(
    r"[ \t]*(?:references?\b|cc\b|c\.c\."
    r"|(?:yours |very )?(?:sincerely|truly|respectfully)|(?:best|kind|warm)? ?regards|thank|/s/|_{8,})",
    re.IGNORECASE,
)
_MOST_LINES = 60
_ENCLOSING = Pattern(
    r"\b(?:enclos(?:ed?|es|ing|ures?)|(?:attach(?:ed|ing)?|attachments?)"
    r"(?! (?:disorder|style|theory|figure|issues|to (?!this|my|our|the letter)))"
    r"|annexe?[ds]?|joined\s+documents?|tucked\s+in|accompan(?:y|ies|ying)(?=\s+(?:this|my|our|the|documents?|documentation|records?)\b)|append(?:ed|ix)|herewith"
    r"|(?:included|submitted|sent|faxed|provided)\s+(?:with|along|together)|exhibits?)\b",
)
_NOT_ENCLOSED = Pattern(r"\b(?:not|never|no)\s+(?:\w+\s+){0,2}(?:enclosed|attached)|\bupon\s+request\b", re.IGNORECASE)
_REFERENCE = Pattern(
    r"\b(?:see|refer(?:ring)?\s+to|reference|consult|per|as\s+(?:\w+\s+)?(?:in|by|on|from)|(?:shown|documented|described|noted|outlined|detailed|recorded|listed)\s+(?:in|by|on))"
    r"\s+(?:also\s+)?(?:the\s+|our\s+|my\s+|his\s+|her\s+|all\s+)?(?:attached|enclosed|enclosures?|attachments?|exhibits?|appendix)\b(?P<no1>\s+(?:no\.?\s*|#\s*)?(?:\d{1,2}|[a-h])\b)?"
    r"|[(\[](?:[^()\[\]\n]{0,40}\s)?(?:enclosed|attached|(?:enclosures?|encl\.?|attachments?|exhibits?|appendix)(?P<no2>\s+(?:no\.?\s*|#\s*)?(?:\d{1,2}|[a-h])\b)?)(?:[,;:\s][^()\[\]]{0,60})?[)\]]"
    r"|,\s+(?:exhibit|enclosure|attachment|appendix)(?P<no3>\s+(?:no\.?\s*|#\s*)?(?:\d{1,2}|[a-h])\b)(?=,)"
    r"|\bcop(?:y|ies)\b[^.;()\n]{0,50}(?:\n[^.;()\n]{0,40})?\b(?:enclosed|attached)\b"
    r"|\b(?:the|an?|our|my|his|her)\s+(?:attached|enclosed)\s+(?:[\w/,()-]+\s+){1,9}?(?:shows?|showed|demonstrates?|documents?|confirms?|reveals?|details?|describes?|states?|records?|reports?|lists?|notes?|proves?|measured)\b",
)
_SHOWS = Pattern(
    r"\b(?:show(?:s|ed|n|ing)?|demonstrat\w+|reveal\w*|confirm\w*|document(?:s|ed|ing)|found|finds?|finding|detail(?:s|ed|ing)|record(?:s|ed|ing)|describ\w+|indicat\w+"
    r"|report(?:s|ed|ing)|list(?:s|ed|ing)|prove[sdn]?|support(?:s|ed)|stat(?:es|ed|ing)|recommends?|was|were|is|are|with|which|from|fell|rose)\b|[:,]\s*\d",
    re.IGNORECASE,
)
_OF_THAT_DAY = Pattern(r"\b(?:that|the\s+same|this)\s+(?:day|date|visit)\b", re.IGNORECASE)
_BARE_WORDS = 6
_FAR = 400
_MOST = 30
"""References and lists of one letter that are looked at, and characters around a place: letters come from strangers."""


class Reference(NamedTuple):
    """A place in the text that points at an enclosure, and how much of it is said: document, date, what it shows."""

    span: Span
    sentence: Span
    number: str
    kinds: frozenset[str]
    names: bool
    dated: bool
    shows: bool


class Enclosed:
    """What one letter encloses by its own words."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._text = letter.text

    @cached_property
    def small(self) -> str:
        """The letter in small letters."""
        return small(self._text)

    @cached_property
    def listed(self) -> Span | None:
        """The list of enclosures, without its heading; nothing where the heading has no list under it."""
        return next((place for place in self._lists if self._says_something(place)), None)

    @cached_property
    def blank(self) -> Span | None:
        """A placeholder that stands where the enclosures should."""
        for place in (*self._lists, *self._enclosing):
            words = place.of(self._text)
            found = find_placeholders(words)
            if found and not self._says_something(place):
                return Span(place.start + found[0].start, place.start + found[0].end)
        return None

    @cached_property
    def named(self) -> list[Span]:
        """The sentences that enclose something and name it."""
        return [one for one in self._enclosing if self._says_something(one)]

    @cached_property
    def bare(self) -> Span | None:
        """A sentence that encloses something and does not say what, or a list with nothing in it."""
        return next((one for one in (*self._enclosing, *self._lists) if not self._says_something(one)), None)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of all documents that are enclosed, in the list or in a sentence."""
        places = [*([self.listed] if self.listed else []), *self.named]
        return frozenset(kind for place in places for kind in kinds_in(place.of(self._text)))

    @cached_property
    def words(self) -> str:
        """The words of the list, or of the sentences where there is none."""
        return "\n".join(place.of(self._text) for place in ([self.listed] if self.listed else []) + self.named)

    @cached_property
    def references(self) -> list[Reference]:
        """Where the text points at an enclosure in passing; a sentence that only hands over documents is none."""
        matches = islice(_REFERENCE.finditer(self.small, *self._letter.body), _MOST)
        return [self._reference(one) for one in matches if not (self.listed and self.listed.holds(one.start()))]

    def _reference(self, match: re.Match[str]) -> Reference:
        place = Span(*match.span())
        sentence = near(self._letter, place.start)
        own = sentence.of(self._text)
        is_bare = len(own.split()) <= _BARE_WORDS and not _names_a_document(own)
        around = (
            own
            if is_bare
            else Span(max(self._letter.around(place.start, 1, 0).start, place.start - _FAR), sentence.end).of(
                self._text
            )
        )
        return Reference(
            span=place,
            sentence=sentence,
            number=(match["no1"] or match["no2"] or match["no3"] or "").strip(),
            kinds=kinds_in(own),
            names=_names_a_document(own),
            dated=bool(PARTIAL_DATE.search(around) or _OF_THAT_DAY.search(own)),
            shows=not is_bare and bool(_SHOWS.search(own)),
        )

    @cached_property
    def items(self) -> int:
        """How many rows the list has, counted by their marks or lines."""
        if self.listed is None:
            return 0
        lines = [line for line in self.listed.of(self._text).split("\n") if line.strip()]
        return max(sum(bool(_ITEM.match(line)) for line in lines), len(re.findall(r"[;\n]", "\n".join(lines))) + 1)

    # ------------------------------------------------------------- where they stand
    @cached_property
    def _lists(self) -> list[Span]:
        found: list[Span] = []
        for match in _HEAD.finditer(self._text):
            if len(found) == _MOST:
                break
            rest = match["rest"].strip()
            is_heading = not rest and (match["mark"] or match.group().strip(" \t*_#=-")[:1].isupper())
            if is_heading or (rest and (match["mark"] or match["short"])):
                found.append(self._list_from(match.start("rest")))
        lead_ins = islice(_LEAD_IN.finditer(self.small, *self._letter.body), _MOST)
        found += [self._list_from(match.end()) for match in lead_ins]
        return sorted(found)

    def _list_from(self, start: int) -> Span:
        """To the first empty line after the first row, unless a row with a mark follows it."""
        end = at = start
        rows = 0
        for line in self._text[start : start + 8000].split("\n")[:_MOST_LINES]:
            words = line.strip()
            gap = at > start and not self._text[end:at].strip("\n") and self._text.count("\n", end, at) > 1
            if words and rows and ((gap and not _ITEM.match(line)) or _LIST_STOPS.match(line)):
                break
            if words and _LIST_STOPS.match(line):
                break
            if words:
                rows += 1
                end = at + len(line)
            at += len(line) + 1
        return Span(start, end)

    @cached_property
    def _enclosing(self) -> list[Span]:
        found: list[Span] = []
        for match in _ENCLOSING.finditer(self.small, *self._letter.body):
            if found and found[-1].holds(match.start()):
                continue
            if len(found) == _MOST:
                break
            sentence = near(self._letter, match.start())
            in_list = self.listed is not None and self.listed.holds(sentence.start)
            if not in_list and not _NOT_ENCLOSED.search(self._text, *sentence):
                found.append(sentence)
        return found

    def _says_something(self, place: Span) -> bool:
        words = place.of(self._text)
        for blank in reversed(find_placeholders(words)):
            words = words[: blank.start] + words[blank.end :]
        return _names_a_document(words)


def near(letter: Letter, at: int) -> Span:
    """The sentence at a place, or so much of a very long one as stands around it."""
    sentence = letter.sentence_at(at)
    return Span(max(sentence.start, at - _FAR), min(sentence.end, at + _FAR))


@lru_cache(maxsize=1)
def enclosed(letter: Letter) -> Enclosed:
    """What a letter encloses; kept for the rules that ask one after the other of the same letter."""
    return Enclosed(letter)


# One list is asked of by several rules. Bounded, as it is a patient's.
@lru_cache(maxsize=16)
def kinds_in(words: str) -> frozenset[str]:
    """The kinds of the documents that are named in these words; `other` where it is some document."""
    plain = words.replace("_", " ")
    return frozenset(kind for kind, names in tables()["kinds"].items() if names.stand_in(plain))


def _names_a_document(words: str) -> bool:
    plain = words.replace("_", " ")
    return any(names.stand_in(plain) for names in tables()["kinds"].values())


def small(text: str) -> str:
    """The text in small letters, each sign in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_SMALL)


_SMALL = {ord(sign): sign.lower() for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


class Names(NamedTuple):
    """The names of one row: in small letters for a text in small letters (three times as fast), and in capitals."""

    plain: re.Pattern[str]
    capitals: re.Pattern[str] | None

    def stand_in(self, text: str) -> bool:
        return next(self.find_all(text, small(text), Span(0, len(text))), None) is not None

    def find_all(self, text: str, lowered: str, within: Span) -> Iterator[re.Match[str]]:
        yield from self.plain.finditer(lowered, *within)
        if self.capitals:
            yield from self.capitals.finditer(text, *within)


@cache
def tables() -> dict[str, dict[str, Names]]:
    """The tables of `documents.toml`."""
    read = tomllib.loads(Path(__file__).with_name("documents.toml").read_text(encoding="utf-8"))
    return {table: {row: _names(words) for row, words in rows.items()} for table, rows in read.items()}


def _names(words: list[str]) -> Names:
    capitals = [word for word in words if any(sign.isupper() for sign in re.sub(r"\\.", "", word))]
    plain = [word for word in words if word not in capitals]
    return Names(_any(plain), _any(capitals) if capitals else None)


def _any(words: list[str]) -> re.Pattern[str]:
    either = "|".join(words).replace("[- ]", r"[-\s]").replace(" ?", r"\s*").replace(" ", r"\s+") or "(?!)"
    return re.compile(rf"\b(?:{either})(?!\w)")
