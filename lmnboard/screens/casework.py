"""What can be done with the case at hand, the same on the board, in the case, its checklist and its letter."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from textual.binding import Binding, BindingType

from lmnboard.curtain import Veil
from lmnboard.leaving import Exported
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.errors import BoardError, Refused
from lmnboard.screens import answering, attaching, reasons, signing, submitting, touching
from lmnboard.screens.keeping import NOTE
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.store.drafts import Draft, Half
from lmnboard.widgets.ask_line import AskLine
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
        Binding("r", "answer", "answer", show=False, tooltip="Record the payer's answer; a denial offers the appeal"),
        Binding("P", "follow", "appeal", show=False, tooltip="Appeal a denial, or renew an approval: the linked case"),
        Binding(
            "C", "call", "call", show=False, tooltip="Call the payer: what they ask for, what they said, what next"
        ),
        Binding("z", "snooze", "snooze", show=False, tooltip="Snooze until a day, never past a deadline"),
        Binding("T", "agenda", "agenda", show=False, tooltip="Agenda: what needs a person, most pressing first"),
        Binding("A", "attach", "attach", show=False, tooltip="Attach a file as an enclosure"),
        Binding("i", "note", "note", show=False, tooltip="Add a note"),
        Binding("B", "bring_back", "bring back", show=False, tooltip="Bring an archived case back to the board"),
        Binding("w", "why", "why", show=False, tooltip="Why this case stands here: its clocks"),
        Binding("y", "copy", "copy", show=False, tooltip="Copy the case's number to the local clipboard"),
        Binding("m", "app.help", "menu", show=False, tooltip="Menu of all that can be done here"),
        Binding("U", "history", "history", show=False, tooltip="History: who changed what; undo any one of it"),
        Binding("p", "curtain", "hide names", show=False, tooltip="Curtain: hide names and numbers, or show them"),
        Binding("R", "drafts", "drafts", show=False, tooltip="Drafts: what was typed and never kept"),
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

    def action_history(self) -> None:
        self._show("history")

    # ------------------------------------------------------------------ the curtain
    def veil(self) -> Veil:
        """What hides the patient of the case at hand."""
        case_id = self.case_id if self.face.names_hidden else ""
        return Veil(self.board.shown.doc(case_id)) if case_id and self.board.shown.has(case_id) else super().veil()

    def action_curtain(self) -> None:
        """Hide who the patients are; to show it again is a recorded act."""
        if not self.face.names_hidden:
            self.face.names_hidden = True
            self.board_changed(set())
            self.say("Names and numbers are hidden. p shows them, which the history records.")
            return
        room = type(self).__name__.removesuffix("Screen").lower()
        where = "on the board" if room == "board" else f"{self.case_id}: in the {room} screen"

        def show() -> None:
            self.face.names_hidden = False
            self.board_changed(set())

        def done(_entry: Entry) -> None:
            show()
            self.say("Names and numbers are shown; the history says so.")

        def failed(error: BoardError) -> None:
            show()  # a board that cannot be written can still be read
            self.say(f"Names are shown, but that is not recorded: {error}", "alarm")

        self.act(lambda: self.board.reveal(where), done, failed)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.case_id)
        self.say(f"{self.case_id} is on the clipboard.")

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
            self._move(case_id, "resolved" if ends else STAGES[at], "", None)

    def _move(self, case_id: str, stage: Stage, because: str, half: Half | None) -> None:
        def failed(error: BoardError) -> None:
            if isinstance(error, Refused):
                reasons.ask_because(self, case_id, error, lambda reason, half: self._move(case_id, stage, reason, half))
            elif half is not None:
                self.say_kept(half, error)
            else:
                self.say_error(error)

        done = f"{case_id} is in {words(stage)}."
        self.act(lambda: self.board.move(case_id, stage, because), done, failed, half)

    def action_bring_back(self) -> None:
        case_id = self.case_id
        if case_id:
            self.act(lambda: self.board.bring_back([case_id]), f"{case_id} is on the board again.")

    def action_sign(self) -> None:
        if self.case_id and self.may_write():
            signing.ask_to_sign(self, self.case_id)

    def action_submit(self) -> None:
        if self.case_id and self.may_write():
            submitting.ask_to_submit(self, self.case_id)

    def action_answer(self) -> None:
        if self.case_id and self.may_write():
            answering.ask_for_answer(self, self.case_id)

    def action_follow(self) -> None:
        if self.case_id and self.may_write():
            answering.open_next_case(self, self.case_id)

    def action_call(self) -> None:
        self._show("call")

    def action_snooze(self) -> None:
        if self.case_id and self.may_write():
            touching.ask_to_snooze(self, self.case_id)

    def action_agenda(self) -> None:
        self.go_to("agenda")

    def action_attach(self) -> None:
        if self.case_id and self.may_write():
            attaching.ask_to_attach(self, self.case_id)

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
        if not (case_id and self.may_write()):
            return
        half = self.face.drafts.begin(Draft(form=NOTE, target=case_id))

        def keep(text: str, _step: int) -> bool:
            half.typed(text)
            text = values.clean(text)
            if text:
                self.act(lambda: self.board.note(case_id, text), f"Noted on {case_id}.", half=half)
            else:
                half.left()
            return True

        def leave() -> None:
            half.left()
            self.say("")

        self.query_one(AskLine).ask(f"note on {case_id}:", "", keep, typed=half.typed, leave=leave)
