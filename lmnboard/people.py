"""Who is at the keyboard: the Unix account, which nobody can choose for themselves, the staff member it is, their role.

`$USER` is never asked. `SUDO_UID` is believed only when the process runs as the board's own service account. `Desk`
calls this; what a role has stands in `workflow.roles`.
"""

from __future__ import annotations

import itertools
import os
import pwd
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from lmnboard import served
from lmnboard.model.change import Change, Entry
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import NotAllowed, StoreError
from lmnboard.model.records import Records
from lmnboard.store.port import Store
from lmnboard.workflow import roles

REFUSED_OPEN = "refused open"
"""The action of an entry that only says that an account, which may not, tried to open the board."""


def login(service_account: str | None) -> str:
    """The account name of the person who runs this process."""
    name = name_of(os.getuid())
    person = served.person_behind()
    return name if person is None or not service_account or name != service_account else name_of(person)


def staff_of(account: str, clinic: Clinic) -> str:
    """The staff id of an account; the account's own name where the directory does not know it."""
    return next((person.id for person in clinic.staff.values() if person.login == account), account)


def admit(account: str, store: Store, now: datetime) -> None:
    """Raise `NotAllowed` before anything is shown to an account that may not open the board; an entry says so."""
    try:
        roles.admit(account, *_staff_list(store.records))
    except NotAllowed:
        with suppress(StoreError):  # where not even that can be written, the account is kept out all the same
            if not _refused_lately(account, store, now):
                store.append(Entry(0, _instant(now), account, REFUSED_OPEN))
        raise


def shut_out(account: str, records: Records) -> str:
    """Why an account may not look at a board any more that it has open; nothing where it may."""
    try:
        roles.admit(account, *_staff_list(records))
    except NotAllowed as why:
        return str(why)
    return ""


def hold(account: str, records: Records, action: str, changes: Iterable[Change], *, anothers: bool) -> dict[str, int]:
    """Raise `NotAllowed` where an account may not make an entry; else the records that this was decided on.

    `anothers`: it takes back what somebody else did. Only who changes the staff list decides on records: two leads who
    take each other's role away at the same moment would leave none.
    """
    changes = tuple(changes)
    staff, service = _staff_list(records)
    own = roles.record_of(account, staff)
    roles.hold(account, roles.needs(action, changes, anothers=anothers, own=own), staff, service)
    if not any(change.record.startswith("staff/") for change in changes):
        return {}
    roles.hold_staff_list(account, changes, staff, service)
    return {record: records.revision(record) for record in roles.lead_records(staff)}


def _staff_list(records: Records) -> tuple[roles.Staff, str | None]:
    settings = next((doc for _record, doc in records.docs("settings")), {})
    return dict(records.docs("staff")), settings.get("service_account")


def _refused_lately(account: str, store: Store, now: datetime) -> bool:
    """Whether the last hour of the history says so already: whoever tries again and again does not fill the disk."""
    since = _instant(now - timedelta(hours=1))
    recent = itertools.takewhile(lambda entry: entry.at > since, store.newest_first())
    return any(entry.action == REFUSED_OPEN and entry.by == account for entry in recent)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def name_of(uid: int) -> str:
    """The name of an account, also of one that is gone."""
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid{uid}"
