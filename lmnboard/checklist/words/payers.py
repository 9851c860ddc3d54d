"""How a letter's words are read for what its kind of payer asks: commercial, Medicare, Medicaid, workers' compensation.

Imports this room; the words are in `programs.toml`. Registered here, run by `runner`. The rules of
reimbursement and appeals are in `answers`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import (
    age,
    appeal,
    california_adult,
    commercial,
    medicaid,
    medicare,
    medicare_function,
    reimbursement,
    workers_comp,
)
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Place, Said, absent, blank, stands, weak
from lmnboard.checklist.words.answers import denial_answered, medical_care
from lmnboard.checklist.words.programs import label, said
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import PARTIAL_DATE, dates, labelled
from lmnboard.written.letter import Span

_NUMBER = Pattern(
    r"(?<![\w.])\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|once|half|first"
    r"|moderate help|maximal|dependent|level)\b",
    re.IGNORECASE,
)
_CHILD = Pattern(
    r"\b(?:pediatric\w*|child|infant|toddler|boy|girl|newborn|adolescent|teenager"
    r"|(?:\d|1\d|20)[- ]year[- ]old|months?[- ]old)\b",
    re.IGNORECASE,
)
_YEAR = Pattern(r"(?:19|20)\d\d")
_ASKS = Pattern(r"(?:please|i (?:respectfully )?request|we request|the goal|goals?\b|target)", re.IGNORECASE)
_WITHOUT = Pattern(r"(?:[\w']+,?\s+){0,2}without\b", re.IGNORECASE)
_PROPER_NAME = Pattern(r"\s+(?:(?:the|a|an)\s+)?(?=[A-Z][a-z])")


in_letter("CHK-008", appeal)(denial_answered)
in_letter("CHK-011", reimbursement)(medical_care)


@in_letter("CHK-152", commercial)
def criteria_set(s: LetterSubject) -> Said:
    found = s.letter.find(said("criteria_set"))
    if found:
        return stands(found.span())
    return absent(
        "Neither InterQual nor MCG is named, and many commercial reviewers go by one of them.",
        "Name the set with its subset and answer it, for example 'MCG S-810: six weeks of care failed, met'.",
    )


@in_letter("CHK-153", medicare)
def coverage_determination(s: LetterSubject) -> Said:
    text = s.letter
    found = text.find(said("determination"))
    if found:
        return stands(found.span())
    named = text.find(said("determination_named"))
    of_a_plan = s.asked.payer.type == "medicare_advantage"
    if named:
        gap = next((b for b in s.facts.blanks if named.start() <= b.start <= named.end() + 30), None)
        if gap:
            return blank("the LCD's or NCD's number", gap)
    message = "An LCD or NCD is named without its number" if named else "No LCD or NCD is named"
    return absent(
        f"{message}, and Medicare decides by them.",
        "Name it and answer its criteria, for example 'LCD L33797', or say that there is none.",
        named.span() if named else None,
        severity="warn" if of_a_plan else None,
    )


@in_letter("CHK-154", medicare_function)
def functional_limits(s: LetterSubject) -> Said:
    letter = s.letter
    told: Place | None = None
    for sentence in letter.sentences:
        if _of_the_outlook(s, sentence):
            continue
        scale = letter.find(said("scale"), sentence)
        if scale and re.search(r"\d|[IV]{1,3}\b", letter.text[scale.end() : sentence.end]):
            return stands(sentence)
        for limit in letter.find_all(said("function"), sentence):
            near = Span(max(sentence.start, limit.start() - 60), min(sentence.end, limit.end() + 60))
            if letter.find(_NUMBER, near) and not _only_a_date(s, near):
                return stands(sentence)
            told = told or limit.span()
    fix = "Add a distance, time, score or degree of help, for example 'walks 40 m with a walker'."
    if told:
        return weak("Limits of function are told without a measure, and Medicare asks for them in detail.", fix, told)
    return absent("No limit of function is told, and Medicare decides by what the patient cannot do.", fix)


@in_letter("CHK-155", medicare_function)
def limits_addressed(s: LetterSubject) -> Said:
    letter = s.letter
    for sentence in letter.sentences:
        aimed = letter.find(said("addresses"), sentence)
        if aimed and letter.find(said("function"), sentence) and not _of_no_treatment(s, sentence):
            return stands(sentence)
    return absent(
        "Nothing says how the treatment addresses the limits of function, and Medicare asks it.",
        "Say it of each limit, for example 'with oxygen she can dress and climb to her bedroom'.",
        severity="warn",
    )


@in_letter("CHK-156", medicare)
def reasonable_and_necessary(s: LetterSubject) -> Said:
    to_treat, standards = s.letter.find(said("to_treat")), s.letter.find(said("standards"))
    if to_treat and standards:
        return stands(to_treat.span())
    fix = "Say both, for example 'is needed to treat his hypoxemia and accords with accepted standards of medicine'."
    found = to_treat or standards
    if found:
        lacks = "that it accords with accepted standards of medicine" if to_treat else "that it is needed to treat"
        return weak(f"Medicare's own test is half said: nothing says {lacks}.", fix, found.span())
    return absent("Medicare's own test (needed to diagnose or treat, accepted standards) is not said.", fix)


@in_letter("CHK-160", california_adult)
def medi_cal(s: LetterSubject) -> Said:
    found = s.letter.find(said("medi_cal"), s.letter.body)
    if found:
        return stands(found.span())
    return absent(
        "Medi-Cal's test for adults is not taken up, and its reviewer decides by it.",
        "Say how it protects life, prevents significant illness or disability, or relieves severe pain.",
    )


@in_letter("CHK-161", medicaid)
def epsdt(s: LetterSubject) -> Said:
    if not _under_21(s):
        return NOT_ASKED
    found = s.letter.find(said("epsdt"), s.letter.body) or s.letter.find(said("epsdt"), s.letter.header)
    if found:
        return stands(found.span())
    fix = "Say what it corrects or ameliorates under EPSDT, for example 'it ameliorates her scoliosis (EPSDT)'."
    adult = s.letter.find(said("adult_test"), s.letter.body)
    of_adults = adult and said("medi_cal").search(adult.group())
    if adult and of_adults:
        return weak("The test for adults is argued, and EPSDT asks less under 21.", fix, adult.span())
    return absent("Nothing argues by EPSDT (to correct or ameliorate), which is the test under 21.", fix)


def _under_21(s: LetterSubject) -> bool:
    """By the birth date; where that is no possible day, by its year or what the letter calls the patient."""
    years = age(s.asked)
    if years is not None:
        return years < 21
    line = labelled(s.letter, r"DOB|D\.O\.B\.?|date of birth|birth ?date|born")
    year = _YEAR.search(line.value) if line else None
    if year:
        return s.facts.day.year - int(year.group()) < 21
    return s.letter.find(_CHILD) is not None


@in_letter("CHK-162", workers_comp)
def injury_identified(s: LetterSubject) -> Said:
    claim, day, employer = s.facts.claim_number, _date_of_injury(s), _employer(s)
    claim_told = claim is not None and not claim.blank and any(sign.isdigit() for sign in claim.value)
    lacks = [
        name
        for name, told in (("date of injury", day), ("employer", employer), ("claim number", claim_told))
        if not told
    ]
    span = claim.span if claim else day or employer
    if not lacks:
        return stands(span)
    fix = "Put all three in the header, for example 'Date of injury: 01/22/2026; Employer: …; Claim no.: …'."
    if len(lacks) < 3:
        listed = " and ".join(lacks)
        return weak(
            f"The {listed} {'is' if len(lacks) == 1 else 'are'} missing: the carrier finds the claim by it.", fix, span
        )
    gap = _claim_gap(s)
    if gap:
        return blank("the claim number", gap)
    return absent("Date of injury, employer and claim number are missing: the carrier finds the claim by them.", fix)


def _claim_gap(s: LetterSubject) -> Span | None:
    """A placeholder on the line of the claim number."""
    for gap in s.facts.blanks:
        start = s.letter.text.rfind("\n", 0, gap.start) + 1
        if _CLAIM.search(s.letter.text, start, gap.start):
            return gap
    return None


_CLAIM = Pattern(r"\bclaim\b", re.IGNORECASE)


def _date_of_injury(s: LetterSubject) -> Place | None:
    given = labelled(s.letter, label("injury_labels"))
    if given and not given.blank:
        day = next(dates(s.letter.text, Span(given.start, given.end)), None)
        if day and day.value:
            return day.span
    for sentence in (*s.letter.sentences, *_header_lines(s)):
        if s.letter.find(said("injured"), sentence):
            day = next((one for one in dates(s.letter.text, sentence) if one.value), None)
            if day and not re.search(
                r"\b(?:MRI|CT|x-?ray|exam\w*|EMG|visit|seen|surgery)\b[^.]{0,30}$",
                s.letter.text[sentence.start : day.start],
                re.IGNORECASE,
            ):
                return day.span
    return None


def _header_lines(s: LetterSubject) -> list[Span]:
    return [line for line in s.letter.lines if line.end <= s.letter.header.end and s.letter.find(_INJURY_LINE, line)]


_INJURY_LINE = Pattern(r"\b(?:injury|DOI|accident)\b", re.IGNORECASE)


def _employer(s: LetterSubject) -> Place | None:
    given = labelled(s.letter, label("employer_labels"))
    if given:
        return None if given.blank else given.span
    for match in s.letter.find_all(said("employer_told"), s.letter.body):
        if _PROPER_NAME.match(s.letter.text, match.end()):
            return match.span()
    return None


@in_letter("CHK-163", workers_comp)
def causation(s: LetterSubject) -> Said:
    found = s.letter.find(said("cause"), s.letter.body)
    if found:
        return stands(found.span())
    fix = "Say it, for example 'in reasonable medical probability the fall of 01/22/2026 caused the tear'."
    happened = s.letter.find(said("at_work"), s.letter.body) or s.letter.find(said("at_work"))
    if happened:
        message = "It says that it happened at work, and not that the work caused this need: that alone is paid."
        return weak(message, fix, happened.span())
    return absent("Nothing ties the need to the injury at work, and the carrier pays only for what work caused.", fix)


@in_letter("CHK-146", workers_comp)
def treatment_guideline(s: LetterSubject) -> Said:
    found = s.letter.find(said("state_guideline"))
    if found:
        return stands(found.span())
    return absent(
        "No treatment guideline of the state is named, and utilization review goes by it.",
        "Name it with its chapter, for example 'ODG, Shoulder, 2026', MTUS or ACOEM.",
    )


def _of_the_outlook(s: LetterSubject, sentence: Span) -> bool:
    """It tells what is to come, and no limit of today."""
    return _ASKS.match(s.letter.text, *sentence) is not None or _of_no_treatment(s, sentence)


def _of_no_treatment(s: LetterSubject, sentence: Span) -> bool:
    return (
        _WITHOUT.match(s.letter.text, *sentence) is not None or s.letter.find(said("untreated"), sentence) is not None
    )


def _only_a_date(s: LetterSubject, near: Span) -> bool:
    """Each number there belongs to a date."""
    spans = [match.span() for match in s.letter.find_all(PARTIAL_DATE, near)]
    return all(any(a <= n.start() < b for a, b in spans) for n in s.letter.find_all(_NUMBER, near))
