"""Whether a stretch of a text holds a measure, or a finding of a patient.

Imports only the standard library. Called by `phrases` and the checklist's rules for letters.
"""

from __future__ import annotations

import re

from lmnboard.knowledge.pattern import Pattern

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
_SMALL = r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,3})"
_FREQUENCY = (
    rf"\b{_SMALL}(?:\s+(?:to|or)\s+{_SMALL})?\s+(?:\w+\s+)?(?:times|nights|hours|falls|episodes|attacks|exacerbations"
    rf"|admissions|seizures|flights?|blocks|awakenings|migraines?|headache\s+days|migraine\s+days)\b"
)
_EVENTS = rf"\b{_SMALL}\s+(?:\w+\s+)?(?:falls|episodes|attacks|exacerbations|admissions|seizures|awakenings)\b"
_GRADE = r"\b(?:grade|class|stage|type|level|mallampati|category)\s+(?:[ivx]{1,4}|[0-5])[ab]?\b(?!\s+diabet)"
_NOT_A_MEASURE = (
    r"(?!(?:19|20)\d\d(?!\d|\.\d))(?!\d{1,2}[/-]\d{1,2}[/-]\d)(?!\d{5})(?!\d{1,2}\))"
    r"(?!\d+(?:\.\d+)?(?:[\s-](?:to|or)[\s-]\d+)?[\s-]?(?:visits?|sessions?|weeks?|wks?|months?|mos?|years?|yrs?|days?|mg|mcg|tablets?|capsules?|times\s+(?:a\s+)?da|daily)\b)"
    rf"(?!\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:of\s+)?(?:19|20|{_MONTH}))(?!\d+(?:st|nd|rd|th)\b)"
)
_NUMBER = Pattern(rf"(?<![\w.$#/\[-])(?<!\d,){_NOT_A_MEASURE}\d[\d.,]*", re.IGNORECASE)
_OTHER_MEASURE = Pattern(rf"{_FREQUENCY}|{_GRADE}", re.IGNORECASE)
_AFTER_MONTH = Pattern(rf"\b{_MONTH}\.?\s+$", re.IGNORECASE)
_LONGEST_MONTH = 12

_UNIT = (
    r"(?:%|percent\b|mm\b|cm\b|m\b|kg\b|lbs?\b|pounds\b|g\b|µg|ug/|ng/|pg/|mg/|mcg/|mmol|mEq|[IR]?U/|mm\s?Hg|cells|degrees|°|points?\b"
    r"|seconds\b|minutes\b|meters\b|feet\b|ft\b|steps\b|L/min|ms\b|beats|events|hours\s+a\s+night|units?\b(?!\s+(?:at|daily|of)))"
)
_SCORE = (
    r"(?:scores?|index|scale|BMI|AHI|RDI|A1c|HbA1c|e?GFR|L?V?EF|ejection\s+fraction|FEV1|FVC|DLCO|PHQ-9|GAD-7|PCL-5|MIDAS|HIT-6|Epworth|Oswestry|ODI|Quick-?DASH"
    r"|DASH|NDI|Berg|EDSS|GMFCS|ECOG|NYHA|SpO2|PaO2|ferritin|hemoglobin|creatinine|calprotectin|T-score|MMSE|MoCA|IPSS|DLQI|EASI|PASI|WOMAC|KOOS|LEFS|HAQ|CDAI"
    r"|DAS28|IgE|eosinophils?|Mallampati|grade|stage|class|level|up-and-go|acuity|pain|strength|weight|flexion|extension|abduction|pressure)"
)
_TEST = (
    r"(?:MRI|MRA|CT|PET|X-?rays?|radiographs?|films?|ultrasound|EMG|EEG|ECG|EKG|echo(?:cardiogram)?|biops(?:y|ies)|labs?|laborator\w+|blood\s+tests?|spirometry|DXA|DEXA"
    r"|sleep\s+(?:study|test)|ANA|scores?|index|scale|exam(?:ination)?|scans?|angiogra\w+|endoscopy|colonoscopy|cultures?|testing|tests?\s+results?|evaluation|pathology)"
)
_FINDING = Pattern(
    rf"(?<![\w.$#/\[-])\d[\d.,]{{0,20}}+\s?-?{_UNIT}|\b\d+\s?(?:of|out\s+of|/)\s?(?:5|10|20|24|30|56|63|80|100)\b(?!/)|\b\d[-+]?/5\b"
    r"|(?-i:\b(?!(?:LCD|NCD|CPT|HCPCS|NPI|ICD|NDC|CPB|MCG|MBI|DOB|FDA|USC|CFR|JAMA|NEJM|NCT|ODG|EASD|PMID|ID|PO)\b)[A-Z](?=[A-Za-z]{0,60}[A-Z])[\w-]{1,60}+\s+(?:score\s+)?(?:of\s+|was\s+|is\s+|at\s+)?[<>]?\d{1,3}(?:\.\d+)?\b(?![\d/;:-]|\s*mg))"
    r"|\bfrom\s+\d[\d.]*\s+(?:\w+\s+)?to\s+\d[\d.]*\b(?!\s*mg)"
    rf"|\b{_SCORE}(?:'s)?\W+(?:\w+\W+){{0,4}}?(?<![\w.])[<>]?\d[\d.]*(?![\d/]|\s*mg\b)|{_GRADE}"
    rf"|\b{_TEST}\b[^.;]{{0,60}}?\b(?:shows?|showed|shown|reveal\w*|demonstrat\w+|confirm\w*|found|finds?|was|were|is\s+now|of\s+\d|dated|positive|abnormal|consistent|improved|worsened)\b"
    rf"|\bpositive\s+ANA\b|\b(?:finding|protrusion|extrusion|herniation|stenosis|tear|fracture|lesion|mass|deficit)s?\s+(?:on|at|of)\b|{_EVENTS}",
    re.IGNORECASE,
)
_REASON = Pattern(
    r"\b(?:because|due\s+to|given\s+(?:the|his|her|their|that)|as\s+(?:he|she)\s+(?:has|cannot|is)|evidenced\s+by|as\s+(?:shown|documented)|demonstrated\s+by"
    r"|in\s+(?:the\s+)?light\s+of|based\s+on|on\s+account\s+of|owing\s+to|in\s+view\s+of)\b",
    re.IGNORECASE,
)
_GENERAL = Pattern(
    r"\b(?:stud(?:y|ies)|research|literature|trials?|guidelines?|evidence\s+(?:shows?|suggests?)|patients\s+(?:with|like|in)|in\s+(?:most\s+)?patients)\b",
    re.IGNORECASE,
)


def has_measure(text: str, start: int, end: int) -> bool:
    """A number, a grade or a frequency: no date, age, dose or count of visits."""
    return has_number(text, start, end) or bool(_OTHER_MEASURE.search(text, start, end))


def has_number(text: str, start: int, end: int) -> bool:
    """A number in figures that says how much: no date, age, dose or count of visits."""
    return any(
        not _AFTER_MONTH.search(text, max(0, number.start() - _LONGEST_MONTH), number.start())
        for number in _NUMBER.finditer(text, start, end)
    )


def find_finding(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first result that a sentence states, or nothing."""
    return _FINDING.search(text, start, end)


def has_finding(text: str, start: int, end: int) -> bool:
    """A sentence states a result of its patient."""
    return bool(_FINDING.search(text, start, end)) and not is_general(text, start, end)


def is_general(text: str, start: int, end: int) -> bool:
    """A sentence speaks of studies or of patients at large."""
    return bool(_GENERAL.search(text, start, end))


def gives_a_reason(text: str, start: int, end: int) -> bool:
    """A sentence says why, by a finding of its patient or in the form of a reason."""
    return bool(_REASON.search(text, start, end)) or has_finding(text, start, end)
