"""Why a card stands where it stands: each clock, its arithmetic, its source and what follows once it passes. Pure.

Imports the clocks and the deadlines. The screen `w` draws it, and whatever prints it takes `as_text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.card import Card
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow import deadlines
from lmnboard.workflow.clocks import ANSWER, GLYPHS, Clock, Day, clocks, nearest_clock
from lmnboard.workflow.dated import BY_HAND, PAYER, Deadline, last_answer

Weight = Literal["strong", "base", "quiet", "warn"]
_AMONG = {
    "late": "the late (‼)",
    "today": "what is for today (!)",
    "urgent": "the urgent (▲)",
    "soon": "what is due soon (△)",
    "later": "what is due later",
}


class Line(msgspec.Struct, frozen=True):
    """One paragraph, so many steps in."""

    text: str
    weight: Weight = "base"
    step: int = 0


def why(case: Case, card: Card, clinic: Clinic, day: Day, denied: Case | None = None) -> tuple[Line, ...]:
    """Why a card stands where it stands on a day, paragraph by paragraph. `denied` is the case that it is an appeal of,
    where that is on the board: it says how the day to file was counted."""
    return tuple(_Telling(case, card, clinic, day, denied).lines())


def _named(clock: Clock | None) -> tuple[str, date] | None:
    return (clock.name, clock.on) if clock else None


def as_text(lines: Iterable[Line]) -> str:
    """The same for a terminal, a print or a mail: one paragraph a line, steps as spaces."""
    return "".join(f"{'  ' * line.step}{line.text}".rstrip() + "\n" for line in lines)


class _Telling:
    """The lines of one case."""

    def __init__(self, case: Case, card: Card, clinic: Clinic, day: Day, denied: Case | None) -> None:
        self._case = case
        self._card = card
        self._clinic = clinic
        self._day = day
        self._denied = denied

    def lines(self) -> list[Line]:
        nearest = nearest_clock(self._card, self._day)
        found = [
            Line(self._sentence(nearest), "strong"),
            Line(f"Today is {echo_date(self._day.today)}.", "quiet"),
            Line(""),
        ]
        running = clocks(self._card, self._day)
        # What decides comes first, tasks come last; those of one day are one clock, as their titles stand below it.
        each = dict.fromkeys(
            sorted(running, key=lambda clock: ((clock.name, clock.on) != _named(nearest), clock.name == "task"))
        )
        for clock in each:
            here = (clock.name, clock.on) == _named(nearest)
            found.append(
                Line(
                    f"{GLYPHS[clock.band]} {clock.name}: {echo_date(clock.on)}, {clock.says}",
                    "strong" if here else "base",
                )
            )
            if clock.safe != clock.on:
                found.append(Line(f"no business day: best by {echo_date(clock.safe)}, the one before it", "quiet", 2))
            found += self._about(clock)
        found += self._after_the_end()
        found.append(Line(""))
        found.append(Line("A column: marks ‼ ! ▲ △ first, in each expedited, then date, value, number.", "quiet"))
        return found

    def _sentence(self, nearest: Clock | None) -> str:
        """Why it stands here, in one sentence."""
        if self._card.stage == "resolved":
            return "It is resolved: what was closed last stands first."
        if nearest is None:
            return "It has no date, so it stands last: d gives it one."
        if nearest.name == ANSWER and nearest.days < 0:
            return f"The payer is late by {-nearest.days}d, not we: it stands among what is for today (!)."
        first = ", expedited first" if self._card.expedited else ""
        return f"It stands among {_AMONG[nearest.band]} by its {nearest.name}, {echo_date(nearest.on)}{first}."

    def _after_the_end(self) -> list[Line]:
        """What is still to come of a case that has ended: the day on which its renewal begins."""
        touch, ends = self._case.next_touch, self._case.authorization.to
        if self._card.stage != "resolved" or touch.on is None:
            return []
        found = [Line(f"next touch: {echo_date(touch.on)}, {touch.what or 'no step is named'}", "base")]
        return found + ([Line(f"the authorization ends {echo_date(ends)}", "quiet", 2)] if ends else [])

    # ------------------------------------------------------------------ one clock
    def _about(self, clock: Clock) -> list[Line]:
        case, iso = self._case, clock.on.isoformat()
        if clock.name == ANSWER:
            kept = case.answer_due
            due = deadlines.answer_due(case, self._clinic, self._denied)
            if late := deadlines.payer_lateness(case, self._clinic, self._day.today, self._denied):
                due = msgspec.structs.replace(due, if_missed="") if due else None
                told = [Line(late.said, "warn", 2), Line(late.allows, "warn", 2)]
                return self._kept(clock.on, kept.rule, kept.because, due) + told
            return self._kept(clock.on, kept.rule, kept.because, due)
        if clock.name == "file by" and self._card.appeal.file_by == iso:
            due = deadlines.file_by(self._denied, self._clinic) if self._denied else None
            return self._kept(clock.on, case.appeal.rule, case.appeal.because, due)
        if clock.name == "continue by":
            due = deadlines.continue_by(self._denied, self._clinic) if self._denied else None
            return self._kept(clock.on, None, None, due)
        if clock.name == "reply due":
            answer = last_answer(case)
            asked = answer is not None and answer.outcome == "more_information"
            due = None if asked else deadlines.file_by(case, self._clinic)
            return self._kept(clock.on, None, None, due, "to send what the payer asked for" if asked else "as entered")
        return [Line(text, "quiet", 2) for text in self._plainly(clock.name, iso)]

    def _plainly(self, name: str, iso: str) -> list[str]:
        """What is said of a date that no rule counts."""
        match name:
            case "file by":
                return ["given by a person: by then the letter has to be with the payer"]
            case "service":
                return ["the service date of the request: by then an answer is needed"]
            case "next touch":
                return [self._case.next_touch.what or "promised by us"]
            case _:
                open_tasks = [t for t in self._card.tasks if t.due == iso and t.is_open]
                return [task.title or "a task" for task in open_tasks]

    def _kept(
        self, on: date, rule: str | None, because: str | None, due: Deadline | None, otherwise: str = "as entered"
    ) -> list[Line]:
        """A date that is kept in the case: by hand with its reason, or by a rule with its arithmetic."""
        if rule == BY_HAND:
            found = [Line(f"by hand, because: {because or 'no reason given'}", "warn", 2)]
            return found + ([Line(f"by rule {due.rule} it is {echo_date(due.on)}", "quiet", 2)] if due else [])
        if due is None:
            return [Line(f"by rule {rule}" if rule else otherwise, "quiet", 2)]
        if due.on != on:
            told = f"{f'by rule {rule}' if rule else otherwise}; counted today it is {echo_date(due.on)} ({due.rule})"
            return [Line(told, "warn", 2), *self._arithmetic(due)]
        return self._arithmetic(due)

    def _arithmetic(self, due: Deadline) -> list[Line]:
        found = [Line(text, "quiet", 2) for text in due.said]
        source = due.source if due.rule != PAYER else f"the payer's record: {due.source}"
        found.append(Line(f"source: {source}", "quiet" if due.confirmed else "warn", 2))
        if not due.confirmed:
            found.append(
                Line(f"not confirmed: check it, then add {due.rule} to the payer's rules confirmed", "warn", 2)
            )
        if due.if_missed:
            found.append(Line(f"if missed: {due.if_missed}", "quiet", 2))
        return found
