"""Placeholders left in a text, and words that payers reject, as a reviewer would mark them."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.knowledge.phrases import find_placeholders, find_weak_phrases, weak_phrases


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("born on [[date of birth]].", "[[date of birth]]"),
        ("Dear [Name],", "[Name]"),
        ("on [MM/DD/YYYY]", "[MM/DD/YYYY]"),
        ("for [# of weeks]", "[# of weeks]"),
        ("NPI [10-digit NPI]", "[10-digit NPI]"),
        ("took [Medication 2] daily", "[Medication 2]"),
        ("[list each\nprior treatment]", "[list each\nprior treatment]"),
        ("Dear <name>,", "<name>"),
        ("the <date of birth> is", "<date of birth>"),
        ("for ____ weeks", "____"),
        ("____", "____"),
        ("Name: ______________________________", "_" * 30),
        ("dose XXXX mg", "XXXX"),
        ("policy xxx", "xxx"),
        ("seen on XX/XX/XXXX", "XX/XX/XXXX"),
        ("seen on MM/DD/YYYY", "MM/DD/YYYY"),
        ("Dear {{ doctor.name }},", "{{ doctor.name }}"),
        ("{% if appeal %}", "{% if appeal %}"),
        ("Dear «First_Name»,", "«First_Name»"),
        ("pain is *** out of 10", "***"),
        ("weighs ***kg", "***"),
        ("@NAME@ was seen", "@NAME@"),
        ("{Blank single:19197}", "{Blank single:19197}"),
        ("insert patient name here", "insert patient name here"),
        ("Insert your letterhead here.", "Insert your letterhead here"),
        ("insert the patient's name", "insert the patient's name"),
        ("start date TBD", "TBD"),
    ],
)
def test_a_placeholder_left_by_a_template_is_found(text: str, left: str) -> None:
    [span] = find_placeholders(text)
    assert span.words == left
    assert text[span.start : span.end] == left
    assert span.name


@pytest.mark.parametrize(
    "text",
    [
        "SpO2 < 88% at rest and > 92% on 2 L",
        "BMI <30 and A1c >9.0",
        "ferritin <normal and platelets> 450",
        "if a < b or c > d",
        "as shown before [1], [2-4], [12, 15]",
        "shown by [Smith 2020] and [Jones et al.]",
        "glucose 310 [70-99 mg/dL] [HIGH]",
        "HR 0.82 [95% CI 0.71-0.94]",
        'the policy says "no [sic] device"',
        "the MRI [Exhibit B] and [Attachment 3]",
        "[x] yes [ ] no",
        "karyotype 47,XXX was confirmed; 47, XXX",
        "SSN XXX-XX-6789",
        "fell on stairs, W19.XXXA and S72.001A",
        "Factor XIII deficiency, XX chromosomes",
        "write to front.desk@clinic.example or billing@clinic.example",
        "Sincerely,\n\n______________________________\nA. Rivera, MD",
        "We will insert a central line here and there.",
        "The stent was inserted; the code of 97110 applies",
        "snake_case and __init__",
        "*****",
        "",
    ],
)
def test_what_only_looks_like_a_placeholder_is_left_alone(text: str) -> None:
    assert find_placeholders(text) == []


def test_placeholders_come_in_the_order_of_the_text_and_once_each() -> None:
    found = find_placeholders("TBD: [[patient name]], born [date], took ____ of <drug>.")
    assert [span.words for span in found] == ["TBD", "[[patient name]]", "[date]", "____", "<drug>"]


def ids_in(text: str) -> list[str]:
    return [hit.row.id for hit in find_weak_phrases(text)]


WEAK = [
    ("Everything else was tried.", "uncounted"),
    ("The chair is essential.", "generic_need"),
    ("It saves her trips to the clinic.", "ease"),
    ("It is known to be effective.", "asserted"),
    ("This treatment is medically necessary.", "necessary"),
    ("This device is\n    necessary for her.", "necessary"),
    ("Clearly the patient needs this.", "needs_this"),
    ("He would greatly benefit from it.", "benefit"),
    ("It is more convenient.", "convenience"),
    ("She would like a lighter chair.", "convenience"),
    ("It improves wellness.", "general_health"),
    ("She has tried several medications.", "uncounted"),
    ("She failed conservative therapy.", "failed_what"),
    ("He has had pain for some time.", "no_duration"),
    ("Tried in the past.", "undated"),
    ("The pain is severe.", "adjective"),
    ("He has a debilitating cough.", "mild_adjective"),
    ("It will improve her quality of life.", "quality_of_life"),
    ("It will improve her mobility.", "outcome"),
    ("Use as needed.", "as_needed"),
    ("Please see attached records.", "see_attached"),
    ("Please see attached", "see_attached"),
    ("Continue with plan of care.", "cms_phrases"),
    ("This is the standard of care.", "standard_of_care"),
    ("Studies show that it works.", "studies_show"),
    ("It lowers the rate of fractures by 68%.", "effect"),
    ("The drug is investigational.", "experimental"),
    ("The drug is off-label.", "off_label"),
    ("The result is cosmetic.", "cosmetic"),
    ("It is an elective operation.", "elective"),
    ("We believe that it helps.", "opinion"),
    ("We hope that it helps.", "hope"),
    ("TO WHOM IT MAY CONCERN:", "addressee"),
]


@pytest.mark.parametrize(("text", "row"), WEAK)
def test_a_weak_phrase_is_found_with_its_row(text: str, row: str) -> None:
    [hit] = find_weak_phrases(text)
    assert hit.row.id == row
    assert text[hit.start : hit.end] == hit.words
    assert hit.row.why
    assert hit.row.suggest
    assert hit.row.source


def test_every_row_of_the_table_has_an_example_above() -> None:
    assert {row.id for row in weak_phrases()} == {row for _, row in WEAK}


@pytest.mark.parametrize(
    "text",
    [
        "This treatment is medically necessary because his MRI shows a tear.",
        "This treatment is medically necessary. The MRI of 03/04 shows a tear.",
        "Her MRI shows a tear, so this treatment is medically necessary.",
        "The pain is severe: 9 on the numeric scale.",
        "The pain is severe. Dr. Rivera measured 9 of ten.",
        "She failed conservative therapy. It lasted 12 weeks.",
        "This is the standard of care (NCCN guideline, version 3).",
        "Studies show benefit [4].",
        "The repair is not cosmetic.",
        "It is not for the convenience of the patient or the physician.",
        "It does not serve general health or wellness.",
        "I would like to request coverage of a CGM.",
        "Please see attached\nMRI report dated 03/04/2026.",
    ],
)
def test_a_phrase_that_this_sentence_or_the_next_backs_up_is_not_reported(text: str) -> None:
    assert ids_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "This treatment is necessary. He is tired. His MRI shows a tear.",
        "His MRI shows a tear. This treatment is necessary.",
        "- This treatment is necessary\n- He is tired\n- MRI enclosed",
        "This treatment is necessary\n\nHe is tired\n\nMRI enclosed",
    ],
)
def test_a_measure_further_away_does_not_back_a_phrase_up(text: str) -> None:
    assert ids_in(text) == ["necessary"]


def test_hits_come_in_the_order_of_the_text_whatever_the_order_of_the_table() -> None:
    assert ids_in("To whom it may concern. We believe it helps. The pain is severe.") == [
        "addressee",
        "opinion",
        "adjective",
    ]


def test_only_known_severities_confidences_and_scopes_are_in_the_table() -> None:
    rows = weak_phrases()
    assert len({row.id for row in rows}) == len(rows) == 29
    assert {row.severity for row in rows} == {"block", "warn", "info"}
    assert {row.confidence for row in rows} == {"read", "recalled"}
    assert {row.scope for row in rows} == {"", "hsa_fsa", "therapy", "request_section"}
    assert all(re.fullmatch(r"[a-z_]+", row.id) for row in rows)


@given(st.text(alphabet="[]<>{}_*X@ ab1.\n«»") | st.text())
def test_spans_never_overlap_and_always_name_their_words(text: str) -> None:
    end = 0
    for span in find_placeholders(text):
        assert span.start >= end
        assert text[span.start : span.end] == span.words
        end = span.end
    for hit in find_weak_phrases(text):
        assert text[hit.start : hit.end] == hit.words


@pytest.mark.parametrize(
    "unit", ["[", "<a ", "{", "_", "*", "X", "@a", "insert the ", "[a ", " ", "not ", "a. B", "\n"]
)
def test_the_longest_text_a_field_holds_is_read_in_reasonable_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    began = time.perf_counter()
    find_placeholders(text)
    find_weak_phrases(text)
    assert time.perf_counter() - began < 1
