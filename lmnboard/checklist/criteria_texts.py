"""The texts of a case in which a criterion's words may stand, and those of its directory records that a few look at.

Imports `subject`. Called by `criteria_rules` and `criteria_own`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.pattern import AnyPattern


class Told(NamedTuple):
    """A text and where it stands: a record as in `Finding`, and a path in it."""

    record: str
    field: str
    text: str


def told(s: Subject, where: tuple[str, ...] = ()) -> Iterator[Told]:
    """What the letter of this case tells; with `where`, only what stands at these paths or below them.

    `payer.…` and `provider.…` are paths of the directory's records, and policy.required_form is told only where named.
    """
    if not where:
        yield from _by_the_case(s)
        return
    for path in where:
        named = _NAMED.get(path)
        if named is not None:
            yield from named(s)
    below = tuple(path for path in where if path not in _NAMED)
    if below:
        yield from (one for one in _by_the_case(s) if _lies_in(one.field, below))


def says(s: Subject, pattern: AnyPattern, where: tuple[str, ...] = ()) -> bool:
    """Whether the words stand in any of these texts."""
    return any(stands(pattern, one.text) for one in told(s, where))


# One edit changes one text: the others of a case are not searched again. Bounded, as they name patients.
@lru_cache(maxsize=4096)
def stands(pattern: AnyPattern, text: str) -> bool:
    return pattern.search(text) is not None


@lru_cache(maxsize=1024)
def greatest(pattern: AnyPattern, text: str) -> float | None:
    """The greatest of the numbers that the pattern's group finds in a text."""
    return max((float(found[1]) for found in pattern.finditer(text)), default=None)


def _lies_in(field: str, paths: tuple[str, ...]) -> bool:
    return any(field == path or field.startswith((path + ".", path + "/")) for path in paths)


def _by_the_case(s: Subject) -> Iterator[Told]:
    return (Told("cases", field, text) for field, text in _texts(s) if text)


def _texts(s: Subject) -> Iterator[tuple[str, str | None]]:
    case = s.case
    history, own, asked, policy = case.history, case.letter.sections, case.request, case.policy
    yield "rationale", case.rationale
    yield "history.course", history.course
    yield "history.symptoms", history.symptoms
    yield "history.functional_impact", history.functional_impact
    yield "history.comorbidities", history.comorbidities
    yield "request.treatment", asked.treatment
    yield "request.duration", asked.duration
    yield "outcomes.expected", case.outcomes.expected
    yield "outcomes.without_treatment", case.outcomes.without_treatment
    yield "policy.reference", policy.reference
    yield "policy.criteria_set", policy.criteria_set
    yield "injury.causation", case.injury.causation
    for row in case.outcomes.goals:
        yield f"outcomes.goals/{row.id}/measure", _joined(row.measure, row.baseline, row.target)
    for met in policy.criteria:
        yield f"policy.criteria/{met.id}/met_by", met.met_by
    for diagnosis in case.diagnoses:
        yield f"diagnoses/{diagnosis.id}/description", diagnosis.description
    for finding in case.findings:
        # A test and its result are one statement: "AHI" and "22 per hour".
        yield f"findings/{finding.id}/result", _joined(finding.name, finding.result)
    for treatment in case.treatments:
        yield f"treatments/{treatment.id}/details", _joined(treatment.name, _said(treatment.outcome), treatment.details)
    for other in case.alternatives:
        yield f"alternatives/{other.id}/explanation", _joined(other.name, _said(other.reason), other.explanation)
    for proof in case.evidence:
        yield f"evidence/{proof.id}/statement", _joined(proof.source, proof.title, proof.statement)
    for answer in case.responses:
        for reason in answer.reasons:
            yield f"responses/{answer.id}/reasons/{reason.id}/answered", reason.answered
    for point in case.appeal.points:
        yield f"appeal.points/{point.id}/answered", point.answered
    yield "letter.sections.opening", own.opening
    yield "letter.sections.history", own.history
    yield "letter.sections.treatments", own.treatments
    yield "letter.sections.justification", own.justification
    yield "letter.sections.consequences", own.consequences
    yield "letter.sections.request", own.request
    # As printed, where the clinic's own templates speak.
    yield "letter", s.letter


def _said(choice: str | None) -> str | None:
    """A choice as the letter words it."""
    return choice and choice.replace("_", " ")


def _joined(*parts: str | None) -> str:
    return ": ".join(part for part in parts if part)


def _credentials(s: Subject) -> Iterator[Told]:
    if s.provider.credentials:
        yield Told(f"providers/{s.case.provider}", "credentials", s.provider.credentials)


def _forms_of_the_payer(s: Subject) -> Iterator[Told]:
    for form in s.payer.required_forms:
        yield Told(f"payers/{s.case.payer}", "required_forms", form)


def _rows_of_the_payer(s: Subject) -> Iterator[Told]:
    for row in s.payer.criteria:
        if row.text:
            yield Told(f"payers/{s.case.payer}", f"criteria/{row.id}/text", row.text)


def _form_of_the_case(s: Subject) -> Iterator[Told]:
    if s.case.policy.required_form:
        yield Told("cases", "policy.required_form", s.case.policy.required_form)


_NAMED = {
    "provider.credentials": _credentials,
    "payer.required_forms": _forms_of_the_payer,
    "payer.criteria": _rows_of_the_payer,
    "policy.required_form": _form_of_the_case,
}
