"""The form that a draft is of: its fields, and the form shown again as it was left.

Called by the screen of drafts.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.model.case import CASES
from lmnboard.model.fields import Field
from lmnboard.screens import answering, attaching, call, forms, new_case, submitting, touching
from lmnboard.screens.form import FormScreen
from lmnboard.screens.forms import form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.store.drafts import Draft

_AGAIN: dict[str, Callable[[QuietScreen, str], None]] = {
    forms.SUBMISSION: submitting.ask_to_submit,
    forms.ENCLOSURE: attaching.ask_to_attach,
    forms.TOUCH: touching.ask_to_touch,
    forms.SNOOZE: touching.ask_until,
    forms.CALL: call.show_call,
    forms.ANSWER: answering.ask_for_answer,
}
"""Forms of a case that do nothing before they are answered, with who asks: a provider's own signature asks nothing."""


def ask_again(screen: QuietScreen, draft: Draft) -> bool:
    """Show the form of a draft as it was; False where that cannot be asked any more."""
    if draft.form == forms.NEW_CASE:
        new_case.ask_for_new_case(screen, lambda case_id: screen.say(f"{case_id} is open.", "good"))
    elif draft.form in _AGAIN and screen.board.shown.has(draft.target):
        _AGAIN[draft.form](screen, draft.target)
    at = screen.app.screen
    if not (isinstance(at, FormScreen) and at.form.name == draft.form):
        return False
    at.bring(draft)
    return True


def fields_of(form: str) -> list[Field]:
    """The fields of a form by its name."""
    kind = forms.KINDS.get(form)
    return form_of(kind)[1] if kind else [CASES.of(path) for path in new_case.ASKED]
