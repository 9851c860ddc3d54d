"""Rules for letters: the patient's name and birth date, and the diagnosis on its line and in words.

Imports this room. Run by `runner`. Plan and numbers are in `coverage`, whether all agrees with the case in `agrees`.
"""

from __future__ import annotations

import re
from datetime import date

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import blocks
from lmnboard.checklist.words.vocabulary import AnyCase
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import first_date
from lmnboard.written.letter import Span

_OLDEST = 120
_WHO = (
    r"(?:patient|pt|member|insured|beneficiary|enrollee|recipient|claimant|employee"
    r"|child|worker|veteran|student|dependent|minor|insured\s{1,24}person|injured\s{1,24}worker|account\s{1,24}holder|participant|client|subject)"
)
_WORD = r"[^\W\d_][\w'’.-]{0,30}"
_NAMED = Pattern(
    rf"(?<!\w)(?:(?:name\s{{1,24}}of\s{{1,24}}(?:the\s{{1,24}})?{_WHO}"
    rf"|{_WHO}(?:['’]s)?(?:[ \t]{{1,24}}(?:full[ \t]{{1,24}})?(?:legal[ \t]{{1,24}})?name)?)"
    rf"[ \t]{{0,24}}\.?[ \t]{{0,24}}[*_]{{0,2}}[:#.=]*[*_]{{0,2}}[ \t]{{1,24}}|(?:re|name|about|for"
    rf"|concerning|regarding|subject):[ \t]{{1,24}})"
    rf"(?P<name>(?!{_WHO}[ \t]{{0,4}}[:#]|name\b|id\b|number|no\b|is\b|of\b|in\b"
    rf"|the\b){_WORD}(?:,?[ \t]{{1,24}}(?!dob\b|d\.o\.b"
    rf"|id\b|date\b|member\b|born\b|policy\b|and\b){_WORD}){{0,4}})",
    re.IGNORECASE,
)
_NO_NAME = Pattern(
    r"(?<!\w)(?:necess|letter|appeal|request|authori|prior|medic|denial|referral|therap|wheelchair|mri"
    r"|test|surg|continu|treat|coverage|claim|cpap|machine|device|exception|procedure|injection"
    r"|membership|reconsid|id|number|services?|center|clinic|advocate)",
    re.IGNORECASE,
)
_IN_TEXT = Pattern(
    r"\b(?:(?:my|our|the|this)\s{1,24}patient,?\s{1,24}(?:(?:Mr|Ms|Mrs"
    r"|Miss)\.?\s{1,24})?(?P<name>[A-Z][\w'’-]{1,30}(?:\s{1,24}[A-Z][\w'’.-]{0,30}){0,3})|(?:Mr|Ms|Mrs"
    r"|Miss)\.?\s{1,24}(?P<last>[A-Z][\w'’-]{1,30})"
    r"|(?P<is>[A-Z][\w'’-]{1,30}\s{1,24}[A-Z][\w'’-]{1,30})\s{1,24}(?:is|was|has)\s{1,24}(?:a|an|been)\b)"
)
_BIRTH_LABEL = Pattern(
    r"(?<!\w)(?:d\.?\s?o\.?\s?b\b\.?|date\s{1,24}of\s{1,24}birth|birth\s?date|birthday|born)", re.IGNORECASE
)
_PROPER_DATE = Pattern(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}")
_BAD_DATE = Pattern(r"\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{1,4}")
_AGE = Pattern(
    r"\b\d{1,3}[- ](?:year|yr|y/?o|month)s?(?:[- ]old)?\b|\baged?\s{1,24}\d{1,3}\b"
    r"|\bis\s{1,24}\d{1,3}\b(?=[.,])|,\s\d{1,3},",
    re.IGNORECASE,
)
_DIAGNOSIS = Pattern(
    r"(?<!\w)(?:(?:primary|principal|secondary|working|admitting|current|referring|treating|clinical"
    r"|medical)[ \t]{1,24})?"
    r"(?:diagnos[ie]s(?:/?es)?|diagnos[ie]s\(es\)|dx|condition"
    r"|icd[- ]?10(?:-cm)?(?:[ \t]{1,24}(?:diagnosis|dx|codes?))?)(?:[ \t]{0,24}(?:codes?|\(s\)|\(es\)"
    r"|and code|/icd[- ]?10))?"
    r"(?:[ \t]{0,24}\((?:ICD[^)\n]{0,20})\))?[ \t]{0,24}[*_]{0,2}[:#=][ \t*_]*(?P<value>[^\n"
    r"|]+(?:\n[ \t]{0,24}(?![^\n:]{0,34}:)(?=[a-z(]|[ \t]{6,}|[A-TV-Z]\d)[^\n|]+)?)",
    re.IGNORECASE,
)
_UNCOLONED = Pattern(
    r"^[ \t]*(?:diagnosis|dx)[ \t]{1,24}(?P<value>[A-Za-z][^\n|]{3,100})$", re.IGNORECASE | re.MULTILINE
)
_CODE = Pattern(r"(?<![\w.-])[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![\w-])", re.IGNORECASE)
_NO_DISEASE = Pattern(
    r"\b(?:icd|code|cm|dx|diagnosis|diagnoses|see|below|attached|none|unknown|primary|secondary|and|with|the|of)\b|\d+",
    re.IGNORECASE,
)
_DISEASE = AnyCase(
    r"\b(?:(?!necess)[a-z]{3,25}?(?:itis|itides|osis|opathy|pathies|aemia|emia|algia|plegia|paresis"
    r"|trophy|sclerosis|stenosis|uria|oma|penia|ectasis|phagia|lepsy|praxia|myotonia|rrhea|ptosis"
    r"|malacia|tension|philia|asthenia|iasis|chalasis)"
    r"|(?:disease|syndrome|disorder|failure|cancer|carcinoma|lymphoma|leukemia|tumou?r|fracture|tear"
    r"|sprain|strain|rupture|herniation|deficiency|insufficiency|infection|injury|impairment|palsy|delay"
    r"|dystrophy|apnea|overload|hypertrophy|laxity|instability)"
    r"|migraines?|headaches?|asthma|diabetes|obesity|obese|overweight|stroke|depression|anxiety|ptsd"
    r"|epilepsy|seizures?|autism|adhd|copd|gerd|crohn['’]?s|eczema|psoriasis|lupus|gout|dementia"
    r"|parkinson['’]?s|alzheimer['’]?s|multiple\s{1,24}sclerosis|als|hiv|cirrhosis|endometriosis"
    r"|infertility|insomnia"
    r"|narcolepsy|glaucoma|cataracts?|hemophilia|anemia|high\s{1,24}blood\s{1,24}pressure"
    r"|low\s{1,24}back\s{1,24}pain|chronic\s{1,24}pain|neck\s{1,24}pain|knee\s{1,24}pain|radiculopathy"
    r"|sciatica|quadriplegi\w+|paraplegi\w+|hemipar\w+|neuralgi\w+|concussion|lymphedema"
    r"|varicose\s{1,24}veins|angina|arrhythmia|fibrillation|pneumonia|scoliosis)\b",
)
_CODE_IN_BRACKETS = Pattern(r"[\[(](?:ICD-?10(?:-CM)?[: #]*)?[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?[\])]")
_LAST_WORDS = Pattern(r"[A-Za-z][A-Za-z'’, \n\t-]{2,80}$")


@in_letter("CHK-038")
def name(s: LetterSubject) -> Said:
    text = s.letter.text
    head = Span(0, max(s.letter.body.start, 1))
    part: Span | None = None
    for found in _NAMED.finditer(text, *head):
        words = found["name"]
        if _NO_NAME.search(words) or any(sign.isdigit() for sign in words):
            continue
        place = Span(*found.span("name"))
        whole = [word for word in words.replace(",", " ").split() if len(word.rstrip(".")) > 1]
        if len(whole) > 1:
            return stands(place)
        part = part or place
    gap = _labelled_gap(s)
    if gap:
        return blank("the patient's name", gap)
    spoken = part or next((Span(*found.span()) for found in _IN_TEXT.finditer(text)), None)
    if spoken is None and s.facts.patient and not s.facts.patient.blank:
        return stands(s.facts.patient.span)
    if spoken:
        return weak(
            "The patient's first and last name stand on no labelled line, where the payer looks for them.",
            "Add a line under the subject, for example 'Patient: Ada Okafor'.",
            spoken,
        )
    return absent(
        "The patient is not named, so the payer cannot tell whom the letter is about.",
        "Add a line under the subject, for example 'Patient: Ada Okafor'.",
        blocks(s.facts).greeting,
    )


def _labelled_gap(s: LetterSubject) -> Span | None:
    """A placeholder behind the label of the patient's name, or one that says that it is the name."""
    label = re.compile(
        rf"(?i)(?:{_WHO}(?:['’]s)?(?:\s{{1,24}}(?:full\s{{1,24}}|legal\s{{1,24}})*name)?|\bname)\W{{0,5}}$"
    )
    for gap in s.facts.blanks:
        before = s.letter.text[max(0, gap.start - 30) : gap.start]
        if label.search(before) or re.search(rf"(?i){_WHO}(?:['’]s)?[\s_]*(?:full[\s_]*)?name", gap.of(s.letter.text)):
            return gap
    return None


@in_letter("CHK-039")
def date_of_birth(s: LetterSubject) -> Said:
    text = s.letter.text
    for label in _BIRTH_LABEL.finditer(text):
        line_end = text.find("\n", label.end())
        after = Span(label.end(), min(line_end if line_end >= 0 else len(text), label.end() + 40))
        gap = next((b for b in s.facts.blanks if after.start <= b.start < after.end), None)
        found = first_date(text, after)
        if found and (gap is None or found.start < gap.start):
            return _birth(s, Span(*found.span), found.value)
        if gap:
            return blank("the date of birth", gap)
        bad = _BAD_DATE.search(text, *after)
        if bad:
            return _birth(s, Span(*bad.span()), None)
    age = _AGE.search(text)
    if age:
        return weak(
            "An age alone is given, and the payer finds the member by name and birth date.",
            "Write the date of birth, for example 'DOB: 03/14/1958'.",
            age.span(),
        )
    return absent(
        "No date of birth is given, and the payer finds the member by name and birth date.",
        "Write it under the patient's name, for example 'DOB: 03/14/1958'.",
        blocks(s.facts).greeting,
    )


def _birth(s: LetterSubject, place: Span, born: date | None) -> Said:
    fix = "Copy it from the insurance card, for example 'DOB: 03/14/1958'."
    if born is None:
        return absent("The date of birth is no possible day, so the payer finds no such member.", fix, place)
    if born > s.facts.day:
        return absent("The date of birth lies after the letter, so the payer finds no such member.", fix, place)
    if s.facts.day.year - born.year > _OLDEST:
        return absent(f"The date of birth makes the patient older than {_OLDEST} years.", fix, place)
    if _PROPER_DATE.fullmatch(place.of(s.letter.text)):
        return stands(place)
    return weak(
        "The date of birth is not written with month, day and whole year in figures, as payers file it.",
        "Write it as MM/DD/YYYY, for example 03/14/1958.",
        place,
    )


@in_letter("CHK-036")
def diagnosis_line(s: LetterSubject) -> Said:
    text = s.letter.text
    best: tuple[bool, bool, Span] | None = None
    seen: set[tuple[bool, bool]] = set()
    for found in (*_DIAGNOSIS.finditer(text), *_UNCOLONED.finditer(text)):
        value = found["value"]
        said = _says_disease(value), bool(_CODE.search(value)), Span(*found.span())
        if said[0] and said[1]:
            return stands(said[2])
        seen.add(said[:2])
        if best is None or said[0] + said[1] > best[0] + best[1]:
            best = said
    if best and (best[0] or best[1]) and len({said for said in seen if any(said)}) > 1:
        return stands(best[2])  # Words on the one line, the code on the next.
    if best and (best[0] or best[1]):
        return weak(
            "The diagnosis line has only its words or only its code, and reviewers match the two.",
            "Write both, for example 'Diagnosis: Vertebrogenic low back pain (M54.51)'.",
            best[2],
        )
    gap = next(
        (
            b
            for b in s.facts.blanks
            if re.search(r"(?i)(?:diagnos[ie]s|dx)\W{0,5}$", text[max(0, b.start - 20) : b.start])
        ),
        None,
    )
    if gap:
        return blank("the diagnosis", gap)
    spoken = s.facts.codes[0].span if s.facts.codes else None
    disease = _DISEASE.search(text, *s.letter.body)
    if spoken or disease:
        return weak(
            "The diagnosis stands only in the text, and reviewers look for it on a line above the salutation.",
            "Add a line, for example 'Diagnosis: Vertebrogenic low back pain (M54.51)'.",
            spoken or (disease.span() if disease else None),
        )
    return absent(
        "No diagnosis is stated, neither in words nor by code, and without one there is no necessity.",
        "Add a line, for example 'Diagnosis: Vertebrogenic low back pain (M54.51)'.",
        blocks(s.facts).greeting,
    )


@in_letter("CHK-049")
def diagnosis_in_words(s: LetterSubject) -> Said:
    text = s.letter.text
    for found in (*_DIAGNOSIS.finditer(text), *_UNCOLONED.finditer(text)):
        if _says_disease(found["value"]):
            return stands(found.span("value"))
    for code in _CODE_IN_BRACKETS.finditer(text):
        before = _LAST_WORDS.search(text, max(0, code.start() - 60), code.start())
        if before and _says_disease(before.group()):
            return stands(before.span())
    disease = _DISEASE.search(text)
    if disease:
        return stands(disease.span())
    gap = next((b for b in s.facts.blanks if re.search(r"(?i)diagnos|condition", b.of(text))), None)
    if gap:
        return blank("the diagnosis", gap)
    return absent(
        "The diagnosis is not said in words, and a code alone tells a reader nothing.",
        "Write it out, for example 'Vertebrogenic low back pain'.",
        s.facts.codes[0].span if s.facts.codes else blocks(s.facts).greeting,
    )


def _says_disease(value: str) -> bool:
    """Words of some length besides codes and labels."""
    rest = _NO_DISEASE.sub(" ", _CODE.sub(" ", re.sub(r"[\[<{][^\]>}]*[\]>}]", " ", value)))
    return any(len(word) > 3 for word in re.findall(r"[A-Za-zÀ-ÿ]+", rest)) or bool(re.search(r"\b[A-Z]{3,5}\b", rest))
