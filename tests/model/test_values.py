"""What people type into a field, and what they read there again."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from lmnboard.model import values
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer, Provider, Staff
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import catalogue

TODAY = date(2026, 11, 21)
CLINIC = Clinic(
    staff={"dana": Staff(id="dana", name="Dana Whitcomb"), "dan": Staff(id="dan", name="Daniel Ruiz")},
    payers={"lone-star": Payer(id="lone-star", name="Lone Star Mutual Health")},
)


def typed(record: type[msgspec.Struct], path: str, text: str) -> Any:
    return values.read(catalogue(record).of(path), text, TODAY, CLINIC)


@pytest.mark.parametrize(
    ("record", "path", "text", "stored", "shown"),
    [
        (Case, "request.duration", "  12 weeks ", "12 weeks", "12 weeks"),
        (Case, "request.duration", "12\nweeks", "12 weeks", "12 weeks"),
        (Case, "history.course", "one\r\ntwo", "one\ntwo", "one\ntwo"),
        (Case, "submit_by", "+10d", "2026-12-01", "12/01/2026"),
        (Case, "submit_by", "fri", "2026-11-27", "11/27/2026"),
        (Case, "patient.date_of_birth", "3/14/58", "1958-03-14", "03/14/1958"),
        (Case, "purpose", "appeal", "appeal", "Appeal"),
        (Case, "kind", "dme", "equipment", "Equipment (DME)"),
        (Case, "kind", "med", "medication", "Medication"),
        (Case, "owner", "Dana Whitcomb", "dana", "Dana Whitcomb"),
        (Case, "owner", "dan", "dan", "Daniel Ruiz"),
        (Case, "payer", "lone", "lone-star", "Lone Star Mutual Health"),
        (Case, "off_label", "Y", True, "yes"),
        (Case, "value", "$1,250", 1250.0, "1,250"),
        (Case, "visits.used", "1,012", 1012, "1012"),
        (Case, "tags", "biologic, pain ,", ["biologic", "pain"], "biologic, pain"),
        (Case, "diagnoses/d1/code", "m5451", "M54.51", "M54.51"),
        (Provider, "npi", "123 456 7893", "1234567893", "1234567893"),
        (Provider, "practice.phone", "512.555.0147", "+15125550147", "(512) 555-0147"),
        (Provider, "practice.address.state", "texas", "TX", "TX"),
        (Provider, "licence_states", "texas, nm", ["TX", "NM"], "TX, NM"),
        (Location, "time_zone", "America/New York", "America/New_York", "America/New_York"),
        (Location, "holidays", "12/24/2026", ["2026-12-24"], "12/24/2026"),
        (Location, "holidays", "11/27; 12/24", ["2026-11-27", "2026-12-24"], "11/27/2026, 12/24/2026"),
    ],
)
def test_what_is_typed_is_stored_in_one_form_and_read_as_people_write_it(
    record: type[msgspec.Struct], path: str, text: str, stored: Any, shown: str
) -> None:
    assert typed(record, path, text) == stored
    field = catalogue(record).of(path)
    assert values.show(field, stored, CLINIC) == shown
    assert values.read(field, shown, TODAY, CLINIC) == stored


@pytest.mark.parametrize(
    ("record", "path", "text", "says"),
    [
        (Case, "submit_by", "2/30/2026", "File by: "),
        (Case, "submit_by", "10", "not a date that can be read in one way"),
        (Case, "patient.date_of_birth", "1/1/2030", "still to come"),
        (Case, "kind", "xyz", "'xyz' is none of Procedure, Medication"),
        (Case, "owner", "da", "'da' may mean Dana Whitcomb, Daniel Ruiz"),
        (Case, "provider", "anybody", "the directory has none yet"),
        (Case, "visits.used", "-3", "not a whole number"),
        (Case, "diagnoses/d1/code", "back pain", "ICD-10-CM code: "),
        (Case, "treatments", "x", "change its rows one by one"),
        (Provider, "npi", "1234567890", "NPI: "),
        (Provider, "practice.email", "nobody", "e-mail"),
        (Location, "time_zone", "Texas", "'Texas' is no time zone"),
    ],
)
def test_what_cannot_be_is_refused_with_the_fields_name_and_the_reason(
    record: type[msgspec.Struct], path: str, text: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        typed(record, path, text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_nothing_typed_is_nothing_stored() -> None:
    assert typed(Case, "request.duration", "   ") is None
    assert typed(Case, "tags", "") == []


def test_a_field_takes_twenty_thousand_characters_and_no_more() -> None:
    assert len(typed(Case, "rationale", "x" * values.LONGEST)) == values.LONGEST
    with pytest.raises(Invalid, match="20,001 characters"):
        typed(Case, "rationale", "x" * (values.LONGEST + 1))


def test_what_could_change_a_terminal_or_a_file_does_not_get_in() -> None:
    assert typed(Case, "patient.name", "Ada\x1b[31m \x00Oka\ud800for\u2028") == "Ada[31m Okafor"
    assert typed(Case, "patient.name", "[red]Ada[/] {{ 7 }}") == "[red]Ada[/] {{ 7 }}"


def test_a_field_that_does_not_exist_is_answered_with_near_ones() -> None:
    with pytest.raises(Invalid, match=r"Did you mean .*request\.duration"):
        catalogue(Case).of("duration")
    with pytest.raises(Invalid, match=r"Did you mean request\.duration"):
        catalogue(Case).of("request.duratoin")


def test_every_field_has_a_title_and_every_top_level_field_a_known_section() -> None:
    from lmnboard.model.sections import SECTIONS

    for field in catalogue(Case):
        assert field.title
        assert field.section in SECTIONS
    assert {field.section for field in catalogue(Case)} == set(SECTIONS)


def test_the_ids_of_two_lists_never_begin_alike() -> None:
    prefixes = [field.about.prefix for field in catalogue(Case) if field.editor == "rows"]
    assert all(prefixes)
    assert len(prefixes) == len(set(prefixes))


def test_a_day_is_the_same_in_either_form_and_a_time_without_its_zone_is_the_clinics() -> None:
    sent = "submissions/s1/sent_at"
    assert typed(Case, sent, "2026-11-18") == typed(Case, sent, "11/18/2026") == typed(Case, sent, "11/18/2026 12:00")
    assert typed(Case, sent, "2026-11-18T23:30") == typed(Case, sent, "11/18/2026 23:30")
