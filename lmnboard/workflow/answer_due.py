"""When the payer must have answered a submission, counted by the clinic's own time or the rule that applies. Pure.

Imports `counting`, the tables of the rules, and the modules of this room that choose among them. Called through
`deadlines` by the board's actions, and by `lateness`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from lmnboard.knowledge import counting
from lmnboard.knowledge.counting import MOST, Unit, amount_of, time_of
from lmnboard.knowledge.payer_rules.clock_tables import AppealTime, Timed, times_of
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.case import Case
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import DecisionTime
from lmnboard.workflow.answer_rules import Fitting, fitting, tracks_of
from lmnboard.workflow.dated import PAYER, Deadline, cited, day, instant, last_answer, last_submission, zone_of_payer
from lmnboard.workflow.rungs import Rung, is_hsa, rung_of


class Start(msgspec.Struct, frozen=True):
    """The instant from which an answer is counted, in the payer's zone, how it is known, and what delays it."""

    at: datetime
    said: str
    faxed: bool = False
    extended_by: str = ""
    at_hour: bool = True
    """Whether the hour is known, not only the day."""


def answer_due(case: Case, clinic: Clinic, denied: Case | None = None) -> Deadline | None:
    """When the payer must have answered the last submission; None where nothing was sent or nobody decides.

    `denied` is the case that an appeal is of, where it is at hand: it says whether the care was given already, and
    starts the clock of a level to which the payer itself sends the case on. A date set by hand stays with the caller.
    """
    rung = rung_of(case, clinic)
    if rung is not None and rung.auto_forward and denied is not None and last_submission(case) is None:
        start = _forwarded(denied, clinic)
    else:
        start = _sent(case, clinic)
    if start is None or is_hsa(case, clinic):
        return None
    if case.purpose == "appeal":
        return _of_appeal(case, clinic, rung, start, denied) if rung else None
    if own := _own_times(case, clinic):
        return min((_by_own(row, unit, start, case, clinic) for row, unit in own), key=_order)
    return _of_request(case, clinic, start)


def _of_request(case: Case, clinic: Clinic, start: Start) -> Deadline | None:
    payer = clinic.payer_of(case)
    counted: list[tuple[Fitting, Deadline]] = []
    for fit in fitting(case, clinic, start.at.date()):
        row = fit.row
        source, sure = cited(row, payer)
        rule = f"{row.id}: {row.what}, {amount_of(row.amount, row.unit)} once {row.starts}."
        due = _due(row, start, case, clinic, rule=row.id, source=source, confirmed=sure, first=rule)
        counted.append((fit, due))
    if not counted:
        return None
    fit, due = min(counted, key=lambda found: (*_order(found[1]), bool(found[0].unknown), not found[1].confirmed))
    also = []
    if case.priority == "expedited" and not {"expedited", "concurrent"} & set(fit.row.tracks):
        also.append("No time for an expedited request is known here: this is the standard one.")
    others = [other for other in counted if other[1].on != due.on and (fit.unknown or other[0].unknown)]
    if fit.unknown and others:
        told = ", ".join(f"{other.row.id} {echo_date(later.on)}" for other, later in others)
        also.append(f"Not known: {', '.join(fit.unknown)}. The earliest is taken, not {told}.")
    elif fit.unknown:
        also.append(f"Not known: {', '.join(fit.unknown)}. Where it applies, it is due then.")
    if payer.type == "commercial" and payer.self_funded != "yes" and not any(other.row.states for other, _ in counted):
        also.append("The law of the state may ask for less: see the notice.")
    also += [fit.row.note] if fit.row.note else []
    return msgspec.structs.replace(due, said=(*due.said, *also, *_unread(case, clinic)))


def _of_appeal(case: Case, clinic: Clinic, rung: Rung, start: Start, denied: Case | None) -> Deadline | None:
    times = times_of(rung.id)
    row, also = _appeal_time(times, case, clinic, start, denied)
    if row is None:
        return None
    source, sure = cited(row, clinic.payer_of(case), rung.id)
    rule = f"{row.id}: {rung.name}, {amount_of(row.amount, row.unit)} once {row.starts}."
    if row.minus_level_before and denied is not None and (had := _days_of(denied, clinic)):
        also.append(f"{had} of the {row.amount} days were those of the level before.")
        row = msgspec.structs.replace(row, amount=max(row.amount - had, 0))
    due = _due(row, start, case, clinic, rule=row.id, source=source, confirmed=sure, first=rule)
    also += [row.note] if row.note else []
    return msgspec.structs.replace(due, said=(*due.said, *also))


def _appeal_time(
    times: dict[str, AppealTime], case: Case, clinic: Clinic, start: Start, denied: Case | None
) -> tuple[AppealTime | None, list[str]]:
    """The time to decide at a level for this kind of appeal, and what was taken for granted."""
    expedited, drug = case.priority == "expedited", case.kind == "medication"
    given = denied is not None and denied.purpose == "reimbursement"
    to_come = (denied is not None and denied.purpose in ("prior_authorization", "continuation")) or (
        case.request.start_on is not None and case.request.start_on >= start.at.date()
    )
    two = "_two_levels" if clinic.payer_of(case).internal_levels == 2 else ""
    when = (f"post_service{two}", "payment") if given else (f"pre_service{two}",)
    wanted = [
        *(["partb_drug_expedited"] if drug and expedited else []),
        *(["expedited"] if expedited else []),
        *(["partb_drug"] if drug and not given else []),
        *(when if not expedited else ()),
        *([] if given else ["pre_service"]), "standard", "post_service",
    ]  # fmt: skip
    row = next((times[track] for track in wanted if track in times), None)
    said = []
    if row is not None and expedited and "expedited" not in row.track:
        said.append("No time for an expedited appeal is known here: this is the standard one.")
    late = times.get(f"post_service{two}") or times.get("payment")
    if row is not None and late and row.track in (f"pre_service{two}", "standard") and not (given or to_come):
        said.append(f"Taken as care still to come; for care already given it is {amount_of(late.amount, late.unit)}.")
    return row, said


def _due(
    row: Timed, start: Start, case: Case, clinic: Clinic, *, rule: str, source: str, confirmed: bool, first: str
) -> Deadline:
    """A rule counted from a start: its units, its cap, what the payer extended it by."""
    said = [first, start.said]
    extension = _extension(row, start.extended_by)
    at: datetime | None = None
    if row.unit == "hour" and start.at_hour:
        at = counting.elapsed(start.at, row.amount)
        said.append(f"{_told(start.at)} + {amount_of(row.amount, row.unit)}, as they pass = {_told(at)}")
        if _day_of(row, start, case, clinic)[1]:
            said.append("It came after the payer's cut-off, which delays a time in days: hours run on.")
        if extension:
            at = counting.later(at, *extension)
            said.append(f"Extended by {amount_of(*extension)} = {_told(at)}")
        on = at.astimezone(clinic.zone(case.location)).date()
    else:
        came, delay = _day_of(row, start, case, clinic)
        # Where only the day is known, the earliest hour of it is its first.
        unit: Unit = "calendar_day" if row.unit == "hour" else row.unit
        amount = row.amount // 24 if row.unit == "hour" else row.amount
        on, sum_said = counting.count(came, amount, unit, skips_holidays=row.skips_holidays)
        said += [*delay, sum_said]
        if (capped := _cap(row, came, case)) and came < capped.on < on:
            on = capped.on
            said.append(capped.said)
        if extension:
            on, extended = counting.count(on, *extension)
            said.append(f"Extended by the payer: {extended}")
    if extension and row.extension_when:
        said.append(f"When it may be extended: {row.extension_when}.")
    if start.extended_by and not extension:
        none = "allows no extension" if row.extension_amount == 0 else "says nothing of an extension without its days"
        said.append(f"The rule {none}: the day stays.")
    return Deadline(
        on=on, at=at, rule=rule, source=source, confirmed=confirmed, said=tuple(said), if_missed=row.if_missed
    )


def _sent(case: Case, clinic: Clinic) -> Start | None:
    """The start for the last submission: proved receipt, else the moment it was sent, the earliest it can have come."""
    sent = last_submission(case)
    at = instant(sent.received_at) or instant(sent.sent_at) if sent else None
    if sent is None or at is None:
        return None
    at = at.astimezone(zone_of_payer(clinic.payer_of(case), clinic, case))
    way = words(sent.method).lower() if sent.method else "a way not noted"
    if instant(sent.received_at):
        said = f"Received by the payer {_told(at)}"
    elif sent.method == "mail":
        said = f"Mailed {_told(at)}; receipt not known: counted from then, the earliest"
    else:
        said = f"Sent by {way} {_told(at)}, taken as received then"
    return Start(at, said, faxed=sent.method == "fax", extended_by=(sent.extended_by or "").strip())


def _forwarded(denied: Case, clinic: Clinic) -> Start | None:
    """The start where the payer sends the case on: the day of its decision, the earliest it can have done so."""
    answer = last_answer(denied)
    on = day(answer.notice_on or answer.received_on) if answer else None
    if on is None:
        return None
    zone = zone_of_payer(clinic.payer_of(denied), clinic, denied)
    at = datetime.combine(on, time(), tzinfo=zone) if zone else datetime.combine(on, time()).astimezone()
    return Start(at, f"Sent on by the payer, at the earliest with its decision of {echo_date(on)}", at_hour=False)


def _day_of(row: Timed, start: Start, case: Case, clinic: Clinic) -> tuple[date, list[str]]:
    """The day it counts as received: what comes after the payer's cut-off hour counts as the next business day."""
    zone = zone_of_payer(clinic.payer_of(case), clinic, case)
    cut_off = counting.hour_of(clinic.payer_of(case).cut_off) if start.at_hour else None
    if cut_off is None and row.cut_off and start.faxed:
        cut_off, zone = counting.hour_of(row.cut_off), ZoneInfo(row.zone)
    on = counting.came_on(start.at, zone, cut_off)
    if cut_off and on != start.at.astimezone(zone).date():
        return on, [f"After the cut-off at {cut_off:%H:%M}: counts as {echo_date(on)}"]
    return on, []


def _cap(row: Timed, came: date, case: Case) -> counting.Sum | None:
    """The day that a rule never goes beyond, counted from receipt, or from the letter's day as the recommendation's.

    A letter so old that the day was over before it came has no such day: the rule's own time is left.
    """
    if row.cap_amount is None:
        return None
    since = day(case.signature.on) if row.cap_from else came
    if since is None:
        return None
    on, said = counting.count(min(since, came), row.cap_amount, row.cap_unit)
    return counting.Sum(on, f"Not beyond {said}" + (f" (from {row.cap_from})" if row.cap_from else ""))


def _extension(row: Timed, said: str) -> tuple[int, Unit] | None:
    """By how much the payer extended its time: what was noted, as far as the rule allows it, else all it allows."""
    allowed = None if row.extension_amount is None else (row.extension_amount, row.extension_unit)
    if not said or row.extension_amount == 0:
        return None
    noted = time_of(None, f"{said} days" if said.isdecimal() else said)
    if noted is None or allowed is None:
        return noted or allowed
    return min(noted, allowed) if noted[1] == allowed[1] else noted


def _own_times(case: Case, clinic: Clinic) -> list[tuple[DecisionTime, Unit]]:
    """The clinic's own times for this track, as far as they can be counted."""
    rows = clinic.payer_of(case).decision_times
    for group in tracks_of(case):
        own: list[tuple[DecisionTime, Unit]] = [
            (row, row.unit)
            for row in rows
            if (row.track or "standard") in group and row.unit and 0 < (row.amount or 0) <= MOST
        ]
        if own:
            return own
    return []


def _unread(case: Case, clinic: Clinic) -> list[str]:
    """Sentences on the clinic's own times for this track that cannot be counted."""
    return [
        f"The payer's own time ({row.amount or 'no amount'} {words(row.unit).lower() if row.unit else 'without unit'}) "
        "cannot be counted, and is not used: mend it with the payer."
        for row in clinic.payer_of(case).decision_times
        if (row.track or "standard") in tracks_of(case)[0] and not (row.unit and 0 < (row.amount or 0) <= MOST)
    ]


def _by_own(row: DecisionTime, unit: Unit, start: Start, case: Case, clinic: Clinic) -> Deadline:
    source = (row.source or "the payer's own time") + (f", verified {row.verified_on}" if row.verified_on else "")
    timed = Timed(
        id=PAYER, source=source, confidence="read", as_of=row.verified_on or start.at.date(),
        amount=row.amount or 0, unit=unit,
    )  # fmt: skip
    first = f"The payer's own time: {amount_of(timed.amount, unit)}."
    return _due(timed, start, case, clinic, rule=PAYER, source=source, confirmed=True, first=first)


def _days_of(denied: Case, clinic: Clinic) -> int:
    """The days that the level before had for its decision; 0 where they are not known."""
    start, answer = _sent(denied, clinic), last_answer(denied)
    decided = day(answer.notice_on or answer.received_on) if answer else None
    return max((decided - start.at.date()).days, 0) if start and decided else 0


def _order(due: Deadline) -> tuple[date, float]:
    return due.on, due.at.timestamp() if due.at else float("inf")


def _told(at: datetime) -> str:
    return f"{echo_date(at.date())} {at:%H:%M %Z}"
