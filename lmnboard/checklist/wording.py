"""Checks of wording: phrases that payers reject or that say nothing, in the texts that people write.

Imports this room and `knowledge.phrases`, whose tables say which phrases, why, and how bad. Run by `runner`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lmnboard.checklist.applies import coverage_asked, reimbursement, therapy
from lmnboard.checklist.fault import Fault, wrong
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.phrases import Hit, find_weak_phrases

_NEAR = 12
_CITED = frozenset({"standard_of_care", "studies_show", "effect", "experimental", "off_label"})
_MEASURED_LATER = frozenset({"outcome", "quality_of_life"})

# One edit changes one text: the others of a case are not searched again. Bounded, as they name patients.
_weak = lru_cache(maxsize=1024)(find_weak_phrases)


def _texts(s: Subject) -> Iterator[tuple[str, str]]:
    case, own = s.case, s.case.letter.sections
    texts = [
        ("rationale", case.rationale),
        ("history.course", case.history.course),
        ("history.symptoms", case.history.symptoms),
        ("history.functional_impact", case.history.functional_impact),
        ("outcomes.expected", case.outcomes.expected),
        ("outcomes.without_treatment", case.outcomes.without_treatment),
        ("injury.causation", case.injury.causation),
        ("letter.sections.opening", own.opening),
        ("letter.sections.history", own.history),
        ("letter.sections.treatments", own.treatments),
        ("letter.sections.justification", own.justification),
        ("letter.sections.consequences", own.consequences),
        ("letter.sections.request", own.request),
        *((f"treatments/{row.id}/details", row.details) for row in case.treatments),
        *((f"alternatives/{row.id}/explanation", row.explanation) for row in case.alternatives),
        *((f"policy.criteria/{row.id}/met_by", row.met_by) for row in case.policy.criteria),
    ]
    return ((field, text) for field, text in texts if text)


def _in_scope(s: Subject, field: str, scope: str) -> bool:
    if scope == "hsa_fsa":
        return reimbursement(s)
    if scope == "therapy":
        return therapy(s)
    return scope == "" or field == "letter.sections.request"


def _backed_up(s: Subject, field: str, text: str, hit: Hit) -> bool:
    """Whether the case makes good elsewhere what the phrase itself leaves open, or the words mean something else."""
    row, words = hit.row, hit.words.lower()
    if not _in_scope(s, field, row.scope):
        return True
    if row.id in _CITED and any(e.source and e.year for e in s.case.evidence):
        return True
    if row.id == "off_label" and s.case.off_label:
        return True
    if row.id in ("adjective", "mild_adjective"):
        # A risk is told in adjectives; how the patient is now is measured.
        return not field.startswith(("rationale", "history"))
    if row.id in _MEASURED_LATER:
        # Goals carry the number.
        return any(g.target for g in s.case.outcomes.goals)
    if row.id == "convenience" and words.endswith("would like"):
        before = text[max(0, hit.start - _NEAR) : hit.start].lower().split()
        return bool(before) and before[-1] in ("i", "we")
    return False


def _faults(s: Subject, check_id: str) -> Iterator[Fault]:
    for field, text in _texts(s):
        for hit in _weak(text):
            if hit.row.check != check_id or _backed_up(s, field, text, hit):
                continue
            severity = hit.row.severity
            yield wrong(
                field,
                f"{quoted(hit.words)}: {hit.row.why}.",
                hit.row.suggest,
                words=hit.words,
                span=(hit.start, hit.end),
                severity="block" if severity == "block" else "warn" if severity == "warn" else "info",
            )


@check(
    "CHK-088",
    "Generic necessity statements rejected",
    part="G",
    section="justification",
    source="guide A.063-064, A.112-113",
)
def generic(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-088")


@check(
    "CHK-192",
    "Vague clinical justification",
    part="Q",
    section="justification",
    severity="warn",
    source="guide A.111-114, A.219",
)
def vague(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-192")


@check(
    "CHK-089",
    "Quantified failure of conservative care",
    part="G",
    section="justification",
    severity="warn",
    source="guide A.065, A.125, A.198",
    applies=coverage_asked,
)
def uncounted(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-089")


@check(
    "CHK-091",
    "Standard of care and studies are named, not asserted",
    part="G",
    section="justification",
    severity="warn",
    source="guide A.060, A.201, B.022, B.062",
    applies=coverage_asked,
)
def uncited(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-091")


@check(
    "CHK-090",
    "Effects in percent have their source",
    part="G",
    section="justification",
    severity="warn",
    source="guide A.060, A.066",
    applies=coverage_asked,
)
def uncited_effect(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-090")


@check(
    "CHK-092",
    "Scientific support exists; not primarily cosmetic",
    part="G",
    section="justification",
    severity="warn",
    source="guide B.035-036, B.077",
)
def cosmetic(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-092")


@check(
    "CHK-097",
    "Not for anyone's convenience or economic benefit",
    part="G",
    section="justification",
    severity="warn",
    source="guide B.011, B.052; AMA policy H-320.953",
)
def convenience(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-097")


@check(
    "CHK-003",
    "Nothing requested is called elective or optional",
    part="A",
    section="justification",
    severity="warn",
    source="guide A.008",
)
def elective(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-003")


@check(
    "CHK-011",
    "HSA/FSA: medical care for a condition, not general health",
    part="A",
    section="justification",
    source="guide A.024-025; 26 U.S.C. 213(d); IRS IR-2024-65",
    applies=reimbursement,
)
def general_health(s: Subject) -> Iterator[Fault]:
    return _faults(s, "CHK-011")
