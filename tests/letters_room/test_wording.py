"""What people type is joined to the letter's sentences gently."""

from __future__ import annotations

import pytest

from lmnboard.letters import wording
from lmnboard.letters.layout import laid_out


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("no change", "No change."),
        ("No change.", "No change."),
        ("No change..", "No change."),
        ("no change,", "No change."),
        ("Is it?", "Is it?"),
        ("eGFR fell to 28", "eGFR fell to 28."),
        ("pH 7.1", "pH 7.1."),
        ("Take b.i.d.", "Take b.i.d."),
        ('She said "no more."', 'She said "no more."'),
        ("Two reasons:\n- pain\n- sleep", "Two reasons:\n- pain\n- sleep"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_sentence_ends_once(typed: str | None, read: str) -> None:
    assert wording.sentence(typed) == read


def test_lines_become_sentences_of_one_paragraph() -> None:
    assert wording.sentences("- pain at night\n- no sleep.\n\nstill working") == (
        "Pain at night. No sleep. Still working."
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Chronic migraine without aura", "chronic migraine without aura"),
        ("Hodgkin lymphoma", "Hodgkin lymphoma"),
        ("Crohn's disease", "Crohn's disease"),
        ("Lyme disease.", "Lyme disease"),
        ("ALS", "ALS"),
        ("Spondylosis", "spondylosis"),
    ],
)
def test_a_diagnosis_in_a_sentence_keeps_the_names_of_people(typed: str, read: str) -> None:
    assert wording.condition(typed) == read


@pytest.mark.parametrize("brand", ["Ozempic 0.5 mg", "Humira", "Cologuard", "Dexcom G7"])
def test_a_brand_keeps_its_capital(brand: str) -> None:
    assert wording.common(brand) == brand


@pytest.mark.parametrize(
    ("level", "read"),
    [
        ("redetermination", "a redetermination"),
        ("internal appeal", "an internal appeal"),
        ("ALJ hearing", "an ALJ hearing"),
        ("FEHB reconsideration", "an FEHB reconsideration"),
        ("WCAB petition", "a WCAB petition"),
    ],
)
def test_the_article_fits(level: str, read: str) -> None:
    assert wording.with_article(level) == read


def test_lists_are_joined_as_people_write_them() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["a", None]) == "a"
    assert wording.listed(["a", "b"]) == "a and b"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["a, b", "c"]) == "a, b; and c"


def test_an_item_hangs_under_its_words_and_a_value_in_its_column() -> None:
    text = laid_out("- " + "word " * 20 + "\n\n\n\nPlan:\t" + "value " * 12 + "\n   indented " + "again " * 12)

    assert text.splitlines() == [
        "- " + " ".join(["word"] * 14),
        "  " + " ".join(["word"] * 6),
        "",
        "Plan:               " + " ".join(["value"] * 8),
        "                    " + " ".join(["value"] * 4),
        "   indented " + " ".join(["again"] * 10),
        "   again again",
    ]
