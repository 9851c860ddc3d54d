"""The sentences of a letter with what each speaks of: sorts of words, dates, lengths, measures, placeholders.

Imports `clinical`, the written letter and the subject. Called by the rules for history, findings and treatments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from weakref import WeakKeyDictionary

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words.clinical import Cue, cues
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Letter, Span

_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DAY_AND_YEAR = r"(?:\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s+(?:of\s+)?(?:19|20)\d\d\b)?"
DATE = Pattern(
    r"(?<![\w/.$#])(?<![A-Za-z]-)(?:\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d\d)(?!\d)|(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?!\d)"
    r"|(?:19|20)\d\d(?=\s?[-–]\s?(?:19|20)\d\d\b)|(?<=[\d]-)(?:19|20)\d\d\b"
    r"|(?:0?[1-9]|1[0-2])/\d{1,2}(?=\s?(?:-|–|to|through|until)\s?\d{1,2}/\d{1,2}/\d\d)"
    r"|(?<=[(\s–-])(?:0?[1-9]|1[0-2])/[12]\d(?=\s?(?:-|–|to|through|until)\s?(?:\d|now|present))"
    r"|(?<=[\d][-–])(?:0?[1-9]|1[0-2])/[12]\d(?![\d/])|(?:[Ss]pring|[Ss]ummer|[Ff]all|[Aa]utumn|[Ww]inter)\s(?:of\s)?(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:-\d\d-\d\d)?(?![\d/]|-\d|\s*(?:mg|mL|mcg|feet|ft|steps)\b))"
    rf"|\b{_MONTHS}\.?{_DAY_AND_YEAR}"
    r"|\b(?:[Ii]n|[Ss]ince|[Ff]rom|to|by|until|last|early|mid|late|of|through|about|and)[\s-]+(?:May|March)\b"
    rf"{_DAY_AND_YEAR}"
    r"|\b(?:May|March|Mar)\.?,?\s+(?:of\s+)?\d{1,4}\b(?:,?\s+(?:19|20)\d\d\b)?"
)
"""Anything that dates, a month without its year too where a word before it shows that it is one."""

_COUNT = (
    r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen"
    r"|twenty(?:[- ](?:one|two|four|five|six|eight))?|thirty|forty|sixty|ninety|a\s+(?:couple|dozen)(?:\s+of)?)"
)
LENGTH = Pattern(
    rf"(?<![\w/.]){_COUNT}(?:\s*(?:-|–|to|or)\s*{_COUNT})?[\s-]+(?:full\s+|whole\s+|long\s+"
    rf"|consecutive\s+)?(?:day|week|wk|month|mo|year|yr|visit|session|cycle|course|dose|infusion|treatment|fraction|round|appointment"
    rf"|night|class|hour|injection)e?s?\b|\bx\s?{_COUNT}\s?(?:d|days?|w|wks?|weeks?|m|mos?|months?|y|yrs?|years?)\b"
    rf"|(?<![\w/.])\d+\s?(?:wks?|mos?|yrs?)\b|\b(?:a|an|one)\s+(?:full|whole|entire|\w+-long)\s+(?:day|week|month|year)\b"
    rf"|\b{_COUNT}\s+(?:and\s+a\s+half|\d/\d)\s+(?:week|month|year)s\b|\b(?:past|last)\s+(?:decade|year)\b|\ba decade\b"
    r"|\b(?:throughout|all)\s+(?:of\s+)?(?:19|20)\d\d\b|\b(?:year|month|week)-long\b"
    r"|\b(?:for|over|after|about|nearly|almost|lasted)\s+an?\s+(?:full\s+|whole\s+)?(?:day|week|month|year)\b"
    r"|\b(?:several|a few|many) (?:days|weeks|months|years)\b|\bhalf a year\b",
    re.IGNORECASE,
)
MEASURE = Pattern(
    r"(?<![\w/.])(?:\d+(?:\.\d+)?\s*/\s*(?:10|100|5|4|80|56|30|27|21|63)(?![\d/])"
    r"|\d+(?:\.\d+)?\s+(?:out\s+)?of\s+(?:5|10|100|80|56|30|27|21|63|50|24)\b"
    r"|[0-5][+-]?/5(?!\d)|\d+(?:[.,]\d+){0,6}\s*(?:%|percent\b|mg/d?L|g/dL|mmol|mcg/|µg|ng/|pg/|U/L|IU|RU/|mm\s?Hg"
    r"|kg\b|lbs?\b|degrees?\b|L/min|cells|ms\b|seconds\b|decibels|dB\b|points?\b|g a day|events?\b|per (?:hour"
    r"|minute|week|month|day)))"
    r"|(?<![\w/.])\d+(?:\s?(?:-|–|to)\s?\d+)?\s?(?:/|out\s+of|of)\s?(?:10|100|5|50|63|27|21|80|56|30|24|28|40|42|45|60|70|84|136)"
    r"(?![\d/]|\s(?:visits|sessions|weeks))\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:out\s+of|of)\s+ten\b"
    r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)(?:\s(?:to|or)\s\w+)?\s+(?:[a-z-]+\s+){0,2}?"
    r"(?:days|seizures|attacks|episodes|flares|migraines|headaches|stools|exacerbations|hospitali[sz]ations|falls|infections|admissions"
    r"|times|bowel\s+movements|events|spells|crises|bleeds|awakenings)\s+(?:an?|per|each|every|in\s+the\s+(?:past|last)|since|this"
    r"|over\s+the|in\s+(?:19|20))\b"
    r"|\b[Tt][1-4][abc]?,?\s?[Nn][0-3][abc]?,?\s?[Mm][0-1x]\b|\bGleason\s+(?:score\s+)?\d"
    r"|\b(?:grade|stage|class|type|category)\s+(?:[IV]{1,3}[abc]?|[1-4][abc]?|(?:I|II|III|[1-4])\s?[-–/]\s?(?:II|III|IV|[2-5]))\b"
    r"|\b(?:grade|stage|class|level|index|score[sd]?|scale|AHI|BMI|EDSS|T-score|count|interval|rate|readings?"
    r"|Mallampati|GMFCS|FEV1|A1c|HbA1c|GFR|LVEF|MRD1?|Epworth|PCL-5|PHQ-9|GAD-7|MIDAS|Berg|DASH|QuickDASH|LEFS"
    r"|Oswestry|latency)"
    r"(?:\s+[a-z]+){0,4}?[\s:=(]{1,3}(?:[<>]\s?)?(?:of\s+|was\s+|is\s+|at\s+|between\s+)?(?:-?\d+(?:\.\d+)?"
    r"|[IV]{1,3}\b)",
    re.IGNORECASE,
)
"""A value that can be compared: a score, a grade, a laboratory value, an angle."""

_RANGE = Pattern(
    r"(?:to|until|through|till|and|[-–])\s*(?:now|date|present|the present|today)\b|\bsince\b|\bso far\b", re.IGNORECASE
)
_SAME_DAY = Pattern(
    r"\b(?:the same day|that day|same day|on that date|same date|that date|that visit|the same visit|today)\b",
    re.IGNORECASE,
)
_WAS = Pattern(r"\b(?:was|were|had|did|took|has\s+been|have\s+been)\b", re.IGNORECASE)
_CONDITION = Pattern(r"(?:If|Without|Unless|Left untreated|Untreated)\b", re.IGNORECASE)
_SMALL_START = Pattern(r"(?<=[.!?])\s+(?=[a-z])")
_LETTERED_ROW = Pattern(r"\n[ \t]*(?=\(?[a-h][.)]\s|\[[xX ]\]|>\s)")
_BIRTH = Pattern(r"\b(?:DOB|D\.O\.B\.|born|birth)\W{0,3}(?:on\s|in\s)?\Z", re.IGNORECASE)
_LONGEST = 1500
"""Characters of a sentence at the most: a text without full stops must not take minutes, since rules look at pairs."""

_CAPITAL_START = Pattern(r"[.!?]\s+[A-Z]")
_TO_FILL_IN = Pattern(
    r"\((?:insert|list|describe|add|enter|fill in)\s[^()\n]{3,60}(?:\n[^()\n]{1,60})?\)|\b(?:insert|enter"
    r"|list)\s[a-z /,-]{3,60}\bhere\b",
    re.IGNORECASE,
)
_OF_HISTORY = (
    "date", "length", "measure", "symptom", "sign", "exam", "test", "scale", "functional", "disease", "use", "drug",
    "diagnosed", "progress", "onset", "also_has", "none_other", "outcome", "blank",
)  # fmt: skip
_ASKS = frozenset({"request", "requests", "requesting", "authorize", "approve", "approval", "cover", "coverage"})
_NEAR_THE_ASKING = 60
_OTHER_THAN_ASKED = Pattern(r"\b(?:after|since|because|despite|fail\w*|instead|without|although|tried)\b|[.;:]")
_OUTSIDE = frozenset({"request", "outcomes", "consequences", "evidence", "enclosures", "criteria"})


class Sentence:
    """One sentence with the words of each sort in it; `topic` is that of the heading above it, or empty."""

    def __init__(self, span: Span, text: str, topic: str, paragraph: int, opens: bool) -> None:
        self.span = span
        self.text = text
        self.topic = topic
        self.paragraph = paragraph
        self.opens = opens
        self._cues: dict[str, list[Cue]] = defaultdict(list)

    def add(self, cue: Cue) -> None:
        self._cues[cue.sort].append(cue)

    def cues(self, *sorts: str) -> list[Cue]:
        return [cue for sort in sorts for cue in self._cues.get(sort, ())]

    def has(self, *sorts: str) -> bool:
        return not self._cues.keys().isdisjoint(sorts)

    @cached_property
    def words(self) -> str:
        return self.span.of(self.text)

    @cached_property
    def is_row(self) -> bool:
        """A row of a list rather than prose."""
        return bool(re.match(r"\s*(?:[-•*>·–]|\[[xX ]\]|\(?\d{1,2}[.)]|\(?[a-h]\))\s", self.words))

    @cached_property
    def told(self) -> bool:
        """It tells of the patient, and does not ask, argue or foretell."""
        if self.has("request", "asserted") or (self.topic in _OUTSIDE and not self._tells_beside_its_topic):
            return False
        if self.has("evidence") and not self.has("date"):
            return False
        return not self.foretells

    @cached_property
    def _tells_beside_its_topic(self) -> bool:
        """Under a heading of the argument, a sentence of what is or was: an answer to the denial tells the history."""
        if self.topic in ("evidence", "enclosures") or self.is_row or self.has("unreal", "evidence"):
            return False
        return self.topic == "criteria" or bool(_WAS.search(self.words))

    @cached_property
    def foretells(self) -> bool:
        """What would be or may come, in a sentence without a date of what was."""
        return bool(_CONDITION.match(self.words)) or (self.has("unreal") and not self.has("use", "date"))

    @cached_property
    def dates(self) -> list[Cue]:
        return self.cues("date")

    @cached_property
    def same_day(self) -> bool:
        return bool(_SAME_DAY.search(self.words))

    @cached_property
    def goes_on(self) -> bool:
        """A stretch of time that has an end by itself: `since June`, `to now`."""
        return bool(_RANGE.search(self.words))


def _sentences(letter: Letter) -> list[Span]:
    """The letter's sentences, cut again at rows with letters and, in one typed without capitals, at its full stops."""
    small = None if _CAPITAL_START.search(letter.text, *letter.body) else _SMALL_START
    cut = []
    for span in letter.sentences:
        at = span.start
        for gap in sorted(
            (m for pattern in (_LETTERED_ROW, small) if pattern for m in pattern.finditer(letter.text, *span)),
            key=lambda match: match.start(),
        ):
            cut.append(Span(at, gap.start()))
            at = gap.end()
        while span.end - at > _LONGEST:
            cut.append(Span(at, at + _LONGEST))
            at += _LONGEST
        cut.append(Span(at, span.end))
    return cut


class History:
    """The sentences of a letter's text, and what it asks for."""

    def __init__(self, s: LetterSubject) -> None:
        letter = s.letter
        self.text = letter.text
        self._letter = letter
        self._asks_a_test = s.asked.case.kind == "test"
        starts = [p.start for p in letter.paragraphs]
        parts = letter.parts
        heads = [part.heading.start if part.heading else part.span.start for part in parts]
        self.sentences = [
            Sentence(
                span,
                letter.text,
                parts[max(0, bisect_right(heads, span.start) - 1)].topic if parts else "",
                bisect_right(starts, span.start) - 1,
                number < 2,
            )
            for number, span in enumerate(_sentences(letter))
        ]
        self._at = [sentence.span.start for sentence in self.sentences]
        body = letter.body
        self._hand_out(cues(letter.text, body.start, body.end))
        for sort, pattern in (("date", DATE), ("length", LENGTH), ("measure", MEASURE)):
            self._hand_out(
                Cue(sort, *m.span(), m.group())
                for m in pattern.finditer(letter.text, body.start, body.end)
                if not (sort == "date" and _BIRTH.search(letter.text[max(0, m.start() - 16) : m.start()]))
            )
        filled = _TO_FILL_IN.finditer(letter.text, body.start, body.end)
        self._hand_out(Cue("blank", *m.span(), m.group()) for m in filled)
        self._hand_out(Cue("blank", b.start, b.end, letter.text[b.start : b.end]) for b in s.facts.blanks)

    def _hand_out(self, found: Iterable[Cue]) -> None:
        for cue in found:
            place = bisect_right(self._at, cue.start) - 1
            if place >= 0 and cue.start < self.sentences[place].span.end:
                self.sentences[place].add(cue)

    @cached_property
    def told(self) -> list[Sentence]:
        """The sentences that tell of the patient."""
        return [sentence for sentence in self.sentences if sentence.told]

    @cached_property
    def history(self) -> list[Sentence]:
        """Those of them that tell history, findings, treatments or the present state."""
        return [one for one in self.told if one.topic in ("history", "treatments") or one.has(*_OF_HISTORY)]

    @cached_property
    def subject_words(self) -> str:
        """Subject and diagnosis lines, in small letters."""
        return self.text[: self._letter.body.start].lower()

    @cached_property
    def requested(self) -> frozenset[str]:
        """Names of tests, drugs and treatments that the subject or the opening names as what is asked for."""
        names: set[str] = set()
        sorts = ("drug", "treatment", "test") if self._asks_a_test else ("drug", "treatment")
        for cue in cues(self.text, 0, self._letter.body.start):
            if cue.sort in sorts:
                names.add(cue.name)
        for sentence in self.sentences:
            if (sentence.opens or sentence.topic == "request") and sentence.has("request"):
                names.update(cue.name for cue in sentence.cues(*sorts))
            for asked in sentence.cues("request"):
                if asked.name in _ASKS and not sentence.dates:
                    names.update(cue.name for cue in sentence.cues(*sorts) if self._follows(asked, cue))
        return frozenset(names)

    def _follows(self, asked: Cue, cue: Cue) -> bool:
        """It stands close behind the word that asks, with nothing between that tells of another drug."""
        return 0 <= cue.start - asked.end < _NEAR_THE_ASKING and not _OTHER_THAN_ASKED.search(
            self.text, asked.end, cue.start
        )

    def first(self, *sorts: str) -> tuple[int, int] | None:
        """Where the first word of one of these sorts stands in what is told."""
        for sentence in self.told:
            for cue in sentence.cues(*sorts):
                return cue.start, cue.end
        return None

    @property
    def place(self) -> tuple[int, int] | None:
        """Where a letter tells its history, to point at where something is missing from it."""
        for sentence in self.history:
            if not sentence.opens:
                return sentence.span
        return self.sentences[0].span if self.sentences else None


_read: WeakKeyDictionary[Letter, History] = WeakKeyDictionary()


def history_of(s: LetterSubject) -> History:
    """The history of a letter, read once for all the rules that ask it."""
    known = _read.get(s.letter)
    if known is None:
        known = _read[s.letter] = History(s)
    return known
