"""Judging a case: every registered check in its order.

Imports each module of checks once, by name, so that what runs stands here. Called by the board, the command line and
the screens.
"""

from __future__ import annotations

import msgspec

from lmnboard.checklist import (
    closing,
    codes,
    diagnosis,
    enclosures,
    evidence,
    findings,
    history,
    identity,
    language,
    order,
    outcomes,
    patient,
    payer,
    programs,
    provider,
    rationale,
    request,
    requirements,
    signing,
    silencing,
    treatments,
    wording,
)
from lmnboard.checklist.criteria import checks_of, pack_checks
from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import Check, as_printed, registered_by
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.words import addressee as addressee_words
from lmnboard.checklist.words import agrees as agrees_words
from lmnboard.checklist.words import closing as closing_words
from lmnboard.checklist.words import codes as codes_words
from lmnboard.checklist.words import coverage as coverage_words
from lmnboard.checklist.words import enclosures as enclosures_words
from lmnboard.checklist.words import findings as findings_words
from lmnboard.checklist.words import history as history_words
from lmnboard.checklist.words import justification as justification_words
from lmnboard.checklist.words import narrative as narrative_words
from lmnboard.checklist.words import onset as onset_words
from lmnboard.checklist.words import opening as opening_words
from lmnboard.checklist.words import order as order_words
from lmnboard.checklist.words import outcomes as outcomes_words
from lmnboard.checklist.words import patient as patient_words
from lmnboard.checklist.words import payers as payers_words
from lmnboard.checklist.words import practice as practice_words
from lmnboard.checklist.words import request as request_words
from lmnboard.checklist.words import signature as signature_words
from lmnboard.checklist.words import subject_line as subject_line_words
from lmnboard.checklist.words import treatments as treatments_words
from lmnboard.checklist.words import who as who_words
from lmnboard.checklist.words import wording as wording_words

_IN_READING_ORDER = (
    provider, who_words, practice_words, payer, addressee_words, subject_line_words, requirements, coverage_words,
    programs, payers_words, patient, patient_words, identity, agrees_words, diagnosis, codes_words, opening_words,
    narrative_words,
    history, history_words, onset_words, findings, findings_words, treatments, treatments_words, rationale,
    justification_words, evidence, wording, wording_words, request, request_words, order, order_words, codes, outcomes,
    outcomes_words, enclosures, enclosures_words, closing, closing_words, signature_words, signing,
)  # fmt: skip

CHECKS: tuple[Check, ...] = tuple(check for module in _IN_READING_ORDER for check in registered_by(module.__name__))
"""Every check that runs, in the order in which findings are given."""


LANGUAGE: tuple[Check, ...] = registered_by(language.__name__)
"""The checks of spelling and reading, which take longer than an edit may and are judged apart."""


def judge_language(subject: Subject | LetterSubject) -> list[Finding]:
    """What the checks of language say of a case, or of the words of a letter."""
    if isinstance(subject, LetterSubject):
        found = [finding for check in LANGUAGE for finding in check.judge_letter(subject)]
        record = subject.record
    else:
        said = [finding for check in LANGUAGE for finding in check.judge(subject)]
        # They come later than the others, and advise: below these, nothing moves under a cursor.
        found = [msgspec.structs.replace(finding, section="letter") for finding in said]
        record = subject
    return silencing.applied(found, record.case, record.clinic.settings) if record else found


def judge(subject: Subject) -> list[Finding]:
    """What every check says of the case: at least one finding each, those that hold or are not asked too."""
    asked = (*CHECKS, *checks_of(subject))
    printed = as_printed(subject)
    found = (finding for check in asked for finding in check.judge(subject, printed))
    return silencing.applied(found, subject.case, subject.clinic.settings)


def judge_letter(subject: LetterSubject) -> list[Finding]:
    """What the checks that can read words say of a letter; the payer's own criteria where its case names a payer."""
    record = subject.record
    asked = (*CHECKS, *(checks_of(record) if record else pack_checks()))
    found = (finding for check in asked for finding in check.judge_letter(subject))
    return silencing.applied(found, record.case, record.clinic.settings) if record else list(found)
