"""What a line of the agenda says: the next act, what it hangs on, whom to call, and why it stands where it does. Pure.

Words only, made when a line is seen: `agenda.py` has decided everything. Called by the screens and `lmnboard agenda`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from lmnboard.knowledge.calendar import business_days_between
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.choices import ADVERSE, GRANTED, UNFILED, words
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.agenda import Item
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.closing import Near, day_of
from lmnboard.workflow.item_words import ItemWords

if TYPE_CHECKING:
    from lmnboard.workflow.paces import Paces


class Act(msgspec.Struct, frozen=True):
    """`does` is the next act, `hangs_on` what it waits for or by when, `call` phone and hours where a call is due."""

    does: str
    hangs_on: str = ""
    call: str = ""


def act(item: Item, clinic: Clinic, day: Day) -> Act:
    """The next act on a case, in words."""
    return _Words(item, clinic, day).act()


def why(item: Item, clinic: Clinic, day: Day, paces: Paces | None = None) -> str:
    """Why a case stands where it does on the agenda, in one sentence."""
    return _Words(item, clinic, day).why(paces)


def absent(item: Item, clinic: Clinic) -> str:
    """Whose case it is that somebody else does: away, or no longer on the staff list."""
    gone = "who is away" if item.covered in clinic.staff else "who is not on the staff list"
    return f"{clinic.name_of('staff', item.covered)}, {gone}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


class _Words(ItemWords):
    """What is next with one item, and why it stands where it does."""

    # ------------------------------------------------------------------ the next act
    def act(self) -> Act:
        said: Callable[[], Act] | None = {
            "file by": self._filing,
            "reply due": self._reply,
            "continue by": lambda: Act(f"ask to continue care {self._by_when()}", "before the cut takes effect"),
            "peer to peer": lambda: Act(f"peer-to-peer {self._by_when()}: call", self._doctor(), self._phone()),
            "last safe start": lambda: Act(f"begin: {self._step()}", f"safe start was {self._short(self._item.on)}"),
            "service": self._service,
            "expedited": lambda: self._chased("expedited"),
            "payer late": lambda: self._called(f"call: payer late {self._ago(self._item.on)}d"),
            "payer asked": lambda: Act(
                f"{self._card.next_touch.what or 'call for status'} {self._day_word(self._item.on)}",
                f"payer late {self._ago(self._card.answer_due.on or self._item.on)}d",
            ),
            "next touch": self._touch,
            "task": lambda: Act(self._step(), self._lateness("task")),
            "unowned": lambda: Act(
                f"take it: {self._step()}", f"{self._card.owner} has left" if self._card.owner else "nobody has it"
            ),
            "undated": lambda: Act(self._step(), "no next date"),
            "provider": lambda: Act(f"ask {self._doctor()}", self._since("waits")),
            "patient": lambda: Act("call the patient", self._since("waits")),
            "slow": lambda: Act(self._step(), self._since(f"in {words(self._card.stage).lower()}")),
        }.get(self._item.clock)
        found = said() if said else self._onward()
        return msgspec.structs.replace(found, hangs_on=self._files()) if self._item.files else found

    def _files(self) -> str:
        """`file by Thu 11/26, best Wed 11/25`: what has to leave us within days."""
        near = self._item.files
        assert near is not None
        what = near.clock
        if what == "reply due":
            what = "appeal by" if self._card.last_answer.outcome in ADVERSE else "answer by"
        best = f", best {self._weekday(near.safe)}" if near.safe != near.on else ""
        return f"{what} {self._weekday(near.on)}{best}"

    def _filing(self) -> Act:
        payer = self._clinic.payers.get(self._card.payer or "")
        method = payer.submission_method if payer is not None else None
        what = "appeal" if self._card.purpose == "appeal" or self._card.appeal.of else "file"
        return Act(f"{what} {self._by_when()}{f', {words(method).lower()}' if method else ''}", self._step())

    def _reply(self) -> Act:
        answer = self._card.last_answer.outcome
        if answer in ADVERSE:
            return Act(f"appeal {self._by_when()}", "or say why not")
        return Act(f"info {self._by_when()}", self._step())

    def _service(self) -> Act:
        when = self._day_word(self._item.on)
        return self._chased(f"service {'was ' if self._item.on < self._day.today.isoformat() else ''}{when}")

    def _chased(self, what: str) -> Act:
        """Something whose answer cannot wait: the payer is called where they have it, else it goes out."""
        if not self._card.awaits_answer:
            return Act(self._step(), what)
        sent = self._card.stage_since
        days = (self._day.today - day_of(sent, self._clinic, self._card.location)).days if sent else 0
        return self._called(f"call: {what}" + (f", no answer {days}d" if days > 0 else ", no answer"))

    def _touch(self) -> Act:
        card = self._card
        if card.stage == "resolved":
            ends = card.authorization.to
            return Act(f"renew: authorization ends {self._short(ends)}" if ends else card.next_touch.what or "renew")
        promised = self._lateness("promised")
        if card.awaits_answer:
            return self._called(card.next_touch.what or "call for status", promised)
        return Act(card.next_touch.what or self._step(), promised)

    def _onward(self) -> Act:
        """What is next where no clock presses."""
        card, due = self._card, self._card.last_answer.due
        if card.stage == "follow_up" and not card.awaits_answer:
            return Act(self._step(), f"by {self._day_word(due)}" if due and not self._appealed() else "")
        if card.awaits_answer:
            answer, touch = card.answer_due.on, card.next_touch
            then = f"answer due {self._day_word(answer)}" if answer else "with the payer"
            return Act(f"{touch.what or 'call for status'} {self._day_word(touch.on)}" if touch.on else "wait", then)
        if card.responses and due and card.last_answer.outcome == "more_information" and not self._item.files:
            return Act(f"answer the payer by {self._day_word(due)}", self._step())
        filing = min(filter(None, (card.submit_by, card.appeal.file_by)), default="")
        return Act(self._step(), f"file by {self._day_word(filing)}" if filing else "")

    def _step(self) -> str:
        """What takes a case on from the stage it is in."""
        card = self._card
        if card.stage == "follow_up":
            answer = card.last_answer.outcome
            if card.awaits_answer:
                return "call for status"
            by = self._appealed()
            if answer in ADVERSE and not (by or card.last_answer.not_appealed_because):
                return "resubmit or appeal" if answer == "non_affirmed" else f"appeal: {words(answer).lower()}"
            return f"close: {f'appealed by {by}' if by else words(answer or 'answered').lower()}"
        if card.stage == "resolved":
            return "nothing left to do"
        left = [task for task in card.tasks if task.title and task.is_open]
        if left and not (card.stage == "review" and card.signature.by):
            first = min(left, key=lambda task: task.due or "9")
            return f"finish: {first.title}" + (f" +{len(left) - 1}" if len(left) > 1 else "")
        if card.stage == "gathering":
            return "read the requirements"
        if card.stage == "drafting":
            return f"{self._doctor()}: draft"
        return "submit: signed" if card.signature.by else f"{self._doctor()}: sign"

    def _appealed(self) -> str:
        """The case that appeals the payer's answer to this one."""
        return self._card.appeal.by or self._item.appealed_by

    def _called(self, does: str, otherwise: str = "") -> Act:
        """A call of the payer, with the number; where none is known, what else is to be said."""
        phone = self._phone()
        return Act(does, phone or otherwise or "the payer's phone is not known", phone)

    # ------------------------------------------------------------------ why
    def why(self, paces: Paces | None) -> str:
        item, card = self._item, self._card
        on = echo_date(date.fromisoformat(item.on)) if item.on else ""
        past = bool(item.on) and item.on < self._day.today.isoformat()
        said: dict[str, Callable[[], str]] = {
            "file by": lambda: self._closing("Its letter must be filed", on, past=past),
            "reply due": lambda: self._closing("The payer must have our answer", on, past=past),
            "continue by": lambda: self._closing("Continued benefits must be asked for", on, past=past),
            "peer to peer": lambda: self._closing("A task of it is to ask for a peer-to-peer talk", on, past=past),
            "last safe start": lambda: self._why_begin(paces),
            "service": lambda: f"The service {'was' if past else 'is'} on {on}, and no approval is recorded.",
            "expedited": lambda: "It is expedited: waiting harms the patient, and no approval is recorded.",
            "payer late": lambda: (
                f"The payer's answer was due on {on}: it is the payer who is late, by "
                f"{_days(self._ago(item.on))}, and a call is ours to make."
            ),
            "payer asked": lambda: (
                f"The payer is late by {_days(self._ago(card.answer_due.on or item.on))} and has been asked: our next "
                f"step is on {on}."
            ),
            "next touch": lambda: f"We said we would do this on {on}: {card.next_touch.what or 'no step was named'}.",
            "task": lambda: f"A task of it {'was' if past else 'is'} due {f'on {on}' if past else f'today, {on}'}.",
            "unowned": lambda: "Nobody has it: until somebody takes it, it is everybody's.",
            "undated": lambda: "It has no date at all, so that nothing would bring it up again.",
            "provider": lambda: (
                f"It waits for {self._doctor()} and has been in its stage for {_days(self._days_here())}."
            ),
            "patient": lambda: f"It waits for the patient and has been in its stage for {_days(self._days_here())}.",
            "slow": lambda: self._why_slow(paces),
        }
        sentence = said[item.clock]() if item.clock in said else self._why_calm()
        if item.files:
            sentence += f" {self._why_files(item.files)}"
        return f"For {absent(item, self._clinic)}: {sentence}" if item.covered else sentence

    def _why_files(self, near: Near) -> str:
        best = f", best by {echo_date(date.fromisoformat(near.safe))}" if near.safe != near.on else ""
        return f"What has to leave us is due {echo_date(date.fromisoformat(near.on))}{best}."

    def _closing(self, what: str, on: str, *, past: bool) -> str:
        if past:
            return f"{what} by {on}: that day has passed, so do it now and ask whether it is still taken."
        return f"{what} by {on}, which ends before the next working morning."

    def _why_begin(self, paces: Paces | None) -> str:
        card = self._card
        filing = min(filter(None, (card.submit_by, card.appeal.file_by)), default=self._item.on)
        stages = UNFILED[UNFILED.index(card.stage) :] if card.stage in UNFILED else ()
        usual = [(stage, paces.usual(stage, card.provider) if paces else None) for stage in stages]
        left = ", ".join(f"{words(stage).lower()} {days:.0f}" for stage, days in usual if days is not None)
        return (
            f"It must be filed by {echo_date(date.fromisoformat(filing))}, and what is left usually takes us {left} "
            f"days: the last safe start was {self._short(self._item.on)}."
        )

    def _why_slow(self, paces: Paces | None) -> str:
        card = self._card
        usual = paces.usual(card.stage, card.provider) if paces is not None else None
        if usual is not None:
            return f"It has been in {words(card.stage)} for {_days(self._days_here())}; {usual:.0f} are usual here."
        since = day_of(card.stage_since or "", self._clinic, card.location)
        days = business_days_between(since, self._day.today, self._day.closed)
        return f"It has been in {words(card.stage)} for {days} business days, more than five."

    def _why_calm(self) -> str:
        if self._item.section == "ready":
            answered = self._card.responses and self._card.stage == "follow_up"
            granted = answered and self._card.last_answer.outcome in GRANTED
            done = "can be closed" if granted else "waits for our next step" if answered else "can leave our hands"
            return f"It is one step from done: it {done}."
        on = self._item.on
        return f"Nothing presses: its next date is {echo_date(date.fromisoformat(on))}." if on else "Nothing presses."
