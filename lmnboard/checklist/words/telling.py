"""What the sentences about one treatment tell of it: a date, a length, an outcome, why it was not enough.

Imports `reading_history`. Called by `tried`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.words.clinical import Cue
from lmnboard.checklist.words.reading_history import Sentence
from lmnboard.knowledge.pattern import Pattern

_WITHOUT_SUCCESS = Pattern(r"\bwithout (?:success|sucess)\b|\bunsuccessful\w*", re.IGNORECASE)
_LATELY = Pattern(r"\b(?:past|last|every|within|next)\s+\Z", re.IGNORECASE)
_BARE = frozenset({"success", "sucess", "successful", "unsuccessful", "failed", "fails", "failure"})
_NO_CHANGE = Pattern(
    r"\b(?:no|little|minimal|without|not|never|insufficient|inadequate|lack of|limited|only|partial"
    r"|poor)\s+(?:\w+\s+){0,3}?"
    r"(?:reduction|improvement|relief|benefit|change|response|effect|help|gain|progress|difference|control"
    r"|decrease|impact)\b"
    r"|\b(?:relief|benefit|effect|response)\s+(?:(?:for|of|lasting|lasted)\s+)?(?:only|<|less|under|just|\d)",
    re.IGNORECASE,
)
_STOPPED_FOR = Pattern(
    r"\b(?:stop(?:ped)?|discontinued?|ended|halted|withdrawn|abandoned|given up|gave (?:it )?up|limited"
    r"|cut short)\s+(?:\w+\s+){0,3}?"
    r"(?:because|due|for|after|when|owing|on account|by|once|since|as|secondary|in view)\b",
    re.IGNORECASE,
)
_GOES_ON_ABOUT_IT = Pattern(
    r"(?:It|This|That|These|Those|They|Both|All|Neither|Each|Either|None|The (?:drug|dose|treatment|therapy"
    r"|medication|effect|relief|pain|injection|program|brace)|After|Despite|In spite|Over (?:those|these|the)"
    r"|In (?:that|those)|During|By|No|Not"
    r"|(?:He|She|They|Mr\.?\s\w+|Ms\.?\s\w+|Mrs\.?\s\w+)\s+(?:could|had|was|stopped|lost|did|said|gained|felt"
    r"|got|developed|improved|regained|tolerated|noted|reported|completed|attended|took))\b"
)
_OUTCOME_BY_NUMBERS = Pattern(
    r"\bfrom\s+(?:\w+\s+){0,2}\d|\b(?:to|at|by)\s+(?:only\s+)?\d+(?:\.\d+)?\s*(?:/|%|of|points?|degrees|mg|seconds|m\b)"
)


_NOT_ENOUGH = Pattern(
    r"\b(?:caus(?:ed|es|ing)|led\s+to|result(?:ed|ing)\s+in|bled|stayed|lasted|lasting|persist\w*|no\s+longer|recur\w*"
    r"|relaps\w*|irritat\w*|tires?\s+after|too\s+\w+|outgr\w+|back\s+to\b|back\s+(?:in|within|after)|abandoned|unsafe|dropped|then\s+(?:\w+\s+)?(?:returned|back|hallucinations)|can(?:not|['’]t)|ran\s+out|denied|wear(?:s|ing)?\s+off|partial\w*"
    r"|suboptimal\w*|sub-optimal\w*|subtherapeutic|inadequate\w*|unsatisfactor\w*|transient\w*|short-?\s?term|plateau\w*"
    r"|d/c['’]?e?d?\s+(?:for|due|because|2/2|secondary|after|when)|d['’]?c['’]?d\s+(?:for|due|because|after|when)"
    r"|(?:could|can|did|does|was|were|had|has|have|is|are)\s*(?:n['’]t|not)\b|\bno\s+(?:\w+\s+)?(?:better|relief|benefit|help"
    r"|effect|improvement|response|change|use|reduction)|\bof\s+(?:little|no)\s+(?:use|help|benefit)"
    r"|(?:helped|relief|improved|benefit|better|reduced|worked|effect)\s+(?:\w+\s+){0,3}?(?:only|briefly|days|weeks|hours)"
    r"|only\s+(?:\w+\s+){0,3}?(?:relief|benefit|help\w*|improve\w*|brief\w*|temporar\w*|minimal\w*|partial\w*)"
    r"|without\s+(?!success|sucess|complication|difficulty|incident|insurance)\w+)\b|→\s*no\b",
    re.IGNORECASE,
)
_STATED = Pattern(
    r"\b(?:caus\w+|develop\w*|due|because|led|stopp?\w*|discontinu\w*|d/c\S*|gave|made|produc\w+|adverse|intoler\w*"
    r"|ended|experienc\w*|reactions?|side|after|secondary|limited|with|provoked|worsen\w*|elevated|rash)\b|[:;(–—→]"
    r"|,\s*(?:but|and|had|which)\b|-\s",
    re.IGNORECASE,
)
"""That a complaint came of the treatment, which is then not what it was given for."""

_COMPLAINTS = Pattern(
    r"mood|depress|anxiety|agitat|headache|cough|fatigue|constipation|diarrh|bleed|infection|hypertension|abdominal"
    r"|muscle pain|myalgia|cramps|tingling|swelling|weight loss|hair loss|sleepy|sleepiness|tremor|dizz|nausea|vomiting"
    r"|palpitation|kidney stone|ulcer|neutropeni|progress|harm|elevated|creatinine|gastritis|suicidal"
)
_LEFT_SIDE = Pattern(r"\bleft\b(?!\s+(?:him|her|them|the\s+patient|with|no|a\s)\b)", re.IGNORECASE)


class Telling:
    """What the sentences about one treatment say, gathered."""

    def __init__(self, cue: Cue) -> None:
        self.span = (cue.start, cue.end)
        self.single = False
        self.solid = False
        self.named = False
        self.said: set[str] = set()


def note(telling: Telling, sentence: Sentence, start: int, end: int) -> None:
    """Add what a stretch of a sentence tells."""

    words = sentence.text[start:end]
    dates = [cue for cue in sentence.dates if start <= cue.start < end]
    if dates or sentence.same_day:
        telling.said.add("date")
    lengths = [
        one
        for one in sentence.cues("length")
        if start <= one.start < end and not _LATELY.search(sentence.text[max(start, one.start - 12) : one.start])
    ]
    if lengths or len(dates) > 1 or (dates and sentence.goes_on):
        telling.said.add("long")
    sides = {match.start() for match in _LEFT_SIDE.finditer(sentence.text, start, end)}
    gone = [cue for cue in sentence.cues("outcome") if start <= cue.start < end and cue.start not in sides]
    by_numbers = bool(_OUTCOME_BY_NUMBERS.search(words))
    if gone or by_numbers:
        telling.said.add("outcome")
    if by_numbers or any(cue.name not in _BARE for cue in gone):
        telling.said.add("result")
    if _NOT_ENOUGH.search(words) or _NO_CHANGE.search(words) or _STOPPED_FOR.search(words):
        telling.said.update(("outcome", "result", "reason"))
    no_reason = [match.span() for match in _WITHOUT_SUCCESS.finditer(sentence.text, start, end)]
    for cue in sentence.cues("reason"):
        if not start <= cue.start < end or cue.start in sides or any(at <= cue.start < to for at, to in no_reason):
            continue
        if not _COMPLAINTS.match(cue.name) or _STATED.search(words):
            telling.said.add("reason")


def goes_on_about(sentence: Sentence) -> bool:
    """It tells more of the treatment named before it, not of an examination, a test or a request."""
    if sentence.has("request", "evidence", "asserted", "exam"):
        return False
    if sentence.topic == "treatments" or _GOES_ON_ABOUT_IT.match(sentence.words):
        return True
    return sentence.has("outcome") and not sentence.has("test", "scale", "sign", "also_has", "disease", "activity")
