"""Rules for letters: the history, how long, how it went on, how bad it is, and how the patient is now.

Imports this room and `reading_history`, which cuts and sorts the sentences. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.clinical import Cue
from lmnboard.checklist.words.findings import has_result
from lmnboard.checklist.words.onset import is_onset
from lmnboard.checklist.words.reading_history import History, Sentence, history_of
from lmnboard.knowledge.pattern import Pattern

FEWEST, MOST = 85, 500
"""Words of a history: under the first it is thin, over the second nobody reads it. The guide asks for concise but
thorough; a reviewer's count of 80 is ours of 85, since a sentence about something else is counted now and then."""

_NONE = 8
_NEAR = 70
"""Characters between an activity and what hinders it."""

_PROSE = 25
_ROWS = 3
_STAGE_OF_ANOTHER = Pattern(r"\b(?:also|kidney|renal|ckd)\b", re.IGNORECASE)
_HOW_LONG = Pattern(r"onset|how long|duration of (?:the )?(?:illness|condition|symptoms)", re.IGNORECASE)
_BEGAN = Pattern(
    r"\b(?:since|began|started|onset|diagnosed|history of|lasted|for the past|for about|for over|for more than)",
    re.IGNORECASE,
)
_CANNOT = Pattern(
    r"\b(?:he|she|they|and|but|who|or|that|patient|[A-Z]\w+)\s+(?:(?:often|now|also|still|usually"
    r"|simply)\s+)?(?:cannot|can['’]t|can\s+not|could\s+not|is\s+unable\s+to|is\s+not\s+able\s+to"
    r"|is\s+no\s+longer\s+able\s+to|can\s+no\s+longer"
    r"|has\s+(?:trouble|difficulty)|struggles\s+to|has\s+(?:stopped|given\s+up|quit|had\s+to\s+(?:stop|quit|give\s+up))|gave\s+up|no\s+longer|has\s+not(?=\s+(?:climbed|driven|worked|slept|walked|returned|gone|danced|played|cooked|left\s+the|attended|lifted"
    r"|run|been\s+able)\b)|needs\s+(?:help|assistance)\s+(?:to|with|in))\s+"
    r"(?!be\b|been\b|take\b|use\b|tolerate|afford|ambul|function|do\s+(?:much|anything|a\s+lot|things)|have\b"
    r"|get\s+(?:better|around)|wait|receive|at\b|come\b|continue|respond|go\s+on\b|with\s+(?:daily|activit)|"
    r"wean|understand\s+why|recommend|find\s+(?:any|a)\b|make\s+(?:it\s+)?without)[a-z]{3,}"
)
_ALSO_HAS = Pattern(
    r"\b(?:also\s+(?:has|suffers\s+from|lives\s+with|carries)|history\s+(?:includes|is\s+(?:notable|significant|positive)\s+for)"
    r"|comorbid\w*|PMH|past\s+medical\s+history)\W+(?:of\s+|are\s+|include\s+)?(?!no\b|none|poor|pain|trouble|difficult|weak|numb|been|had|tried|severe|some\b|significant)[a-z]{4,}",
    re.IGNORECASE,
)
_SEEN = Pattern(
    r"\bexam\w*\b[^.]{0,60}?(?:[:–-]\s|\b(?:was|were|is|are|there|he|she|the|showed?s?|with|remarkable|notable)\b)|\bI\s+"
    r"(?:found|saw|felt|heard|counted|noted|measured)\b",
    re.IGNORECASE,
)
_RELATIVES = Pattern(
    r"\b(?:cousin|mother|father|sister|brother|relatives?|aunt|uncle|family history|risk of)\b", re.IGNORECASE
)
_AN_EXAMINATION = Pattern(r"exam|finding|physical|vital", re.IGNORECASE)


@in_letter("CHK-060", coverage_asked)
def told(s: LetterSubject) -> Said:
    history = history_of(s)
    words = sum(len(one.words.split()) for one in history.history)
    fix = "Write how it began, went on and is now, what was found and what was tried, in 80 to 500 words."
    if words < _NONE:
        return absent(
            "The letter tells no history, which is the backbone of a letter of necessity.", fix, history.place
        )
    if words < FEWEST:
        return weak(f"The history has about {words} words; a reviewer cannot follow it in so few.", fix, history.place)
    if words > MOST:
        return weak(
            f"The history has about {words} words; a reviewer looks for the facts in 500 at the most.",
            fix,
            history.place,
        )
    return stands(history.place)


@in_letter("CHK-061", coverage_asked)
def duration(s: LetterSubject) -> Said:
    history = history_of(s)
    fix = "Write the onset or the length, for example 'since March 2024' or 'for 18 months'."
    for sentence in history.sentences:
        found = is_onset(sentence, s.facts.day)
        if found:
            return stands((found.start, found.end))
    for sentence in history.sentences:
        for gap in () if sentence.has("treated_since") else sentence.cues("blank"):
            before = sentence.text[max(sentence.span.start, gap.start - 60) : gap.start]
            if _BEGAN.search(before) or _HOW_LONG.search(gap.name):
                return blank("how long the condition has lasted", (gap.start, gap.end))
    for sentence in history.told:
        dated = sentence.cues("since_when") if sentence.has("symptom", "disease") else []
        for cue in (*sentence.cues("vague_time"), *dated):
            return weak(
                "How long the condition has lasted is told vaguely; many policies ask a number of weeks.",
                fix,
                (cue.start, cue.end),
            )
        if (
            sentence.has("progress")
            and sentence.has("date")
            and "since" in sentence.words.lower()
            and not sentence.has("drug")
        ):
            return weak(
                "It is told since when it is worse and not since when it lasts; many policies ask that.",
                fix,
                sentence.span,
            )
    return absent(
        "How long the condition has lasted is not told; many policies ask a number of weeks.", fix, history.place
    )


@in_letter("CHK-062", coverage_asked)
def progression(s: LetterSubject) -> Said:
    history = history_of(s)
    place = history.first("progress")
    if place:
        return stands(place)
    return absent(
        "Whether the condition got worse, stayed or came back is not told; the payer asks why now.",
        "Add how it changed, for example 'has worsened since June 2025 despite therapy'.",
        history.place,
    )


@in_letter("CHK-063", coverage_asked)
def severity(s: LetterSubject) -> Said:
    history = history_of(s)
    fix = "Add a score, a stage or a measure, for example 'pain 8 of 10' or 'Oswestry 52 %'."
    for sentence in history.told:
        other = sentence.has("also_has") and sentence.has("disease")
        for cue in sentence.cues("measure"):
            near = sentence.text[max(sentence.span.start, cue.start - 30) : cue.end + 20]
            if not other and not _STAGE_OF_ANOTHER.search(near):
                return stands((cue.start, cue.end))
        for cue in () if other else sentence.cues("scale", "functional"):
            if has_result(sentence, cue):
                return stands((cue.start, cue.end))
    grave = (cue for one in history.sentences if one.has("symptom") for cue in one.cues("grave"))
    place = (
        next(((cue.start, cue.end) for cue in grave), None)
        or history.first("grave")
        or next((sentence.span for sentence in history.told if sentence.has("measure")), None)
    )
    if place:
        return weak(
            "How bad it is stands in an adjective alone; a reviewer looks for a score or a measure.", fix, place
        )
    return absent(
        "How bad the condition is, is not told; a reviewer looks for a score or a measure.", fix, history.place
    )


@in_letter("CHK-074", coverage_asked)
def symptoms(s: LetterSubject) -> Said:
    history = history_of(s)
    place = history.first("symptom") or history.first("sign")
    if place:
        return stands(place)
    return absent(
        "No present symptom is told; the payer asks how the patient is now.",
        "Write what the patient has today, for example 'leg pain 8 of 10, and trips on stairs'.",
        history.place,
    )


@in_letter("CHK-075", coverage_asked)
def function(s: LetterSubject) -> Said:
    history = history_of(s)
    fix = "Write it for work, walking, sleep or self-care, for example 'cannot stand over 10 minutes'."
    for sentence in history.told:
        activity = _hindered(sentence)
        if activity:
            return stands((activity.start, activity.end))
    for sentence in history.told:
        vague = next(iter(sentence.cues("vague_function")), None)
        if vague and (sentence.has("limit") or sentence.has("grave") or "hard time" in sentence.words.lower()):
            return weak(
                "The effect on daily life is told in general; a payer weighs what can no longer be done.",
                fix,
                (vague.start, vague.end),
            )
    return absent(
        "What the condition does to daily life is not told; payers weigh what can no longer be done.",
        fix,
        history.place,
    )


def _hindered(sentence: Sentence) -> Cue | None:
    """An activity with something beside it that hinders it, or whatever it is that the patient cannot do."""
    cannot = _CANNOT.search(sentence.words)
    if cannot and not sentence.has("drug", "treatment"):
        return Cue("activity", sentence.span.start + cannot.start(), sentence.span.start + cannot.end(), cannot.group())
    vague = sentence.cues("vague_function")
    for activity in sentence.cues("activity"):
        if any(one.start <= activity.start < one.end for one in vague):
            continue
        for limit in sentence.cues("limit"):
            apart = max(activity.start - limit.end, limit.start - activity.end)
            if apart <= _NEAR and not (
                limit.start <= activity.start < limit.end and limit.end == activity.end and limit.name != "wakes"
            ):
                return activity
    return None


@in_letter("CHK-076", coverage_asked)
def comorbidities(s: LetterSubject) -> Said:
    history = history_of(s)
    place = history.first("none_other")
    if place:
        return stands(place)
    main = _named_diagnosis(s, history)
    for sentence in history.told:
        for cue in sentence.cues("disease"):
            if cue.name not in main and not _of_family(sentence):
                return stands((cue.start, cue.end))
        if sentence.has("also_has") and (
            sentence.has("disease") or (_ALSO_HAS.search(sentence.words) and not sentence.has("blank"))
        ):
            return stands(sentence.span)
    for sentence in history.sentences:
        for gap in sentence.cues("blank"):
            if "comorbid" in gap.name.lower():
                return blank("the comorbidities", (gap.start, gap.end))
    return absent(
        "Nothing is said of other illness; the payer may hold it against the request.",
        "Write what bears on the treatment, for example 'type 2 diabetes, A1c 6.8 %', or 'no other illness'.",
        history.place,
    )


def _named_diagnosis(s: LetterSubject, history: History) -> frozenset[str]:
    """The illness that the letter is about, as subject, opening or code name it; else the first told."""
    named = {cue.name for one in history.told for cue in one.cues("disease") if cue.name in history.subject_words}
    coded = {
        cue.name
        for code in s.facts.codes
        for one in history.sentences
        if one.span.holds(code.start)
        for cue in one.cues("disease")
        if 0 < code.start - cue.end < _NEAR
    }
    opening = {cue.name for one in history.sentences if one.opens for cue in one.cues("disease")}
    first = next((cue.name for one in history.told for cue in one.cues("disease")), "")
    labelled = s.facts.diagnosis is not None and not s.facts.diagnosis.blank
    return frozenset(named | coded | opening or (set() if labelled else {first}))


def _of_family(sentence: Sentence) -> bool:
    """It is a relative's illness, or one to be feared."""
    return bool(_RELATIVES.search(sentence.words))


@in_letter("CHK-077", coverage_asked)
def examined(s: LetterSubject) -> Said:
    history = history_of(s)
    for sentence in history.told:
        if sentence.has("sign") and not sentence.has("blank"):
            cue = sentence.cues("sign")[0]
            return stands((cue.start, cue.end))
        told = sentence.has("measure", "finding", "date", "symptom", "grave") or _SEEN.search(sentence.words)
        if sentence.has("exam") and told and not sentence.has("blank"):
            return stands(sentence.span)
    for sentence in history.sentences:
        if sentence.has("blank") and sentence.has("exam"):
            gap = sentence.cues("blank")[0]
            return blank("the findings of the examination", (gap.start, gap.end))
        for gap in sentence.cues("blank"):
            if _AN_EXAMINATION.search(gap.name):
                return blank("the findings of the examination", (gap.start, gap.end))
    return absent(
        "No finding of an examination is told; the payer has the patient's word alone.",
        "Add what was seen, for example 'on 04/09/2026 great toe extension was 4/5 on the left'.",
        history.place,
    )


@letter_check(
    "CHK-079", "A narrative, not a list of codes and dates", part="F", field="history.course", severity="warn",
    source="guide A.054, A.095-096", applies=coverage_asked,
)  # fmt: skip
def narrated(s: LetterSubject) -> Said:
    history = history_of(s)
    prose = sum(len(one.words.split()) for one in history.history if not one.is_row and not one.opens)
    rows = sum(one.is_row for one in history.history)
    if rows >= _ROWS and prose < _PROSE:
        return absent(
            "The history is a list; a reviewer needs the narrative that ties dates and findings together.",
            "Tell it in sentences, for example 'The pain began in May 2025 and has kept her from work since August.'",
            history.place,
        )
    return stands(history.place)
