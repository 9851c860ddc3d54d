"""Small letters for the rules that read words: a header, a salutation, the given body and a signature."""

from __future__ import annotations

from datetime import date

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import LetterRule
from lmnboard.checklist.said import Said
from lmnboard.model.choices import Kind, Purpose
from lmnboard.written.facts import Told


def letter(
    body: str, kind: Kind = "medication", purpose: Purpose = "prior_authorization", subject: str = "Re: Letter"
) -> LetterSubject:
    """A commercial letter of 14 August 2026 with this body."""
    text = f"{subject}\n\nDear Medical Director:\n\n{body}\n\nSincerely,\n\nAnn Lee, MD\n"
    return LetterSubject.of(text, date(2026, 8, 14), Told(purpose, kind, "commercial", "TX"))


def words_of(s: LetterSubject, span: tuple[int, int] | None) -> str:
    assert span is not None
    return s.letter.text[slice(*span)]


def said(rule: LetterRule, s: LetterSubject) -> Said:
    """What a rule with one result says of a letter."""
    found = rule(s)
    assert isinstance(found, Said)
    return found
