"""The sections of a case, in the reading order of its letter: the left side of the case screen, `show`, `check`."""

from __future__ import annotations

SECTIONS: dict[str, str] = {
    "case": "Case",
    "policy": "Payer's requirements",
    "patient": "Patient",
    "coverage": "Coverage",
    "diagnosis": "Diagnosis",
    "history": "Clinical history",
    "treatments": "Previous treatments",
    "justification": "Justification",
    "request": "Request",
    "outcomes": "Outcomes",
    "enclosures": "Enclosures",
    "letter": "Letter's own words",
    "sending": "Signing and sending",
    "answer": "Payer's answer",
    "log": "Tasks and notes",
}
"""Section id → title. Each top-level field of `Case` names its section at its declaration."""
