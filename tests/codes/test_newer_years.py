"""CMS's files for a newer year: what they change from its first day on, and what they leave as it was before."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from lmnboard.codes import Books, given, index, sets
from lmnboard.codes.book import Book
from lmnboard.codes.loaded import text_of
from lmnboard.codes.packaged import packaged
from lmnboard.knowledge.code_book import System
from lmnboard.model.errors import Invalid
from tests.codes.conftest import FY2026, FY2027, NEW_YEAR, Line, addenda, hcpcs, load, order_line

ICD: System = "ICD-10-CM"
LAST, FIRST = date(2026, 9, 30), date(2026, 10, 1)


def test_the_new_year_is_good_to_its_own_end_and_counts_what_it_changed(new_year: Book) -> None:
    old, new = new_year.sets()
    assert (old.name, old.last_day) == ("FY2026 (April 1 2026)", LAST)
    assert (new.name, new.first_day, new.last_day) == ("FY2027", FIRST, date(2027, 9, 30))
    assert (new.added, new.deleted, new.revised) == (7, 1, 2)
    assert (new.codes, new.billable) == (old.codes + 6, old.billable + 5 - 2)
    assert new_year.in_force(ICD, LAST) == old
    assert new_year.in_force(ICD, FIRST) == new_year.in_force(ICD, date(2030, 1, 1)) == new


def test_a_deleted_code_is_valid_to_the_last_day_of_the_old_year(new_year: Book) -> None:
    """Plantar fasciitis was M72.2, and is M67.A0-."""
    before = new_year.find(ICD, "M72.2", LAST)
    assert before is not None
    assert before.until == LAST
    assert new_year.find(ICD, "M72.2", FIRST) is None
    assert new_year.ever(ICD, "M72.2") == before
    assert new_year.find(ICD, "M67.A01", LAST) is None
    after = new_year.find(ICD, "m67a01", FIRST)
    assert after is not None
    assert (after.since, after.until) == (FIRST, None)
    assert [one.code for one in new_year.children("M67.A0", FIRST)] == ["M67.A01", "M67.A02", "M67.A09"]
    assert new_year.children("M67.A0", LAST) == ()
    assert [one.code for one in new_year.naming_the_side("M67.A09", FIRST)] == ["M67.A01", "M67.A02"]


def test_a_code_that_became_a_header_is_billable_before_and_not_after(new_year: Book) -> None:
    stands = [new_year.find(ICD, "Z68.1", day) for day in (LAST, FIRST)]
    assert [one and one.billable for one in stands] == [True, False]
    assert [one.code for one in new_year.children("Z68.1", FIRST)] == ["Z68.10", "Z68.11"]


def test_a_description_is_that_of_its_day(new_year: Book) -> None:
    told = [new_year.find(ICD, "M54.59", day) for day in (LAST, FIRST)]
    assert [one and one.description for one in told] == ["Other low back pain", "Other specified low back pain"]
    assert [one.code for one in new_year.search("specified low back pain", FY2027)] == ["M54.59"]
    assert new_year.search("specified low back pain", FY2026) == []


def test_words_find_what_is_valid_on_the_day(new_year: Book) -> None:
    assert new_year.search("plantar fascial fibromatosis", FY2026)[0].code == "M72.2"
    assert new_year.search("plantar fascial fibromatosis", FY2027) == []
    assert new_year.search("plantar fasciitis right", FY2027)[0].code == "M67.A01"


def test_the_order_file_of_a_year_gives_the_same_set_as_its_addenda(new_year: Book, tmp_path: Path) -> None:
    rows = new_year._rows(
        "SELECT code, billable, text FROM code WHERE since <= ? AND until >= ? ORDER BY code",
        *[FIRST.toordinal()] * 2,
    )
    text = "\r\n".join(order_line(number % 100_000, *row) for number, row in enumerate(rows, 1))
    load(tmp_path, text.encode(), "icd10cm_order_2027.txt")
    load(tmp_path, NEW_YEAR, "icd10cm_order_addenda_2027.txt")  # a year that is there whole has no need of them

    books = Books(tmp_path)
    whole = books.build()

    assert [file.kind for file in books.not_needed] == ["icd10cm-addenda"]
    assert [one[3:6] for one in whole.sets()] == [one[3:6] for one in new_year.sets()]
    assert whole.sets()[1][7:] == new_year.sets()[1][7:]
    for code in ("M72.2", "M67.A01", "Z68.1", "M54.59", "M54.50"):
        for day in (LAST, FIRST):
            assert whole.find(ICD, code, day) == new_year.find(ICD, code, day)


def test_an_order_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    files = given.taken(order_line(1, "A00", 0, "Cholera").encode(), "icd10cm_order_2027.txt")
    with pytest.raises(Invalid, match=r"has 1 codes, the set before it 98,186: it is cut short"):
        Books(tmp_path, files).build()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([("Delete", "M99999", 1, "No such thing")], "line 1: M99999 is not there to delete"),
        ([("Add", "M5450", 1, "Low back pain")], "line 1: M5450 is added, and is there"),
        (
            [("Revise from", "Q9999", 1, "No such thing"), ("Revise to", "Q9999", 1, "Nor this")],
            "line 2: Q9999 is not there to revise",
        ),
    ],
)
def test_addenda_of_another_year_are_refused_with_the_line(lines: list[Line], why: str) -> None:
    with sqlite3.connect(":memory:") as db:
        db.executescript(index._SCHEMA + sets.STAGE)
        stands = (sets.ICD, "M5450", sets.ALWAYS, sets.OPEN_END, 1, "Low back pain, unspecified", "")
        db.execute("INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?, ?)", stands)
        sets.lay_packaged(db, packaged())
        (file,) = given.taken(addenda(*lines), "icd10cm_order_addenda_2027.txt")
        with pytest.raises(Invalid, match=why):
            sets.lay(db, file, text_of(None, file))


def test_addenda_to_a_year_that_is_not_loaded_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="fiscal year 2027, which is not loaded"):
        Books(tmp_path, given.taken(NEW_YEAR, "icd10cm_order_addenda_2028.txt")).build()


LONG = "Continuous positive airway pressure (cpap) device, with a description that goes on over more than one record"


@pytest.fixture(scope="module")
def spring(run_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """What a clinic has in the spring that has loaded everything."""
    folder = tmp_path_factory.mktemp("board")
    load(folder, NEW_YEAR, "icd10cm_order_addenda_2027.txt")
    april = addenda(("Add", "M67A03", 1, "Plantar fasciitis, bilateral feet"))
    load(folder, april, "icd10cm-order-addenda-April-1-2027.txt")
    load(folder, hcpcs(("E0601", LONG, ""), ("K0001", "Standard wheelchair", "20261115")), "HCPC2026_OCT_ANWEB.txt")
    load(folder, hcpcs(("E0601", LONG, ""), ("E0700", "Safety equipment", "")), "HCPC2027_JAN_ANWEB.txt")
    load(folder, b'97110,Exercises with a therapist\n"0232T","Injection of own plasma"\n', "ours.csv")
    return Books(folder).build()


def test_the_update_in_april_is_good_for_the_rest_of_its_year(spring: Book) -> None:
    assert [(one.name, one.last_day) for one in spring.sets() if one.system == ICD] == [
        ("FY2026 (April 1 2026)", LAST),
        ("FY2027", date(2027, 3, 31)),
        ("FY2027 (April 2027)", date(2027, 9, 30)),
    ]
    assert spring.find(ICD, "M67.A03", date(2027, 3, 31)) is None
    assert spring.find(ICD, "M67.A03", date(2027, 4, 1)) is not None


def test_a_file_for_the_year_that_comes_with_the_program_is_not_needed(tmp_path: Path) -> None:
    load(tmp_path, NEW_YEAR, "icd10cm_order_addenda_2026.txt")
    books = Books(tmp_path)
    assert (books.files, [file.kind for file in books.not_needed]) == ([], ["icd10cm-addenda"])


def test_hcpcs_is_known_from_its_file_by_quarter(spring: Book) -> None:
    device = spring.find("HCPCS", "e0601", FY2027)
    assert device is not None
    assert device.description == LONG
    assert spring.find("HCPCS", "E0601", date(2025, 1, 1)) == device  # as far as is known
    wheelchair = [spring.find("HCPCS", "K0001", day) for day in (date(2026, 11, 15), date(2026, 11, 16))]
    assert [bool(one) for one in wheelchair] == [True, False]
    assert spring.find("HCPCS", "E0700", FY2027) is None
    assert spring.find("HCPCS", "E0700", date(2027, 1, 1)) is not None
    autumn, winter = (one for one in spring.sets() if one.system == "HCPCS")
    assert (autumn.name, autumn.last_day) == ("October 2026", date(2026, 12, 31))
    assert (winter.added, winter.deleted, winter.last_day) == (1, 0, date(2027, 3, 31))
    assert spring.find("HCPCS", "A1", FY2027) is None  # a modifier is no code
    assert [one.code for one in spring.search("airway pressure", FY2027, system="HCPCS")] == ["E0601"]


def test_a_clinic_has_its_own_words_for_cpt(spring: Book) -> None:
    found = spring.find("CPT", "97110", FY2027)
    assert found is not None
    assert found.description == "Exercises with a therapist"
    known = spring.in_force("CPT", date(1999, 1, 1))
    assert known is not None
    assert (known.last_day, known.codes) == (None, 2)
    assert spring.find("CPT", "97112", FY2027) is None
