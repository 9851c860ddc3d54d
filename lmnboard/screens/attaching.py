"""Asking which file becomes an enclosure, and what it is.

Called by the keys of a case at hand.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from lmnboard import served
from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid
from lmnboard.screens import forms
from lmnboard.screens.asking import ask, leave_form, on_form
from lmnboard.screens.forms import ENCLOSURE, Form, form_of
from lmnboard.screens.quiet import QuietScreen


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
        name=ENCLOSURE,
        target=case_id,
        title=f"Attach a file to {case_id}",
        verb="attach it",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
    )
    ask(screen, form)
