"""A table from a spreadsheet, as text: headings and rows with the line each stands on, whatever program wrote it.

Standard library and the model's errors only. `commands.load` says what headings mean and reads the values.
"""

from __future__ import annotations

import csv
import io

import msgspec

from lmnboard.model.errors import Invalid

MOST_ROWS = 20_000
MOST_COLUMNS = 500
_SEPARATORS = (",", ";", "\t", "|")
_LETTERS = 26
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How an .xlsx or .ods file begins, and an old .xls."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = "In the spreadsheet choose 'Save as', 'CSV UTF-8', and import that file."


class Row(msgspec.Struct, frozen=True):
    """A row of cells under the headings, as many as those. `line` is its first line in the file, from 1."""

    line: int
    cells: list[str]


class Sheet(msgspec.Struct, frozen=True):
    """A table. `ragged` are lines with more cells than headings; `notices` says what was assumed in reading it."""

    headings: list[str]
    rows: list[Row]
    ragged: list[int]
    notices: list[str]


def read(data: bytes, name: str) -> Sheet:
    """The table in a file's bytes; `name` is what errors call the file. Raises `Invalid` where there is none.

    UTF-8 with or without a mark, UTF-16 with one, else Windows-1252; commas, semicolons, tabs or bars; Excel's `sep=`.
    """
    text, notices = _text(data, name)
    first, separator, text = _said_separator(text)
    separator = separator or _likely_separator(text)
    rows: list[Row] = []
    ragged: list[int] = []
    headings: list[str] | None = None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    begins = first
    try:
        for cells in reader:
            line, begins = begins, first + reader.line_num
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if headings is None:
                headings = [" ".join(cell.split()) for cell in cells]
                if len(headings) > MOST_COLUMNS:
                    raise Invalid(f"{name} has {len(headings):,} columns; {MOST_COLUMNS} can be imported at once.")
                continue
            if any(cells[len(headings) :]):
                ragged.append(line)
            rows.append(Row(line, (cells + [""] * len(headings))[: len(headings)]))
            if len(rows) > MOST_ROWS:
                raise Invalid(f"{name} has more than {MOST_ROWS:,} rows: import it in parts.")
    except csv.Error as error:
        raise Invalid(f"{name}, line {begins}: {_wrong_quotes(error)}") from None
    if headings is None:
        raise Invalid(f"{name} is empty: its first line holds headings, the lines below it one record each.")
    return Sheet(headings, rows, ragged, notices)


def column_name(at: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, place = divmod(at - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


def _text(data: bytes, name: str) -> tuple[str, list[str]]:
    if data.startswith(_WORKBOOKS):
        raise Invalid(f"{name} is a workbook, not a CSV file. {_SAVE_AS}")
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
        notices = []
    except UnicodeDecodeError:
        if data.startswith(_UTF_16):
            raise Invalid(f"{name} is cut off in the middle of a character. {_SAVE_AS}") from None
        # Windows-1252 has a character for nearly every byte: what it has none for is shown to be mended.
        text = data.decode("cp1252", errors="replace")
        notices = [f"{name} is not UTF-8: it is read as Windows-1252. Look at names with accents before you go on."]
    if "\0" in text:
        raise Invalid(f"{name} is not a text file. {_SAVE_AS}")
    return text, notices


def _said_separator(text: str) -> tuple[int, str, str]:
    """The line that the table begins on, the separator that Excel's `sep=` line names, and the table."""
    line, end, rest = text.partition("\n")
    said = line.strip().strip('"')
    if said.casefold().startswith("sep=") and len(said) <= len("sep=,"):
        return 2, said[4:] or "\t", rest if end else ""
    return 1, "", text


def _likely_separator(text: str) -> str:
    """The separator that cuts the heading line into the most cells; a comma where none does."""
    start = text.lstrip("\r\n")
    cut = {}
    for separator in _SEPARATORS:
        try:
            found = csv.reader(io.StringIO(start, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
            cut[separator] = len(next(found, []))
        except csv.Error:
            cut[separator] = 0
    return max(_SEPARATORS, key=lambda separator: cut[separator])


def _wrong_quotes(error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return 'a quotation mark (") that begins here is never closed.'
    if "field larger" in str(error):
        return f"a cell has more than {csv.field_size_limit():,} characters: perhaps a quotation mark is not closed."
    return 'the quotation marks are not right: a cell with a " inside is written "like ""this""".'
