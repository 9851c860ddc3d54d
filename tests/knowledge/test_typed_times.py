"""A time as people type it: the number beside its unit, or both in one field."""

from __future__ import annotations

import pytest

from lmnboard.knowledge.counting import cut_off, time_of, to_file_in


@pytest.mark.parametrize(
    ("amount", "unit", "read"),
    [
        (60, "days", (60, "calendar_day")),
        (60, "60 days", (60, "calendar_day")),
        (None, "60 days", (60, "calendar_day")),
        (None, " 10 Business Days ", (10, "business_day")),
        (None, "4months", (4, "month")),
        (30, "60 days", None),
        (None, "days", None),
        (60, "60", None),
        (60, "fortnights", None),
        (0, "days", None),
        (None, "1001 days", None),
        (None, f"{'9' * 5000} days", None),
        (60, None, None),
    ],
)
def test_a_number_and_a_unit_are_read_wherever_the_number_stands(
    amount: int | None, unit: str | None, read: tuple[int, str] | None
) -> None:
    assert time_of(amount, unit) == read


@pytest.mark.parametrize("typed", ["calendar_day", "business days", "60 days", "month"])
def test_a_unit_of_a_window_is_kept_as_it_was_typed(typed: str) -> None:
    assert to_file_in(typed) == typed


@pytest.mark.parametrize("typed", ["fortnights", "60", "hours", "72 hours", "60 days or so"])
def test_a_unit_that_no_window_can_be_counted_in_is_refused_where_it_is_typed(typed: str) -> None:
    with pytest.raises(ValueError, match="is no time to file; write it as calendar days, business days or months"):
        to_file_in(typed)


def test_a_cut_off_that_no_count_would_heed_is_refused_where_it_is_typed() -> None:
    assert cut_off("8:00") == "08:00"
    for typed in ("noon", "5 pm", "25:00"):
        with pytest.raises(ValueError, match="is no hour of the clock; write it as 17:30"):
            cut_off(typed)
