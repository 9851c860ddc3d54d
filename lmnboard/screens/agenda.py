"""The agenda: what needs a person, most pressing first, each line saying the next act. The other first screen of a day.

Shows what `Walk` has made; the keys of a case act on the line under the cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard import query
from lmnboard.curtain import HIDDEN, Veil
from lmnboard.model.errors import BoardError
from lmnboard.screens import touching
from lmnboard.screens.agenda_head import Head, ahead, head, stuck
from lmnboard.screens.catching_up import CatchesUp
from lmnboard.screens.listing import Listing
from lmnboard.screens.on_the_card import edit_on_card
from lmnboard.screens.reading import counted
from lmnboard.screens.walking import step_in_words
from lmnboard.widgets.agenda_lines import AgendaLines
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import OneLine, cut
from lmnboard.workflow.agenda import Agenda, Item
from lmnboard.workflow.next_act import why

_MINUTE = 30.0
"""Seconds between two looks at the clock."""
_FOLDED = 2
"""Lines in which the message line says a sentence."""
_ABOVE = ("#stuck", "#ahead")
"""The lines above it, which a longer one takes."""


class AgendaScreen(Listing, CatchesUp):
    """One line a case, in six sections."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open the case"),
        Binding("n", "next", "next", tooltip="The next thing that needs me, after this one"),
        Binding("t", "touch", "touch", tooltip="Touch: when and what we do next"),
        Binding("z", "snooze", "later", tooltip="Later: snooze until a day, never past a deadline"),
        Binding("a", "assign", "assign", tooltip="Assign the case"),
        Binding("b", "board", "board", tooltip="The board"),
        Binding("slash", "filter", "find", tooltip="Filter: words, owner:dana, payer:aetna, !word"),
        Binding("w", "why", "why", tooltip="Why it stands here, in a sentence; w again: its clocks"),
        Binding("T", "board", "board", show=False, tooltip="The board"),
        Binding("s", "since", "since", show=False, tooltip="Since you left: what happened to your cases"),
        Binding("o", "whose", "all", show=False, tooltip="Everybody's cases, or mine again"),
        Binding("escape", "escape", "back", show=False, tooltip="All lines again, then back"),
        Binding("q", "app.quit", "quit", show=False, tooltip="Quit; nothing is ever unsaved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filter = ""
        self._explains = False
        self._fell_on = ""

    def compose_body(self) -> ComposeResult:
        yield OneLine(id="since")
        yield AgendaLines(self._veil_of)
        yield OneLine(id="stuck")
        yield OneLine(id="ahead")

    @property
    def lines(self) -> AgendaLines:
        return self.query_one(AgendaLines)

    @property
    def case_id(self) -> str:
        return self.lines.key

    def _veil_of(self, case_id: str) -> Veil:
        return Veil(self.board.shown.doc(case_id)) if self.board.shown.has(case_id) else Veil({})

    def on_mount(self) -> None:
        self.set_interval(_MINUTE, self._look_at_the_clock)

    # ------------------------------------------------------------------ drawing
    def board_changed(self, touched: set[str]) -> None:
        if self._explains and not touched:
            self.say("")
        self.face.open_case = ""
        self._show_items()
        self.lines.stand_on(self.face.walk.carried())
        self._draw_around()
        self.call_after_refresh(self.catch_up)

    def _show_items(self) -> None:
        shown, before = self.board.shown, self.case_id
        self.lines.show_items(self._items(), shown.clinic, shown.day, self.board.me, hidden=self.face.names_hidden)
        if not self.face.walk.here:
            self.face.walk.stand(self.case_id)
        elif self.case_id != before:
            self._fell_on = self.case_id  # what was selected has left the agenda: nobody has been here yet

    def others_changed(self) -> None:
        self._draw_head(self.face.walk.agenda())

    def _look_at_the_clock(self) -> None:
        if self.on_top:
            self._draw_head(self.face.walk.agenda())

    def _items(self) -> Sequence[Item]:
        items = self.face.walk.agenda().items
        if not self._filter:
            return items
        test = query.matcher(self._filter, self.board.shown, self.board.me)
        return [item for item in items if test(item.card)]

    def _draw_around(self) -> None:
        made = self.face.walk.agenda()
        self._draw_head(made)
        self._draw_since()
        if self._explains:
            return
        today = self.board.shown.today()
        self.query_one("#stuck", OneLine).say(*stuck(made, today))
        self.query_one("#ahead", OneLine).say((ahead(made, today, self.size.width), "quiet"))

    def _draw_head(self, made: Agenda) -> None:
        hidden = HIDDEN if self._filter and self.face.names_hidden else self._filter  # it may be a name
        told = Head(
            total=self.face.walk.total,
            now=self.board.now(),
            me=self.board.me,
            others=len({present.who for present in self.face.others} - {self.board.me}),
            everybody=self.face.walk.of_all,
            filter=hidden,
        )
        self.head(*head(made, told, self.size.width))

    def _draw_since(self) -> None:
        from lmnboard.workflow.since import since_when, summary

        left = self.face.left
        line = self.query_one("#since", OneLine)
        line.display = left.seen is not None
        if left.seen is None:
            return
        told = summary(left.happened)
        details = "   (s) details"
        said = f" Since {since_when(left.seen.at, self.board.now())}: {told}"
        line.say((cut(said, min(cell_len(said), self.size.width - len(details))), "base"), (details, "quiet"))

    def caught_up(self) -> None:
        if self.on_top:
            self._show_items()
            self._draw_around()

    # ------------------------------------------------------------------ the cursor
    def on_lines_chosen(self) -> None:
        self.action_open()

    def moved(self) -> None:
        self.say("")
        self._fell_on = ""
        self.face.walk.stand(self.case_id)

    def say(self, text: str, tone: str = "base") -> None:
        """Say something else, with the lines back that a longer sentence has taken."""
        super().say(text, tone)
        if self._explains:
            self._explains = False
            self._draw_around()

    def action_next(self) -> None:
        walk = self.face.walk
        step = walk.next(walk.here if self.case_id == self._fell_on else self.case_id, self.lines.items)
        if step is None:
            self.say("Nothing needs a person now.", "good")
            return
        self.lines.stand_on(step.item.card.id)
        self.say(step_in_words(step, self.board))

    def action_why(self) -> None:
        """One sentence first; the key again shows the clocks."""
        item = self.lines.item
        if item is None or self.face.last_keys == ("w", "w"):
            self.face.last_keys = ("", "")
            super().action_why()
            return
        day = self.board.shown.day(item.card.location)
        said = f"{item.card.id}: {why(item, self.board.clinic, day, self.face.walk.paces)}"
        lines = wrap(self.covered(said), self.size.width - 2)
        above = lines[: max(len(lines) - _FOLDED, 0)][: len(_ABOVE)]
        self.say(" ".join(lines[len(above) :]))
        for line, text in zip(_ABOVE[-len(above) :], above, strict=False):
            self.query_one(line, OneLine).say((f" {text}", "base"))
        self._explains = bool(above)

    # ------------------------------------------------------------------ other ways to look
    def action_board(self) -> None:
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_agenda(self) -> None:
        self.action_board()

    def action_escape(self) -> None:
        if self._filter:
            self._set_filter("")
            self.say("All lines.")
        else:
            self.action_back()

    def action_whose(self) -> None:
        walk = self.face.walk
        walk.everybody = not walk.everybody
        self.board_changed(set())
        self.say("Everybody's cases; o shows yours again." if walk.everybody else "Your cases, and nobody's.")

    def action_since(self) -> None:
        if self.face.left.seen is None:
            self.say("This is your first time here: there is nothing to tell since.")
        else:
            self.go_to("since")

    def action_filter(self) -> None:
        before = self._filter

        def typed(text: str) -> None:
            with suppress(BoardError):  # half a word may not be a term yet; what was found last stays until it is
                self._set_filter(text)

        def keep(text: str, _step: int) -> bool:
            try:
                self._set_filter(text)
            except BoardError as error:
                self._set_filter(before)
                self.say(str(error), "alarm")
                return True
            found = f"{counted(len(self.lines.items), 'line')} found. Escape shows all again."
            self.say(found if text.strip() else "")
            return True

        text = "" if self.face.names_hidden else before  # it may be a name
        self.query_one(AskLine).ask("find:", text, keep, typed=typed, leave=lambda: self._set_filter(before))

    def _set_filter(self, text: str) -> None:
        query.matcher(text, self.board.shown, self.board.me)
        self._filter = text.strip()
        self.board_changed(set())
        self._fell_on = ""
        self.face.walk.stand(self.case_id)

    # ------------------------------------------------------------------ owner and next touch
    def action_touch(self) -> None:
        if self.case_id and self.may_write():
            touching.ask_to_touch(self, self.case_id)

    def action_assign(self) -> None:
        """Choose on its line who has it from now on."""
        edit_on_card(self, self.lines, "owner", lambda _step: None)
