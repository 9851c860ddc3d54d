"""A finding: what one check says of one case, where, how bad, and how to mend it.

Imports only msgspec. Made by `registry`, given out by `runner`; the command line, the board's gates and the
checklist screen read it and need to know no check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["block", "warn", "info"]
Status = Literal["pass", "fail", "weak", "placeholder", "person", "not_applicable"]
LeavingStage = Literal["gathering", "drafting", "review"]

OPEN: frozenset[Status] = frozenset({"fail", "weak", "placeholder", "person"})
"""The statuses of a finding that is not settled."""

STAGES_LEFT: tuple[LeavingStage, ...] = ("gathering", "drafting", "review")

LONGEST_LINE = 140
"""Characters of a message or a fix at the most, so that each stands on one line of a wide terminal."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One result of one check. A check that fails in three rows gives three findings, else it gives one.

    `part` is the checklist's own section, `section` the id of the case's section where it is mended. `stage` is the
    stage that cannot be left while it fails. `record` is `cases` for the judged case, else a record of the directory
    as `providers/shah`, and `field` a path in that record. `span` is start and end of `words` in the field's text.
    `also` are the rows of the checklist that this check answers too. Status `person` waits for somebody's tick; `weak`
    is there and would not convince; `placeholder` is a blank where the fact should stand. Of a letter's words, `field`
    is empty and `span` is in the letter. `silenced` is why the clinic will not hear of it: it asks nothing then.
    """

    check: str
    title: str
    part: str
    section: str
    severity: Severity
    stage: LeavingStage
    status: Status
    source: str
    also: tuple[str, ...] = ()
    message: str = ""
    fix: str = ""
    record: str = "cases"
    field: str = ""
    words: str = ""
    span: tuple[int, int] | None = None
    silenced: str = ""

    @property
    def is_open(self) -> bool:
        """Somebody has something to do about it."""
        return self.status in OPEN and not self.silenced

    @property
    def is_blocker(self) -> bool:
        return self.severity == "block" and self.is_open


def blockers(judged: Iterable[Finding], stage: LeavingStage | None = None) -> list[Finding]:
    """The findings that keep a letter from leaving, or with `stage` those that must be mended to leave that stage:
    its own and the earlier ones'."""
    asked = STAGES_LEFT if stage is None else STAGES_LEFT[: STAGES_LEFT.index(stage) + 1]
    return [finding for finding in judged if finding.is_blocker and finding.stage in asked]


def count(judged: Iterable[Finding]) -> tuple[int, int]:
    """How many of the checks that apply hold, and how many apply. Advice fails none; what is silenced is not asked."""
    holds: dict[str, bool] = {}
    for finding in judged:
        if finding.status != "not_applicable" and not finding.silenced:
            held = finding.status == "pass" or finding.severity == "info"
            holds[finding.check] = holds.get(finding.check, True) and held
    return sum(holds.values()), len(holds)
