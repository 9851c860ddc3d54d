"""Rules by which the diagnosis codes of a letter are read: there, in form, valid, billable, specific, well described.

Imports this room and `coded`. Registered for letters; run by `runner`. A letter without a code book is asked for the
form alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from lmnboard.checklist import coded as judged
from lmnboard.checklist.coded import Amiss
from lmnboard.checklist.described import disagrees
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.coded_words import DIAGNOSES, Coded, coded, malformed
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.code_book import CodeBook
from lmnboard.knowledge.pattern import Pattern

_BLANK_CODE = Pattern(
    r"(?:icd[- ]?10(?:[- ]?cm)?|\bicd|\bdx|diagnos[ie]s)(?:[ \t]+codes?)?[ \t]*[:#(]?[^\n:;]{0,60}$",
    re.IGNORECASE,
)
_CODE_IN_BLANK = Pattern(r"icd|diagnosis[ _-]*code|dx[ _-]*code", re.IGNORECASE)
_NAMED_BLANK = Pattern(r"[\[<{]{1,2}[^\]>}\d\n]{0,20}\bicd[- ]?(?:10)?[^\]>}\n]{0,20}[\]>}]", re.IGNORECASE)
_SIDE = Pattern(r"\b(left|right|bilateral|both)\b", re.IGNORECASE)
_PART = Pattern(r"\b(?:knee|hip|shoulder|elbow|wrist|ankle|foot|hand|eye|ear|breast)\b", re.IGNORECASE)
_PLACES = 4
"""Places of a code at which its words are read, at most."""
_LOW_BACK = {
    "M54.5": "M54.5 has not been billable since 10/01/2021.",
    "M54.50": "M54.50 leaves open what causes the pain, and a reviewer may ask.",
    "M54.9": "M54.9 leaves open where the pain is and what causes it, and a reviewer may ask.",
}
_OF_WORDS = {
    "side": "{code} stands for another side than the letter says.",
    "site": "{code} stands for another part of the body than the letter says.",
    "number": "{code} stands for another type, class or stage than the letter says.",
    "disease": "{code} stands for something else than the letter says.",
}


@in_letter("CHK-050")
def given(s: LetterSubject) -> Said:
    codes = coded(s)
    if codes:
        without = _row_without_code(s)
        if without:
            return weak(
                "One of the listed diagnoses has no ICD-10-CM code, and payers match codes to the request.",
                "Write each with its code, for example 'lumbar radiculopathy (M54.16)'.",
                without,
            )
        return stands(codes[0].span)
    bad = malformed(s)
    if bad:
        return stands(bad[0].span)  # that it is in no form has its own row
    text = s.letter.text
    named = s.letter.find(_NAMED_BLANK)
    if named:
        return blank("the diagnosis code", named.span())
    for gap in s.facts.blanks:
        if _CODE_IN_BLANK.search(text, *gap) or _BLANK_CODE.search(text, max(0, gap.start - 90), gap.start):
            return blank("the diagnosis code", gap)
    return absent(
        "No ICD-10-CM code is given, and payers match it to the request.",
        "Write it behind the diagnosis, for example 'lumbar radiculopathy (M54.16)'.",
        s.facts.diagnosis.span if s.facts.diagnosis else None,
    )


def _row_without_code(s: LetterSubject) -> tuple[int, int] | None:
    """Of several diagnoses on a labelled line, set apart by semicolons, the one that has no code."""
    line = s.letter.find(DIAGNOSES)
    if line is None or ";" not in line[1]:
        return None
    at, rows = line.start(1), []
    for row in line[1].split(";"):
        rows.append((at, at + len(row)))
        at += len(row) + 1
    has = [any(start <= one.span[0] < end for one in coded(s)) for start, end in rows]
    for (start, end), there in zip(rows, has, strict=True):
        if not there and sum(has) > 0 and s.letter.text[start:end].strip():
            return start, end
    return None


@in_letter("CHK-051")
def form(s: LetterSubject) -> Iterable[Said]:
    bad = malformed(s)
    if not bad and not coded(s):
        return [NOT_ASKED]
    return [
        absent(
            f"{quoted(one.value)} is not in the form of an ICD-10-CM code, so the claim is returned.",
            "Write 3 to 7 characters with the dot after the third, for example M54.51.",
            one.span,
        )
        for one in bad
    ]


def _each(s: LetterSubject, judge: Callable[[CodeBook, str, date], Amiss | None]) -> Iterator[Said]:
    """What the book says against each code, at its first place."""
    if s.books is None or not coded(s):
        yield NOT_ASKED
        return
    for one in _first_places(s):
        amiss = judge(s.books, one.code, s.facts.day)
        if amiss:
            yield absent(amiss.message, amiss.fix, one.span, severity=amiss.severity)


def _first_places(s: LetterSubject) -> list[Coded]:
    return list({one.code: one for one in reversed(coded(s))}.values())[::-1]


@in_letter("CHK-052")
def exists(s: LetterSubject) -> Iterator[Said]:
    return _each(s, judged.unknown)


@in_letter("CHK-053")
def billable(s: LetterSubject) -> Iterator[Said]:
    return _each(s, judged.not_billable)


@in_letter("CHK-054")
def specific(s: LetterSubject) -> Iterator[Said]:
    return _each(s, judged.too_general)


@in_letter("CHK-055")
def low_back_pain(s: LetterSubject) -> Iterable[Said]:
    return [
        absent(
            _LOW_BACK[one.code],
            "Where more is known, choose M54.51 (vertebrogenic), M54.59 (other) or the code of the region.",
            one.span,
        )
        for one in _first_places(s)
        if one.code in _LOW_BACK
    ] or [NOT_ASKED]


@in_letter("CHK-056")
def agrees(s: LetterSubject) -> Iterator[Said]:
    codes = coded(s)
    if s.books is None or not codes:
        yield NOT_ASKED
        return
    every = list(dict.fromkeys(one.code for one in codes))
    for code in every:
        official = s.books.find("ICD-10-CM", code, s.facts.day)
        places = [one for one in codes if one.code == code and one.words][:_PLACES] if official else []
        beside = [other for other in every if other != code]
        for one in places:
            assert official is not None
            found = [disagrees(s.books, official, words, s.facts.day, beside) for words in one.words]
            if all(found):
                yield absent(_OF_WORDS[found[0]].format(code=code), judged.official_words(official), one.span)
                break
        else:
            first = next(one for one in codes if one.code == code)
            if official and not any(_SIDE.search(words) for one in places for words in one.words):
                away = _only_other_side(s, official.description)
                if away:
                    yield absent(_OF_WORDS["side"].format(code=code), judged.official_words(official), first.span)


def _only_other_side(s: LetterSubject, description: str) -> bool:
    """The letter names the part of the body on the other side than the code, twice or more, and never on the code's."""
    coded_side = {side.lower() for side in _SIDE.findall(description)}
    part = _PART.search(description)
    if len(coded_side) != 1 or part is None:
        return False
    named = re.compile(rf"\b(left|right|both|bilateral)[\s-]+(?:\w+\s+)?{part.group()}s?\b", re.IGNORECASE)
    spoken = [match[1].lower() for match in s.letter.find_all(named)]
    return len(spoken) > 1 and set(spoken) == {"left", "right"} - coded_side
