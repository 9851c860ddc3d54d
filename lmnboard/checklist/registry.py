"""The register of checks: one small function each, with its id, its place, how bad it is and its source.

A check has a rule for the record, a rule for the words of a letter, or both. Imports `applies`, `fault`, `finding`,
`said` and the two subjects of this room. Check modules register here; `runner` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from lmnboard.checklist.applies import Predicate, always
from lmnboard.checklist.fault import Fault, field_at, text_at
from lmnboard.checklist.finding import Finding, LeavingStage, Severity
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.reading import is_blank
from lmnboard.checklist.said import Said
from lmnboard.checklist.subject import Subject

Rule = Callable[[Subject], Fault | Iterable[Fault] | None]
LetterRule = Callable[[LetterSubject], Said | Iterable[Said] | None]

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
    "J": "Narrative",
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


class InLetter(msgspec.Struct, frozen=True):
    """How a check reads a letter's words, and which letters are asked."""

    applies: Predicate
    rule: LetterRule


class Check(msgspec.Struct, frozen=True):
    """One registered check. `held` and `not_asked` are its findings where there is nothing to say, made once.

    `rule` is None where only words can show it: the record is then judged by the letter it would print, and the fault
    stands in the field of `held`.
    """

    id: str
    also: tuple[str, ...]
    applies: Predicate
    rule: Rule | None
    held: Finding
    not_asked: Finding
    in_letter: InLetter | None = None

    def judge(self, subject: Subject, printed: LetterSubject | None = None) -> list[Finding]:
        """What it says of a case. `printed` is the case's letter as it was read once for all checks (`as_printed`)."""
        if not self.applies(subject):
            return [self.not_asked]
        if self.rule is None:
            return self._judge_printed(printed or as_printed(subject))
        faults = self.rule(subject)
        if faults is None:
            return [self.held]
        if isinstance(faults, Fault):
            return [self._finding(faults, subject)]
        return [self._finding(fault, subject) for fault in faults] or [self.held]

    def judge_letter(self, subject: LetterSubject) -> list[Finding]:
        """What the words of a letter say to it; nothing where it is a matter of the record alone."""
        if self.in_letter is None:
            return []
        held = msgspec.structs.replace(self.held, field="")
        if not self.in_letter.applies(subject.asked):
            return [msgspec.structs.replace(held, status="not_applicable")]
        said = self.in_letter.rule(subject)
        if said is None:
            return [held]
        if isinstance(said, Said):
            return [self._said(held, said, subject)]
        return [self._said(held, one, subject) for one in said] or [held]

    def _judge_printed(self, printed: LetterSubject | None) -> list[Finding]:
        if printed is None:
            return [self.held]
        found = self.judge_letter(printed)
        return [msgspec.structs.replace(one, field=self.held.field, span=None) for one in found]

    @staticmethod
    def _said(held: Finding, said: Said, subject: LetterSubject) -> Finding:
        severity = said.severity or held.severity
        if said.status == "weak" and severity == "block":
            severity = "warn"
        words = subject.letter.text[slice(*said.span)] if said.span else ""
        return msgspec.structs.replace(
            held, status=said.status, severity=severity, message=said.message, fix=said.fix, span=said.span, words=words
        )

    def _finding(self, fault: Fault, subject: Subject) -> Finding:
        in_case = fault.record == "cases"
        blank = in_case and fault.status == "fail" and is_blank(text_at(subject.case, fault.field))
        return msgspec.structs.replace(
            self.held,
            status="placeholder" if blank else fault.status,
            severity=fault.severity or self.held.severity,
            section=field_at("cases", fault.field).section if in_case else self.held.section,
            message=fault.message,
            fix=fault.fix,
            record=fault.record,
            field=fault.field,
            words=fault.words,
            span=fault.span,
        )


def as_printed(subject: Subject) -> LetterSubject | None:
    """The letter that a case would print, as a subject of its own; None where only our templates word it."""
    return LetterSubject.of(subject.letter, subject.today, record=subject) if subject.letter else None


_registered: dict[str, list[Check]] = {}
_in_letter: dict[str, InLetter] = {}


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
    """Register the function below as the check of that id, judged on the record.

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
        _register(rule.__module__, held, applies, rule)
        return rule

    return register


def letter_check(
    check_id: str,
    title: str,
    *,
    part: str,
    field: str,
    severity: Severity = "block",
    source: str,
    applies: Predicate = always,
    also: tuple[str, ...] = (),
) -> Callable[[LetterRule], LetterRule]:
    """Register the function below as a check that only a letter's words can show. `field` is where a case mends it."""

    def register(rule: LetterRule) -> LetterRule:
        held = Finding(
            check=check_id,
            title=title,
            part=PARTS[part],
            section=field_at("cases", field).section,
            severity=severity,
            stage="drafting",
            status="pass",
            source=source,
            also=also,
            field=field,
        )
        _register(rule.__module__, held, applies, None)
        _in_letter[check_id] = InLetter(applies, rule)
        return rule

    return register


def in_letter(check_id: str, applies: Predicate = always) -> Callable[[LetterRule], LetterRule]:
    """Register the function below as the rule by which the check of that id, registered above, reads a letter."""

    def register(rule: LetterRule) -> LetterRule:
        _in_letter[check_id] = InLetter(applies, rule)
        return rule

    return register


def _register(module: str, held: Finding, applies: Predicate, rule: Rule | None) -> None:
    not_asked = msgspec.structs.replace(held, status="not_applicable")
    _registered.setdefault(module, []).append(Check(held.check, held.also, applies, rule, held, not_asked))


def registered_by(module: str) -> tuple[Check, ...]:
    """The checks of one module in the order of its lines, each with its rule for letters where it has one.

    Asked once every module of checks is imported.
    """
    return tuple(msgspec.structs.replace(one, in_letter=_in_letter.get(one.id)) for one in _registered.get(module, ()))
