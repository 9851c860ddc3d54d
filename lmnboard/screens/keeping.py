"""How what was typed into a field reaches the board, and where it goes when it cannot: the same for every screen.

Where somebody was quicker both values are shown; whatever else goes wrong, the text stays behind as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lmnboard.curtain import GONE, UP, Veil
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.errors import BoardError, Conflict, NotFound
from lmnboard.model.fields import Field
from lmnboard.screens.quiet import QuietScreen
from lmnboard.store.drafts import Half
from lmnboard.workflow import steps

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
) -> None:
    """Write a field over what was found in it; `half` is its draft. `then` is called once it is written.

    `also` are empty fields that its value fills, in the same entry.
    """
    board = screen.board
    seen = None if found is UNSET else found

    def done(entry: Entry) -> None:
        text = values.show(field, value, board.clinic)
        if field.editor == "date" and value:
            text = echo_date(steps.day_of(value))
        text = " ".join(veil_of(screen, target).of(field, text).split())
        text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
        whose = values.sentence_case(field.title) if "/" in target else f"{target} {field.title}"
        screen.say(f"{whose}: {text or 'empty'}" + (f" ({entry.note})" if entry.note else ""), "good")
        then()

    def failed(error: BoardError) -> None:
        theirs = standing(error, path)
        if theirs is None:
            screen.say_kept(half, error)
            return
        from lmnboard.screens.merging import Clash, show_both

        show_both(screen, Clash(target, field, path, value, theirs[0], half))

    with_it = dict(also or {})
    found_in = {path: seen, **dict.fromkeys(with_it)}
    screen.act(lambda: board.edit(target, {path: value, **with_it}, found=found_in), done, failed, half)


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
