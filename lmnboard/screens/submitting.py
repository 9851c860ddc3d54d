"""Asking how a letter left and what we do next; open blockers are shown and want a reason.

Called by the keys of a case at hand.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lmnboard.checklist.finding import blockers
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.choices import words
from lmnboard.model.errors import BoardError, Invalid, Refused
from lmnboard.screens import forms
from lmnboard.screens.asking import ask, leave_form, on_form, show_again
from lmnboard.screens.forms import SUBMISSION, Form, form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.workflow import steps

_BECAUSE = "because"


def ask_to_submit(screen: QuietScreen, case_id: str) -> None:
    """Ask how the letter left, and what we do next; open blockers are shown and want a reason."""
    board = screen.board
    card = board.shown.card(case_id)
    if card.stage != "review":
        screen.say(f"{case_id} is in {words(card.stage)}: a letter is submitted from Review.", "alarm")
        return
    proposed = board.proposed_sending(case_id)

    def send(filled: dict[str, Any]) -> None:
        if not (filled.get("next_on") and filled.get("next_what")):
            raise Invalid("Say what we do next and when: a case that has left needs a next touch.")
        sending = steps.Sending(
            method=filled.get("method") or "",
            to=filled.get("to") or "",
            confirmation=filled.get("confirmation") or "",
            next_on=date.fromisoformat(filled["next_on"]),
            next_what=filled["next_what"],
        )

        def done(_entry: Entry) -> None:
            leave_form(screen, form)
            next_ = f"{echo_date(sending.next_on)}, {sending.next_what}"
            screen.say(f"{case_id} was sent to {sending.to}. Next: {next_}.", "good")

        because = filled.get(_BECAUSE) or ""
        screen.act(lambda: board.submit(case_id, sending, because), done, failed, form.half)

    def failed(error: BoardError) -> None:
        if isinstance(error, Refused) and error.reasons:
            _say_what_is_open(screen, form)
            show_again(screen, form)
            asked = values.sentence_case(form.catalogue.of(_BECAUSE).title)
            error = Refused(f"{error} Mend what is open, or say why under '{asked}'.", error.reasons)
        on_form(screen, form)(error)

    known, fields, doc = form_of(
        forms.Submitting,
        method=proposed.method,
        to=proposed.to or None,
        next_on=proposed.next_on.isoformat(),
        next_what=proposed.next_what,
    )
    form = Form(
        name=SUBMISSION,
        target=case_id,
        title="",
        verb="record that it was sent",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
        location=card.location,
    )
    _say_what_is_open(screen, form)
    ask(screen, form)


def _say_what_is_open(screen: QuietScreen, form: Form) -> None:
    """Fit a form to what keeps its letter from leaving by now; it asks for a reason where anything does."""
    board, case_id = screen.board, form.target
    case = board.shown.case(case_id)
    open_ = blockers(board.findings(case_id))
    form.title = f"Submit {case_id}" + (f": {counted(len(open_), 'blocker')} open" if open_ else "")
    form.fields = [field for field in form.catalogue if open_ or field.path != _BECAUSE]
    form.says = (
        *([f"! {board.clinic.unverified(case)} Say where this one went."] if board.clinic.unverified(case) else ()),
        *(f"✗ {finding.message}" for finding in open_),
        *(f"☐ Task still open: {task.title}" for task in case.tasks if task.is_open),
    )
