"""What has to leave us before a holiday or a weekend: on each of the days before it, in order and in words.

Thanksgiving is on Thursday, 26 November 2026; the Friday after it is a working day.
"""

from __future__ import annotations

from datetime import date

import pytest

from lmnboard.workflow.agenda import Item, agenda
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.next_act import act, why
from tests.workflow.agendas import CLINIC, a_card

NOTED = {"on": "2026-11-23", "what": "Note the filing deadline"}
RICH = a_card(1, next_touch=NOTED, value=900_000)


def on_a_day(on: str, *days: str) -> tuple[list[Item], Day]:
    """The agenda of a day, with a case of each of these days to file, and one that is worth more."""
    day = Day(date.fromisoformat(on), CLINIC.settings)
    cards = [a_card(at, next_touch=NOTED, submit_by=due) for at, due in enumerate(days, 2)]
    return agenda([RICH, *cards], CLINIC, lambda _location: day, "dana").items, day


@pytest.mark.parametrize(
    ("today", "does", "hangs_on"),
    [
        ("2026-11-23", "Note the filing deadline", "file by Thu 11/26, best Wed 11/25"),
        ("2026-11-24", "Note the filing deadline", "file by Thu 11/26, best Wed 11/25"),
        ("2026-11-25", "file due Thu: do it TODAY, fax", "read the requirements"),
    ],
)
def test_a_filing_on_a_holiday_is_named_with_its_best_day_and_comes_before_money(
    today: str, does: str, hangs_on: str
) -> None:
    items, day = on_a_day(today, "2026-11-26")
    assert [item.card.number for item in items] == [2, 1]
    said = act(items[0], CLINIC, day)
    assert (said.does, said.hangs_on) == (does, hangs_on)


def test_of_two_filings_the_one_that_is_best_met_first_comes_first() -> None:
    """Sunday's is best met on Friday, Thursday's on Wednesday: on Tuesday neither is for today."""
    items, day = on_a_day("2026-11-24", "2026-11-29", "2026-11-26", "2026-12-01")
    assert [item.card.number for item in items] == [3, 2, 1, 4]
    assert act(items[1], CLINIC, day).hangs_on == "file by Sun 11/29, best Fri 11/27"
    assert why(items[1], CLINIC, day).endswith("What has to leave us is due Sun 11/29/2026, best by Fri 11/27/2026.")
    assert act(items[3], CLINIC, day).hangs_on == "promised 1d ago", "a week ahead it is not near"


def test_a_task_says_that_it_is_due_today_on_its_day() -> None:
    day = Day(date(2026, 11, 22), CLINIC.settings)
    for due, says in (("2026-11-22", "is due today, Sun 11/22/2026"), ("2026-11-20", "was due on Fri 11/20/2026")):
        card = a_card(1, tasks=[{"id": "w1", "title": "Chart", "due": due}])
        [item] = agenda([card], CLINIC, lambda _location: day, "dana").items
        assert why(item, CLINIC, day) == f"A task of it {says}."
