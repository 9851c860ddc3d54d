"""Everyday wording in a letter, and whether it has clinical terms at all."""

import pytest

from lmnboard.knowledge.clinical_language import Colloquialism, clinical_terms, colloquialisms, find_colloquialisms


def words(text: str) -> list[str]:
    return [found.words for found in find_colloquialisms(text)]


@pytest.mark.parametrize("row", colloquialisms(), ids=lambda row: row.id)
def test_each_phrase_of_the_list_is_found_in_a_sentence(row: Colloquialism) -> None:
    for phrase in row.phrases:
        (found, *_) = find_colloquialisms(f"They say, {phrase.capitalize()}, again.")
        assert found.words.lower() == phrase.lower()
        assert found.row == row


def test_a_phrase_is_found_over_a_line_end_and_with_a_hyphen_and_pointed_at() -> None:
    text = "It is bone-on-bone, and her high blood\n pressure is through the\nroof."
    assert words(text) == ["bone-on-bone", "high blood\n pressure", "through the\nroof"]
    assert all(text[found.start : found.end] == found.words for found in find_colloquialisms(text))


@pytest.mark.parametrize(
    "text",
    [
        'She says "my knee is bone on bone and nothing works" and “a lot of” it is true.',
        "The kidney, kidding, staff, docket and stuffing are other words.",
        "Give, out of caution. A lot, of which half. Heart. Attack of gout.",
        "He will pass the outlet. OK 74103.",
        "a lot\n\nof new paragraphs",
    ],
)
def test_quotations_and_other_words_are_left_alone(text: str) -> None:
    assert words(text) == []


def test_an_apostrophe_may_be_curly() -> None:
    assert words("He ain’t well and can’t breathe.") == ["ain’t", "can’t breathe"]


def test_clinical_terms_are_counted_each_once() -> None:
    assert clinical_terms("Lumbar stenosis with radiculopathy; the stenosis is chronic. Adalimumab was begun.") == 5
    assert clinical_terms("His back hurts a lot and he needs the program to get better.") == 0
