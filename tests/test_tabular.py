"""Tables as spreadsheets and exports really write them, and how what is no table is told."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard import tabular
from lmnboard.model.errors import Invalid
from tests.fuzz.fuzzing import text, thrown

ROWS = [["Name", "Born", "Note"], ["Okafor, Ada", "3/14/1958", 'says "soon"\r\nand calls back'], ["José Núñez", "", ""]]


def _written(separator: str, ending: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "before", "lines"),
    [
        ("utf-8", "", [2, 4]),
        ("utf-8-sig", "", [2, 4]),
        ("utf-16", "", [2, 4]),
        ("cp1252", "", [2, 4]),
        ("utf-8", "sep={}\r\n", [3, 5]),
        ("utf-8", "\r\n;;\r\n".replace(";", "{}"), [4, 6]),
    ],
)
def test_a_table_is_read_as_any_spreadsheet_writes_it(
    separator: str, encoding: str, before: str, lines: list[int]
) -> None:
    sheet = tabular.read((before.replace("{}", separator) + _written(separator)).encode(encoding), "f.csv")
    assert sheet.headings == ROWS[0]
    assert [row.cells for row in sheet.rows] == ROWS[1:]
    assert [row.line for row in sheet.rows] == lines
    assert bool(sheet.notices) == (encoding == "cp1252")


def test_short_rows_are_filled_empty_rows_skipped_and_long_ones_named() -> None:
    sheet = tabular.read(b"a,b,c\n1\n,,\n\n1,2,3,\n1,2,3,4\n", "f.csv")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, ["1", "", ""]),
        (5, ["1", "2", "3"]),
        (6, ["1", "2", "3"]),
    ]
    assert sheet.ragged == [6]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n , ,\n", "is empty"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "line 3: a quotation mark"),
        (b'a,b\n"x"y,2\n', "line 2: the quotation marks are not right"),
        (b"PK\x03\x04...", "is a workbook"),
        (b"\xd0\xcf\x11\xe0...", "is a workbook"),
        (b"a,b\n1,\x00\n", "is not a text file"),
        (b"\xff\xfea", "cut off in the middle"),
        (b"a" + b",b" * 500 + b"\n", "501 columns"),
        (b"a\n" + b"1\n" * 20_001, "more than 20,000 rows"),
        (b'a\n"' + b"x" * 140_000 + b'"\n', "131,072 characters"),
    ],
)
def test_what_is_no_table_is_told_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as told:
        tabular.read(data, "f.csv")
    assert "\n" not in str(told.value)


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [tabular.column_name(at) for at in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


@thrown(150)
@given(st.one_of(st.binary(max_size=200), text.map(lambda said: said.encode(errors="surrogatepass"))))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        sheet = tabular.read(data, "f.csv")
    except Invalid:
        return
    assert all(len(row.cells) == len(sheet.headings) for row in sheet.rows)


_cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n"), max_size=12).map(str.strip)


@thrown(150)
@given(st.lists(st.lists(_cell, min_size=3, max_size=3), max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_program_writes_is_what_is_read(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    sheet = tabular.read(out.getvalue().encode(), "f.csv")
    assert [row.cells for row in sheet.rows] == [row for row in rows if any(row)]
