"""Who is at the keyboard: the Unix account, which nobody can choose for themselves, and the staff member it is.

`$USER` is never asked. `SUDO_UID` is believed only when the process runs as the board's own service account.
"""

from __future__ import annotations

import os
import pwd

from lmnboard.model.clinic import Clinic


def login(service_account: str | None) -> str:
    """The account name of the person who runs this process."""
    name = _name_of(os.getuid())
    sudo = os.environ.get("SUDO_UID", "")
    if service_account and name == service_account and sudo.isdigit():
        return _name_of(int(sudo))
    return name


def staff_of(account: str, clinic: Clinic) -> str:
    """The staff id of an account; the account's own name where the directory does not know it."""
    return next((person.id for person in clinic.staff.values() if person.login == account), account)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"
