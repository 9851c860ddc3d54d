"""Rules for letters: whether name, numbers and codes agree with the case beside the letter.

Asked only where a case stands beside it. Imports this room and `identity`. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lmnboard.checklist.alike import Place, births_off, folded, misspelled, titled_strangers, without_possession
from lmnboard.checklist.identity import known_last_names, known_names, own_person, told_of
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.others import name_key
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import NOT_ASKED, Said, absent, stands, weak
from lmnboard.checklist.words.blocks import blocks
from lmnboard.checklist.words.coverage import number_in
from lmnboard.checklist.words.people import named_in
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_LIKE_A_PATIENT = Pattern(
    r"['’]s\s{1,24}(?:A1c|HbA1c|\w*pain|symptoms?|condition|treatment|diagnos\w+|history|blood|weight"
    r"|BMI|MRI|CT|x-?ray|exam\w*|labs?|results?|medications?|therapy|surgery|disease|case|quality"
    r"|function\w*|\w+(?:itis|osis|oma|algia|emia|opathy))\b"
    r"|\s{1,24}(?:has|had|was|is|will|cannot|can|does|did|needs?|takes?|took|reports?|denies|complains?"
    r"|continues?|underwent|presents?|presented|tolerated|failed|tried|suffers?|requires?|walks?|began"
    r"|started|remains?|(?:would|could)\s{1,24}benefit)\b"
    r"|\s{0,24}\((?:DOB|D\.O\.B|born|MRN|member)",
    re.IGNORECASE,
)
_TAKE_OUT = "Take it out and read the paragraph again: it may come from another patient's letter."


@in_letter("CHK-045")
def name_agrees(s: LetterSubject) -> Said | Iterable[Said]:
    if s.record is None or not s.record.case.patient.name:
        return NOT_ASKED
    name = s.record.case.patient.name
    known = _others_named(s)
    amiss = misspelled(s.letter.text, name, known)
    labelled = _labelled_otherwise(s, name)
    if labelled and not any(place.start < labelled.end and place.end > labelled.start for place in amiss):
        amiss.insert(0, Place(*labelled))
    return [
        absent(
            "The patient's name is not spelled as in the record, and the payer may not know the member by it.",
            "Write it as on the insurance card, the same everywhere.",
            place,
        )
        for place in amiss
    ] or stands()


def _labelled_otherwise(s: LetterSubject, name: str) -> Span | None:
    """The labelled line where it names somebody else altogether."""
    given = s.facts.patient
    if given is None or given.blank:
        return None
    own = {folded(word) for word in re.findall(r"[^\W\d_][\w'’-]*", name)}
    said = {folded(word) for word in re.findall(r"[^\W\d_][\w'’-]+", given.value)}
    return Span(given.start, given.end) if len(said) > 1 and not own & said else None


@in_letter("CHK-046")
def number_agrees(s: LetterSubject) -> Said:
    if s.record is None or not s.record.case.coverage.policy_number:
        return NOT_ASKED
    place = number_in(s)
    if place is None or _bare(place.of(s.letter.text)) == _bare(s.record.case.coverage.policy_number):
        return stands(place)
    return absent(
        "The policy number is not the one of the record, so the payer finds no such member or another.",
        "Compare both with the insurance card and correct the wrong one.",
        place,
    )


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


@in_letter("CHK-047")
def birth_agrees(s: LetterSubject) -> Said:
    if s.record is None or s.record.case.patient.date_of_birth is None:
        return NOT_ASKED
    born = s.record.case.patient.date_of_birth
    given = s.facts.birth
    if given is None or given.blank or given.value is None or given.value == born:
        return stands(given.span if given else None)
    off = births_off(s.letter.text, born)
    return absent(
        "The date of birth is not the one of the record, so the payer finds no such member.",
        "Compare both with the insurance card and correct the wrong one.",
        off[0] if off else given.span,
    )


@in_letter("CHK-048")
def nobody_else(s: LetterSubject) -> Said | Iterable[Said]:
    if s.record is None:
        return NOT_ASKED
    return list(_strangers(s)) or stands()


def _strangers(s: LetterSubject) -> Iterator[Said]:
    record = s.record
    if record is None:
        return
    text, known = s.letter.text, known_names(record)
    known |= {key for one in _people(s) if (key := name_key(one))}
    found = list(record.others.named_in(without_possession(text), own_person(record), known)) if record.others else []
    for stranger in found:
        yield absent(told_of(stranger), _TAKE_OUT, (stranger.start, stranger.end))
    last_names = _others_named(s)
    for place in titled_strangers(s.letter.body.of(text), record.case.patient.name or "", last_names):
        start, end = place.start + s.letter.body.start, place.end + s.letter.body.start
        if any(one.start < end and one.end > start for one in found):
            continue
        if _LIKE_A_PATIENT.match(text, end - (text[start:end].endswith(("'s", "’s")) and 2), end + 40):
            yield absent(
                "What is told here is another patient's, by the name, and must not reach this payer.",
                _TAKE_OUT,
                (start, end),
            )
        else:
            yield weak(
                "Somebody else is named as a patient would be: if it is one, this must not reach the payer.",
                _TAKE_OUT,
                (start, end),
            )


def _people(s: LetterSubject) -> Iterator[str]:
    """Everybody named in the blocks around the text, and whom it greets."""
    at = blocks(s.facts)
    for span in (*at.of("sender", "addressee"), at.foot):
        yield from (" ".join(one.words) for one in named_in(at, span))


def _others_named(s: LetterSubject) -> set[str]:
    """Last names of those who may be named beside the patient, folded."""
    at = blocks(s.facts)
    known = known_last_names(s.record) if s.record else set()
    known |= {folded(one.split()[-1]) for one in _people(s) if one.split()}
    around = [*at.of("addressee"), *([at.greeting] if at.greeting else [])]
    known |= {folded(word) for span in around for word in re.findall(r"[A-ZÀ-Þ][\w'’-]+", span.of(at.text))}
    own = {folded(word) for word in (s.record.case.patient.name or "").split()} if s.record else set()
    return known - own


@letter_check(
    "CHK-058",
    "Diagnosis codes agree with the record",
    part="E",
    field="diagnoses",
    source="guide A.104, A.118",
)
def codes_agree(s: LetterSubject) -> Said:
    record = {(row.code or "").upper() for row in s.record.case.diagnoses if row.code} if s.record else set()
    if s.record is None or not record:
        return NOT_ASKED
    told = {found.value.upper(): Span(found.start, found.end) for found in reversed(s.facts.codes)}
    extra = [place for code, place in told.items() if code not in record]
    if extra:
        return absent(
            "A diagnosis code of the letter is not in the record, and the claim is checked against both.",
            "Correct the one that is wrong, for example M54.51 in both.",
            extra[-1],
        )
    if record - told.keys():
        return absent(
            "A diagnosis code of the record is not in the letter, and the claim is checked against both.",
            "Name every code of the record on the diagnosis line, for example M54.51.",
            next(iter(told.values()), None),
        )
    return stands(next(iter(told.values())))
