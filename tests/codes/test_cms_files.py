"""CMS's files as they are handed over: recognised by what they hold, read to the last line, refused with the line."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from lmnboard.codes import cms, given
from lmnboard.model.errors import Invalid
from tests.codes.conftest import NEW_YEAR, addenda, hcpcs, order_line

ORDER = "\r\n".join([order_line(1, "A00", 0, "Cholera"), order_line(2, "A000", 1, "Cholera, classical")]).encode()
CODES = hcpcs(("E0601", "Airway device", ""))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(f"2027 Code Descriptions/{name}.txt", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind", "first"),
    [
        (ORDER, "icd10cm_order_2027.txt", "icd10cm-order", date(2026, 10, 1)),
        (ORDER, "icd10cm-order-April-1-2027.txt", "icd10cm-order", date(2027, 4, 1)),
        (b"\xef\xbb\xbf\n" + ORDER + b"\x1a", "icd10cm-order-2027.txt", "icd10cm-order", date(2026, 10, 1)),
        (NEW_YEAR, "icd10cm_order_addenda_2027.txt", "icd10cm-addenda", date(2026, 10, 1)),
        (CODES, "HCPC2026_OCT_ANWEB_v2.txt", "hcpcs", date(2026, 10, 1)),
        (CODES, "hcpc2027-jan.txt", "hcpcs", date(2027, 1, 1)),
        (b"97110;Exercises\r\n", "ours.txt", "cpt", None),
        (zipped(icd10cm_order_2027=ORDER, icd10cm_order_addenda_2027=NEW_YEAR, readme=b"Read me"), "x.zip",
         "icd10cm-order", date(2026, 10, 1)),
        (zipped(order=ORDER), "april-1-2027-code-descriptions.zip", "icd10cm-order", date(2027, 4, 1)),
    ],
)  # fmt: skip
def test_what_a_file_is_and_from_which_day(data: bytes, name: str, kind: str, first: date | None) -> None:
    (file,) = given.taken(data, name)
    assert (file.kind, file.first) == (kind, first)


def test_the_year_or_day_that_somebody_gives_comes_before_the_name() -> None:
    assert given.taken(ORDER, "order.txt", year=2028)[0].first == date(2027, 10, 1)
    assert given.taken(ORDER, "icd10cm_order_2026.txt", start=date(2027, 1, 5))[0].first == date(2027, 1, 5)
    assert given.taken(CODES, "codes.txt", year=2027)[0].first == date(2027, 1, 1)
    for data, name, tip in ((ORDER, "order.txt", "--year 2027"), (CODES, "codes.txt", "--from 10/1/2026")):
        with pytest.raises(Invalid, match=tip):
            given.taken(data, name)


def test_both_descriptions_are_read_the_long_one_counts() -> None:
    short = f"00001 A000    1 {'Cholera':<60}"
    long = f"{short} Cholera, as it is called at length"
    assert cms.codes("icd10cm-order", short, "x")[0].text == "Cholera"
    assert cms.codes("icd10cm-order", long, "x")[0].text == "Cholera, as it is called at length"


def bad_order(number: int, change: str) -> bytes:
    lines = [order_line(n, f"A{n:02d}", 0, "Cholera") for n in range(1, 6)]
    lines[number - 1] = change
    return "\n".join(lines).encode()


REVISED = NEW_YEAR.split(b"\r\n")[-3] + b"\r\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bad_order(3, "A03 Cholera"), "line 3: it is not laid out"),
        (bad_order(4, order_line(4, "A04", 2, "Cholera")), "line 4: column 15"),
        (bad_order(2, order_line(2, "a02", 1, "Cholera")), "line 2: 'a02' is no"),
        (bad_order(5, order_line(5, "A01", 1, "Cholera")), "line 5: A01 stands there twice"),
        (bad_order(2, "00002 A02     1 "), "line 2: A02 has no description"),
        (bad_order(2, order_line(2, "A02", 1, "Cho\x1b[2Jlera")), "line 2: it is no plain text"),
        (b"A000   Cholera\nA001   Cholera too\n", "take the order file"),
        (b"<!doctype html>", "web page"),
        (b"", "no file of codes"),
        (b"hello", "no file of codes"),
        (b"PK\x03\x04 and no more", "cannot be unpacked"),
        (zipped(readme=b"Read me"), "holds no file of codes"),
        (zipped(a=ORDER, b=ORDER), "two files for the same thing"),
        (addenda(("Add", "M67A", 0, "x")) + b"Change: 1 M67A", "line 2: it begins with none of"),
        (addenda(("Add", "M67A", 0, "x"), ("Add", "M67A", 1, "x")), "line 2: M67A stands there twice"),
        (REVISED, "cut short"),
        (REVISED + addenda(("Add", "M67A", 0, "x")), "line 2: 'Revise from:' M5459 has no 'Revise to:'"),
        (addenda(("Revise to", "M67A", 0, "x")), "line 1: 'Revise to:' M67A has no 'Revise from:'"),
        (hcpcs(("E0601", "x", "soon")), "line 2: 'soon' in columns 285 to 292"),
        (CODES + b"E0602001004more of it", "line 3: the description of E0602 goes on"),
        (CODES + b"E0601 nothing", "line 3: it is not laid out"),
        (b"97110,Exercises\n9711,Exercises", "line 2: it is not a CPT code"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_says_where(data: bytes, says: str) -> None:
    with pytest.raises(Invalid) as said:
        given.taken(data, "file-2027", start=date(2026, 10, 1))
    assert says in str(said.value)
    assert "\n" not in str(said.value)


def test_a_zip_that_swells_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cms, "LARGEST", 1024 * 1024)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        given.taken(zipped(bomb=b"0" * 50_000_000), "bomb-2027.zip")
