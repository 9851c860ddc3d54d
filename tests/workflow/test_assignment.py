"""Who owns a case on entering a stage: the location's rule, the house's own, and who stands in for somebody away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lmnboard.model.choices import Stage
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.directory import Location, Staff
from lmnboard.model.errors import Invalid
from lmnboard.workflow.assignment import Assigned, assigned, hold_one_each, note_of, owner_where_none
from tests.answered import a_desk
from tests.workflow.test_tasks import FRIDAY


def a_clinic(*rules: dict[str, Any], **away: dict[str, Any]) -> Clinic:
    """Two who work at Main Street, one at the other place, a provider, and a reader; `away` adds to their records."""
    staff: list[dict[str, Any]] = [
        {"id": "dana", "name": "Dana", "locations": ["main"]},
        {"id": "jo", "name": "Jo", "locations": ["main", "north"]},
        {"id": "kim", "name": "Kim", "locations": ["north"]},
        {"id": "miriam", "name": "Miriam", "provider": "castellanos"},
        {"id": "theo", "name": "Theo", "role": "read_only"},
    ]
    people = [msgspec.convert({**person, **away.get(person["id"], {})}, Staff) for person in staff]
    place = msgspec.convert({"id": "main", "name": "Main Street", "assignment": list(rules)}, Location)
    return Clinic(staff={person.id: person for person in people}, locations={"main": place})


def owner(clinic: Clinic, entering: Stage, load: dict[str, int] | None = None, by: str = "", **case: Any) -> Assigned:
    before = {"location": "main", "owner": "dana", "provider": "castellanos", **case}
    return assigned(typed_case(before), entering, clinic, FRIDAY, load or {}, by)


def test_the_location_names_a_person() -> None:
    found = owner(a_clinic({"stage": "gathering", "to": "jo"}), "gathering")

    assert (found.to, found.why) == ("jo", "the rule of Main Street for Gathering")


def test_the_location_names_the_provider_who_signs() -> None:
    clinic = a_clinic({"stage": "follow_up", "to": "provider"})

    assert owner(clinic, "follow_up", by="jo").to == "miriam"
    assert owner(clinic, "follow_up", by="jo", provider="nobody").to == "jo"


def test_a_rule_that_finds_nobody_says_so_and_somebody_has_the_case_all_the_same() -> None:
    clinic = a_clinic({"stage": "drafting", "to": "provider"}, miriam={"provider": None})
    case = typed_case({"location": "main", "owner": "dana", "provider": "castellanos"})

    found = assigned(case, "drafting", clinic, FRIDAY, {})

    assert found.to == "dana"
    assert note_of(case, found, clinic) == (
        "The rule of Main Street for Drafting gives it to the signing provider, castellanos, who is not among the "
        "staff, so Dana has it: it stays with its owner"
    )
    gone = a_clinic({"stage": "gathering", "to": "theo"})
    assert "gives it to Theo, who takes no cases, so Dana has it" in note_of(case, owner(gone, "gathering"), gone)
    nobody = a_clinic({"stage": "gathering", "to": "jo"})
    assert note_of(case, owner(nobody, "drafting", provider=None), nobody) == "", "no rule, nothing to say"


def test_the_least_loaded_of_the_location_gets_it_and_of_two_the_first_by_name() -> None:
    clinic = a_clinic({"stage": "gathering", "to": "least_loaded"})

    assert owner(clinic, "gathering", {"dana": 3, "jo": 2, "kim": 0, "theo": 0}).to == "jo"
    assert owner(clinic, "gathering", {"dana": 2, "jo": 2}).to == "dana"
    among = a_clinic({"stage": "gathering", "to": "least_loaded", "among": ["kim", "jo"]})
    assert owner(among, "gathering", {"dana": 0, "jo": 2, "kim": 1}).to == "kim"


def test_no_rule_gives_a_case_to_somebody_who_may_only_read() -> None:
    assert owner(a_clinic({"stage": "gathering", "to": "theo"}), "gathering", by="jo").to == "dana"
    among = a_clinic({"stage": "gathering", "to": "least_loaded", "among": ["theo", "kim"]})
    assert owner(among, "gathering", {"kim": 4}).to == "kim"
    gone = {"role": "read_only"}
    assert owner(a_clinic(miriam=gone), "drafting").to == "dana"
    assert owner(a_clinic(jo=gone), "follow_up", by="jo").to == "dana"
    away = {"away_to": "2026-12-01", "covered_by": "theo"}
    assert owner(a_clinic({"stage": "gathering", "to": "jo"}, jo=away), "gathering").to == "jo"
    nobodys = typed_case({"stage": "gathering", "location": "main", "created_by": "theo"})
    assert owner_where_none(nobodys, a_clinic(), FRIDAY, {"dana": 1}).to == "jo"


@pytest.mark.parametrize(
    ("stage", "case", "by", "to"),
    [
        ("drafting", {}, "", "miriam"),
        ("drafting", {"provider": None}, "", "dana"),
        ("review", {"stage": "drafting", "owner": "dana"}, "", "jo"),
        ("review", {"stage": "drafting", "owner": "miriam"}, "", "dana"),
        ("review", {"stage": "gathering", "owner": "dana"}, "", "dana"),
        ("follow_up", {"stage": "review"}, "jo", "jo"),
        ("follow_up", {"stage": "review"}, "uid61004", "dana"),
        ("gathering", {"stage": "review"}, "jo", "dana"),
    ],
)
def test_without_a_rule_the_house_decides(stage: Stage, case: dict[str, Any], by: str, to: str) -> None:
    assert owner(a_clinic(), stage, by=by, **case).to == to


def test_the_drafter_keeps_the_review_where_there_is_nobody_else() -> None:
    clinic = a_clinic()
    clinic.staff = {"dana": clinic.staff["dana"]}

    assert owner(clinic, "review", stage="drafting").to == "dana"


AWAY = {"away_from": "2026-11-18", "away_to": "2026-11-25"}


def test_somebody_away_is_covered_along_the_chain() -> None:
    rule = {"stage": "gathering", "to": "jo"}
    clinic = a_clinic(rule, jo={**AWAY, "covered_by": "kim"}, kim={**AWAY, "covered_by": "dana"})
    found = owner(clinic, "gathering", owner="kim")

    assert found == Assigned("dana", "the rule of Main Street for Gathering; Jo is away until 11/25/2026")


def test_a_circle_of_covers_and_somebody_without_one_keep_it() -> None:
    rule = {"stage": "gathering", "to": "jo"}
    circle = a_clinic(rule, jo={**AWAY, "covered_by": "kim"}, kim={**AWAY, "covered_by": "jo"})

    assert owner(circle, "gathering").to == "jo"
    assert owner(a_clinic(rule, jo=AWAY), "gathering").to == "jo"
    assert owner(a_clinic(rule, jo={**AWAY, "away_to": "2026-11-19", "covered_by": "kim"}), "gathering").to == "jo"


def test_the_least_loaded_is_sought_among_those_who_are_there() -> None:
    clinic = a_clinic({"stage": "gathering", "to": "least_loaded"}, jo={**AWAY, "covered_by": "kim"})

    assert owner(clinic, "gathering", {"dana": 9, "jo": 0}).to == "dana"


def test_a_case_without_an_owner_gets_one_wherever_it_stands() -> None:
    clinic = a_clinic()
    lost = typed_case({"location": "main", "stage": "gathering", "created_by": "gone"})

    assert owner_where_none(lost, clinic, FRIDAY, {"dana": 2, "jo": 1}).to == "jo"
    opened = msgspec.structs.replace(lost, created_by="kim")
    assert owner_where_none(opened, clinic, FRIDAY, {}).to == "kim"
    assert owner_where_none(lost, Clinic(), date(2026, 11, 20), {}).to == ""


def test_of_one_stage_a_location_takes_one_rule_of_assignment(tmp_path: Path) -> None:
    with a_desk(tmp_path) as board:
        board.add_row("locations/main", "assignment", {"stage": "review", "to": "jo"})
        with pytest.raises(Invalid, match="Main Street has a rule for Review already, and one counts"):
            board.add_row("locations/main", "assignment", {"stage": "review", "to": "dana"})
        board.add_row("locations/main", "assignment", {"stage": "drafting", "to": "dana"})
        board.edit("locations/main", {"name": "Elm Street"})


def test_a_location_that_had_two_rules_for_a_stage_is_mended_row_by_row() -> None:
    def place(*stages: str) -> dict[str, Any]:
        return {"assignment": [{"id": f"a{at}", "order": at, "stage": stage} for at, stage in enumerate(stages)]}

    before = place("review", "review", "drafting", "drafting")
    hold_one_each(place("review", "drafting", "drafting"), before)
    with pytest.raises(Invalid):
        hold_one_each(place("review", "review", "review", "drafting"), before)
