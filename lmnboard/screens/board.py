"""The board: cases by stage, most pressing first. The first screen of the day, and the way to every other."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from lmnboard import query
from lmnboard.board import Board
from lmnboard.curtain import HIDDEN, SAYS
from lmnboard.desk import CASES
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.messages import CardsJudged
from lmnboard.model import paths, values
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import BoardError, Invalid, NotFound
from lmnboard.screens import asking
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.keeping import keep_field
from lmnboard.screens.reading import counted, summary
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.board_view import BoardView
from lmnboard.widgets.card_lines import Told
from lmnboard.widgets.inplace import ON
from lmnboard.workflow.clocks import BANDS, PRESSING

ON_THE_CARD = ("submit_by", "owner", "priority", "next_touch.on", "next_touch.what", "tags")
"""Fields that are edited on the card itself, in this order."""


class BoardScreen(CaseWork):
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
        self._filter = ""
        self._judged: dict[tuple[int, int], Told] = {}
        self._wanted: dict[int, Card] = {}
        self._judging = False
        self._pause: Timer | None = None

    def compose_body(self) -> ComposeResult:
        yield BoardView(self._progress)

    @property
    def view(self) -> BoardView:
        return self.query_one(BoardView)

    def on_mount(self) -> None:
        if self.board.notices:
            self.say(self.board.notices[-1], "alarm")
        self.board_changed(set())
        first = self.board.shown.most_pressing()
        if first is not None:
            self.view.stand_on(first)
        elif not self.board.shown.cards:
            self.say("No case yet. D: enter providers, payers and staff first. N: the first case.")

    def board_changed(self, touched: set[str]) -> None:
        shown = self.board.shown
        only_cases = all(record.startswith("cases/") for record in touched)
        if not only_cases:
            self._judged.clear()
        archived = query.archived(self._filter, shown)
        self.view.hides_names = self.face.names_hidden
        self.face.open_case = ""
        self.view.show(shown, self._test() if self._filter else None, archived, anew=not (touched and only_cases))
        self._draw_head()

    def others_changed(self) -> None:
        self._draw_head()

    def _draw_head(self) -> None:
        """The clinic and what is open in it; who is at the board, how many others, and the day."""
        shown = self.board.shown
        open_ = sum(len(shown.column(stage)) for stage in STAGES[:-1])
        bands = sum((shown.pressing(stage) for stage in STAGES[:-1]), Counter[int]())
        pressing = "".join(f" · {bands[band]} {BANDS[band]}" for band in range(PRESSING))
        clinic = shown.clinic.settings.clinic or "lmnboard"
        left = f" {clinic}   {open_} open{pressing}"
        if self._filter:  # it may be a name
            left += f"   filter: {HIDDEN if self.face.names_hidden else self._filter}"
        right = f"{self.board.me}   {echo_date(shown.today())} "
        waiting = self.face.drafts.waiting
        drafts = f"{counted(waiting, 'draft')}: R  " if waiting else ""
        if len(left) + 1 + len(drafts) + len(right) <= self.size.width:
            right = drafts + right
        others = len({present.who for present in self.face.others} - {self.board.me})
        told = f"{counted(others, 'other')} in   " if others else ""
        if len(left) + 2 + len(told) + len(right) <= self.size.width:
            right = told + right
        room = max(self.size.width - len(right), len(left) + 2)
        self.head((left.ljust(room), "strong"), (right, "quiet"))

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
        """Walk the cases that wait for this person: their own, or everybody's where they own none."""
        shown = self.board.shown
        open_ = shown.open_cards()
        mine = [card for card in open_ if card.owner == self.board.me] or open_
        if not mine:
            self.say("Nothing is open.", "good")
            return
        here = self.view.selected
        at = next((i for i, card in enumerate(mine) if here and card.number == here.number), -1)
        card = mine[(at + 1) % len(mine)]
        if self._filter:
            self._set_filter("")
        self.view.stand_on(card)
        self.say(f"{(at + 1) % len(mine) + 1} of {len(mine)}: {card.id} {card.next_touch.what or ''}")

    def on_board_view_opened(self) -> None:
        self.action_open()

    # ------------------------------------------------------------------ the filter
    def action_filter(self) -> None:
        before = self._filter

        def typed(text: str) -> None:
            try:
                self._set_filter(text)
            except BoardError:
                # Half a word may not be a term yet; what was found last stays until it is.
                return

        def keep(text: str, _step: int) -> bool:
            try:
                self._set_filter(text)
            except BoardError as error:
                self._set_filter(before)
                self.say(str(error), "alarm")
                return True
            found = sum(self.view.counts.values())
            self.say(f"{counted(found, 'case')} found. Escape shows all again." if text.strip() else "")
            return True

        self.query_one(AskLine).ask("find:", before, keep, typed=typed, leave=lambda: self._set_filter(before))

    def action_clear_filter(self) -> None:
        if self._filter:
            self._set_filter("")
            self.say("All cases.")

    def _set_filter(self, text: str) -> None:
        test = query.matcher(text, self.board.shown, self.board.me)
        archived = query.archived(text, self.board.shown)
        self._filter = text.strip()
        self.board_changed(set())
        if self.view.selected is None:
            columns = (*map(self.board.shown.column, STAGES), archived)
            first = next((card for column in columns for card in column if test(card)), None)
            if first is not None:
                self.view.stand_on(first)

    def _test(self) -> Callable[[Card], bool]:
        return query.matcher(self._filter, self.board.shown, self.board.me)

    # ------------------------------------------------------------------ editing on the card
    def action_edit(self, path: str) -> None:
        """Edit one field of the card where it stands; tab goes on to the next."""
        card = self.view.selected
        if card is None or not self.may_write():
            return
        case_id = card.id
        field = CASES.of(path)
        doc = self.board.shown.doc(case_id)
        found = paths.value_at(doc, path)
        text = values.show(field, found, self.board.clinic)
        if self.veil().of(field, text) != text:
            self.say(SAYS)
            return
        options = values.options(field, self.board.clinic) if field.editor in ("choice", "ref") else {}

        half = self.begin_field(case_id, path, found, text)

        def keep(typed: str, step: int) -> bool:
            half.typed(typed)
            if typed != text:
                try:
                    value = values.read(field, typed, self.board.shown.today(card.location), self.board.clinic)
                except Invalid as error:
                    self.say(str(error), "alarm")
                    return False
                keep_field(self, case_id, field, path, value, found, half)
            self.view.edited()
            if abs(step) == ON:
                at = ON_THE_CARD.index(path) + (1 if step > 0 else -1)
                self.action_edit(ON_THE_CARD[at % len(ON_THE_CARD)])
            return True

        def offer(typed: str) -> list[str]:
            chosen = values.matching(typed.strip(), options) if typed.strip() else list(options)
            return [options[value] for value in chosen]

        self.view.edit(field.title, text, keep, offer if options else None, half)
        hint = "A date: fri, +10d, +5b (business days), 12/4, eom. Tab: the next field."
        self.say(hint if field.editor == "date" else "")

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
            self._set_filter("")
            self.view.stand_on(self.board.shown.card(case_id))
            self.action_open()

        asking.ask_for_new_case(self, opened)
