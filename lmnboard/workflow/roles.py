"""Who may do what: one table that a clinic's lead can read, and what it says of an action. Pure.

Stands on the model and `covering`. `Desk` asks it before an entry is written and before a board is shown; nothing else
decides.
Roles are in force as soon as the staff list has a lead with a login; until then everybody may do everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.choices import Role
from lmnboard.model.errors import Invalid, NotAllowed
from lmnboard.workflow import covering

Staff = Mapping[str, Mapping[str, Any]]
"""The documents of the staff list, by record (`staff/3`)."""

WORKING: tuple[Role, ...] = ("staff", "provider", "lead")
LEAD: tuple[Role, ...] = ("lead",)

MAY: dict[str, tuple[str, tuple[Role, ...]]] = {
    # what an entry changes
    "cases": ("works on cases", WORKING),
    "payers": ("changes payers", WORKING),
    "providers": ("changes providers", WORKING),
    "locations": ("changes locations", WORKING),
    "staff": ("changes the staff list", LEAD),
    "cover": ("says who covers for them", WORKING),
    "settings": ("changes the settings", LEAD),
    "service_account": ("names the service account", ()),
    # what an entry does
    "another's entry": ("takes back what somebody else did", LEAD),
    "archive": ("archives cases", LEAD),
    "remind": ("mails reminders", LEAD),
    "restore": ("restores a board", LEAD),
    "repair": ("repairs a board", LEAD),
}
"""What an entry may change or do → in words, and the roles that may.

`read_only` stands nowhere: it looks at everything and writes nothing. Where no role stands it is for whoever runs the
machine: root, or the service account by itself (cron). Whose record names a provider signs as that provider
(`steps.sign`); passing a gate with a reason is open to all who work on cases.
"""


def in_force(staff: Staff) -> bool:
    return bool(_leads(staff))


def runs_the_machine(account: str, service_account: str | None) -> bool:
    """Root reads and writes every file anyway; the service account without a person behind it is the clinic's cron."""
    return account == "root" or account == (service_account or "root")


def role_of(account: str, staff: Staff) -> Role | None:
    """The role of an account, `staff` where its record has none; None where the staff list does not know it."""
    known = next((person for person in staff.values() if person.get("login") == account), None)
    return None if known is None else known.get("role") or "staff"


def admit(account: str, staff: Staff, service_account: str | None = None) -> None:
    """Raise `NotAllowed` where an account may not open the board."""
    if in_force(staff) and role_of(account, staff) is None and not runs_the_machine(account, service_account):
        raise NotAllowed(f"Your account {account!r} is not on this board's staff list: ask {_who_to_ask(staff)}.")


def needs(action: str, changes: Iterable[Change], *, anothers: bool = False, own: str | None = None) -> set[str]:
    """The lines of the table that an entry falls under. `anothers`: it takes back what somebody else did.

    `own` is the staff record of whoever makes it: who covers for them is theirs to say, and nothing else of it.
    """
    changes = tuple(changes)
    found = {"cover" if _is_cover(change, own) else change.record.partition("/")[0] for change in changes}
    if any(_names_service_account(change) for change in changes):
        found.add("service_account")
    if action in MAY:
        found.add(action)
    if anothers:
        found.add("another's entry")
    return found


def hold(account: str, lines: Iterable[str], staff: Staff, service_account: str | None = None) -> None:
    """Raise `NotAllowed`, saying who may, unless an account may do all of these lines of the table."""
    if runs_the_machine(account, service_account):
        return
    admit(account, staff, service_account)
    if not in_force(staff):
        return
    role = role_of(account, staff)
    for line in sorted(lines):
        what, roles = MAY.get(line, (f"changes {line}", LEAD))
        if role in roles:
            continue
        if role == "read_only":
            raise NotAllowed(
                f"Your role is read-only: you see everything and change nothing. Ask {_who_to_ask(staff)}."
            )
        if not roles:
            raise NotAllowed(f"Only the administrator of this machine {what}.")
        raise NotAllowed(f"Only a lead {what}: ask {_who_to_ask(staff)}.")


def hold_staff_list(account: str, changes: Iterable[Change], staff: Staff, service_account: str | None = None) -> None:
    """Raise `NotAllowed` where changes take the last lead away, or lock out the person who makes them.

    Also where that person would act under another's name from then on; `Invalid` where two people share an account.
    """
    after = _after(staff, changes)
    _hold_one_account_each(staff, after)
    if in_force(staff) and not in_force(after):
        raise NotAllowed("The board would have no lead with a login: make somebody else a lead first.")
    if runs_the_machine(account, service_account) or not in_force(after):
        return
    if role_of(account, after) is None:
        raise NotAllowed(f"You would lock yourself out: give your account {account!r} to a staff record first.")
    mine = record_of(account, staff)
    if in_force(staff) and mine is not None and record_of(account, after) != mine:
        raise NotAllowed("You would act under somebody else's name: the administrator of this machine may do this.")


def _hold_one_account_each(before: Staff, after: Staff) -> None:
    """Raise `Invalid` where a record is given an account that another has: which of the two acts would be chance."""
    for record, person in after.items():
        login = person.get("login")
        if not login or login == before.get(record, {}).get("login"):
            continue
        for other, holder in after.items():
            if other != record and holder.get("login") == login:
                name = holder.get("name") or holder.get("id")
                raise Invalid(f"The account {login!r} is {name}'s: one for each person.")


def record_of(account: str, staff: Staff) -> str | None:
    return next((record for record, person in staff.items() if person.get("login") == account), None)


def _is_cover(change: Change, own: str | None) -> bool:
    return change.record == own and change.path in covering.FIELDS


def lead_records(staff: Staff) -> list[str]:
    """The records that keep roles in force: who changes the staff list decides on these as they stand."""
    return [record for record, person in staff.items() if _is_lead(person)]


def _is_lead(person: Mapping[str, Any]) -> bool:
    return bool(person.get("role") == "lead" and person.get("login"))


def _leads(staff: Staff) -> list[str]:
    return [str(person.get("name") or person["login"]) for person in staff.values() if _is_lead(person)]


def _who_to_ask(staff: Staff) -> str:
    return " or ".join(_leads(staff)[:3])


def _names_service_account(change: Change) -> bool:
    if not change.record.startswith("settings/"):
        return False
    if change.path == "service_account":
        return True
    sides = (side.get("service_account") if isinstance(side, dict) else None for side in (change.before, change.after))
    before, after = sides
    return change.path == "" and before != after


def _after(staff: Staff, changes: Iterable[Change]) -> Staff:
    """The staff list as changes would leave it."""
    after: dict[str, Any] = {record: deepcopy(dict(person)) for record, person in staff.items()}
    for change in changes:
        if not change.record.startswith("staff/"):
            continue
        if change.path:
            paths.put(after.setdefault(change.record, {}), change.path, deepcopy(change.after))
        elif change.after is UNSET:
            after.pop(change.record, None)
        else:
            after[change.record] = change.after
    return after
