"""Asking for a reason: why a gate is passed, why a deadline that stands is changed.

Called by the keys of a case at hand and by whatever keeps a field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lmnboard.model.errors import Invalid, Refused
from lmnboard.screens import forms
from lmnboard.screens.asking import ask
from lmnboard.screens.forms import REASON, Form, Passing, form_of
from lmnboard.screens.quiet import QuietScreen


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
        name=REASON,
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
