"""Signing a letter: at once by its provider; anybody else is asked how the provider signed.

Called by the keys of a case at hand.
"""

from __future__ import annotations

from typing import Any

from lmnboard.model.errors import BoardError, Invalid
from lmnboard.screens import forms
from lmnboard.screens.asking import ask
from lmnboard.screens.forms import SIGNATURE, Form, form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.store.drafts import Half
from lmnboard.workflow.signing import REMINDER


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
        name=SIGNATURE,
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
