"""The last days to file an appeal, to ask that care goes on meanwhile, and to ask for a peer-to-peer. Pure.

Imports `counting`, the tables of the rules and `rungs`. Called through `deadlines` by the board's actions and screens.
"""

from __future__ import annotations

from datetime import date, timedelta

from lmnboard.knowledge import counting
from lmnboard.knowledge.counting import amount_of, count
from lmnboard.knowledge.payer_rules.clock_tables import Level, follow_ups, levels
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.dated import PAYER, Deadline, cited, day, last_answer, type_of
from lmnboard.workflow.rungs import PEER_TO_PEER, Rung, Window, next_rung, own_windows

_MISSED = "the right to this appeal is lost, except for good cause where the rule knows one"


def file_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to file at the next rung; None where no window is known or the case goes on by itself.

    Counted from the last answer: from its receipt or its date as the rule says, from the clinic's own window first.
    """
    rung = next_rung(denied, clinic)
    if rung is None or rung.auto_forward:
        return None
    own, unread = own_windows(rung.id, denied, clinic)
    counted = [due for window in own if (due := _by_own(window, denied)) is not None]
    if counted:
        return min(counted, key=lambda due: due.on)
    level = levels().get(rung.id)
    return _by_rule(level, rung, denied, clinic, unread) if level else None


def continue_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to ask that care goes on during the appeal (42 CFR 438.420); None where that is not offered.

    Offered for care that had been approved: a continuation, or an answer that says from when it reduces or stops it.
    """
    rung, answer = next_rung(denied, clinic), last_answer(denied)
    level = levels().get(rung.id) if rung else None
    if rung is None or level is None or level.continue_days is None or answer is None:
        return None
    effective = day(answer.effective_on)
    if not (effective or denied.purpose == "continuation" or denied.appeal.continue_by):
        return None
    notice, slip = _notice(denied)
    if notice is None:
        return None
    said = [level.continue_benefits, *slip]
    on, sent = count(notice, level.continue_days, "calendar_day")
    if level.continue_effective == "before":
        on = (effective or on) - timedelta(days=1)
        said.append(f"Takes effect {echo_date(effective)}" if effective else f"Takes effect at the earliest {sent}")
        said.append(f"The day before = {echo_date(on)}")
    else:
        said.append(sent)
        if effective and level.continue_effective == "later":
            said.append(f"Takes effect {echo_date(effective)}: the later of the two = {echo_date(max(on, effective))}")
            on = max(on, effective)
    sure = rung.confirmed and level.continue_effective != "before"
    source = level.source if sure else f"{level.source} (recalled, confirm)"
    missed = "the care is not paid for while the appeal runs"
    return Deadline(
        on=on, rule=f"{rung.id}:continue", source=source, confirmed=sure and not slip, said=tuple(said),
        if_missed=missed,
    )  # fmt: skip


def peer_to_peer_by(denied: Case, clinic: Clinic) -> Deadline | None:
    """The last day to ask for a peer-to-peer discussion of a denial; None where there is none.

    The clinic's own window, of any payer; else of a commercial one the next business day, which is in no law.
    """
    answer = last_answer(denied)
    if answer is None or answer.outcome not in ("denied", "partly_approved", "non_affirmed"):
        return None
    own, unread = own_windows(PEER_TO_PEER, denied, clinic)
    counted = [due for window in own if (due := _by_own(window, denied)) is not None]
    if counted:
        return min(counted, key=lambda due: due.on)
    start = counting.received(day(answer.notice_on), day(answer.received_on))
    if start is None or type_of(clinic.payer_of(denied)) != "commercial":
        return None
    default = follow_ups()["p2p"]
    source, sure = cited(default, clinic.payer_of(denied))
    on, said = count(start.on, default.offset, "business_day")
    note = levels()[PEER_TO_PEER].file_note
    return Deadline(on=on, rule=default.id, source=source, confirmed=sure, said=(start.said, said, note, *unread))


def _by_rule(level: Level, rung: Rung, denied: Case, clinic: Clinic, unread: list[str]) -> Deadline | None:
    amount, also = level.file_amount, list(unread)
    if amount is None:
        return None
    if level.safe_amount is not None:
        amount = level.safe_amount
        also.append(level.file_note)
    elif level.short_amount is not None and (denied.kind is None or denied.kind in level.short_kinds):
        amount = level.short_amount
        also.append(f"Whether it has the shorter time is not known: {level.short_because}. The earlier day is taken.")
    start, slip = _start(level, denied)
    if start is None or (level.effective_from and start.on < level.effective_from):
        return None
    on, sum_said = count(start.on, amount, level.file_unit, month_rule=level.month_rule)
    since = level.expedited_from if denied.priority == "expedited" and level.expedited_from else level.file_from
    said = [f"{level.id}: {level.name}, {amount_of(amount, level.file_unit)} from {since}.", start.said]
    said.append(sum_said)
    if level.roll and (rolled := counting.roll(on)) != on:
        said.append(f"No business day: goes to the next one, {echo_date(rolled)}")
        on = rolled
    if level.received:
        said.append("It must have been received by then, not only sent.")
    if level.at_least:
        said.append("The plan may allow more: its notice says so.")
    if level.note:
        also.append(level.note)
    return Deadline(
        on=on, rule=level.id, source=rung.source, confirmed=rung.confirmed and not slip,
        said=(*said, *slip, *also), if_missed=_missed(level),
    )  # fmt: skip


def _by_own(window: Window, denied: Case) -> Deadline | None:
    row = window.row
    answer = last_answer(denied)
    start, slip = _from_notice(denied)
    if row.counted_from == "receipt" and answer is not None:
        start, slip = counting.received(day(answer.notice_on), day(answer.received_on)), []
    if start is None:
        return None
    on, said = count(start.on, window.amount, window.unit)
    source = (row.source or "the payer's own window") + (f", verified {row.verified_on}" if row.verified_on else "")
    first = f"The payer's own window: {amount_of(window.amount, window.unit)} from {row.counted_from or 'notice'}."
    return Deadline(
        on=on, rule=PAYER, source=source, confirmed=not slip, said=(first, start.said, said, *slip), if_missed=_MISSED
    )


def _start(level: Level, denied: Case) -> tuple[counting.Sum | None, list[str]]:
    answer = last_answer(denied)
    if answer is None or "notice" in (level.file_from, level.expedited_from if denied.priority == "expedited" else ""):
        return _from_notice(denied)
    return counting.received(day(answer.notice_on), day(answer.received_on), level.presumed_days), []


def _from_notice(denied: Case) -> tuple[counting.Sum | None, list[str]]:
    notice, slip = _notice(denied)
    return (counting.Sum(notice, f"Notice of {echo_date(notice)}") if notice else None), slip


def _notice(denied: Case) -> tuple[date | None, list[str]]:
    """The date of the notice; without one the day it was received, which is said: the notice is older."""
    answer = last_answer(denied)
    if answer is None:
        return None, []
    if notice := day(answer.notice_on):
        return notice, []
    slip = "The date of the notice is not entered: counted from its receipt, so the true day is EARLIER. Enter it."
    return day(answer.received_on), [slip]


def _missed(level: Level) -> str:
    return f"a late appeal is heard only {level.late}" if level.late.startswith("for good cause") else _MISSED
