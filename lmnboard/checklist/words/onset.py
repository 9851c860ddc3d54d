"""When a condition began and when it was diagnosed, as a letter tells it.

Imports `reading_history` and the written letter. Called by the rules of `history` and `findings`.
"""

from __future__ import annotations

import re
from datetime import date

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.clinical import Cue
from lmnboard.checklist.words.reading_history import Sentence, history_of
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import first_date
from lmnboard.written.letter import Span

_APART = 110
_BEFORE = 60
_LONG_BEFORE = 180
_YEAR = Pattern(r"(?:19|20)\d\d")
_LASTED = Pattern(
    r"\b(?:for|over|of|after|past|last|about|nearly|almost|least|than)\s+(?:(?:the|about|over|more|past|last"
    r"|than|nearly|almost|at|least|some)\s+){0,4}\Z",
    re.IGNORECASE,
)
_COMPLAINT = Pattern(
    r"\b(?:pain|symptoms|weakness|numbness|headaches?|seizures|cough|duration:?|onset:?|x|×)[\s,:]*\Z", re.IGNORECASE
)
_HISTORY_OF = Pattern(r"[\s-]*(?:history|duration|ago|of (?!age|old|therapy|treatment|visits))", re.IGNORECASE)
_DIAGNOSIS_LINE = Pattern(r"(?:diagnos|\bdx\b|\bicd)[^\n]*(?:\n[ \t]+[^\n:]*$)?", re.IGNORECASE | re.MULTILINE)
_WORD = Pattern(r"[a-z]{5,}")
_SAYS_NO_DISEASE = frozenset(
    [
        "diagnosis",
        "diagnoses",
        "right",
        "lower",
        "upper",
        "lumbar",
        "thoracic",
        "cervical",
        "joint",
        "chronic",
        "acute",
        "severe",
        "moderate",
        "without",
        "primary",
        "secondary",
        "unspecified",
        "other",
        "complex",
        "disorder",
        "disease",
        "syndrome",
        "status",
        "following",
        "complete",
        "initial",
        "encounter",
        "subsequent",
        "medical",
        "under",
        "over",
        "delay",
        "region",
        "muscle",
        "tendon",
        "shoulder",
        "ankle",
        "wrist",
        "elbow",
        "spine",
        "hands",
        "persistent",
        "uncomplicated",
        "pains",
        "pain",
        "first",
        "group",
        "member",
        "policy",
        "number",
        "kidney",
        "eyelid",
        "small",
        "large",
    ]
)
_ESTABLISHES = Pattern(
    r"\b(?:since|had|has had|suffered|sustained|tore|show(?:s|ed|n)|confirm\w*|found|reveal\w*|demonstrat\w*"
    r"|biops\w*|identif\w*|recorded|established|proven)\b",
    re.IGNORECASE,
)

_PROVEN = Pattern(
    r"\b(?:biops\w+|patholog(?:y|ic)|histolog\w+|cytolog\w+|genetic\s+test\w*|sequencing"
    r"|karyotype)\b[^.]{0,60}\b(?:confirm|establish|show|reveal|prove|found|demonstrat|identif)"
    r"|\bfound\s+to\s+have\b|\bconfirm\w*\s+(?:the\s+)?(?:diagnosis|dx)\b|\btested\s+positive\s+for\b"
    r"|\bbiopsy[- ]proven\b",
    re.IGNORECASE,
)


def is_onset(sentence: Sentence, letter_day: date) -> Cue | None:
    """Where a sentence says when the condition began or how long it has lasted."""
    if sentence.topic in ("request", "outcomes", "consequences", "evidence", "enclosures") or sentence.has("evidence"):
        return None
    when = [cue for cue in sentence.dates if not _is_later(sentence, cue, letter_day)] + sentence.cues("since_when")
    for cue in when:
        for begun in sentence.cues("onset", "diagnosed"):
            apart = max(cue.start - begun.end, begun.start - cue.end)
            if apart <= _APART and not _of_something_else(sentence, begun, cue):
                return cue
    if not sentence.has("drug", "treatment", "treated_since", "unreal") and sentence.has(
        "symptom", "disease", "diagnosed", "onset"
    ):
        for cue in sentence.cues("length"):
            before = sentence.text[max(sentence.span.start, cue.start - 40) : cue.start]
            if _LASTED.search(before) or _COMPLAINT.search(before) or _HISTORY_OF.match(sentence.text, cue.end):
                return cue
    return None


def _of_something_else(sentence: Sentence, begun: Cue, when: Cue) -> bool:
    """`Since` that dates a treatment, the author's care or a change for the worse, and not the illness."""
    if begun.sort == "diagnosed":
        return False
    start = max(sentence.span.start, begun.start - _BEFORE)
    near = [
        cue
        for cue in sentence.cues("treated_since", "drug", "treatment", "progress")
        if start <= cue.start < when.start
    ]
    if begun.name == "since":
        return bool(near) and not any(
            cue.start > near[-1].start for cue in sentence.cues("symptom", "disease") if cue.start < begun.start
        )
    return any(cue.sort in ("drug", "treatment", "treated_since") for cue in near) or any(
        begun.end <= cue.start <= begun.end + 25 for cue in sentence.cues("drug", "treatment")
    )


def _is_later(sentence: Sentence, cue: Cue, day: date) -> bool:
    """The date lies after the letter."""
    given = first_date(sentence.text, Span(cue.start, min(sentence.span.end, cue.end + 20)))
    if given and given.start <= cue.end and given.value:
        return given.value > day
    year = _YEAR.search(sentence.text, cue.start, min(sentence.span.end, cue.end + 8))
    return bool(year) and int(year.group()) > day.year if year else False


@in_letter("CHK-064", coverage_asked)
def diagnosed(s: LetterSubject) -> Said:
    """The day, the month or at least the year of the diagnosis, not after the letter and not before birth."""
    history = history_of(s)
    fix = "Write it, for example 'I diagnosed rheumatoid arthritis on 05/06/2025'."
    relative: tuple[int, int] | None = None
    for sentence in history.sentences:
        if sentence.topic in ("evidence", "enclosures"):
            continue
        for named in sentence.cues("diagnosed"):
            behind = [cue for cue in sentence.dates if 0 <= cue.start - named.end <= _APART]
            gap = next((one for one in sentence.cues("blank") if 0 <= one.start - named.end <= _APART), None)
            ago = next((one for one in sentence.cues("relative_day") if 0 <= one.start - named.end <= _APART), None)
            if gap and not behind:
                return blank("the date of diagnosis", (gap.start, gap.end))
            before = [] if ago else [cue for cue in sentence.dates if 0 <= named.start - cue.end <= _LONG_BEFORE]
            for cue in (behind or before)[:1]:
                return _as_dated(s, sentence, cue, fix)
            if ago:
                relative = relative or (ago.start, ago.end)
    shown = _established(s)
    if shown:
        return stands(shown)
    if relative:
        return weak(
            "The diagnosis is dated only by how long ago it was; the payer compares a date with its records.",
            fix,
            relative,
        )
    return absent(
        "When the diagnosis was made is not told; the payer asks how long it has been known.", fix, history.place
    )


def _as_dated(s: LetterSubject, sentence: Sentence, cue: Cue, fix: str) -> Said:
    """A date of diagnosis, which lies neither after the letter nor before birth."""
    place = (cue.start, cue.end)
    if _is_later(sentence, cue, s.facts.day):
        return absent("The date of diagnosis lies after the letter, so the payer cannot trust it.", fix, place)
    year = _YEAR.search(sentence.text, cue.start, min(sentence.span.end, cue.end + 8))
    born = s.facts.birth.value if s.facts.birth else None
    if year and born and int(year.group()) < born.year:
        return absent(
            "The date of diagnosis lies before the patient's birth, so the payer cannot trust it.", fix, place
        )
    return stands(place)


def _established(s: LetterSubject) -> tuple[int, int] | None:
    """A dated event or result that is the diagnosis itself: the stroke, the biopsy that showed it."""
    history = history_of(s)
    lines = " ".join(m.group() for m in _DIAGNOSIS_LINE.finditer(history.subject_words))
    words = {word for word in _WORD.findall(lines) if word not in _SAYS_NO_DISEASE}
    for sentence in history.told:
        if sentence.dates and _PROVEN.search(sentence.words):
            return sentence.dates[0].start, sentence.dates[0].end
        if not sentence.dates or sentence.has("treated_since", "drug") or not _ESTABLISHES.search(sentence.words):
            continue
        if words.intersection(_WORD.findall(sentence.words.lower())):
            return sentence.dates[0].start, sentence.dates[0].end
    return None
