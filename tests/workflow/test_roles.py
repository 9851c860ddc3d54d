"""The table of who may do what, held against every role; what keeps a lead on the board, and people on it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import Role
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import NotAllowed
from lmnboard.workflow import roles

STAFF: dict[str, dict[str, Any]] = {
    "staff/1": {"id": "dana", "name": "Dana Whitcomb", "login": "dana", "role": "lead"},
    "staff/2": {"id": "maria", "name": "Maria Ortega", "login": "maria", "role": "staff"},
    "staff/3": {"id": "miriam", "name": "Miriam Castellanos", "login": "miriam", "role": "provider"},
    "staff/4": {"id": "theo", "name": "Theo Brandt", "login": "theo", "role": "read_only"},
    "staff/5": {"id": "jo", "name": "Jo Lindgren", "login": "jo"},
}
SERVICE = "lmnboard"


def may(account: str, *lines: str) -> bool:
    try:
        roles.hold(account, lines, STAFF, SERVICE)
    except NotAllowed:
        return False
    return True


def refusal(account: str, changes: list[Change], action: str = "edit", *, anothers: bool = False) -> str:
    with pytest.raises(NotAllowed) as said:
        roles.hold(account, roles.needs(action, changes, anothers=anothers), STAFF, SERVICE)
    return str(said.value)


def test_every_table_of_the_board_stands_in_the_table_of_roles() -> None:
    assert {"cases", *DIRECTORY} <= set(roles.MAY)
    assert {role for _what, allowed in roles.MAY.values() for role in allowed} == {*get_args(Role)} - {"read_only"}


@pytest.mark.parametrize(
    ("account", "allowed"),
    [
        ("theo", set()),
        ("maria", {"cases", "payers", "providers", "locations", "cover"}),
        ("jo", {"cases", "payers", "providers", "locations", "cover"}),
        ("miriam", {"cases", "payers", "providers", "locations", "cover"}),
        ("dana", set(roles.MAY) - {"service_account"}),
        ("root", set(roles.MAY)),
        (SERVICE, set(roles.MAY)),
        ("stranger", set()),
    ],
)
def test_what_each_may(account: str, allowed: set[str]) -> None:
    assert {line for line in roles.MAY if may(account, line)} == allowed


def test_an_entry_needs_all_that_it_does() -> None:
    payer, settings = Change("payers/1", "fax", None, "5125550100"), Change("settings/1", "clinic", "A", "B")
    assert roles.needs("edit", [payer, settings]) == {"payers", "settings"}
    assert roles.needs("undo", [payer], anothers=True) == {"payers", "another's entry"}
    assert roles.needs("archive", [Change("cases/3", "archived_at", None, "2026-11-20")]) == {"cases", "archive"}
    assert roles.needs("unarchive", [Change("cases/3", "archived_at", "2026-11-20", None)]) == {"cases"}


@pytest.mark.parametrize(
    ("path", "before", "after", "needed"),
    [
        ("service_account", None, "maria", True),
        ("service_account", "lmnboard", None, True),
        ("", UNSET, {"id": "clinic", "service_account": "maria"}, True),
        ("", {"id": "clinic", "service_account": "maria"}, UNSET, True),
        ("", UNSET, {"id": "clinic"}, False),
        ("idle_minutes", None, 5, False),
    ],
)
def test_who_may_name_the_person_by_sudo_is_not_a_leads_to_choose(
    path: str, before: object, after: object, needed: bool
) -> None:
    assert ("service_account" in roles.needs("edit", [Change("settings/1", path, before, after)])) is needed


def test_a_refusal_says_who_may() -> None:
    setting = [Change("settings/1", "clinic", "A", "B")]
    assert refusal("maria", setting) == "Only a lead changes the settings: ask Dana Whitcomb."
    assert "You see everything and change nothing" not in refusal("maria", setting)
    assert refusal("theo", [Change("cases/1", "owner", None, "theo")]) == (
        "Your role is read-only: you see everything and change nothing. Ask Dana Whitcomb."
    )
    assert refusal("maria", [Change("cases/1", "owner")], "undo", anothers=True) == (
        "Only a lead takes back what somebody else did: ask Dana Whitcomb."
    )
    assert refusal("dana", [Change("settings/1", "service_account", None, "maria")]) == (
        "Only the administrator of this machine names the service account."
    )
    with pytest.raises(
        NotAllowed, match=r"^Your account 'kim' is not on this board's staff list: ask Dana Whitcomb\.$"
    ):
        roles.admit("kim", STAFF, SERVICE)


def test_a_table_that_is_not_in_the_table_of_roles_is_a_leads() -> None:
    assert refusal("maria", [Change("somethings/1", "name", None, "x")]).startswith("Only a lead changes somethings")


@pytest.mark.parametrize("lead", [{"role": "lead"}, {"role": "lead", "login": None}, {"role": "lead", "login": ""}])
def test_without_a_lead_who_can_log_in_everybody_may_everything(lead: dict[str, Any]) -> None:
    staff = {"staff/1": {"id": "dana", **lead}, "staff/2": {"id": "theo", "login": "theo", "role": "read_only"}}
    assert not roles.in_force(staff)
    roles.admit("stranger", staff)
    roles.hold("theo", roles.MAY, staff)
    roles.hold("stranger", roles.MAY, staff)


def test_without_a_service_account_nobody_is_one() -> None:
    for none in (None, ""):
        with pytest.raises(NotAllowed):
            roles.admit("", STAFF, none)
        roles.admit("root", STAFF, none)


NO_LEAD = "The board would have no lead with a login: make somebody else a lead first."
LOCKED_OUT = "You would lock yourself out: give your account"


@pytest.mark.parametrize("account", ["dana", "root", SERVICE])
@pytest.mark.parametrize(
    "change",
    [
        Change("staff/1", "role", "lead", "staff"),
        Change("staff/1", "role", "lead", None),
        Change("staff/1", "login", "dana", None),
        Change("staff/1", "", STAFF["staff/1"], UNSET),
    ],
)
def test_nobody_takes_the_last_lead_away(account: str, change: Change) -> None:
    with pytest.raises(NotAllowed) as said:
        roles.hold_staff_list(account, [change], STAFF, SERVICE)
    assert str(said.value) == NO_LEAD
    another = Change("staff/2", "role", "staff", "lead")
    if change.path == "role":
        roles.hold_staff_list(account, [another, change], STAFF, SERVICE)


def test_nobody_locks_themselves_out() -> None:
    typo = [Change("staff/1", "login", "dana", "dnaa")]
    with pytest.raises(NotAllowed, match=LOCKED_OUT):
        roles.hold_staff_list("dana", typo, STAFF)
    roles.hold_staff_list("root", typo, STAFF)


def test_the_first_lead_is_not_named_by_somebody_whom_that_locks_out() -> None:
    made = [Change("staff/$1", "", UNSET, {"id": "dana", "name": "Dana", "login": "dana", "role": "lead"})]
    with pytest.raises(NotAllowed, match=LOCKED_OUT):
        roles.hold_staff_list("kim", made, {})
    roles.hold_staff_list("dana", made, {})
    roles.hold_staff_list("root", made, {})
    roles.hold_staff_list("kim", [Change("staff/$1", "", UNSET, {"id": "dana", "login": "dana"})], {})
