"""Checks of the language of a letter: spelling, how hard it is to read, everyday wording. They advise, and never block.

They take longer than an edit may, so they are judged apart from the others, in the background. Imports this room and
`knowledge`; the misspelled words are handed in. Run by `runner.judge_language`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.fault import Fault, wrong
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import check, in_letter
from lmnboard.checklist.said import Said, absent
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.texts import texts_of_letter
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.clinical_language import clinical_terms, find_colloquialisms
from lmnboard.knowledge.reading_level import ReadingLevel, Stretch, reading_level, unexplained

_LONG_SENTENCE = 45
_HARD = 18.0
"""Words of a sentence, and US school grade, beyond which a reviewer of another specialty reads twice."""
_ENOUGH = 150
"""Words of a letter below which a grade says nothing."""
_MOST_ADVICE = 3


@check(
    "CHK-185",
    "Spelling and grammar reviewed",
    part="P",
    section="sending",
    severity="warn",
    source="guide A.107",
)
def spelling(s: Subject) -> Iterator[Fault]:
    for field, word in s.misspelled:
        yield wrong(
            field,
            f"{quoted(word.word)} is in no dictionary, and slips cost a letter its credibility.",
            "Correct it, or add it to the clinic's word list.",
            words=word.word,
            span=(word.start, word.end),
        )


@in_letter("CHK-185")
def spelling_of_letter(s: LetterSubject) -> Iterator[Said]:
    for word in s.misspelled:
        yield absent(
            f"{quoted(word.word)} is in no dictionary, and slips cost a letter its credibility.",
            "Correct it, or add it to the clinic's word list.",
            (word.start, word.end),
        )


@check(
    "CHK-118",
    "Readable by a non-specialist reviewer",
    part="J",
    section="letter",
    severity="info",
    source="guide A.096; Kincaid et al. 1975",
)
def readable(s: Subject) -> Iterator[Fault]:
    texts = list(texts_of_letter(s.case))
    whole = "\n\n".join(text for _, text in texts)
    left = [short.words for short in unexplained(whole)][:_MOST_ADVICE]
    for field, text in texts:
        level = reading_level(text)
        said = list(_of_sentences(level))
        # A short form is told of once, where it first stands in the letter.
        for short in level.unexplained:
            if short.words in left:
                left.remove(short.words)
                said.append(_of_short_form(short))
        for one in said:
            yield wrong(field, one.message, one.fix, words=text[slice(*one.span or (0, 0))][:40], span=one.span)


@in_letter("CHK-118")
def readable_letter(s: LetterSubject) -> Iterator[Said]:
    return _advice(s.letter.text)


@check(
    "CHK-119",
    "Uses clinical language",
    part="J",
    section="letter",
    severity="info",
    source="guide A.096",
)
def clinical(s: Subject) -> Iterator[Fault]:
    for field, text in texts_of_letter(s.case):
        for found in find_colloquialisms(text):
            yield wrong(
                field,
                f"{quoted(found.words)}: {found.row.why}.",
                found.row.suggest,
                words=found.words,
                span=(found.start, found.end),
            )


@in_letter("CHK-119")
def clinical_letter(s: LetterSubject) -> Iterator[Said]:
    for found in find_colloquialisms(s.letter.text):
        yield absent(f"{quoted(found.words)}: {found.row.why}.", found.row.suggest, (found.start, found.end))
    if len(s.letter.text.split()) >= _ENOUGH and not clinical_terms(s.letter.text):
        yield absent(
            "The letter uses no clinical term, and its reader is a clinician.",
            "Name findings and diagnoses as the chart does, for example 'radiculopathy' for 'pinched nerve'.",
        )


def _advice(text: str) -> Iterator[Said]:
    level = reading_level(text)
    yield from _of_sentences(level)
    yield from map(_of_short_form, level.unexplained[:_MOST_ADVICE])


def _of_sentences(level: ReadingLevel) -> Iterator[Said]:
    if level.longest and len(level.longest.words.split()) > _LONG_SENTENCE:
        yield absent(
            f"A sentence has {len(level.longest.words.split())} words, and its reader may lose the point.",
            "Make two of it.",
            (level.longest.start, level.longest.end),
        )
    if level.words >= _ENOUGH and level.grade > _HARD:
        yield absent(
            f"The text reads at school grade {level.grade:.0f}; a reviewer of another specialty has to follow it.",
            "Shorten sentences, and explain what only your specialty says.",
        )


def _of_short_form(short: Stretch) -> Said:
    return absent(
        f"{quoted(short.words)} is never written out, and the reviewer may be of another specialty.",
        "Write it out where it first stands, with the short form in parentheses.",
        (short.start, short.end),
    )
