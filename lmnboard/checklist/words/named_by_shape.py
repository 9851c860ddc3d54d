"""Drugs and treatments that no list names, known by how they are written: an ending, a dose, the word before `therapy`.

The words that make no name stand in `clinical.toml`. Imports nothing of ours. Called by `clinical`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lmnboard.knowledge.pattern import Pattern

_DRUG_ENDING = Pattern(
    r"\b(?:[A-Za-z]+(?:mab|tinib|anib|enib|fenib|citinib|zomib|ciclib|parib|platin|taxel|rubicin|citabine|mustine"
    r"|statin|sartan|olol|dipine|zapine|tiapine|apine|epine|conazole|prazole|dazole|trozole|cycline|floxacin|mycin"
    r"|cillin|triptan|gepant|gliptin|gliflozin|glitazone|glutide|zepatide|formin|setron|oxetine|triptyline|ipramine"
    r"|faxine|traline|zodone|codone|morphone|spirone|peridone|asidone|zepam|zolam|pidem|orexant|gabalin|racetam"
    r"|barbital|thiazide|semide|lactone|fibrate|lukast|terol|tropium|sonide|nisone|nisolone|asone|olone|profen"
    r"|fenac|oxicam|coxib|adol|norphine|trexone|trexate|limus|nercept|bercept|tacept|nacept|kinra|grastim|poetin"
    r"|lidomide|parin|xaban|gatran|dronate|dronic|tinoin|oquine|tidine|atadine|irizine|pexole|nirole|giline|stigmine"
    r"|zosin|losin|steride|fenacin|butynin|begron|denafil|dalafil|sentan|afinil|phenidate|amphetamine|amfetamine"
    r"|facine|nidine|relin|relix|ciclovir|navir|buvir|tegravir|asvir|caine|benzaprine|carbamol|zanidine|methacin"
    r"|stane|terone|vastatin|cromolyn|cabtagene|parvovec|persen|siran|spirone|azine|tromide|amide hydrochloride))\b",
    re.IGNORECASE,
)
_NO_DRUG = frozenset(
    {
        "magazine",
        "cyclone",
        "testosterone",
        "progesterone",
        "aldosterone",
        "somatostatin",
        "hospital",
        "sirolimus level",
    }
)
_DOSED = Pattern(
    r"\b(?P<name>[A-Za-z][A-Za-z-]{3,60}+)(?:[\s,]+(?:ER|XR|SR|DR|IR|XL|LA|CR|CD|ODT|HCl|sodium|oral|tablets?|capsules?"
    r"|cream|gel|ointment|patch(?:es)?|injections?|infusions?|IV|SC|IM|PO|pen|at|of|up to|to|\([A-Za-z ]{3,25}\)))"
    r"{0,3}[\s,]+\d[\d,.]*(?:\s?[-–/]\s?\d[\d.]*)?\s?(?:mg|mcg|µg|units?|g(?=\s+(?:daily|IV|twice|every)))(?![\w/]|\s*/\s*d?L)"
)
_KIND_BEFORE = (
    r"(?P<before>[A-Za-z][A-Za-z’'-]{2,60}+)\s+(?:therap(?:y|ies)|psychotherapy|rehabilitation|rehab|radiotherapy"
    r"|surgery|surgeries)\b"
)
_THERAPY = Pattern(rf"\b{_KIND_BEFORE}", re.IGNORECASE)
_OPERATION = Pattern(
    r"\b[A-Za-z]{2,}(?:ectom(?:y|ies)|otom(?:y|ies)|oplast(?:y|ies)|septoplasty|opex(?:y|ies)|rrhaphy|odesis|ostomies)\b"
    r"|\b(?:gastric\s+(?:bypass|sleeve)|spinal\s+fusion|stent\s+placement|cataract\s+extraction|mohs)\b",
    re.IGNORECASE,
)
_PROGRAM = Pattern(
    r"\b(?:exercise|rehab(?:ilitation)?|pain|walking|strengthening|stretching|conditioning|residential|day|outpatient"
    r"|wellness|weight[- ]loss|diet(?:ary)?|hospitalization|reading|step|mindfulness|lifestyle)\s+program(?:me)?\b"
    r"|\b(?:gait|strength|balance|parent|habit[- ]reversal|habit|bladder|resistance|relaxation|social[- ]skills|skills"
    r"|core|voice|memory|sleep)\s+training\b|\b(?:partial|psychiatric)\s+hospitali[sz]ations?\b",
    re.IGNORECASE,
)


def drugs_by_shape(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where a drug stands that its ending or its dose gives away, with its name in small letters."""
    for match in _DRUG_ENDING.finditer(text, start, end):
        if len(match.group()) > 6 and match.group().lower() not in _NO_DRUG:
            yield match.start(), match.end(), match.group().lower()
    for match in _DOSED.finditer(text, start, end):
        name = match["name"].lower()
        if name not in _no_name("before_a_dose"):
            yield match.start("name"), match.end("name"), name


def treatments_by_shape(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    """Where a treatment stands that its form gives away, with its name, and whether it was of one day."""
    for match in _THERAPY.finditer(text, start, end):
        if match["before"].lower() not in _no_name("before_therapy"):
            of_one_day = match.group().lower().endswith(("surgery", "surgeries"))
            yield match.start(), match.end(), " ".join(match.group().lower().split()), of_one_day
    for match in _PROGRAM.finditer(text, start, end):
        yield match.start(), match.end(), " ".join(match.group().lower().split()), False
    for match in _OPERATION.finditer(text, start, end):
        yield match.start(), match.end(), " ".join(match.group().lower().split()), True


@cache
def _no_name(place: str) -> frozenset[str]:
    """Words that stand before a dose, or before `therapy`, and name nothing."""
    read = tomllib.loads(Path(__file__).with_name("clinical.toml").read_text(encoding="utf-8"))
    return frozenset(read["no_name"][place].split())
