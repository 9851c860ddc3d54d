"""Which treatments a letter says were tried, and of each what it tells: when, how long, how it went, why not enough.

Imports `reading_history` and `telling`. Called by the rules of `treatments` and `findings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from weakref import WeakKeyDictionary

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words.clinical import Cue, same
from lmnboard.checklist.words.reading_history import History, Sentence, history_of
from lmnboard.checklist.words.telling import Telling, goes_on_about, note
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Letter

_NAMED = ("drug", "treatment")
_ALL_OF_THEM = Pattern(
    r"\b(?:all (?:of which|the above|failed)|each (?:was|failed|one)|these|this regimen"
    r"|all (?:of (?:these|them)|three|four|two|were)|both (?:of (?:these|them)|were|have)|the others?\b"
    r"|the other (?:treatments|medications|drugs|measures)"
    r"|none of (?:these|them)|neither|each of (?:these|them)|these (?:treatments|measures|medications|drugs"
    r"|interventions)|either)\b",
    re.IGNORECASE,
)
_ONE_BREATH = 80
"""Characters between two treatments at the most that are told of together."""

_NAMES_NO_TREATMENT = Pattern(
    r"(?:[\s-]+(?:receptor|dependen|induced|sparing|respons|refractory|resistant|level|allergy|a day\b"
    r"|per day\b|visits? (?:limit|per)))",
    re.IGNORECASE,
)
_UNDER_WAY = frozenset(
    {"sessions with me", "visits with me", "visits so far", "sessions so far", "visits to date", "sessions to date"}
)
"""The author's own therapy: its time and its gains are the letter, and that it goes on is the request."""

_WITH = Pattern(r"\b(?:with|plus)\s+(?:an?\s+)?\Z")
_OFFERED = Pattern(
    r"\b(?:offered|considered|recommended|discussed|prefers?|declined|refused|would|should|ruled out"
    r"|not an option|contraindicated|unsuitable|not a candidate"
    r"|set aside|rejected|can ?not be (?:given|used)|cannot take|not appropriate|alternatives?|not called for"
    r"|never (?:taken|tried|used)|first[- ]line|(?:is|are|were|be)\s+(?:unsafe|not\s+safe)|left out|allergic to)\b",
    re.IGNORECASE,
)
_OF_ONE = Pattern(r"\b(?:he|she|they|his|her|their|patient|Mr|Mrs|Ms|Miss|we|I)\b", re.IGNORECASE)
_IS_THE_AUTHOR = Pattern(r"\b(?:am|as|and)\s+(?:an?|the|his|her|their|your)?\s*(?:\w+\s+)?\Z")
_SAME_DRUG = Pattern(r"\s?\(\s?|\s(?:or\s)?(?:brand\s)?|\s?/\s?|\s(?:sodium|XR|ER)\s?\(")
"""Between two names of one drug: `Keppra (levetiracetam)`, `insulin glargine`."""

_NOT_A_TRIAL = Pattern(
    r"\b(?:no|not on|denies|takes no|without|prior to|instead of|another|more|further|additional|than"
    r"|versus|over)\s+(?:\w+\s+)?$"
    r"|\b(?:several|multiple|many|various|numerous|different|lots of)\s+(?:(?!including|such|like)\w+\s+){0,4}$",
    re.IGNORECASE,
)


class Tried(NamedTuple):
    """One treatment, by its first mention, and what is told of it."""

    name: str
    span: tuple[int, int]
    dated: bool
    long: bool
    outcome: bool
    reason: bool
    result: bool
    """An outcome that says more than success or failure."""


def treatments_of(s: LetterSubject) -> list[Tried]:
    """Every treatment that the letter names as given, in its order; what is only weighed or asked for is none."""
    known = _read.get(s.letter)
    if known is None:
        known = _read[s.letter] = _gather(s)
    return known


_read: WeakKeyDictionary[Letter, list[Tried]] = WeakKeyDictionary()


def _gather(s: LetterSubject) -> list[Tried]:
    history = history_of(s)
    under_heading = _of_treatment_parts(history)
    own = under_heading or history.sentences
    skip = _not_counted(s, history)
    tellings: dict[str, Telling] = {}
    last: list[str] = []
    last_at = (-1, -1)
    in_row = False
    lead: frozenset[str] = frozenset()
    for number, sentence in enumerate(own):
        groups = _groups(sentence, _mentions(sentence, skip)) if _speaks_of_use(sentence, bool(under_heading)) else []
        if not sentence.is_row:
            lead = _said_of_rows(sentence)
        if not groups:
            known = [cue for cue in _mentions(sentence, skip) if _key(cue.name) in tellings] if sentence.told else []
            if known:
                for cue in known:
                    note(tellings[_key(cue.name)], sentence, sentence.span.start, sentence.span.end)
            elif tellings and sentence.told and _ALL_OF_THEM.search(sentence.words):
                for telling in tellings.values():
                    note(telling, sentence, sentence.span.start, sentence.span.end)
            elif (
                last
                and last_at == (sentence.paragraph, number - 1)
                and not sentence.is_row
                and (in_row or goes_on_about(sentence))
            ):
                for name in last:
                    note(tellings[name], sentence, sentence.span.start, sentence.span.end)
                last_at = (sentence.paragraph, number)
            continue
        for place, group in enumerate(groups):
            start = sentence.span.start if place == 0 else group[0].start
            end = groups[place + 1][0].start if place + 1 < len(groups) else sentence.span.end
            for cue in group:
                key = _key(cue.name)
                telling = tellings.setdefault(key, Telling(cue))
                telling.named |= cue.name != "therapy"
                telling.single |= any(one.start >= cue.start and one.start < cue.end for one in sentence.cues("single"))
                note(telling, sentence, start, end)
                telling.solid |= not any(one.start == cue.start for one in sentence.cues("incidental"))
                if sentence.is_row:
                    telling.said |= lead
                if cue.name in _UNDER_WAY:
                    telling.said.update(("date", "long", "outcome", "result", "reason"))
        _share_the_end(tellings, sentence, groups)
        if _ALL_OF_THEM.search(sentence.words):
            for telling in tellings.values():
                note(telling, sentence, sentence.span.start, sentence.span.end)
        in_row = sentence.is_row
        last, last_at = [_key(cue.name) for cue in groups[-1]], (sentence.paragraph, number)
    _drop_bare_therapy(tellings)
    return _that_count(tellings)


def _share_the_end(tellings: dict[str, Telling], sentence: Sentence, groups: list[list[Cue]]) -> None:
    """How it went, told once at the end of a sentence, is told of every treatment in it."""
    if len(groups) < 2:
        return
    ends = Telling(groups[-1][0])
    note(ends, sentence, groups[-1][0].start, sentence.span.end)
    earlier = Telling(groups[0][0])
    note(earlier, sentence, groups[0][0].start, groups[-1][0].start)
    if "outcome" in ends.said and "outcome" not in earlier.said:
        for group in groups[:-1]:
            for cue in group:
                tellings[_key(cue.name)].said |= ends.said & {"outcome", "result", "reason"}


def _said_of_rows(sentence: Sentence) -> frozenset[str]:
    """What a sentence before a list says of every row: `these were tried without relief:`."""
    if not sentence.words.rstrip().endswith(":"):
        return frozenset()
    telling = Telling(Cue("treatment", *sentence.span, ""))
    note(telling, sentence, *sentence.span)
    return frozenset(telling.said & {"outcome", "result", "reason"})


def _that_count(tellings: dict[str, Telling]) -> list[Tried]:
    """Those told of; what is named by the way (rest, an old operation) counts beside others only if fully told."""
    some_solid = any(telling.solid for telling in tellings.values())
    return [
        Tried(
            key,
            telling.span,
            "date" in telling.said,
            "long" in telling.said or (telling.single and "date" in telling.said),
            "outcome" in telling.said,
            "reason" in telling.said,
            "result" in telling.said,
        )
        for key, telling in tellings.items()
        if telling.solid or not some_solid or {"date", "outcome", "reason"} <= telling.said
    ]


def _drop_bare_therapy(tellings: dict[str, Telling]) -> None:
    """`Therapy` alone names no treatment; beside physical therapy it is that."""
    bare = tellings.get("therapy")
    if bare is not None and not bare.named:
        del tellings["therapy"]


def _of_treatment_parts(history: History) -> list[Sentence]:
    """The sentences under headings about treatment, where those name one."""
    under = [one for one in history.sentences if one.topic == "treatments"]
    return under if any(one.has(*_NAMED) and one.has("date") for one in under) else []


def _not_counted(s: LetterSubject, history: History) -> frozenset[str]:
    """The names that are no earlier treatment: what is requested, but for a therapy under way."""
    if s.asked.case.kind == "therapy":
        return frozenset({"diet"})
    kept = frozenset({"diet"})
    if s.asked.case.kind == "medication":
        return kept | _unless_ended(history, history.requested)
    return kept | history.requested


def _unless_ended(history: History, names: Iterable[str]) -> frozenset[str]:
    """A requested drug that was given before and ended has a history of doses, which counts."""
    ended = {
        cue.name
        for one in history.sentences
        if one.is_row and one.has("date")
        for cue in one.cues("drug")
        if len(one.dates) > 1
    }
    return frozenset(names) - ended


def _speaks_of_use(sentence: Sentence, in_list: bool) -> bool:
    """Whether its treatments were given: by a word of use or an outcome, or by a date or a length beside them."""
    if not sentence.has(*_NAMED):
        return False
    timed = sentence.has("date", "length")
    if sentence.topic in ("request", "outcomes", "consequences", "evidence", "enclosures"):
        return False
    if sentence.has("request", "asserted") and not (
        timed and not sentence.opens and (in_list or sentence.has("use", "outcome"))
    ):
        return False
    if in_list or sentence.is_row:
        return not _OFFERED.search(sentence.words) or timed
    if sentence.has("evidence") and not (timed and sentence.has("use") and _OF_ONE.search(sentence.words)):
        return False
    if sentence.foretells or (sentence.has("alternative") and not timed):
        return False
    return timed or sentence.has("use", "outcome")


def _mentions(sentence: Sentence, skip: frozenset[str]) -> list[Cue]:
    found: list[Cue] = []
    if sentence.words.lstrip().startswith("[ ]"):
        return found
    for cue in sorted(sentence.cues(*_NAMED), key=lambda one: (one.start, -one.end)):
        if cue.name in skip or _key(cue.name) in skip or (found and cue.start < found[-1].end):
            continue
        if found and cue.sort == "drug" and _SAME_DRUG.fullmatch(sentence.text, found[-1].end, cue.start):
            continue
        before = sentence.text[max(sentence.span.start, cue.start - 30) : cue.start]
        if _IS_THE_AUTHOR.search(before) and sentence.text[cue.start : cue.end].endswith("therapist"):
            continue
        if _NOT_A_TRIAL.search(before) or _NAMES_NO_TREATMENT.match(sentence.text, cue.end):
            continue
        if any(gap.start <= cue.start < gap.end for gap in sentence.cues("blank")):
            continue
        clause = sentence.text[max(sentence.span.start, cue.start - 45) : min(sentence.span.end, cue.end + 45)]
        if _OFFERED.search(clause) and not sentence.has("length"):
            continue
        if not (sentence.is_row or sentence.has("date", "length")) and any(
            aid.start == cue.start for aid in sentence.cues("aid")
        ):
            continue
        found.append(cue)
    return found


def _groups(sentence: Sentence, found: list[Cue]) -> list[list[Cue]]:
    """Treatments that are named in one breath, with nothing told between them, stand together."""

    def tells(start: int, end: int) -> bool:
        return any(start <= cue.start < end for cue in sentence.cues("date", "length", "outcome", "reason"))

    groups: list[list[Cue]] = []
    for cue in found:
        before = groups[-1][-1].end if groups else 0
        together = groups and cue.start - before < _ONE_BREATH and not tells(before, cue.start)
        if together or (groups and _WITH.search(sentence.text, before, cue.start)):
            groups[-1].append(cue)
        else:
            groups.append([cue])
    return groups


def _key(name: str) -> str:
    """One name for what letters call by two."""
    return same("treatment").get(name, name.removesuffix("s"))
