"""Opening a new case: who, what, which payer, why.

Called by a key of the board.
"""

from __future__ import annotations

from typing import Any

from lmnboard.model import paths
from lmnboard.model.case import CASES
from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid
from lmnboard.screens.asking import ask, leave_form, on_form
from lmnboard.screens.forms import NEW_CASE, Form, Then
from lmnboard.screens.quiet import QuietScreen

ASKED = ("patient.name", "request.treatment", "payer", "purpose", "kind", "provider", "location")
"""What a new case is asked for: fields of a case."""


def ask_for_new_case(screen: QuietScreen, opened: Then, location: str = "") -> None:
    """Four questions and the case is there: who, what, which payer, why. Warns once of a twin.

    Where the clinic has several locations it is asked as well: `location`, the one in view, unless another is said.
    """
    board = screen.board
    warned: set[str] = set()

    def send(filled: dict[str, Any]) -> None:
        given: dict[str, Any] = {p: value for p in ASKED if (value := paths.value_at(filled, p)) is not None}
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

    fields = [CASES.of(path) for path in ASKED if path != "location" or len(board.clinic.locations) > 1]
    doc = {"location": location} if location else {}
    form = Form(
        name=NEW_CASE, title="New case", verb="open the case", catalogue=CASES, fields=fields, doc=doc, send=send
    )
    ask(screen, form)
