"""Anything at all is typed into every kind of field, and what a field shows is read back as what it holds."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.knowledge import typed_dates
from lmnboard.model import values
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import DIRECTORY, Location, Payer, Provider, Settings, Staff
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Field, catalogue
from tests.fuzz import fuzzing
from tests.fuzz.fuzzing import Thrown, thrown

TODAY = date(2026, 11, 21)
CLINIC = Clinic(
    staff={"dana": Staff(id="dana", name="Dana Whitcomb"), "dan": Staff(id="dan", name="Daniel Ruiz")},
    payers={"lone-star": Payer(id="lone-star", name="Lone Star Mutual Health"), "a": Payer(id="a")},
    providers={"castellanos": Provider(id="castellanos", name="Miriam Castellanos, MD")},
    locations={"main": Location(id="main", name="Main Street", time_zone="America/Chicago")},
    settings=Settings(time_zone="America/Chicago"),
)
FIELDS = [field for record in (Case, *DIRECTORY.values()) for field in catalogue(record)]
KINDS = {
    (field.editor, field.about.past, field.about.table, field.about.each, field.choices): field for field in FIELDS
}
"""One field of each kind that is read in a way of its own."""

_words = st.sampled_from([
    "jan", "feb", "sept", "december", "fri", "monday", "tom", "t", "today", "eom", "+10d", "-5b", "+", "3", "m", "12",
    "4", "2026", "26", "29", "2", "30", "1st", "2nd", "/", "-", ".", ",", "00", "0", "31", "13", "am", "14:30", "24:00",
    "T", "Z", "+00:00", "W01", "yes", "no", "y", "n", "dana", "dan", "lone", "star", "M54.51", "e11", "NPI",
    "1234567893", "512", "555", "0147", "ext", "x", "tel:", "@", "a@b.example", "$", "1,250", ".5", "USD", "(", ")",
    "texas", "TX", "78701", "1234", "America/Chicago", "UTC", "../", "a",
])  # fmt: skip
typed = st.one_of(
    fuzzing.text,
    st.lists(_words, max_size=7).flatmap(
        lambda words: st.sampled_from(["", " ", "/", "-"]).map(lambda s: s.join(words))
    ),
    st.dates().map(date.isoformat),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(str),
    st.integers().map(str),
    st.floats().map(str),
)


def _read(text: str, today: date, *, past: bool = False) -> date:
    """A date as a field reads it: what the reader of dates has to say is said by one of our errors."""
    try:
        return typed_dates.read_date(text, today, past=past)
    except ValueError as error:
        raise Invalid(str(error)) from None


@pytest.mark.soak
def test_a_date_is_read_or_refused_and_shown_as_it_is_read() -> None:
    told = Thrown("dates")

    @thrown(300)
    @given(typed, st.booleans(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def throw(text: str, past: bool, today: date) -> None:
        day = told.at(lambda: _read(text, today, past=past))
        if day is not None:
            assert typed_dates.read_date(typed_dates.us_date(day), today, past=past) == day
            assert typed_dates.read_date(typed_dates.echo_date(day), today, past=past) == day

    throw()
    told.note()


@pytest.mark.soak
def test_every_kind_of_field_reads_or_refuses_what_is_typed_and_shows_what_it_reads() -> None:
    told = Thrown("fields")

    @thrown(600)
    @given(typed, st.sampled_from(list(KINDS.values())))
    def throw(text: str, field: Field) -> None:
        value = told.at(lambda: values.read(field, text, TODAY, CLINIC))
        if value in (None, []):
            return
        _is_kept_whole(value)
        shown = values.show(field, value, CLINIC)
        assert not [sign for sign in shown if ord(sign) < 32 and sign != "\n"]
        if field.editor != "instant":  # it is shown by the clinic's clock, to the minute
            assert values.read(field, shown, TODAY, CLINIC) == value, shown

    throw()
    told.note()


def _is_kept_whole(value: Any) -> None:
    assert not (isinstance(value, float) and not math.isfinite(value))
    assert msgspec.json.decode(msgspec.json.encode(value)) == value


@pytest.mark.soak
def test_cleaning_leaves_nothing_that_acts_and_takes_nothing_else() -> None:
    told = Thrown("cleaning")

    @thrown(300)
    @given(fuzzing.text, st.booleans())
    def throw(text: str, lines: bool) -> None:
        clean = told.at(lambda: values.clean(text, lines=lines))
        assert clean is not None
        assert values.clean(clean, lines=lines) == clean, "cleaning twice is cleaning once"
        assert not [sign for sign in clean if (ord(sign) < 32 and sign != "\n") or 127 <= ord(sign) < 160]
        clean.encode()
        # What is left is what was typed less white space and what is said to be stripped.
        assert "".join(clean.split()) == "".join(
            sign
            for sign in "".join(text.split())
            if not (ord(sign) < 32 or 127 <= ord(sign) < 160 or 0xD800 <= ord(sign) <= 0xDFFF)
        )

    throw()
    told.note()


@pytest.mark.soak
def test_a_day_is_the_same_however_far_it_is_counted() -> None:
    told = Thrown("relative dates")

    @thrown(300)
    @given(st.integers(-9999, 9999), st.sampled_from("dwmb"), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def throw(count: int, unit: str, today: date) -> None:
        day = told.at(lambda: _read(f"{count:+}{unit}", today))
        if day is not None and unit in "dw":
            assert day == today + timedelta(days=count * (7 if unit == "w" else 1))

    throw()
    told.note()
