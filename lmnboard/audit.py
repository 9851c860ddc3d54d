"""The history as people read it: what an entry did, and each of its changes with its title, from what to what.

Pure: stands on the model, and is told the clinic and how records are named. The history's screen and
`lmnboard history` ask it, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from lmnboard.curtain import UP, Veil
from lmnboard.model import paths, values
from lmnboard.model.case import Case
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import Catalogue, Field, catalogue

NOTHING = "(empty)"
ABSENT = "(not there)"
_DONE = {
    "begin": "began the board", "take-in": "took records in", "new": "opened the case", "edit": "edited",
    "directory": "added to the directory", "move": "moved", "assign": "assigned", "note": "added a note",
    "attach": "attached a file", "attest": "ticked", "sign": "signed", "export": "wrote the letter",
    "print": "printed the letter", "copy": "copied the letter", "submit": "sent the letter", "undo": "took back",
    "redo": "did again", "remind": "mailed the list", "reveal": "showed hidden names", "archive": "archived",
    "bring back": "brought back", "rule": "acted by rule", "contact": "recorded a contact",
    "touch": "set the next touch", "snooze": "put it off", "cover": "said who covers",
    "archive due": "archived past the limit", "appeal": "opened the appeal", "renew": "opened the renewal",
    "respond": "recorded the payer's answer", "not appealed": "said why it is not appealed", "confirm": "confirmed",
    "restore": "restored",
    "repair": "repaired the history", "migrate": "brought the board to the present form",
    "refused open": "was kept out",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True):
    """One change in words. `field` is None where the catalogue does not know the path."""

    path: str
    title: str
    before: str
    after: str
    field: Field | None


def concerns(entry: Entry, record: str, case_id: str) -> bool:
    """Whether an entry is about a case: it changes it, or is a note that names it and changes nothing."""
    if entry.changes:
        return any(change.record == record for change in entry.changes)
    return entry.note.startswith(f"{case_id}:")


def done(entry: Entry) -> str:
    """What an entry did, in the past: `edited`, `took back 12`."""
    return _DONE.get(entry.action, entry.action) + (f" {entry.of}" if entry.of else "")


def told(change: Change, clinic: Clinic, veil: Veil = UP) -> Told:
    """A change as one line: a row or a record that came or went is told by its fields, one after the other."""
    field, known = _field_of(change)
    if not change.record.startswith("cases/"):
        veil = UP
    before, after = (_side(value, change, field, known, clinic, veil) for value in (change.before, change.after))
    title = values.sentence_case(field.title) if field else change.path or "The whole record"
    return Told(change.path, title, before, after, field)


def parts(change: Change, clinic: Clinic, veil: Veil = UP) -> Iterator[Told]:
    """A change field by field: a row or a record that came or went is as many as it has fields."""
    _field, known = _field_of(change)
    sides = [side for side in (change.before, change.after) if isinstance(side, dict)]
    if not sides:
        yield told(change, clinic, veil)
        return
    names = dict.fromkeys(path for side in sides for path, _value in _flat(side, change.path, known))
    for path in names:
        before, after = (_within(side, change.path, path) for side in (change.before, change.after))
        yield told(Change(change.record, path, before, after), clinic, veil)


def is_mark(change: Change) -> bool:
    """Whether a change only marks that an automatic rule has acted: kept, and no news to anybody who reads."""
    return change.path.startswith("ran.")


def name_of(record: str, named: Callable[[str], str]) -> str:
    """A record's name; a case that is gone still has its number."""
    table, _, number = record.partition("/")
    return f"LMN-{int(number):04d}" if table == "cases" and number.isdigit() else named(record)


def _field_of(change: Change) -> tuple[Field | None, Catalogue | None]:
    table = change.record.partition("/")[0]
    if table != "cases" and table not in DIRECTORY:
        return None, None
    known = catalogue(Case if table == "cases" else DIRECTORY[table])
    pattern = paths.pattern(change.path)
    return known.fields.get(pattern) or known.fields.get(pattern.removesuffix("/order").removesuffix("/*")), known


def _side(value: Any, change: Change, field: Field | None, known: Catalogue | None, clinic: Clinic, veil: Veil) -> str:
    if value is UNSET:
        return ABSENT if not change.path or paths.names_row(change.path) else NOTHING
    if isinstance(value, dict):
        said = [
            f"{inner.title if inner else path}: {veil.of(inner, _shown(inner, held, clinic))}"
            for path, held in _flat(value, change.path, known)
            for inner in [known.fields.get(paths.pattern(path)) if known else None]
        ]
        return "; ".join(said) or NOTHING
    if change.path.endswith("/order"):
        return f"place {value:g}" if isinstance(value, int | float) else NOTHING
    return veil.of(field, _shown(field, value, clinic)) or NOTHING


def _shown(field: Field | None, value: Any, clinic: Clinic) -> str:
    """A value as people read it; as it is stored where it is not what its field declares, as in an old history."""
    if value is None:
        return ""
    try:
        said = values.show(field, value, clinic) if field and field.editor not in ("rows", "map") else str(value)
    except (ValueError, TypeError, AttributeError):
        said = str(value)
    return values.clean(said)


def _flat(doc: dict[str, Any], at: str, known: Catalogue | None) -> Iterator[tuple[str, Any]]:
    """The fields of a record or a row that say something, by their paths in the record."""
    prefix = f"{at}/" if at else ""
    for key, value in doc.items():
        yield from _fields(value, f"{prefix}{key}", known)


def _fields(value: Any, path: str, known: Catalogue | None) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, f"{path}.{key}", known)
    elif isinstance(value, list) and value and all(isinstance(row, dict) and row.get("id") for row in value):
        for row in value:
            yield from _flat(row, f"{path}/{row['id']}", known)
    elif value not in (None, "", []) and _tells(path, known):
        yield path, value


def _tells(path: str, known: Catalogue | None) -> bool:
    """Whether a path is a field that people know; ids, order and revisions are bookkeeping."""
    if known is None:
        return True
    field = known.fields.get(paths.pattern(path))
    return field is not None and not field.about.internal


def _within(side: Any, at: str, path: str) -> Any:
    """What a side of a change has at a path of the record, which lies in the row or record that the change is about."""
    if not isinstance(side, dict):
        return UNSET
    return paths.value_at(side, path.removeprefix(f"{at}/") if at else path)
