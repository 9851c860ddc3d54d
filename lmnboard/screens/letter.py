"""The letter of a case exactly as it would print now, with what is missing standing out; the way to the printer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.curtain import SAYS
from lmnboard.leaving import Printed
from lmnboard.model.errors import BoardError, Refused
from lmnboard.screens.listing import Listing
from lmnboard.screens.one_case import OfOneCase
from lmnboard.screens.reading import counted, letter_rows
from lmnboard.widgets.lines import Lines, Row


class LetterScreen(Listing, OfOneCase):
    """A letter to read; `x x` writes it, `p p` prints it. While names are hidden it is covered, and `p` shows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "case", show=False, tooltip="Open the case"),
        Binding("p", "print", "print", tooltip="Print: p again prints the letter; where names are hidden, show it"),
        Binding("y", "copy", "copy", tooltip="Copy the letter to the local clipboard"),
        Binding("pagedown,space", "page(1)", "page", tooltip="Next page"),
        Binding("escape,q,v", "back", "back", tooltip="Back"),
    ]

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    def show_again(self) -> None:
        try:
            letter = self.board.letter(self._case_id)
        except BoardError as error:  # a template of the clinic lets none be set; no field is named in it
            self.head_of_case("no letter")
            self.lines.show(letter_rows(str(error), max(self.size.width - 1, 20)))
            return
        self.head_of_case(counted(len(letter.gaps), "gap") if letter.gaps else self._state())
        self.lines.show([Row(((f" {SAYS}", "quiet"),))] if self.face.names_hidden else letter_rows(letter.text))

    def _state(self) -> str:
        return "signed" if self.board.shown.case(self._case_id).signature.by else "not signed"

    def action_copy(self) -> None:
        def done(text: str) -> None:
            self.app.copy_to_clipboard(text)
            self.say("The letter is on the clipboard, where your terminal lets it; the history says so.")

        case_id = self._case_id
        self.act(lambda: self.board.copy_letter(case_id), done)

    def action_print(self) -> None:
        """To print is the key twice, as what lies on a printer is seen by others."""
        if self.face.names_hidden:
            self.face.last_keys = ("", "")
            self.action_curtain()
            return
        case_id = self._case_id
        if self.face.last_keys != ("p", "p"):
            self.say(f"p again: print the letter of {case_id} on this server's printer.")
            return
        self.face.last_keys = ("", "")

        def done(printed: Printed) -> None:
            went = printed.job or "the printer has it"
            if printed.blockers:
                self.say(f"DRAFT, {counted(len(printed.blockers), 'blocker')} (c shows them). Printed: {went}", "alarm")
            else:
                self.say(f"Printed: {went}", "good")

        def print_() -> Printed:
            try:
                return self.board.print_letter(case_id)
            except Refused:
                return self.board.print_letter(case_id, draft=True)

        self.act(print_, done)
