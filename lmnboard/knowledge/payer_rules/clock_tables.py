"""The payer rules that dates are counted by, as tables: times to answer, ladders of appeal, who files, when to call.

Imports `tables` beside it and the units of `counting`. Read at the first call, so that the program starts without.
Called by `workflow.deadlines`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from lmnboard.knowledge.counting import MonthRule, Unit
from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.payer_rules.tables import Sourced, rows_of


class Timed(Sourced, frozen=True, kw_only=True):
    """So many units from a start. `extension_amount` 0: none is allowed; None: the rule does not say.

    `skips_holidays`: federal holidays are no calendar days of it. `cut_off`: a fax after this hour of `zone` counts as
    the next business day. `if_missed` is what the rule allows where the payer is late, as the end of a sentence.
    """

    amount: int
    unit: Unit
    starts: str = "the decider has the appeal"
    extension_amount: int | None = None
    extension_unit: Unit = "calendar_day"
    extension_when: str = ""
    cap_amount: int | None = None
    cap_unit: Unit = "calendar_day"
    cap_from: str = ""
    skips_holidays: bool = False
    cut_off: str = ""
    zone: str = ""
    if_missed: str = ""
    note: str = ""
    effective_from: date | None = None
    effective_to: date | None = None

    def in_force(self, on: date) -> bool:
        return (self.effective_from or on) <= on <= (self.effective_to or on)


class AnswerTime(Timed, frozen=True, kw_only=True):
    """The time to answer a request of a kind of payer. What is empty does not matter.

    `sent`: ways of submission. `state_law`: not for a self-funded plan. `words`: a pattern of the treatment. `perhaps`:
    what a case cannot tell. `replaces`: rules that do not run where this one surely does.
    """

    payers: tuple[str, ...]
    what: str
    tracks: tuple[str, ...]
    states: tuple[str, ...] = ()
    program: str = ""
    kinds: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    words: Pattern | None = None
    state_law: bool = False
    perhaps: str = ""
    replaces: tuple[str, ...] = ()


class AppealTime(Timed, frozen=True, kw_only=True):
    """The time to decide at a level. `minus_level_before`: the days that the level before had are inside it."""

    level: str
    track: str
    minus_level_before: bool = False


class Level(Sourced, frozen=True, kw_only=True):
    """One level of a ladder of appeal; or no rung but something `beside` that one.

    `file_amount` of `file_unit` from receipt or notice is the time to file: at least that (`at_least`), or at most
    (`at_most`), where plan or state say the rest. `safe_amount` is counted where the clinic has not entered its own,
    `short_amount` where a case of `short_kinds` may have the shorter time. `received`: it must be there by then.
    `expedited_from`: an expedited request is counted from the notice, whenever that came.
    """

    payers: tuple[str, ...]
    level: int
    name: str
    decider: str
    program: str = ""
    states: tuple[str, ...] = ()
    beside: str = ""
    internal_levels: int = 1
    auto_forward: bool | None = None
    file_amount: int | None = None
    file_unit: Unit = "calendar_day"
    file_from: Literal["receipt", "notice"] = "notice"
    presumed_days: int = 0
    expedited_from: Literal["", "notice"] = ""
    safe_amount: int | None = None
    short_amount: int | None = None
    short_kinds: tuple[str, ...] = ()
    short_because: str = ""
    month_rule: MonthRule = "last_of"
    roll: bool = False
    at_least: bool = False
    at_most: bool = False
    received: bool = False
    effective_from: date | None = None
    threshold: str = ""
    form: str = ""
    who_may_file: str = ""
    extension: str = ""
    continue_days: int | None = None
    continue_effective: Literal["", "later", "before"] = ""
    continue_benefits: str = ""
    late: str = ""
    exhaustion: str = ""
    binding: bool = False
    medical_judgment: bool = False
    file_note: str = ""
    note: str = ""


class FilingParty(Sourced, frozen=True, kw_only=True):
    """Who may file, and the paper that somebody else than the patient `needs`, good for `valid_months`.

    `not_needed_for`: denied requests whose treating physician files at the first level without it.
    """

    payers: tuple[str, ...]
    text: str
    needs: Literal["appointment", "consent", "authorization", "patient"]
    states: tuple[str, ...] = ()
    form: str = ""
    valid_months: int | None = None
    not_needed_for: tuple[str, ...] = ()


class FollowUp(Sourced, frozen=True, kw_only=True):
    """When to do the next thing: `offset` of `unit` (percent too) after what `base` names."""

    text: str
    offset: int
    unit: str
    base: str


@cache
def answer_times() -> tuple[AnswerTime, ...]:
    return tuple(AnswerTime(**row) for row in rows_of("answer_time"))


@cache
def levels() -> dict[str, Level]:
    """Every level by its id, ladder by ladder, each from its first rung on."""
    return {row["id"]: Level(**row) for row in rows_of("appeal_level")}


@cache
def times_of(level: str) -> dict[str, AppealTime]:
    """The times to decide at a level, by track."""
    return {row.track: row for row in _appeal_times() if row.level == level}


@cache
def filing_parties() -> tuple[FilingParty, ...]:
    return tuple(FilingParty(**row) for row in rows_of("filing_party", file="filing_parties"))


@cache
def follow_ups() -> dict[str, FollowUp]:
    """When to do the next thing, by id."""
    return {row["id"]: FollowUp(**row) for row in rows_of("follow_up")}


@cache
def _appeal_times() -> tuple[AppealTime, ...]:
    return tuple(AppealTime(**row) for row in rows_of("appeal_time"))
