"""What a board shows: its cards in order, the clinic's directory, any case in full, at one point of the history.

Changed only by `take`, in one thread. `Board` owns one; screens and commands read it through the board.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lmnboard.model.card import Card, card_of, number_of
from lmnboard.model.case import Case
from lmnboard.model.change import Entry
from lmnboard.model.choices import STAGES, Stage
from lmnboard.model.clinic import Clinic, typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY, Settings
from lmnboard.model.errors import NotFound
from lmnboard.model.records import Records, split
from lmnboard.workflow.clocks import Day, place

if TYPE_CHECKING:
    from lmnboard.checklist.others import Others, Person

Place = tuple[int, bool, str, float, int]


class Shown:
    """Cards and directory, kept in step entry by entry: the cost is that of the change, not of the board."""

    def __init__(self, records: Records, clock: Callable[[], datetime]) -> None:
        self.records = records
        self.clinic = Clinic()
        self._clock = clock
        self._numbers: dict[str, dict[str, int]] = {}
        self._days: dict[str, Day] = {}
        self._columns: dict[str, list[Card]] = {}
        self._pressing: dict[str, Counter[int]] = {}
        self._places: dict[int, Place] = {}
        self._archived: tuple[int, list[Card]] = (0, [])
        self._one_makes_others = threading.Lock()
        self._others: Others | None = None
        self._read_directory()

    @property
    def seq(self) -> int:
        return self.records.seq

    def take(self, entries: Iterable[Entry]) -> set[str]:
        """Take entries in, each once and in order; the names of the records they touched."""
        touched: set[str] = set()
        for entry in entries:
            if entry.seq == self.records.seq + 1:
                touched |= self.records.apply(entry)
        for record in touched:
            table, number = split(record)
            if table == "cases":
                self._take_card(number, self.records.tables["cases"].get(number))
        if any(not record.startswith("cases/") for record in touched):
            self._read_directory()
        return touched

    # ------------------------------------------------------------------ cases
    @cached_property
    def cards(self) -> dict[int, Card]:
        """The card of every case on the board, by number; archived cases are not among them.

        Made when first asked for: a command on one case does without the others'.
        """
        return {number: card_of(raw, number) for number, raw in self.records.tables.get("cases", {}).items()}

    def archived(self) -> list[Card]:
        """The cards of all archived cases, read when first asked for."""
        seq = self.records.archive.seq
        if self._archived[0] != seq:
            cards = [card_of(raw, number) for number, raw in self.records.archive.cases().items()]
            self._archived = seq, cards
        return self._archived[1]

    def column(self, stage: Stage) -> list[Card]:
        """The cards of a stage, most pressing first."""
        found = self._columns.get(stage)
        if found is None:
            found = sorted((c for c in self.cards.values() if c.stage == stage), key=self.place_of)
            self._columns[stage] = found
            self._pressing[stage] = Counter(self.place_of(card)[0] for card in found if stage != "resolved")
        return found

    def pressing(self, stage: Stage) -> Counter[int]:
        """How many cards of a stage are in each band, by its place in `BANDS`."""
        self.column(stage)
        return self._pressing[stage]

    def place_of(self, card: Card) -> Place:
        """Where a card stands in its column; smaller is more pressing."""
        found = self._places.get(card.number)
        if found is None:
            found = self._places[card.number] = place(card, self.day(card.location))
        return found

    def most_pressing(self) -> Card | None:
        """The open case that comes before every other."""
        heads = (column[0] for stage in STAGES[:-1] if (column := self.column(stage)))
        return min(heads, key=self.place_of, default=None)

    def open_cards(self) -> list[Card]:
        """Every case that is not resolved, most pressing first."""
        return sorted((c for stage in STAGES[:-1] for c in self.column(stage)), key=self.place_of)

    def card(self, case_id: str) -> Card:
        number = number_of(case_id)
        raw = self.records.raw(f"cases/{number}")
        if raw is None:
            raise NotFound(f"There is no case {case_id!r}.")
        found = self.cards.get(number) if "cards" in vars(self) else None
        return found or card_of(raw, number)

    def has(self, case_id: str) -> bool:
        return self.records.raw(f"cases/{number_of(case_id)}") is not None

    def twin(self, patient: str, treatment: str | None) -> Card | None:
        """An open case of the same patient and request, which a new one may repeat."""
        who, what = patient.casefold(), (treatment or "").casefold()
        return next(
            (
                card
                for card in self.cards.values()
                if card.stage != "resolved"
                and (card.patient.name or "").casefold() == who
                and (not what or (card.request.treatment or "").casefold() == what)
            ),
            None,
        )

    def case(self, case_id: str) -> Case:
        return typed_case(self.doc(case_id))

    def doc(self, case_id: str) -> dict[str, Any]:
        found = self.records.doc(f"cases/{number_of(case_id)}")
        if found is None:
            raise NotFound(f"There is no case {case_id!r}.")
        return found

    @property
    def others(self) -> Others:
        """Every patient of the board, for the check that a letter speaks of nobody else; not those of the archive."""
        with self._one_makes_others:
            if self._others is None:
                # Imported when first asked: a list or a board that is being painted compares no letters.
                from lmnboard.checklist.others import Others

                self._others = Others((card.id, _person(card)) for card in list(self.cards.values()))
            return self._others

    # ------------------------------------------------------------------ directory
    def listed(self, table: str, slug: str) -> tuple[str, dict[str, Any]]:
        """The record name and document of a directory record."""
        number = self._numbers.get(table, {}).get(slug)
        found = None if number is None else self.records.doc(f"{table}/{number}")
        if found is None:
            known = ", ".join(list(self._numbers.get(table, {}))[:9]) or "none yet"
            raise NotFound(f"There is no {slug!r} in {table}: {known}.")
        return f"{table}/{number}", found

    def slugs(self, table: str) -> list[str]:
        """The ids of a table's records, in the order of their numbers."""
        return list(self._numbers.get(table, {}))

    # ------------------------------------------------------------------ days
    def today(self, location: str | None = None) -> date:
        """Today at a location of the clinic."""
        return self._clock().astimezone(self.clinic.zone(location)).date()

    def day(self, location: str | None) -> Day:
        """Today at a location, with the limits of its bands."""
        found = self._days.get(location or "")
        if found is None:
            found = Day(self.today(location), self.clinic.settings, self.clinic.closed_days(location))
            self._days[location or ""] = found
        return found

    def new_day(self) -> bool:
        """Whether midnight has passed somewhere since the bands were set; then they are set anew."""
        if all(day.today == self.today(location or None) for location, day in self._days.items()):
            return False
        self._forget_order()
        return True

    def _take_card(self, number: int, raw: Any) -> None:
        if "cards" not in vars(self):
            return
        before = self.cards.pop(number, None)
        if before is not None:
            self._put(before, 0)
            self._places.pop(number, None)
        if raw is not None:
            card = self.cards[number] = card_of(raw, number)
            self._put(card, 1)
        # Whoever makes it meanwhile may not have seen this card: it is put in as soon as that is done.
        with self._one_makes_others:
            known = self.cards.get(number) or before
            if self._others is not None and known is not None:
                self._others.put(known.id, _person(known) if raw is not None else None)

    def _put(self, card: Card, count: int) -> None:
        """Take a card out of its column (0) or put it in (1), in a new list: the one before may be what is drawn."""
        column = self._columns.get(card.stage)
        if column is None:
            return
        place = self.place_of(card)
        at = bisect_left(column, place, key=self.place_of)
        self._columns[card.stage] = [*column[:at], *[card] * count, *column[at + 1 - count :]]
        if card.stage != "resolved":
            self._pressing[card.stage] = Counter(self._pressing[card.stage])
            self._pressing[card.stage][place[0]] += 2 * count - 1

    def _read_directory(self) -> None:
        directory: dict[str, dict[str, Any]] = {}
        self._numbers = {}
        settings = Settings()
        for table in DIRECTORY:
            records = {name: typed_listed(table, doc) for name, doc in self.records.docs(table)}
            directory[table] = {record.id: record for record in records.values()}
            self._numbers[table] = {record.id: split(name)[1] for name, record in records.items()}
            settings = next((r for r in records.values() if isinstance(r, Settings)), settings)
        del directory["settings"]
        self.clinic = Clinic(**directory, settings=settings)
        self._forget_order()

    def _forget_order(self) -> None:
        self._days.clear()
        self._columns.clear()
        self._places.clear()


def _person(card: Card) -> Person:
    from lmnboard.checklist.others import Person

    born = card.patient.date_of_birth
    return Person(
        card.patient.name or "", date.fromisoformat(born) if born else None, card.coverage.policy_number or ""
    )
