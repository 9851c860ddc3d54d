"""Cases that are marked on the board, and what is done with all of them at once: one result each, one undo.

`BoardScreen` stands on this. Each is one call of the board for one case; the calls are one bulk action.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from lmnboard.model import values
from lmnboard.model.card import number_of
from lmnboard.model.case import CASES
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import BoardError, Invalid, ReasonAsked, Refused, StoreError
from lmnboard.screens.narrowing import Narrowed
from lmnboard.screens.reading import counted
from lmnboard.screens.results import Result, ResultsScreen
from lmnboard.widgets.ask_line import AskLine


class Marked(Narrowed):
    """A board on which several cases can be marked. A mark is a case's, never a place's."""

    @property
    def marked(self) -> list[str]:
        """The ids of the marked cases that are shown, in the order in which they were marked.

        What a filter hides keeps its mark, but nothing is done with a case that nobody sees.
        """
        cards = self.board.shown.cards
        test = self._test() if self._narrowing else None
        found = [cards[number] for number in self.view.marked if number in cards]
        return [card.id for card in found if test is None or test(card)]

    def action_mark(self) -> None:
        """Mark the case and move down, or take its mark off."""
        card = self.view.selected
        if card is None:
            return
        if card.number in self.view.marked:
            del self.view.marked[card.number]
        else:
            self.view.marked[card.number] = None
        count = len(self.marked)
        self.say(f"{counted(count, 'case')} marked: a, d, <, > and x act on all. Escape unmarks." if count else "")
        self.view.go(0, 1)
        self.draw_head()

    def action_clear_filter(self) -> None:
        """Take all marks off, also where the filter hides them; where none is seen, leave the filter."""
        if self.marked:
            self._unmark(list(self.view.marked))
            self.say("No case is marked.")
        else:
            super().action_clear_filter()

    def _unmark(self, numbers: Collection[int]) -> None:
        self.view.marked = {number: None for number in self.view.marked if number not in numbers}
        self.view.refresh()
        self.draw_head()

    # ------------------------------------------------------------------ what acts on all of them
    def assign_marked(self) -> None:
        if not self.may_write():
            return

        def keep(text: str, _step: int) -> bool:
            if text.strip():
                self._assign(text)
            return True

        self.query_one(AskLine).ask(f"owner of {counted(len(self.marked), 'marked case')}:", "", keep)

    def _assign(self, typed: str) -> None:
        shown = self.board.shown
        try:
            owner = values.read(CASES.of("owner"), typed, shown.today(), self.board.clinic)
        except Invalid as error:
            self.say(str(error), "alarm")
            return
        self._each("assigned", lambda case_id: self.board.assign(case_id, owner))

    def date_marked(self) -> None:
        """Ask for a day by which all of them are to be filed; then why, where one of them had another."""
        if not self.may_write():
            return

        def keep(text: str, _step: int) -> bool:
            if text.strip():
                self._date(text.strip(), "", self.marked)
            return True

        self.query_one(AskLine).ask(f"file by of {counted(len(self.marked), 'marked case')}:", "", keep)

    def _date(self, typed: str, because: str, case_ids: Sequence[str]) -> None:
        field = CASES.of("submit_by")

        def act(case_id: str) -> object:
            today = self.board.shown.today(self.board.shown.card(case_id).location)
            value = values.read(field, typed, today, self.board.clinic)
            return self.board.edit(case_id, {field.path: value}, because=because)

        def ask_why(asked: Sequence[str]) -> None:
            def keep(text: str, _step: int) -> bool:
                if text.strip():
                    self._date(typed, text.strip(), asked)
                return True

            self.query_one(AskLine).ask(f"why is it another day ({counted(len(asked), 'case')}):", "", keep)

        self._each("dated", act, case_ids, ask_why)

    def move_marked(self, by: int) -> None:
        if not self.may_write():
            return

        def act(case_id: str) -> object:
            stage = self.board.shown.card(case_id).stage
            at = STAGES.index(stage) + by
            if not 0 <= at < len(STAGES):
                raise Invalid(f"{case_id} is at the {'end' if by > 0 else 'beginning'} already.")
            if stage == "review" and by > 0:
                raise Refused(f"{case_id} leaves {words(stage)} when its letter is sent: ctrl+s on the case.")
            return self.board.move(case_id, STAGES[at])

        self._each(f"moved {'on' if by > 0 else 'back'}", act)

    def export_marked(self) -> None:
        def act(case_id: str) -> object:
            try:
                return self.board.export(case_id)
            except Refused:
                self.board.export(case_id, draft=True)
                raise Refused(f"{case_id} has blockers: its letter is written as a draft.") from None

        self._each("written to exports/", act)

    def _each(
        self,
        done: str,
        act: Callable[[str], object],
        case_ids: Sequence[str] = (),
        ask_why: Callable[[Sequence[str]], None] | None = None,
    ) -> None:
        """Do the same with each case; what one refuses stops no other. Who has a result that is none stays marked."""
        ids = list(case_ids or self.marked)

        def work() -> list[Result]:
            results = []
            with self.board.as_one():
                for case_id in ids:
                    try:
                        act(case_id)
                        results.append(Result(case_id))
                    except StoreError:
                        raise
                    except BoardError as error:
                        results.append(Result(case_id, error))
            return results

        def tell(results: list[Result]) -> None:
            went = [result.case_id for result in results if result.error is None]
            self._unmark({number_of(case_id) for case_id in went})
            asked = [result.case_id for result in results if isinstance(result.error, ReasonAsked)]
            said = f"{len(went)} of {counted(len(ids), 'case')} {done}; u undoes it." if went else ""
            if asked and ask_why is not None:
                ask_why(asked)
            elif len(went) == len(ids):
                self.say(said, "good")
            else:
                screen = self.app.get_screen("results", ResultsScreen)
                screen.tell(results, done)
                self.go_to("results")

        self.act(work, tell)
