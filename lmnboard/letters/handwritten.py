"""Sections that somebody wrote by hand in place of the template's words, and whether the facts moved on since.

Such a section is kept when facts change. It notes the digest of the facts it was written over, so that the checklist
can say that they are others now.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from lmnboard.model import paths

FACTS: dict[str, tuple[str, ...]] = {
    "opening": ("purpose", "patient.name", "patient.treated_since", "provider", "request.treatment"),
    "history": ("diagnoses", "history", "findings", "visits"),
    "treatments": ("treatments", "alternatives"),
    "justification": ("rationale", "evidence", "policy.reference", "policy.criteria", "outcomes", "injury"),
    "consequences": ("outcomes.without_treatment",),
    "request": ("request",),
}
"""What each section of a letter speaks of, by the paths of the case."""

_encode = msgspec.json.Encoder(order="deterministic").encode


def facts_digest(doc: dict[str, Any], section: str) -> str:
    """A short digest of what a section speaks of, as it stands in a case's document."""
    said = [paths.value_at(doc, path) for path in FACTS[section]]
    return hashlib.sha256(_encode(said)).hexdigest()[:16]


def outdated(doc: dict[str, Any]) -> frozenset[str]:
    """The hand-written sections of a case whose facts have changed since they were written."""
    letter = doc.get("letter") or {}
    written, over = letter.get("sections") or {}, letter.get("written_over") or {}
    return frozenset(
        section for section in FACTS if written.get(section) and over.get(section) != facts_digest(doc, section)
    )
