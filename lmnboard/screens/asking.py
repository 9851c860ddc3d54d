"""What is asked before an action that a key alone does not say: how it was signed, where it went, why it may pass.

Each function builds one form over the screen that asks; what was filled in is one call of the board.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from lmnboard import served
from lmnboard.checklist.finding import blockers
from lmnboard.desk import CASES
from lmnboard.model import paths
from lmnboard.model.change import Entry
from lmnboard.model.choices import words
from lmnboard.model.errors import BoardError, Invalid, Refused
from lmnboard.model.fields import Field
from lmnboard.screens import forms
from lmnboard.screens.forms import Form, Passing, Then, form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.store.drafts import Draft, Half
from lmnboard.workflow import steps
from lmnboard.workflow.signing import REMINDER

_NEW, _SUBMIT, _ATTACH, _SIGN, _BECAUSE = "new case", "submission", "enclosure", "signature", "reason"
"""What a draft calls the form that it is of."""
TOUCH, SNOOZE, CALL, ANSWER = "next touch", "snooze", "call", "payer's answer"
NEW_CASE = ("patient.name", "request.treatment", "payer", "purpose", "kind", "provider", "location")
"""Who, what, which payer, why; what a new case is asked for."""


def ask(screen: QuietScreen, form: Form) -> None:
    """Show a form over a screen."""
    from lmnboard.screens.form import FormScreen

    screen.app.get_screen("form", FormScreen).ask(form)


def ask_again(screen: QuietScreen, draft: Draft) -> bool:
    """Show the form of a draft as it was; False where that cannot be asked any more."""
    from lmnboard.screens import answering, call, touching
    from lmnboard.screens.form import FormScreen

    # Those that do nothing before they are answered: a provider's own signature asks nothing.
    of_a_case: dict[str, Callable[[QuietScreen, str], None]] = {
        _SUBMIT: ask_to_submit,
        _ATTACH: ask_to_attach,
        TOUCH: touching.ask_to_touch,
        SNOOZE: touching.ask_until,
        CALL: call.show_call,
        ANSWER: answering.ask_for_answer,
    }
    if draft.form == _NEW:
        ask_for_new_case(screen, lambda case_id: screen.say(f"{case_id} is open.", "good"))
    elif draft.form in of_a_case and screen.board.shown.has(draft.target):
        of_a_case[draft.form](screen, draft.target)
    at = screen.app.screen
    if not (isinstance(at, FormScreen) and at.form.name == draft.form):
        return False
    at.bring(draft)
    return True


def fields_of(form: str) -> list[Field]:
    """The fields of a form by its name."""
    kinds: dict[str, type[Struct]] = {
        _BECAUSE: forms.Because,
        _SIGN: forms.Signing,
        _SUBMIT: forms.Submitting,
        _ATTACH: forms.Attaching,
        TOUCH: forms.Touching,
        SNOOZE: forms.Snoozing,
        CALL: forms.Calling,
        ANSWER: forms.Responding,
    }
    return form_of(kinds[form])[1] if form in kinds else [CASES.of(path) for path in NEW_CASE]


def ask_because(screen: QuietScreen, case_id: str, refused: Refused, move: Passing) -> None:
    """Show what a gate misses, and take a reason to pass it."""
    _ask_reason(
        screen,
        case_id,
        move,
        title=str(refused),
        verb="move it all the same, for this reason",
        without="Without a reason it stays where it is: mend what is missing, or say why not.",
        says=tuple(f"✗ {reason}" for reason in refused.reasons),
    )


def ask_why(screen: QuietScreen, case_id: str, question: str, move: Passing, left: Callable[[], None]) -> None:
    """Ask why a deadline that stands is changed; `left` is called where nobody says."""
    _ask_reason(
        screen,
        case_id,
        move,
        title=f"Why is a deadline of {case_id} changed?",
        verb="change it, for this reason",
        without="Without a reason the deadline stays: say who moved it, or where that is written.",
        says=(question,),
        left=left,
    )


def _ask_reason(
    screen: QuietScreen,
    case_id: str,
    move: Passing,
    *,
    title: str,
    verb: str,
    without: str,
    says: tuple[str, ...],
    left: Callable[[], None] = lambda: None,
) -> None:
    """Ask for a reason; `without` is said where none is given."""

    def send(filled: dict[str, Any]) -> None:
        if not filled.get("because"):
            raise Invalid(without)
        screen.app.pop_screen()
        move(filled["because"], form.half)

    known, fields, doc = form_of(forms.Because)
    form = Form(
        name=_BECAUSE,
        target=case_id,
        title=title,
        verb=verb,
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
        says=says,
        left=left,
    )
    ask(screen, form)


def ask_to_sign(screen: QuietScreen, case_id: str) -> None:
    """Sign as the provider at once; anybody else says how the provider signed."""
    board = screen.board
    case = board.shown.case(case_id)
    try:
        read = board.letter(case_id).signed_sha256
    except BoardError as error:  # a template of the clinic lets no letter be set
        screen.say_error(error)
        return
    me = board.clinic.staff.get(board.me)

    def sign(method: str, word: str, half: Half | None) -> None:
        done = f"{case_id} is signed. {REMINDER}"
        screen.act(lambda: board.sign(case_id, method=method, word=word, read=read), done, half=half)

    if me is not None and me.provider and me.provider == case.provider:
        sign("", "", None)
        return
    name = board.clinic.name_of("providers", case.provider) or "the signing provider"

    def send(filled: dict[str, Any]) -> None:
        if not (filled.get("method") and filled.get("word")):
            raise Invalid(f"Say how {name} signed, and how you know.")
        screen.app.pop_screen()
        sign(filled["method"], filled["word"], form.half)

    known, fields, doc = form_of(forms.Signing)
    form = Form(
        name=_SIGN,
        target=case_id,
        title=f"Sign {case_id}: only {name} signs it",
        verb=f"record that {name} signed",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
        says=(f"You are {board.me}. Record the signature that {name} gave:", REMINDER),
    )
    ask(screen, form)


def ask_to_submit(screen: QuietScreen, case_id: str) -> None:
    """Ask how the letter left, and what we do next; open blockers are shown and want a reason."""
    board = screen.board
    card = board.shown.card(case_id)
    if card.stage != "review":
        screen.say(f"{case_id} is in {words(card.stage)}: a letter is submitted from Review.", "alarm")
        return
    case = board.shown.case(case_id)
    open_ = blockers(board.findings(case_id))
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
            next_ = f"{sending.next_what}, {sending.next_on:%m/%d}"
            screen.say(f"{case_id} was sent to {sending.to}. Next: {next_}.", "good")

        because = filled.get("because") or ""
        screen.act(lambda: board.submit(case_id, sending, because), done, on_form(screen, form), form.half)

    known, fields, doc = form_of(
        forms.Submitting,
        method=proposed.method,
        to=proposed.to or None,
        next_on=proposed.next_on.isoformat(),
        next_what=proposed.next_what,
    )
    form = Form(
        name=_SUBMIT,
        target=case_id,
        title=f"Submit {case_id}" + (f": {counted(len(open_), 'blocker')} open" if open_ else ""),
        verb="record that it was sent",
        catalogue=known,
        fields=[field for field in fields if open_ or field.path != "because"],
        doc=doc,
        send=send,
        says=(
            *([f"! {board.clinic.unverified(case)} Say where this one went."] if board.clinic.unverified(case) else ()),
            *(f"✗ {finding.message}" for finding in open_),
            *(f"☐ Task still open: {task.title}" for task in case.tasks if not (task.done_at or task.waived_because)),
        ),
        location=card.location,
    )
    ask(screen, form)


def ask_to_attach(screen: QuietScreen, case_id: str) -> None:
    """Ask which file becomes an enclosure, and what it is."""
    board = screen.board
    if served.is_served():
        screen.say(f"Your files are out of reach here: by SSH, attach {case_id} - --title T < FILE", "alarm")
        return

    def send(filled: dict[str, Any]) -> None:
        if not (filled.get("file") and filled.get("title")):
            raise Invalid("Say which file, and what it is, as the letter lists it.")
        on = date.fromisoformat(filled["date"]) if filled.get("date") else None
        path = Path(os.path.expanduser(filled["file"]))

        def done(_entry: Entry) -> None:
            leave_form(screen, form)
            screen.say(f"{filled['title']} is enclosed.", "good")

        def attach() -> Entry:
            return board.attach(case_id, path, title=filled["title"], kind=filled.get("kind"), on=on)

        screen.act(attach, done, on_form(screen, form), form.half)

    known, fields, doc = form_of(forms.Attaching)
    form = Form(
        name=_ATTACH,
        target=case_id,
        title=f"Attach a file to {case_id}",
        verb="attach it",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
    )
    ask(screen, form)


def ask_for_new_case(screen: QuietScreen, opened: Then, location: str = "") -> None:
    """Four questions and the case is there: who, what, which payer, why. Warns once of a twin.

    Where the clinic has several locations it is asked as well: `location`, the one in view, unless another is said.
    """
    board = screen.board
    warned: set[str] = set()

    def send(filled: dict[str, Any]) -> None:
        given: dict[str, Any] = {p: value for p in NEW_CASE if (value := paths.value_at(filled, p)) is not None}
        if not given.get("patient.name"):
            raise Invalid("Say who the patient is; everything else can come later.")
        twin = board.shown.twin(given["patient.name"], given.get("request.treatment"))
        if twin is not None and twin.id not in warned:
            warned.add(twin.id)
            raise Invalid(f"{twin.id} is open for the same patient and request. ctrl+s again makes another.")

        def done(entry: Entry) -> None:
            leave_form(screen, form)
            made = entry.changes[0].after
            opened(str(made["id"]) if isinstance(made, dict) else "")

        screen.act(lambda: board.new(given), done, on_form(screen, form), form.half)

    fields = [CASES.of(path) for path in NEW_CASE if path != "location" or len(board.clinic.locations) > 1]
    doc = {"location": location} if location else {}
    form = Form(name=_NEW, title="New case", verb="open the case", catalogue=CASES, fields=fields, doc=doc, send=send)
    ask(screen, form)


def leave_form(screen: QuietScreen, form: Form) -> None:
    """Close a form whose action is done, unless somebody left it while a slow disk was writing."""
    if _is_open(screen, form):
        screen.app.pop_screen()


def on_form(screen: QuietScreen, form: Form) -> Callable[[BoardError], None]:
    """Say what went wrong on the form, which can then be carried out again."""

    def say(error: BoardError) -> None:
        form.sent = False
        at = screen.app.screen if _is_open(screen, form) else screen
        assert isinstance(at, QuietScreen)
        at.say_error(error)

    return say


def _is_open(screen: QuietScreen, form: Form) -> bool:
    from lmnboard.screens.form import FormScreen

    at = screen.app.screen
    return isinstance(at, FormScreen) and at.form is form
