"""Rules for letters: words that payers reject.

Imports this room and `argument`; the words are in `knowledge/weak_phrases.toml`. Run by `runner`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked, reimbursement, therapy
from lmnboard.checklist.finding import Severity
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import LetterRule, in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, stands
from lmnboard.checklist.words.argument import evidence_of, phrases_of
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.phrases import Hit
from lmnboard.knowledge.sources import has_source

_SEVERITY: dict[str, Severity] = {"block": "block", "warn": "warn", "info": "info"}


def _phrases(s: LetterSubject, check: str) -> list[Hit]:
    """Those that this check tells of, where they apply to such a letter."""
    return [hit for hit in phrases_of(s.letter) if hit.row.check == check and _in_scope(s, hit.row.scope)]


def _in_scope(s: LetterSubject, scope: str) -> bool:
    if scope == "hsa_fsa":
        return reimbursement(s.asked)
    return scope == "" or (scope == "therapy" and therapy(s.asked))


def _rejected(hit: Hit) -> Said:
    return absent(
        f"{quoted(hit.words)}: {hit.row.why}.",
        hit.row.suggest,
        (hit.start, hit.end),
        severity=_SEVERITY[hit.row.severity],
    )


def _unbacked(check: str) -> LetterRule:
    def rule(s: LetterSubject) -> Iterator[Said]:
        return (_rejected(hit) for hit in _phrases(s, check) if not hit.backed)

    return rule


in_letter("CHK-088")(_unbacked("CHK-088"))
in_letter("CHK-192")(_unbacked("CHK-192"))
in_letter("CHK-091", coverage_asked)(_unbacked("CHK-091"))
in_letter("CHK-097")(_unbacked("CHK-097"))
in_letter("CHK-003")(_unbacked("CHK-003"))


@in_letter("CHK-092")
def cosmetic(s: LetterSubject) -> Iterator[Said]:
    """Where the letter cites dated evidence, `experimental` is a payer's word that it answers."""
    answered = any(one.dated and one.kind != "policy" for one in evidence_of(s.letter))
    for hit in _phrases(s, "CHK-092"):
        if not (hit.backed or (answered and hit.row.id == "experimental")):
            yield _rejected(hit)


@in_letter("CHK-090", coverage_asked)
def effects(s: LetterSubject) -> list[Said]:
    claims = _phrases(s, "CHK-090")
    if not claims:
        return [NOT_ASKED]
    open_ = [hit for hit in claims if not hit.backed and not _cited_before(s, hit)]
    return [_rejected(hit) for hit in open_] or [stands((claims[0].start, claims[0].end))]


def _cited_before(s: LetterSubject, hit: Hit) -> bool:
    near = s.letter.around(hit.start, before=1, after=1)
    return s.letter.paragraph_at(hit.start).holds(near.start) and has_source(s.letter.text, *near)
