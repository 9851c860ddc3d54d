"""Who can reach a board's files without the program: the folder's mode, owners, the group, the service account."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lmnboard.doctor.seen import Looked, Patient, Seen, account, group, user

_OF_ONE_PERSON = ("drafts/", "seen/")
_SHARED_FOLDER = stat.S_ISGID | stat.S_IRWXG


def folder(at: Patient) -> Looked:
    where, found = at.place.folder, at.place.folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o007:
        yield Seen(
            "bad", f"{where} ({mode:04o}) is open to every account", f"chmod {'2770' if at.shared else '700'} {where}"
        )
    elif at.shared:
        yield Seen("ok", f"shared mode: {where} ({mode:04o}) of group {group(found.st_gid)}")
        yield Seen("note", "whoever may write the files may read them without the program: roles are a convenience")
    elif mode & 0o070:
        yield Seen("warn", f"{where} ({mode:04o}) is open to a group, and is no shared folder", f"chmod 700 {where}")
    else:
        yield Seen("ok", f"{where} ({mode:04o}) is {user(found.st_uid)}'s alone")


def service_account(at: Patient) -> Looked:
    where, owner = at.place.folder, user(at.place.folder.stat().st_uid)
    named = at.settings.get("service_account")
    if named and (at.shared or owner != named):
        mend = f"chown -R {named}: {where}; chmod 700 {where}"
        yield Seen("bad", f"the service account is {named}, and the files are {owner}'s", mend)
    elif named:
        yield Seen("ok", f"hardened mode: staff reach the files through sudo to {named} only")
    elif at.opened and not at.shared and _cannot_log_in(owner):
        mend = f"lmnboard directory settings --set service_account={owner}"
        yield Seen("bad", f"nobody is told apart: the board does not know that {owner} is its service account", mend)


def configuration(at: Patient) -> Looked:
    with suppress(FileNotFoundError):
        told = at.configured.stat()
        if told.st_uid != 0 or told.st_mode & 0o022:
            mend = f"chown root: {at.configured}; chmod 644 {at.configured}"
            yield Seen("bad", f"others than root may change {at.configured}, which says where the board is", mend)


def modes_and_owners(at: Patient) -> Looked:
    """Everything in the folder: open to nobody else, and in shared mode to the whole group.

    What is one person's own, drafts and how far they have seen, is theirs alone in either mode.
    """
    where, own = at.place.folder, at.place.folder.stat()
    wrong: dict[tuple[str, str], list[str]] = {}
    for path in _below(where):
        found, name = path.lstat(), str(path.relative_to(where))
        if stat.S_ISLNK(found.st_mode):
            continue
        if found.st_mode & 0o007:
            wrong.setdefault(("open to every account", f"chmod -R o-rwx {where}"), []).append(name)
        if not at.shared and found.st_mode & 0o070:
            wrong.setdefault(("open to a group", f"chmod -R g-rwx {where}"), []).append(name)
        if not at.shared and found.st_uid != own.st_uid:
            wrong.setdefault((f"not {user(own.st_uid)}'s", f"chown -R {user(own.st_uid)}: {where}"), []).append(name)
        if at.shared and found.st_gid != own.st_gid:
            shares = group(own.st_gid)
            wrong.setdefault((f"not of group {shares}", f"chgrp -R {shares} {where}"), []).append(name)
        elif at.shared and _is_closed(found, name):
            wrong.setdefault((f"closed to group {group(own.st_gid)}", _opening(where)), []).append(name)
    for (what, mend), names in wrong.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield Seen("bad", f"{what}: {names[0]}{more}", mend)
    if not wrong:
        yield Seen("ok", "modes and owners of the files are as they should be; a umask changes nothing about them")


def members(at: Patient) -> Looked:
    """In shared mode: who is in the group, and whether the staff are."""
    if not at.shared or at.opened is None:
        return
    gid = at.place.folder.stat().st_gid
    name = group(gid)
    listed = set(grp.getgrgid(gid).gr_mem) | {known.pw_name for known in pwd.getpwall() if known.pw_gid == gid}
    logins = {str(doc["login"]) for doc in at.staff.values() if doc.get("login")}
    yield Seen("ok", f"group {name}: {', '.join(sorted(listed)) or 'nobody'}")
    for login in sorted(logins - listed - {"root"}):
        if account(login):
            yield Seen("warn", f"{login} is on the staff list and not in group {name}", f"usermod -aG {name} {login}")
    for stranger in sorted(listed - logins if logins else ()):
        yield Seen("warn", f"{stranger} is in group {name} and not on the staff list", f"gpasswd -d {stranger} {name}")


def _is_closed(found: os.stat_result, name: str) -> bool:
    """Whether the group may not do with a file or folder of a shared board what its owner may."""
    if stat.S_ISDIR(found.st_mode):
        return found.st_mode & _SHARED_FOLDER != _SHARED_FOLDER
    own = name.startswith(_OF_ONE_PERSON)
    return not own and bool(found.st_mode >> 6 & ~(found.st_mode >> 3) & 0o6)


def _opening(where: Path) -> str:
    """The command that opens to the group what was made while the board was private."""
    files = "-type f ! -path '*/drafts/*' ! -path '*/seen/*'"
    return f"find {where} -type d -exec chmod 2770 {{}} +; find {where} {files} -exec chmod g=u {{}} +"


def _below(top: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(top):
        yield from (Path(where, name) for name in (*folders, *files))


def _cannot_log_in(name: str) -> bool:
    found = account(name)
    return found is not None and found.pw_shell.endswith(("nologin", "false"))


LOOKS = (folder, service_account, configuration, modes_and_owners, members)
