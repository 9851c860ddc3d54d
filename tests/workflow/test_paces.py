"""How long a stage takes at this clinic, read from moves that people made, and what an undo does to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.workflow import paces as module
from lmnboard.workflow.paces import Paces, paces
from lmnboard.workflow.stays import stays
from lmnboard.workflow.undoing import reverse

MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


class Past:
    """A history that is written day by day, by the days since Monday, 2 November."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._stood: dict[int, tuple[str, str]] = {}

    def at(self, day: float) -> str:
        return (MONDAY + timedelta(days=day)).isoformat(timespec="milliseconds")

    def _write(self, day: float, action: str, changes: Iterable[Change], of: int = 0) -> Entry:
        entry = Entry(len(self.entries) + 1, self.at(day), "dana", action, tuple(changes), of=of)
        self.entries.append(entry)
        return entry

    def opened(self, case: int, day: float) -> None:
        doc = {"id": f"LMN-{case:04d}", "stage": "gathering", "stage_since": self.at(day)}
        self._stood[case] = "gathering", self.at(day)
        self._write(day, "new", [Change(f"cases/{case}", "", UNSET, doc)])

    def moved(self, case: int, into: str, day: float, action: str = "move") -> Entry:
        stage, since = self._stood[case]
        self._stood[case] = into, self.at(day)
        record = f"cases/{case}"
        return self._write(
            day,
            action,
            [Change(record, "stage", stage, into), Change(record, "stage_since", since, self.at(day))],
        )

    def undid(self, entry: Entry, day: float, action: str = "undo") -> Entry:
        back = reverse(entry)
        for change in back:
            stage, since = self._stood[int(change.record[6:])]
            after = (change.after, since) if change.path == "stage" else (stage, change.after)
            self._stood[int(change.record[6:])] = str(after[0]), str(after[1])
        return self._write(day, action, back, entry.seq)

    @property
    def newest_first(self) -> list[Entry]:
        return self.entries[::-1]


def told(past: Past) -> list[tuple[str, str, float]]:
    return [(stay.record, stay.stage, stay.days) for stay in stays(past.newest_first)]


def test_a_stay_is_the_time_between_two_moves_to_the_hour() -> None:
    past = Past()
    past.opened(1, 0)
    past.moved(1, "drafting", 2.25)
    past.moved(1, "review", 3, "submit")
    assert told(past) == [("cases/1", "drafting", 0.75), ("cases/1", "gathering", 2.25)]


def test_a_move_that_was_undone_never_happened() -> None:
    past = Past()
    past.opened(1, 0)
    wrong = past.moved(1, "drafting", 1)
    past.undid(wrong, 2)
    past.moved(1, "drafting", 5)
    assert told(past) == [("cases/1", "gathering", 5)]


def test_a_move_that_was_undone_and_done_again_counts_once_when_it_was_made() -> None:
    past = Past()
    past.opened(1, 0)
    undone = past.undid(past.moved(1, "drafting", 1), 2)
    past.undid(undone, 3, "redo")
    past.moved(1, "review", 4)
    assert told(past) == [("cases/1", "drafting", 3), ("cases/1", "gathering", 1)]


def test_a_case_taken_back_by_a_restore_has_no_negative_stay() -> None:
    past = Past()
    past.opened(1, 0)
    past.undid(past.moved(1, "drafting", 3), 4, "restore")
    assert all(days >= 0 for _record, _stage, days in told(past))


def test_what_lies_before_the_limit_is_not_even_read() -> None:
    past = Past()
    past.opened(1, 0)
    past.moved(1, "drafting", 10)
    past.moved(1, "review", 20)
    source = iter(past.newest_first)
    assert [stay.stage for stay in stays(source, since=past.at(15))] == ["drafting"]
    assert [entry.action for entry in source] == ["new"]


def a_clinic(gathering: Iterable[float], *, provider: str = "castellanos", first: int = 1) -> tuple[Past, list[int]]:
    past, cases = Past(), []
    for case, days in enumerate(gathering, first):
        past.opened(case, 0)
        past.moved(case, "drafting", days)
        cases.append(case)
    return past, cases


def test_the_usual_days_are_the_median_of_at_least_five() -> None:
    past, _cases = a_clinic([1, 2, 9, 4])
    assert paces(past.newest_first, lambda record: None).usual("gathering") is None
    past, _cases = a_clinic([1, 2, 9, 4, 30])
    found = paces(past.newest_first, lambda record: None)
    assert found.usual("gathering") == 4
    assert found.usual("drafting") is None


def test_a_provider_with_too_few_cases_has_the_clinics_pace() -> None:
    past, _cases = a_clinic([1, 1, 1, 1, 1, 8, 8, 8, 8])
    whose = {f"cases/{case}": "shah" if case <= 5 else "castellanos" for case in range(1, 10)}
    found = paces(past.newest_first, whose.get)
    assert found.usual("gathering", "shah") == 1
    assert found.usual("gathering", "castellanos") == found.usual("gathering") == 1  # the median of all nine
    assert found.usual("gathering", "nobody") == 1


@pytest.fixture
def known() -> Paces:
    usual: dict[tuple[str, str | None], list[float]] = {
        ("gathering", None): [4.0] * 5,
        ("drafting", None): [2.6] * 5,
        ("drafting", "shah"): [9.0] * 5,
        ("review", None): [1.0] * 5,
    }
    return Paces(usual)


@pytest.mark.parametrize(
    ("stage", "provider", "spent", "start"),
    [
        ("gathering", None, 0, date(2026, 12, 3)),  # 4 + 2.6 + 1 = 7.6, 8 days before the 11th
        ("gathering", "shah", 0, date(2026, 11, 27)),  # 4 + 9 + 1
        ("gathering", None, 3, date(2026, 12, 6)),  # 1 + 2.6 + 1 = 4.6
        ("gathering", None, 30, date(2026, 12, 7)),  # what is overdrawn here saves nothing later: 3.6
        ("review", None, 0, date(2026, 12, 10)),
        ("follow_up", None, 0, None),
    ],
)
def test_the_last_safe_start_counts_back_from_the_deadline(
    known: Paces, stage: str, provider: str | None, spent: float, start: date | None
) -> None:
    assert known.last_safe_start(stage, provider, date(2026, 12, 11), spent) == start


def test_without_the_pace_of_every_stage_left_there_is_no_safe_start() -> None:
    only_one = Paces({("gathering", None): [4.0] * 5, ("review", None): [1.0] * 5})
    assert only_one.last_safe_start("gathering", None, date(2026, 12, 11)) is None
    assert only_one.last_safe_start("review", None, date(2026, 12, 11)) == date(2026, 12, 10)


def test_a_long_history_is_read_no_further_than_the_median_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    past, _cases = a_clinic([3] * 30)
    monkeypatch.setattr(module, "MOST", 10)
    source = iter(past.newest_first)
    assert paces(source, lambda record: None).usual("gathering") == 3
    assert len(list(source)) > 30
