"""What a payer's answers and appeals are counted by: the clinic's own times, then the shipped rules of its kind. Pure.

Called by the directory's screen and command. A rule from memory is shown as such until its id stands among the payer's
confirmed rules, which is one edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from lmnboard.knowledge.counting import amount_of, time_of
from lmnboard.knowledge.payer_rules.clock_tables import AnswerTime, answer_times, levels
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer
from lmnboard.workflow.dated import cited, type_of
from lmnboard.workflow.rungs import ladder


class PayerClock(msgspec.Struct, frozen=True):
    """One time of a payer: what it is for, how long, and where that comes from.

    `rule` is the id of a shipped rule, empty for the clinic's own. One that is not `confirmed` is from memory.
    """

    what: str
    time: str
    source: str
    rule: str = ""
    confirmed: bool = True

    @property
    def standing(self) -> str:
        """Whose it is, or how far to trust it."""
        if not self.rule:
            return "own"
        return "sure" if self.confirmed else "recalled"


def clocks_of(payer: Payer, clinic: Clinic, today: date) -> list[PayerClock]:
    """The clinic's own times of a payer first, then the shipped times to answer, then its ladder of appeal."""
    return [*_own(payer), *_answers(payer, today), *_appeals(payer, clinic)]


def confirming(payer: Payer, rule: str) -> list[str]:
    """The payer's confirmed rules with one more."""
    return [*payer.confirmed_rules, *([] if rule in payer.confirmed_rules else [rule])]


def _own(payer: Payer) -> Iterator[PayerClock]:
    for answer in payer.decision_times:
        track = words(answer.track or "standard").lower()
        source = _cited(answer.source, answer.verified_on)
        yield PayerClock(f"answer, {track}", _time(answer.amount, answer.unit), source)
    for window in payer.appeal_windows:
        since = "receipt" if window.counted_from == "receipt" else "the notice"
        time = f"{_time(window.amount, window.unit)} from {since}"
        yield PayerClock(f"file {window.level or 'an appeal'}", time, _cited(window.source, window.verified_on))


def _answers(payer: Payer, today: date) -> Iterator[PayerClock]:
    for row in answer_times():
        if _is_of(row, payer) and row.in_force(today):
            source, sure = cited(row, payer)
            tracks = ", ".join(words(track).lower() for track in row.tracks)
            what = f"answer, {tracks}: {row.what}"
            yield PayerClock(what, amount_of(row.amount, row.unit), source, row.id, sure)


def _is_of(row: AnswerTime, payer: Payer) -> bool:
    known_state = not row.states or payer.state in row.states
    own_funds = row.state_law and payer.self_funded == "yes"
    return type_of(payer) in row.payers and row.program in ("", payer.program) and known_state and not own_funds


def _appeals(payer: Payer, clinic: Clinic) -> Iterator[PayerClock]:
    for rung in ladder(Case(payer=payer.id), clinic):
        level = levels().get(rung.id)
        if level is None:  # the clinic's own, which stands above
            continue
        time = f"{amount_of(level.file_amount, level.file_unit)} from {level.file_from}" if level.file_amount else ""
        if rung.auto_forward:
            time = "the payer sends it on by itself"
        what = f"appeal {rung.level}: {rung.name}, decided by {rung.decider}"
        yield PayerClock(what, time or "no time of its own", rung.source, rung.id, rung.confirmed)


def _time(amount: int | None, unit: str | None) -> str:
    """A time as people read it; what cannot be counted as it was typed."""
    time = time_of(amount, unit)
    return amount_of(*time) if time else " ".join(filter(None, (str(amount or ""), unit))) or "no time given"


def _cited(source: str | None, verified_on: date | None) -> str:
    verified = f"verified {us_date(verified_on)}" if verified_on else "not verified"
    return ", ".join(filter(None, (source or "no source", verified)))
