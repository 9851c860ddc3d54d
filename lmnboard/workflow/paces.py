"""The clinic's own pace: how many days a stage usually takes, and by when one has to begin to file in time. Pure.

Read from the stays of the history. All days here are elapsed calendar days, weekends and holidays among them, as a
deadline runs through them too; an elapsed day is the same in every time zone. Called by the agenda.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from statistics import median

from lmnboard.model.change import Entry
from lmnboard.model.choices import UNFILED
from lmnboard.workflow.stays import stays

ENOUGH = 5
"""Stays from which on a median says something."""
BACK = timedelta(days=365)
"""How far back a pace is worth reading: staff and payers change."""
MOST = 2000
"""Stays that are read at most: the median of more is the same, and a history of years is long."""


class Paces:
    """Median days of each stage, of the clinic and of each provider's cases."""

    def __init__(self, taken: dict[tuple[str, str | None], list[float]]) -> None:
        """`taken`: the days of every stay, by stage and provider; the whole clinic's under None."""
        self._usual = {key: median(days) for key, days in taken.items() if len(days) >= ENOUGH}

    def usual(self, stage: str, provider: str | None = None) -> float | None:
        """Days that a case usually stays in a stage: the provider's cases where there are enough, else all.

        None where fewer than five have left it.
        """
        own = self._usual.get((stage, provider)) if provider else None
        return self._usual.get((stage, None)) if own is None else own

    def last_safe_start(self, stage: str, provider: str | None, deadline: date, spent: float = 0.0) -> date | None:
        """The last day on which what is left may begin for the letter to leave by a deadline, at the usual pace.

        Counted back from the deadline, a date at the case's location, by the usual days of this stage, less those that
        the case has `spent` in it, and of the stages between it and sending; to the nearest whole day. None once the
        letter is sent, and where one of those stages has no usual days yet: a guess would call a late case safe.
        """
        if stage not in UNFILED:
            return None
        here, *later = (self.usual(left, provider) for left in UNFILED[UNFILED.index(stage) :])
        known = [usual for usual in later if usual is not None]
        if here is None or len(known) < len(later):
            return None
        return deadline - timedelta(days=round(max(here - spent, 0.0) + sum(known)))


def paces(newest_first: Iterable[Entry], provider_of: Callable[[str], str | None], *, since: str = "") -> Paces:
    """The pace of a clinic from its history, newest entry first, read no further back than the instant `since`.

    `provider_of` names the signing provider of a record (`cases/42`), as the case stands now. A stay is one visit, as
    an open case is compared with by its own `stage_since`.
    """
    taken: dict[tuple[str, str | None], list[float]] = {}
    for count, stay in enumerate(stays(newest_first, since), 1):
        days = stay.days
        taken.setdefault((stay.stage, None), []).append(days)
        provider = provider_of(stay.record)
        if provider:
            taken.setdefault((stay.stage, provider), []).append(days)
        if count >= MOST:
            break
    return Paces(taken)
