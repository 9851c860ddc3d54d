"""What the headings of a spreadsheet mean: a field by its path, its title or what clinics usually call it.

Stands on the model's catalogue and `tabular`; `cells` reads what stands under them, `load` and `load_directory` ask
here. The usual names are data: `headings.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from lmnboard.knowledge.toml_file import table_of
from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.choices import words
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import About, Catalogue, Field, catalogue
from lmnboard.tabular import Sheet, column_name

TABLES = tuple(table for table in DIRECTORY if table != "settings")
"""What of the directory is a table: a clinic has one record of settings."""
ID = Field("id", "id", "text", "", About(title="id", help="As other records name it; made of the name unless given."))
_KEPT_BUT_TAKEN = frozenset(
    {"stage", "stage_since", "notes/*/text"}
    | {f"submissions/*/{name}" for name in ("sent_at", "received_at", "to", "method", "confirmation", "sent_by")}
)
"""Fields that the board keeps itself, and that a case brings along which was worked on elsewhere before."""
_ADDRESS = frozenset({"address.street", "address.city", "address.zip"})
_SEVERAL = ("diagnoses/*/code", "request.codes/*/code")
"""Columns that may hold several codes in one cell."""
_UNLIKELY = 0.75


class Unreadable(Invalid):
    """A file that cannot be taken in; each of `reasons` says what, where and what to write instead."""

    def __init__(self, sentence: str, reasons: Sequence[str]) -> None:
        super().__init__(sentence)
        self.reasons = tuple(reasons)


class Column(msgspec.Struct, frozen=True):
    """A column of a file and the field that it fills.

    `path` counts rows by their place, as `diagnoses/2/code`; with `*` its cells may hold several. `piece` is the part
    of a name, or the system of a code.
    """

    at: int
    heading: str
    path: str
    field: Field
    piece: str = ""

    @property
    def said(self) -> str:
        """As errors name it: `column C (DOB)`."""
        return f"column {column_name(self.at)} ({self.heading})"


def fields_of(table: str) -> Catalogue:
    return catalogue(Case if table == "cases" else DIRECTORY[table])


def columns(sheet: Sheet, table: str, mapped: Mapping[str, str], *, ignore_unknown: bool = False) -> list[Column]:
    """What each column fills, for a table of the directory or `cases`. Raises `Unreadable` with all that is wrong.

    `mapped`: headings and the paths that a person gave them; an empty path leaves the column out.
    """
    given = {_normal(heading): path for heading, path in mapped.items()}
    found: list[Column] = []
    wrong: list[str] = []
    for at, heading in enumerate(sheet.headings):
        where = f"column {column_name(at)}"
        if not heading:
            if any(row.cells[at] for row in sheet.rows):
                wrong.append(f"{where} has no heading: give it one, or empty it.")
            continue
        path = given.pop(_normal(heading), None)
        if path is None and _normal(heading) == "state" and _has_address(sheet, table):
            path = "address.state"
        try:
            column = _column(at, heading, table) if path is None else _column_to(at, heading, path, table)
        except Invalid as error:
            if not ignore_unknown or path is not None:
                wrong.append(f"{where} ({heading}): {error}")
            continue
        if column is None:
            continue
        before = next((c for c in found if (c.path, c.piece) == (column.path, column.piece)), None)
        if before is not None:
            wrong.append(f"{where} ({heading}): it is the same field as {before.said}; leave one out, or number them.")
        else:
            found.append(column)
    wrong += [f"--map {heading}: no column has that heading." for heading in given]
    if not found:
        raise Unreadable("No heading is known: the first line has to hold the headings of the columns.", wrong)
    if wrong:
        raise Unreadable("The headings cannot be taken as they are.", wrong)
    return found


def known(path: str, table: str) -> Field:
    """The field of a path in a file (`diagnoses.2.code`, `diagnoses/2/code`). Raises `Invalid`."""
    if path == "id" and table in TABLES:
        return ID
    field = fields_of(table).of(path)
    if field.editor in ("rows", "map"):
        raise Invalid(f"{field.path} is a list: number its rows, as {field.path}.1.{_first_of(field, table)}.")
    if not takes(field):
        raise Invalid(f"{field.title} is kept by the board and cannot be imported.")
    return field


def takes(field: Field) -> bool:
    """Whether a field may be filled from a file."""
    about = field.about
    return not about.internal and (not about.kept or field.path in _KEPT_BUT_TAKEN)


def heading_for(field: Field, table: str) -> str:
    """The heading to give a column for a field: its title where that leads back to it, else its path."""
    title = f"{field.title} 1" if "*" in field.path else field.title
    try:
        column = _column(0, title, table)
    except Invalid:
        column = None
    return title if column is not None and column.field.path == field.path else field.path.replace("/*/", ".1.")


def usual(field: Field, table: str) -> list[str]:
    """What else a column for a field may be called."""
    return [name for path, names in _data()[table].items() if path.partition("?")[0] == field.path for name in names]


def means(field: Field) -> str:
    """What to write under a heading: the choices, an example, or what it is for."""
    about = field.about
    said = ", ".join(words(choice) for choice in field.choices)
    if about.table:
        said = f"an id or name of the {about.table}"
    if field.editor == "list":
        said = f"several with ; between them{f': {said}' if said else ''}"
    return "; ".join(filter(None, (said, about.help.rstrip("."), about.example and f"as {about.example}")))


def words_for(field: Field) -> Mapping[str, list[str]]:
    """What spreadsheets write for the choices of a field."""
    found: Mapping[str, list[str]] = _data()["words"].get(field.name, {})
    return found


def status_words() -> Mapping[str, list[str]]:
    """What a status column may say, by the stage and the payer's answer that it means."""
    found: Mapping[str, list[str]] = _data()["status"]
    return found


def _column_to(at: int, heading: str, path: str, table: str) -> Column | None:
    """A column that a person has given a path, or nothing for one that is to be left out."""
    if not path:
        return None
    numbered = _numbered(path)
    return Column(at, heading, numbered, known(numbered, table))


def _column(at: int, heading: str, table: str) -> Column:
    """What a heading means. Raises `Invalid` with near names."""
    path = _numbered(heading)
    names = _names(table)
    typed = _normal(heading)
    field = fields_of(table).fields.get(paths.pattern(path))
    if re.search(r"/\d+/", path) or (field is not None and (field.editor != "rows" or typed not in names)):
        return Column(at, heading, path, known(path, table))
    for name in (typed, typed.removesuffix(" no")):
        if name in names:
            return _named(at, heading, names[name], "", table)
        base, _, number = name.rpartition(" ")
        if number.isascii() and number.isdigit() and names.get(base, "").count("*"):
            return _named(at, heading, names[base], number, table)
    near = get_close_matches(typed, names, 3, _UNLIKELY)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Invalid(
        f"this heading is not known.{meant} Rename it, say --map '{heading}=PATH', or leave out what is not known with "
        "--ignore-unknown."
    )


def _named(at: int, heading: str, meant: str, number: str, table: str) -> Column:
    path, _, piece = meant.partition("?")
    field = known(path, table)
    if number or path not in _SEVERAL:
        before, star, after = path.rpartition("*")
        path = (before + (number or "1") + after).replace("*", "1") if star else path
    return Column(at, heading, path, field, piece)


def _has_address(sheet: Sheet, table: str) -> bool:
    """Whether a payer's `state` stands beside a street or a town: then it is that of the address."""
    names = _names(table)
    return table == "payers" and any(names.get(_normal(heading)) in _ADDRESS for heading in sheet.headings)


@cache
def _names(table: str) -> dict[str, str]:
    """What a column may be called → the path it fills (with `*` for a row) and, behind a `?`, the piece of it."""
    found: dict[str, str] = {"id": "id"} if table in TABLES else {}
    fields = [field for field in fields_of(table) if field.editor not in ("rows", "map") and takes(field)]
    for field in fields:
        if "*" not in field.path:
            found.setdefault(_normal(field.path), field.path)
    for path, names in _data()[table].items():
        for name in names:
            found.setdefault(name, path)
    titles = [(field.title, field.path) for field in fields]
    lists = {field.path for field in fields_of(table) if field.editor == "rows"}
    ends = [(field.name, field.path) for field in fields if "*" not in field.path and field.name not in lists]
    for called in (titles, ends):
        count = Counter(_normal(name) for name, _path in called)
        for name, path in called:
            if count[_normal(name)] == 1:
                found.setdefault(_normal(name), path)
    return found


def _numbered(path: str) -> str:
    """A path whose rows are counted: `diagnoses.2.code` is `diagnoses/2/code`."""
    return re.sub(r"[./](\d+)[./]", r"/\1/", path.strip().replace("*", "1"))


def _normal(heading: str) -> str:
    """A heading without case, brackets, dashes and dots: `Member ID# (primary)` is `member id no`."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("'s", "").replace("’s", "")
    text = re.sub(r"\([^)]*\)", " ", text).replace("#", " no ")
    return " ".join(re.findall(r"[^\W_]+", text))


def _first_of(rows: Field, table: str) -> str:
    return next((field.name for field in fields_of(table).row_fields(rows.path)), "")


@cache
def _data() -> dict[str, Any]:
    return table_of(Path(__file__).with_name("headings.toml"))
