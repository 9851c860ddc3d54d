"""How hard a letter reads, counted as somebody with a pencil would count it."""

import time

import pytest

from lmnboard.knowledge.reading_level import reading_level

LETTER = """LAKESHORE SPINE CENTER
1200 Harbor Street, Duluth, MN 55802
RE: Prior authorization of a lumbar laminectomy
Patient: Ada Okafor

Dear Dr. Whitfield,

I treat Ms. Okafor for leg pain. She cannot walk more than one block without rest, and she wakes three times a night.

- L4-L5 stenosis
- Grade 1 slip

Sincerely,
Sunita Rao, MD
"""


def short(text: str) -> list[str]:
    return [found.words for found in reading_level(text).unexplained]


def test_sentences_are_counted_and_headers_lists_and_signatures_are_not() -> None:
    level = reading_level(LETTER)
    assert (level.sentences, level.words, level.words_per_sentence) == (2, 23, 11.5)


def test_the_longest_sentence_is_pointed_at() -> None:
    longest = reading_level(LETTER).longest
    assert longest is not None
    assert longest.words.startswith("She cannot walk")
    assert longest.words.endswith("a night.")
    assert LETTER[longest.start : longest.end] == longest.words


def test_the_grade_is_that_of_the_formula() -> None:
    # 9 words, 1 sentence, 10 syllables: 0.39 * 9 + 11.8 * 10 / 9 - 15.59 = 1.03
    assert reading_level("The old man took his small dog for walking.").grade == 1.0
    # 5 words, 1 sentence, 15 syllables: 0.39 * 5 + 11.8 * 15 / 5 - 15.59 = 21.76
    assert reading_level("Nobody understood anything important yesterday.").grade == 21.8


@pytest.mark.parametrize("text", ["", "Patient: Ada Okafor\nPlan: none", "...", "NOTES"])
def test_a_text_without_sentences_has_no_grade(text: str) -> None:
    assert reading_level(text)[:5] == (0, 0, 0.0, None, 0.0)


def test_an_abbreviation_that_is_never_written_out_is_named_once_where_it_first_stands() -> None:
    text = "Her GMFCS level is four today. The GMFCS level was three before."
    (found,) = reading_level(text).unexplained
    assert (found.words, found.start) == ("GMFCS", text.index("GMFCS"))


@pytest.mark.parametrize(
    "text",
    [
        "The gross motor function classification (GMFC) is four. Her GMFC was three before.",
        "Her GMFC (gross motor function classification) is four out of five.",
        "Her AHI is 47 and fell to 3. The apnea-hypopnea index was taken at home.",
        "The MRI, CT, BMI and NSAIDs are known to everyone here, as are the FDA and the ICD.",
        "Weinstein JN and others followed them for eight years. Type II and grade IV are numerals.",
        "The form is from Dallas, TX and signed by an MD and a PT.",
        "Codes such as L4-L5, M54.51, COVID-19 and T12 are no abbreviations here.",
    ],
)
def test_abbreviations_that_need_no_explaining(text: str) -> None:
    assert short(text) == []


def test_a_line_in_capitals_is_a_heading_and_no_abbreviation() -> None:
    assert short("WHY THIS PUMP IS ASKED FOR\nThe pump is asked for because nothing else was enough.") == []


def test_a_hostile_text_is_read_in_no_time() -> None:
    began = time.perf_counter()
    for text in ("A" * 50_000, "GMFC (g" + "-" * 20_000, "G" + " -" * 20_000 + "(GMFC", "1." * 20_000, "((" * 20_000):
        reading_level(f"Her GMFC level is four today. {text}")
    assert time.perf_counter() - began < 2
