"""What is called misspelled in a letter, and what is not."""

from pathlib import Path

import pytest

from lmnboard.spelling import Speller, medical_words
from tests.spelling.speller import CLEAN, SLIPS, Slip, misspelled, speller


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.wrong)
def test_a_slip_of_the_keyboard_is_found_and_nothing_else_in_its_sentence(slip: Slip) -> None:
    assert misspelled(slip.said) == [slip.wrong]


def test_all_slips_are_found_in_one_letter_each_where_it_stands() -> None:
    letter = "\n".join(slip.said for slip in SLIPS)
    found = speller().misspelled(letter)
    assert [place.word for place in found] == [slip.wrong for slip in SLIPS]
    assert all(letter[place.start : place.end] == place.word for place in found)


def test_clean_clinical_text_has_less_than_one_false_alarm_in_300_words() -> None:
    assert len(misspelled(CLEAN)) * 300 < len(CLEAN.split())


@pytest.mark.parametrize(
    "text",
    [
        "Codes M54.51, Z68.1, L33718, 97110-GP, J0585 and 00071-0155-23 on page 2of3.",
        "An EMG, NSAIDs, DMARDs, FEV1, HbA1c of 8.1%, 10mg, 5mL, mmHg and mEq/L were noted.",
        "Write to prior.auth@granitepeak-health.org or see https://example.org/polcies/lumbr.html today.",
        "See www.payer.example/frms and lettr.pdf for the form.",
        "Take it b.i.d. or q.i.d. as Jordan Osei, Ph.D., and Nakamura et al. describe.",
        "The seat is custom-molded, anti-tip, weight-bearing, non-weight-bearing and six-month-old.",
        "The patient's, the patients', Crohn’s and Sjögren’s are possessives; it isn't and he can’t are words.",
        "She takes risankizumab-rzaa, pegfilgrastim-cbqv, insulin glargine-yfgn and adalimumab.",
        "[Patient Name], {{patient.frst_nme}}, ________, XXXXXXXX and field_nme are placeholders.",
        "Transthoracic, noncontrast, postoperatively, thoracoabdominal and periacetabular are built of known words.",
        "MEDICAL NECESSITY AND CONSERVATIVE MANAGEMENT",
        "Łukasz Żółkiewski and a word with its accent apart, Sjo\u0308gren, are left alone.",
    ],
)
def test_what_is_no_misspelling_is_left_alone(text: str) -> None:
    assert misspelled(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Okonkwo-Bhattacharya and Ms. Villanueva met.",
        "Kaczmarek Spine Center, 3300 Finfeather Loop, Bryan, TX",
        "QUARRELTON SPINE INSTITUTE",
        "Signed,\nRaghavan Thirunal, MD",
        "A trial (Przybylski 2019) agrees. Przybylski found no difference.",
        "Grindem (Br J Sports Med 2016) found a benefit.",
    ],
)
def test_names_of_people_and_places_are_told_by_their_capitals(text: str) -> None:
    assert misspelled(text) == []


def test_a_capital_does_not_hide_a_mistake_in_a_heading_or_at_the_start_of_a_sentence() -> None:
    text = "Assesment And Plan\nHistroy of present illness: fell. Recieved therapy.\nSTATEMENT OF NECESITY"
    assert misspelled(text) == ["Assesment", "Histroy", "Recieved", "NECESITY"]


def test_names_of_the_case_are_left_alone_however_they_are_typed() -> None:
    text = "okafor has asthma. Okafor's insurer is zenithcare, and okafor’s home is in Pflugerville."
    assert misspelled(text) == ["okafor", "Okafor's", "zenithcare", "okafor’s"]
    assert misspelled(text, "Ada Okafor", "ZenithCare of Texas") == []


def test_the_clinics_own_words_are_known_and_forgotten_with_its_list() -> None:
    one = Speller(["neurogait", "the Biodexa frame"])
    assert one.misspelled("The neurogait and biodexa programs.") == []
    one.use_clinic_words(["biodexa"])
    assert [found.word for found in one.misspelled("The neurogait and biodexa programs.")] == ["neurogait"]


def test_a_medical_word_is_known_in_its_plural_too_and_only_with_the_medical_lists() -> None:
    text = "Laminectomies and osteophytes; risankizumab was begun."
    assert misspelled(text) == []
    assert [found.word for found in Speller().misspelled(text)] == ["Laminectomies", "osteophytes", "risankizumab"]


def test_mistakes_in_the_lists_that_the_words_come_from_are_still_mistakes() -> None:
    text = "an opthalmology visit, a congential defect, cellultis, neurosyphillis and pregancy"
    assert misspelled(text) == ["opthalmology", "congential", "cellultis", "neurosyphillis", "pregancy"]


def test_the_systems_medical_dictionary_is_read_where_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "en_med_glut.dic").write_text("3\nxanthochromatic\nzygomycotoxin/S\nβ-blocker\n", encoding="utf-8")
    text = "xanthochromatic zygomycotoxin"
    assert misspelled(text) == ["xanthochromatic", "zygomycotoxin"]
    assert Speller((), medical_words(system=[tmp_path])).misspelled(text) == []


def test_a_text_of_any_characters_is_judged_without_a_fault() -> None:
    for text in ("", "\0", "'’'", "日本語 и Ελληνικά", "{{" * 5000, "-" * 20000, "a@" * 5000, "x." * 5000, "é" * 5000):
        assert all(text[found.start : found.end] == found.word for found in speller().misspelled(text))
