"""How what was typed into a field reaches the board, and where it goes when it cannot: the same for every screen.

Where somebody was quicker both values are shown; whatever else goes wrong, the text stays behind as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lmnboard.curtain import GONE, UP, Veil
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.errors import BoardError, Conflict, NotFound, ReasonAsked
from lmnboard.model.fields import Field
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reasons import ask_why
from lmnboard.store.drafts import Half

NOTE = "note"
LISTING = "new record"
"""Drafts of what the message line asks for."""
_SHORT = 60


def keep_field(
    screen: QuietScreen,
    target: str,
    field: Field,
    path: str,
    value: Any,
    found: Any,
    half: Half,
    then: Callable[[], None] = lambda: None,
    also: Mapping[str, Any] | None = None,
    because: str = "",
    reason: Half | None = None,
) -> None:
    """Write a field over what was found in it; `half` is its draft. `then` is called once it is written.

    `also` are empty fields that its value fills, in the same entry. A deadline that stands is only changed `because`
    of something: that is asked for first, and `reason` is its draft.
    """
    board = screen.board

    def give_reason(question: str) -> None:
        def reasoned(because: str, reason: Half | None) -> None:
            def done() -> None:
                if reason is not None:
                    reason.settled()
                then()

            keep_field(screen, target, field, path, value, found, half, done, also, because, reason)

        def leave() -> None:
            half.left()
            screen.say(f"{target} {field.title} stays as it was.")

        ask_why(screen, target, question, reasoned, leave)

    question = "" if because else board.asks_why(target, {path: value})
    if question:
        give_reason(question)
        return
    seen = None if found is UNSET else found

    def done(entry: Entry) -> None:
        text = values.show(field, value, board.clinic)
        if field.editor == "date" and value:
            text = echo_date(date.fromisoformat(value))
        text = " ".join(veil_of(screen, target).of(field, text).split())
        text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
        whose = values.sentence_case(field.title) if "/" in target else f"{target} {field.title}"
        screen.say(f"{whose}: {text or 'empty'}" + (f" ({entry.note})" if entry.note else ""), "good")
        then()

    def failed(error: BoardError) -> None:
        theirs = standing(error, path)
        if isinstance(error, ReasonAsked) and screen.on_top and screen.focused is None:
            give_reason(str(error))  # somebody has just set a deadline that was not there yet
            return
        if theirs is None:
            screen.say_kept(half, error)
            return
        from lmnboard.screens.merging import Clash, show_both

        if reason is not None:
            reason.left()  # it goes on with the value
        show_both(screen, Clash(target, field, path, value, theirs[0], half, because))

    with_it = dict(also or {})
    found_in = {path: seen, **dict.fromkeys(with_it)}
    values_ = {path: value, **with_it}
    screen.act(lambda: board.edit(target, values_, found=found_in, because=because), done, failed, half)


def remove_row(screen: QuietScreen, case_id: str, row: str, done: str) -> None:
    """Take a row of a case away, then say `done`; an answer that has a deadline goes for a reason only."""
    board = screen.board

    def remove(because: str, half: Half | None = None) -> None:
        screen.act(lambda: board.remove_row(case_id, row, because), done, half=half)

    question = board.asks_why(case_id, {row: UNSET})
    if question:
        ask_why(screen, case_id, question, remove, lambda: screen.say(f"{case_id}: the row stays."))
    else:
        remove("")


def standing(error: BoardError, path: str) -> tuple[Any] | None:
    """What stands in a field where an error says that something else does: `UNSET` for a row that is gone."""
    if isinstance(error, Conflict):
        clashes = zip(error.mine, error.theirs, strict=False)
        return next(((now,) for change, now in clashes if change.path == path), None)
    return (UNSET,) if isinstance(error, NotFound) and paths.row_around(path) else None


def veil_of(screen: QuietScreen, target: str) -> Veil:
    """What hides the patient of a case on this screen; nothing hides a record of the directory."""
    if not screen.face.names_hidden or "/" in target:
        return UP
    shown = screen.board.shown
    if target and not shown.has(target):
        return GONE
    return Veil(shown.doc(target) if target else {})
