"""What a clinic does not want to hear of: a check, or a check's finding about certain words.

Of one case, with a reason, or of all cases, by a lead. It is shown as silenced and asks nothing. Imports `finding` and
the model. Called by `runner` and, for what may be silenced, by the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from lmnboard.checklist.finding import Finding
from lmnboard.model.case import Case
from lmnboard.model.directory import Settings

FOR_ALL = "by the clinic"
"""The reason that is shown where a lead has silenced it for every case."""

_NEVER = frozenset({"CHK-135", "CHK-138", "CHK-140", "CHK-177"})
OF_IDENTITY = frozenset({"CHK-045", "CHK-046", "CHK-047", "CHK-048"})
"""What they speak of are patients' names and numbers: silenced one by one, in one case, and written nowhere else."""


class Silenced(NamedTuple):
    """One thing not to hear of: a check's id, and words or nothing."""

    check: str
    words: str
    because: str

    def covers(self, finding: Finding) -> bool:
        if finding.check != self.check or (not self.words and self.check in OF_IDENTITY):
            return False
        return not self.words or flat(self.words) == flat(finding.words)


def flat(words: str) -> str:
    """Words as they are compared: any case, any white space."""
    return " ".join(words.lower().split())


def of_all(settings: Settings) -> Iterator[Silenced]:
    """What the clinic has silenced: each entry is a check's id, with words behind it or none."""
    for entry in settings.silenced:
        check, _, words = entry.strip().partition(" ")
        if check:
            yield Silenced(check.upper(), words.strip(), FOR_ALL)


def applied(findings: Iterable[Finding], case: Case, settings: Settings) -> list[Finding]:
    """The findings, those that are silenced marked so."""
    quiet = [
        *(Silenced(row.check or "", row.words or "", row.because or "") for row in case.silenced),
        *of_all(settings),
    ]
    return [_marked(finding, quiet) for finding in findings] if quiet else list(findings)


def refusal(finding: Finding, *, for_all: bool) -> str:
    """Why a finding may not be silenced; empty where it may."""
    if finding.status == "person":
        return f"{finding.check} is ticked by a person, not silenced."
    if finding.check in _NEVER:
        return f"{finding.check} is about the signature, which no letter goes without."
    if for_all and finding.check in OF_IDENTITY:
        return f"{finding.check} keeps wrong names and numbers out of letters: silence it in one case, with the reason."
    return ""


def _marked(finding: Finding, quiet: list[Silenced]) -> Finding:
    if not finding.is_open or refusal(finding, for_all=False):
        return finding
    for one in quiet:
        if one.covers(finding) and not (one.because == FOR_ALL and finding.check in OF_IDENTITY):
            return msgspec.structs.replace(finding, silenced=one.because or "without a reason")
    return finding
