"""What a check returns where it does not hold: which field, what is the matter, how to mend it.

Imports the model's field catalogue for titles and examples, so that a message calls a field what its editor calls it.
Called by the checks; `registry` makes findings of these.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from lmnboard.checklist.finding import Severity, Status
from lmnboard.knowledge.as_typed import quoted
from lmnboard.model.case import Case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import Field, catalogue


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a payer would find amiss. `severity` is set where it differs from its check's."""

    field: str
    message: str
    fix: str
    record: str = "cases"
    words: str = ""
    span: tuple[int, int] | None = None
    severity: Severity | None = None
    status: Status = "fail"


def missing(
    field: str,
    why: str,
    fix: str = "",
    *,
    of: str | None = None,
    record: str = "cases",
    severity: Severity | None = None,
) -> Fault:
    """A field without a value. `why` goes on after "missing:"; `of` names the row; the fix comes from the catalogue
    where none is given."""
    declared = field_at(record, field)
    row = f" for {quoted(of)}" if of else ""
    return Fault(
        field=field,
        message=f"{_capital(declared.title)} {_verb(declared.title)} missing{row}: {why}.",
        fix=fix or _how_to_fill(declared),
        record=record,
        severity=severity,
    )


def wrong(
    field: str,
    message: str,
    fix: str,
    *,
    words: str = "",
    span: tuple[int, int] | None = None,
    record: str = "cases",
    severity: Severity | None = None,
) -> Fault:
    """A value that is there and will not do. `words` are the offending ones, `span` where they stand in the field."""
    return Fault(field=field, message=message, fix=fix, words=words, span=span, record=record, severity=severity)


def unticked(message: str, fix: str) -> Fault:
    """A question that only a person can answer, and nobody has yet."""
    return Fault(field="attestations", message=message, fix=fix, status="person")


@cache
def field_at(record: str, field: str) -> Field:
    """The catalogue's entry for a field of the case, or of a directory record as `payers/aetna`."""
    table = record.partition("/")[0]
    return catalogue(Case if table == "cases" else DIRECTORY[table]).of(field)


def text_at(case: Case, field: str) -> str | None:
    """The text of a field of a case, by its path; None where it holds none or has no such row."""
    here: Any = case
    for step in field.replace(".", "/").split("/"):
        if isinstance(here, list):
            here = next((row for row in here if row.id == step), None)
        else:
            here = getattr(here, f"{step}_" if step in ("from", "with") else step, None)
    return here if isinstance(here, str) else None


def _how_to_fill(field: Field) -> str:
    if field.about.example:
        return f"Write the {field.title}, for example {field.about.example}."
    if field.editor == "date":
        return f"Write the {field.title}, for example 3/14/2026."
    if field.editor == "ref":
        return f"Choose the {field.title} from the directory."
    return f"Choose the {field.title}." if field.editor == "choice" else f"Write the {field.title}."


def _verb(title: str) -> str:
    """`is` or `are`, by the noun that leads the title: enclosures are, a date of diagnosis is."""
    noun = title.partition(" of ")[0]
    return "are" if noun.endswith("s") and not noun.endswith(("ss", "is")) else "is"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
