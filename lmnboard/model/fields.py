"""The field catalogue: what a field's own declaration says of it, found by walking the typed records.

A field is declared once, as `Annotated[type, About(...)]` in `case.py` or `directory.py`. Editors, `set`, templates,
presence checks and imports ask here; nothing lists the fields a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from lmnboard.model import paths
from lmnboard.model.errors import Invalid

Editor = Literal[
    "text", "long", "date", "instant", "choice", "yes_no", "money", "number", "ref", "list", "rows",
    "icd10cm", "npi", "phone", "email", "zip", "state", "zone", "time", "clock", "map", "stage", "assignee",
]  # fmt: skip


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What people have to know of a field.

    `title` is what the letter's gap, the editor and the checklist call it. `table` is the directory table that a
    reference names. `letter` fields are said by the letter, so an edit voids a signature. `private` values name a
    patient and are never taken from a command's arguments. `kept` fields are written by an action of the board,
    never typed, but for the `mended` ones among them: where one is wrong a person corrects it. `past` dates are
    read as the latest such day and may not lie ahead. `internal` fields are shown to nobody. `prefix` begins the
    ids of a list's rows; `brief` names the fields of a row that say it in a line while it is not open, first what
    it is called. `each` is how one item of a plain list is read.
    """

    title: str
    editor: Editor | None = None
    help: str = ""
    example: str = ""
    section: str = ""
    table: str = ""
    prefix: str = ""
    brief: tuple[str, ...] = ()
    letter: bool = False
    private: bool = False
    kept: bool = False
    mended: bool = False
    past: bool = False
    internal: bool = False
    each: Editor | None = None


class Field(msgspec.Struct, frozen=True):
    """One entry of a catalogue. `path` has `*` for a row id: `treatments/*/outcome`."""

    path: str
    title: str
    editor: Editor
    section: str
    about: About
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path.replace("/", ".").rsplit(".", 1)[-1]


class Catalogue:
    """All fields of one kind of record, in the order of declaration."""

    def __init__(self, record: type[msgspec.Struct]) -> None:
        self._record = record

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Field by path, walked when first asked for: a command that only lists does without."""
        return dict(_walk(self._record, "", None))

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def of(self, path: str) -> Field:
        """The field that a path of a record leads to; raises `Invalid` with near names where there is none."""
        found = self.fields.get(paths.pattern(path))
        if found is None:
            raise Invalid(f"There is no field {path!r}.{self._near(path)}")
        return found

    def row_fields(self, rows: str) -> list[Field]:
        """The fields of one row of a list, given the list's path or pattern."""
        prefix = paths.pattern(rows) + "/*/"
        return [f for f in self.fields.values() if f.path.startswith(prefix) and "/" not in f.path[len(prefix) :]]

    def _near(self, path: str) -> str:
        from difflib import get_close_matches

        wanted = paths.pattern(path)
        last = wanted.replace("/", ".").rsplit(".", 1)[-1]
        near = [f.path for f in self.fields.values() if f.name == last] or get_close_matches(
            wanted, list(self.fields), 3, 0.6
        )
        return f" Did you mean {' or '.join(near[:3])}?" if near else ""


def _walk(record: type[msgspec.Struct], prefix: str, parent: About | None) -> Iterator[tuple[str, Field]]:
    for info in msgspec.structs.fields(record):
        inner, about = _opened(info.type)
        if about is None:
            continue
        about = _inherited(about, parent)
        path = prefix + info.encode_name
        struct, is_rows = _struct_in(inner)
        if struct is not None and not is_rows:
            yield from _walk(struct, path + ".", about)
            continue
        yield path, Field(path, about.title, about.editor or _editor_for(inner), about.section, about, _choices(inner))
        if struct is not None:
            yield from _walk(struct, path + "/*/", about)


def _inherited(about: About, parent: About | None) -> About:
    if parent is None:
        return about
    return msgspec.structs.replace(
        about,
        section=about.section or parent.section,
        letter=about.letter or parent.letter,
        private=about.private or parent.private,
        kept=(about.kept or parent.kept) and not about.mended,
        internal=about.internal or parent.internal,
    )


def _opened(annotation: Any) -> tuple[Any, About | None]:
    """An annotation without `Annotated` and `| None`, and what it says of the field."""
    about = None
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        about = next((e for e in extras if isinstance(e, About)), None)
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    return annotation, about


def _struct_in(inner: Any) -> tuple[type[msgspec.Struct] | None, bool]:
    if get_origin(inner) is list:
        (item,) = get_args(inner)
        return (item, True) if isinstance(item, type) and issubclass(item, msgspec.Struct) else (None, False)
    return (inner, False) if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else (None, False)


def _choices(inner: Any) -> tuple[str, ...]:
    return tuple(get_args(inner)) if get_origin(inner) is Literal else ()


def _editor_for(inner: Any) -> Editor:
    origin = get_origin(inner)
    if origin is Literal:
        return "choice"
    if origin is list:
        return "rows" if _struct_in(inner)[1] else "list"
    if origin is dict:
        return "map"
    by_type: dict[Any, Editor] = {bool: "yes_no", int: "number", float: "money"}
    return by_type.get(inner) or ("date" if getattr(inner, "__name__", "") == "date" else "text")


@cache
def catalogue(record: type[msgspec.Struct]) -> Catalogue:
    return Catalogue(record)
