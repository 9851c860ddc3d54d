"""The board: cases by stage, most pressing first. The first screen of the day, and the way to every other."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from lmnboard.board import Board
from lmnboard.messages import CardsJudged
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import NotFound
from lmnboard.screens import new_case
from lmnboard.screens.marking import Marked
from lmnboard.screens.on_the_card import edit_on_card
from lmnboard.screens.reading import counted, summary
from lmnboard.screens.walking import step_in_words
from lmnboard.widgets.board_view import BoardView
from lmnboard.widgets.card_lines import Told
from lmnboard.widgets.inplace import ON

ON_THE_CARD = ("submit_by", "owner", "priority", "next_touch.on", "next_touch.what", "tags")
"""Fields that are edited on the card itself, in this order."""


class BoardScreen(Marked):
    """Five columns, and the keys of a day's triage."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open the case"),
        Binding("n", "next", "next", tooltip="The next case that needs me"),
        Binding(
            "e", "edit('submit_by')", "edit", tooltip="Edit the card in place: file by, owner, priority, touch, tags"
        ),
        Binding("d", "edit('submit_by')", "date", show=False, tooltip="Date: edit file by"),
        Binding("a", "edit('owner')", "assign", tooltip="Assign the case"),
        Binding("t", "edit('next_touch.on')", "touch", tooltip="Touch: the next date and what we do then"),
        Binding("slash", "filter", "find", tooltip="Filter: words, owner:dana, due:<7d, late, !word"),
        Binding(
            "space", "mark", "mark", show=False, tooltip="Mark the case and move down: a d < > x act on all marked"
        ),
        Binding("o", "place", "location", show=False, tooltip="Location: the next one; all, mine, each, all again"),
        Binding("K", "app.push_screen('numbers')", "numbers", show=False, tooltip="Numbers: days, denials, appeals"),
        Binding("O", "totals", "totals", show=False, tooltip="Totals by location, owner, payer and provider"),
        Binding("s", "lanes", "lanes", show=False, tooltip="Lanes: by location, owner, payer, provider, or none"),
        Binding("right_curly_bracket", "lane(1)", "lane", show=False, tooltip="Next lane"),
        Binding("left_curly_bracket", "lane(-1)", "lane before", show=False, tooltip="Lane before"),
        Binding("N", "new", "new", tooltip="New case"),
        Binding("j,down", "go(0,1)", "down", show=False, tooltip="Next card"),
        Binding("k,up", "go(0,-1)", "up", show=False, tooltip="Card before"),
        Binding("h,left", "go(-1,0)", "left", show=False, tooltip="Column to the left"),
        Binding("l,right", "go(1,0)", "right", show=False, tooltip="Column to the right"),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("g,home", "end(False)", "top", show=False, tooltip="First card"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="Last card"),
        *(
            Binding(
                str(at), f"column({at - 1})", show=False, description=words(stage), tooltip=f"Column {words(stage)}"
            )
            for at, stage in enumerate(STAGES, 1)
        ),
        Binding("D", "directory", "directory", show=False, tooltip="Directory: providers, payers, staff, locations"),
        Binding("escape", "clear_filter", "all", show=False, tooltip="Show all cases again"),
        Binding("q", "app.quit", "quit", tooltip="Quit; nothing is ever unsaved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._judged: dict[tuple[int, int], Told] = {}
        self._wanted: dict[int, Card] = {}
        self._judging = False
        self._pause: Timer | None = None

    def compose_body(self) -> ComposeResult:
        yield BoardView(self._progress)

    def on_mount(self) -> None:
        if self.board.notices:
            self.say(self.board.notices[-1], "alarm")
        self.board_changed(set())
        first = self.board.shown.most_pressing()
        if first is not None:
            self.view.stand_on(first)

    def board_changed(self, touched: set[str]) -> None:
        only_cases = all(record.startswith("cases/") for record in touched)
        if not only_cases:
            self._judged.clear()
        self.view.hides_names = self.face.names_hidden
        self.face.open_case = ""
        self.show_cards(anew=not (touched and only_cases))
        if not self.board.shown.cards and self.focused is None and not self.says_alarm():
            self.say(self._first_step())
        walked_to = self.face.walk.carried()
        if walked_to and self.board.shown.has(walked_to):
            self.reveal(self.board.shown.card(walked_to))

    def _first_step(self) -> str:
        """What to do on a board without a case: it needs who signs its letter, who is asked and who works on it."""
        lacking = [table for table in ("providers", "payers", "staff") if not getattr(self.board.clinic, table)]
        first = f"D: enter {', '.join(lacking)} first. " if lacking else ""
        return f"No case yet. {first}N: the first case."

    def others_changed(self) -> None:
        self.draw_head()

    # ------------------------------------------------------------------ the cursor
    @property
    def case_id(self) -> str:
        card = self.view.selected
        return card.id if card else ""

    def action_go(self, columns: int, cards: int) -> None:
        self.say("")
        self.view.go(columns, cards)

    def action_page(self, by: int) -> None:
        self.view.page(by)

    def action_end(self, last: bool) -> None:
        self.view.end(last)

    def action_column(self, at: int) -> None:
        self.view.go(at - STAGES.index(self.view.stage), 0)

    def action_next(self) -> None:
        """Walk what needs this person, in the order of the agenda."""
        step = self.face.walk.next(self.case_id)
        if step is None:
            self.say("Nothing needs a person now.", "good")
            return
        self.reveal(step.item.card)
        self.say(step_in_words(step, self.board))

    def on_board_view_opened(self) -> None:
        self.action_open()

    # ------------------------------------------------------------------ all that are marked, or the one at hand
    def action_move(self, by: int) -> None:
        if self.marked:
            self.move_marked(by)
        else:
            super().action_move(by)

    def action_export(self) -> None:
        if not self.marked:
            super().action_export()
        elif self.face.last_keys != ("x", "x"):
            self.say(f"x again: write {counted(len(self.marked), 'letter')} as text to exports/ beside the board.")
        else:
            self.face.last_keys = ("", "")
            self.export_marked()

    # ------------------------------------------------------------------ editing on the card
    def action_edit(self, path: str) -> None:
        """Edit one field of the card where it stands; tab goes on to the next."""
        if self.marked and path in ("owner", "submit_by"):
            if path == "owner":
                self.assign_marked()
            else:
                self.date_marked()
            return

        def go_on(step: int) -> None:
            if abs(step) == ON:
                at = ON_THE_CARD.index(path) + (1 if step > 0 else -1)
                self.action_edit(ON_THE_CARD[at % len(ON_THE_CARD)])

        edit_on_card(self, self.view, path, go_on)

    # ------------------------------------------------------------------ what the checklist says of a card
    def _progress(self, card: Card) -> Told | None:
        """Judged in the background once the card has been drawn; None until then."""
        found = self._judged.get((card.number, card.revision))
        if found is None:
            self._wanted[card.number] = card
            if not self._judging and self._pause is None:
                self._pause = self.set_timer(0.05, self._judge)
        return found

    def _judge(self) -> None:
        self._pause = None
        wanted, self._wanted = list(self._wanted.values()), {}
        self._judging = True
        threading.Thread(target=self._judge_cards, args=(wanted, self.board), daemon=True, name="judge").start()

    def _judge_cards(self, cards: list[Card], board: Board) -> None:
        results = {}
        try:
            for card in cards:
                with suppress(NotFound):
                    results[card.number, card.revision] = summary(board.findings(card.id))
        finally:
            self.post_message(CardsJudged(results))

    def on_cards_judged(self, message: CardsJudged) -> None:
        self._judging = False
        self._judged.update(message.results)
        self.view.refresh_judged({number for number, _revision in message.results})
        if self._wanted:
            self._judge()

    def action_directory(self) -> None:
        self.go_to("directory")

    def action_new(self) -> None:
        if not self.may_write():
            return

        def opened(case_id: str) -> None:
            self.reveal(self.board.shown.card(case_id))
            self.action_open()

        new_case.ask_for_new_case(self, opened, self.location_in_view)
