"""A field of a case edited where the case stands, on its card or on its line: the same on the board and the agenda.

Imports what every screen keeps fields by, and the editor over a card; both first screens call it.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.curtain import SAYS
from lmnboard.model import paths, values
from lmnboard.model.case import CASES
from lmnboard.model.errors import Invalid
from lmnboard.screens.keeping import keep_field
from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.editing_on_card import EditingOnCard


def edit_on_card(screen: QuietScreen, view: EditingOnCard, path: str, go_on: Callable[[int], None]) -> None:
    """Edit a field of the case under a view's cursor; nothing where there is none, or who looks may not write.

    `go_on` is called with the step by which the editor was left, once what it kept has been asked about.
    """
    card, board = view.selected, screen.board
    if card is None or not screen.may_write():
        return
    case_id = card.id
    field = CASES.of(path)
    found = paths.value_at(board.shown.doc(case_id), path)
    text = values.show(field, found, board.clinic)
    if screen.veil().of(field, text) != text:
        screen.say(SAYS)
        return
    options = values.options(field, board.clinic) if field.editor in ("choice", "ref") else {}
    half = screen.begin_field(case_id, path, found, text)

    def keep(typed: str, step: int) -> bool:
        half.typed(typed)
        asks = False
        if typed != text:
            try:
                value = values.read(field, typed, board.shown.today(card.location), board.clinic)
            except Invalid as error:
                screen.say(str(error), "alarm")
                return False
            asks = bool(board.asks_why(case_id, {path: value}))
            keep_field(screen, case_id, field, path, value, found, half, (lambda: go_on(step)) if asks else _nothing)
        view.edited()
        if not asks:
            go_on(step)
        return True

    def offer(typed: str) -> list[str]:
        chosen = values.matching(typed.strip(), options) if typed.strip() else list(options)
        return [options[value] for value in chosen]

    view.edit(field.title, text, keep, offer if options else None, half)
    hint = "A date: fri, +10d, +5b (business days), 12/4, eom. Tab: the next field."
    screen.say(hint if field.editor == "date" else "")


def _nothing() -> None:
    """What comes after a field that is kept, where nothing does."""
