"""What lies under a board's folder: the mount, whether it comes over a network, whether it is encrypted; and swap.

Reads `/proc` and `/sys` only. `begin` asks it before a board is opened, `doctor` asks it everything.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import msgspec

NETWORK = re.compile(
    r"nfs|cifs|smb|9p|afs|ceph|gluster|lustre|beegfs|gpfs|ocfs2|gfs2|davfs|ncp|virtiofs|drvfs|fuse(?:\.|$)"
)
"""Types of file systems on which a lock, an append or a flush of one machine may not be what another sees.

Those of FUSE are among them: most come over a network (sshfs, rclone), and none says whether it keeps its promises.
"""
ALLOW = "LMNBOARD_NETWORK_DISK"
"""Set to 1, a board on such a file system is opened all the same."""
_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(msgspec.Struct, frozen=True):
    """Where something is mounted, what from, and as what type."""

    point: str
    source: str
    type: str

    @property
    def network(self) -> bool:
        return NETWORK.match(self.type) is not None


def mount_of(folder: Path, proc: Path = Path("/proc")) -> Mount | None:
    """The mount that a folder lies on; None where this system does not say."""
    real = os.path.realpath(folder)
    found = None
    with suppress(OSError):
        for line in (proc / "self" / "mounts").read_text(errors="replace").splitlines():
            source, point, kind, *_rest = (_plain(word) for word in line.split(" "))
            inside = real == point or real.startswith(point.rstrip("/") + "/")
            # Of mounts at one place the last is the one on top.
            if inside and (found is None or len(point) >= len(found.point)):
                found = Mount(point, source, kind)
    return found


def refused(folder: Path, proc: Path = Path("/proc")) -> str:
    """Why no board is opened in this folder, in words; nothing where it may be, or is to be all the same."""
    if os.environ.get(ALLOW) == "1":
        return ""
    mount = mount_of(folder, proc)
    if mount is None or not mount.network:
        return ""
    return (
        f"{folder} lies on a network file system ({mount.type}), which may lose what was saved. Move the board to a "
        f"disk of this machine, or set {ALLOW}=1 to open it all the same."
    )


def encrypted(device: str, sys: Path = Path("/sys")) -> bool | None:
    """Whether a block device lies on dm-crypt (LUKS), itself or by what it is made of; None where that is not seen."""
    try:
        number = os.stat(device).st_rdev
    except OSError:
        return None
    block = sys / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    return _encrypted(block) if block.exists() else None


def _encrypted(block: Path) -> bool:
    with suppress(OSError):
        if (block / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    below = list(block.glob("slaves/*"))
    return bool(below) and all(_encrypted(device) for device in below)


def swaps(proc: Path = Path("/proc")) -> list[str]:
    """The devices and files that memory is swapped out to; compressed memory (zram) is none."""
    with suppress(OSError):
        lines = (proc / "swaps").read_text(errors="replace").splitlines()[1:]
        return [name for line in lines if line and not (name := _plain(line.split()[0])).startswith("/dev/zram")]
    return []


def device_of(path: str, proc: Path = Path("/proc")) -> str:
    """The device of a swap area, which may be a file on one."""
    if path.startswith("/dev/"):
        return path
    mount = mount_of(Path(path), proc)
    return mount.source if mount else ""


def _plain(word: str) -> str:
    """A word of `/proc` with its blanks, which stand there as `\\040`."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), word)
