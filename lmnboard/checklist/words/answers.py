"""How a letter's words are read for what it has to answer: a denial and its reasons, and the rule of an HSA or FSA.

Imports this room; the words are in `programs.toml`. `payers` registers these rules.
"""

from __future__ import annotations

import re

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.programs import said
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_COUNTED = Pattern(r"(?:\(|\b)(?:[1-9]|[a-f]|i{1,3}|iv)\)|\b[1-9][.)](?=\s)", re.IGNORECASE)
_REASON_NUMBER = Pattern(r"\b(?:reason|point|ground)\s*#?\s*([1-9])\b", re.IGNORECASE)
_FACT = Pattern(r"\d")
_WORD = Pattern(r"[a-z]{5,}")
_EMPTY_WORDS = frozenset((
    "about", "above", "after", "again", "because", "before", "being", "coverage", "could", "denial", "denied",
    "described", "did", "documented", "documentation", "does", "from", "given", "have", "information", "letter",
    "listed", "medical", "medically", "member", "necessary", "necessity", "notice", "patient", "plan", "policy",
    "provided", "reason", "reasons", "record", "records", "request", "requested", "required", "review",
    "service", "stated", "states", "that", "their", "there", "these", "they", "this", "treatment", "under",
    "used", "using", "were", "which", "while", "with", "without", "would", "your", "decision", "submitted",
    "evidence", "based", "criteria", "following",
))  # fmt: skip
"""Words that stand in most reasons and in most letters, so that they tell nothing."""


def denial_answered(s: LetterSubject) -> Said:
    """Whether an appeal names the denial, states its reasons and takes each of them up."""
    letter = s.letter
    named = letter.find(said("denial"), letter.body) or letter.find(said("denial"), letter.header)
    if named is None:
        return absent(
            "The appeal does not name the denial that it answers.",
            "Name the notice and each of its reasons, for example 'Reason 1: \"not medically necessary\"'.",
        )
    stated = [one for one in letter.sentences if _states_a_reason(s, one)]
    if not stated:
        return weak(
            "The denial is named without its reason, and the appeal is read against that reason.",
            "Quote each reason of the notice and answer it, for example 'Reason 1: …' and what the chart shows.",
            named.span(),
        )
    if letter.find(said("answer"), letter.body) or letter.parts_of("criteria"):
        return stands(stated[0])
    unanswered = [reason for reason in _reasons(s, stated) if not _taken_up(s, reason, stated)]
    if not unanswered:
        return stands(stated[0])
    return absent(
        "A reason of the denial is stated and not answered, and an unanswered reason stands.",
        "Answer it by a fact, for example 'six weeks of therapy: 14 visits, 10/06 to 12/12/2025, note enclosed'.",
        unanswered[0],
    )


def _states_a_reason(s: LetterSubject, sentence: Span) -> bool:
    """The sentence says why it was denied: it or the one before speaks of the denial."""
    if not s.letter.find(said("reason"), sentence):
        return False
    around = s.letter.around(sentence.start, 1, 0)
    return s.letter.find(said("denial"), around) is not None or s.letter.find(_REASON_NUMBER, sentence) is not None


def _reasons(s: LetterSubject, stated: list[Span]) -> list[Span]:
    """The reasons one by one where they are counted, else the sentences that state them."""
    found = []
    for sentence in stated:
        marks = [match.end() for match in s.letter.find_all(_COUNTED, sentence)]
        ends = [*marks[1:], sentence.end]
        found += [Span(start, end) for start, end in zip(marks, ends, strict=True)] if len(marks) > 1 else [sentence]
    return found


def _taken_up(s: LetterSubject, reason: Span, stated: list[Span]) -> bool:
    """A later sentence, or one before, takes up a word of the reason beside a number or a date."""
    words = set(_WORD.findall(reason.of(s.letter.text).lower())) - _EMPTY_WORDS
    if not words:
        return True
    return any(
        words & set(_WORD.findall(other.of(s.letter.text).lower()))
        for other in s.letter.sentences
        if other not in stated and s.letter.find(_FACT, other)
    )


def medical_care(s: LetterSubject) -> Said:
    """Whether a letter to an HSA or FSA argues by a diagnosed condition, and not by health in general."""
    letter = s.letter
    for found in letter.find_all(said("wellness"), letter.body):
        sentence = letter.sentence_at(found.start())
        before = Span(max(sentence.start, found.start() - 90), found.start())
        if not letter.find(said("no_wellness"), before) and not _of_a_place(letter.text, found.end()):
            return absent(
                "It argues by health in general, and an account pays for the care of a condition alone.",
                "Say which diagnosed condition the item treats, for example 'the filter removes the dander'.",
                found.span(),
            )
    diagnosis = s.facts.diagnosis
    told = letter.find(_DIAGNOSED, letter.body)
    if s.facts.codes or told or (diagnosis and not diagnosis.blank):
        return stands(s.facts.codes[0].span if s.facts.codes else told.span() if told else None)
    if diagnosis:
        return blank("the diagnosed condition", Span(*diagnosis.span))
    return absent(
        "No diagnosed condition is named, and an account pays for the care of one alone.",
        "Name it with its code, for example 'moderate persistent asthma (J45.40)', and say how the item treats it.",
    )


_DIAGNOSED = Pattern(
    r"\bdiagnos(?:ed|is)\b|\b(?:suffers?|treat(?:ed|ing)\s+(?:\w+\s+)?for|because of (?:her|his|their))\b",
    re.IGNORECASE,
)
_PLACE = Pattern(r"\s+(?:Cent(?:er|re)|Clinic|Institute|Group|Associates|Partners|visit|exam|check)", re.IGNORECASE)


def _of_a_place(text: str, at: int) -> bool:
    return _PLACE.match(text, at) is not None
