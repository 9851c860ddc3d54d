"""What a command line gives a record: `PATH=VALUE` words and JSON documents, read as the editors read what is typed.

Used by `new`, `set`, `check --file` and `directory`. Arguments can be read by every account of the machine, so what
may name a patient is taken from standard input or a file only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from lmnboard.board import Board
from lmnboard.commands import common
from lmnboard.model import paths, values
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET
from lmnboard.model.errors import Invalid, NotFound
from lmnboard.model.fields import Catalogue, Field


class Given:
    """Collects the fields to set, the rows to add and the rows to remove. `doc` is the record as it stands."""

    def __init__(
        self, board: Board, catalogue: Catalogue, doc: dict[str, Any] | None = None, location: str | None = None
    ) -> None:
        self.fields: dict[str, Any] = {}
        self.added: list[tuple[str, dict[str, Any]]] = []
        self.removed: list[str] = []
        self._clinic = board.clinic
        self._today = board.shown.today(location)
        self._catalogue = catalogue
        self._of_a_case = catalogue is CASES
        self._doc = doc or {}
        self._input_read = False

    def whole(self) -> dict[str, Any]:
        """The values by path for a new record, its rows in their lists."""
        found = dict(self.fields)
        for path, row in self.added:
            found.setdefault(path, []).append(row)
        return found

    # ------------------------------------------------------------------ words
    def take_words(self, words: Iterable[str]) -> None:
        """`PATH=VALUE`, `PATH=` (empties it), `PATH=-` (standard input), `ROWS+={…}` (adds a row)."""
        for word in words:
            path, equals, typed = word.partition("=")
            if not (equals and path):
                raise Invalid(f'{word!r} is not PATH=VALUE, as request.duration="12 weeks".')
            if path.endswith("+"):
                self._take_row(path[:-1], typed)
            else:
                self._take_value(self._named(path), typed)

    def take_removed(self, rows: Iterable[str]) -> None:
        for path in map(self._named, rows):
            if not paths.names_row(path):
                raise Invalid(f"{path!r} is not a row, as treatments/t3 is.")
            _refuse_kept(self._catalogue.of(paths.list_around(path)))
            self.removed.append(path)

    def _take_value(self, path: str, typed: str) -> None:
        field = self._catalogue.of(path)
        if typed == "-":
            typed = self._input()
            if not values.clean(typed):
                raise Invalid(f"Standard input is empty. To empty the field, write {path}= and nothing after it.")
        elif typed and self._is_private(field):
            raise Invalid(_seen_by_others(path, "="))
        self.fields[path] = self._read(field, typed)

    def _take_row(self, path: str, typed: str) -> None:
        field = self._catalogue.of(path)
        if field.editor != "rows":
            raise Invalid(f"{path} is not a list of rows: write {path}=VALUE.")
        _refuse_kept(field)
        try:
            row = msgspec.json.decode(self._input() if typed == "-" else typed)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Invalid(f'{path}+= takes a JSON object, as \'{{"name": "Physical therapy"}}\': {error}.') from None
        if typed != "-" and any(self._is_private(inner) for inner in self._named_in(field, row)):
            raise Invalid(_seen_by_others(path, "+="))
        self.added.append((path, self._row(field, row)))

    def _named_in(self, rows: Field, row: Any) -> list[Field]:
        """The fields that a row has a value for, at any depth."""
        found = []
        for field in self._catalogue.row_fields(rows.path):
            value = row.get(field.name) if isinstance(row, dict) else None
            if field.editor == "rows":
                found += [inner for item in value or [] for inner in self._named_in(field, item)]
            elif value:
                found.append(field)
        return found

    def _is_private(self, field: Field) -> bool:
        return field.about.private or (self._of_a_case and field.editor == "long")

    def _named(self, path: str) -> str:
        """The path with each row that was named by its place (`diagnoses/1/code`) named by its id."""
        parts = path.split("/")
        for at in range(1, len(parts), 2):
            rows = paths.in_order(paths.value_at(self._doc, "/".join(parts[:at])))
            place = int(parts[at]) if parts[at].isascii() and parts[at].isdigit() else 0
            if 1 <= place <= len(rows) and not any(row.get("id") == parts[at] for row in rows):
                parts[at] = str(rows[place - 1].get("id"))
        return "/".join(parts)

    def _input(self) -> str:
        if self._input_read:
            raise Invalid("Standard input can be read for one field only; give several in a file, with --from.")
        self._input_read = True
        return common.standard_input()

    # ------------------------------------------------------------------ JSON
    def take_json(self, source: str) -> None:
        """A JSON object, as `show --json` prints it. What it says as it stands already is passed over."""
        if source == "-":
            self._input_read = True
        self._take_fields(common.read_json(source), "")

    def _take_fields(self, part: dict[str, Any], prefix: str) -> None:
        for key, value in part.items():
            path = f"{prefix}{key}"
            field = self._catalogue.fields.get(paths.pattern(path))
            stands = paths.value_at(self._doc, path)
            if value == stands:
                continue
            if field is None and isinstance(value, dict) and self._holds_fields(path):
                self._take_fields(value, f"{path}.")
            elif path in ("revision", "last_row") and self._doc:
                raise Invalid("The record was changed since this was written: take it again with 'show --json'.")
            elif path in ("id", "revision", "last_row"):
                raise Invalid(f"The board gives each record its {path}: leave it out.")
            elif field is not None and field.editor == "rows":
                self._take_rows(field, path, value)
            else:
                self.fields[path] = self._read_json(self._catalogue.of(path), value)

    def _take_rows(self, field: Field, path: str, given: Any) -> None:
        """Rows that the record has are edited field by field, rows without an id are added."""
        _refuse_kept(field)
        for row in _rows(field, given):
            row_path = f"{path}/{row.get('id')}"
            if not self._doc or not row.get("id"):
                self.added.append((path, self._row(field, row)))
            elif paths.value_at(self._doc, row_path) is UNSET:
                raise NotFound(f"{row_path}: there is no such row. To add it, leave out its id.")
            else:
                inner = {key: value for key, value in row.items() if key not in ("id", "order")}
                self._take_fields(inner, f"{row_path}/")

    def _row(self, rows: Field, given: Any) -> dict[str, Any]:
        """A row to be added, each of its fields read as if it had been typed."""
        row: dict[str, Any] = {}
        for key, value in _rows(rows, [given])[0].items():
            if key in ("id", "order"):
                row[key] = value
                continue
            field = self._catalogue.of(f"{rows.path}/*/{key}")
            if field.editor == "rows":
                row[key] = [self._row(field, item) for item in _rows(field, value)]
            else:
                row[key] = self._read_json(field, value)
        return row

    def _holds_fields(self, path: str) -> bool:
        prefix = paths.pattern(path) + "."
        return any(known.startswith(prefix) for known in self._catalogue.fields)

    # ------------------------------------------------------------------ values
    def _read_json(self, field: Field, value: Any) -> Any:
        if value is None:
            return self._read(field, "")
        if isinstance(value, bool):
            return self._read(field, "yes" if value else "no")
        if isinstance(value, list) and field.editor == "list" and not any(isinstance(i, dict | list) for i in value):
            return self._read(field, "\n".join(str(item) for item in value if item is not None))
        if isinstance(value, dict | list):
            takes = "plain values" if field.editor == "list" else "one value"
            raise Invalid(f"{values.sentence_case(field.title)} ({field.path}) takes {takes}.")
        return self._read(field, str(value))

    def _read(self, field: Field, typed: str) -> Any:
        _refuse_kept(field)
        return values.read(field, typed, self._today, self._clinic)


def _refuse_kept(field: Field) -> None:
    if field.about.kept:
        raise Invalid(f"{values.sentence_case(field.title)} is kept by the board: there is a command for it.")


def _seen_by_others(path: str, sign: str) -> str:
    return (
        f"{path} may name the patient, and arguments can be seen by others: write {path}{sign}- and give the value "
        "on standard input."
    )


def _rows(field: Field, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise Invalid(f"{values.sentence_case(field.title)} ({field.path}) is a list of rows with fields.")
    return given
