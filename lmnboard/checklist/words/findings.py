"""Rules for letters: what was measured, with its date and its result.

Imports this room and `reading_history`. Run by `runner`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lmnboard.checklist.applies import coverage_asked, function_measured
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.clinical import Cue, same
from lmnboard.checklist.words.reading_history import History, Sentence, history_of
from lmnboard.knowledge.pattern import Pattern

_VALUE = Pattern(
    r"\s*(?:\([^)\n]{0,40}\)\s*)?(?:[a-z]+\s+){0,6}?(?:[<>≤≥]\s?)?\d|[^.;\n]{0,40}?[=:]\s*[<>]?\d", re.IGNORECASE
)
_BLANK_BEHIND = 60
_OF_ANOTHER = Pattern(r"\.|\bsince\b")
_AT_THE_BEDSIDE = frozenset({"acuity", "spo2", "oxygen saturation", "pulse oximetry"})
"""Taken at the examination like a score, and dated with it; a laboratory value or an image has a date of its own."""


class _Test(NamedTuple):
    """All that the letter tells of one test."""

    name: str
    place: tuple[int, int]
    dated: bool
    found: bool


@in_letter("CHK-070", coverage_asked)
def results(s: LetterSubject) -> Said:
    history = history_of(s)
    tests = _tests(history)
    fix = "Add a value, an image or a score with its date and result, for example 'MRI of 03/02/2026: 8 mm extrusion'."
    for test in tests:
        if test.found:
            return stands(test.place)
    if tests:
        return weak("A test is named without its result; a name proves nothing to the payer.", fix, tests[0].place)
    place = history.first("sign", "exam")
    if place:
        return weak(
            "An examination alone stands for findings; the payer looks for a test, an image or a score.", fix, place
        )
    for sentence in history.sentences:
        for gap in sentence.cues("blank"):
            if sentence.has("test", "scale", "functional"):
                return blank("the results", (gap.start, gap.end))
    return absent(
        "No result of a test, an image or a score is told, so the payer sees nothing measured.", fix, history.place
    )


@in_letter("CHK-072", function_measured)
def functional_assessment(s: LetterSubject) -> Said:
    history = history_of(s)
    fix = "Add a functional measure, for example '6-minute walk 180 m on 03/03/2026' or 'Berg 36 of 56'."
    for sentence in history.told:
        for cue in sentence.cues("functional"):
            if has_result(sentence, cue) or sentence.has("measure"):
                return stands((cue.start, cue.end))
    tells = (
        one.span
        for one in history.told
        if (one.has("activity", "vague_function") and one.has("limit", "grave"))
        or (one.has("activity", "scale") and one.has("limit", "symptom"))
    )
    place = next(tells, None) or history.first("functional")
    if place:
        return weak("Function is told without a measure, and therapy and equipment are judged by one.", fix, place)
    return absent("No functional assessment is told, and therapy and equipment are judged by one.", fix, history.place)


@in_letter("CHK-073", coverage_asked)
def specific(s: LetterSubject) -> Said:
    history = history_of(s)
    for sentence in history.sentences:
        for cue in () if sentence.has("request") else sentence.cues("test", "scale", "functional"):
            for gap in sentence.cues("blank"):
                if 0 <= gap.start - cue.end <= _BLANK_BEHIND and not _OF_ANOTHER.search(
                    sentence.text, cue.end, gap.start
                ):
                    return blank("a result or its date", (gap.start, gap.end))
    tests = [test for test in _tests(history) if test.name not in _NO_REPORT | _GENERAL]
    if not tests:
        return NOT_ASKED
    fix = "Give each its date and result, for example 'EMG of 05/18/2026: denervation of the serratus anterior'."
    lacking = [test for test in tests if not (test.dated and test.found)]
    if not lacking:
        return stands(tests[0].place)
    what = "result" if not lacking[0].found else "date"
    if len(lacking) == len(tests):
        return absent(
            f"No test has both its date and its finding; the first here lacks its {what}, and the payer asks both.",
            fix,
            lacking[0].place,
        )
    some = "One test lacks" if len(lacking) == 1 else f"{len(lacking)} tests lack"
    return weak(f"{some} date or finding; the payer asks how recent each is and what it showed.", fix, lacking[0].place)


def _tests(history: History) -> list[_Test]:
    """Each test that the letter names of this patient, all its mentions taken together."""
    known: dict[str, _Test] = {}
    before: Sentence | None = None
    dated_paragraph = -1
    for sentence in history.sentences:
        if (
            sentence.paragraph != dated_paragraph
            and sentence.dates
            and sentence.has("exam", "scale", "functional", "test")
        ):
            dated_paragraph = sentence.paragraph
        if _is_of_patient(sentence):
            carried = (
                before is not None
                and before.paragraph == sentence.paragraph
                and bool(before.dates)
                and before.has("test", "scale", "functional")
            )
            dated = bool(sentence.dates) or sentence.same_day or carried
            for cue in _named(sentence, history):
                here = sentence.paragraph == dated_paragraph and (cue.sort != "test" or cue.name in _AT_THE_BEDSIDE)
                name = same("test").get(cue.name, cue.name)
                one = known.get(name) or _Test(name, (cue.start, cue.end), False, False)
                known[name] = _Test(name, one.place, one.dated or dated or here, one.found or has_result(sentence, cue))
        before = sentence
    return list(known.values())


_GENERAL = frozenset(
    {
        "score",
        "scores",
        "scored",
        "index",
        "percentile",
        "standard deviation",
        "questionnaire",
        "inventory",
        "feet",
        "meters",
        "minutes of standing",
    }
)
"""Words that measure, and name no test."""

_NO_REPORT = frozenset(
    {"nrs", "pain scale", "pain score", "numeric scale", "readings", "glucose readings", "weight was"}
)
"""Measures that nobody sends a report of; a letter that gives them without a date is not asked for one."""


def _is_of_patient(sentence: Sentence) -> bool:
    """It tells what was found in this patient, be it in the argument."""
    if sentence.topic in ("request", "outcomes", "consequences", "evidence", "enclosures"):
        return False
    return sentence.told or (bool(sentence.dates) and not sentence.has("unreal", "evidence"))


def _named(sentence: Sentence, history: History) -> list[Cue]:
    found: list[Cue] = []
    specific = any(cue.name not in _GENERAL for cue in sentence.cues("test", "scale", "functional"))
    for cue in sorted(sentence.cues("test", "scale", "functional"), key=lambda one: (one.start, -one.end)):
        if (
            (found and cue.start < found[-1].end)
            or cue.name in history.requested
            or (specific and cue.name in _GENERAL)
        ):
            continue
        found.append(cue)
    return found


def has_result(sentence: Sentence, cue: Cue) -> bool:
    """A value or what was seen stands in its clause or behind it."""
    if _VALUE.match(sentence.text, cue.end, sentence.span.end):
        return True
    if any(abs(one.start - cue.end) < 130 for one in sentence.cues("finding")):
        return True
    return any(one.start - cue.end < 90 and cue.start - one.end < 40 for one in sentence.cues("measure"))
