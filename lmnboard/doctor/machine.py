"""The machine under a board: its file system, encryption, swap, space, clock, and whether it dumps memory."""

from __future__ import annotations

import os
import resource
import time
from contextlib import suppress

from lmnboard.doctor.seen import Level, Looked, Patient, Seen, changed, size
from lmnboard.store import disk

NOT_KEPT = ("tmpfs", "ramfs", "overlay")
"""Types of file systems that go with a restart or with a container."""


def file_system(at: Patient) -> Looked:
    mount = disk.mount_of(at.place.folder, at.proc)
    if mount is None:
        yield Seen("note", "this system does not say what file system the board is on")
    elif mount.network:
        mend = f"move it to a disk of this machine; {disk.ALLOW}=1 opens it all the same"
        yield Seen("bad", f"the board is on a network file system ({mount.type})", mend)
    elif mount.type in NOT_KEPT:
        yield Seen(
            "warn", f"the board is on {mount.type}, which goes with the machine or container", "move it to a disk"
        )
    else:
        yield Seen("ok", f"file system: {mount.type} ({mount.point})")


def encryption(at: Patient) -> Looked:
    mount = disk.mount_of(at.place.folder, at.proc)
    found = disk.encrypted(mount.source, at.sys) if mount else None
    if found:
        yield Seen("ok", "the disk is encrypted (dm-crypt)")
    elif found is False:
        mend = "put the folder on a LUKS volume, unless what lies under this machine encrypts"
        yield Seen("warn", "no encryption of the disk is seen", mend)
    else:
        yield Seen("note", "whether the disk is encrypted cannot be seen from here")


def swap(at: Patient) -> Looked:
    clear = [name for name in disk.swaps(at.proc) if not disk.encrypted(disk.device_of(name, at.proc), at.sys)]
    for name in clear:
        yield Seen("warn", f"memory is swapped out to {name}, and no encryption of it is seen", f"swapoff {name}")
    if not clear:
        yield Seen("ok", "no memory is swapped out to a disk in the clear")


def space(at: Patient) -> Looked:
    found = os.statvfs(at.place.folder)
    free = found.f_bavail * found.f_frsize
    board = sum(_bytes_of(path) for path in (at.place.board, at.place.archive, at.place.history))
    level: Level = "ok"
    if free < 2 * board + (16 << 20):  # a snapshot is written beside the one before
        level = "bad"
    elif free < 10 * board + (256 << 20):
        level = "warn"
    yield Seen(level, f"{size(free)} free on the disk; the board has {size(board)}", "" if level == "ok" else "df -h")
    if found.f_files and found.f_favail < 1000:
        yield Seen("bad", f"the disk has room for {found.f_favail} more files (inodes)", "df -i")


def clock(at: Patient) -> Looked:
    says = f"{at.now:%Y-%m-%d %H:%M} UTC"
    if not 2026 <= at.now.year <= 2100:
        yield Seen("bad", f"the clock says {says}", "timedatectl set-time 'YYYY-MM-DD HH:MM'")
    ahead = max(map(changed, (at.place.history, at.place.board))) - at.now.timestamp()
    if ahead > 300:
        yield Seen("warn", f"the board was last written {ahead / 60:.0f} minutes from now: the clock went back", "date")
    zone = at.settings.get("time_zone")
    if zone:
        yield Seen("ok", f"time zone of the clinic: {zone}")
    else:
        mend = "lmnboard directory settings --set time_zone=America/Chicago"
        yield Seen("note", f"no time zone is set: days are those of this machine ({time.tzname[0]})", mend)
    if (at.run / "systemd" / "timesync" / "synchronized").exists() or _runs(at, "chronyd", "ntpd", "ntpsec"):
        yield Seen("ok", f"the clock is kept right; it says {says}")
    else:
        yield Seen("note", f"nothing is seen that keeps the clock right; it says {says}", "timedatectl set-ntp true")


def core_dumps(at: Patient) -> Looked:
    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        yield Seen("ok", "the program dumps no memory when it crashes")
    else:
        yield Seen("warn", "a crash would dump memory with patients in it", "ulimit -c 0")


def _runs(at: Patient, *names: str) -> bool:
    for comm in at.proc.glob("[0-9]*/comm"):
        with suppress(OSError):
            if comm.read_text().strip() in names:
                return True
    return False


def _bytes_of(path: os.PathLike[str]) -> int:
    with suppress(OSError):
        return os.stat(path).st_size
    return 0


LOOKS = (file_system, encryption, swap, space, clock, core_dumps)
