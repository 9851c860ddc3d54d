"""What the list that comes with the program says of codes, as staff ask for them."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import threading
import time
from datetime import date

import pytest

from lmnboard.codes.book import Book
from lmnboard.knowledge.code_book import Code, System
from tests.codes.conftest import FY2026, FY2027

ICD: System = "ICD-10-CM"


def codes(found: tuple[Code, ...] | list[Code]) -> list[str]:
    return [one.code for one in found]


def test_the_set_says_what_it_is_and_to_which_day_it_is_good(book: Book) -> None:
    (only,) = book.sets()
    assert (only.codes, only.billable) == (98_186, 74_719)
    assert (only.first_day, only.last_day) == (date(2025, 10, 1), date(2026, 9, 30))
    assert only.source == "packaged"
    for day in (date(2020, 1, 1), FY2026, FY2027):
        assert book.in_force(ICD, day) == only
    assert book.in_force("HCPCS", FY2026) is None


@pytest.mark.parametrize("typed", ["M54.50", "m54.50", "M5450", " m54 50 ", "M54–50"])
def test_a_code_is_found_however_it_was_typed(book: Book, typed: str) -> None:
    assert book.find(ICD, typed, FY2026) == Code(ICD, "M54.50", "Low back pain, unspecified", True, None, None)


@pytest.mark.parametrize(
    "none", ["M54.5X", "A00-B99", "13", "13-", "M50-M54", "E0601", "Z99.999", "", "M", "~", "%", "M54" * 20_000]
)
def test_what_is_no_code_is_not_found(book: Book, none: str) -> None:
    assert book.find(ICD, none, FY2026) is None
    assert book.ever(ICD, none) is None
    assert book.children(none, FY2026) == book.more_specific(none, FY2026) == book.naming_the_side(none, FY2026) == ()
    assert book.excluded(none, "E11.9") is None or none.startswith("M5")


@pytest.mark.parametrize("also_a_section", ["B20", "C7A", "P84", "T07", "Z68"])
def test_a_category_that_is_alone_in_its_section_is_a_code_all_the_same(book: Book, also_a_section: str) -> None:
    found = book.find(ICD, also_a_section, FY2026)
    assert found is not None
    assert found.billable is (also_a_section in ("B20", "P84"))


def test_low_back_pain_is_a_header_and_offers_three_codes(book: Book) -> None:
    header = book.find(ICD, "M54.5", FY2026)
    assert header is not None
    assert not header.billable
    assert codes(book.children("M54.5", FY2026)) == ["M54.50", "M54.51", "M54.59"]
    assert codes(book.children("M54", FY2026))[:2] == ["M54.0", "M54.1"]
    assert book.children("M54.50", FY2026) == ()
    assert book.children("M5", FY2026) == ()


def test_a_fracture_needs_a_seventh_character_and_says_which(book: Book) -> None:
    sevenths = {one.character: (one.meaning, one.code) for one in book.seventh_characters("S52.501", FY2026)}
    assert "".join(sevenths) == "ABCDEFGHJKMNPQRS"
    assert sevenths["A"] == ("initial encounter for closed fracture", "S52.501A")
    whole = book.find(ICD, "S52.501A", FY2026)
    assert whole is not None
    assert whole.description == (
        "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture"
    )
    assert [one.code for one in book.seventh_characters("T20.30", FY2026)] == ["T20.30XA", "T20.30XD", "T20.30XS"]
    assert book.seventh_characters("S52.501A", FY2026) == ()
    assert book.seventh_characters("M54.5", FY2026) == ()


def test_of_the_seventh_characters_only_those_that_exist_are_offered(book: Book) -> None:
    """Who has died of an injury before waking has no later encounter."""
    assert [one.character for one in book.seventh_characters("S06.1X7", FY2026)] == ["A"]
    assert book.find(ICD, "S06.1X7D", FY2026) is None


@pytest.mark.parametrize(
    ("code", "better"),
    [
        ("M54.50", ["M54.51"]),
        ("N18.9", ["N18.1", "N18.2", "N18.3", "N18.4", "N18.5", "N18.6"]),
        ("J45.909", ["J45.2", "J45.3", "J45.4", "J45.5"]),
        ("E11.8", ["E11.2", "E11.3", "E11.4", "E11.5"]),
        ("E66.9", ["E66.0", "E66.1", "E66.2"]),
        ("T20.30XA", ["T20.31", "T20.32", "T20.33", "T20.34", "T20.35", "T20.36", "T20.37", "T20.39"]),
        ("H40.10X0", [f"H40.{rest}" for rest in ("10X1", "10X2", "10X3", "10X4", "11", "12", "13", "14", "15")]),
    ],
)
def test_an_unspecified_code_has_more_specific_ones_beside_it(book: Book, code: str, better: list[str]) -> None:
    assert codes(book.more_specific(code, FY2026)) == better


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("R19.7", "diarrhea; what stands beside it are other symptoms"),
        ("D10.9", "the pharynx; beside it stand lip and tongue"),
        ("M54.51", "not unspecified"),
        ("O32.1XX0", "one child is 'not applicable or unspecified'"),
        ("E11.65", "not unspecified"),
        ("M13.0", "beside it is only other arthritis"),
        ("M54.5X", "no code"),
    ],
)
def test_where_nothing_says_more_of_the_same_nothing_is_offered(book: Book, code: str, why: str) -> None:
    assert book.more_specific(code, FY2026) == (), why


@pytest.mark.parametrize(
    ("code", "sides"),
    [
        ("M25.569", ["M25.561", "M25.562"]),
        ("H16.309", ["H16.301", "H16.302", "H16.303"]),
        ("E08.3219", ["E08.3211", "E08.3212", "E08.3213"]),
        ("S52.509A", ["S52.501A", "S52.502A"]),
        ("L89.204", ["L89.214", "L89.224"]),
        ("G81.00", ["G81.01", "G81.02", "G81.03", "G81.04"]),
        ("M25.561", []),
        ("M54.50", []),
        ("I50.9", []),
    ],
)
def test_a_code_without_its_side_has_the_same_with_a_side(book: Book, code: str, sides: list[str]) -> None:
    assert codes(book.naming_the_side(code, FY2026)) == sides


@pytest.mark.parametrize(
    ("one", "other", "at"),
    [
        ("M54.50", "M54.41", "M54.5"),
        ("K80.20", "K91.86", "K80"),
        ("M54.2", "F45.41", "M54"),
        ("S52.501A", "S58.011A", "S52"),
        ("M54.50", "S39.012A", "M54.5"),
    ],
)
def test_two_codes_that_exclude_one_another_are_told_in_either_order(book: Book, one: str, other: str, at: str) -> None:
    for pair in ((one, other), (other, one)):
        found = book.excluded(*pair)
        assert found is not None
        assert found.at == at
        assert found in book.exclusions(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("M54.50", "M54.2"), ("E11.9", "I10"), ("M54.50", "M54.50"), ("M54.5", "M54.50"), ("L40.50", "L40.0"), ("", "")],
)
def test_codes_that_go_together_are_left_alone(book: Book, one: str, other: str) -> None:
    assert book.excluded(one, other) is None


def test_nearly_every_excludes1_note_can_be_read(book: Book) -> None:
    notes = book._rows("SELECT at, note, max(first) FROM excludes GROUP BY at, note")
    read = sum(bool(first) for _at, _note, first in notes)
    assert len(notes) > 5000
    assert read / len(notes) > 0.96


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("back pain low", "M54.5"),
        ("LOW back pai", "M54.5"),
        ("fractures of the patella", "S82.0"),
        ("sleep apneas", "G47.3"),
        ("meniere", "H81.0"),
        ("Ménière's disease", "H81.0"),
        ("lumbago", "M54.4"),
        ("loin pain", "M54.50"),
        ("M54", "M54"),
        ("m54.5", "M54.5"),
        ("heart failure systolic acute", "I50.21"),
        ("type 2 diabetes", "E11"),
    ],
)
def test_words_find_the_code_with_the_shortest_description(book: Book, words: str, first: str) -> None:
    assert book.search(words, FY2026)[0].code == first


@pytest.mark.parametrize(
    "odd", ["", " ", "the", "*", '"', "NEAR(zz", "a OR", "-", "'; DROP TABLE code", "\0", "zzz", "ÿ"]
)
def test_a_search_for_nothing_finds_nothing_and_nothing_breaks(book: Book, odd: str) -> None:
    assert book.search(odd, FY2026) == []


def test_a_search_is_as_long_as_was_asked_and_has_nothing_twice(book: Book) -> None:
    found = book.search("pain", FY2026, limit=50)
    assert len(found) == len({one.code for one in found}) == 50
    lengths = [len(one.description) for one in found]
    assert lengths == sorted(lengths)
    assert book.search("pain", FY2026, system="HCPCS") == []


def test_a_lookup_takes_far_less_than_a_millisecond(book: Book) -> None:
    known = [row[0] for row in book._rows("SELECT code FROM code WHERE billable")]
    some = random.Random(4).sample(known, 300)
    for look in (
        lambda code: book.find(ICD, code, FY2026),
        lambda code: book.children(code[:4], FY2026),
        lambda code: book.more_specific(code, FY2026),
        lambda code: book.naming_the_side(code, FY2026),
        lambda code: book.excluded(code, "M54.50"),
        lambda code: book.search(code[:4], FY2026),
    ):
        took = []
        for code in some:
            before = time.perf_counter()
            look(code)
            took.append(time.perf_counter() - before)
        assert statistics.median(took) < 0.001


def test_many_threads_ask_one_book(book: Book) -> None:
    wrong: list[str] = []

    def ask(code: str) -> None:
        for _ in range(200):
            found = book.find(ICD, code, FY2026)
            if found is None or found.code != code or not book.search("low back", FY2026):
                wrong.append(code)

    threads = [threading.Thread(target=ask, args=(code,)) for code in ("M54.50", "E11.9", "I10", "B20")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_package_that_brings_the_data_is_never_imported() -> None:
    asked = (
        "import sys; from lmnboard.codes import Books; Books(None).build(); print('simple_icd_10_cm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
