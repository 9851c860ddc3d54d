"""Criteria packs and a payer's own criteria, as checks: what each kind of payer asks beyond what every letter needs.

Imports this room, its `criteria_…` neighbours and `knowledge.payer_rules`. Called by `runner`. A row that another check
answers makes none of its own. Ids are in capitals, as ticks and silencing compare them.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial

import msgspec

from lmnboard.checklist import criteria_own as own
from lmnboard.checklist import criteria_rules as rules
from lmnboard.checklist.applies import Predicate, always
from lmnboard.checklist.criteria_asked import asked, sort_asked
from lmnboard.checklist.fault import field_at
from lmnboard.checklist.finding import Finding, Severity
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import PARTS, Check, InLetter, Rule
from lmnboard.checklist.said import Said, absent, stands
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.payer_rules.tables import Criterion, criteria
from lmnboard.model.directory import Payer, PayerCriterion


def checks_of(subject: Subject) -> tuple[Check, ...]:
    """The packs' own checks, then those that the clinic has entered for this case's payer."""
    return pack_checks() + _of_payer(_Same(subject.payer))


@cache
def pack_checks() -> tuple[Check, ...]:
    """A check for each criterion that no other check answers, pack by pack."""
    return tuple(_of_pack(row) for row in criteria() if not row.check)


def check_id(row: Criterion) -> str:
    """The id by which a criterion is told: that of the check that answers it, else its own, as RULE-CPAP_INITIAL."""
    return row.check or f"RULE-{row.id.upper()}"


def own_check_id(payer: Payer, row_id: str) -> str:
    """As PAYER-AETNA-K3: the payer is part of it, so that a tick for one payer is none for the next."""
    return f"PAYER-{payer.id}-{row_id}".upper()


def severity(row: Criterion) -> Severity:
    """As the row says it; what was only recalled never blocks."""
    return "warn" if row.confidence == "recalled" and row.severity == "block" else row.severity


def _of_pack(row: Criterion) -> Check:
    name = check_id(row)
    held = _held(name, f"{row.pack}: {row.text}", severity(row), row.cited, _section(row), part="N", tick=row.tick)
    in_letter = None
    if rules.read_by_words(row):
        in_letter = InLetter(partial(sort_asked, row), partial(rules.judge_letter, row))
    return _check(held, partial(asked, row), partial(rules.judge, row, name), in_letter)


def _section(row: Criterion) -> str:
    """The case's section in which the row is mended."""
    if row.tick:
        return "sending"
    if row.attachment:
        return "enclosures"
    field = row.fields[0].partition("/*/")[0] if row.fields else row.field
    return "case" if field.startswith("provider.") else field_at("cases", field).section


class _Same:
    """A payer's record as a key: the same only where it is the very same object, which an edit never is."""

    def __init__(self, payer: Payer) -> None:
        self.payer = payer

    def __hash__(self) -> int:
        return id(self.payer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.payer is other.payer


@lru_cache(maxsize=256)
def _of_payer(same: _Same) -> tuple[Check, ...]:
    payer = same.payer
    rows = [_of_row(payer, row) for row in payer.criteria if own.says_something(row)]
    return (*rows, _of_page_limit(payer)) if payer.page_limit else tuple(rows)


def _of_row(payer: Payer, row: PayerCriterion) -> Check:
    name, pattern = own_check_id(payer, row.id), own.pattern_of(row.words)
    tick = pattern is None and row.attachment is None
    section = "justification" if pattern else "enclosures" if row.attachment else "sending"
    title = own.line(f"{payer.name or payer.id}: ", row.text or row.words or "what it asks").rstrip(".")
    held = _held(name, title, row.severity or "warn", _source(payer), section, part="M", tick=tick)

    def in_words(subject: LetterSubject) -> Said:
        found = pattern.search(subject.letter.text) if pattern else None
        return stands(found.span()) if found else absent(own.missing_words(row), own.TO_WRITE)

    applies = partial(own.asked, row)
    in_letter = InLetter(applies, in_words) if pattern else None
    return _check(held, applies, partial(own.judge, row, pattern, name), in_letter)


def _of_page_limit(payer: Payer) -> Check:
    title = f"{payer.name or payer.id}: {payer.page_limit} pages at the most"
    held = _held(own_check_id(payer, "pages"), title, "warn", _source(payer), "enclosures", part="M")

    def in_words(subject: LetterSubject) -> Said:
        count = own.pages(subject.letter.text)
        too_long = payer.page_limit is not None and count > payer.page_limit
        message = f"The letter has {count} pages, and the payer takes {payer.page_limit}."
        return absent(message, "Shorten it, or ask the payer.") if too_long else stands()

    return _check(held, always, own.over_page_limit, InLetter(always, in_words))


def _source(payer: Payer) -> str:
    return payer.source or "entered by the clinic"


def _held(
    name: str, title: str, how_bad: Severity, source: str, section: str, *, part: str, tick: bool = False
) -> Finding:
    return Finding(
        check=name,
        title=title,
        part=PARTS[part],
        section=section,
        severity=how_bad,
        stage="review" if tick else "drafting",
        status="pass",
        source=source,
    )


def _check(held: Finding, applies: Predicate, rule: Rule, in_letter: InLetter | None) -> Check:
    not_asked = msgspec.structs.replace(held, status="not_applicable")
    return Check(held.check, (), applies, rule, held, not_asked, in_letter)
