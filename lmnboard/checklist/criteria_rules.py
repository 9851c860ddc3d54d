"""How a criterion of a pack is answered: fields filled, words told, a number reached, an enclosure, a person's tick.

Imports this room and `knowledge.payer_rules`. Called by `criteria`, which makes checks of these.
"""

from __future__ import annotations

from typing import Any

from lmnboard.checklist.criteria_texts import greatest, says, told
from lmnboard.checklist.fault import Fault, unticked, wrong
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.said import NOT_ASKED, Said, absent, stands
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.payer_rules.tables import Criterion, services, threshold


def judge(row: Criterion, check_id: str, s: Subject) -> list[Fault]:
    """What is amiss with a case of which the row is asked."""
    if row.fields:
        return [_wrong(row, path.partition("/*/")[0]) for path in row.fields if not filled(s.case, path)]
    if row.attachment:
        enclosed = any(one.kind == row.attachment for one in s.case.attachments)
        return [] if enclosed else [_wrong(row, "attachments")]
    if row.tick:
        return [] if ticked(s, check_id) else [unticked(row.message, row.fix)]
    if row.never:
        return _forbidden(row, s)
    if not _begun(row, s):
        return []
    holds = _reached(row, s) if row.number else row.words is not None and says(s, row.words, row.where)
    return [] if holds else [_missing_words(row, s)]


def _begun(row: Criterion, s: Subject) -> bool:
    """The field where the words are missed has something; where it is empty, that alone is another check's finding."""
    if row.field.startswith("letter."):
        return True
    if row.field.startswith("provider."):
        return filled(s.provider, row.field.removeprefix("provider."))
    return filled(s.case, row.field)


def filled(record: Any, path: str) -> bool:
    """Whether a field has a value; `/*/` in a path means any row of a list."""
    head, _, rest = path.partition("/*/")
    value = record
    for name in head.split("."):
        value = getattr(value, name)
    if rest:
        return any(filled(row, rest) for row in value)
    return bool(value) if isinstance(value, list) else not says_nothing(None if value is None else str(value))


def ticked(s: Subject, check_id: str) -> bool:
    return any(row.check == check_id and row.by for row in s.case.attestations)


def _reached(row: Criterion, s: Subject) -> bool:
    """The greatest number told is high enough, none is told, or the words stand that make up for it."""
    limit = threshold(row.least, s.today)
    found = [n for one in told(s, row.where) if row.number and (n := greatest(row.number, one.text)) is not None]
    if limit is None or not found or max(found) >= limit.value:
        return True
    return row.words is not None and says(s, row.words, row.where)


def _forbidden(row: Criterion, s: Subject) -> list[Fault]:
    faults = []
    for record, field, text in told(s, row.where):
        found = row.never.search(text) if row.never else None
        if found:
            # One text of a list has no span of its own in the field.
            span = None if field == "required_forms" else found.span()
            faults.append(wrong(field, row.message, row.fix, words=found[0], span=span, record=record))
    return faults


def _missing_words(row: Criterion, s: Subject) -> Fault:
    if row.field == "provider.credentials":
        return wrong("credentials", row.message, row.fix, record=f"providers/{s.case.provider}")
    return _wrong(row, row.field)


def _wrong(row: Criterion, field: str) -> Fault:
    return wrong(field, row.message, row.fix)


def read_by_words(row: Criterion) -> bool:
    """Whether a letter's own words are enough to judge the row by: it asks words, of any letter of its sort."""
    by_the_record = row.number or row.where or row.tried or row.when or row.over or row.diagnoses or row.off_label
    return row.words is not None and not by_the_record


def judge_letter(row: Criterion, subject: LetterSubject) -> Said:
    """The same of a letter that somebody else wrote; its service is known by its words."""
    text = subject.letter.text
    if row.service and not services()[row.service].words.search(text):
        return NOT_ASKED
    found = row.words.search(text) if row.words else None
    return stands(found.span()) if found else absent(row.message, row.fix)
