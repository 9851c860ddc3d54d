"""The letter of a case exactly as it would print now, with what is missing standing out."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.screens.one_case import OfOneCase
from lmnboard.screens.reading import counted, letter_rows
from lmnboard.widgets.lines import Lines


class LetterScreen(OfOneCase):
    """A letter to read; `x x` writes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "case", show=False, tooltip="Open the case"),
        Binding("y", "copy", "copy", tooltip="Copy the letter to the local clipboard"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Down"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Up"),
        Binding("pagedown,space", "page(1)", "page", tooltip="Next page"),
        Binding("pageup", "page(-1)", "page back", show=False, tooltip="Page before"),
        Binding("g,home", "end(False)", "top", show=False, tooltip="Beginning"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="End"),
        Binding("escape,q,v", "back", "back", tooltip="Back"),
    ]

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def show_again(self) -> None:
        letter = self.board.letter(self._case_id)
        self.head_of_case(counted(len(letter.gaps), "gap") if letter.gaps else self._state())
        self.lines.show(letter_rows(letter.text))

    def _state(self) -> str:
        return "signed" if self.board.shown.case(self._case_id).signature.by else "not signed"

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.board.letter(self._case_id).text)
        self.say("The letter is on the clipboard, where your terminal lets it.")

    def action_go(self, by: int) -> None:
        self.lines.go(by)

    def action_page(self, by: int) -> None:
        self.lines.page(by)

    def action_end(self, last: bool) -> None:
        self.lines.end(last)
