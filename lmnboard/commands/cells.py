"""The cells of a spreadsheet read as if each had been typed into its field: values by path, and all that is wrong.

Stands on the model's readers, `headings` and `tabular`; `load` and `load_directory` use it. What a person at the
board would see at once is said here instead: a date without its year, a name that only begins like one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from lmnboard.commands import named
from lmnboard.commands.headings import Column, Unreadable, status_words, words_for
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import values
from lmnboard.model.choices import STAGES, words
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Field
from lmnboard.tabular import Sheet
from lmnboard.workflow import edits

MOST_SAID = 50
"""Reasons that are listed; the rest is counted."""
_MOST_LINES = 6
_LONGEST_WORD = 300
"""Characters of a date, a number, a code or a name of the directory. A longer cell is not read out in an error."""
_NOTHING = frozenset({"-", "--", "–", "—", "n/a", "na", "none", "null", "nil", "tbd", "?"})
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)", re.IGNORECASE)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?)?$", re.IGNORECASE)
_MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(1[3-9]|2\d|3[01])[-/.]\d{1,2}[-/.]\d{2,4}")
_SERIAL = re.compile(r"[1-8]\d{4}(\.\d+)?")
_EXCEL_DAY_0 = date(1899, 12, 30)
"""Excel's day 0, counted from March 1900: its calendar has a 29 February 1900 that never was."""
_ROLES_ASSIGNED = frozenset({"provider", "signing provider", "least loaded"})
_HCPCS = re.compile(r"[A-V]\d{4}", re.IGNORECASE)
_CPT = re.compile(r"\d{4}[\dFTU]", re.IGNORECASE)
_YES = frozenset({"true", "1", "x", "✓", "✔"})
_NO = frozenset({"false", "0"})
_GUARDED = tuple(f"'{sign}" for sign in "=+-@")
_SEPARATORS = re.compile(r"[;,|\n]")


class Taken(msgspec.Struct):
    """A row that could be read. `found` has the values by path, whose rows are counted: `diagnoses/2/code`."""

    line: int
    found: dict[str, Any]

    def whole(self) -> dict[str, Any]:
        """The values by path for a new record, its rows in their lists."""
        return _in_lists(self.found)


class Faults:
    """What is wrong with a file, told once for each column and reason, with the lines it stands on."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._whole: list[str] = []

    @property
    def count(self) -> int:
        """How many have been added."""
        return len(self._whole) + sum(map(len, self._lines.values()))

    def add(self, line: int, where: str, what: str) -> None:
        self._lines.setdefault((where, what), []).append(line)

    def add_of_all(self, what: str) -> None:
        self._whole.append(what)

    def settle(self) -> None:
        """Raise `Unreadable` where anything is wrong."""
        by_line = sorted(self._lines.items(), key=lambda item: item[1][0])
        said = self._whole + [
            f"{_lines(lines)}{f', {where}' if where else ''}: {what}" for (where, what), lines in by_line
        ]
        if not said:
            return
        if len(said) > MOST_SAID:
            said = [*said[:MOST_SAID], f"and {len(said) - MOST_SAID:,} more"]
        raise Unreadable(f"{self._name} cannot be taken in as it is; nothing was written.", said)


class Reader:
    """Reads the rows of one file. `clinic` is the directory that names are looked up in, `person` the path at which
    a row names a person."""

    def __init__(self, clinic: Clinic, today: date, faults: Faults, person: str) -> None:
        self._clinic = clinic
        self._today = today
        self._faults = faults
        self._person = person
        self._names = named.Names(clinic)
        self._day_first: set[str] = set()
        self.turned = 0
        """Names that were written `Last, First`."""

    def rows(self, sheet: Sheet, columns: Sequence[Column]) -> list[Taken]:
        """The rows; what cannot be read of them is added to the faults."""
        for line in sheet.ragged:
            self._faults.add(line, "", 'more cells than headings: a value with a comma in it needs "quotes" around it.')
        taken = [self._row(row.line, row.cells, columns) for row in sheet.rows]
        for said in sorted(self._day_first):
            self._faults.add_of_all(
                f"{said}: dates in it are written day/month/year, so others would be read wrongly. Write all of "
                "them as 2026-12-31 or 12/31/2026."
            )
        return taken

    def _row(self, line: int, cells: list[str], columns: Sequence[Column]) -> Taken:
        found: dict[str, Any] = {}
        pieces: dict[str, dict[str, str]] = {}
        for column in columns:
            text = _unguarded(cells[column.at])
            if not text:
                continue
            if column.piece in ("first", "middle", "last"):
                pieces.setdefault(column.path, {})[column.piece] = text
                continue
            try:
                for path, value in self._values(column, text):
                    if value not in (None, []):
                        _put(found, path, value)
            except Invalid as error:
                self._faults.add(line, column.said, str(error))
        for path, parts in pieces.items():
            whole = " ".join(parts[piece] for piece in ("first", "middle", "last") if piece in parts)
            try:
                _put(found, path, values.clean(whole, lines=False))
            except Invalid as error:
                self._faults.add(line, "", str(error))
        return Taken(line, found)

    def _values(self, column: Column, text: str) -> Iterable[tuple[str, Any]]:
        """The paths that a cell fills, and with what."""
        if _ERROR.fullmatch(text):
            raise Invalid(f"{text} is an error of the spreadsheet's own: mend the cell, or empty it.")
        field = column.field
        if field.path == "stage":
            _hold_length(field, text)
            return _status(text)
        if column.path.count("*"):
            return self._codes(column, text)
        if column.piece:  # a code whose system the heading names
            row = column.path.rpartition("/")[0]
            return [(column.path, self._value(column, field, text)), (f"{row}/system", _system(text, column.piece))]
        return [(column.path, self._value(column, field, text))]

    def _codes(self, column: Column, text: str) -> Iterable[tuple[str, Any]]:
        for place, code in enumerate(filter(None, map(str.strip, _SEPARATORS.split(text))), 1):
            path = column.path.replace("*", str(place))
            yield path, self._value(column, column.field, code)
            if column.piece:
                yield path.removesuffix("code") + "system", _system(code, column.piece)

    def _value(self, column: Column, field: Field, text: str) -> Any:
        if field.editor == "list":
            if text.casefold() in _NOTHING:
                return text if (field.about.each or "text") == "text" and text.casefold() == "none" else None
            items = [item.strip() for item in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
            if field.about.each in ("ref", "date"):
                _hold_length(field, max(items, key=len))
            if field.about.each == "ref":
                return [self._names.id_of(field.about.table, item) for item in items if item]
            if field.about.each == "date":
                one = msgspec.structs.replace(field, editor="date")
                return [self._day(column, one, item) for item in items if item]
            return self._read(field, "\n".join(items))
        if field.editor in ("text", "long"):
            if _SHORTENED.fullmatch(text):
                raise Invalid(
                    f"the spreadsheet has shortened a number to {text}: make it a column of text, and write it again."
                )
            return self._text(field, text)
        if text.casefold() in _NOTHING:
            return None
        _hold_length(field, text)
        if field.editor == "assignee" and text.casefold().replace("_", " ") not in _ROLES_ASSIGNED:
            return self._names.id_of("staff", text)
        if field.editor == "ref":
            return self._names.id_of(field.about.table, text)
        if field.editor == "date":
            return self._day(column, field, text)
        if field.editor == "instant" and not _has_year(_CLOCK.sub("", text)):
            raise Invalid(f"“{text}” has no year: write it as 11/20/2026 or 11/20/2026 14:30.")
        if field.editor == "yes_no":
            text = "yes" if text.casefold() in _YES else "no" if text.casefold() in _NO else text
        if field.editor in ("choice", "assignee"):
            text = next((c for c, said in words_for(field).items() if text.casefold() in said), text)
        return self._read(field, text)

    def _read(self, field: Field, text: str) -> Any:
        try:
            return values.read(field, text, self._today, self._clinic)
        except Invalid as error:
            raise Invalid(str(error).removeprefix(f"{values.sentence_case(field.title)}: ")) from None

    def _text(self, field: Field, text: str) -> Any:
        """A text; the name of a person that is written `Last, First` is turned round."""
        if field.path == self._person and (turned := named.turned_round(text)) != text:
            self.turned += 1
            text = turned
        return self._read(field, text)

    def _day(self, column: Column, field: Field, text: str) -> Any:
        text = _CLOCK.sub("", text)
        if _SERIAL.fullmatch(text):
            day = us_date(_EXCEL_DAY_0 + timedelta(days=int(float(text))))
            raise Invalid(f"{text} is a spreadsheet's own number for a day, {day}: make the column one of dates.")
        if _DAY_FIRST.fullmatch(text):
            self._day_first.add(column.said)
        if not _has_year(text):
            raise Invalid(f"“{text}” has no year: in a file a date is written in full, as 12/4/2026.")
        return self._read(field, text)


def _hold_length(field: Field, text: str) -> None:
    if len(text) > _LONGEST_WORD:
        raise Invalid(f"{len(text):,} characters are no {field.title}: is a quotation mark above it not closed?")


def _status(text: str) -> Iterable[tuple[str, Any]]:
    """What a status means: a stage, and the payer's answer or the outcome with it. Raises `Invalid`."""
    said = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
    for stage in STAGES:
        if said in (stage.replace("_", " "), words(stage).casefold().replace("-", " ")):
            return [("stage", stage)]
    for meant, called in status_words().items():
        if said in called:
            stage_, _, answer = meant.partition(" ")
            with_it = "outcome" if stage_ == "resolved" else "responses/1/outcome"
            return [("stage", stage_), *([(with_it, answer)] if answer else [])]
    raise Invalid(
        f"“{text}” is no stage: write {', '.join(map(words, STAGES[:-1]))}, Denied, Approved or Withdrawn; or "
        "Resolved, with a column 'outcome'."
    )


def _system(code: str, said: str) -> str:
    """The system of a code: what its form says, as many write HCPCS codes under CPT, else what its heading says."""
    if said == "ndc":
        return "NDC"
    return "HCPCS" if _HCPCS.fullmatch(code) else "CPT" if _CPT.fullmatch(code) else said.upper()


def _put(found: dict[str, Any], path: str, value: Any) -> None:
    if found.setdefault(path, value) != value:
        raise Invalid(f"two columns fill {path.replace('/', '.')} and say different things: empty one.")


def _in_lists(found: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path, in which rows are counted, with the rows in lists: `{"diagnoses": [{"code": …}]}`."""
    fields: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for path, value in found.items():
        first, slash, rest = path.partition("/")
        if not slash:
            fields[first] = value
            continue
        place, _, inner = rest.partition("/")
        rows.setdefault(first, {}).setdefault(int(place), {})[inner] = value
    for name, by_place in rows.items():
        fields[name] = [edits.new_document(_in_lists(by_place[place])) for place in sorted(by_place)]
    return fields


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from working it out."""
    return cell[1:].strip() if cell.startswith(_GUARDED) else cell


def _has_year(text: str) -> bool:
    """Whether a date is written in full: three numbers, or a month's name and two."""
    return len(re.findall(r"\d+", text)) + bool(_MONTH.search(text)) >= 3


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:_MOST_LINES])
    more = f" and {len(lines) - _MOST_LINES:,} more" if len(lines) > _MOST_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"
