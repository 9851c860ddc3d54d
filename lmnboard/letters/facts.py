"""A case and its directory as plain dicts, lists and texts: all that a template ever gets to see.

Walks the field catalogue, so that no field is listed a second time. Imports `model`, `knowledge` and this room's
`clean`; called by `text`. Which of the facts are said, and in which words, is the templates' matter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import msgspec

from lmnboard.knowledge.identifiers import show_phone
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.letters.clean import one_line, paragraphs
from lmnboard.model.case import Case
from lmnboard.model.choices import ADVERSE, words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Address, Location, Provider
from lmnboard.model.fields import Field, catalogue
from lmnboard.model.paths import in_order
from lmnboard.model.sections import SECTIONS

Tree = dict[str, Any]
"""Nested dicts, lists, texts and None: nothing with a method that could act."""

GAP_PATH = "\x1f"
"""Stands around a gap's path. No user text can hold it (`clean`), so nobody can forge a gap or hide one."""

DATE_SLOT = "\x1edate\x1e"
SIGNING_SLOT = "\x1esigning\x1e"
"""Where the letter's date and its signature lines go: filled last, so that what is signed is known without them."""

_IN_A_SENTENCE = {
    "treatments/*/outcome": {
        "failed": "failed",
        "insufficient": "not enough benefit",
        "not_tolerated": "not tolerated",
        "contraindicated": "contraindicated",
        "helped": "helped",
        "ongoing": "ongoing",
    },
    "alternatives/*/reason": {
        "failed": "failed",
        "unsuitable": "not suitable",
        "contraindicated": "contraindicated",
        "not_available": "not available",
    },
    "coverage.subscriber_relationship": {
        "self": "self",
        "spouse": "the spouse",
        "child": "a child",
        "other": "a dependent",
    },
}
"""Choices whose words in a letter are not those of the editor."""

_PRONOUNS = {"female": ("she", "her"), "male": ("he", "his")}


def letter_facts(case: Case, clinic: Clinic, denied: Case | None = None) -> Tree:
    """What a template may use, by name.

    `fact` holds each value as a letter writes it, or None. `show` has the same shape with `[[title]]` for what is
    missing. Both hold the case's fields that a letter says (and no others: notes, tags, owners stay inside), with
    `provider`, `payer` and `location` in place of their ids and `denial`, the answer that is appealed. `gap` has a
    marker for each list of rows, for where the list is empty. `letter` has what follows from the facts.
    """
    doc = msgspec.to_builtins(case)
    reading = _Reading(Case, clinic, _enclosures(doc), letter_only=True)
    fact, show = _trees(reading, _primary_first(doc))
    payer = clinic.payer_of(case)
    if clinic.unverified(case):  # the letter goes nowhere rather than to another plan's address
        payer = msgspec.structs.replace(payer, address=Address(), fax=None, portal=None)
    for name, record in (("provider", clinic.provider_of(case)), ("payer", payer)):
        fact[name], show[name] = _listed(type(record), record, name, clinic)
    place = clinic.locations.get(case.location or "", Location())
    fact["location"], show["location"] = _listed(Location, place, "location", clinic)
    fact["denial"], show["denial"] = _denial(case, denied, clinic)
    return {
        "fact": fact,
        "show": show,
        "gap": {f.path: gap(f.title, f.path) for f in _level(Case, "") if f.editor == "rows"},
        "letter": _derived(case, clinic, fact, show),
    }


def gap(title: str, path: str) -> str:
    """What stands where a fact is missing; `text` takes the path out again and lists it."""
    return f"[[{title}{GAP_PATH}{path}{GAP_PATH}]]"


def signing_facts(case: Case, clinic: Clinic) -> Tree:
    """The signature as the letter writes it. Each is None while the letter is not signed."""
    signature = case.signature
    if not signature.by or not signature.on:
        return {"by": None, "on": None, "method": None}
    signer = clinic.providers.get(signature.by, Provider())
    name = [one_line(part) for part in (signer.name or signature.by, signer.credentials) if part]
    return {"by": ", ".join(name), "on": us_date(signature.on), "method": signature.method}


def _derived(case: Case, clinic: Clinic, fact: Tree, show: Tree) -> Tree:
    """Facts that no single field holds. Identifiers of choices are for a template to branch on."""
    they, their = _PRONOUNS.get(case.patient.sex or "", ("the patient", "the patient's"))
    since = case.patient.treated_since
    return {
        "purpose": case.purpose or "unstated",
        "kind": case.kind or "unstated",
        "payer_type": clinic.payer_of(case).type or "unstated",
        "relationship": case.coverage.subscriber_relationship or "unstated",
        "expedited": case.priority == "expedited" and case.purpose != "reimbursement",
        "date": DATE_SLOT,
        "signing": SIGNING_SLOT,
        "since": f"{since.month:02}/{since.year:04}" if since else show["patient"]["treated_since"],
        "they": they,
        "their": their,
        "has_group": (fact["coverage"]["group_number"] or "").lower() not in ("none", "n/a"),
    }


class _Reading(msgspec.Struct):
    """What stays the same while one record is walked. `blame` is the path of the field to fill, if it is but one."""

    record: type[msgspec.Struct]
    clinic: Clinic
    enclosures: dict[str, str] = {}
    root: str = ""
    blame: str = ""
    letter_only: bool = False


def _trees(reading: _Reading, doc: Any, pattern: str = "", path: str = "") -> tuple[Tree, Tree]:
    """The two trees of a record, or of one row of it."""
    fact: Tree = {}
    show: Tree = {}
    for field in _level(reading.record, pattern):
        if reading.letter_only and (field.about.kept or not field.about.letter):
            continue
        *parents, name = keys = field.path[len(pattern) :].split(".")
        into_fact, into_show, value = fact, show, doc
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        for key in parents:
            into_fact, into_show = into_fact.setdefault(key, {}), into_show.setdefault(key, {})
        here = path + ".".join(keys)
        if field.editor == "rows":
            pairs = [
                _trees(reading, row, f"{field.path}/*/", f"{here}/{row.get('id', '')}/") for row in in_order(value)
            ]
            into_fact[name], into_show[name] = [p[0] for p in pairs], [p[1] for p in pairs]
        elif field.editor == "list":
            into_fact[name] = into_show[name] = [one_line(item) for item in value or () if one_line(item)]
        else:
            written = _written(field, value, reading) if value is not None else None
            into_fact[name] = written or None
            into_show[name] = written or gap(field.title, reading.blame or reading.root + here)
    return fact, show


@cache
def _level(record: type[msgspec.Struct], pattern: str) -> tuple[Field, ...]:
    """The fields of a record, or of a row under `pattern`, without those of the rows below."""
    under = [f for f in catalogue(record) if f.path.startswith(pattern)]
    return tuple(f for f in under if "/" not in f.path[len(pattern) :] and f.editor not in ("map", "instant"))


def _written(field: Field, value: Any, reading: _Reading) -> str:
    """A value as a letter writes it."""
    if field.path == "findings/*/attachment":
        return reading.enclosures.get(value, "")
    if field.editor == "choice":
        return _IN_A_SENTENCE.get(field.path, {}).get(value) or words(value)
    if field.editor == "ref":
        return one_line(reading.clinic.name_of(field.about.table, value))
    return _WRITERS.get(field.editor, one_line)(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "date": lambda day: us_date(date.fromisoformat(day)),
    "phone": lambda number: one_line(show_phone(number)),
    "long": paragraphs,
    "yes_no": lambda yes: "yes" if yes else "no",
    "number": str,
    "money": lambda amount: f"${amount:,.2f}",
}


def _listed(kind: type[msgspec.Struct], record: Any, name: str, clinic: Clinic) -> tuple[Tree, Tree]:
    """A directory record's trees. Where the case names none, the field to fill is the case's reference."""
    reading = _Reading(kind, clinic, root=f"{name}.", blame="" if record.id else name)
    return _trees(reading, msgspec.to_builtins(record))


def _denial(case: Case, denied: Case | None, clinic: Clinic) -> tuple[Tree, Tree]:
    """The last adverse answer to the case appealed; gaps are paths of that case, or `appeal.of` without an answer.

    An appeal of a denial that came before the board was used carries that denial among its own answers. Where the
    appeal has the reasons as its own points, these are what it answers.
    """
    answers = in_order(msgspec.to_builtins(denied or case).get("responses"))
    adverse = [row for row in answers if row.get("outcome") in ADVERSE]
    last: Tree = adverse[-1] if adverse else {}
    reading = _Reading(Case, clinic, blame="" if last else "appeal.of")
    fact, show = _trees(reading, last, "responses/*/", f"responses/{last.get('id', '')}/")
    points = [
        _trees(_Reading(Case, clinic), row, "appeal.points/*/", f"appeal.points/{row.get('id', '')}/")
        for row in in_order(msgspec.to_builtins(case.appeal).get("points"))
    ]
    if points:
        fact["reasons"], show["reasons"] = [pair[0] for pair in points], [pair[1] for pair in points]
    fact["outcome"] = last.get("outcome")
    for row in (*fact["reasons"], *show["reasons"]):
        row["under"] = _HEADING_OF.get((row["answered"] or "").lower())
    show["no_reasons"] = gap("stated reasons", f"responses/{last['id']}/reasons" if last else "appeal.of")
    return fact, show


_HEADINGS = {
    "diagnosis": "Clinical History",
    "history": "Clinical History",
    "treatments": "Previous Treatments",
    "policy": "Clinical Justification",
    "justification": "Clinical Justification",
    "outcomes": "Clinical Justification",
    "request": "Request",
    "enclosures": "Enclosures",
}
_HEADING_OF = {name.lower(): title for key, title in _HEADINGS.items() for name in (key, SECTIONS[key], title)}
"""A section as staff may name it, in lower case → its heading in the letter."""


def _enclosures(doc: Tree) -> dict[str, str]:
    """Row id of each attachment → how the letter points at it."""
    rows = in_order(doc.get("attachments"))
    return {row.get("id", ""): f"enclosure {number}" for number, row in enumerate(rows, 1)}


def _primary_first(doc: Tree) -> Tree:
    rows = sorted(in_order(doc.get("diagnoses")), key=lambda row: not row.get("primary"))
    return {**doc, "diagnoses": [{**row, "order": place} for place, row in enumerate(rows)]}
