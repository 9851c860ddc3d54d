"""Which cases the board shows, and how they lie: the filter, the walk through the locations, the lanes.

`BoardScreen` stands on this and has the keys. Asks `query` which cards are kept and `totals` what they are grouped by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from lmnboard import query
from lmnboard.curtain import HIDDEN
from lmnboard.model import values
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import BoardError
from lmnboard.screens import board_head
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.reading import counted
from lmnboard.totals import GROUPED, By, name_of
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.board_view import BoardView
from lmnboard.widgets.columns import Keep
from lmnboard.workflow import covering

ALL = ""
"""All locations, as a term of the filter."""


class _Tested(NamedTuple):
    """A test with what it was made of."""

    asked: tuple[str, date]
    clinic: Clinic
    test: Keep


class Narrowed(CaseWork):
    """A board of which some cards are shown, perhaps in lanes."""

    _filter = ""
    _place = ALL
    """The location that is shown, as a term of the filter; it holds beside what is typed there."""
    _places: Mapping[str, str] = MappingProxyType({ALL: ""})
    """The locations that can be shown, and what they are called."""
    _places_of: Clinic | None = None
    """The directory that they were read from."""
    _tested: _Tested | None = None
    _by: By | None = None
    """What the lanes are."""

    @property
    def view(self) -> BoardView:
        return self.query_one(BoardView)

    @property
    def location_in_view(self) -> str:
        """The location that alone is shown; an empty text where it is more than one, or none."""
        return next(
            (slug for slug in self.board.clinic.locations if query.term_of("location", slug) == self._place), ""
        )

    @property
    def marked(self) -> list[str]:
        """The ids of the cases that are marked."""
        return []

    def show_cards(self, *, anew: bool) -> None:
        """Show the cards that the location and the filter keep; without `anew` only what looks different."""
        shown = self.board.shown
        if self._places_of is not shown.clinic:
            self._read_places()
        keep = self._test() if self._narrowing else None
        archived = query.archived(self._filter, shown)
        self.view.show(shown, keep, archived, by=self._by, me=self.board.me, anew=anew)
        self.draw_head()

    def _read_places(self) -> None:
        """Look at every case for one without location: not at each change of a case."""
        self._places_of = self.board.clinic
        self._places = query.places(self.board.shown, self.board.me)
        if self._place not in self._places:
            self._place = ALL  # it is gone from the directory

    def draw_head(self) -> None:
        """The clinic, where, and what is open in it; who is at the board, how many others, and the day."""
        shown = self.board.shown
        others = {present.who for present in self.face.others} - {self.board.me}
        told = board_head.Head(
            clinic=shown.clinic.settings.clinic or "lmnboard",
            place=self._places[self._place],
            narrowed=self._place != ALL,
            total=self.view.total,
            open=self._open_here(),
            filter=HIDDEN if self._filter and self.face.names_hidden else self._filter,  # it may be a name
            me=self.board.me,
            today=shown.today(),
            drafts=self.face.drafts.waiting,
            others=len(others),
            marked=len(self.marked),
            cover=covering.said(shown.clinic.staff, self.board.me, shown.today()),
        )
        self.head(*board_head.head(told, self.size.width))

    def _open_here(self) -> int:
        """How many cases are open at the location, whatever the filter keeps; only told where there is a filter."""
        columns = [self.board.shown.column(stage) for stage in STAGES[:-1]]
        if not self._filter or self._place == ALL:
            return sum(map(len, columns))
        here = query.matcher(self._place, self.board.shown, self.board.me)
        return sum(here(card) for column in columns for card in column)

    @property
    def _narrowing(self) -> str:
        return f"{self._place} {self._filter}".strip()

    def _test(self) -> Keep:
        """The test that the location and the filter stand for; another one only where it may answer otherwise.

        So only columns that changed are held against it again.
        """
        shown = self.board.shown
        asked = self._narrowing, shown.today()
        if self._tested is None or self._tested.asked != asked or self._tested.clinic is not shown.clinic:
            self._tested = _Tested(asked, shown.clinic, query.matcher(self._narrowing, shown, self.board.me))
        return self._tested.test

    def reveal(self, card: Card) -> None:
        """Stand on a case, also where the filter or the location hides it: then they are left."""
        if not self.view.stand_on(card):
            self._place, self._filter = ALL, ""
            self.board_changed(set())
            self.view.stand_on(card)

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

        text = "" if self.face.names_hidden else before  # it may be a name
        self.query_one(AskLine).ask("find:", text, keep, typed=typed, leave=lambda: self._set_filter(before))

    def action_clear_filter(self) -> None:
        """Leave the filter; where there is none, the location."""
        if self._filter:
            self._set_filter("")
            self.say("All cases." if self._place == ALL else "All cases here. Escape again: of all locations.")
        elif self._place != ALL:
            self._go_to_place(ALL)

    def _set_filter(self, text: str) -> None:
        query.matcher(text, self.board.shown, self.board.me)  # what cannot be read changes nothing
        self._filter = text.strip()
        self._show_narrowed()

    def _show_narrowed(self) -> None:
        """Show what is left, with the cursor on a case where any is."""
        self.board_changed(set())
        if self.view.selected is None:
            test = self._test()
            columns = (*map(self.board.shown.column, STAGES), query.archived(self._filter, self.board.shown))
            first = next((card for column in columns for card in column if test(card)), None)
            if first is not None:
                self.view.stand_on(first)

    # ------------------------------------------------------------------ the locations
    def action_place(self) -> None:
        """Show the next location: all, my own, each of mine, each of the others, what has none, and all again."""
        self._read_places()
        places = list(self._places)
        if len(places) == 1:
            self.say("This clinic has one location. D enters others.")
            return
        self._go_to_place(places[(places.index(self._place) + 1) % len(places)])

    def _go_to_place(self, place: str) -> None:
        self._place = place
        self._show_narrowed()
        self.say(f"{values.sentence_case(self._places[place])}. o: the next, O: the totals of each.")

    def action_totals(self) -> None:
        self.go_to("totals")

    def show_all(self) -> None:
        """Show every case again."""
        self._place, self._filter = ALL, ""
        self._show_narrowed()
        self.say("All cases.")

    def narrow_to(self, by: By, slug: str) -> None:
        """Show the cases of one location, owner, payer or provider, or those that have none, and nothing else."""
        term = query.term_of(by, slug)
        self._read_places()
        self._place, self._filter = (term, "") if term in self._places else (ALL, term)
        self._show_narrowed()
        self.say(f"{values.sentence_case(name_of(slug, by, self.board.shown))}. Escape shows all again.")

    # ------------------------------------------------------------------ the lanes
    def action_lanes(self) -> None:
        """Lay each column in lanes: by location, owner, payer, provider, and without again."""
        ways: list[By | None] = [None, *GROUPED]
        if len(self.board.clinic.locations) < 2:
            ways.remove("location")
        at = ways.index(self._by) if self._by in ways else 0
        self._by = ways[(at + 1) % len(ways)]
        after = ways[(at + 2) % len(ways)]
        self.board_changed(set())
        then = f"by {after}" if after else "no lanes"
        self.say(f"{f'Lanes by {self._by}: {{ and }} walk them' if self._by else 'No lanes'}. s: {then}.")

    def action_lane(self, by: int) -> None:
        if self._by is None:
            self.say("There are no lanes. s makes them.")
        else:
            self.say("")
            self.view.go_lane(by)
