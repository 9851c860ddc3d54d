"""What an appeal begins with: the facts of the denied case, without what belongs to the first letter alone. Pure."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

CARRIED = (
    "kind", "off_label", "location", "payer", "provider", "value", "tags", "patient", "coverage", "diagnoses",
    "history", "findings", "visits", "treatments", "alternatives", "evidence", "rationale", "request", "outcomes",
    "policy", "injury", "attachments",
)  # fmt: skip
"""Fields that an appeal takes over. Sections in somebody's own words, ticks and signatures were of the first letter."""


def carried_over(denied: dict[str, Any]) -> dict[str, Any]:
    """The fields of a new appeal of a case, from the denied case's document. Its priority is the denied case's own."""
    fields = {key: deepcopy(denied[key]) for key in CARRIED if denied.get(key) is not None}
    return {**fields, "purpose": "appeal", "appeal": {"of": denied["id"]}, "priority": denied.get("priority")}
