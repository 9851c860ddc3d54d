"""The seven named mistakes that get letters refused, each told by its name where one of its checks says something.

Imports `finding`. Called by the screens, which show the names in the checklist's head and on the card. The names are
section Q of the checklist (guide A.109-131).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lmnboard.checklist.finding import Finding

MISTAKES: dict[str, tuple[str, ...]] = {
    "VAGUE": ("CHK-088", "CHK-192", "CHK-089", "CHK-091"),
    "ICD": tuple(f"CHK-{number:03d}" for number in (*range(50, 57), 58)),
    "IDENTITY": tuple(f"CHK-{number:03d}" for number in range(32, 49)),
    "CRITERIA": ("CHK-004", "CHK-142", "CHK-146", "CHK-149", "CHK-152", "CHK-153"),
    "ALTERNATIVES": ("CHK-086", "CHK-069"),
    "EVIDENCE": tuple(f"CHK-{number:03d}" for number in range(120, 131)),
    "DEADLINE": ("CHK-144",),
}
"""The checks of each mistake, in the guide's order."""

_ALSO_CRITERIA = ("RULE-", "PAYER-")
"""How the ids of the packs' criteria and of a payer's own begin."""
_NAME_OF = {check: name for name, checks in MISTAKES.items() for check in checks}


def mistakes(findings: Iterable[Finding]) -> list[str]:
    """The mistakes that a letter makes now, in the guide's order, with how often where it is more than once.

    Advice makes none, nor what is silenced or still waits for a person's tick: nothing is known to be wrong there.
    """
    made = Counter(
        _name_of(finding.check)
        for finding in findings
        if finding.is_open and finding.severity != "info" and finding.status != "person"
    )
    return [name if made[name] == 1 else f"{name} ×{made[name]}" for name in MISTAKES if made[name]]


def _name_of(check: str) -> str:
    return "CRITERIA" if check.startswith(_ALSO_CRITERIA) else _NAME_OF.get(check, "")
