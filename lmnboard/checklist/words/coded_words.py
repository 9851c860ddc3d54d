"""The diagnosis codes of a letter, and the words that each stands beside.

Imports this room, the letter and the code book's protocol. Called by the rules for codes. What looks like a code and is
a spinal level, a vitamin or a laboratory value is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words.once import once_a_letter
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import Found

_BEFORE, _AFTER, _TAIL = 240, 120, 14
"""Characters before and after a code that may hold its diagnosis; of a running sentence, words before it."""
_CALLED_A_CODE = Pattern(
    r"(?:\bICD[- ]?(?:10|9)?(?:[- ]?CM)?|\b(?:diagnos[ie]s|dx)[ \t]+codes?|\bcodes?|\bdx)\b"
    r"[ \t]*[)\]]?[ \t]*[:#(=-]*[ \t]*$",
    re.IGNORECASE,
)
_CALLED_ICD = Pattern(
    r"(?:\bICD[- ]?(?:10)?(?:[- ]?CM)?(?:[ \t]+codes?)?|\b(?:diagnos[ie]s|dx)[ \t]+codes?)"
    r"[ \t]*[)\]]?[ \t]*[:#(=-]*[ \t]*$",
    re.IGNORECASE,
)
_WITHOUT_DOT = Pattern(r"(?<![\w.$/-])([A-TV-Z]\d[0-9A-Z]\d[0-9A-Z]{0,3})(?![\w-]|\.\d)")
_BEGINS = Pattern(
    r"[;|\n][ \t]*\n|[;|]|\n[ \t]*(?:[-•*–]|\d{1,2}[.)])[ \t]"
    r"|(?:\b(?:diagnos[ie]s|dx|icd[- ]?10(?:-cm)?|re|codes?|patient|assessment|indication)\b[^:\n.]{0,40}"
    r"|\n[^:\n]{1,30}):"
    r"|[a-z)][.?!]\s+(?=[A-Z])",
    re.IGNORECASE,
)
_ENDS = Pattern(r"\n[ \t]*\n|\n|[;|)\]]|[.](?:\s|$)")
_JOINS = Pattern(r"[ \t]*(?:[-–—:=(]|,)[ \t]*(?=[A-Za-z])|[ \t]+(?=[A-Z][a-z])")
_GOES_ON = Pattern(r"(?:and|but|has|have|had|which|who|that|whose|s?he|they|I|we|for|since|is|was)\b", re.IGNORECASE)
"""What a sentence goes on with after a code: no other name of its diagnosis."""
_LABEL_ONLY = Pattern(
    r"\b(?:icd[- ]?10(?:[- ]?cm)?|icd|diagnos[ie]s|diagnostic|dx|codes?|primary|secondary|number|no|re)\b[.:#]*"
    r"|[\W_\d]+",
    re.IGNORECASE,
)
_ICD_9 = Pattern(
    r"\b(?:diagnos[ie]s|dx|icd(?:[- ]?(?:9|10))?(?:[- ]?cm)?)(?:[ \t]+codes?)?[ \t]*[:#(][^\n]{0,60}?"
    r"(?<![\w.$/-])(\d{3}\.\d{1,2})(?![\w%/-]|\.\d)",
    re.IGNORECASE,
)
_LIKE_ONE = Pattern(
    r"(?<![\w.@/-])([A-TV-Z][O0-9][0-9A-ZO]{0,3}\.[0-9A-ZO]{1,5}(?:\.[0-9]{1,2})?)(?![\w@-])"
    r"|(?<=\()([A-Z]\d{2}-\d{1,3})(?=\))"
)
_NEAR_A_LABEL = Pattern(r"icd|diagnos|\bdx\b|\bcodes?\b|\b[A-TV-Z]\d[0-9A-Z]\.\d", re.IGNORECASE)
DIAGNOSES = Pattern(
    r"(?:^|[|;])[ \t>*#-]*(?:(?:primary|principal|main|clinical|treating|admitting|current|referring|medical)[ \t]+)?"
    r"(?:diagnos[ie]s|dx|condition|impression|assessment|indication)\b(?![ \t]+codes?)[^:\n|]{0,20}[:|][ \t*]*"
    r"((?:(?![.?!][ \t]+[A-Z]|[ \t]*\|)[^\n])+(?:\n(?![ \t]*\n)[^\n:]+){0,3})",
    re.IGNORECASE | re.MULTILINE,
)
"""A labelled line of diagnoses, with the lines without a label in which it goes on."""
_SET_APART = Pattern(r"[(,\[/:;–-][ \t]*$")
_ENOUGH = 3
"""Digits, or letters O for them, of what may be meant for a code, at least."""


class Coded(NamedTuple):
    """A code in its normal form, its place, and what its diagnosis may be called; none where no words stand by it."""

    code: str
    span: tuple[int, int]
    words: tuple[str, ...]


@once_a_letter
def coded(s: LetterSubject) -> list[Coded]:
    """Every diagnosis code of the letter that is in the form of one, in its order."""
    kept = sorted([one for one in s.facts.codes if _is_meant(s, one)] + _without_dots(s), key=lambda one: one.start)
    placed: list[Coded] = []
    for at, one in enumerate(kept):
        after_last = kept[at - 1].end if at else 0
        before_next = kept[at + 1].start if at + 1 < len(kept) else len(s.letter.text)
        placed.append(Coded(one.value, one.span, _words_of(s, one, after_last, before_next, len(kept) == 1)))
    return placed


def _without_dots(s: LetterSubject) -> list[Found[str]]:
    """Codes written as on a claim form, `G4733`. An HCPCS code looks like one: only those count that there are."""
    text, books = s.letter.text, s.books
    found = []
    for match in s.letter.find_all(_WITHOUT_DOT) if books else ():
        before = text[max(0, match.start() - 40) : match.start()]
        code = identifiers.icd10cm(match[1])
        called = _CALLED_ICD.search(before)
        if not called and any(service.start == match.start(1) for service in s.facts.service_codes):
            continue
        if called or (_SET_APART.search(before[-3:]) and books and books.find("ICD-10-CM", code, s.facts.day)):
            found.append(Found(code, *match.span(1)))
    return found


def _is_meant(s: LetterSubject, one: Found[str]) -> bool:
    """A code with its dot, or one that the letter calls a code, or that is one; `T12` and `A1c` are none."""
    text = s.letter.text
    as_written = text[one.start : one.end]
    if "." in as_written:
        return True
    if not as_written.isupper():
        return False
    if _CALLED_A_CODE.search(text, max(0, one.start - 40), one.start):
        return True
    exists = s.books is not None and s.books.find("ICD-10-CM", one.value, s.facts.day) is not None
    return exists and (
        text[one.start - 1 : one.start] in "(,[/" or text[max(0, one.start - 2) : one.start] in (", ", ": ", "- ")
    )


def malformed(s: LetterSubject) -> list[Found[str]]:
    """What stands for a diagnosis code and is not in the form of one: ICD-9, a letter O for a 0, a dot too far on."""
    text = s.letter.text
    bad = {found.start: found for found in s.facts.malformed_codes}
    for match in _ICD_9.finditer(text):
        bad[match.start(1)] = Found(match[1], *match.span(1))
    for match in _LIKE_ONE.finditer(text):
        value = match[1] or match[2]
        group = 1 if match[1] else 2
        near = text[max(0, match.start() - 90) : match.start()]
        if sum(sign.isdigit() or sign == "O" for sign in value) < _ENOUGH or not (
            _NEAR_A_LABEL.search(near) or near.endswith("(")
        ):
            continue
        if not _in_form(value):
            bad[match.start(group)] = Found(value, *match.span(group))
    return [bad[start] for start in sorted(bad)]


def _in_form(value: str) -> bool:
    try:
        return bool(identifiers.icd10cm(value))
    except ValueError:
        return False


def _words_of(s: LetterSubject, one: Found[str], after_last: int, before_next: int, alone: bool) -> tuple[str, ...]:
    text = s.letter.text
    start = max(after_last, one.start - _BEFORE)
    for cut in _BEGINS.finditer(text, start, one.start):
        start = cut.end()
    before = text[start : one.start].split()[-_TAIL:]
    end = min(before_next, one.end + _AFTER)
    stop = _ENDS.search(text, one.end, end)
    joined = _JOINS.match(text, one.end, end)
    after = text[joined.end() : stop.start() if stop and stop.start() >= joined.end() else end] if joined else ""
    if before and _GOES_ON.match(after):
        after = ""
    found = [words for words in (_said(" ".join(before)), _said(after)) if words]
    if not found and alone:
        # The words may stand on a line of their own, before the code or after it: "Dx code: M17.12", "Diagnosis: ...".
        lines = [match[1] for match in s.letter.find_all(DIAGNOSES)]
        found = [_said(lines[0])] if lines else []
    return tuple(words for words in found if words)


def _said(words: str) -> str:
    """The words, or nothing where they are no more than a label."""
    return words.strip() if _LABEL_ONLY.sub("", words) else ""
