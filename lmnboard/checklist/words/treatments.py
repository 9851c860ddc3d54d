"""Rules for letters: earlier treatments and alternatives.

Imports this room and `tried`, which reads the treatments. Run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words.reading_history import Sentence, history_of
from lmnboard.checklist.words.tried import Tried, treatments_of
from lmnboard.knowledge.pattern import Pattern

_THINGS = (
    r"(?:medicines?|medications?|meds|drugs?|pills|treatments?|therap(?:y|ies)|measures|modalit(?:y|ies)"
    r"|interventions?|remed(?:y|ies)|diets?|programs?|injections?"
    r"|agents?|options|approaches|methods|trials?|prescriptions?|inhalers?|creams?|antidepressants|painkillers"
    r"|regimens?|chemo(?:therap(?:y|ies))?|biologics?|steroids|sprays|ointments|splints|braces|surger(?:y|ies)"
    r"|procedures?|courses|rounds|things)"
)
_QUANTITY = (
    r"(?:several|many|various|multiple|numerous|countless|lots\s+of|a\s+(?:number|variety|lot|range|host)\s+of"
    r"|all\s+(?:sorts|kinds|types)\s+of|different|a\s+few|plenty\s+of|every\s+kind\s+of|an?\s+array\s+of)"
)
_UNCOUNTED = Pattern(
    rf"\b(?:tried\s+and\s+failed\s+|failed\s+|tried\s+)?{_QUANTITY}\s+(?:[a-z-]+\s+){{0,3}}?{_THINGS}\b"
    rf"|\b(?:has\s+|have\s+|had\s+)?failed\s+(?:to\s+respond\s+to\s+)?(?:all\s+|other\s+|prior\s+|previous\s+"
    rf"|conservative\s+|standard\s+|usual\s+|first[- ]line\s+|medical\s+|non-?operative\s+"
    rf"|nonsurgical\s+){{1,3}}(?:other\s+|conservative\s+|medical\s+)?(?:care|management|{_THINGS})\b"
    r"|\b(?:has\s+|have\s+)?tried\s+(?:everything|it\s+all|all\s+(?:of\s+)?the\s+usual|everything\s+else)\b"
    r"|\beverything\s+(?:else\s+)?(?:was|has\s+been|we|he|she|they|available)\b|\bother\s+treatments?\s+(?:have|were)\s"
    r"|\b(?:exhausted|maximi[sz]ed|extensive|multiple|repeated)\s+(?:all\s+)?(?:other\s+)?(?:conservative|medical|non-?surgical"
    r"|non-?operative|available|treatment|standard)\s+(?:care|management|options?|treatments?|therap(?:y|ies)|measures|trials)"
    r"|\b(?:not|never|un)\s*(?:responded|responsive|responding)\s+to\s+(?:conservative|medical|standard|usual|prior|other|any|all)"
    r"\s+(?:care|management|treatments?|therap(?:y|ies)|measures|medications?)"
    r"|\bfailed\s+(?:medical|conservative|non-?operative|nonsurgical|outpatient)\s+(?:care|management|treatment|therapy)"
    r"|\b(?:conservative|prior|previous|earlier|past|medical)\s+(?:care|treatments?|management|measures|therap(?:y|ies)|medications?)"
    r"\s+(?:(?:has|have|had|was|were|did)\s+)?(?:all\s+)?(?:not\s+(?:work\w*|help\w*)|been\s+(?:unsuccessful|ineffective)"
    r"|unsuccessful|ineffective|proven?\s+ineffective)"
    r"|\bnothing\s+(?:else\s+)?(?:works|has\s+worked|helps|has\s+helped|worked|helped)\b"
    r"|\b(?:other|all|usual|conventional)\s+(?:treatments?|medications?|therapies|drugs|measures)\s+(?:have"
    r"|has|had)\s+(?:all\s+)?failed\b|\bconservative\s+(?:care|treatment|management|measures"
    r"|therapy)\s+(?:has\s+|have\s+)?(?:all\s+)?failed\b",
    re.IGNORECASE,
)
_MANY = Pattern(_QUANTITY, re.IGNORECASE)
_COUNTED = Pattern(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen)[\s-]+(?:\w+\s+){0,2}$|\bnumber\s+of\s+$",
    re.IGNORECASE,
)
_BACKED = Pattern(r"^[\s,:;(-]*(?:including|such\s+as|namely|with|consisting|:|\(|over|for\s+\d)", re.IGNORECASE)
_NOT_OF_THE_PATIENT = Pattern(
    r"\b(?:criteria|policy|requires?|guidelines?|studies|trials?\s+(?:show|found)|patients\s+(?:who|with|whom)"
    r"|no\s+documentation|denied\s+because|denial|asks?\s+(?:for|that)|ruled?\b(?!\s+out)|FDA|adults|children\s+(?:who"
    r"|with|like))\b",
    re.IGNORECASE,
)
_UNNAMED = Pattern(
    rf"\b(?:tried|failed|taken|took|received|had|been\s+on|been\s+through|used|undergone|given|prescribed"
    rf"|attempted)\b[^.;\n]{{0,40}}?\b(?:{_THINGS}|everything|care|management|conservative)\b"
    r"|\b(?:everything(?:\s+else)?|all\s+else|other\s+things)\s+(?:was|has\s+been|have\s+been|were)\s+(?:tried|done)"
    r"|\bnothing\s+(?:works|worked|helps|helped)\b|\bconservative\s+(?:care|treatment|management|measures"
    r"|therapy)\b|\b(?:prior|previous|earlier|past|other)\s+(?:treatments?|therapies|medications|drugs)\b",
    re.IGNORECASE,
)
_NEVER_TREATED = Pattern(
    r"\bno\s+(?:prior|previous|earlier|other|specific|disease-modifying|effective|medical"
    r"|conservative)?\s*(?:treatments?|therap(?:y|ies)|medications?|drugs?|alternatives?)\s+(?:\w+\s+){0,4}?"
    r"(?:exists?|is|are|was|were|has|have|tried|applies|available|appropriate|possible|indicated|given|needed"
    r"|called|can|could)\b"
    r"|\b(?:there\s+is|there\s+are)\s+no\s+(?:other\s+)?(?:\w+\s+){0,2}(?:treatments?|therapy|therapies|cure"
    r"|alternatives?)\b|\bnot\s+(?:yet\s+)?been\s+treated\b|\btreatment[- ]na[iï]ve\b"
    r"|\bno\s+(?:prior|previous|earlier)\s+treatments?\b|\bnewly\s+diagnosed\b[^.]{0,60}\b(?:no|not|first)\b"
    r"|\bfirst\s+treatment\b",
    re.IGNORECASE,
)
_BLANK_OF_TREATMENTS = Pattern(
    r"treatment|therap(?:y|ies)|trials?\b|medications? (?:tried|list)|prior|previous|interventions", re.IGNORECASE
)
_BEFORE_BLANK = Pattern(
    r"\b(?:tried|failed|treated with|including|took|underwent|treatments?|taken)\W{0,3}(?:\w+\W+){0,2}$", re.IGNORECASE
)
_ALTERNATIVES_BLANK = Pattern(
    r"\balternativ|\bother\s+(?:treatment\s+)?options\b|\btrials?\s+of\b|\bless\s+(?:costly|invasive)\b", re.IGNORECASE
)
_REASONED = Pattern(
    r"[:;]|\bbecause\b|\bsince\b|\bas\b|\bdue\s+to\b|\bfor\s+(?:he|she|they)\b|,\s+(?:so|and|who|which|with|for|but)\b",
    re.IGNORECASE,
)
_EXAMPLE = "Name each, for example 'naproxen 500 mg twice daily, 01/10/2026 to 03/02/2026: pain stayed at 7/10'."


@in_letter("CHK-065", coverage_asked)
def named(s: LetterSubject) -> Said:
    tried = treatments_of(s)
    if tried:
        return stands(tried[0].span)
    history = history_of(s)
    none = s.letter.find(_NEVER_TREATED, s.letter.body)
    if none:
        return stands(none.span())
    for sentence in history.sentences:
        for gap in sentence.cues("blank"):
            if _is_of_treatments(sentence, gap.start, gap.end):
                return blank("the earlier treatments", (gap.start, gap.end))
    for sentence in history.sentences:
        unnamed = _of_patient(sentence) and _UNNAMED.search(s.letter.text, *sentence.span)
        if unnamed:
            return weak(
                "Earlier treatments are spoken of and none is named, so the payer cannot check them.",
                _EXAMPLE,
                unnamed.span(),
            )
    weighed = [one for one in history.sentences if one.has("alternative") and one.has("drug", "treatment")]
    if weighed:
        return weak(
            "Treatments are weighed and none is said to have been tried; payers ask what was tried first.",
            _EXAMPLE,
            weighed[0].span,
        )
    return absent(
        "No earlier treatment is named, nor why there is none; payers ask what was tried first.",
        _EXAMPLE,
        history.place,
    )


def _is_of_treatments(sentence: Sentence, start: int, end: int) -> bool:
    """A placeholder stands where treatments should: its own words say so, or those just before it."""
    if sentence.has("request") and not sentence.has("use"):
        return False
    own = sentence.text[start:end]
    before = sentence.text[max(sentence.span.start, start - 40) : start]
    return bool(_BLANK_OF_TREATMENTS.search(own) or _BEFORE_BLANK.search(before))


@in_letter("CHK-066", coverage_asked)
def dated(s: LetterSubject) -> Said:
    return _each(
        s,
        "dated",
        "date",
        "payers count the weeks",
        "Add when it began and ended, for example '01/10/2026 to 03/02/2026'.",
    )


@in_letter("CHK-067", coverage_asked)
def long_enough(s: LetterSubject) -> Said:
    return _each(
        s,
        "long",
        "length",
        "many policies ask a number of weeks",
        "Add how long, for example 'for 12 weeks' or 'since March 2025'.",
    )


@in_letter("CHK-068", coverage_asked)
def went(s: LetterSubject) -> Said:
    return _each(
        s, "outcome", "outcome", "the payer asks how it went", "Add what changed, for example 'pain stayed at 7 of 10'."
    )


@in_letter("CHK-069", coverage_asked)
def not_enough(s: LetterSubject) -> Said:
    return _each(
        s, "reason", "reason why it was not enough", "the payer would have it tried again",
        "Add why, for example 'stopped because of gastritis' or 'pain came back within two weeks'.",
    )  # fmt: skip


def _each(s: LetterSubject, part: str, what: str, why: str, fix: str) -> Said:
    """Whether each named treatment has one thing: some is weak, none is absent; without a treatment it is not asked."""
    tried = treatments_of(s)
    if not tried:
        return NOT_ASKED
    lacking = [one for one in tried if not getattr(one, part)]
    if not lacking:
        return stands(tried[0].span)
    first = lacking[0]
    explained = part == "reason" and (s.asked.case.purpose == "continuation" or any(one.result for one in tried))
    if len(lacking) == len(tried) and not explained:
        return absent(f"No earlier treatment has its {what}; {why}.", fix, first.span)
    return weak(f"{_counted(lacking)} no {what}; {why}.", fix, first.span)


def _counted(lacking: list[Tried]) -> str:
    return "One earlier treatment has" if len(lacking) == 1 else f"{len(lacking)} earlier treatments have"


@in_letter("CHK-086", coverage_asked)
def alternatives(s: LetterSubject) -> Said:
    history = history_of(s)
    fix = "Name the usual or cheaper option and why not, for example 'a second injection would only cost time'."
    for sentence in history.sentences:
        for gap in sentence.cues("blank"):
            if _ALTERNATIVES_BLANK.search(s.letter.text, sentence.span.start, gap.end):
                return blank("the alternatives", (gap.start, gap.end))
    for one in treatments_of(s):
        if one.reason or (one.outcome and s.asked.case.purpose == "continuation"):
            return stands(one.span)
    weighed: tuple[int, int] | None = None
    for sentence in history.sentences:
        cues = [] if sentence.has("blank") else sentence.cues("alternative")
        if not cues or (not _of_patient(sentence) and not sentence.has("drug", "treatment")):
            continue
        if sentence.has("because") or _REASONED.search(sentence.words):
            return stands((cues[0].start, cues[0].end))
        weighed = weighed or (cues[0].start, cues[0].end)
    unnamed = next(
        (m for one in history.sentences if _of_patient(one) and (m := _UNNAMED.search(s.letter.text, *one.span))), None
    )
    tried = treatments_of(s)
    place = weighed or (tried[0].span if tried else None) or (unnamed.span() if unnamed else None)
    if place:
        return weak(
            "Other treatments are spoken of without why they will not do; the payer will name a cheaper one.",
            fix,
            place,
        )
    none = s.letter.find(_NEVER_TREATED, s.letter.body)
    if none:
        return weak(
            "No treatment is possible, the letter says; the payer asks what else was weighed and why not.",
            fix,
            none.span(),
        )
    return absent("No alternative is weighed; the payer will name a cheaper one.", fix, history.place)


@in_letter("CHK-089", coverage_asked)
def uncounted(s: LetterSubject) -> Iterator[Said]:
    for sentence in history_of(s).sentences:
        if not _of_patient(sentence):
            continue
        for match in _UNCOUNTED.finditer(s.letter.text, *sentence.span):
            before = s.letter.text[max(sentence.span.start, match.start() - 30) : match.start()]
            after = s.letter.text[match.end() : sentence.span.end]
            if _COUNTED.search(before) or (not _MANY.search(match.group()) and _BACKED.search(after)):
                continue
            yield absent(
                "Treatments without number or names prove nothing; the payer counts what was tried.",
                _EXAMPLE,
                match.span(),
            )


def _of_patient(sentence: Sentence) -> bool:
    """It speaks of what this patient had, and not of a policy, a study or a denial."""
    return not _NOT_OF_THE_PATIENT.search(sentence.words)
