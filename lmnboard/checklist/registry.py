"""The register of checks: one small function each, with its id, its place, how bad it is and its source.

Imports `applies`, `fault`, `finding` and `subject` of this room. Check modules register here; `runner` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from lmnboard.checklist.applies import Predicate, always
from lmnboard.checklist.fault import Fault, field_at
from lmnboard.checklist.finding import Finding, LeavingStage, Severity
from lmnboard.checklist.subject import Subject

Rule = Callable[[Subject], Fault | Iterable[Fault] | None]

PARTS = {
    "A": "What a letter is, and when one is needed",
    "B": "Provider identification and credentials",
    "C": "Letter header and addressee",
    "D": "Patient and insurance data",
    "E": "Diagnosis and coding",
    "F": "Clinical history",
    "G": "Treatment rationale",
    "H": "Specific request and expected outcomes",
    "I": "Opening statement",
    "K": "Attachments",
    "L": "Closing and signature",
    "M": "Payer requirements before writing",
    "N": "Payer-type rules",
    "O": "Who may write and sign",
    "P": "Review before submission",
    "Q": "The named mistakes",
    "R": "Workflow",
}
"""The sections of the checklist, by the letter that a registration gives."""


class Check(msgspec.Struct, frozen=True):
    """One registered check. `held` and `not_asked` are its findings where there is nothing to say, made once."""

    id: str
    also: tuple[str, ...]
    applies: Predicate
    rule: Rule
    held: Finding
    not_asked: Finding

    def judge(self, subject: Subject) -> list[Finding]:
        if not self.applies(subject):
            return [self.not_asked]
        faults = self.rule(subject)
        if faults is None:
            return [self.held]
        if isinstance(faults, Fault):
            return [self._finding(faults)]
        return [self._finding(fault) for fault in faults] or [self.held]

    def _finding(self, fault: Fault) -> Finding:
        in_case = fault.record == "cases"
        return msgspec.structs.replace(
            self.held,
            status=fault.status,
            severity=fault.severity or self.held.severity,
            section=field_at("cases", fault.field).section if in_case else self.held.section,
            message=fault.message,
            fix=fault.fix,
            record=fault.record,
            field=fault.field,
            words=fault.words,
            span=fault.span,
        )


_registered: dict[str, list[Check]] = {}


def check(
    check_id: str,
    title: str,
    *,
    part: str,
    section: str,
    severity: Severity = "block",
    stage: LeavingStage = "drafting",
    source: str,
    applies: Predicate = always,
    also: tuple[str, ...] = (),
) -> Callable[[Rule], Rule]:
    """Register the function below as the check of that id.

    `part` is a letter of `PARTS`, `section` the id of the case's section; `stage` the one that cannot be left while it
    fails; `source` the guide's sentences and the law; `also` further rows of the checklist that ask the same. The
    function returns None or nothing where the check holds.
    """

    def register(rule: Rule) -> Rule:
        held = Finding(
            check=check_id,
            title=title,
            part=PARTS[part],
            section=section,
            severity=severity,
            stage=stage,
            status="pass",
            source=source,
            also=also,
        )
        not_asked = msgspec.structs.replace(held, status="not_applicable")
        _registered.setdefault(rule.__module__, []).append(Check(check_id, also, applies, rule, held, not_asked))
        return rule

    return register


def registered_by(module: str) -> tuple[Check, ...]:
    """The checks of one module, in the order of its lines."""
    return tuple(_registered[module])
