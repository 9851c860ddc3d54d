"""What depends on the payer's directory record: therapists' letters, units, forms that Medicare has ended, ages."""

from __future__ import annotations

from typing import Any

import pytest

from lmnboard.checklist.applies import age, under_21
from lmnboard.checklist.finding import Finding
from lmnboard.checklist.runner import judge
from tests.checklist.builders import a_clinic_with, a_complete_case, a_subject, edited, of_check

DOCTOR, PAYER = "providers/castellanos", "payers/meridian"


def _found(
    check: str, payer_type: str, directory: dict[str, dict[str, Any]], edits: dict[str, Any] | None = None
) -> list[Finding]:
    case = edited(a_complete_case("therapy"), edits or {})
    return [f for f in of_check(judge(a_subject(case, a_clinic_with(payer_type, directory))), check) if f.is_open]


@pytest.mark.parametrize(
    ("credentials", "accepted", "found"),
    [
        ("PT, DPT", False, [("cases", "provider", "block")]),
        ("LCSW", False, [("cases", "provider", "block")]),
        ("OTR/L", None, [(PAYER, "therapist_letters", "warn")]),
        ("CCC-SLP", True, []),
        ("MD", False, []),
        ("MD", None, []),
        ("MD, PT", None, []),
    ],
)
def test_a_therapist_writes_where_the_payer_allows_it(
    credentials: str, accepted: bool | None, found: list[tuple[str, str, str]]
) -> None:
    directory: dict[str, dict[str, Any]] = {
        DOCTOR: {"credentials": credentials},
        PAYER: {"therapist_letters": accepted},
    }
    assert [(f.record, f.field, f.severity) for f in _found("CHK-172", "commercial", directory)] == found


@pytest.mark.parametrize(("units", "open_fields"), [(30, ["request.codes/c1/units"]), (24, []), (None, [])])
def test_more_units_than_the_policy_allows_are_warned_of(units: int | None, open_fields: list[str]) -> None:
    covers = {PAYER: {"covered": [{"id": "g1", "code": "97110", "most_units": 24}]}}
    found = _found("CHK-094", "commercial", covers, {"request.codes/c1/units": units})
    assert [(f.field, f.severity) for f in found] == [(field, "warn") for field in open_fields]


def test_a_form_that_medicare_has_ended_is_not_asked_to_be_enclosed() -> None:
    forms = {PAYER: {"required_forms": ["CMS-484 CMN (oxygen)"]}}
    not_looked_up = {"policy.required_form": None}
    assert _found("CHK-149", "medicare_ffs", forms, not_looked_up) == []
    assert _found("CHK-149", "commercial", forms, not_looked_up) != []


def test_the_ended_form_of_medicare_answers_for_no_form_of_today() -> None:
    forms = {PAYER: {"required_forms": ["CMS-484 CMN (oxygen)"]}}
    assert _found("CHK-143", "medicare_ffs", forms, {"policy.required_form": None}) != []
    assert _found("CHK-143", "commercial", forms, {"policy.required_form": None}) == []


@pytest.mark.parametrize(("born", "years", "asked"), [("2005-11-20", 21, False), ("2005-11-21", 20, True)])
def test_epsdt_is_asked_until_the_21st_birthday(born: str, years: int, asked: bool) -> None:
    subject = a_subject(edited(a_complete_case(), {"patient.date_of_birth": born}), a_clinic_with("medicaid_ffs", {}))
    assert (age(subject), under_21(subject)) == (years, asked)


@pytest.mark.parametrize("words", ["ameliorates her contractures", "maintains her walking", "is an EPSDT request"])
def test_epsdt_is_argued_in_several_ways(words: str) -> None:
    child = {"patient.date_of_birth": "2012-06-01", "rationale": f"The therapy {words} after the MRI of 08/04/2026."}
    assert _found("CHK-161", "medicaid_mc", {}, child) == []


def test_a_consultation_of_the_signer_is_none() -> None:
    own = {"history.course": "She was seen by Dr. Castellanos on 09/14/2026. Worse since.", "attachments": []}
    noted = {"attachments": [{"id": "a1", "title": "Visit note", "kind": "note", "date": "2026-10-02"}]}
    assert _found("CHK-123", "commercial", {}, own | noted) == []
    other = own | noted | {"history.course": "She was seen by Dr. Hale on 09/14/2026. Worse since."}
    assert [f.field for f in _found("CHK-123", "commercial", {}, other)] == ["attachments"]
