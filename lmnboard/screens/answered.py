"""After a denial is recorded: what followed, the next level with its dates, and one key for each way on."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.curtain import Veil
from lmnboard.model.errors import Invalid
from lmnboard.screens import answering, forms
from lmnboard.screens.asking import ask, leave_form, on_form
from lmnboard.screens.forms import Form, form_of
from lmnboard.screens.keeping import veil_of
from lmnboard.screens.listing import Listing
from lmnboard.screens.quiet import QuietScreen
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.following import may_be_appealed


class AnsweredScreen(Listing):
    """A denial that has been recorded. Left alone the case stays in follow-up, owned and on its clock."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,P", "appeal", "appeal it", tooltip="Open the appeal: the linked case"),
        Binding("n", "not_appealed", "say why not", tooltip="It is not appealed: say why"),
        Binding("u", "undo", "take it back", tooltip="Take back what was recorded, with all that followed"),
        Binding("escape,q,enter", "back", "later", tooltip="Later: the case stays in Follow-up, on its clock"),
    ]

    def __init__(self, case_id: str, followed: Sequence[str]) -> None:
        super().__init__()
        self._case_id = case_id
        self._followed = followed

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    def veil(self) -> Veil:
        """What hides the case of this answer, whose tasks may name the patient."""
        return veil_of(self, self._case_id)

    def board_changed(self, touched: set[str]) -> None:
        shown = self.board.shown
        if not (shown.has(self._case_id) and may_be_appealed(shown.case(self._case_id))):
            below = self._below()
            self.app.pop_screen()
            if below is not None:
                below.say(f"{self._case_id}: its denial has been appealed, left or taken back meanwhile.", "alarm")
            return
        self.head((f" {self._case_id}: a denial is recorded", "strong"))
        level = self.board.next_level(self._case_id)
        rows = [Row(((f" {line}", "base"),)) for said in self._followed for line in self._wrapped(f"· {said}")]
        rows.append(Row(((" ", "base"),)))
        over = self.board.no_level_left(self._case_id)
        first, more = (f"a opens the appeal: {level[0]}", level[1:]) if level else (over or "a opens the appeal.", ())
        rows += [Row(((f" {line}", "base"),)) for line in self._wrapped(first)]
        rows += [Row(((f" {line}", "quiet"),)) for text in more for line in self._wrapped(f"- {text}")]
        rows.append(Row(((" n says why it is not appealed. enter: later; it stays owned, on its clock.", "quiet"),)))
        self.lines.show(rows)

    def _wrapped(self, text: str) -> list[str]:
        return wrap(self.covered(text), max(self.size.width - 3, 20), subsequent_indent="  ")

    def action_appeal(self) -> None:
        below = self._below()
        self.app.pop_screen()
        if below is not None:
            answering.open_next_case(below, self._case_id)

    def action_not_appealed(self) -> None:
        below = self._below()
        self.app.pop_screen()
        if below is not None:
            ask_why_not(below, self._case_id)

    def action_undo(self) -> None:
        below = self._below()
        self.app.pop_screen()
        if below is not None:
            below.action_undo()

    def _below(self) -> QuietScreen | None:
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        return below if isinstance(below, QuietScreen) else None


def ask_why_not(screen: QuietScreen, case_id: str) -> None:
    """Ask why a denial is not appealed; with a reason the case may leave follow-up."""
    board = screen.board

    def send(filled: dict[str, str]) -> None:
        because = filled.get("because") or ""
        if not because:
            raise Invalid("Without a reason the denial stays open: a appeals it.")

        def done(_entry: object) -> None:
            leave_form(screen, form)
            screen.say(f"{case_id} is not appealed; the reason stands with the answer.", "good")

        screen.act(lambda: board.not_appealed(case_id, because), done, on_form(screen, form), form.half)

    known, fields, doc = form_of(forms.Because)
    form = Form(
        name="reason",
        target=case_id,
        title=f"Why is the denial of {case_id} not appealed?",
        verb="record why",
        catalogue=known,
        fields=fields,
        doc=doc,
        send=send,
    )
    ask(screen, form)
