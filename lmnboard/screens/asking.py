"""A form over the screen that asks: shown, closed once its action is done, told what went wrong.

What is asked for stands in rooms of its own: `signing`, `submitting`, `touching`, `answering` and others.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.model.errors import BoardError
from lmnboard.screens.forms import Form
from lmnboard.screens.quiet import QuietScreen


def ask(screen: QuietScreen, form: Form) -> None:
    """Show a form over a screen."""
    from lmnboard.screens.form import FormScreen

    screen.app.get_screen("form", FormScreen).ask(form)


def leave_form(screen: QuietScreen, form: Form) -> None:
    """Close a form whose action is done, unless somebody left it while a slow disk was writing."""
    if _is_open(screen, form):
        screen.app.pop_screen()


def show_again(screen: QuietScreen, form: Form) -> None:
    """Draw a form that asks for something else by now, unless it has been left."""
    at = screen.app.screen
    if _is_open(screen, form) and isinstance(at, QuietScreen):
        at.board_changed(set())


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
