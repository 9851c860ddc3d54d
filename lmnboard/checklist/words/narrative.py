"""Rules for letters: whether the whole tells history, state, treatments, request and reason, and in that order.

Imports this room, `asked` and `outcomes`. Run by `runner`.
"""

from __future__ import annotations

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import letter_check
from lmnboard.checklist.said import NOT_ASKED, Said, absent, stands, weak
from lmnboard.checklist.words.amounts import DOSE
from lmnboard.checklist.words.asked import asked
from lmnboard.checklist.words.once import compiled
from lmnboard.checklist.words.outcomes import feared_harm
from lmnboard.written.found import PARTIAL_DATE
from lmnboard.written.letter import Span

_HISTORY = compiled(
    rf"\b(?:diagnos(?:ed|is\s+(?:was|in|on|of))|history\s+of|since|began|started|onset|hurt|injur\w+|suffered"
    rf"|first\s+(?:noted|seen)|has\s+(?:had|been)|had\s+a|underwent|born|sustained|developed|ago|for\s+(?:years"
    rf"|some\s+time|the\s+past)|(?:was|were)\s+\w+ed\s+(?:on|in)|has\s+struggled|long-?standing|(?:in"
    rf"|on)\s+(?:{PARTIAL_DATE.pattern}))"
)
_STATE = compiled(
    r"\b(?:has|is|are|have|cannot|can\s+only|walks?|sleeps?|wakes?|complains?|reports?|currently|now"
    r"|on\s+exam\w*|score|pain|remains?|continues?|lives|avoids|suffers|needs\s+(?:help|someone)|symptoms?"
    r"|limited|unable)\b"
)
_TRIED = compiled(
    r"\b(?:tried|trial\s+of|failed|took|taken|takes|treated\s+with|on\s+(?:fluticasone|insulin|metformin)"
    r"|given|started\s+(?:on\s+)?\w+|stopped|discontinued|underwent|(?:physical|occupational)\s+therapy"
    r"|psychotherapy|PT\s+since|injections?|exercises?|brac(?:e|ing)|surgery|attended|visits|sessions"
    r"|sertraline|ibuprofen|naproxen"
    r"|gabapentin|prednisone|inhaler|conservative|program|rehabilitation|dietitian|tablets?|worn|wore|used|using)\b"
)
_UNNAMED_ONLY = compiled(
    r"\b(?:everything|lots\s+of\s+(?:medicines|meds|things|drugs)|all\s+kinds|many\s+things|nothing\s+works"
    r"|\[[^\]]*\]|[({]\s*insert)"
)
_REASON = compiled(
    r"\b(?:criteria|guidelines?|recommended\s+(?:in|by)|LCD|NCD|(?<!denied )because|not\s+(?:an\s+option"
    r"|suitable|appropriate|tolerat\w+)|contraindicat\w+|ruled\s+out|set\s+aside|considered|alternatives?"
    r"|next\s+step|only\s+(?:drug|treatment|option)|can\s+not\s+be\s+given|cannot\s+be\s+(?:given|used)"
    r"|unsuitable"
    r"|nobody|no\s+other|in\s+(?:my|our)\s+(?:\w+\s+)?(?:opinion|judgment)|accordingly|indicated|in\s+order\s+to|meets"
    r"|therefore\s+(?:recommend|needed)|studies\s+show\s+that\s+this|is\s+expected\s+to|so\s+that\s+(?:he|she"
    r"|they|the\s+patient)\b)"
)
_PAST = compiled(
    r"\b(?:diagnos(?:ed|is\s+was)|(?:was|were)\s+(?:tried|given|stopped|started|treated)|tried|failed"
    r"|underwent|took|began|onset|discontinued)\b"
)
_AHEAD = compiled(
    r"\b(?:I|we)\s+expect\b|\bgoals?\b|\bexpected\s+(?:outcome|to)\b|\bwithout\s+(?:it|this|the\s+(?:treatment"
    r"|drug|surgery))\b|\bif\s+(?:denied|not\s+approved)"
)
_SHORTEST = 80
_LATE = ("outcomes", "consequences", "justification", "request")
_FIELD = "letter.sections.history"


def _parts_missing(s: LetterSubject) -> list[str]:
    body = s.letter.body
    lacks = []
    if not s.letter.find(_HISTORY, body):
        lacks.append("the history")
    if not s.letter.find(_STATE, body):
        lacks.append("the present condition")
    if not _treatments_told(s):
        lacks.append("treatments tried")
    if not asked(s).requests and not s.letter.parts_of("request"):
        lacks.append("the request")
    if not (s.letter.find(_REASON, body) or _feared(s)):
        lacks.append("why it is the next step")
    return lacks


def _treatments_told(s: LetterSubject) -> bool:
    """A treatment in some sentence that does more than count, and is no blank and not the request itself."""
    text = s.letter.text
    item = asked(s).named
    for match in s.letter.find_all(_TRIED, s.letter.body):
        sentence = s.letter.sentence_at(match.start())
        words = sentence.of(text)
        if _UNNAMED_ONLY.search(words) or any(sentence.holds(gap.start) for gap in s.facts.blanks):
            continue
        if item and item.search(text, max(sentence.start, match.start() - 10), match.end()):
            continue
        return True
    return any(DOSE.search(text, *part.span) for part in s.letter.parts_of("treatments"))


def _feared(s: LetterSubject) -> bool:
    """A harm without it is a reason for a treatment; a test is the next step for what its answer decides."""
    return s.facts.kind != "test" and feared_harm(s) is not None


def _told_after_all(s: LetterSubject) -> int:
    """Where the past is first told, if every outcome is told before it; else 0."""
    text, rest = s.letter.text, Span(asked(s).opening.end, s.letter.body.end)
    past = s.letter.find(_PAST, rest)
    if past is None or _AHEAD.search(text, past.start(), rest.end):
        return 0
    told_twice = _PAST.search(text, past.end(), rest.end) and _AHEAD.search(text, rest.start, past.start())
    return past.start() if told_twice else 0


@letter_check(
    "CHK-116", "Narrative has all its parts", part="J", field=_FIELD, source="guide A.095", applies=coverage_asked
)
def whole(s: LetterSubject) -> Said:
    lacks = _parts_missing(s)
    if not lacks:
        return stands(s.letter.body)
    named = lacks[0] if len(lacks) == 1 else f"{', '.join(lacks[:-1])} and {lacks[-1]}"
    fix = "Tell history, present condition, treatments tried, the request and why it is the next step."
    if len(lacks) == 1:
        return weak(f"The narrative lacks {named}, and a reviewer follows all five parts.", fix, s.letter.body)
    return absent(f"The narrative lacks {named}.", fix, s.letter.body)


@letter_check(
    "CHK-117",
    "Narrative is in order",
    part="J",
    field=_FIELD,
    severity="warn",
    source="guide A.097",
    applies=coverage_asked,
)
def in_order(s: LetterSubject) -> Said:
    text, body = s.letter.text, s.letter.body
    if len(body.of(text).split()) < _SHORTEST:
        return NOT_ASKED
    early = [part.span.start for part in s.letter.parts_of("history", "treatments") if body.holds(part.span.start)]
    late = [part.span.start for part in s.letter.parts_of(*_LATE) if body.holds(part.span.start)]
    at = min(early) if early and late and min(early) > max(late) else _told_after_all(s)
    if at:
        return absent(
            "The history comes last; reviewers read diagnosis, earlier treatments, state now, request, then outcome.",
            "Move the history up, before request, justification and outcome.",
            s.letter.sentence_at(at),
        )
    return stands(body)
