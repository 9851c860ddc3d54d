"""Rules for letters: what the treatment is to change, measured how and by when, and what happens without it.

Imports this room, `asked` and `amounts`. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lmnboard.checklist.applies import coverage_asked, goal_asked, therapy
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.amounts import DOSE_OF_DRUG
from lmnboard.checklist.words.asked import asked
from lmnboard.checklist.words.once import compiled, once_a_letter
from lmnboard.checklist.words.outcome_words import (
    ABILITY,
    AFTER_WORD,
    BY_WHEN,
    CODES,
    COUNTED,
    DECIDES,
    EXPECTS,
    FEARED_PARTS,
    FROM_TO,
    HARM,
    HERS,
    HOPED_PARTS,
    HOURS,
    LACKED,
    MEASURE,
    MEASURED_WORD,
    NOT_EXPECTED,
    WITHOUT,
)
from lmnboard.written.letter import Span


@once_a_letter
def _consequences(s: LetterSubject) -> list[Span]:
    """Each sentence that says what happens without the treatment, and all under such a heading."""
    found = [part.span for part in s.letter.parts_of("consequences") if len(part.span.of(s.letter.text).split()) > 3]
    for sentence in asked(s).sentences_with(FEARED_PARTS):
        lacks = s.letter.find_all(WITHOUT, sentence)
        if any(not LACKED.match(s.letter.text, match.start()) for match in lacks):
            found.append(sentence)
    return found


@once_a_letter
def _expectations(s: LetterSubject) -> list[Span]:
    """Each sentence that says what the treatment is to change, in an own part of the letter or by its words."""
    text, found = s.letter.text, []
    feared = _consequences(s)
    parts = [part.span for part in s.letter.parts_of("outcomes")]
    likely = set(asked(s).sentences_with(HOPED_PARTS))
    for sentence in s.letter.sentences:
        if not parts and sentence not in likely:
            continue
        # Under a heading that only a placeholder follows stands no outcome.
        headed = any(part.holds(sentence.start) and not _gap_in(s, part) for part in parts)
        hers = HERS.search(text, *sentence)
        says = EXPECTS.search(text, *sentence)
        if any(one == sentence or one.holds(sentence.start) for one in feared) and not (headed and says):
            continue
        if not headed and (not says or (NOT_EXPECTED.search(text, *sentence) and not hers)):
            continue
        asks = any(sentence.holds(match.start()) for match in asked(s).requests)
        # What a request says before its purpose is an amount and no goal: "60 mg daily for a year so that she can ...".
        found.append(Span(says.start(), sentence.end) if asks and says and not headed else sentence)
    return found


def _plain(text: str, place: Span) -> str:
    """A sentence without codes, references and times, whose numbers measure nothing."""
    return BY_WHEN.sub(
        lambda m: m[0] if HOURS.fullmatch(m[0]) else " ", CODES.sub(" ", DOSE_OF_DRUG.sub(" ", place.of(text)))
    )


def _first(spans: Iterable[Span]) -> Span | None:
    return next(iter(spans), None)


def _place(s: LetterSubject) -> Span | None:
    return asked(s).closing or (s.letter.paragraphs[-1] if s.letter.paragraphs else None)


def _gap_in(s: LetterSubject, place: Span) -> bool:
    return any(place.holds(gap.start) for gap in s.facts.blanks)


def _gap(s: LetterSubject, about: str) -> Span | None:
    pattern = compiled(about)
    return next((g for g in s.facts.blanks if s.letter.body.holds(g.start) and pattern.search(s.letter.text, *g)), None)


@in_letter("CHK-104", coverage_asked)
def expected(s: LetterSubject) -> Said:
    text, told = s.letter.text, _expectations(s)
    asks_answer = s.facts.kind in ("test", "referral")
    for sentence in told:
        words = _plain(text, sentence)
        if MEASURE.search(words) or ABILITY.search(words) or (asks_answer and DECIDES.search(words)):
            return stands(sentence)
    fix = "Say what will change and by when, for example 'Oswestry 30 % or less and back at work in 12 weeks'."
    if told:
        return weak(
            "The expected outcome cannot be measured, so a payer cannot tell whether it was reached.", fix, told[0]
        )
    gap = _gap(s, r"outcome|goal|expected|benefit")
    if gap:
        return blank("the expected outcome", gap)
    return absent("No expected outcome is told, and the payer asks what the treatment will change.", fix, _place(s))


@in_letter("CHK-105", goal_asked)
def measurable(s: LetterSubject) -> Said:
    text, told = s.letter.text, _expectations(s)
    numbers = [one for one in told if COUNTED.search(_plain(text, one))]
    times = [one for one in told if BY_WHEN.search(text, *one)]
    both = [
        one
        for one in numbers
        if one in times or any(abs(one.start - t.end) < 4 or abs(t.start - one.end) < 4 for t in times)
    ]
    headed = [part.span for part in s.letter.parts_of("outcomes")]
    under_one = [n for n in numbers for t in times if any(p.holds(n.start) and p.holds(t.start) for p in headed)]
    if both or under_one:
        return stands((both or under_one)[0])
    fix = "Give a number and a time, for example 'HbA1c under 7.0 % within six months'."
    if numbers:
        return weak("The goal has no date or period, and a payer checks by when.", fix, numbers[0])
    if times:
        return weak("The goal has a time and no number or scale, so it cannot be checked.", fix, times[0])
    gap = None if told else _gap(s, r"outcome|goal|expected|benefit")
    if gap:
        return blank("the goal", gap)
    return absent("No goal with a number and a time; 'better' cannot be measured.", fix, _first(told) or _place(s))


@in_letter("CHK-106", coverage_asked)
def consequences(s: LetterSubject) -> Said:
    feared = _consequences(s)
    gap = _gap(s, r"consequence|risk|deteriorat|non-?treatment|harm")
    told = [one for one in feared if gap is None or not one.holds(gap.start)]
    if told:
        return stands(told[0])
    if gap:
        return blank("what happens without the treatment", gap)
    return absent(
        "Nothing says what happens without the treatment, and the payer asks what a refusal would do.",
        "Add it, for example 'Without it he risks a permanent foot drop'.",
        _place(s),
    )


def feared_harm(s: LetterSubject) -> Span | None:
    """The sentence that names a deterioration, a risk or a loss without the treatment, in itself or the next one."""
    for one in _consequences(s):
        after = s.letter.around(one.start, after=1)
        if s.letter.find(HARM, Span(one.start, max(one.end, after.end))):
            return one
    return None


@in_letter("CHK-107", coverage_asked)
def harm(s: LetterSubject) -> Said:
    feared, found = _consequences(s), feared_harm(s)
    if not feared:
        return NOT_ASKED
    if found:
        return stands(found)
    return absent(
        "What happens without treatment names no deterioration, risk or loss, so a refusal looks harmless.",
        "Name it, for example 'risk of falls', 'hospital admission' or 'loss of her job'.",
        feared[0],
    )


@in_letter("CHK-170", therapy)
def therapy_goal(s: LetterSubject) -> Said:
    text, told = s.letter.text, _expectations(s)
    numbers = [one for one in told if COUNTED.search(_plain(text, one))]
    times = [one for one in told if BY_WHEN.search(text, *one)]
    based = [one for one in numbers if FROM_TO.search(text, *one)]
    fix = "Give all three, for example 'QuickDASH from 47.7 to 20 by 08/28/2026'."
    if numbers and times and (based or any(_measured_before(s, one) for one in numbers)):
        return stands(numbers[0])
    if numbers or any(HERS.search(text, *one) for one in times):
        lacks = "target" if not numbers else "date or period" if not times else "baseline"
        return weak(
            f"The therapy goal has no {lacks}, and gain is counted from one to the other.", fix, (numbers or times)[0]
        )
    return absent(
        "No therapy goal with baseline, target and time; payers approve measurable gain.",
        fix,
        _first(told) or _place(s),
    )


def _measured_before(s: LetterSubject, goal: Span) -> bool:
    """Another sentence gives a number for what this goal measures."""
    text = s.letter.text
    words = {re.escape(m.group()) for m in MEASURED_WORD.finditer(text, *goal)}
    if not words:
        return False
    found = re.compile(rf"\b(?:{'|'.join(sorted(words))}){AFTER_WORD}")
    return any(not goal.holds(match.start()) for match in s.letter.find_all(found, s.letter.body))
