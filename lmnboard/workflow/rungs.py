"""The ladder of appeal of a case's payer, where a case stands on it, and the clinic's own windows beside it. Pure.

Imports the tables of the rules and `dated`. Called by the modules that count, and through `deadlines` by everybody.
"""

from __future__ import annotations

import re

import msgspec

from lmnboard.knowledge.counting import Unit, time_of
from lmnboard.knowledge.payer_rules.clock_tables import Level, levels
from lmnboard.knowledge.payer_rules.tables import thresholds
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import AppealWindow, Payer
from lmnboard.workflow.dated import cited, last_answer, state_of, type_of

PEER_TO_PEER = "com_0"
_NUMBERS = {"first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3"}


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One level of a payer's ladder of appeal. `auto_forward`: the payer sends the case on without being asked.

    `amount` says what must be in dispute, `threshold` is that amount's id. A rung of `payer_v1` is the clinic's own.
    """

    id: str
    name: str
    level: int
    decider: str
    source: str
    confirmed: bool
    form: str = ""
    who_may_file: str = ""
    auto_forward: bool | None = None
    amount: str = ""
    note: str = ""
    threshold: str = ""


class Window(msgspec.Struct, frozen=True):
    """The clinic's own time to file at a level, as it can be counted."""

    row: AppealWindow
    amount: int
    unit: Unit


def ladder(case: Case, clinic: Clinic) -> tuple[Rung, ...]:
    """The levels of appeal of a case's payer, first to last.

    A payer without a shipped ladder has the levels for which the clinic entered a window, in their order.
    """
    payer = clinic.payer_of(case)
    shipped = tuple(_rung(level, payer) for level in _levels(case, clinic) if not level.beside)
    return shipped or tuple(_own(row, at) for at, row in enumerate(_own_rows(payer), 1))


def next_rung(denied: Case, clinic: Clinic) -> Rung | None:
    """The level at which the last answer to a case is appealed; None where there is none left, or none at all.

    Without an answer: the level that is open once the payer's silence counts as a denial. A request that Original
    Medicare did not affirm is sent again, not appealed (42 CFR 405.926(t)); `why_no_rung` says such reasons.
    """
    if why_no_rung(denied, clinic):
        return None
    rungs = ladder(denied, clinic)
    return rungs[at] if (at := _done(denied, rungs, clinic)) < len(rungs) else None


def why_no_rung(denied: Case, clinic: Clinic) -> str:
    """Why a case cannot be appealed further, as a sentence; empty where it can."""
    answer, payer = last_answer(denied), clinic.payer_of(denied)
    rungs = ladder(denied, clinic)
    if answer and answer.outcome == "non_affirmed" and type_of(payer) == "medicare_ffs":
        return levels()["ffs_0"].file_note
    if answer and answer.outcome not in ("denied", "partly_approved", "non_affirmed"):
        return "The last answer is no denial."
    if type_of(payer) == "hsa_fsa" and is_hsa(denied, clinic):
        return levels()["fsa_1"].note
    if not rungs:
        return "No levels of appeal are known for this payer: enter them as its appeal windows."
    return "It was the last level of this payer." if _done(denied, rungs, clinic) >= len(rungs) else ""


def rung_of(case: Case, clinic: Clinic) -> Rung | None:
    """The rung on which an appeal case stands: by its rung, else by the name of its level, else the first."""
    if case.purpose != "appeal":
        return None
    rungs = ladder(case, clinic)
    by_id = next((rung for rung in rungs if rung.id == case.appeal.rung), None)
    named = level_named(case.appeal.level, case, clinic)
    by_name = next((rung for rung in rungs if named and rung.id == named), None)
    return by_id or by_name or (rungs[0] if rungs else None)


def own_windows(level: str, case: Case, clinic: Clinic) -> tuple[list[Window], list[str]]:
    """The clinic's own windows of a level, and sentences on those that cannot be read."""
    found, unread = [], []
    for row in clinic.payer_of(case).appeal_windows:
        named = f"payer_{row.id}" if level == f"payer_{row.id}" else level_named(row.level, case, clinic)
        if named is None and not level.startswith("payer_"):
            which = f"'{row.level}'" if row.level else "without a level"
            unread.append(f"The payer's own window {which} is of no level, or of several: name one as its ladder does.")
        if named != level:
            continue
        time = time_of(row.amount, row.unit)
        if time is None or time[1] in ("hour", "plan_year_end"):
            given = f"{row.amount or 'no amount'} {row.unit or 'without unit'}"
            unread.append(f"The payer's own window ({given}) cannot be read, and is not used: mend it with the payer.")
        else:
            found.append(Window(row, *time))
    return found, unread


def level_named(text: str | None, case: Case, clinic: Clinic) -> str | None:
    """The id of the level that a clinic's words mean, by id, name or number; None for none, or more than one."""
    wanted = _plain(text)
    if not wanted:
        return None
    known = [*_levels(case, clinic), *([] if type_of(clinic.payer_of(case)) == "commercial" else [levels()["com_0"]])]
    ranked = sorted((rank, level.id) for level in known if (rank := _rank(wanted, level)) is not None)
    if not ranked or sum(rank == ranked[0][0] for rank, _id in ranked) > 1:
        return None
    return ranked[0][1]


def is_hsa(case: Case, clinic: Clinic) -> bool:
    """Whether the payer or plan is called an HSA, and neither FSA nor HRA: its holder decides alone."""
    called = f"{clinic.payer_of(case).name} {case.coverage.plan_name}".upper()
    return bool(re.search(r"\bHSA\b", called)) and not re.search(r"\b(FSA|HRA)\b", called)


def _levels(case: Case, clinic: Clinic) -> list[Level]:
    payer = clinic.payer_of(case)
    kind, state = type_of(payer), state_of(payer, clinic, case)
    return [
        level
        for level in levels().values()
        if kind in level.payers
        and (not level.states or state in level.states)
        and (not level.program or level.program == payer.program)
        and level.internal_levels <= (payer.internal_levels or 1)
    ]


def _done(denied: Case, rungs: tuple[Rung, ...], clinic: Clinic) -> int:
    """How many rungs of the ladder a case has behind it."""
    here = rung_of(denied, clinic)
    return rungs.index(here) + 1 if here else 0


def _rung(level: Level, payer: Payer) -> Rung:
    source, sure = cited(level, payer)
    if level.at_most and level.id not in payer.confirmed_rules:
        source, sure = f"{source} (at most: confirm the state's own)", False
    amounts = [row for row in thresholds() if row.id == level.threshold and row.effective_from]
    return Rung(
        id=level.id,
        name=level.name,
        level=level.level,
        decider=level.decider,
        source=source,
        confirmed=sure,
        form=level.form,
        who_may_file=level.who_may_file,
        auto_forward=level.auto_forward,
        amount=", ".join(f"${row.value:,.0f} in {row.effective_from:%Y}" for row in amounts),
        note=level.note,
        threshold=level.threshold,
    )


def _own_rows(payer: Payer) -> list[AppealWindow]:
    rows = [row for row in payer.appeal_windows if row.level and _rank(_plain(row.level), levels()["com_0"]) is None]
    return sorted(rows, key=lambda row: row.order or 0)


def _own(row: AppealWindow, level: int) -> Rung:
    return Rung(
        id=f"payer_{row.id}",
        name=row.level or "",
        level=level,
        decider="the payer",
        source=row.source or "the payer's own window",
        confirmed=True,
    )


def _plain(text: str | None) -> str:
    plain = " ".join((text or "").casefold().replace("-", " ").split())
    return "peer to peer" if plain in ("p2p", "peer") else plain


def _rank(wanted: str, level: Level) -> int | None:
    """How well words mean a level, 0 best: its id or name, the beginning of one, a part of one, its number."""
    name = _plain(level.name)
    if wanted in (level.id, name):
        return 0
    if f"{name} ".startswith(f"{wanted} ") or f"{wanted} ".startswith(f"{name} "):
        return 1
    if f" {wanted} " in f" {name} " or f" {name} " in f" {wanted} ":
        return 2
    words = [_NUMBERS.get(word, word) for word in wanted.removesuffix(" appeal").split() if word != "level"]
    return 3 if words == [str(level.level)] and not level.beside else None
