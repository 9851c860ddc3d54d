"""Asking for the payer's answer, and opening the case that follows from it.

The answer is asked for first; then only the fields that belong to it. What follows is said above them as they are
filled in, and once it is done. Called by the keys of a case at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lmnboard.knowledge import denial_codes
from lmnboard.model import values
from lmnboard.model.case import Case
from lmnboard.model.change import Entry
from lmnboard.model.choices import APPEALED, GRANTED, words
from lmnboard.model.errors import BoardError
from lmnboard.model.fields import Field, catalogue
from lmnboard.screens import forms
from lmnboard.screens.asking import ask, leave_form, on_form
from lmnboard.screens.forms import ANSWER, Form
from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.denial_code_search import DenialCodeSearch
from lmnboard.workflow.answers import Answer, Reason
from lmnboard.workflow.following import may_be_appealed

_GRANTED = ("number", "valid_from", "valid_to", "units_asked", "units_granted")
_NOTICE = ("notice_on", "received_on", "reference")
_NEXT = ("next_on", "next_what")
_ASKED: dict[str | None, tuple[str, ...]] = {
    None: (),
    "approved": (*_GRANTED, *_NOTICE),
    "partly_approved": ("codes", "words", *_GRANTED, *_NOTICE, "due", "not_appealed_because", *_NEXT),
    "denied": ("codes", "words", *_NOTICE, "effective_on", "due", "not_appealed_because", *_NEXT),
    "non_affirmed": ("codes", "words", "items", *_NOTICE, *_NEXT),
    "more_information": ("items", "due", *_NOTICE, *_NEXT),
    "withdrawn": _NOTICE,
}
"""Answer → the fields that belong to it."""
_DATES = ("received_on", "notice_on", "effective_on", "due", "valid_from", "valid_to", "next_on")


def ask_for_answer(screen: QuietScreen, case_id: str) -> None:
    """Show the form of the payer's answer to a case."""
    board = screen.board
    card = board.shown.card(case_id)
    if card.stage == "resolved":
        screen.say(f"{case_id} is resolved: < moves it back to Follow-up, then r records the answer.", "alarm")
        return
    case = board.shown.case(case_id)
    known = catalogue(forms.Responding)
    seen = [row.id for row in case.responses]

    def fits(doc: dict[str, Any]) -> tuple[list[Field], tuple[str, ...]]:
        asked = ("outcome", *_ASKED[doc.get("outcome")])
        wanted = [path for path in asked if path != "effective_on" or _may_go_on(screen, case)]
        return [known.of(path) for path in wanted], _says(screen, case_id, doc)

    def send(filled: dict[str, Any]) -> None:
        answer = answer_of(filled)
        foreseen = board.what_follows(case_id, answer, seen)

        def done(entry: Entry) -> None:
            leave_form(screen, form)
            tell(screen, case_id, foreseen if " ".join(foreseen) == entry.note else (entry.note,))

        screen.act(lambda: board.respond(case_id, answer, seen=seen), done, on_form(screen, form), form.half)

    units = [code.units for code in case.request.codes if code.units]
    doc: dict[str, Any] = {"received_on": board.shown.today(card.location).isoformat()}
    form = Form(
        name=ANSWER,
        target=case_id,
        title=f"The payer's answer to {case_id}",
        verb="record it",
        catalogue=known,
        fields=[known.of("outcome")],
        doc=doc | ({"units_asked": sum(units)} if units else {}),
        send=send,
        location=card.location,
        fits=fits,
        codes=lambda field, _path: DenialCodeSearch() if field.path == "codes" else None,
    )
    ask(screen, form)


def answer_of(filled: dict[str, Any]) -> Answer:
    """The answer that a form was filled in with: only what belongs to its outcome counts."""
    outcome = filled.get("outcome")
    asked = _ASKED[outcome]
    given = {key: value for key, value in filled.items() if key in asked and value not in (None, "")}
    codes = denial_codes.split(given.pop("codes", ""))
    said = given.pop("words", "")
    items = tuple(line.strip(" -*") for line in given.pop("items", "").split("\n") if line.strip(" -*"))
    # Words of the payer's go with its only code; beside several they are a reason of their own.
    alone = len(codes) == 1 and bool(said)
    reasons = [Reason(code, said if alone else "") for code in codes]
    if said and not alone:
        reasons.append(Reason("", said))
    said_on: dict[str, Any] = {key: date.fromisoformat(given.pop(key)) for key in _DATES if key in given}
    return Answer(outcome=outcome or "denied", reasons=tuple(reasons), items=items, **said_on, **given)


def _says(screen: QuietScreen, case_id: str, doc: dict[str, Any]) -> tuple[str, ...]:
    """What recording it as it is filled in would bring."""
    try:
        if not doc.get("outcome"):
            return (*screen.board.lateness(case_id), "Which answer? Type its first letter, then enter.")
        return tuple(f"→ {line}" for line in screen.board.what_follows(case_id, answer_of(doc)))
    except BoardError as error:
        return (f"✗ {error}",)


def _may_go_on(screen: QuietScreen, case: Case) -> bool:
    """Whether care that a notice stops may go on during an appeal, which its day of effect decides."""
    return screen.board.clinic.payer_of(case).type in ("medicaid_ffs", "medicaid_mc")


def tell(screen: QuietScreen, case_id: str, followed: Sequence[str]) -> None:
    """Say what followed; a denial is shown with what can be done about it."""
    from lmnboard.screens.answered import AnsweredScreen

    shown = screen.board.shown
    if shown.has(case_id) and may_be_appealed(shown.case(case_id)):
        screen.app.push_screen(AnsweredScreen(case_id, followed))
    else:
        screen.say(f"{case_id}: {' '.join(followed)}", "good")


def open_next_case(screen: QuietScreen, case_id: str) -> None:
    """Open the appeal of a denial, or the renewal of an approval; where there is one already, show it.

    What was partly approved has both: once it is appealed, which of them is meant is asked for.
    """
    board = screen.board
    case = board.shown.case(case_id)
    answer = case.last_answer
    appeal, renewal = (new if new and board.shown.has(new) else "" for new in (case.appeal.by, case.renewal.by))
    grants = case.outcome in GRANTED or (answer is not None and answer.outcome in GRANTED)
    if appeal and grants:
        _ask_which(screen, case_id, appeal, renewal)
    elif appeal or renewal:
        _show_next(screen, case_id, appeal or renewal)
    elif answer is not None and answer.outcome in (*APPEALED, "non_affirmed"):
        screen.act(lambda: board.appeal(case_id), lambda entry: _opened(screen, entry))
    elif grants:
        _renew(screen, case_id)
    else:
        stands = words(answer.outcome).lower() if answer and answer.outcome else "none yet"
        screen.say(f"P appeals a denial or renews an approval; the payer's answer to {case_id}: {stands}.", "alarm")


def _ask_which(screen: QuietScreen, case_id: str, appeal: str, renewal: str) -> None:
    """Ask whether the appeal of what was refused is meant, or the renewal of what was granted."""
    renews = f"shows {renewal}, its renewal" if renewal else "renews what was granted"

    def keep(typed: str, _step: int) -> bool:
        screen.say("")
        if not typed.strip().lower().startswith("r"):
            _show_next(screen, case_id, appeal)
        elif renewal:
            _show_next(screen, case_id, renewal)
        else:
            _renew(screen, case_id)
        return True

    question = f"{case_id}: enter shows {appeal}, its appeal; r {renews}:"
    screen.query_one(AskLine).ask(question, "", keep, leave=lambda: screen.say(""))


def _renew(screen: QuietScreen, case_id: str) -> None:
    screen.act(lambda: screen.board.renew(case_id), lambda entry: _opened(screen, entry))


def _show_next(screen: QuietScreen, case_id: str, there: str) -> None:
    show_case(screen, there)
    screen.app.call_later(_say_on_top, screen, f"{there} follows from {case_id}.")


def _opened(screen: QuietScreen, entry: Entry) -> None:
    made = entry.changes[0].after
    new = str(made["id"]) if isinstance(made, dict) else ""
    show_case(screen, new)
    screen.app.call_later(_say_on_top, screen, f"{new}: {values.sentence_case(entry.note)}")


def _say_on_top(screen: QuietScreen, text: str) -> None:
    top = screen.app.screen
    if isinstance(top, QuietScreen):
        top.say(text, "good")


def show_case(screen: QuietScreen, case_id: str) -> None:
    """Show a case in the case's own screen."""
    from lmnboard.screens.case import CaseScreen

    shown = screen.app.get_screen("case", CaseScreen)
    shown.show_case(case_id)
    screen.go_to("case")
    if screen is shown:
        shown.board_changed(set())
