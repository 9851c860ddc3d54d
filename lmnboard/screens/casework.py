"""What can be done with the case at hand, the same on the board, in the case, its checklist and its letter."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, runtime_checkable

from textual.binding import Binding, BindingType

from lmnboard.board import Exported
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import values
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.errors import BoardError, Conflict, Refused
from lmnboard.model.fields import Field
from lmnboard.screens import asking
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.widgets.ask_line import AskLine
from lmnboard.workflow import steps
from lmnboard.workflow.stages import WITHOUT_LETTER


@runtime_checkable
class ShowsCase(Protocol):
    """A screen of one case."""

    def show_case(self, case_id: str) -> None: ...


class CaseWork(QuietScreen):
    """A screen with a case at hand. Every action here is one call of the board."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "checklist", "check", tooltip="Checklist: what a payer would miss"),
        Binding("v", "letter", "letter", tooltip="View the letter as it would print now"),
        Binding("x", "export", "export", tooltip="Export: x again writes the text letter"),
        Binding("less_than_sign,H", "move(-1)", "back", show=False, tooltip="Move the case a stage back"),
        Binding("greater_than_sign,L", "move(1)", "on", tooltip="Move the case a stage on"),
        Binding("S", "sign", "sign", show=False, tooltip="Sign: record the provider's signature"),
        Binding("ctrl+s", "submit", "submit", show=False, tooltip="Submit: record that the letter was sent"),
        Binding("A", "attach", "attach", show=False, tooltip="Attach a file as an enclosure"),
        Binding("i", "note", "note", show=False, tooltip="Add a note"),
        Binding("w", "why", "why", show=False, tooltip="Why this case stands here: its clocks"),
        Binding("y", "copy", "copy", show=False, tooltip="Copy the case's number to the local clipboard"),
        Binding("m", "app.help", "menu", show=False, tooltip="Menu of all that can be done here"),
        Binding("u", "undo", "undo", show=False, tooltip="Undo my last change"),
        Binding("ctrl+r", "redo", "redo", show=False, tooltip="Redo what undo took back"),
    ]

    _case_id = ""

    @property
    def case_id(self) -> str:
        """The case at hand; an empty text where there is none."""
        return self._case_id

    # ------------------------------------------------------------------ ways to look at it
    def action_open(self) -> None:
        self._show("case")

    def action_checklist(self) -> None:
        self._show("checklist")

    def action_letter(self) -> None:
        self._show("letter")

    def action_why(self) -> None:
        self._show("why")

    def _show(self, name: str) -> None:
        if not self.case_id:
            self.say("There is no case here. N makes one.")
            return
        screen = self.app.get_screen(name)
        assert isinstance(screen, ShowsCase)
        screen.show_case(self.case_id)
        self.go_to(name)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.case_id)
        self.say(f"{self.case_id} is on the clipboard.")

    # ------------------------------------------------------------------ fields
    def keep_field(self, case_id: str, field: Field, path: str, value: Any, found: Any) -> None:
        """Write a field over what was found in it. Where somebody was quicker, both values are shown."""
        seen = None if found is UNSET else found

        def done(entry: Entry) -> None:
            text = values.show(field, value, self.board.clinic)
            if field.editor == "date" and value:
                text = echo_date(steps.day_of(value))
            note = f" ({entry.note})" if entry.note else ""
            self.say(f"{case_id} {field.title}: {_short(text) or 'empty'}{note}", "good")

        def failed(error: BoardError) -> None:
            if isinstance(error, Conflict) and error.theirs:
                self._merge(case_id, field, path, value, error.theirs[0])
            else:
                self.say_error(error)

        self.act(lambda: self.board.edit(case_id, {path: value}, found={path: seen}), done, failed)

    def _merge(self, case_id: str, field: Field, path: str, mine: Any, theirs: Any) -> None:
        if theirs is UNSET:
            self.say("Somebody has removed this row meanwhile; what you typed had no place to go.", "alarm")
            return

        def keep(merged: Any) -> None:
            self.keep_field(case_id, field, path, merged, theirs)

        asking.ask_to_merge(self, case_id, path, field, mine, theirs, keep)

    # ------------------------------------------------------------------ steps
    def action_move(self, by: int) -> None:
        case_id = self.case_id
        if not case_id:
            return
        stage = self.board.shown.card(case_id).stage
        at = STAGES.index(stage) + by
        if not 0 <= at < len(STAGES):
            self.say(f"{case_id} is at the {'end' if by > 0 else 'beginning'} already.")
        elif stage == "review" and by > 0 and self.board.shown.card(case_id).outcome not in WITHOUT_LETTER:
            self.action_submit()
        else:
            ends = stage == "review" and by > 0
            self._move(case_id, "resolved" if ends else STAGES[at], "")

    def _move(self, case_id: str, stage: Stage, because: str) -> None:
        def failed(error: BoardError) -> None:
            if isinstance(error, Refused):
                asking.ask_because(self, error, lambda because: self._move(case_id, stage, because))
            else:
                self.say_error(error)

        self.act(lambda: self.board.move(case_id, stage, because), f"{case_id} is in {words(stage)}.", failed)

    def action_sign(self) -> None:
        if self.case_id:
            asking.ask_to_sign(self, self.case_id)

    def action_submit(self) -> None:
        if self.case_id:
            asking.ask_to_submit(self, self.case_id)

    def action_attach(self) -> None:
        if self.case_id:
            asking.ask_to_attach(self, self.case_id)

    def action_export(self) -> None:
        """The quick export is the key twice; once says what the second does."""
        case_id = self.case_id
        if not case_id:
            return
        if self.face.last_keys != ("x", "x"):
            self.say(f"x again: write the letter of {case_id} as text to exports/ beside the board.")
            return
        self.face.last_keys = ("", "")

        def done(exported: Exported) -> None:
            if exported.blockers:
                missing = counted(len(exported.blockers), "blocker")
                self.say(f"DRAFT, {missing} (c shows them): {exported.path}", "alarm")
            else:
                self.say(f"Written: {exported.path}", "good")

        def export() -> Exported:
            try:
                return self.board.export(case_id)
            except Refused:
                return self.board.export(case_id, draft=True)

        self.act(export, done)

    def action_note(self) -> None:
        case_id = self.case_id

        def keep(text: str, _step: int) -> bool:
            text = values.clean(text)
            if text:
                self.act(lambda: self.board.note(case_id, text), f"Noted on {case_id}.")
            return True

        if case_id:
            self.query_one(AskLine).ask(f"note on {case_id}:", "", keep, leave=lambda: self.say(""))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
