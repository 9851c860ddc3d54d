"""Asking what we do next with a case and when, and until when it is put off."""

from __future__ import annotations

from datetime import date
from typing import Any

from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid
from lmnboard.screens import forms
from lmnboard.screens.asking import ask, leave_form, on_form
from lmnboard.screens.forms import SNOOZE, TOUCH, Form, form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.totals import is_snoozed
from lmnboard.workflow import limits


def ask_to_touch(screen: QuietScreen, case_id: str) -> None:
    """Show the form of a case's next touch, with what is proposed; a note may go with it."""
    board = screen.board
    proposed = board.proposed_touch(case_id)

    def send(filled: dict[str, Any]) -> None:
        on = date.fromisoformat(filled["on"]) if filled.get("on") else None
        what, note = filled.get("what") or "", filled.get("note") or ""

        def done(_entry: Entry) -> None:
            leave_form(screen, form)
            if on is not None:
                screen.say(f"{case_id} next: {echo_date(on)}, {what}.", "good")

        screen.act(lambda: board.touch(case_id, on, what, note), done, on_form(screen, form), form.half)

    known, fields, doc = form_of(
        forms.Touching,
        on=proposed.on.isoformat() if proposed else None,
        what=proposed.what if proposed else None,
    )
    form = Form(
        name=TOUCH,
        target=case_id,
        title=f"Next touch of {case_id}",
        verb="set it",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
        says=(f"Proposed: {echo_date(proposed.on)}, {proposed.why}.",) if proposed else (),
        location=board.shown.card(case_id).location,
    )
    ask(screen, form)


def ask_to_snooze(screen: QuietScreen, case_id: str) -> None:
    """Put a case off until a day that is asked for; one that is put off comes back at once."""
    board = screen.board
    if is_snoozed(board.shown.card(case_id), board.shown):
        screen.act(lambda: board.snooze(case_id, None), f"{case_id} is back.")
    else:
        ask_until(screen, case_id)


def ask_until(screen: QuietScreen, case_id: str) -> None:
    """Show the form that puts a case off."""
    board = screen.board
    card = board.shown.card(case_id)
    case, day = board.shown.case(case_id), board.shown.day(card.location)
    running = limits.limits(case, board.clinic, day)
    if case.stage == "resolved":
        screen.say(limits.refuses_snooze(case, board.clinic, day.today, day))
        return

    def send(filled: dict[str, Any]) -> None:
        if not filled.get("until"):
            raise Invalid("Say until when: mon, +3b, 12/4.")
        until = date.fromisoformat(filled["until"])

        def done(_entry: Entry) -> None:
            leave_form(screen, form)
            screen.say(f"{case_id} is put off until {echo_date(until)}; z brings it back.", "good")

        screen.act(lambda: board.snooze(case_id, until), done, on_form(screen, form), form.half)

    known, fields, doc = form_of(forms.Snoozing)
    form = Form(
        name=SNOOZE,
        target=case_id,
        title=f"Put {case_id} off until a day",
        verb="put it off",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
        says=(f"Not past {running[0].name}, {echo_date(running[0].safe)}.",) if running else (),
        location=card.location,
    )
    ask(screen, form)
